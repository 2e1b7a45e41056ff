/* SPDX-License-Identifier: MIT */
/* stop.c: whole plans, driven by a clock of the test's own. */
#include <signal.h>

#include "duration.h"
#include "signame.h"
#include "stop.h"
#include "unit.h"

enum { REQUEST = -2, TICK = -3, END = -4, KILL_ALL = 100, MOMENTS = 12 };

/* At AT_MS: a request by SIGNAL or a tick; then WANT is sent (0: nothing due, KILL_ALL, or a signal; NONE: due, but none). */
enum { NONE = 101 };

struct moment {
	int64_t at_ms;
	int what;
	int signal;
	int want;
	enum scope scope;
};

static const struct {
	const char *name;
	struct plan plan;
	struct moment moments[MOMENTS];
} STORIES[] = {
	{ "the request itself, no limit", { { { DURATION_NEVER, RUNG_REQUEST, SCOPE_DEFAULT } }, 1, DURATION_NEVER },
	  { { 5, REQUEST, SIGTERM, SIGTERM, SCOPE_DEFAULT }, { 1000000000, TICK, 0, 0, 0 },
	    { 1000000001, REQUEST, SIGINT, SIGINT, SCOPE_DEFAULT }, { 0, END, 0, 0, 0 } } },
	{ "a timeout", { { { DURATION_NEVER, RUNG_REQUEST, SCOPE_DEFAULT } }, 1, 8000 },
	  { { 100, REQUEST, SIGTERM, SIGTERM, SCOPE_DEFAULT }, { 8099, TICK, 0, 0, 0 },
	    { 8099, REQUEST, SIGTERM, SIGTERM, SCOPE_DEFAULT }, { 8100, TICK, 0, KILL_ALL, SCOPE_TREE },
	    { 9000, TICK, 0, 0, 0 }, { 9001, REQUEST, SIGTERM, 0, 0 }, { 0, END, 0, 0, 0 } } },
	{ "timeout 0", { { { DURATION_NEVER, RUNG_REQUEST, SCOPE_DEFAULT } }, 1, 0 },
	  { { 7, REQUEST, SIGTERM, KILL_ALL, SCOPE_TREE }, { 8, TICK, 0, 0, 0 }, { 0, END, 0, 0, 0 } } },
	{ "PostgreSQL's ladder",
	  { { { 20000, SIGTERM, SCOPE_DEFAULT }, { 8000, SIGINT, SCOPE_DEFAULT }, { 1000, SIGQUIT, SCOPE_DEFAULT } }, 3,
	    DURATION_NEVER },
	  { { 0, REQUEST, SIGTERM, SIGTERM, SCOPE_DEFAULT }, { 19999, TICK, 0, 0, 0 }, { 20000, TICK, 0, SIGINT,
		SCOPE_DEFAULT },
	    { 20001, REQUEST, SIGTERM, SIGINT, SCOPE_DEFAULT }, { 27999, TICK, 0, 0, 0 },
	    { 28000, TICK, 0, SIGQUIT, SCOPE_DEFAULT }, { 28999, TICK, 0, 0, 0 }, { 29000, TICK, 0, KILL_ALL, SCOPE_TREE },
	    { 0, END, 0, 0, 0 } } },
	{ "the timeout cuts the ladder short",
	  { { { 5000, SIGTERM, SCOPE_CHILD }, { 9000, SIGTERM, SCOPE_TREE } }, 2, 6000 },
	  { { 0, REQUEST, SIGTERM, SIGTERM, SCOPE_CHILD }, { 5000, TICK, 0, SIGTERM, SCOPE_TREE }, { 5999, TICK, 0, 0, 0 },
	    { 6000, TICK, 0, KILL_ALL, SCOPE_TREE }, { 0, END, 0, 0, 0 } } },
	{ "none first", { { { 10000, RUNG_NONE, SCOPE_DEFAULT }, { DURATION_NEVER, SIGTERM, SCOPE_GROUP } }, 2,
		DURATION_NEVER },
	  { { 0, REQUEST, SIGTERM, NONE, SCOPE_DEFAULT }, { 1, REQUEST, SIGTERM, NONE, SCOPE_DEFAULT },
	    { 10000, TICK, 0, SIGTERM, SCOPE_GROUP }, { 99999, TICK, 0, 0, 0 }, { 0, END, 0, 0, 0 } } },
	{ "a late look takes one rung at a time", { { { 10, SIGTERM, 0 }, { 10, SIGINT, 0 } }, 2, DURATION_NEVER },
	  { { 0, REQUEST, SIGTERM, SIGTERM, 0 }, { 500, TICK, 0, SIGINT, 0 }, { 500, TICK, 0, 0, 0 }, { 510, TICK, 0,
		KILL_ALL, SCOPE_TREE },
	    { 0, END, 0, 0, 0 } } },
	{ "a tick before any request", { { { 10, SIGTERM, 0 } }, 1, 5 },
	  { { 0, TICK, 0, 0, 0 }, { 100000, TICK, 0, 0, 0 }, { 0, END, 0, 0, 0 } } },
};

