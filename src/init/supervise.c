/* SPDX-License-Identifier: MIT */
/*
 * The one loop: it reads signals, has them decided on by pure functions (forward.c, shutdown.c, jobs.c), and acts. Once
 * the workload runs, no error makes it leave: PID 1 going down takes everything along.
 */
#include "init/supervise.h"

#include <signal.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/compiler.h"
#include "base/duration.h"
#include "base/kernel.h"
#include "base/log.h"
#include "base/signals.h"
#include "init/act.h"
#include "init/detach.h"
#include "init/ending.h"
#include "init/footprint.h"
#include "init/prepare.h"
#include "init/report.h"

enum {
	BATCH = 12,       /* signals read at once: as many as fit on the page of what is written to anyway */
	REAP_MOST = 1000, /* processes reaped before foster reads signals and the time again */
	BLIND_MS = 50,    /* how long foster sleeps where it can't wait for anything */
	RETRY_MS = 500,   /* and until it asks again for children, where that was refused */
};

/* ---- Read: wait, and take what has arrived */

/* Milliseconds to wait until DEADLINE_MS; -1: without end. */
static int64_t patience(const struct supervisor *sup, int64_t deadline_ms)
{
	int64_t left_ms = -1;

	if (deadline_ms != DURATION_NEVER)
		left_ms = clock_until(clock_now_ms(), deadline_ms);
	if (sup->reaper.failed && (left_ms < 0 || left_ms > RETRY_MS))
		left_ms = RETRY_MS;
	return left_ms;
}

/*
 * Sleeps until a signal can be read, a process that foster watches has ended, or DEADLINE_MS has come; where the kernel
 * lets foster wait for nothing, for a moment. Whether something may have ended.
 */
static bool wait_for_events(const struct supervisor *sup, int64_t deadline_ms)
{
	struct pollfd fds[] = {
		{ .fd = sup->signal_fd, .events = POLLIN },
		{ .fd = -1 },
	};
	int64_t left_ms = patience(sup, deadline_ms);

	/*
	 * No events asked of the workload's pidfd: POLLHUP always comes, once its status is there; POLLIN would come
	 * before that.
	 */
	if (sup->reaper.workload_alive && sup->reaper.by_pidfd)
		fds[1].fd = sup->reaper.pidfd;
	else if (sup->watched_fd >= 0)
		fds[1] = (struct pollfd){ .fd = sup->watched_fd, .events = POLLIN }; /* foster doesn't reap it */
	if (sup->reaper.workload_alive && sup->reaper.unanswered)
		kernel_nap(BLIND_MS); /* the pidfd shows the end at once and for ever, but without a status */
	/* No more than what is there: more descriptors than RLIMIT_NOFILE are refused. */
	if (kernel_poll(fds, 1 + (fds[1].fd >= 0), left_ms) < 0) {
		kernel_nap(left_ms >= 0 && left_ms < BLIND_MS ? (int)left_ms : BLIND_MS);
		return true;
	}
	return fds[1].revents != 0 || sup->reaper.failed;
}

static void take_child(struct supervisor *sup, const struct reaped *child)
{
	bool is_workload = reap_is_workload(&sup->reaper, child);

	if (child->code == CLD_STOPPED || child->code == CLD_TRAPPED) {
		if (is_workload)
			terminal_stopped(&sup->terminal, child->pid, child->status);
	} else if (is_workload) {
		ending_begin(sup, child);
	} else if (sup->options->warn_reap || sup->options->verbosity >= LEVEL_DEBUG) { /* not log_shows: act.c says why */
		report_orphan(child->pid, child->code == CLD_EXITED, child->status, sup->options->warn_reap);
	}
}

/* Whether the workload has ended and is left a zombie: then it would be the next one, and again. */
static bool has_kept(const struct supervisor *sup)
{
	return sup->reaper.keeps && sup->shutdown.phase == PHASE_OVER;
}

/* Takes each child that has ended or, where that matters, stopped. Whether there may be more. */
static bool reap_all(struct supervisor *sup)
{
	enum reap_mode mode = sup->reaper.mode;
	struct reaped child;
	int count = 0;

	while (count < REAP_MOST && !has_kept(sup) && reap_next(&sup->reaper, &child)) {
		take_child(sup, &child);
		count++;
	}
	if (count == REAP_MOST)
		return true;
	ending_check_left(sup);
	if (sup->reaper.mode != mode)
		footprint_shrink(); /* the probe has touched pages that the loop doesn't need */
	return false;
}

/* The same without those that stopped. */
static bool reap_ended(struct supervisor *sup)
{
	bool stops = sup->reaper.stops;
	bool more;

	sup->reaper.stops = false;
	more = reap_all(sup);
	sup->reaper.stops = stops && sup->reaper.workload_alive;
	return more;
}

/* ---- Decide, then act */

