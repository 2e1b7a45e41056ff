/* SPDX-License-Identifier: MIT */
/* Runs the workload and stays with it: the one loop, which reads signals, has them decided on, and acts. */
#ifndef FOSTER_SUPERVISE_H
#define FOSTER_SUPERVISE_H

#include "init/spawn.h"
#include "options/commandline.h"

/*
 * Runs OPTIONS->operands to their end. All signals are blocked on entry. The exit status, after a message where it is
 * foster's own.
 */
int supervise(const struct options *options, struct inherited *inherited);

#endif
