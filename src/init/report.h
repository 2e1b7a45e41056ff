/* SPDX-License-Identifier: MIT */
/*
 * Every sentence of the running init, in one voice. The caller knows what has happened and that it is worth a
 * message; here it is put into words and into the fields of its event. (What keeps foster or its workload from starting
 * is worded where that is found out: preflight.c, prepare.c, execfail.c.)
 */
#ifndef FOSTER_REPORT_H
#define FOSTER_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/signalfd.h>

#include "init/jobs.h"
#include "init/shutdown.h"
#include "options/plan.h"
#include "proc/fate.h"

/* ---- Signals. PID is the workload's; SIGINFO is the signal that arrived. */

/* COMMAND runs as PID. */
void report_start(int pid, const char *command);

/*
 * What became of SIGINFO: it was sent on as SENT (0: dropped) to SCOPE. NO_STOP: the user may have taken it for a
 * request to stop.
 */
void report_forward(int pid, const struct signalfd_siginfo *siginfo, int sent, enum scope scope, bool no_stop);

/*
 * A step of the stop plan: SIGNAL (0: nothing) goes to SCOPE. AGAIN: time has brought it, and SIGINFO asked for the
 * first; else SIGINFO asks. SIGKILL comes in KILL_IN_MS (DURATION_NEVER: it doesn't).
 */
void report_step(int pid, const struct signalfd_siginfo *siginfo, bool again, int signal, enum scope scope,
                 int64_t kill_in_ms);

/* SIGNAL could not be sent to SCOPE because of ERROR; HOW (" with its value") may narrow that down. */
void report_undelivered(int pid, int signal, enum scope scope, int error, const char *how);

/* ---- The terminal */

/* How the workload stands to the terminal. */
void report_jobs_mode(enum jobs_mode mode);

/* The terminal's foreground was to go to process group GROUP: ERROR (an errno), or 0. */
void report_foreground(int group, int error);

enum report_job {
	JOB_SUSPENDS,  /* foster stops, since the workload has */
	JOB_GOES_ON,   /* it was to, but no process would continue it */
	JOB_HUNG_UP,   /* the workload gets SIGHUP, since it wants a terminal that it can't have */
	JOB_STAYS,     /* and stays stopped, since it wants it still */
};
void report_job(enum report_job job);

/* ---- Children */

/* From here on the kernel reaps, or foster does, since this kernel can't. */
void report_reaper(bool kernel);

/* The orphan PID was reaped: it EXITED with STATUS, or was ended by signal STATUS. WARN: --warn-reap. */
void report_orphan(int pid, bool exited, int status, bool warn);

/* The kernel doesn't give the workload's status. */
void report_status_unknown(void);

/* The workload, PID, EXITED with STATUS, or was ended by signal STATUS; EXIT_STATUS is that in one number. */
void report_ended(int pid, bool exited, int status, int exit_status);

/* Foster did not send SIGNAL, which ended the workload. OOM_KILLS: what the memory cgroup counts, or 0. */
void report_crash(int pid, int signal, bool dumped_core, long long oom_kills);

/* ---- The end */

/* Processes are left over; SIGKILL comes in KILL_IN_MS (DURATION_NEVER: it doesn't). */
void report_sweep(int64_t kill_in_ms);

/* The process PID, NAME, is asked to end by SIGNAL (and, with HANGUP, SIGHUP), and WHY. */
void report_ask(int pid, const char *name, int signal, bool hangup, enum asked_why why);


/* When something is killed: so many milliseconds after what. */
struct report_when {
	int64_t after_ms;
	bool requested;   /* after the request to stop; else after the workload's end */
	enum limit limit; /* what set the time */
};

/* A process that is left, and why. */
struct report_process {
	int pid;
	const struct procstatus *status;
	int asked;           /* the signal that it was asked by, or 0 */
	bool asks;           /* somebody was asked */
	enum fate response;  /* what it makes of that signal */
	bool waits;          /* a shell that waits for a command in front before it does anything else */
	bool out_of_reach;   /* another user's: foster can't kill it */
};

/* It gets SIGKILL now, or would. */
void report_kill(const struct report_process *process, const struct report_when *when);

/* It is the workload, and can't take the signal, so that others are asked as well. */
void report_refused(const struct report_process *process);

/* It was asked long ago, and is still there; there is no clock. Where it is null, so are MORE. */
void report_waiting(const struct report_process *process, int more);

/* It has outlived SIGKILL. */
void report_outlives(const struct report_process *process);

/*
 * Others get SIGKILL: COUNT, too many to be named; or, where that is null, all, and without /proc they have no names.
 */
void report_kill_rest(const int *count, const struct report_when *when);

/* Processes may live on, and without /proc foster can't see them. */
void report_left_unseen(void);

/*
 * Why foster ends, with what status, who asked (REQUEST; ssi_signo 0: there was no request) and how long ago, which
 * signal ended the workload (ENDED_BY; 0: none), what was killed.
 */
struct report_end {
	int workload_status, exit_status, ended_by;
	const struct signalfd_siginfo *request;
	int64_t stopping_ms;
	int killed;
};
void report_end(const struct report_end *end);

/* A pause ends, since SIGINFO asked to. */
void report_pause_end(const struct signalfd_siginfo *siginfo);

#endif
