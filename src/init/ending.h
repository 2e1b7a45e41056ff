/* SPDX-License-Identifier: MIT */
/* From the workload's end, or the order to kill, until nothing is left: the exit status, and the chase. */
#ifndef FOSTER_ENDING_H
#define FOSTER_ENDING_H

#include "init/supervisor.h"

/* The workload has ended, as CHILD says: settles the exit status and enters the phase that follows. */
void ending_begin(struct supervisor *sup, const struct reaped *child);

/* All that had ended is reaped: is anything left? */
void ending_check_left(struct supervisor *sup);

/* SIGKILL to all that is left; the FIRST time, each is named before. */
void ending_kill(struct supervisor *sup, bool first);

#endif
