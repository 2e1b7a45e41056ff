/* SPDX-License-Identifier: MIT */
/*
 * Names what gets SIGKILL, before it is sent, what outlives it, and who is waited for. Reads and reports; sends
 * nothing.
 */
#ifndef FOSTER_KILLREPORT_H
#define FOSTER_KILLREPORT_H

#include <stdbool.h>

#include "init/report.h"
#include "init/supervisor.h"

/* What a report has found. */
struct killreport {
	int killed;        /* processes that get SIGKILL and are in foster's reach */
	bool all_refused;  /* none of them is */
};

/*
 * Warns of each process in SEEN, which are left and get SIGKILL now: pid, name, and whether it ignores, blocks or
 * catches the signal that it was asked by. At most 32 by name, and no more than a tenth of a second's work; the rest
 * are counted. What is out of foster's reach is reported as such. SEEN is null where they can't be seen.
 */
struct killreport killreport(const struct supervisor *sup, const struct descendants *seen,
                             const struct report_when *when);

/* Warns of those in SEEN, which outlive SIGKILL. */
void killreport_outlives(const struct supervisor *sup, const struct descendants *seen);

/* Tells of each process that was asked to end and is still there: a warning where it can't take that. */
void killreport_waiting(const struct supervisor *sup);

#endif
