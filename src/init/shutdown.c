/* SPDX-License-Identifier: MIT */
/* The machine that walks from a request to stop, or the workload's end, to foster's own. Decides only; act.c acts. */
#include "init/shutdown.h"

#include <signal.h>

#include "base/clock.h"
#include "base/duration.h"
#include "base/signame.h"

enum {
	POLL_FIRST_MS = 20,      /* for processes whose end nothing announces */
	POLL_MOST_MS = 1000,     /* and ever more seldom, up to this: a sweep may be long, and --wait tree takes days */
	PAUSE_LEAST_MS = 10,     /* between two looks */
	KILL_EVERY_MS = 5,       /* for a tree that forks while it is killed */
	KILL_PATIENCE_MS = 5000, /* what SIGKILL has not ended by then hangs in the kernel */
	STUCK_EVERY_MS = 1000,   /* and is tried no more often than this, where foster must stay */
};

static const struct step NOTHING = { .kind = STEP_NOTHING };

/* WAIT_MS after FROM_MS; never where one of them is never. */
static int64_t after(int64_t from_ms, int64_t wait_ms)
{
	if (from_ms == DURATION_NEVER || wait_ms == DURATION_NEVER)
		return DURATION_NEVER;
	return from_ms + wait_ms;
}

void shutdown_begin(struct shutdown *shutdown)
{
	*shutdown = (struct shutdown){
		.rung = SHUTDOWN_UNASKED, .rung_ends_ms = DURATION_NEVER, .kill_ms = DURATION_NEVER,
		.last_call_ms = DURATION_NEVER, .warn_ms = DURATION_NEVER, .look_ms = DURATION_NEVER,
	};
}

/* Whether SIGKILL is still to come: after it there is nothing but SIGKILL. */
static bool is_deciding(const struct shutdown *shutdown)
{
	return shutdown->phase < PHASE_KILLING;
}

/* What everybody gets at least who is to end. */
static int64_t grace(const struct options *options)
{
	return plan_last_call(options->sweep_ms, DURATION_NEVER - 1);
}

/* The signal of the rung that is out; LATEST is the request, for a rung that has no signal of its own. */
static int rung_signal(const struct shutdown *shutdown, const struct plan *plan, int latest)
{
	int signal = plan->rungs[shutdown->rung].signal;

	if (signal == RUNG_REQUEST)
		signal = latest;
	return signal;
}

/* What those that are left are asked by now; 0: by nothing. */
static int asking_signal(const struct shutdown *shutdown, const struct options *options)
{
	if (shutdown->phase == PHASE_SWEEPING)
		return SIGTERM;
	if (shutdown->rung == SHUTDOWN_UNASKED)
		return 0;
	return rung_signal(shutdown, &options->plan, shutdown->request);
}

int64_t shutdown_kill_due(const struct shutdown *shutdown, const struct plan *plan)
{
	int64_t last_ms = shutdown->rung_ends_ms;

	for (int i = shutdown->rung + 1; last_ms != DURATION_NEVER && i < plan->count; i++)
		last_ms = after(last_ms, plan->rungs[i].wait_ms);
	return clock_earlier(last_ms, shutdown->kill_ms);
}

/* ---- The stop plan */

static struct step begin_kill(struct shutdown *shutdown, int64_t now_ms)
{
	shutdown->phase = PHASE_KILLING;
	shutdown->kill_ms = now_ms;
	shutdown->look_ms = now_ms + KILL_EVERY_MS;
	shutdown->poll_ms = KILL_EVERY_MS;
	return (struct step){ .kind = STEP_KILL, .signal = SIGKILL, .scope = SCOPE_TREE, .first = true };
}

/* Whom the rung that is out is for. */
static enum scope rung_scope(const struct shutdown *shutdown, const struct options *options)
{
	enum scope scope = options->plan.rungs[shutdown->rung].scope;

	if (scope == SCOPE_DEFAULT)
		scope = options->scope;
	return scope;
}

static struct step send_rung(struct shutdown *shutdown, const struct options *options, int latest, enum step_kind kind)
{
	struct step step = { .kind = kind, .signal = rung_signal(shutdown, &options->plan, latest) };

	step.scope = rung_scope(shutdown, options);
	if (step.signal && step.signal != SIGKILL)
		shutdown->sent |= signal_bit(step.signal);
	return step;
}

