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

/* Fills LOOK for SIGNAL and the process of STATUS, from /proc; reads nothing where STATUS alone settles it. */
void reader_look(struct fate_look *look, const struct procstatus *status, int signal);

#endif
