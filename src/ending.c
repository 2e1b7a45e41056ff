/* SPDX-License-Identifier: MIT */
/*
 * From the workload's end until nobody is left. The exit status is settled first, and nothing that comes after changes
 * it. There is no fixed pause: foster is over as soon as nobody is left.
 */
#include "ending.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "account.h"
#include "census.h"
#include "clock.h"
#include "deliver.h"
#include "duration.h"
#include "frame.h"
#include "kernel.h"
#include "log.h"
#include "report.h"
#include "sigmask.h"

enum {
	LOOK_EVERY_MS = 20,      /* for processes that are nobody's child here, whose end no SIGCHLD tells */
	LOOK_MOST_MS = 1000,     /* the same with --wait tree, which may go on for days */
	KILL_EVERY_MS = 5,       /* for a tree that forks while it is killed */
	KILL_PATIENCE_MS = 5000, /* what SIGKILL has not ended by then hangs in the kernel */
	STUCK_EVERY_MS = 1000,   /* and is tried no more often than this, where foster must stay */
};

static int64_t earlier(int64_t one, int64_t other)
{
	return one < other ? one : other;
}

static bool has_workload(const struct life *life)
{
	return life->reaper.workload != 0;
}

/*
 * Below a subreaper everybody is a child in the end, so that having none is having nobody. As PID 1 there may be others
 * that entered from outside (docker exec), whose zombies are for somebody outside to reap.
 */
static bool nobody_left(const struct life *life)
{
	if (!life->reaper.childless)
		return false;
	if (!life->init || kernel_kill(-1, 0) == ESRCH)
		return true;
	return census_in_reach(life->self, true) == 0;
}

static void enter_kill(struct life *life, int asked, int64_t since_ms, const char *what, int64_t now_ms)
{
	char words[64];
	struct text moment = TEXT_IN(words);

	text_clear(&moment);
	duration_add(&moment, now_ms - since_ms);
	text_add(&moment, " after %s", what);
	report_kill(life, asked, words);
	reap_by_self(&life->reaper);
	deliver(life, SIGKILL, SCOPE_TREE, NULL);
	life->sent |= signal_bit(SIGKILL);
	life->phase = PHASE_KILLING;
	life->kill_began_ms = now_ms;
	life->next_look_ms = now_ms + KILL_EVERY_MS;
}

void ending_kill(struct life *life, int asked, int64_t now_ms)
{
	enter_kill(life, asked, life->stop.asked_ms, "the request to stop", now_ms);
}

static void kill_leftovers(struct life *life, int asked, int64_t now_ms)
{
	enter_kill(life, asked, life->ended_ms, "the workload ended", now_ms);
}

/* When the sweep gives way to SIGKILL: its own end, or the stop plan's where that is sooner. */
static int64_t sweep_deadline(const struct life *life)
{
	return earlier(life->sweep_ends_ms, stop_kill_ms(&life->stop, &life->options->plan));
}

static void tell_sweep(const struct life *life)
{
	int64_t kill_ms = sweep_deadline(life);
	char words[64];
	struct text text = TEXT_IN(words);

	text_clear(&text);
	if (kill_ms != STOP_NEVER) {
		text_add(&text, ", SIGKILL in ");
		duration_add(&text, kill_ms - life->ended_ms);
	}
	log_event(EVENT_SWEEP, &(struct facts){ .sent = SIGTERM },
	          "processes are left over: SIGTERM goes to them%s", words);
}

/* Asks the rest to end: SIGTERM, then SIGCONT, since a stopped process can't act on it. */
static void begin_sweep(struct life *life)
{
	int64_t sweep_ms = life->options->sweep_ms;

	life->swept = true;
	life->ended_ms = clock_now_ms();
	if (sweep_ms == 0) {
		kill_leftovers(life, 0, life->ended_ms);
		return;
	}
	life->sweep_ends_ms = sweep_ms == DURATION_NEVER ? STOP_NEVER : life->ended_ms + sweep_ms;
	tell_sweep(life);
	life->asked_scope = SCOPE_TREE;
	deliver(life, SIGTERM, SCOPE_TREE, NULL);
	deliver(life, SIGCONT, SCOPE_TREE, NULL);
}

