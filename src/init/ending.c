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
#include "base/kernel.h"
#include "init/ask.h"
#include "init/killreport.h"
#include "init/outcome.h"
#include "init/report.h"
#include "init/send.h"
#include "init/spawn.h"

static bool has_workload(const struct supervisor *sup)
{
	return sup->reaper.workload_alive;
}

/* What dumb-init does as its workload ends. */
static void leave(struct supervisor *sup)
{
	if (sup->options->on_exit == ON_EXIT_TERM_GROUP && sup->terminal.mode == JOBS_SESSION)
		send_to_group(sup, SIGTERM);
}

void ending_begin(struct supervisor *sup, const struct reaped *child)
{
	sup->workload_status = child->status;
	if (child->code != CLD_EXITED) {
		sup->workload_status += EXITCODE_SIGNAL_BASE;
		sup->ended_by = child->status;
	}
	sup->exit_status = exitcode_report(&sup->options->exit_code, sup->workload_status, sup->shutdown.sent);
	spawn_has_failed(sup->child, &sup->exit_status);
	if (!sup->reaper.keeps)
		sup->reaper.workload_alive = false;
	outcome_report(sup, child);
	terminal_leave(&sup->terminal, sup->workload_pid);
	shutdown_workload_ended(&sup->shutdown, sup->options, clock_now_ms());
	if (sup->shutdown.phase == PHASE_OVER)
		leave(sup);
	sup->reaper.workload_alive = false;
	sup->terminal.suspended = false;
	sup->terminal.mode = JOBS_APART; /* no workload, no job control */
	sup->reaper.stops = false;
	if (sup->shutdown.phase != PHASE_OVER)
		reap_by_self(&sup->reaper);
}

void ending_check_left(struct supervisor *sup)
{
	bool childless = sup->reaper.childless;

	if (sup->shutdown.phase == PHASE_OVER)
		return;
	ask_unwatch(sup);
	/*
	 * Below a subreaper each process becomes a child in the end, so that without a child nothing is left. As PID 1
	 * there may be processes that entered by setns(2) (docker exec): their parent is outside, and reaps them.
	 */
	if (!has_workload(sup) && childless && (!sup->init || kernel_kill(-1, 0) == ESRCH))
		shutdown_nobody_left(&sup->shutdown);
	else
		shutdown_child_ended(&sup->shutdown, childless, clock_now_ms());
}

/* ---- SIGKILL */

/* Warns, once, of what outlives SIGKILL. */
static void warn_stuck(struct supervisor *sup, const struct descendants *seen)
{
	if (!sup->warned_stuck && seen)
		killreport_outlives(sup, seen);
	sup->warned_stuck = true;
}

/* Names those in SEEN (null: they can't be seen) and kills them. */
static void begin_kill(struct supervisor *sup, const struct descendants *seen)
{
	const struct shutdown *shutdown = &sup->shutdown;
	struct report_when when = { .limit = shutdown->limit, .after_ms = shutdown->kill_ms - shutdown->ended_ms };
	struct killreport report;

	when.requested = shutdown->limit != LIMIT_SWEEP || shutdown->requested_ms > shutdown->ended_ms;
	if (when.requested)
		when.after_ms = shutdown->kill_ms - shutdown->requested_ms;
	report = killreport(sup, seen, &when);
	sup->killed += report.killed;
	sup->warned_stuck = report.all_refused;
	sup->sent |= signal_bit(SIGKILL);
	ask_unwatch(sup);
}

void ending_kill(struct supervisor *sup, bool first)
{
	struct reaped killed = { .pid = sup->workload_pid, .code = CLD_KILLED, .status = SIGKILL };
	struct shutdown *shutdown = &sup->shutdown;
	struct survivors left = { .must_stay = has_workload(sup) && !sup->init, .in_reach = -1 };
	int64_t now_ms = clock_now_ms();
	struct descendants room, *seen = NULL;
	int error;

	reap_by_self(&sup->reaper);
	if ((first || !sup->init || shutdown->phase == PHASE_STUCK || shutdown_counts(shutdown, now_ms)) &&
	    descendants_look(&room, sup->self, sup->init))
		seen = &room;
	if (seen)
		ask_count(seen, &left);
	if (first)
		begin_kill(sup, seen);
	error = send_kill(sup, seen);
	if (shutdown_survived(shutdown, &left, now_ms) || shutdown->phase == PHASE_STUCK)
		warn_stuck(sup, seen);
	if (shutdown->phase == PHASE_OVER && has_workload(sup)) /* foster's end is the workload's */
		ending_begin(sup, &killed);
	if (!seen && error == ESRCH && !has_workload(sup) && !sup->reaper.childless) {
		report_left_unseen();
		shutdown_nobody_left(shutdown);
	}
	if (seen && !has_workload(sup) && sup->reaper.childless && left.in_reach + left.out_of_reach == 0)
		shutdown_nobody_left(shutdown); /* zombies, whose parent is outside */
	if (seen)
		descendants_forget(seen);
}
