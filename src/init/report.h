/* SPDX-License-Identifier: MIT */
/* What foster says of others: senders, signals that went on, and who is about to be killed and why. */
#ifndef FOSTER_REPORT_H
#define FOSTER_REPORT_H

#include <stdint.h>
#include <sys/signalfd.h>

#include "base/log.h"
#include "init/forward.h"
#include "init/supervisor.h"

/*
 * Appends a signal that arrived and who sent it: "SIGTERM from pid 12 (uid 0)", "... from outside the container", "...
 * from the kernel or the terminal".
 */
void report_signal(struct text *text, const struct signalfd_siginfo *siginfo);

/* The fields of a message about a signal that arrived, and what foster SENT for it (0: nothing). */
struct log_fields report_fields(const struct supervisor *sup, const struct signalfd_siginfo *siginfo, int sent);

/* Tells at -v what became of SIGNAL that arrived: it was sent on as SENT (0: dropped) to SCOPE. */
void report_forward(const struct supervisor *sup, const struct signalfd_siginfo *siginfo, int sent, enum scope scope);

/*
 * Warns of each process that is left and gets SIGKILL now: pid, name, and whether it ignores, blocks or catches
 * ASKED, the signal that it was to end by (0: none was sent). WHEN says when this is ("10s after the request to
 * stop"). At most 32 by name, and no more than a tenth of a second's work; the rest are counted. Who is out of
 * foster's reach is told apart. Adds to sup->killed. False where time was up before all were counted:
 * report_killed_more then tells the rest.
 */
bool report_kill(struct supervisor *sup, int asked, const char *when);

/* Tells of COUNT processes that got SIGKILL without having been looked at. WHEN as in report_kill. */
void report_killed_more(int count, const char *when);

/* Warns, once, of those that outlive SIGKILL. */
void report_stuck(struct supervisor *sup);

#endif
