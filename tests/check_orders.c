/* SPDX-License-Identifier: MIT */
/*
 * shutdown.c in every order of events: requests, ends, forks, the next deadline, and late looks, to a stated depth,
 * over small worlds of processes. The test stands for act.c and ask.c; it knows no plan, only what foster promises.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/duration.h"
#include "parse.h"
#include "world.h"

enum {
	DEPTH = 7,                /* events in a row */
	LATE_MS = 2500,           /* how long foster may be kept from looking */
	STEPS_MAX = 60,           /* at one time: more is spinning */
};

static struct options options;
static struct asked_process slots[ASKED_MAX];
static struct asked asked = { slots };
static long long sequences;
static const char *scene;

static char history[DEPTH + 1]; /* one letter an event, as a failure shows them */

/* (ck_assert writes to a file each time that it holds.) */
#define LAW(condition, words) \
	do if (!(condition)) ck_abort_msg("%s, after '%s': %s", scene, history, words); while (false)

/* ---- What act.c and ask.c do, and what must be true of it */

static void check_ask(struct world *world, int pid)
{
	struct person *person = &world->people[pid];

	LAW(person->manner, "a process that has ended is asked");
	LAW(!world->killing, "somebody is asked after SIGKILL");
	LAW(person->asked == 0, "a process is asked twice for one request");
	person->asked++;
	person->ever = true;
}

static void note(struct world *world, int pid, int signal)
{
	asked_note(&asked, (struct asked_process){
		.pid = pid, .started = (uint32_t)pid, .signal = (uint8_t)signal, .rung = (int8_t)world->machine.rung,
		.fate = (uint8_t)fate_of_person(world, pid),
	});
}

static enum fate fate_in_look(const struct look *look, int at, int signal)
{
	(void)signal;
	return fate_of_person(look->with, look->seen->tree.nodes[at].pid);
}

/* Nobody is asked before one above it who can take it, unless it is the last call. */
static void check_order(const struct world *world, int pid, bool last_call)
{
	const struct person *above = &world->people[world->people[pid].parent];

	if (world->people[pid].parent == 0)
		return;
	if (world->people[pid].parent == FOSTER) {
		LAW(last_call || !is_alive(world, WORKLOAD) || world->people[WORKLOAD].manner == IGNORES,
		    "somebody is asked beside a workload that can take it");
		return;
	}
	LAW(above->asked, "a process is asked before the one above it");
	LAW(last_call || above->manner == IGNORES, "a process is asked below one that can take it");
}

static void look(struct world *world)
{
	bool last_call = world->now_ms >= world->machine.last_call_ms;
	struct descendants seen;
	struct look look = { .seen = &seen, .asked = &asked, .began_ms = world->now_ms, .fate = fate_in_look, .with = world };
	struct step step;
	struct tree_walk walk;

	see(world, &seen);
	if (is_alive(world, WORKLOAD))
		look.workload_pid = WORKLOAD;
	step = shutdown_left(&world->machine, &options, &look, world->now_ms);
	if (last_call)
		world->last_call_ms = world->now_ms;
	LAW(step.kind == STEP_ASK || step.kind == STEP_NOTHING, "a look has another answer than to ask");
	for (tree_walk_begin(&walk, &seen.tree); step.kind == STEP_ASK && walk.at != TREE_NONE; tree_walk_next(&walk)) {
		int pid = seen.tree.nodes[walk.at].pid;

		if (!seen.of[walk.at].why)
			continue;
		LAW(pid != FOSTER && pid != look.workload_pid, "foster or the workload is asked by a look");
		check_order(world, pid, last_call);
		check_ask(world, pid);
		note(world, pid, step.signal);
	}
}

