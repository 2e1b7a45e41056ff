/* SPDX-License-Identifier: MIT */
/*
 * Looks at a process in /proc: at its status, and whether it takes a signal by reading, through a signalfd or by a
 * thread that waits in sigwait(3).
 */
#ifndef FOSTER_READER_H
#define FOSTER_READER_H

#include "fate.h"

/* Reads the status of the process or thread PID (0: foster itself). 0, or an errno; ENOENT or ESRCH: it has ended. */
int reader_status(struct procstatus *status, int pid);

/* Reads foster's own status. 0, or an errno; -1: /proc is another PID namespace's, and its numbers mean others. */
int reader_self(struct procstatus *self);

enum { READER_ALL = -1 };

/*
 * Fills LOOK for SIGNAL and the process of STATUS, from /proc; reads nothing where STATUS alone settles it. Up to
 * UNTIL_MS (clock_now_ms) it takes a glance, which that process can't hold up: it misses a signalfd, and takes a
 * thread in sigwait(3) to wait for SIGNAL. READER_ALL: it looks at everything, however long that takes.
 */
void reader_look(struct fate_look *look, const struct procstatus *status, int signal, int64_t until_ms);

#endif
