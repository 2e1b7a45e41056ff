/* SPDX-License-Identifier: MIT */
/* shutdown.c: whole stops as a user asks for them, driven by a clock of the test's own. check_orders.c has every order. */
#include <signal.h>
#include <string.h>

#include "base/duration.h"
#include "base/signame.h"
#include "init/shutdown.h"
#include "parse.h"

enum { EVENTS_MAX = 12 };

#define TICK NULL       /* instead of a request: time goes by */
#define ENDED "ended"   /* the workload has */
#define REFUSED "refused" /* it can't take the request */

/*
 * At AT a signal arrives that requests to stop, or something else happens; then WANT is to be done: SIG@SCOPE is sent, or
 * "again", "nothing" of the kind, "look", "warn", "KILL".
 */
struct event {
	const char *at, *what, *want;
};

static const struct {
	const char *command;
	struct event events[EVENTS_MAX];
} STORIES[] = {
	{ "foster x", /* the request itself, no limit: only a word, after a while */
	  { { "5ms", "TERM", "TERM@auto" }, { "3.004s", TICK, "" }, { "3.005s", TICK, "warn" }, { "277h", TICK, "" },
	    { "278h", "INT", "again INT@auto" } } },
	{ "foster -t 8s x", /* with a last call */
	  { { "100ms", "TERM", "TERM@auto" }, { "5.099s", TICK, "" }, { "5.1s", TICK, "look" }, { "8.099s", TICK, "" },
	    { "8.099s", "TERM", "again TERM@auto" }, { "8.1s", TICK, "KILL" }, { "8.104s", TICK, "" }, { "8.104s", "TERM", "" },
	    { "8.105s", TICK, "KILL" } } },
	{ "foster -t 4s x", /* of half the time */
	  { { "0", "TERM", "TERM@auto" }, { "1.999s", TICK, "" }, { "2s", TICK, "look" }, { "4s", TICK, "KILL" } } },
	{ "foster -t 4s --sweep 1s x",
	  { { "0", "TERM", "TERM@auto" }, { "2.999s", TICK, "" }, { "3s", TICK, "look" }, { "4s", TICK, "KILL" } } },
	{ "foster -t 8s --scope child x", /* which the user does not want */
	  { { "0", "TERM", "TERM@child" }, { "7.999s", TICK, "" }, { "8s", TICK, "KILL" } } },
	{ "foster -t 8s x", /* a look that is late: nobody is killed unasked */
	  { { "0", "TERM", "TERM@auto" }, { "9s", TICK, "look" }, { "9s", TICK, "KILL" } } },
	{ "foster -t 0 x", { { "7ms", "TERM", "KILL" }, { "8ms", TICK, "" } } },
	{ "foster --stop-signal TERM/20s,INT/8s,QUIT/1s x", /* PostgreSQL's ladder */
	  { { "0", "TERM", "TERM@auto" }, { "19.999s", TICK, "" }, { "20s", TICK, "INT@auto" },
	    { "20.001s", "TERM", "again INT@auto" }, { "27.999s", TICK, "" }, { "28s", TICK, "QUIT@auto" },
	    { "28.999s", TICK, "" }, { "29s", TICK, "KILL" } } },
	{ "foster --stop-signal TERM@child/5s,TERM@tree/9s -t 6s x", /* the timeout cuts the ladder short */
	  { { "0", "TERM", "TERM@child" }, { "5s", TICK, "TERM@tree" }, { "5.999s", TICK, "" }, { "6s", TICK, "KILL" } } },
	{ "foster --stop-signal none/10s,TERM@group x",
	  { { "0", "TERM", "nothing" }, { "1ms", "TERM", "nothing" }, { "10s", TICK, "TERM@group" }, { "12.999s", TICK, "" },
	    { "13s", TICK, "warn" }, { "100s", TICK, "" } } },
	{ "foster --stop-signal TERM/10ms,INT/10ms x", /* a late look takes one rung at a time */
	  { { "0", "TERM", "TERM@auto" }, { "500ms", TICK, "INT@auto" }, { "500ms", TICK, "" }, { "510ms", TICK, "KILL" } } },
	{ "foster --stop-signal TERM/10ms -t 5ms x", { { "0", TICK, "" }, { "100s", TICK, "" } } }, /* before any request */
	{ "foster x", /* one that can't take it: who else is there? */
	  { { "0", "TERM", "TERM@auto" }, { "0", REFUSED, "" }, { "0", TICK, "look" }, { "1s", TICK, "" } } },
	/* The workload ends */
	{ "foster x", { { "0", ENDED, "" }, { "0", TICK, "look" }, { "1.5s", TICK, "look" }, { "3s", TICK, "KILL" } } },
	{ "foster --sweep 0 x", { { "1s", ENDED, "" }, { "1s", TICK, "KILL" } } },
	{ "foster --sweep off x", { { "1s", ENDED, "" }, { "9s", TICK, "" } } },
	{ "foster --sweep never x", { { "1s", ENDED, "" }, { "1s", TICK, "look" }, { "9h", TICK, "" } } },
	{ "foster -t 8s x", /* the clock of the stop goes on, and no other */
	  { { "0", "TERM", "TERM@auto" }, { "1s", ENDED, "" }, { "1s", TICK, "look" }, { "4.999s", TICK, "" },
	    { "5s", TICK, "look" }, { "7.999s", TICK, "" }, { "8s", TICK, "KILL" } } },
	{ "foster --stop-signal TERM/5s,INT/5s x", /* but rungs do not, and who is left has a last call */
	  { { "0", "TERM", "TERM@auto" }, { "1s", ENDED, "" }, { "1s", TICK, "look" }, { "5s", TICK, "" }, { "7s", TICK, "look" },
	    { "10s", TICK, "KILL" } } },
	{ "foster x", /* a request while it sweeps */
	  { { "0", ENDED, "" }, { "0", TICK, "look" }, { "1s", "TERM", "again TERM@auto" }, { "1s", TICK, "look" } } },
	{ "foster -t 8s x",
	  { { "0", ENDED, "" }, { "0", TICK, "look" }, { "1s", "TERM", "again TERM@auto" }, { "1s", TICK, "look" },
	    { "5.999s", TICK, "" }, { "6s", TICK, "look" }, { "9s", TICK, "KILL" } } },
	{ "foster --wait tree -t 8s x",
	  { { "0", ENDED, "" }, { "100s", TICK, "" }, { "100s", "TERM", "TERM@auto" }, { "100s", TICK, "look" },
	    { "105s", TICK, "look" }, { "108s", TICK, "KILL" } } },
	{ "tini -g x", { { "0", "TERM", "TERM@group" }, { "1s", ENDED, "" }, { "9s", TICK, "" } } },
};