/* The rung's signal goes out: for a request or a rung, whoever was asked before may be asked again. */
static void send_rung(struct world *world, const struct step *step)
{
	if (!step->signal)
		return;
	for (int pid = WORKLOAD; pid < PEOPLE; pid++)
		world->people[pid].asked = 0;
	for (int pid = WORKLOAD; pid < PEOPLE; pid++) {
		bool in_scope = step->scope == SCOPE_TREE || (pid == WORKLOAD && step->kind == STEP_SEND);

		if (step->kind == STEP_RESEND)
			in_scope |= world->people[pid].ever;
		if (!is_alive(world, pid) || !in_scope)
			continue;
		check_ask(world, pid);
		note(world, pid, step->signal);
	}
	if (step->kind == STEP_SEND && step->scope == SCOPE_AUTO && is_alive(world, WORKLOAD) &&
	    world->people[WORKLOAD].manner == IGNORES)
		shutdown_refused(&world->machine, world->now_ms);
}

/* When the user's clock, or --sweep, has SIGKILL at the earliest. */
static int64_t earliest_kill(const struct world *world)
{
	int64_t sum_ms = 0, sweep_ms = options.sweep_ms;
	bool swept = !is_alive(world, WORKLOAD) && !options.wait_tree;

	if (swept && sweep_ms == 0)
		return world->ended_ms;
	if (world->requested_ms < 0)
		return swept ? world->ended_ms + sweep_ms : DURATION_NEVER;
	for (int i = 0; i < options.plan.count; i++)
		if (sum_ms != DURATION_NEVER)
			sum_ms = options.plan.rungs[i].wait_ms == DURATION_NEVER ? DURATION_NEVER : sum_ms + options.plan.rungs[i].wait_ms;
	if (options.plan.timeout_ms < sum_ms)
		sum_ms = options.plan.timeout_ms;
	if (sum_ms != DURATION_NEVER)
		return world->requested_ms + sum_ms;
	if (!swept)
		return DURATION_NEVER;
	for (int pid = WORKLOAD; pid < PEOPLE; pid++)
		if (is_alive(world, pid) && world->people[pid].asked && world->people[pid].manner == TAKES)
			return DURATION_NEVER;
	return world->requested_ms + sweep_ms;
}

static void check_kill(struct world *world)
{
	bool at_once = options.plan.timeout_ms == 0 || options.sweep_ms == 0;
	bool fosters_choice = options.plan.count == 1 && options.plan.rungs[0].scope == SCOPE_DEFAULT &&
	                      options.scope == SCOPE_AUTO;
	bool waits = world->requested_ms >= 0 && fosters_choice;

	LAW(world->now_ms >= earliest_kill(world), "SIGKILL comes before its time");
	for (int pid = WORKLOAD; pid < PEOPLE; pid++)
		if (is_alive(world, pid) && !at_once && (waits || (world->requested_ms < 0 && !is_alive(world, WORKLOAD))))
			LAW(world->people[pid].ever || world->people[pid].born_ms >= world->last_call_ms, "SIGKILL for one who was not asked");
}

/* SIGKILL ends all. */
static void kill_people(struct world *world)
{
	if (!world->killing)
		check_kill(world);
	world->killing = true;
	if (is_alive(world, WORKLOAD))
		shutdown_workload_ended(&world->machine, &options, world->now_ms);
	for (int pid = WORKLOAD; pid < PEOPLE; pid++)
		world->people[pid].manner = 0;
	LAW(world->machine.phase == PHASE_KILLING, "SIGKILL is sent in another phase");
	shutdown_nobody_left(&world->machine);
}

static void take(struct world *world, const struct step *step)
{
	LAW(!world->killing || step->kind == STEP_KILL, "something else comes after SIGKILL");
	switch (step->kind) {
	case STEP_SEND:
	case STEP_RESEND:
		send_rung(world, step);
		break;
	case STEP_LOOK:
	case STEP_ASK:
		look(world);
		break;
	case STEP_WARN:
		LAW(options.plan.timeout_ms == DURATION_NEVER, "somebody is told to be waited for although there is a clock");
		LAW(world->machine.kill_ms == DURATION_NEVER, "somebody is told to be waited for who is about to be killed");
		break;
	case STEP_KILL:
		kill_people(world);
		break;
	case STEP_NOTHING:
		break;
	}
}

