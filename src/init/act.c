/* SPDX-License-Identifier: MIT */
/* Carries out decisions. A failure is reported and otherwise borne: nothing here makes foster exit. */
#include "init/act.h"

#include <errno.h>
#include <signal.h>

#include "base/clock.h"
#include "base/compiler.h"
#include "base/duration.h"
#include "base/event.h"
#include "base/kernel.h"
#include "init/ask.h"
#include "init/ending.h"
#include "init/footprint.h"
#include "init/killreport.h"
#include "init/report.h"
#include "init/send.h"
#include "proc/procfs.h"

enum {
	SHIELD_MS = 5,        /* to read the workload's threads, at each signal */
	WARN_EVERY_MS = 1000, /* the same failure is reported no more often */
};

/* ---- Signals */

/* Whether SIGNAL would end a workload that doesn't handle it (--shield). Where that can't be seen it passes. */
static bool is_shielded(const struct supervisor *sup, int signal)
{
	struct procstatus status;

	return sup->shutdown.phase == PHASE_RUNNING &&
	       ask_fate(&status, sup->workload_pid, signal, clock_now_ms() + SHIELD_MS) == FATE_ENDS;
}

/* Reports that SIGNAL could not be sent to SCOPE because of ERROR; HOW may narrow that down. */
static void warn_undelivered(struct supervisor *sup, int signal, enum scope scope, int error, const char *how)
{
	struct warn_limit *limit = &sup->warn_limit;
	int64_t now_ms = clock_now_ms();

	if (limit->error == error && now_ms - limit->warned_ms < WARN_EVERY_MS)
		return;
	limit->error = error;
	limit->warned_ms = now_ms;
	report_undelivered(sup->workload_pid, signal, send_resolve_scope(sup, scope), error, how);
}

/* Sends SIGNAL to SCOPE for SIGINFO, which may be null. */
static void send_signal(struct supervisor *sup, int signal, enum scope scope, const struct signalfd_siginfo *siginfo)
{
	int error = send_to_scope(sup, signal, scope, siginfo);

	if (error && error != ESRCH && siginfo && siginfo->ssi_code == SI_QUEUE) {
		warn_undelivered(sup, signal, scope, error, " with its value");
		error = send_to_scope(sup, signal, scope, NULL);
	}
	/*
	 * Where the kernel reaps, the workload may be gone before its pidfd shows it: that is no failure, it is the
	 * end.
	 */
	if (error && !(error == ESRCH && (sup->shutdown.phase != PHASE_RUNNING || !send_finds_workload(sup))))
		warn_undelivered(sup, signal, scope, error, "");
	if (!error)
		sup->sent |= signal_bit(signal);
}

/*
 * Tells that SIGINFO goes on as SIGNAL. Once for each it says why no clock starts, since an image's STOPSIGNAL that
 * isn't in --stop-on looks like a --stop-timeout that doesn't work.
 */
static NOT_INLINE void tell_forward(struct supervisor *sup, int signal, const struct signalfd_siginfo *siginfo)
{
	uint64_t bit = signal_bit((int)siginfo->ssi_signo);
	bool no_stop = signal && sup->options->plan.timeout_ms != DURATION_NEVER && siginfo->ssi_code != SI_KERNEL &&
	               !sup->request.ssi_signo && !(sup->hinted & bit);

	if (no_stop)
		sup->hinted |= bit;
	report_forward(sup->workload_pid, siginfo, signal, send_resolve_scope(sup, SCOPE_DEFAULT), no_stop);
}

static void forward(struct supervisor *sup, int signal, const struct signalfd_siginfo *siginfo)
{
	if (sup->options->shield && is_shielded(sup, signal))
		signal = 0;
	if (sup->options->verbosity >= LEVEL_INFO) /* not log_shows: its table is on a page that the loop doesn't touch */
		tell_forward(sup, signal, siginfo);
	if (signal)
		send_signal(sup, signal, SCOPE_DEFAULT, siginfo);
}

/* ---- The stop plan */

#define STOPS (signal_bit(SIGSTOP) | signal_bit(SIGTSTP) | signal_bit(SIGTTIN) | signal_bit(SIGTTOU))

/* Whether the workload is stopped, or is just about to be: if it is asked then, it can't act on it. */
static NOT_INLINE bool is_stopped(const struct supervisor *sup)
{
	struct procstatus status;

	if (procfs_status(&status, sup->workload_pid) != 0)
		return false;
	return status.state == 'T' || ((status.pending | status.shared_pending) & STOPS);
}

/* Has the workload, which was asked by SIGNAL and WAS stopped before that or is now, continued. */
static NOT_INLINE void wake(struct supervisor *sup, int signal, bool was)
{
	if (sup->options->on_exit == ON_EXIT_SWEEP && !(signal_bit(signal) & STOPS) && (was || is_stopped(sup)))
		send_signal(sup, SIGCONT, SCOPE_CHILD, NULL);
}

/*
 * Asks the workload by SIGNAL for SIGINFO, which may be null, and has it continued where it is stopped. With REST
 * (--scope auto) others are next where it can't take that. ALREADY_DELIVERED: the terminal sent it to its group, too.
 */