static int64_t ms_of(const char *duration)
{
	return duration_parse(duration, strlen(duration));
}

/* STEP as a story writes it. */
static void add_step(struct text *text, const struct step *step)
{
	static const char *const WORDS[] = {
		[STEP_NOTHING] = "", [STEP_SEND] = "", [STEP_RESEND] = "again ", [STEP_LOOK] = "look", [STEP_ASK] = "ask",
		[STEP_WARN] = "warn", [STEP_KILL] = "KILL",
	};

	if ((step->kind == STEP_SEND || step->kind == STEP_RESEND) && !step->signal) {
		text_add(text, "nothing");
		return;
	}
	text_add(text, "%s", WORDS[step->kind]);
	if (step->kind != STEP_SEND && step->kind != STEP_RESEND)
		return;
	signame_add_short(text, step->signal);
	text_add(text, "@%s", plan_scope_name(step->scope));
}

/* A look at nobody but foster. */
static void look_at_nobody(struct shutdown *shutdown, const struct options *options, int64_t now_ms)
{
	struct tree_node node;
	struct descendant of = { 0 };
	struct descendants seen = { .of = &of };
	const struct asked asked = { 0 };
	struct look look = { .seen = &seen, .asked = &asked, .began_ms = now_ms };
	struct step step;

	tree_begin(&seen.tree, &node, 1);
	tree_add(&seen.tree, 1, 0);
	tree_link(&seen.tree, 1);
	step = shutdown_left(shutdown, options, &look, now_ms);
	ck_assert(step.kind == STEP_NOTHING);
}

START_TEST(stories)
{
	struct shutdown shutdown;
	struct options options;

	shutdown_begin(&shutdown);
	ck_assert_msg(parse_command(&options, STORIES[_i].command) == MODE_RUN, "%s", STORIES[_i].command);
	for (const struct event *event = STORIES[_i].events; event->at; event++) {
		int64_t now_ms = ms_of(event->at);
		struct step step = { 0 };
		char got[32] = "";
		struct text text = TEXT_IN(got);

		if (!event->what)
			step = shutdown_tick(&shutdown, &options, now_ms);
		else if (strcmp(event->what, ENDED) == 0)
			shutdown_workload_ended(&shutdown, &options, now_ms);
		else if (strcmp(event->what, REFUSED) == 0)
			shutdown_refused(&shutdown, now_ms);
		else
			step = shutdown_request(&shutdown, &options, signame_parse(event->what, strlen(event->what)), now_ms);
		add_step(&text, &step);
		ck_assert_msg(strcmp(got, event->want) == 0, "%s, at %s: got '%s', want '%s'", STORIES[_i].command, event->at,
		              got, event->want);
		if (step.kind == STEP_LOOK)
			look_at_nobody(&shutdown, &options, now_ms);
	}
}
END_TEST