/* Whether others than the workload are to be asked, from the top. */
static bool is_for_the_rest(const struct world *world)
{
	if (world->machine.phase == PHASE_RUNNING)
		return world->people[WORKLOAD].ever && world->people[WORKLOAD].manner == IGNORES && options.scope == SCOPE_AUTO &&
		       options.plan.count == 1 && options.plan.rungs[0].scope == SCOPE_DEFAULT;
	return world->machine.phase == PHASE_SWEEPING || (world->machine.phase == PHASE_LINGERING && options.plan.count == 1 &&
	                                                  world->requested_ms >= 0);
}

/* Whose turn it is has been asked, or foster looks within a second. */
static void check_turns(const struct world *world)
{
	for (int pid = WORKLOAD + 1; pid < PEOPLE && is_for_the_rest(world); pid++) {
		const struct person *person = &world->people[pid], *above = &world->people[person->parent];
		bool at_top = person->parent <= FOSTER || (above->ever && above->manner == IGNORES);

		if (is_alive(world, pid) && at_top && !person->ever)
			LAW(shutdown_deadline(&world->machine) <= world->now_ms + 1000, "it is a process' turn, and it isn't asked");
	}
}

static void tick(struct world *world)
{
	struct step step;

	for (int steps = 0; (step = shutdown_tick(&world->machine, &options, world->now_ms)).kind != STEP_NOTHING; steps++) {
		LAW(steps < STEPS_MAX, "the machine spins");
		take(world, &step);
	}
	LAW(shutdown_deadline(&world->machine) > world->now_ms, "a deadline has passed and nothing is done");
	check_turns(world);
}

/* ---- Events */

static void request(struct world *world)
{
	int64_t due_ms = shutdown_kill_due(&world->machine, &options.plan);
	bool first = world->requested_ms < 0;
	struct step step;

	if (first)
		world->requested_ms = world->now_ms;
	step = shutdown_request(&world->machine, &options, SIGTERM, world->now_ms);
	LAW(first || world->machine.phase != PHASE_RUNNING || shutdown_kill_due(&world->machine, &options.plan) == due_ms,
	    "a further request moves the time of SIGKILL");
	take(world, &step);
}

/* PID ends by itself. */
static void end(struct world *world, int pid)
{
	bool fosters = world->people[pid].parent == FOSTER;

	world->people[pid].manner = 0;
	for (int other = WORKLOAD; other < PEOPLE; other++)
		if (world->people[other].parent == pid)
			world->people[other].parent = FOSTER;
	if (pid == WORKLOAD) {
		world->ended_ms = world->now_ms;
		shutdown_workload_ended(&world->machine, &options, world->now_ms);
	}
	if (world->machine.phase == PHASE_OVER)
		return;
	if (is_nobody_alive(world))
		shutdown_nobody_left(&world->machine);
	else if (fosters || !is_alive(world, WORKLOAD)) /* a pidfd tells of the others */
		shutdown_child_ended(&world->machine, false, world->now_ms);
}

/* PID makes a child like itself. False where there is no room. */
static bool fork_person(struct world *world, int pid)
{
	for (int child = WORKLOAD; child < PEOPLE; child++)
		if (!world->people[child].manner && child > pid) {
			world->people[child] = (struct person){
				.parent = pid, .manner = world->people[pid].manner, .born_ms = world->now_ms,
			};
			slots[child] = (struct asked_process){ 0 };
			return true;
		}
	return false;
}

/* The event of LETTER (N: the next deadline comes). False where it can't happen now. */
static bool happen(struct world *world, char letter)
{
	int pid = letter - '0';

	switch (letter) {
	case 'R':
		request(world);
		break;
	case 'N':
		if (shutdown_deadline(&world->machine) == DURATION_NEVER)
			return false;
		world->now_ms = shutdown_deadline(&world->machine);
		break;
	case 'L':
		world->now_ms += LATE_MS;
		break;
	case 'F': /* the last one there forks */
		for (pid = PEOPLE - 1; pid >= WORKLOAD && !is_alive(world, pid); pid--)
			;
		if (pid < WORKLOAD || !fork_person(world, pid))
			return false;
		break;
	default:
		if (!is_alive(world, pid))
			return false;
		end(world, pid);
	}
	tick(world);
	return true;
}