static void ask_workload(struct supervisor *sup, int signal, bool rest, const struct signalfd_siginfo *siginfo,
                         bool already_delivered)
{
	struct procstatus status;
	struct procstat stat;
	enum fate fate = ask_fate(&status, sup->workload_pid, signal, DURATION_NEVER);
	bool stopped = is_stopped(sup);
	bool seen = descendants_stat(sup->workload_pid, &stat);

	if (rest && !seen && procfs_self(&status) != 0) {
		ask_unseen(sup, signal);
		return;
	}
	if (already_delivered) /* as have all in its group */
		ask_note_all(sup, sup->terminal.group, signal);
	else
		send_signal(sup, signal, SCOPE_CHILD, siginfo);
	if (!seen)
		return;
	ask_note_workload(sup, stat.started, signal, fate);
	if (rest && turn_cannot_take(fate)) {
		if (stat.terminal && (stat.session == sup->workload_pid || stat.session == sup->self))
			send_signal(sup, SIGHUP, SCOPE_CHILD, NULL);
		shutdown_refused(&sup->shutdown, clock_now_ms());
	}
	wake(sup, signal, stopped);
}

/* The rung's signal goes to its scope, for SIGINFO or, where that is null, since it is time. */
static void send_rung(struct supervisor *sup, const struct step *step, const struct signalfd_siginfo *siginfo,
                      bool already_delivered)
{
	enum scope scope = send_resolve_scope(sup, step->scope);
	bool has_it = already_delivered && (int)siginfo->ssi_signo == step->signal;
	bool stopped = is_stopped(sup);

	if (scope == SCOPE_TREE && step->scope != SCOPE_TREE)
		return; /* the workload has ended: from the top then, which is the next step */
	if (scope == SCOPE_CHILD) {
		ask_workload(sup, step->signal, step->scope == SCOPE_AUTO, siginfo, has_it);
		return;
	}
	if (scope == SCOPE_GROUP)
		ask_note_all(sup, sup->workload_pid, step->signal);
	else
		ask_note_all(sup, 0, step->signal);
	send_signal(sup, step->signal, scope, siginfo);
	wake(sup, step->signal, stopped);
	ask_again(sup, 0);
}

/* The rung's signal once more, for those who were asked so far. */
static void resend_rung(struct supervisor *sup, const struct step *step, const struct signalfd_siginfo *siginfo,
                        bool already_delivered)
{
	enum scope scope = send_resolve_scope(sup, step->scope);
	bool has_it = already_delivered && (int)siginfo->ssi_signo == step->signal;

	if (sup->shutdown.phase == PHASE_RUNNING && !has_it && !sup->asked_unseen)
		send_signal(sup, step->signal, scope, siginfo);
	if (sup->shutdown.phase == PHASE_RUNNING)
		wake(sup, step->signal, false);
	if (sup->shutdown.phase != PHASE_RUNNING || scope == SCOPE_CHILD)
		ask_again(sup, step->signal);
}

/*
 * Takes STEP of the plan: SIGINFO asked for it or, where that is null, time has brought it. ALREADY_DELIVERED: the
 * workload has got SIGINFO's signal from the terminal.
 */
static void take_step(struct supervisor *sup, const struct step *step, const struct signalfd_siginfo *siginfo,
                      bool already_delivered)
{
	int64_t kill_ms = shutdown_kill_due(&sup->shutdown, &sup->options->plan);
	const struct signalfd_siginfo *cause = siginfo;

	switch (step->kind) {
	case STEP_SEND:
	case STEP_RESEND:
		if (kill_ms != DURATION_NEVER)
			kill_ms = clock_until(clock_now_ms(), kill_ms);
		if (!cause)
			cause = &sup->request;
		report_step(sup->workload_pid, cause, !siginfo, step->signal,
		            send_resolve_scope(sup, step->scope), kill_ms);
		if (step->signal && step->kind == STEP_SEND)
			send_rung(sup, step, siginfo, already_delivered);
		else if (step->signal)
			resend_rung(sup, step, siginfo, already_delivered);
		break;
	case STEP_LOOK:
	case STEP_ASK:
		ask_next(sup);
		break;
	case STEP_WARN:
		killreport_waiting(sup);
		break;
	case STEP_KILL:
		ending_kill(sup, step->first);
		break;
	case STEP_NOTHING:
		break;
	}
}

static void request_stop(struct supervisor *sup, const struct action *action, const struct signalfd_siginfo *siginfo)
{
	bool first = sup->shutdown.rung == SHUTDOWN_UNASKED;
	struct step step = shutdown_request(&sup->shutdown, sup->options, action->signal, clock_now_ms());

	if (first && step.kind != STEP_NOTHING)
		sup->request = *siginfo;
	take_step(sup, &step, siginfo, action->already_delivered);
	footprint_shrink(); /* it has touched pages that the loop doesn't need */
}

void act_on_signal(struct supervisor *sup, const struct action *action, const struct signalfd_siginfo *siginfo)
{
	switch (action->kind) {
	case ACTION_DROP:
		report_forward(sup->workload_pid, siginfo, 0, SCOPE_DEFAULT, false);
		break;
	case ACTION_STOP:
		request_stop(sup, action, siginfo);
		break;
	case ACTION_FORWARD:
		forward(sup, action->signal, siginfo);
		break;
	case ACTION_SUSPEND:
		forward(sup, action->signal, siginfo);
		kernel_kill(sup->self, SIGSTOP);
		break;
	case ACTION_RESUME:
		terminal_resume(&sup->terminal, sup->workload_pid);
		break;
	case ACTION_REAP: /* the loop sees to it */
	case ACTION_NOTHING:
		break;
	}
}

void act_on_time(struct supervisor *sup, int64_t now_ms)
{
	struct step step;
	bool taken = false;

	while ((step = shutdown_tick(&sup->shutdown, sup->options, now_ms)).kind != STEP_NOTHING) {
		take_step(sup, &step, NULL, false);
		taken = true;
	}
	if (taken)
		footprint_shrink(); /* it has touched pages that the loop doesn't need */
}
