/* SPDX-License-Identifier: MIT */
/* Carries out decisions. A failure is reported and otherwise borne: nothing here makes foster exit. */
#include "init/act.h"

#include <errno.h>
#include <signal.h>

#include "base/clock.h"
#include "base/event.h"
#include "base/kernel.h"
#include "init/ending.h"
#include "init/footprint.h"
#include "init/report.h"
#include "init/send.h"
#include "proc/procfs.h"

enum {
	SHIELD_MS = 5,        /* to read the workload's threads, at each signal */
	WARN_EVERY_MS = 1000, /* the same failure is reported no more often */
};

/* Whether SIGNAL would end a workload that doesn't handle it (--shield). Where that can't be seen it passes. */
static bool is_shielded(const struct supervisor *sup, int signal)
{
	struct procstatus status;
	struct fate_evidence evidence = { 0 };

	if (sup->phase != PHASE_RUNNING || procfs_status(&status, sup->workload_pid))
		return false;
	procfs_signal_taker(&evidence, &status, signal, clock_now_ms() + SHIELD_MS);
	return fate_of(&status, &evidence, signal) == FATE_ENDS;
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
	if (error && !(error == ESRCH && (sup->phase != PHASE_RUNNING || !send_finds_workload(sup))))
		warn_undelivered(sup, signal, scope, error, "");
	if (!error)
		sup->sent |= signal_bit(signal);
}

static void forward(struct supervisor *sup, int signal, const struct signalfd_siginfo *siginfo)
{
	if (sup->options->shield && is_shielded(sup, signal))
		signal = 0;
	if (sup->options->verbosity >= LEVEL_INFO) /* not log_shows: its table is on a page that the loop doesn't touch */
		report_forward(sup->workload_pid, siginfo, signal, send_resolve_scope(sup, SCOPE_DEFAULT));
	if (signal)
		send_signal(sup, signal, SCOPE_DEFAULT, siginfo);
}

/* The signal that the processes left were last asked to end by. */
static int last_asked(const struct supervisor *sup)
{
	const struct plan *plan = &sup->options->plan;

	for (int i = sup->shutdown.rung; i >= 0 && sup->shutdown.sent; i--) {
		int signal = plan->rungs[i].signal;

		if (signal == RUNG_REQUEST)
			return sup->shutdown.request;
		if (signal != RUNG_NONE)
			return signal;
	}
	return 0;
}

/* Milliseconds until SIGKILL comes if nothing else happens; -1: never. */
static int64_t kill_in_ms(const struct supervisor *sup)
{
	int64_t kill_ms = shutdown_kill_ms(&sup->shutdown, &sup->options->plan);

	if (kill_ms == SHUTDOWN_NEVER)
		return -1;
	return clock_until(clock_now_ms(), kill_ms);
}

/*
 * Takes STEP of the plan: SIGINFO asked for it or, where that is null, time has brought it. ALREADY_DELIVERED: the
 * workload has got SIGINFO's signal from the terminal.
 */
static void take_step(struct supervisor *sup, const struct shutdown_step *step, const struct signalfd_siginfo *siginfo,
                      bool already_delivered)
{
	enum scope scope = send_resolve_scope(sup, step->scope);

	if (step->kill) {
		ending_kill(sup, last_asked(sup), clock_now_ms());
		return;
	}
	report_step(sup->workload_pid, siginfo ? siginfo : &sup->request, !siginfo, step->signal, scope, kill_in_ms(sup));
	if (!step->signal)
		return;
	if (scope > sup->asked_scope)
		sup->asked_scope = scope;
	if (!already_delivered || (int)siginfo->ssi_signo != step->signal)
		send_signal(sup, step->signal, step->scope, siginfo);
}

static void request_stop(struct supervisor *sup, const struct action *action, const struct signalfd_siginfo *siginfo)
{
	struct shutdown_step step;

	if (sup->shutdown.state == SHUTDOWN_NOT_ASKED)
		sup->request = *siginfo;
	step = shutdown_request(&sup->shutdown, &sup->options->plan, action->signal, clock_now_ms());
	if (!step.due)
		return;
	take_step(sup, &step, siginfo, action->already_delivered);
	footprint_shrink(); /* it has touched pages that the loop doesn't need */
}

void act_on_signal(struct supervisor *sup, const struct action *action, const struct signalfd_siginfo *siginfo)
{
	switch (action->kind) {
	case ACTION_DROP:
		report_forward(sup->workload_pid, siginfo, 0, SCOPE_DEFAULT);
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

/* Whether the stop plan still goes on: a sweep has SIGTERM of its own, and after SIGKILL comes nothing. */
static bool plan_goes_on(const struct supervisor *sup)
{
	return sup->phase == PHASE_RUNNING || sup->phase == PHASE_LINGERING;
}

int64_t act_deadline(const struct supervisor *sup)
{
	if (!plan_goes_on(sup))
		return SHUTDOWN_NEVER;
	return shutdown_deadline(&sup->shutdown);
}

void act_on_time(struct supervisor *sup, int64_t now_ms)
{
	struct shutdown_step step;

	while (plan_goes_on(sup) && (step = shutdown_tick(&sup->shutdown, &sup->options->plan, now_ms)).due)
		take_step(sup, &step, NULL, false);
}