/* When the last call before KILL_MS is, as of NOW_MS. */
static int64_t last_call_before(const struct options *options, int64_t kill_ms, int64_t now_ms)
{
	if (kill_ms == DURATION_NEVER)
		return DURATION_NEVER;
	return kill_ms - plan_last_call(options->sweep_ms, kill_ms - now_ms);
}

static struct step enter_rung(struct shutdown *shutdown, const struct options *options, int rung, int64_t now_ms)
{
	int64_t ends_ms = after(now_ms, options->plan.rungs[rung].wait_ms);
	struct step step;

	shutdown->rung = rung;
	shutdown->rung_ends_ms = ends_ms;
	step = send_rung(shutdown, options, shutdown->request, STEP_SEND);
	shutdown->asked_ms = now_ms;
	if (shutdown->phase == PHASE_LINGERING)
		shutdown->look_ms = now_ms;
	if (rung + 1 < options->plan.count)
		return step;
	shutdown->rung_ends_ms = DURATION_NEVER;
	if (ends_ms < shutdown->kill_ms) {
		shutdown->kill_ms = ends_ms;
		shutdown->limit = LIMIT_LADDER;
	}
	if (shutdown->kill_ms == DURATION_NEVER && step.signal)
		shutdown->warn_ms = now_ms + grace(options);
	return step;
}

/* From here on nothing but the clock counts of the plan: what is left is asked by SIGTERM, and not by rungs. */
static void leave_plan(struct shutdown *shutdown, const struct options *options, int64_t now_ms)
{
	int64_t kill_ms = shutdown_kill_due(shutdown, &options->plan);

	if (kill_ms < shutdown->kill_ms)
		shutdown->limit = LIMIT_LADDER;
	shutdown->kill_ms = kill_ms;
	shutdown->rung_ends_ms = shutdown->warn_ms = DURATION_NEVER;
	if (kill_ms == DURATION_NEVER)
		shutdown->warn_ms = now_ms + grace(options);
	if (shutdown->last_call_ms == DURATION_NEVER || shutdown->last_call_ms < now_ms)
		shutdown->last_call_ms = last_call_before(options, kill_ms, now_ms);
	shutdown->look_ms = now_ms;
}

struct step shutdown_request(struct shutdown *shutdown, const struct options *options, int signal, int64_t now_ms)
{
	struct step step;

	if (!is_deciding(shutdown))
		return NOTHING;
	if (shutdown->rung != SHUTDOWN_UNASKED)
		return send_rung(shutdown, options, signal, STEP_RESEND);
	shutdown->request = signal;
	shutdown->requested_ms = now_ms;
	shutdown->kill_ms = after(now_ms, options->plan.timeout_ms);
	shutdown->limit = LIMIT_TIMEOUT;
	if (shutdown->kill_ms == DURATION_NEVER)
		shutdown->limit = LIMIT_NONE;
	if (options->plan.timeout_ms == 0)
		return begin_kill(shutdown, now_ms);
	step = enter_rung(shutdown, options, 0, now_ms);
	step.first = true;
	if (shutdown->phase == PHASE_SWEEPING) {
		step.kind = STEP_RESEND;
		shutdown->last_call_ms = DURATION_NEVER;
		leave_plan(shutdown, options, now_ms);
	} else if (plan_has_last_call(&options->plan, options->scope)) {
		shutdown->last_call_ms = last_call_before(options, shutdown->kill_ms, now_ms);
	}
	return step;
}

void shutdown_refused(struct shutdown *shutdown, int64_t now_ms)
{
	if (is_deciding(shutdown))
		shutdown->look_ms = now_ms;
}

/* ---- The workload's end, and what is left */

void shutdown_workload_ended(struct shutdown *shutdown, const struct options *options, int64_t now_ms)
{
	shutdown->ended_ms = now_ms;
	if (!is_deciding(shutdown))
		return;
	shutdown->phase = PHASE_OVER;
	if (options->wait_tree) {
		shutdown->phase = PHASE_LINGERING;
		if (shutdown->rung != SHUTDOWN_UNASKED)
			shutdown->look_ms = now_ms;
		return;
	}
	if (options->on_exit != ON_EXIT_SWEEP || options->sweep_ms == DURATION_OFF)
		return;
	shutdown->phase = PHASE_SWEEPING;
	if (shutdown->rung != SHUTDOWN_UNASKED)
		leave_plan(shutdown, options, now_ms);
	if (shutdown->rung == SHUTDOWN_UNASKED || options->sweep_ms == 0) {
		shutdown->kill_ms = after(now_ms, options->sweep_ms);
		shutdown->limit = LIMIT_SWEEP;
		shutdown->last_call_ms = DURATION_NEVER;
		if (options->sweep_ms > 0 && options->sweep_ms != DURATION_NEVER)
			shutdown->last_call_ms = now_ms + options->sweep_ms / 2;
	}
	shutdown->look_ms = now_ms;
}

