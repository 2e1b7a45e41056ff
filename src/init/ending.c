/* SPDX-License-Identifier: MIT */
/*
 * From the workload's end until nothing is left. The exit status is settled first, and nothing that comes after changes
 * it. There is no fixed pause: foster is over as soon as nothing is left.
 */
#include "init/ending.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/compiler.h"
#include "base/duration.h"
#include "base/kernel.h"
#include "init/killreport.h"
#include "init/outcome.h"
#include "init/report.h"
#include "init/send.h"
#include "init/spawn.h"
#include "proc/descendants.h"

enum {
	POLL_FIRST_MS = 20,      /* for processes whose end neither SIGCHLD nor a pidfd announces */
	POLL_MOST_MS = 1000,     /* and ever more seldom, up to this: a sweep may be long, and --wait tree takes days */
	KILL_EVERY_MS = 5,       /* for a tree that forks while it is killed */
	KILL_PATIENCE_MS = 5000, /* what SIGKILL has not ended by then hangs in the kernel */
	STUCK_EVERY_MS = 1000,   /* and is tried no more often than this, where foster must stay */
};

static bool has_workload(const struct supervisor *sup)
{
	return sup->reaper.workload_alive;
}

/*
 * Below a subreaper each process becomes a child in the end, so that without a child nothing is left. As PID 1 there
 * may be processes that entered by setns(2) (docker exec): their parent is outside, and reaps them. One of them is in
 * LEFT then.
 */
static bool is_empty(const struct supervisor *sup, struct descendants_left *left)
{
	*left = (struct descendants_left){ 0 };
	if (!sup->reaper.childless)
		return false;
	if (!sup->init || kernel_kill(-1, 0) == ESRCH)
		return true;
	return descendants_left(sup->self, true, left) && left->in_reach == 0;
}

static void unwatch(struct supervisor *sup)
{
	if (sup->watched_fd >= 0)
		kernel_close(sup->watched_fd);
	sup->watched_fd = -1;
}

/* SIGKILL for all that is left, REQUESTED by a request to stop, or else since the sweep has come to its end. */
static void enter_kill(struct supervisor *sup, int asked, bool requested, int64_t now_ms)
{
	int64_t since_ms = requested ? sup->shutdown.asked_ms : sup->ended_ms;
	struct report_when when = { .after_ms = now_ms - since_ms, .requested = requested };
	struct killreport report = killreport(sup, asked, &when);
	int named;

	sup->killed += report.killed;
	sup->warned_stuck = report.all_refused;
	named = sup->killed;
	unwatch(sup);
	reap_by_self(&sup->reaper);
	send_to_scope(sup, SIGKILL, SCOPE_TREE, NULL);
	if (!report.whole && sup->killed > named)
		report_kill_more(sup->killed - named, false, &when);
	sup->sent |= signal_bit(SIGKILL);
	sup->phase = PHASE_KILLING;
	sup->kill_began_ms = now_ms;
	sup->poll_every_ms = KILL_EVERY_MS;
	sup->next_poll_ms = now_ms + KILL_EVERY_MS;
}

void ending_kill(struct supervisor *sup, int asked, int64_t now_ms)
{
	enter_kill(sup, asked, true, now_ms);
}

/* When the sweep gives way to SIGKILL: its own end, or the stop plan's where that is sooner. */
static int64_t sweep_deadline(const struct supervisor *sup)
{
	return clock_earlier(sup->sweep_ends_ms, shutdown_kill_ms(&sup->shutdown, &sup->options->plan));
}

/* Milliseconds from the workload's end to SIGKILL; -1: never. */
static int64_t kill_in_ms(const struct supervisor *sup)
{
	int64_t kill_ms = sweep_deadline(sup);

	if (kill_ms == SHUTDOWN_NEVER)
		return -1;
	return clock_until(sup->ended_ms, kill_ms);
}

/* Asks the rest to end: SIGTERM, then SIGCONT, since a stopped process can't act on it. */
static void begin_sweep(struct supervisor *sup)
{
	int64_t sweep_ms = sup->options->sweep_ms;

	sup->swept = true;
	if (sweep_ms == 0) {
		enter_kill(sup, 0, false, sup->ended_ms);
		return;
	}
	if (sweep_ms != DURATION_NEVER)
		sup->sweep_ends_ms = clock_now_ms() + sweep_ms;
	report_sweep(kill_in_ms(sup));
	sup->asked_scope = SCOPE_TREE;
	send_to_scope(sup, SIGTERM, SCOPE_TREE, NULL);
	send_to_scope(sup, SIGCONT, SCOPE_TREE, NULL);
}

static void enter_next_phase(struct supervisor *sup)
{
	const struct options *options = sup->options;

	if (sup->phase == PHASE_KILLING)
		return;
	sup->phase = PHASE_OVER;
	if (options->wait_tree) {
		sup->phase = PHASE_LINGERING;
	} else if (options->on_exit == ON_EXIT_TERM_GROUP) {
		if (sup->terminal.mode == JOBS_SESSION)
			send_to_group(sup, SIGTERM);
	} else if (options->on_exit == ON_EXIT_SWEEP && options->sweep_ms != DURATION_OFF) {
		sup->phase = PHASE_SWEEPING;
	}
}

