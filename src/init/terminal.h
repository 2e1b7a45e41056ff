/* SPDX-License-Identifier: MIT */
/*
 * The controlling terminal: who has its foreground, and stopping with the workload. Acts on what jobs.c decides; keeps
 * no descriptor of the terminal open, since that would be a file of the workload's.
 */
#ifndef FOSTER_TERMINAL_H
#define FOSTER_TERMINAL_H

#include <stdbool.h>

#include "init/jobs.h"
#include "options/commandline.h"

struct terminal {
	enum jobs_mode mode;
	int group;           /* foster's own process group; known where there is a terminal */
	bool init;           /* foster is PID 1 */
	bool none;           /* there is no controlling terminal, and so no shell that would continue foster */
	bool leads_session;  /* foster leads its session; known where the group is shared */
	bool hung_up;        /* the workload was sent SIGHUP for wanting a terminal that it can't have */
	bool suspended;      /* the workload is stopped, and foster stopped after it or could not */
};

/* Finds out how foster stands to the terminal, before the workload starts. */
void terminal_probe(struct terminal *terminal, const struct options *options, bool init);

/*
 * With --session: lets go of the controlling terminal where foster leads its session, so that the workload's session
 * can have it, and takes back the SIGHUP and SIGCONT that this costs foster, but no others.
 */
void terminal_release(const struct terminal *terminal);

/* In the new process: its group or session, and the foreground. Calls only what a child of vfork(2) may. */
void terminal_enter(const struct terminal *terminal);

/* Whether the workload's process group is one that the parent could make as well: its own, in foster's session. */
bool terminal_gives_group(const struct terminal *terminal);

/* Whether foster needs to know of a workload that stops. */
bool terminal_has_jobs(const struct terminal *terminal);

/* WORKLOAD (a pid) was stopped by SIGNAL. Returns once foster runs again, where it stopped. */
void terminal_stopped(struct terminal *terminal, int workload, int signal);

/* Foster was continued: gives the workload the foreground back where foster's group has it, and continues it. */
void terminal_resume(struct terminal *terminal, int workload);

/* The workload has ended: takes the foreground back for foster's group, where the workload's still had it. */
void terminal_leave(const struct terminal *terminal, int workload);

#endif
