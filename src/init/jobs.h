/* SPDX-License-Identifier: MIT */
/*
 * Job control as decisions: which process group the workload gets, and what becomes of foster when it stops. Pure; the
 * terminal itself is terminal.c's.
 */
#ifndef FOSTER_JOBS_H
#define FOSTER_JOBS_H

#include <stdbool.h>

/* How the workload stands to the terminal. */
enum jobs_mode {
	JOBS_APART,      /* there is no terminal: a group of its own */
	JOBS_BACKGROUND, /* foster is in the background: a group of its own, the terminal is left alone */
	JOBS_FOREGROUND, /* a group of its own, which gets the foreground */
	JOBS_SHARED,     /* it stays in foster's group: with the others of a pipeline in the foreground; or dumb-init -c */
	JOBS_SESSION,    /* a session of its own */
	JOBS_MODE_COUNT,
};

/* What foster sees as it starts. */
struct jobs_view {
	bool session;    /* --session */
	bool joins;      /* the workload is to stay in foster's group */
	bool terminal;   /* there is a controlling terminal */
	bool foreground; /* and foster's group is in its foreground */
	bool stdio;      /* and stdin and stdout are it */
	bool requests;   /* what the terminal sends is a request to stop: ^C or ^\\ */
	bool group;      /* signals go to the workload's group (which must not hold foster then) */
};

enum jobs_mode jobs_mode(const struct jobs_view *view);

/* What to do as the workload has stopped. */
enum jobs_step {
	JOBS_HAND_OVER, /* it wants the terminal, and foster's group has it now: give it the foreground, continue it */
	JOBS_SUSPEND,   /* stop as well, so that the shell above takes over */
	JOBS_RESUME,    /* continue it */
	JOBS_HANG_UP,   /* SIGHUP, then continue it, as the kernel does to a stopped group that becomes orphaned */
	JOBS_LEAVE,     /* leave it stopped */
};

/*
 * SIGNAL stopped the workload; FOREGROUND: foster's group has the terminal now. SIGSTOP is never the terminal's:
 * it was sent to the workload alone, and stops that alone.
 */
enum jobs_step jobs_stopped(enum jobs_mode mode, int signal, bool foreground);

/*
 * The same where foster was to stop as well and could not, since no process would continue it: its group is orphaned. A
 * workload in want of the terminal would be stopped again at once, so it isn't just continued; HUNG_UP: it has had its
 * SIGHUP.
 */
enum jobs_step jobs_stopped_orphaned(int signal, bool hung_up);

#endif