static int told(const struct stop_step *step)
{
	return !step->due ? 0 : step->kill ? KILL_ALL : step->signal ? step->signal : NONE;
}

START_TEST(stories)
{
	struct stop stop = { 0 };
	const struct plan *plan = &STORIES[_i].plan;

	for (const struct moment *moment = STORIES[_i].moments; moment->what != END; moment++) {
		struct stop_step step = moment->what == TICK ? stop_tick(&stop, plan, moment->at_ms) :
		                        stop_request(&stop, plan, moment->signal, moment->at_ms);

		ck_assert_msg(told(&step) == moment->want && (!step.due || step.scope == moment->scope),
		              "%s, at %lld: got %d to scope %d, want %d to %d", STORIES[_i].name, (long long)moment->at_ms,
		              told(&step), (int)step.scope, moment->want, (int)moment->scope);
	}
}
END_TEST

START_TEST(deadlines)
{
	struct plan plan = { { { 2000, SIGTERM, 0 }, { 3000, SIGINT, 0 } }, 2, 4000 };
	struct stop stop = { 0 };

	ck_assert_int_eq(stop_deadline(&stop), STOP_NEVER);
	ck_assert_int_eq(stop_kill_ms(&stop, &plan), STOP_NEVER);
	stop_request(&stop, &plan, SIGTERM, 100);
	ck_assert_int_eq(stop_deadline(&stop), 2100);
	ck_assert_int_eq(stop_kill_ms(&stop, &plan), 4100);
	stop_tick(&stop, &plan, 2100);
	ck_assert_int_eq(stop_deadline(&stop), 4100);
	plan.timeout_ms = DURATION_NEVER;
	stop = (struct stop){ 0 };
	stop_request(&stop, &plan, SIGTERM, 100);
	ck_assert_int_eq(stop_kill_ms(&stop, &plan), 5100);
	ck_assert_uint_eq(stop.sent, signal_bit(SIGTERM));
	plan.rungs[1].wait_ms = DURATION_NEVER;
	ck_assert_int_eq(stop_kill_ms(&stop, &plan), STOP_NEVER);
}
END_TEST

START_TEST(every_state_meets_every_event)
{
	struct plan plan = { { { 1000, SIGTERM, 0 } }, 1, 5000 };

	for (int state = 0; state < STOP_STATE_COUNT; state++) {
		struct stop stop = { .state = (enum stop_state)state, .rung_ends_ms = 1000, .ends_ms = 5000 };
		struct stop again = stop;
		struct stop_step step = stop_request(&stop, &plan, SIGTERM, 10);

		ck_assert_msg(step.due == (state != STOP_KILLING), "a request in state %d", state);
		step = stop_tick(&again, &plan, 1000);
		ck_assert_msg(step.kill == (state == STOP_ON_RUNG), "a tick in state %d", state);
	}
}
END_TEST

UNIT_TESTS(stop)
{
	tcase_add_loop_test(tcase, stories, 0, ROWS_OF(STORIES));
	tcase_add_test(tcase, deadlines);
	tcase_add_test(tcase, every_state_meets_every_event);
}
