/* SPDX-License-Identifier: MIT */
/* Looks whether a process takes a signal by reading: through a signalfd, or by a thread that waits in sigwait(3). */
#ifndef FOSTER_READER_H
#define FOSTER_READER_H

#include "fate.h"

/* Fills LOOK for SIGNAL and the process of STATUS, from /proc; reads nothing where STATUS alone settles it. */
void reader_look(struct fate_look *look, const struct procstatus *status, int signal);

#endif