/* When SIGKILL comes, as of the request at 100 ms and of the next rung, where there is one. */
static const struct {
	const char *plan, *timeout;
	const char *kill, *next, *kill_then; /* from the request; null: never */
} DEADLINES[] = {
	{ NULL, NULL, NULL, NULL, NULL },
	{ NULL, "4s", "4s", NULL, NULL },
	{ "TERM/2s,INT/3s", "4s", "4s", "2s", "4s" },
	{ "TERM/2s,INT/3s", NULL, "5s", "2s", "5s" },
	{ "TERM/2s,INT", NULL, NULL, "2s", NULL },
};

static void check_due(const struct shutdown *shutdown, const struct plan *plan, const char *kill)
{
	ck_assert_int_eq(shutdown_kill_due(shutdown, plan), kill ? 100 + ms_of(kill) : DURATION_NEVER);
}

START_TEST(deadlines)
{
	struct options options;
	struct shutdown shutdown;

	parse_command(&options, "foster x");
	options.plan = parse_plan(DEADLINES[_i].plan, DEADLINES[_i].timeout);
	shutdown_begin(&shutdown);
	check_due(&shutdown, &options.plan, NULL);
	shutdown_request(&shutdown, &options, SIGTERM, 100);
	ck_assert_uint_eq(shutdown.sent, signal_bit(SIGTERM));
	check_due(&shutdown, &options.plan, DEADLINES[_i].kill);
	if (!DEADLINES[_i].next)
		return;
	shutdown_tick(&shutdown, &options, 100 + ms_of(DEADLINES[_i].next));
	check_due(&shutdown, &options.plan, DEADLINES[_i].kill_then);
}
END_TEST

/* SIGKILL in vain: again and again, then more seldom; and who must stay, stays. */
START_TEST(stuck)
{
	const struct survivors here = { .in_reach = 1 }, stays = { .must_stay = true, .in_reach = 1 };
	const struct survivors strange = { .in_reach = 0, .out_of_reach = 2 };
	struct options options;
	struct shutdown shutdown, other;
	struct step step;

	parse_command(&options, "foster -t 0 x");
	shutdown_begin(&shutdown);
	step = shutdown_request(&shutdown, &options, SIGTERM, 100);
	ck_assert(step.kind == STEP_KILL && step.first);
	for (int64_t now_ms = 105; now_ms < 5100; now_ms += 5) {
		step = shutdown_tick(&shutdown, &options, now_ms);
		ck_assert(step.kind == STEP_KILL && !step.first && shutdown.phase == PHASE_KILLING);
		ck_assert(!shutdown_survived(&shutdown, &here, now_ms));
	}
	other = shutdown;
	ck_assert(shutdown_survived(&other, &strange, 5099) && other.phase == PHASE_OVER);
	step = shutdown_tick(&shutdown, &options, 5100);
	ck_assert(step.kind == STEP_KILL && shutdown.phase == PHASE_STUCK);
	ck_assert(!shutdown_survived(&shutdown, &stays, 5100));
	ck_assert_int_eq(shutdown_deadline(&shutdown), 6100);
	ck_assert(shutdown_survived(&shutdown, &here, 5100) && shutdown.phase == PHASE_OVER);
	ck_assert_int_eq(shutdown_deadline(&shutdown), DURATION_NEVER);
}
END_TEST

START_TEST(every_phase_meets_every_event)
{
	struct options options;

	parse_command(&options, "foster --stop-signal TERM/1s -t 5s x");
	for (int phase = 0; phase < PHASE_COUNT; phase++) {
		bool decides = phase < PHASE_KILLING;
		struct shutdown shutdown, other;
		struct step step;

		shutdown_begin(&shutdown);
		shutdown.phase = (enum phase)phase;
		shutdown.look_ms = 50;
		other = shutdown;
		step = shutdown_request(&other, &options, SIGTERM, 10);
		ck_assert_msg((step.kind != STEP_NOTHING) == decides, "a request in phase %d", phase);
		other = shutdown;
		shutdown_workload_ended(&other, &options, 10);
		ck_assert_msg((other.phase == PHASE_SWEEPING) == decides, "the workload's end in phase %d", phase);
		other = shutdown;
		shutdown_refused(&other, 10);
		shutdown_poll(&other, 10);
		shutdown_child_ended(&other, true, 10);
		ck_assert_msg(decides || other.look_ms == 50, "a look in phase %d", phase);
		step = shutdown_unseen(&other, &options, false, 10);
		ck_assert_msg((step.kind == STEP_ASK) == (phase == PHASE_SWEEPING), "nobody to be seen in phase %d", phase);
		step = shutdown_tick(&shutdown, &options, 60);
		ck_assert_msg(step.kind == (phase == PHASE_OVER ? STEP_NOTHING : decides ? STEP_LOOK : STEP_KILL),
		              "a tick in phase %d", phase);
	}
}
END_TEST

UNIT_TESTS(shutdown)
{
	tcase_add_loop_test(tcase, stories, 0, ROWS_OF(STORIES));
	tcase_add_loop_test(tcase, deadlines, 0, ROWS_OF(DEADLINES));
	tcase_add_test(tcase, stuck);
	tcase_add_test(tcase, every_phase_meets_every_event);
}
