/* SPDX-License-Identifier: MIT */
/* --list-signals: all signals, or names for numbers and exit statuses and numbers for names. */
#ifndef FOSTER_SIGLIST_H
#define FOSTER_SIGLIST_H

#include "options/commandline.h"

/*
 * Without operands prints all 64 as kill -l does; else one line for each: a name where it is a number, an exit status
 * above 128 included, and a number where it is a name. The exit status: 125 where an operand is none of these.
 */
int siglist_run(const struct options *options);

#endif
