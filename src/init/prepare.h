/* SPDX-License-Identifier: MIT */
/* What foster becomes before it sleeps for its workload, or for a pause. */
#ifndef FOSTER_PREPARE_H
#define FOSTER_PREPARE_H

#include "init/spawn.h"
#include "options/options.h"

/*
 * Opens the descriptor that reads signals and, where OPTIONS ask for it, makes foster (its pid is SELF) a subreaper and
 * has the kernel send it a signal as its parent ends. Where that has ended since foster began, foster gets the signal
 * now; a parent that ended before that looks like none. The descriptor; -1 after a message.
 */
int prepare(const struct options *options, const struct inherited *inherited, int self);

#endif
