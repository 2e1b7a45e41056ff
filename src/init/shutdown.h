/* SPDX-License-Identifier: MIT */
/*
 * The machine that walks a stop plan. Pure: time comes in, a step and the next deadline come out, so that a test can
 * drive it without a process or a clock.
 */
#ifndef FOSTER_SHUTDOWN_H
#define FOSTER_SHUTDOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "options/plan.h"

enum shutdown_state {
	SHUTDOWN_NOT_ASKED, /* there was no request yet */
	SHUTDOWN_ON_RUNG,   /* a rung's signal is out */
	SHUTDOWN_KILLING,   /* SIGKILL is out, to everything */
	SHUTDOWN_STATE_COUNT,
};

struct shutdown {
	enum shutdown_state state;
	int rung;              /* the rung that is out */
	int request;           /* the signal that asked first, as --rewrite maps it */
	int64_t asked_ms;      /* when that was */
	int64_t rung_ends_ms;  /* when this rung gives way, or SHUTDOWN_NEVER */
	int64_t ends_ms;       /* when --stop-timeout ends it all, or SHUTDOWN_NEVER */
	uint64_t sent;         /* signal_bit of each signal of the plan that was sent, SIGKILL aside */
};

#define SHUTDOWN_NEVER INT64_MAX

/* What to do now. */
struct shutdown_step {
	bool due;          /* there is something to do: send SIGNAL, or KILL */
	bool kill;         /* SIGKILL to all that is left */
	int signal;        /* 0: nothing */
	enum scope scope;  /* SCOPE_DEFAULT: as --scope says */
};

/* A request to stop: SIGNAL (as --rewrite maps it, 0 where that drops it) arrived at NOW_MS. */
struct shutdown_step shutdown_request(struct shutdown *shutdown, const struct plan *plan, int signal, int64_t now_ms);

/* The time is NOW_MS. Call again until nothing is due. */
struct shutdown_step shutdown_tick(struct shutdown *shutdown, const struct plan *plan, int64_t now_ms);

/* When shutdown_tick will have something to do next: milliseconds on the clock that NOW_MS is of, or SHUTDOWN_NEVER. */
int64_t shutdown_deadline(const struct shutdown *shutdown);

/* When SIGKILL is due if nothing else happens: shutdown_deadline of the last step, or SHUTDOWN_NEVER. */
int64_t shutdown_kill_ms(const struct shutdown *shutdown, const struct plan *plan);

#endif
