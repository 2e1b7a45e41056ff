/* SPDX-License-Identifier: MIT */
/* shutdown.c: whole plans as a user writes them, driven by a clock of the test's own. */
#include <signal.h>
#include <string.h>

#include "base/duration.h"
#include "base/signame.h"
#include "init/shutdown.h"
#include "parse.h"

enum { EVENTS_MAX = 12 };

#define TICK NULL /* instead of a request: time goes by */

/* At AT a REQUEST by that signal arrives, or time goes by; then WANT is sent: SIG[@SCOPE], "nothing" or "KILL all". */
struct event {
	const char *at, *request, *want;
};

static const struct {
	const char *name;
	const char *plan, *timeout; /* --stop-signal and --stop-timeout */
	struct event events[EVENTS_MAX];
} STORIES[] = {
	{ "the request itself, no limit", NULL, NULL,
	  { { "5ms", "TERM", "TERM" }, { "277h", TICK, "" }, { "278h", "INT", "INT" } } },
	{ "a timeout", NULL, "8s",
	  { { "100ms", "TERM", "TERM" }, { "8.099s", TICK, "" }, { "8.099s", "TERM", "TERM" }, { "8.1s", TICK, "KILL all" },
	    { "9s", TICK, "" }, { "9.001s", "TERM", "" } } },
	{ "a timeout of 0", NULL, "0",
	  { { "7ms", "TERM", "KILL all" }, { "8ms", TICK, "" } } },
	{ "PostgreSQL's ladder", "TERM/20s,INT/8s,QUIT/1s", NULL,
	  { { "0", "TERM", "TERM" }, { "19.999s", TICK, "" }, { "20s", TICK, "INT" }, { "20.001s", "TERM", "INT" },
	    { "27.999s", TICK, "" }, { "28s", TICK, "QUIT" }, { "28.999s", TICK, "" }, { "29s", TICK, "KILL all" } } },
	{ "the timeout cuts the ladder short", "TERM@child/5s,TERM@tree/9s", "6s",
	  { { "0", "TERM", "TERM@child" }, { "5s", TICK, "TERM@tree" }, { "5.999s", TICK, "" }, { "6s", TICK, "KILL all" } } },
	{ "none first", "none/10s,TERM@group", NULL,
	  { { "0", "TERM", "nothing" }, { "1ms", "TERM", "nothing" }, { "10s", TICK, "TERM@group" }, { "100s", TICK, "" } } },
	{ "a late look takes one rung at a time", "TERM/10ms,INT/10ms", NULL,
	  { { "0", "TERM", "TERM" }, { "500ms", TICK, "INT" }, { "500ms", TICK, "" }, { "510ms", TICK, "KILL all" } } },
	{ "a tick before any request", "TERM/10ms", "5ms",
	  { { "0", TICK, "" }, { "100s", TICK, "" } } },
};

static int signal_of(const char *name)
{
	return signame_parse(name, strlen(name));
}

static int64_t ms_of(const char *duration)
{
	return duration_parse(duration, strlen(duration));
}

/* STEP as a story writes it. */
static void add_step(struct text *text, const struct shutdown_step *step)
{
	if (!step->due)
		return;
	if (step->kill)
		text_add(text, "KILL all");
	else if (!step->signal)
		text_add(text, "nothing");
	else
		signame_add_short(text, step->signal);
	if (!step->kill && step->scope != SCOPE_DEFAULT)
		text_add(text, "@%s", plan_scope_name(step->scope));
}

START_TEST(stories)
{
	struct plan plan = parse_plan(STORIES[_i].plan, STORIES[_i].timeout);
	struct shutdown shutdown = { 0 };

	for (const struct event *event = STORIES[_i].events; event->at; event++) {
		char got[32] = "";
		struct text text = TEXT_IN(got);
		struct shutdown_step step;

		if (event->request)
			step = shutdown_request(&shutdown, &plan, signal_of(event->request), ms_of(event->at));
		else
			step = shutdown_tick(&shutdown, &plan, ms_of(event->at));
		add_step(&text, &step);
		ck_assert_msg(strcmp(got, event->want) == 0, "%s, at %s: got '%s', want '%s'", STORIES[_i].name, event->at, got,
		              event->want);
		ck_assert(!step.kill || step.scope == SCOPE_TREE);
	}
}
END_TEST

/* What is due next and when SIGKILL comes, at the request at 100 ms and, where there is one, at the next step. */
static const struct {
	const char *plan, *timeout;
	const char *next, *kill, *next_then, *kill_then; /* from the request; null: never */
} DEADLINES[] = {
	{ NULL, NULL, NULL, NULL, NULL, NULL },
	{ NULL, "4s", "4s", "4s", NULL, NULL },
	{ "TERM/2s,INT/3s", "4s", "2s", "4s", "4s", "4s" },
	{ "TERM/2s,INT/3s", NULL, "2s", "5s", "5s", "5s" },
	{ "TERM/2s,INT", NULL, "2s", NULL, NULL, NULL },
};

static void check_deadlines(const struct shutdown *shutdown, const struct plan *plan, const char *next, const char *kill)
{
	ck_assert_int_eq(shutdown_deadline(shutdown), next ? 100 + ms_of(next) : SHUTDOWN_NEVER);
	ck_assert_int_eq(shutdown_kill_ms(shutdown, plan), kill ? 100 + ms_of(kill) : SHUTDOWN_NEVER);
}

START_TEST(deadlines)
{
	struct plan plan = parse_plan(DEADLINES[_i].plan, DEADLINES[_i].timeout);
	struct shutdown shutdown = { 0 };

	check_deadlines(&shutdown, &plan, NULL, NULL);
	shutdown_request(&shutdown, &plan, SIGTERM, 100);
	ck_assert_uint_eq(shutdown.sent, signal_bit(SIGTERM));
	check_deadlines(&shutdown, &plan, DEADLINES[_i].next, DEADLINES[_i].kill);
	if (!DEADLINES[_i].next)
		return;
	shutdown_tick(&shutdown, &plan, 100 + ms_of(DEADLINES[_i].next));
	check_deadlines(&shutdown, &plan, DEADLINES[_i].next_then, DEADLINES[_i].kill_then);
}
END_TEST

START_TEST(every_state_meets_every_event)
{
	struct plan plan = parse_plan("TERM/1s", "5s");

	for (int state = 0; state < SHUTDOWN_STATE_COUNT; state++) {
		struct shutdown shutdown = { .state = (enum shutdown_state)state, .rung_ends_ms = 1000, .ends_ms = 5000 };
		struct shutdown again = shutdown;
		struct shutdown_step step = shutdown_request(&shutdown, &plan, SIGTERM, 10);

		ck_assert_msg(step.due == (state != SHUTDOWN_KILLING), "a request in state %d", state);
		step = shutdown_tick(&again, &plan, 1000);
		ck_assert_msg(step.kill == (state == SHUTDOWN_ON_RUNG), "a tick in state %d", state);
	}
}
END_TEST

UNIT_TESTS(shutdown)
{
	tcase_add_loop_test(tcase, stories, 0, ROWS_OF(STORIES));
	tcase_add_loop_test(tcase, deadlines, 0, ROWS_OF(DEADLINES));
	tcase_add_test(tcase, every_state_meets_every_event);
}