static void handle_signal(struct supervisor *sup, const struct signalfd_siginfo *siginfo)
{
	struct context context = {
		.shares_group = sup->terminal.mode == JOBS_SHARED,
		.leads_session = sup->terminal.leads_session, .suspended = sup->terminal.suspended,
	};
	struct action action = forward_decide(sup->options, &context, siginfo);

	act_on_signal(sup, &action, siginfo);
}

/*
 * Reads what has arrived and acts on it. The kernel hands out SIGHUP before SIGCHLD, by number, but a signal that was
 * sent after the workload's end is for the processes that are left: so what ENDED is reaped first. What has stopped
 * comes last, since that may stop foster, with signals in hand. Whether there may be more to reap.
 */
static bool handle_events(struct supervisor *sup, bool ended)
{
	/* Static, not on the stack: it shares the one page of data that is written anyway. */
	static struct signalfd_siginfo batch[BATCH];
	int count = signals_read(sup->signal_fd, batch, BATCH);
	bool more = false;

	if (count < 0)
		kernel_nap(BLIND_MS); /* else poll(2) would announce one at once, and for ever */
	ended |= count < 0;
	for (int i = 0; i < count; i++)
		ended |= batch[i].ssi_signo == SIGCHLD;
	if (ended)
		more = reap_ended(sup);
	for (int i = 0; i < count && sup->shutdown.phase != PHASE_OVER; i++)
		handle_signal(sup, &batch[i]);
	if (ended && sup->reaper.stops)
		more |= reap_all(sup);
	return more;
}

static NOT_INLINE void run_loop(struct supervisor *sup)
{
	bool more = sup->reaper.inherited;

	footprint_shrink();
	while (sup->shutdown.phase != PHASE_OVER) {
		int64_t deadline_ms = shutdown_deadline(&sup->shutdown);
		bool ended = more || wait_for_events(sup, deadline_ms);

		more = handle_events(sup, ended);
		if (deadline_ms != DURATION_NEVER)
			act_on_time(sup, clock_now_ms());
	}
}

/* ---- Start */

/* The first orphan decides who reaps, unless each death is to be reported. */
static enum reap_mode choose_reap_mode(const struct supervisor *sup)
{
	bool reports = sup->options->warn_reap || log_shows(EVENT_REAP);

	if (sup->options->kernel_reaping && !sup->reaper.stops && !reports)
		return REAP_PROBE;
	return REAP_SELF;
}

/* How the workload is going to be reaped. */
static void begin_reaping(struct supervisor *sup)
{
	const struct options *options = sup->options;
	struct reaper *reaper = &sup->reaper;
	bool leaves = options->on_exit == ON_EXIT_TERM_GROUP && !options->wait_tree;

	reaper->workload_pid = sup->workload_pid;
	reaper->workload_alive = true;
	reaper->stops = terminal_has_jobs(&sup->terminal);
	reaper->has_group = sup->terminal.mode != JOBS_SHARED;
	reaper->keeps = leaves && sup->terminal.mode == JOBS_SESSION;
	reaper->guards = !sup->init && reaper->has_group && options->on_exit == ON_EXIT_SWEEP;
	reaper->mode = choose_reap_mode(sup);
}

/* All that comes before the workload. False after a message. */
static bool begin(struct supervisor *sup, struct inherited *inherited)
{
	inherited->sigchld_ignored = signals_set_sigchld(false);
	if (!reap_is_possible(&sup->reaper)) {
		log_error("cannot wait for processes: %m");
		return false;
	}
	sup->signal_fd = prepare(sup->options, inherited, sup->self);
	if (sup->signal_fd < 0)
		return false;
	terminal_probe(&sup->terminal, sup->options, sup->init);
	terminal_release(&sup->terminal);
	return true;
}

int supervise(const struct options *options, struct inherited *inherited)
{
	static struct child child; /* on no stack, since the child may still need it as foster goes on */
	struct supervisor sup = {
		.options = options, .child = &child, .told = PHASE_COUNT, .watched_fd = -1, .reaper = { .pidfd = -1 },
		.self = kernel_getpid(),
	};

	shutdown_begin(&sup.shutdown);
	sup.init = sup.self == 1;
	if (!begin(&sup, inherited))
		return options->preset->usage_error_code;
	sup.workload_pid = spawn(&child, options, inherited, &sup.terminal, &sup.exit_status);
	if (sup.workload_pid < 0)
		return sup.exit_status;
	begin_reaping(&sup);
	detach(sup.signal_fd, sup.init);
	report_start(sup.workload_pid, options->operands[0]);
	run_loop(&sup);
	if (log_shows(EVENT_END))
		report_end(&(struct report_end){
			.workload_status = sup.workload_status, .exit_status = sup.exit_status,
			.ended_by = sup.ended_by, .request = &sup.request,
			.stopping_ms = clock_now_ms() - sup.shutdown.requested_ms, .killed = sup.killed,
		});
	return sup.exit_status;
}
