/* SPDX-License-Identifier: MIT */
/* Names what gets SIGKILL, before it is sent, and what outlives it. Reads and reports; sends nothing. */
#ifndef FOSTER_KILLREPORT_H
#define FOSTER_KILLREPORT_H

#include <stdbool.h>

#include "init/report.h"
#include "init/supervisor.h"

/* What a report has found. */
struct killreport {
	int killed;        /* processes that get SIGKILL and are in foster's reach, as far as they were met */
	bool all_refused;  /* none of them is */
	bool whole;        /* all were met before time was up; else more got SIGKILL than it names */
};

/*
 * Warns of each process that is left and gets SIGKILL now: pid, name, and whether it ignores, blocks or catches ASKED,
 * the signal that it was to end by (0: none was sent). At most 32 by name, and no more than a tenth of a second's work;
 * the rest are counted. What is out of foster's reach is reported as such.
 */
struct killreport killreport(const struct supervisor *sup, int asked, const struct report_when *when);

/* Warns of what outlives SIGKILL. */
void killreport_outlives(const struct supervisor *sup);

#endif
