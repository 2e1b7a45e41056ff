/* SPDX-License-Identifier: MIT */
/*
 * The machine that walks a stop plan. Pure: time comes in, a step and the next deadline come out, so that a test can
 * drive it without a process or a clock.
 */
#ifndef FOSTER_STOP_H
#define FOSTER_STOP_H

#include <stdbool.h>
#include <stdint.h>

#include "plan.h"

enum stop_state {
	STOP_NOT_ASKED, /* nobody has asked yet */
	STOP_ON_RUNG,   /* a rung's signal is out */
	STOP_KILLING,   /* SIGKILL is out, to everything */
	STOP_STATE_COUNT,
};

struct stop {
	enum stop_state state;
	int rung;              /* the rung that is out */
	int request;           /* the signal that asked first, as --rewrite maps it */
	int64_t asked_ms;      /* when that was */
	int64_t rung_ends_ms;  /* when this rung gives way, or STOP_NEVER */
	int64_t ends_ms;       /* when --stop-timeout ends it all, or STOP_NEVER */
	uint64_t sent;         /* signal_bit of each signal of the plan that was sent, SIGKILL aside */
};

#define STOP_NEVER INT64_MAX

/* What to do now. */
struct stop_step {
	bool due;          /* there is something to do: send SIGNAL, or KILL */
	bool kill;         /* SIGKILL to all that is left */
	int signal;        /* 0: nothing */
	enum scope scope;  /* SCOPE_DEFAULT: as --scope says */
};

/* A request to stop: SIGNAL (as --rewrite maps it, 0 where that drops it) arrived at NOW_MS. */
struct stop_step stop_request(struct stop *stop, const struct plan *plan, int signal, int64_t now_ms);

/* The time is NOW_MS. Call again until nothing is due. */
struct stop_step stop_tick(struct stop *stop, const struct plan *plan, int64_t now_ms);

/* When stop_tick will have something to do next: milliseconds on the clock that NOW_MS is of, or STOP_NEVER. */
int64_t stop_deadline(const struct stop *stop);

/* When SIGKILL is due if nothing else happens: stop_deadline of the last step, or STOP_NEVER. */
int64_t stop_kill_ms(const struct stop *stop, const struct plan *plan);

#endif