void ending_begin(struct supervisor *sup, const struct reaped *child)
{
	sup->workload_status = child->status;
	if (child->code != CLD_EXITED)
		sup->workload_status += EXITCODE_SIGNAL_BASE;
	sup->exit_status = exitcode_report(&sup->options->exit_code, sup->workload_status, sup->shutdown.sent);
	spawn_has_failed(sup->child, &sup->exit_status);
	if (!sup->reaper.keeps)
		sup->reaper.workload_alive = false;
	outcome_report(sup, child);
	terminal_leave(&sup->terminal, sup->workload_pid);
	enter_next_phase(sup);
	sup->reaper.workload_alive = false;
	sup->ended_ms = clock_now_ms();
	sup->terminal.suspended = false;
	sup->terminal.mode = JOBS_APART; /* no workload, no job control */
	sup->reaper.stops = false;
	if (sup->phase != PHASE_OVER)
		reap_by_self(&sup->reaper);
}

/* How long to wait before the next check, which is ever longer. */
static int next_wait(struct supervisor *sup)
{
	sup->poll_every_ms *= 2;
	if (sup->poll_every_ms == 0)
		sup->poll_every_ms = POLL_FIRST_MS;
	if (sup->poll_every_ms > POLL_MOST_MS)
		sup->poll_every_ms = POLL_MOST_MS;
	return sup->poll_every_ms;
}

/*
 * The process PID is left, which is no child of foster's: no SIGCHLD announces its end. Its pidfd does; without one
 * foster checks again later.
 */
static void watch(struct supervisor *sup, int pid)
{
	if (pid > 0)
		sup->watched_fd = kernel_pidfd_open(pid);
	if (sup->watched_fd < 0)
		sup->next_poll_ms = clock_now_ms() + next_wait(sup);
}

void ending_check_left(struct supervisor *sup)
{
	struct descendants_left left;

	if (sup->phase == PHASE_OVER || has_workload(sup))
		return;
	unwatch(sup);
	if (is_empty(sup, &left))
		sup->phase = PHASE_OVER;
	else if (sup->phase == PHASE_SWEEPING && !sup->swept)
		begin_sweep(sup);
	if (sup->reaper.childless && (sup->phase == PHASE_SWEEPING || sup->phase == PHASE_LINGERING))
		watch(sup, left.pid);
}

/*
 * Whether SIGKILL can do no more: what is left is out of foster's reach, or has outlived it for so long that it is
 * STUCK. As PID 1 foster leaves then although its workload lives: its own end is what kills all.
 */
static bool is_done(struct supervisor *sup, bool stuck, int64_t now_ms)
{
	struct descendants_left left;

	if (has_workload(sup) && !sup->init)
		return false;
	if (stuck)
		return true;
	if (now_ms < sup->kill_began_ms + sup->poll_every_ms)
		return false;
	next_wait(sup); /* to check them all costs more than to kill them once more */
	return descendants_left(sup->self, sup->init, &left) && left.in_reach == 0 && left.out_of_reach > 0;
}

/* Warns, once, of what outlives SIGKILL. */
static void warn_stuck(struct supervisor *sup)
{
	if (!sup->warned_stuck)
		killreport_outlives(sup);
	sup->warned_stuck = true;
}

/* Foster ends; the kernel ends the workload with it, where that is still there. */
static void give_up(struct supervisor *sup)
{
	struct reaped killed = { .pid = sup->workload_pid, .code = CLD_KILLED, .status = SIGKILL };

	warn_stuck(sup);
	if (has_workload(sup))
		ending_begin(sup, &killed);
	sup->phase = PHASE_OVER;
}

/* Kills once more; gives up, with a report, on what SIGKILL doesn't end. */
static void kill_again(struct supervisor *sup, int64_t now_ms)
{
	bool stuck = now_ms - sup->kill_began_ms >= KILL_PATIENCE_MS;
	int error = send_to_scope(sup, SIGKILL, SCOPE_TREE, NULL);
	struct descendants_left left;

	if (is_done(sup, stuck, now_ms)) {
		give_up(sup);
		return;
	}
	if (stuck)
		warn_stuck(sup);
	if (error == ESRCH && !has_workload(sup) && !sup->reaper.childless && !descendants_left(sup->self, sup->init, &left)) {
		report_left_unseen();
		sup->phase = PHASE_OVER;
		return;
	}
	sup->next_poll_ms = now_ms + KILL_EVERY_MS;
	if (stuck)
		sup->next_poll_ms = now_ms + STUCK_EVERY_MS;
}

void ending_tick(struct supervisor *sup, int64_t now_ms)
{
	if (sup->phase == PHASE_SWEEPING && now_ms >= sweep_deadline(sup)) {
		enter_kill(sup, SIGTERM, false, now_ms);
		return;
	}
	if (now_ms < sup->next_poll_ms)
		return;
	sup->next_poll_ms = SHUTDOWN_NEVER;
	ending_check_left(sup);
	if (sup->phase == PHASE_KILLING)
		kill_again(sup, now_ms);
}

int64_t ending_deadline(const struct supervisor *sup)
{
	if (sup->phase == PHASE_SWEEPING)
		return clock_earlier(sup->next_poll_ms, sweep_deadline(sup));
	return sup->next_poll_ms;
}
