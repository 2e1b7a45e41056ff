/* SPDX-License-Identifier: MIT */
/*
 * The machine that walks from a request to stop, or from the workload's end, to foster's own: what to do now, and when
 * to ask again. What it promises: nobody is killed unasked, nobody is asked twice for one request, a process is asked
 * before those below it, and no time runs out before the user's clock. Pure: time and processes come in, a step and
 * the next deadline come out, so that a test can drive it through every order of events.
 */
#ifndef FOSTER_SHUTDOWN_H
#define FOSTER_SHUTDOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "init/turn.h"
#include "options/options.h"

enum phase {
	PHASE_RUNNING,   /* the workload lives */
	PHASE_LINGERING, /* it has ended, and --wait tree waits for the rest */
	PHASE_SWEEPING,  /* it has ended, and the rest is to end, too */
	PHASE_KILLING,   /* SIGKILL to all, again and again until nobody is left */
	PHASE_STUCK,     /* that was in vain for long; but foster must stay */
	PHASE_OVER,      /* nothing is left to wait for */
	PHASE_COUNT,
};

/* What sets the time of SIGKILL. */
enum limit {
	LIMIT_NONE,
	LIMIT_TIMEOUT, /* --stop-timeout */
	LIMIT_LADDER,  /* the waits of --stop-signal */
	LIMIT_SWEEP,   /* --sweep */
};

enum { SHUTDOWN_UNASKED = -1 }; /* instead of a rung: there was no request to stop yet */

struct shutdown {
	enum phase phase;
	int rung;              /* the rung that is out, or SHUTDOWN_UNASKED */
	int request;           /* the signal that asked first, as --rewrite maps it */
	int64_t requested_ms;  /* when that was */
	int64_t ended_ms;      /* when the workload ended */
	int64_t rung_ends_ms;  /* when this rung gives way to the next */
	int64_t kill_ms;       /* when everybody left gets SIGKILL; once they do, when that began */
	enum limit limit;      /* and by which option */
	int64_t last_call_ms;  /* when everybody is asked who was not */
	int64_t warn_ms;       /* when it is told who is waited for */
	int64_t look_ms;       /* when to look who is left or, in KILLING and STUCK, to kill again */
	int64_t looked_ms;     /* when that was done last */
	int64_t pause_ms;      /* how long at least to leave it at that */
	int64_t poll_ms;       /* how long the last wait was for what no SIGCHLD tells; 0: there was none */
	int64_t asked_ms;      /* when somebody was asked last */
	uint64_t sent;         /* signal_bit of each signal of the plan that was sent, SIGKILL aside */
};

/* A machine that has seen nothing yet: all times are DURATION_NEVER. */
void shutdown_begin(struct shutdown *shutdown);

enum step_kind {
	STEP_NOTHING,
	STEP_SEND,   /* the rung's signal, to its scope */
	STEP_RESEND, /* the rung's signal once more, to the scope and to all that were asked so far */
	STEP_LOOK,   /* look who is left, and call shutdown_left */
	STEP_ASK,    /* ask each process that shutdown_left has marked */
	STEP_WARN,   /* tell who of those that were asked is still there */
	STEP_KILL,   /* SIGKILL to all that is left, the first time with a report */
};

struct step {
	enum step_kind kind;
	int signal;        /* STEP_SEND, STEP_RESEND: 0: nothing; STEP_ASK: it */
	enum scope scope;  /* STEP_SEND, STEP_RESEND: resolved, but as if a workload were there */
	bool first;        /* STEP_SEND: the request brings it; STEP_KILL: it is the first round */
};

/* A request to stop: SIGNAL (as --rewrite maps it) arrived at NOW_MS. */
struct step shutdown_request(struct shutdown *shutdown, const struct options *options, int signal, int64_t now_ms);

/* The workload was sent the rung's signal at NOW_MS and can't take it (turn_cannot_take). */
void shutdown_refused(struct shutdown *shutdown, int64_t now_ms);

/* The workload has ended. */
void shutdown_workload_ended(struct shutdown *shutdown, const struct options *options, int64_t now_ms);

/* Children of foster's have ended, the workload aside; CHILDLESS: that was the last. */
void shutdown_child_ended(struct shutdown *shutdown, bool childless, int64_t now_ms);

/*
 * LOOK is who is left at NOW_MS. STEP_ASK: LOOK->seen's processes with a WHY are to be asked, in the order of a walk,
 * by the step's signal; STEP_NOTHING: nobody is.
 */
struct step shutdown_left(struct shutdown *shutdown, const struct options *options, struct look *look, int64_t now_ms);

/* The same where nobody can be seen. STEP_ASK: everybody is to be asked, at once. */
struct step shutdown_unseen(struct shutdown *shutdown, const struct options *options, bool asked, int64_t now_ms);

/* The end of one of those that are left is not announced at all: look again later. */
void shutdown_poll(struct shutdown *shutdown, int64_t now_ms);

/* Nobody is left, or nobody who could be helped. */
void shutdown_nobody_left(struct shutdown *shutdown);

/* What SIGKILL has left. */
struct survivors {
	bool must_stay;    /* the workload is there, and foster is no PID 1, whose end would end it */
	int in_reach;      /* processes that foster may kill; -1: they were not counted */
	int out_of_reach;  /* others: another user's */
};

/* SIGKILL was sent at NOW_MS, and SURVIVORS are left. Whether to give up: PHASE_OVER. */
bool shutdown_survived(struct shutdown *shutdown, const struct survivors *survivors, int64_t now_ms);

/* Whether they are to be counted for that; it costs more than to kill them once more. */
bool shutdown_counts(const struct shutdown *shutdown, int64_t now_ms);

/* The time is NOW_MS. Call again until there is nothing to do. */
struct step shutdown_tick(struct shutdown *shutdown, const struct options *options, int64_t now_ms);

/* When shutdown_tick has something to do next: milliseconds on the clock that NOW_MS is of, or DURATION_NEVER. */
int64_t shutdown_deadline(const struct shutdown *shutdown);

/* When SIGKILL comes if nothing else happens, or DURATION_NEVER. */
int64_t shutdown_kill_due(const struct shutdown *shutdown, const struct plan *plan);

#endif
