/* SPDX-License-Identifier: MIT */
/* --inspect: what the stop signal would do to each process below one, and why a container takes ten seconds to stop. */
#ifndef FOSTER_INSPECT_H
#define FOSTER_INSPECT_H

#include "options/commandline.h"

/*
 * Prints the tree below the process that the operand names, PID 1 where there is none; where it is "all", the PID
 * namespaces below this one. The exit status: 0 where all would end, 1 where one would outlive the signal, 2 where for
 * one that can't be told, 125 where foster can't read all of it.
 */
int inspect_run(const struct options *options);

#endif
