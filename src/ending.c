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
#include "compiler.h"
#include "kernel.h"
#include "log.h"
#include "report.h"
#include "spawn.h"

enum {
	LOOK_FIRST_MS = 20,      /* for processes whose end neither SIGCHLD nor a pidfd tells */
	LOOK_MOST_MS = 1000,     /* and ever more seldom, up to this: a sweep may be long, and --wait tree takes days */
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
 * that entered from outside (docker exec), whose zombies are for somebody outside to reap: one of them is in LEFT then.
 */
static bool nobody_left(const struct life *life, struct census_left *left)
{
	*left = (struct census_left){ 0 };
	if (!life->reaper.childless)
		return false;
	if (!life->init || kernel_kill(-1, 0) == ESRCH)
		return true;
	return census_left(life->self, true, left) && left->in_reach == 0;
}

static void unwatch(struct life *life)
{
	if (life->watched_fd >= 0)
		kernel_close(life->watched_fd);
	life->watched_fd = -1;
}

static void enter_kill(struct life *life, int asked, int64_t since_ms, const char *what, int64_t now_ms)
{
	char words[64];
	struct text moment = TEXT_IN(words);
	bool whole;
	int told;

	text_clear(&moment);
	duration_add(&moment, now_ms - since_ms);
	text_add(&moment, " after %s", what);
	whole = report_kill(life, asked, words);
	told = life->killed;
	unwatch(life);
	reap_by_self(&life->reaper);
	deliver(life, SIGKILL, SCOPE_TREE, NULL);
	if (!whole && life->killed > told)
		report_killed_more(life->killed - told, words);
	life->sent |= signal_bit(SIGKILL);
	life->phase = PHASE_KILLING;
	life->kill_began_ms = now_ms;
	life->look_every_ms = KILL_EVERY_MS;
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
		duration_add(&text, kill_ms > life->ended_ms ? kill_ms - life->ended_ms : 0);
	}
	log_event(EVENT_SWEEP, &(struct facts){ .sent = SIGTERM },
	          "processes are left over: SIGTERM goes to them%s", words);
}

/* Asks the rest to end: SIGTERM, then SIGCONT, since a stopped process can't act on it. */
static void begin_sweep(struct life *life)
{
	int64_t sweep_ms = life->options->sweep_ms;

	life->swept = true;
	if (sweep_ms == 0) {
		kill_leftovers(life, 0, life->ended_ms);
		return;
	}
	life->sweep_ends_ms = sweep_ms == DURATION_NEVER ? STOP_NEVER : clock_now_ms() + sweep_ms;
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
			deliver_to_group(life, SIGTERM);
	} else if (options->ending == ENDING_SWEEP && options->sweep_ms != DURATION_OFF) {
		life->phase = PHASE_SWEEPING;
	}
}

void ending_begin(struct life *life, const struct reaped *child)
{
	life->code = child->code == CLD_EXITED ? child->status : EXITCODE_SIGNAL_BASE + child->status;
	life->status = exitcode_report(&life->options->exit_code, life->code, life->stop.sent);
	spawn_has_failed(life->child, &life->status);
	if (!life->reaper.keeps)
		life->reaper.workload = 0;
	account_workload(life, child);
	terminal_leave(&life->terminal, life->workload);
	enter_next_phase(life);
	life->reaper.workload = 0;
	life->ended_ms = clock_now_ms();
	life->terminal.suspended = false;
	life->terminal.mode = JOBS_APART; /* no workload, no job control */
	life->reaper.stops = false;
	if (life->phase != PHASE_OVER)
		reap_by_self(&life->reaper);
}

/* How long to wait before the next look, which is ever longer. */
static int next_wait(struct life *life)
{
	life->look_every_ms = life->look_every_ms ? life->look_every_ms * 2 : LOOK_FIRST_MS;
	if (life->look_every_ms > LOOK_MOST_MS)
		life->look_every_ms = LOOK_MOST_MS;
	return life->look_every_ms;
}

/*
 * The process PID is left, which is nobody's child here: no SIGCHLD tells when it ends. Its pidfd does; without one
 * foster looks again.
 */
static void watch(struct life *life, int pid)
{
	life->watched_fd = pid > 0 ? kernel_pidfd_open(pid) : -1;
	if (life->watched_fd < 0)
		life->next_look_ms = clock_now_ms() + next_wait(life);
}

void ending_look(struct life *life)
{
	struct census_left left;

	if (life->phase == PHASE_OVER || has_workload(life))
		return;
	unwatch(life);
	if (nobody_left(life, &left))
		life->phase = PHASE_OVER;
	else if (life->phase == PHASE_SWEEPING && !life->swept)
		begin_sweep(life);
	if (life->reaper.childless && (life->phase == PHASE_SWEEPING || life->phase == PHASE_LINGERING))
		watch(life, left.pid);
}

/*
 * Whether SIGKILL can do no more: whoever is left is out of foster's reach, or has outlived it for so long that it is
 * STUCK. As PID 1 foster leaves then although its workload lives: its own end is what kills everybody.
 */
static bool is_done(struct life *life, bool stuck, int64_t now_ms)
{
	struct census_left left;

	if (has_workload(life) && !life->init)
		return false;
	if (stuck)
		return true;
	if (now_ms < life->kill_began_ms + life->look_every_ms)
		return false;
	next_wait(life); /* a look at everybody costs more than to kill them once more */
	return census_left(life->self, life->init, &left) && left.in_reach == 0 && left.out_of_reach > 0;
}

/* Foster ends; the kernel ends the workload with it, where that is still there. */
static void give_up(struct life *life)
{
	struct reaped killed = { .pid = life->workload, .code = CLD_KILLED, .status = SIGKILL };

	if (!life->told_stuck)
		report_stuck(life);
	if (has_workload(life))
		ending_begin(life, &killed);
	life->phase = PHASE_OVER;
}

/* Kills once more; gives up, with a report, on what SIGKILL doesn't end. */
static void kill_again(struct life *life, int64_t now_ms)
{
	bool stuck = now_ms - life->kill_began_ms >= KILL_PATIENCE_MS;
	int error = deliver(life, SIGKILL, SCOPE_TREE, NULL);
	struct census_left left;

	if (is_done(life, stuck, now_ms)) {
		give_up(life);
		return;
	}
	if (stuck && !life->told_stuck)
		report_stuck(life);
	if (error == ESRCH && !has_workload(life) && !life->reaper.childless && !census_left(life->self, life->init, &left)) {
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

int64_t ending_deadline(const struct life *life)
{
	return life->phase == PHASE_SWEEPING ? earlier(life->next_look_ms, sweep_deadline(life)) : life->next_look_ms;
}