void shutdown_poll(struct shutdown *shutdown, int64_t now_ms)
{
	if (!is_deciding(shutdown))
		return;
	shutdown->poll_ms *= 2;
	if (shutdown->poll_ms == 0)
		shutdown->poll_ms = POLL_FIRST_MS;
	if (shutdown->poll_ms > POLL_MOST_MS)
		shutdown->poll_ms = POLL_MOST_MS;
	shutdown->look_ms = clock_earlier(shutdown->look_ms, now_ms + shutdown->poll_ms);
}

void shutdown_child_ended(struct shutdown *shutdown, bool childless, int64_t now_ms)
{
	int64_t soon_ms = shutdown->looked_ms + shutdown->pause_ms;

	if (!is_deciding(shutdown) || (shutdown->phase == PHASE_RUNNING && !shutdown->poll_ms) ||
	    (shutdown->phase == PHASE_LINGERING && shutdown->rung == SHUTDOWN_UNASKED && !childless))
		return;
	if (shutdown->poll_ms)
		shutdown->poll_ms = POLL_FIRST_MS;
	if (soon_ms < now_ms)
		soon_ms = now_ms;
	shutdown->look_ms = clock_earlier(shutdown->look_ms, soon_ms);
}

void shutdown_nobody_left(struct shutdown *shutdown)
{
	shutdown->phase = PHASE_OVER;
}

/*
 * Time without a clock: what takes the signal has as long as the runtime above gives; for what can't, --sweep is
 * enough.
 */
static bool is_open_ended(const struct shutdown *shutdown)
{
	return shutdown->phase == PHASE_SWEEPING && shutdown->rung != SHUTDOWN_UNASKED &&
	       (shutdown->limit == LIMIT_NONE || shutdown->limit == LIMIT_SWEEP);
}

/* While somebody takes the signal there is no end; else --sweep is enough, counted from when the last was asked. */
static void set_open_end(struct shutdown *shutdown, const struct options *options, const struct turn *turn,
                         int64_t now_ms)
{
	bool begins = shutdown->limit == LIMIT_NONE || shutdown->kill_ms == DURATION_NEVER;

	shutdown->limit = LIMIT_SWEEP;
	if (turn->taking) {
		shutdown->kill_ms = DURATION_NEVER;
		return;
	}
	if (!begins)
		return;
	if (turn->unasked) /* they are to have their time, too */
		shutdown->asked_ms = now_ms;
	shutdown->kill_ms = after(shutdown->asked_ms, options->sweep_ms);
	if (shutdown->kill_ms > now_ms)
		shutdown->last_call_ms = last_call_before(options, shutdown->kill_ms, now_ms);
}

struct step shutdown_left(struct shutdown *shutdown, const struct options *options, struct look *look, int64_t now_ms)
{
	struct turn turn = {
		.signal = asking_signal(shutdown, options), .rung = shutdown->rung, .any_rung = shutdown->phase == PHASE_SWEEPING,
		.rest = shutdown->phase != PHASE_RUNNING ||
		        (turn_is_workload_open(look) && rung_scope(shutdown, options) == SCOPE_AUTO),
		.last_call = now_ms >= shutdown->last_call_ms, .doubt = is_open_ended(shutdown),
	};
	bool was_free = shutdown->looked_ms && !shutdown->pause_ms;