static void enter_next_phase(struct life *life)
{
	const struct options *options = life->options;

	if (life->phase == PHASE_KILLING)
		return;
	life->phase = PHASE_OVER;
	if (options->wait_tree) {
		life->phase = PHASE_LINGERING;
	} else if (options->ending == ENDING_TERM_GROUP) {
		if (life->terminal.mode == JOBS_SESSION)
			kernel_kill(-life->workload, SIGTERM);
	} else if (options->ending == ENDING_SWEEP && options->sweep_ms != DURATION_OFF) {
		life->phase = PHASE_SWEEPING;
	}
}

void ending_begin(struct life *life, const struct reaped *child)
{
	life->code = child->code == CLD_EXITED ? child->status : EXITCODE_SIGNAL_BASE + child->status;
	life->status = exitcode_report(&life->options->exit_code, life->code, life->stop.sent);
	life->reaper.workload = 0;
	account_workload(life, child);
	terminal_leave(&life->terminal, life->workload);
	enter_next_phase(life);
	life->terminal.mode = JOBS_APART; /* no workload, no job control */
	life->reaper.stops = false;
	if (life->phase != PHASE_OVER)
		reap_by_self(&life->reaper);
}

/* Somebody is left who is nobody's child here: look again, ever more seldom where there is no deadline. */
static void look_again_later(struct life *life)
{
	life->look_every_ms = life->look_every_ms == 0 ? LOOK_EVERY_MS :
	                      life->phase == PHASE_LINGERING && life->look_every_ms < LOOK_MOST_MS ?
	                      life->look_every_ms * 2 : life->look_every_ms;
	life->next_look_ms = clock_now_ms() + life->look_every_ms;
}

HOT void ending_look(struct life *life)
{
	if (life->phase == PHASE_OVER || has_workload(life))
		return;
	if (nobody_left(life))
		life->phase = PHASE_OVER;
	else if (life->phase == PHASE_SWEEPING && !life->swept)
		begin_sweep(life);
	if (life->reaper.childless && (life->phase == PHASE_SWEEPING || life->phase == PHASE_LINGERING))
		look_again_later(life);
}

/* Kills once more; gives up, with a report, on what SIGKILL doesn't end. */
static void kill_again(struct life *life, int64_t now_ms)
{
	bool stuck = now_ms - life->kill_began_ms >= KILL_PATIENCE_MS;

	if (stuck && !life->told_stuck) {
		life->told_stuck = true;
		report_stuck(life);
	}
	if (stuck && !has_workload(life)) {
		life->phase = PHASE_OVER;
		return;
	}
	if (deliver(life, SIGKILL, SCOPE_TREE, NULL) == ESRCH && !has_workload(life) && !life->reaper.childless &&
	    census_in_reach(life->self, life->init) < 0) {
		log_event(EVENT_LEFT, NULL, "processes may live on, which only /proc would tell");
		life->phase = PHASE_OVER;
		return;
	}
	life->next_look_ms = now_ms + (stuck ? STUCK_EVERY_MS : KILL_EVERY_MS);
}

void ending_tick(struct life *life, int64_t now_ms)
{
	if (life->phase == PHASE_SWEEPING && now_ms >= sweep_deadline(life)) {
		kill_leftovers(life, SIGTERM, now_ms);
		return;
	}
	if (now_ms < life->next_look_ms)
		return;
	life->next_look_ms = STOP_NEVER;
	ending_look(life);
	if (life->phase == PHASE_KILLING)
		kill_again(life, now_ms);
}

HOT int64_t ending_deadline(const struct life *life)
{
	return life->phase == PHASE_SWEEPING ? earlier(life->next_look_ms, sweep_deadline(life)) : life->next_look_ms;
}