static void check_over(struct world *world)
{
	struct step step = shutdown_request(&world->machine, &options, SIGTERM, world->now_ms);
	bool stays = options.sweep_ms == DURATION_OFF && !options.wait_tree;

	LAW(step.kind == STEP_NOTHING && shutdown_deadline(&world->machine) == DURATION_NEVER, "over is not over");
	LAW(stays || is_nobody_alive(world), "foster ends although somebody is left");
	LAW(!is_alive(world, WORKLOAD), "foster ends before the workload");
}

/* Whatever has happened, it comes to an end, or waits for something, or polls for it, ever more seldom. */
static void check_rest(struct world *world)
{
	for (int ticks = 0; world->machine.phase != PHASE_OVER; ticks++) {
		bool rare = shutdown_deadline(&world->machine) >= world->now_ms + 1000;

		if (shutdown_deadline(&world->machine) == DURATION_NEVER || (ticks > STEPS_MAX && rare))
			return;
		LAW(ticks <= STEPS_MAX, "there is no end to it");
		world->now_ms = shutdown_deadline(&world->machine);
		tick(world);
	}
	check_over(world);
}

static void explore(const struct world *before, int depth)
{
	static const char EVENTS[] = "RNLF23456";

	for (const char *event = EVENTS; *event; event++) {
		struct world world = *before;

		memcpy(slots, before->memory, sizeof(before->memory));
		history[depth] = *event;
		history[depth + 1] = '\0';
		if (happen(&world, *event)) {
			sequences++;
			memcpy(world.memory, slots, sizeof(world.memory));
			if (world.machine.phase == PHASE_OVER)
				check_over(&world);
			else if (depth + 1 < DEPTH)
				explore(&world, depth + 1);
			else
				check_rest(&world);
		}
	}
	history[depth] = '\0';
}

/* Parents and manners of the processes from the workload on: "1t 2i": the workload takes it, its child ignores it. */
static const char *const WORLDS[] = {
	"1t", "1i", "1e 2t", "1t 2t", "1i 2t", "1i 2i 3t", "1e 2t 3e", "1t 2e 1t", "1i 2t 0i", "1e 2i 3t 4e", "1t 0t 3i",
};

static const char *const PLANS[] = {
	"foster x", "foster -t 8s x", "foster -t 1s x", "foster -t 0 x", "foster --sweep 0 x", "foster --sweep off x",
	"foster --stop-signal TERM/2s,INT/2s x", "foster --stop-signal TERM/2s,INT x", "foster --stop-signal none/2s,TERM x",
	"foster --stop-signal QUIT/4s x", "foster --wait tree x", "foster --wait tree -t 8s x",
	"foster --scope tree -t 8s x", "foster --scope child -t 8s x", "foster --stop-signal TERM/1s,TERM@tree/3s x",
};

static void begin(struct world *world, const char *people)
{
	int pid = WORKLOAD;

	*world = (struct world){ .now_ms = 100, .requested_ms = -1, .last_call_ms = DURATION_NEVER };
	shutdown_begin(&world->machine);
	for (const char *at = people; *at; at += at[2] == ' ' ? 3 : 2)
		world->people[pid++] = (struct person){ .parent = *at - '0', .manner = at[1] };
}

START_TEST(every_order)
{
	for (int plan = 0; plan < ROWS_OF(PLANS); plan++) {
		char bytes[PARSE_BYTES];

		ck_assert(parse_command(&options, PLANS[plan]) == MODE_RUN);
		for (int people = 0; people < ROWS_OF(WORLDS); people++) {
			struct world world;

			snprintf(bytes, sizeof(bytes), "%s, '%s'", PLANS[plan], WORLDS[people]);
			scene = bytes;
			begin(&world, WORLDS[people]);
			explore(&world, 0);
		}
	}
	printf("# %lld sequences of up to %d events\n", sequences, DEPTH);
	ck_assert(sequences > 1000000);
}
END_TEST

UNIT_TESTS(orders)
{
	tcase_set_timeout(tcase, 0);
	tcase_add_test(tcase, every_order);
}