	turn_take(&turn, look);
	shutdown->looked_ms = now_ms;
	shutdown->pause_ms = PAUSE_LEAST_MS + 4 * (now_ms - look->began_ms);
	if (turn.asked && !was_free) /* those who were asked leave others behind: once more, at once */
		shutdown->pause_ms = 0;
	if (turn.asked && turn.last_call && shutdown->kill_ms != DURATION_NEVER) /* all have the time that they are to have */
		shutdown->kill_ms += now_ms - shutdown->last_call_ms;
	shutdown->look_ms = DURATION_NEVER;
	if (turn.last_call)
		shutdown->last_call_ms = DURATION_NEVER;
	if (turn.asked)
		shutdown->asked_ms = now_ms;
	if (is_open_ended(shutdown))
		set_open_end(shutdown, options, &turn, now_ms);
	if (turn.signal && turn.rest && !shutdown->poll_ms)
		shutdown->poll_ms = POLL_FIRST_MS / 2;
	/* What can't take the signal may make others, and nothing tells of that; nor of the end of more than one. */
	if (turn.signal && turn.rest && (turn.open || (turn.unasked && turn.untold > 1)))
		shutdown_poll(shutdown, now_ms);
	if (!turn.asked)
		return NOTHING;
	return (struct step){ .kind = STEP_ASK, .signal = turn.signal };
}

struct step shutdown_unseen(struct shutdown *shutdown, const struct options *options, bool asked, int64_t now_ms)
{
	int signal = asking_signal(shutdown, options);

	shutdown->look_ms = shutdown->last_call_ms = DURATION_NEVER;
	if (asked || !signal || !is_deciding(shutdown))
		return NOTHING;
	shutdown->asked_ms = now_ms;
	return (struct step){ .kind = STEP_ASK, .signal = signal, .scope = SCOPE_TREE };
}

/* ---- SIGKILL */

bool shutdown_counts(const struct shutdown *shutdown, int64_t now_ms)
{
	return now_ms >= shutdown->kill_ms + shutdown->poll_ms;
}

bool shutdown_survived(struct shutdown *shutdown, const struct survivors *survivors, int64_t now_ms)
{
	if (shutdown_counts(shutdown, now_ms) && shutdown->poll_ms < POLL_MOST_MS)
		shutdown->poll_ms *= 2;
	if (survivors->must_stay)
		return false;
	if (shutdown->phase != PHASE_STUCK && !(survivors->in_reach == 0 && survivors->out_of_reach > 0))
		return false;
	shutdown->phase = PHASE_OVER;
	return true;
}

static struct step kill_again(struct shutdown *shutdown, int64_t now_ms)
{
	struct step step = { .kind = STEP_KILL, .signal = SIGKILL, .scope = SCOPE_TREE };

	shutdown->look_ms = now_ms + KILL_EVERY_MS;
	if (now_ms - shutdown->kill_ms >= KILL_PATIENCE_MS) {
		shutdown->phase = PHASE_STUCK;
		shutdown->look_ms = now_ms + STUCK_EVERY_MS;
	}
	return step;
}

/* ---- The time */

struct step shutdown_tick(struct shutdown *shutdown, const struct options *options, int64_t now_ms)
{
	if (now_ms < shutdown_deadline(shutdown))
		return NOTHING;
	if (!is_deciding(shutdown))
		return kill_again(shutdown, now_ms);
	if (now_ms >= shutdown->last_call_ms) /* also where that is late: nobody is killed unasked */
		return (struct step){ .kind = STEP_LOOK };
	if (now_ms >= shutdown->kill_ms)
		return begin_kill(shutdown, now_ms);
	if (now_ms >= shutdown->rung_ends_ms)
		return enter_rung(shutdown, options, shutdown->rung + 1, now_ms);
	if (now_ms >= shutdown->warn_ms) {
		shutdown->warn_ms = DURATION_NEVER;
		if (is_open_ended(shutdown))
			shutdown->look_ms = now_ms;
		if (is_open_ended(shutdown) && shutdown->kill_ms != DURATION_NEVER) /* what comes then tells of them */
			return (struct step){ .kind = STEP_LOOK };
		return (struct step){ .kind = STEP_WARN };
	}
	return (struct step){ .kind = STEP_LOOK };
}

int64_t shutdown_deadline(const struct shutdown *shutdown)
{
	int64_t next_ms = shutdown->look_ms;

	if (shutdown->phase == PHASE_OVER)
		return DURATION_NEVER;
	if (!is_deciding(shutdown))
		return next_ms;
	next_ms = clock_earlier(next_ms, shutdown->kill_ms);
	next_ms = clock_earlier(next_ms, shutdown->rung_ends_ms);
	next_ms = clock_earlier(next_ms, shutdown->warn_ms);
	return clock_earlier(next_ms, shutdown->last_call_ms);
}
