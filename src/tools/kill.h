/* SPDX-License-Identifier: MIT */
/* --kill: kill(1) for images without one. */
#ifndef FOSTER_KILL_H
#define FOSTER_KILL_H

#include "options/commandline.h"

/*
 * Sends the signal that the first operand names (0 only probes) to each process that the others do, a negative number
 * being a process group and -1 all, as kill(2) has it. The exit status: 0; 1 where one could not be sent; 125
 * where an operand is malformed, and then nothing was sent.
 */
int kill_run(const struct options *options);

#endif
