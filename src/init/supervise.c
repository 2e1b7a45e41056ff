/* SPDX-License-Identifier: MIT */
/*
 * The one loop. It reads signals, has them decided on by pure functions (forward.c, shutdown.c, jobs.c), and acts. Once
 * the workload runs, no error makes it leave: PID 1 going down takes everything along.
 */
#include "init/supervise.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/compiler.h"
#include "base/duration.h"
#include "base/kernel.h"
#include "base/log.h"
#include "base/signals.h"
#include "init/account.h"
#include "init/detach.h"
#include "init/ending.h"
#include "init/footprint.h"
#include "init/forward.h"
#include "init/parentdeath.h"
#include "init/report.h"
#include "init/send.h"
#include "proc/procfs.h"

enum {
	BATCH = 12,       /* signals read at once: as many as fit on the page of what is written to anyway */
	REAP_MOST = 1000, /* processes reaped before foster looks at signals and the time again */
	BLIND_MS = 50,    /* how long foster sleeps where it can't wait for anything */
	RETRY_MS = 500,   /* and until it looks again for children, where that was refused */
	SHIELD_MS = 5,    /* for a look at the workload's threads, at each signal */
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

/* Sends SIGNAL to SCOPE for SIGINFO, which may be null; a failure is told and otherwise borne. */
static void send_signal(struct supervisor *sup, int signal, enum scope scope, const struct signalfd_siginfo *siginfo)
{
	int error = send_to_scope(sup, signal, scope, siginfo);

	if (error && error != ESRCH && siginfo && siginfo->ssi_code == SI_QUEUE) {
		send_warn(sup, signal, scope, error, " with its value");
		error = send_to_scope(sup, signal, scope, NULL);
	}
	/*
	 * Where the kernel reaps, the workload may be gone before its pidfd tells: that is no failure, it is the end.
	 */
	if (error && !(error == ESRCH && (sup->phase != PHASE_RUNNING || !send_finds_workload(sup))))
		send_warn(sup, signal, scope, error, "");
	if (!error)
		sup->sent |= signal_bit(signal);
}

static void pass_on(struct supervisor *sup, int signal, const struct signalfd_siginfo *siginfo)
{
	if (sup->options->shield && is_shielded(sup, signal))
		signal = 0;
	if (sup->options->verbosity >= LEVEL_INFO) /* not log_shows, whose table the loop must not touch (hot.ld) */
		report_forward(sup, siginfo, signal, SCOPE_DEFAULT);
	if (signal)
		send_signal(sup, signal, SCOPE_DEFAULT, siginfo);
}

/* Tells of a step of the plan: of one that SIGINFO asked for, or, where that is null, of one that time has brought. */
static void tell_step(const struct supervisor *sup, const struct shutdown_step *step,
                      const struct signalfd_siginfo *siginfo)
{
	enum event event = siginfo ? EVENT_STOP : EVENT_STEP;
	struct log_fields fields = report_fields(sup, siginfo ? siginfo : &sup->request, step->signal);
	int64_t kill_ms = shutdown_kill_ms(&sup->shutdown, &sup->options->plan);
	int64_t left_ms = kill_ms - clock_now_ms();
	char words[256];
	struct text text = TEXT_IN(words);

	if (!log_shows(event))
		return;
	text_clear(&text);
	if (siginfo)
		report_signal(&text, siginfo);
	text_add(&text, siginfo ? " asks to stop: " : "still stopping: ");
	if (step->signal) {
		signame_add(&text, step->signal);
		text_add(&text, " goes to %s", send_target_words(sup, step->scope));
	} else {
		text_add(&text, "nothing is sent");
	}
	if (kill_ms != SHUTDOWN_NEVER) {
		text_add(&text, ", SIGKILL to all that is left in ");
		duration_add(&text, left_ms > 0 ? left_ms : 0);
	} else {
		text_add(&text, ", and foster sets no limit");
	}
	log_event(event, &fields, "%s", words);
}

/* The signal that the processes left were last asked to end by. */
static int last_asked(const struct supervisor *sup)
{
	const struct plan *plan = &sup->options->plan;

	for (int i = sup->shutdown.rung; i >= 0 && sup->shutdown.sent; i--)
		if (plan->rungs[i].signal)
			return plan->rungs[i].signal == RUNG_REQUEST ? sup->shutdown.request : plan->rungs[i].signal;
	return 0;
}

static struct context context_of(const struct supervisor *sup)
{
	return (struct context){
		.shares_group = sup->terminal.mode == JOBS_SHARED,
		.leads_session = sup->terminal.leads_session, .suspended = sup->terminal.suspended,
	};
}

/* ALREADY_DELIVERED: the workload has got the signal of SIGINFO from the terminal. */
static void act_on_step(struct supervisor *sup, const struct shutdown_step *step,
                        const struct signalfd_siginfo *siginfo, bool already_delivered)
{
	if (step->kill) {
		ending_kill(sup, last_asked(sup), clock_now_ms());
		return;
	}
	tell_step(sup, step, siginfo);
	if (!step->signal)
		return;
	if (send_resolve_scope(sup, step->scope) > sup->asked_scope)
		sup->asked_scope = send_resolve_scope(sup, step->scope);
	if (!already_delivered || (int)siginfo->ssi_signo != step->signal)
		send_signal(sup, step->signal, step->scope, siginfo);
}

static void request_stop(struct supervisor *sup, const struct action *action, const struct signalfd_siginfo *siginfo)
{
	struct shutdown_step step;

	if (sup->shutdown.state == SHUTDOWN_NOT_ASKED)
		sup->request = *siginfo;
	step = shutdown_request(&sup->shutdown, &sup->options->plan, action->signal, clock_now_ms());
	if (step.due)
		act_on_step(sup, &step, siginfo, action->already_delivered);
	footprint_shrink(); /* it has touched pages that the loop doesn't need */
}

/* Acts on one signal. */
static void handle_signal(struct supervisor *sup, const struct signalfd_siginfo *siginfo)
{
	struct context context = context_of(sup);
	struct action action = forward_decide(sup->options, &context, siginfo);

	switch (action.kind) {
	case ACTION_DROP:
		report_forward(sup, siginfo, 0, SCOPE_DEFAULT);
		break;
	case ACTION_STOP:
		request_stop(sup, &action, siginfo);
		break;
	case ACTION_FORWARD:
		pass_on(sup, action.signal, siginfo);
		break;
	case ACTION_SUSPEND:
		pass_on(sup, action.signal, siginfo);
		kernel_kill(sup->self, SIGSTOP);
		break;
	case ACTION_RESUME:
		terminal_resume(&sup->terminal, sup->workload_pid);
		break;
	case ACTION_REAP: /* read_signals sees to it */
	case ACTION_NOTHING:
		break;
	}
}

static void tell_orphan(const struct supervisor *sup, const struct reaped *child)
{
	enum event event = sup->options->warn_reap ? EVENT_ORPHAN : EVENT_REAP;
	struct log_fields fields = { .pid = child->pid };

	if (child->code == CLD_EXITED)
		fields.status = &child->status;
	else
		fields.signal = child->status;
	log_event(event, &fields, "reaped orphan %d, which %s %d", child->pid,
	          child->code == CLD_EXITED ? "had exited with status" : "was ended by signal", child->status);
}

static void take_child(struct supervisor *sup, const struct reaped *child)
{
	bool is_workload = reap_is_workload(&sup->reaper, child);

	if (child->code == CLD_STOPPED || child->code == CLD_TRAPPED) {
		if (is_workload)
			terminal_stopped(&sup->terminal, child->pid, child->status);
	} else if (is_workload) {
		ending_begin(sup, child);
	} else if (sup->options->warn_reap || sup->options->verbosity >= LEVEL_DEBUG) { /* not log_shows: see hot.ld */
		tell_orphan(sup, child);
	}
}

/* Whether the workload has ended and is left a zombie: then it would be the next one, and again. */
static bool has_kept(const struct supervisor *sup)
{
	return sup->reaper.keeps && sup->phase == PHASE_OVER;
}

/* Whether there may be more. */
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

/* Reaps what ended, but doesn't look at what stopped. */
static bool reap_ended(struct supervisor *sup)
{
	bool stops = sup->reaper.stops;
	bool more;

	sup->reaper.stops = false;
	more = reap_all(sup);
	sup->reaper.stops = stops && sup->reaper.workload_alive;
	return more;
}

/*
 * Sleeps until a signal can be read, a process that foster watches has ended, or DEADLINE_MS has come; where the kernel
 * lets foster wait for nothing, for a moment. Whether something may have ended.
 */
static bool wait_for_events(const struct supervisor *sup, int64_t deadline_ms)
{
	/*
	 * No events asked of the workload's pidfd: POLLHUP always tells, once its status is there; POLLIN would come
	 * before that.
	 */
	struct pollfd fds[] = {
		{ .fd = sup->signal_fd, .events = POLLIN },
		{ .fd = -1 },
	};
	int64_t left_ms = -1;

	if (sup->reaper.workload_alive && sup->reaper.by_pidfd)
		fds[1].fd = sup->reaper.pidfd;
	else if (sup->watched_fd >= 0)
		fds[1] = (struct pollfd){ .fd = sup->watched_fd, .events = POLLIN }; /* its zombie is somebody else's */
	if (deadline_ms != SHUTDOWN_NEVER) {
		left_ms = deadline_ms - clock_now_ms();
		left_ms = left_ms < 0 ? 0 : left_ms;
	}
	if (sup->reaper.failed && (left_ms < 0 || left_ms > RETRY_MS))
		left_ms = RETRY_MS;
	if (sup->reaper.workload_alive && sup->reaper.unanswered)
		kernel_nap(BLIND_MS); /* the pidfd tells of an end at once and for ever, but not how it was */
	/* No more than what is there: more descriptors than RLIMIT_NOFILE are refused. */
	if (kernel_poll(fds, fds[1].fd < 0 ? 1 : 2, left_ms) < 0) {
		kernel_nap(left_ms >= 0 && left_ms < BLIND_MS ? (int)left_ms : BLIND_MS);
		return true;
	}
	return fds[1].revents != 0 || sup->reaper.failed;
}

/*
 * Reads what has arrived and acts on it. The kernel hands out SIGHUP before SIGCHLD, by number, but a signal that was
 * sent after the workload's end is for those who are left: so what ENDED is reaped first. What has stopped comes last,
 * since to look at that may stop foster, with signals in hand. Whether there may be more to reap.
 */
static bool read_signals(struct supervisor *sup, bool ended)
{
	/* Static, like main's options, for memory: it lies on the one page of data that is written to anyway. */
	static struct signalfd_siginfo batch[BATCH];
	int count = signals_read(sup->signal_fd, batch, BATCH);
	bool more = false;

	if (count < 0)
		kernel_nap(BLIND_MS); /* poll(2) would say at once, and for ever, that there is one */
	ended |= count < 0;
	for (int i = 0; i < count; i++)
		ended |= batch[i].ssi_signo == SIGCHLD;
	if (ended)
		more = reap_ended(sup);
	for (int i = 0; i < count && sup->phase != PHASE_OVER; i++)
		handle_signal(sup, &batch[i]);
	if (ended && sup->reaper.stops)
		more |= reap_all(sup);
	return more;
}

static void tick(struct supervisor *sup)
{
	int64_t now = clock_now_ms();
	struct shutdown_step step;

	if (sup->phase == PHASE_RUNNING || sup->phase == PHASE_LINGERING)
		while ((step = shutdown_tick(&sup->shutdown, &sup->options->plan, now)).due)
			act_on_step(sup, &step, NULL, false);
	ending_tick(sup, now);
}

static int64_t next_deadline(const struct supervisor *sup)
{
	int64_t ending = ending_deadline(sup);
	int64_t stop = sup->phase == PHASE_RUNNING || sup->phase == PHASE_LINGERING ? shutdown_deadline(&sup->shutdown) :
	                                                                                SHUTDOWN_NEVER;

	return stop < ending ? stop : ending;
}

static NOT_INLINE void run_loop(struct supervisor *sup)
{
	bool more = sup->reaper.inherited;

	footprint_shrink();
	while (sup->phase != PHASE_OVER) {
		int64_t deadline = next_deadline(sup);
		bool ended = more || wait_for_events(sup, deadline);

		more = read_signals(sup, ended);
		if (deadline != SHUTDOWN_NEVER)
			tick(sup);
	}
}

/* Becomes what the options ask for, before the workload exists. */
static void prepare(const struct supervisor *sup, const struct options *options, const struct inherited *inherited)
{
	if (!sup->init && options->subreaper && syscall(SYS_prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0)
		log_event(EVENT_WARNING, NULL, "cannot become a subreaper: %m; orphans go elsewhere");
	if (!sup->init && !options->subreaper && options->preset->warns_without_reaper)
		log_event(EVENT_WARNING, NULL, "foster is neither PID 1 nor a subreaper (-s), so orphans go elsewhere");
	parentdeath_set(options->parent_death_signal, inherited->parent);
}

/* The first orphan decides who reaps, unless something needs each death told. */
static enum reap_mode choose_reap_mode(const struct supervisor *sup)
{
	return sup->options->kernel_reaping && !sup->reaper.stops && !sup->options->warn_reap &&
	       !log_shows(EVENT_REAP) ? REAP_PROBE : REAP_SELF;
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

int supervise(const struct options *options, struct inherited *inherited)
{
	static struct child child; /* on no stack, since the child may still need it as foster goes on */
	struct supervisor sup = {
		.options = options, .child = &child, .next_poll_ms = SHUTDOWN_NEVER, .sweep_ends_ms = SHUTDOWN_NEVER,
		.watched_fd = -1, .reaper = { .pidfd = -1 },
	};

	inherited->sigchld_ignored = signals_set_sigchld(false);
	sup.signal_fd = signals_open_fd();
	if (sup.signal_fd < 0) {
		log_error("cannot read signals: %m");
		return options->preset->usage_error_code;
	}
	if (!reap_is_possible(&sup.reaper)) {
		log_error("cannot wait for processes: %m");
		return options->preset->usage_error_code;
	}
	sup.self = (int)syscall(SYS_getpid);
	sup.init = sup.self == 1;
	prepare(&sup, options, inherited);
	terminal_probe(&sup.terminal, options, sup.init);
	terminal_release(&sup.terminal);
	sup.workload_pid = spawn(&child, options, inherited, &sup.terminal, &sup.exit_status);
	if (sup.workload_pid < 0)
		return sup.exit_status == EXITCODE_FAILED ? options->preset->usage_error_code :
		       options->preset->exec_code ? options->preset->exec_code : sup.exit_status;
	begin_reaping(&sup);
	detach(sup.signal_fd);
	log_event(EVENT_START, &(struct log_fields){ .pid = sup.workload_pid, .name = options->operands[0] },
	          "%s runs as pid %d", options->operands[0], sup.workload_pid);
	run_loop(&sup);
	account_end(&sup);
	return sup.exit_status;
}
