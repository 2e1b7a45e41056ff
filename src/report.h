/* SPDX-License-Identifier: MIT */
/* What foster says of others: senders, signals that went on, and who is about to be killed and why. */
#ifndef FOSTER_REPORT_H
#define FOSTER_REPORT_H

#include <stdint.h>
#include <sys/signalfd.h>

#include "forward.h"
#include "life.h"

/* Appends who sent a signal: "pid 12 (uid 0)", "outside the container", "the kernel or the terminal". */
void report_sender(struct text *text, int code, int pid, unsigned int uid);

/* Tells at -v what became of SIGNAL that arrived: it was sent on as SENT (0: dropped) to SCOPE. */
void report_forward(const struct life *life, const struct signalfd_siginfo *origin, int sent, enum scope scope);

/*
 * Warns of each process that is left and gets SIGKILL now: pid, name, and whether it ignores, blocks or catches ASKED,
 * the signal that it was to end by (0: none was sent). MOMENT says when this is ("10s after the request to stop"). At
 * most 32 by name; the rest are counted. Adds to life->killed.
 */
void report_kill(struct life *life, int asked, const char *moment);

/* Warns, once, of those that outlive SIGKILL. */
void report_stuck(struct life *life);

#endif
