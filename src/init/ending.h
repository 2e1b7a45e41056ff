/* SPDX-License-Identifier: MIT */
/* From the workload's end, or the order to kill, until nothing is left: the exit status, the sweep and the chase. */
#ifndef FOSTER_ENDING_H
#define FOSTER_ENDING_H

#include "init/supervisor.h"

/* The workload has ended, as CHILD says: settles the exit status and enters the phase that follows. */
void ending_begin(struct supervisor *sup, const struct reaped *child);

/* All that had ended is reaped: is anything left, and has it been asked to end? */
void ending_check_left(struct supervisor *sup);

/* SIGKILL for all that is left, as the stop plan has come to its end; ASKED is what they were sent before. */
void ending_kill(struct supervisor *sup, int asked, int64_t now_ms);

/* The time is NOW_MS: does what is due. */
void ending_tick(struct supervisor *sup, int64_t now_ms);

/* When ending_tick has something to do next, or SHUTDOWN_NEVER. */
int64_t ending_deadline(const struct supervisor *sup);

#endif
