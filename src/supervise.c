/* SPDX-License-Identifier: MIT */
/*
 * The one loop. It reads signals, has them decided on by pure functions (forward.c, stop.c, jobs.c), and acts. Once
 * the workload runs, no error makes it leave: PID 1 going down takes everything along.
 */
#include "supervise.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "account.h"
#include "clock.h"
#include "deliver.h"
#include "duration.h"
#include "ending.h"
#include "footprint.h"
#include "forward.h"
#include "frame.h"
#include "holdings.h"
#include "kernel.h"
#include "log.h"
#include "reader.h"
#include "report.h"
#include "sigmask.h"

enum { BATCH = 16 }; /* signals read at once: 2 KiB */

/* Whether SIGNAL would end a workload that doesn't handle it (--shield). Where that can't be seen it passes. */
static bool is_shielded(const struct life *life, int signal)
{
	struct procstatus status;
	struct fate_look look = { 0 };

	if (life->phase != PHASE_RUNNING || reader_status(&status, life->workload))
		return false;
	reader_look(&look, &status, signal);
	return fate_of(&status, &look, signal) == FATE_ENDS;
}

/* Sends SIGNAL to SCOPE for ORIGIN, which may be null; a failure is told and otherwise borne. */
static HOT void send(struct life *life, int signal, enum scope scope, const struct signalfd_siginfo *origin)
{
	int error = deliver(life, signal, scope, origin);

	/* Where the kernel reaps, the workload may be gone before its pidfd tells: that is no failure, it is the end. */
	if (error && !(error == ESRCH && (life->reaper.pidfd >= 0 || life->phase != PHASE_RUNNING)))
		deliver_complain(life, signal, scope, error);
	if (!error)
		life->sent |= signal_bit(signal);
}

static HOT void pass_on(struct life *life, int signal, const struct signalfd_siginfo *origin)
{
	if (life->options->shield && is_shielded(life, signal))
		signal = 0;
	if (life->options->verbosity >= LEVEL_INFO) /* not log_shows, whose table is on a page of its own */
		report_forward(life, origin, signal, SCOPE_DEFAULT);
	if (signal)
		send(life, signal, SCOPE_DEFAULT, origin);
}

/* Tells of a step of the plan: of one that ORIGIN asked for, or, where that is null, of one that time has brought. */
static void tell_step(const struct life *life, const struct stop_step *step, const struct signalfd_siginfo *origin)
{
	enum event event = origin ? EVENT_STOP : EVENT_STEP;
	struct facts facts = report_facts(life, origin ? origin : &life->request, step->signal);
	int64_t kill_ms = stop_kill_ms(&life->stop, &life->options->plan);
	char words[256];
	struct text text = TEXT_IN(words);

	if (!log_shows(event))
		return;
	text_clear(&text);
	if (origin)
		report_signal(&text, origin);
	text_add(&text, origin ? " asks to stop: " : "still stopping: ");
	if (step->signal) {
		signame_add(&text, step->signal);
		text_add(&text, " goes to %s", deliver_whom(life, step->scope));
	} else {
		text_add(&text, "nothing is sent");
	}
	if (kill_ms != STOP_NEVER) {
		text_add(&text, ", SIGKILL to all that is left in ");
		duration_add(&text, kill_ms - clock_now_ms());
	} else {
		text_add(&text, ", and foster sets no limit");
	}
	log_event(event, &facts, "%s", words);
}

/* The signal that the processes left were last asked to end by. */
static int last_asked(const struct life *life)
{
	const struct plan *plan = &life->options->plan;

	for (int i = life->stop.rung; i >= 0 && life->stop.sent; i--)
		if (plan->rungs[i].signal)
			return plan->rungs[i].signal == RUNG_REQUEST ? life->stop.request : plan->rungs[i].signal;
	return 0;
}

static HOT struct standing standing_of(const struct life *life)
{
	return (struct standing){
		.self = life->self, .shares_group = life->terminal.mode == JOBS_SHARED,
		.leads_session = life->terminal.leads_session, .suspended = life->terminal.suspended,
	};
}

static HOT struct arrival arrival_of(const struct signalfd_siginfo *origin)
{
	return (struct arrival){
		.signal = (int)origin->ssi_signo, .code = origin->ssi_code, .sender_pid = (int)origin->ssi_pid,
	};
}

static bool has_arrived(const struct life *life, const struct signalfd_siginfo *origin)
{
	struct standing standing = standing_of(life);
	struct arrival arrival = arrival_of(origin);

	return forward_has_arrived(&standing, &arrival);
}

static void act_on_step(struct life *life, const struct stop_step *step, const struct signalfd_siginfo *origin)
{
	/* The terminal may have sent the workload the same signal already. */
	bool arrived = origin && (int)origin->ssi_signo == step->signal && has_arrived(life, origin);

	if (step->kill) {
		ending_kill(life, last_asked(life), clock_now_ms());
		return;
	}
	tell_step(life, step, origin);
	if (!step->signal)
		return;
	if (deliver_scope(life, step->scope) > life->asked_scope)
		life->asked_scope = deliver_scope(life, step->scope);
	if (!arrived)
		send(life, step->signal, step->scope, origin);
}

static void request_stop(struct life *life, int signal, const struct signalfd_siginfo *origin)
{
	struct stop_step step;

	if (life->stop.state == STOP_NOT_ASKED)
		life->request = *origin;
	step = stop_request(&life->stop, &life->options->plan, signal, clock_now_ms());
	if (step.due)
		act_on_step(life, &step, origin);
}

/* Acts on one signal. */
static HOT void handle_signal(struct life *life, const struct signalfd_siginfo *origin)
{
	struct arrival arrival = arrival_of(origin);
	struct standing standing = standing_of(life);
	struct deed deed = forward_decide(life->options, &standing, &arrival);

	switch (deed.kind) {
	case DEED_DROP:
		report_forward(life, origin, 0, SCOPE_DEFAULT);
		break;
	case DEED_STOP:
		request_stop(life, deed.signal, origin);
		break;
	case DEED_SEND:
		pass_on(life, deed.signal, origin);
		break;
	case DEED_SUSPEND:
		pass_on(life, deed.signal, origin);
		kernel_kill(life->self, SIGSTOP);
		break;
	case DEED_RESUME:
		terminal_resume(&life->terminal, life->workload);
		break;
	case DEED_REAP: /* read_signals sees to it */
	case DEED_NOTHING:
		break;
	}
}

static void tell_orphan(const struct life *life, const struct reaped *child)
{
	enum event event = life->options->warn_reap ? EVENT_ORPHAN : EVENT_REAP;
	struct facts facts = { .pid = child->pid };

	if (child->code == CLD_EXITED)
		facts.status = &child->status;
	else
		facts.signal = child->status;
	log_event(event, &facts, "reaped orphan %d, which %s %d", child->pid,
	          child->code == CLD_EXITED ? "had exited with status" : "was ended by signal", child->status);
}

static HOT void reap_all(struct life *life)
{
	enum reap_manner manner = life->reaper.manner;
	struct reaped child;

	while (reap_next(&life->reaper, &child)) {
		bool is_workload = child.pid == life->reaper.workload;

		if (child.code == CLD_STOPPED || child.code == CLD_TRAPPED) {
			if (is_workload)
				terminal_stopped(&life->terminal, child.pid, child.status);
		} else if (is_workload) {
			ending_begin(life, &child);
		} else if (life->options->warn_reap || log_shows(EVENT_REAP)) {
			tell_orphan(life, &child);
		}
	}
	ending_look(life);
	if (life->reaper.manner != manner)
		footprint_shrink(); /* the probe has touched pages that the loop doesn't need */
}

/* Sleeps until a signal can be read, the workload has ended or DEADLINE_MS has come. Whether there is a signal. */
static HOT bool wait_for_signal(const struct life *life, int64_t deadline_ms, bool *ended)
{
	/* No events asked of the pidfd: POLLHUP always tells, once its status is there; POLLIN would come before that. */
	struct pollfd fds[] = {
		{ .fd = life->signal_fd, .events = POLLIN },
		{ .fd = life->reaper.workload ? life->reaper.pidfd : -1 },
	};
	int64_t left_ms = -1;

	*ended = false;
	if (deadline_ms == STOP_NEVER && fds[1].fd < 0)
		return true; /* the read itself may wait */
	if (deadline_ms != STOP_NEVER) {
		left_ms = deadline_ms - clock_now_ms();
		left_ms = left_ms < 0 ? 0 : left_ms;
	}
	if (kernel_poll(fds, 2, left_ms) <= 0)
		return false;
	*ended = fds[1].revents != 0;
	return fds[0].revents != 0;
}

/*
 * Reads what has arrived and acts on it. The kernel hands out SIGHUP before SIGCHLD, by number, but a signal that was
 * sent after the workload's end is for those who are left: so what ended is reaped first. Not so under job control,
 * where the same look may stop foster with signals in hand.
 */
static HOT void read_signals(struct life *life, bool *reap)
{
	/* Static, like main's options, for memory: it lies on the one page of data that is written to anyway. */
	static struct signalfd_siginfo batch[BATCH];
	long got = syscall(SYS_read, life->signal_fd, batch, sizeof(batch));
	int count = got > 0 ? (int)((size_t)got / sizeof(batch[0])) : 0;

	for (int i = 0; i < count; i++)
		*reap |= batch[i].ssi_signo == SIGCHLD;
	if (*reap && !life->reaper.stops) {
		reap_all(life);
		*reap = false;
	}
	for (int i = 0; i < count && life->phase != PHASE_OVER; i++)
		handle_signal(life, &batch[i]);
}

static void tick(struct life *life)
{
	int64_t now = clock_now_ms();
	struct stop_step step;

	if (life->phase == PHASE_RUNNING || life->phase == PHASE_LINGERING)
		while ((step = stop_tick(&life->stop, &life->options->plan, now)).due)
			act_on_step(life, &step, NULL);
	ending_tick(life, now);
}

static HOT int64_t next_deadline(const struct life *life)
{
	int64_t ending = ending_deadline(life);
	int64_t stop = life->phase == PHASE_RUNNING || life->phase == PHASE_LINGERING ? stop_deadline(&life->stop) :
	                                                                                STOP_NEVER;

	return stop < ending ? stop : ending;
}

static HOT void stay(struct life *life)
{
	reap_all(life); /* children that foster was started with may have ended long ago */
	footprint_shrink();
	while (life->phase != PHASE_OVER) {
		int64_t deadline = next_deadline(life);
		bool reap = false;

		if (wait_for_signal(life, deadline, &reap))
			read_signals(life, &reap);
		if (reap)
			reap_all(life);
		if (deadline != STOP_NEVER)
			tick(life);
	}
}

/* Becomes what the options ask for, before the workload exists. */
static void prepare(const struct life *life, const struct options *options)
{
	if (!life->init && options->subreaper && syscall(SYS_prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0)
		log_event(EVENT_WARNING, NULL, "cannot become a subreaper: %m; orphans go elsewhere");
	if (!life->init && !options->subreaper && options->preset->warns_without_reaper)
		log_event(EVENT_WARNING, NULL, "foster is neither PID 1 nor a subreaper (-s), so orphans go elsewhere");
	if (options->parent_death_signal)
		syscall(SYS_prctl, PR_SET_PDEATHSIG, options->parent_death_signal, 0, 0, 0);
}

/* The first orphan decides who reaps, unless something needs each death told. */
static enum reap_manner choose_manner(const struct life *life)
{
	return life->options->kernel_reaping && !life->reaper.stops && !life->options->warn_reap &&
	       !log_shows(EVENT_REAP) ? REAP_TRY : REAP_SELF;
}

int supervise(const struct options *options, struct heritage *heritage)
{
	struct life life = {
		.options = options, .next_look_ms = STOP_NEVER, .sweep_ends_ms = STOP_NEVER, .reaper = { .pidfd = -1 },
	};

	heritage->ignores_children = sigmask_ignore_children(false);
	life.signal_fd = sigmask_open();
	if (life.signal_fd < 0) {
		log_error("cannot read signals: %m");
		return options->preset->misuse_code;
	}
	life.self = (int)syscall(SYS_getpid);
	life.init = life.self == 1;
	prepare(&life, options);
	terminal_look(&life.terminal, options, life.init);
	terminal_release(&life.terminal);
	life.workload = spawn(options, heritage, &life.terminal, &life.status);
	if (life.workload < 0)
		return life.status == EXITCODE_FAILED ? options->preset->misuse_code :
		       options->preset->exec_code ? options->preset->exec_code : life.status;
	life.reaper.workload = life.workload;
	life.reaper.stops = terminal_has_jobs(&life.terminal);
	life.reaper.manner = choose_manner(&life);
	holdings_release(life.signal_fd);
	log_event(EVENT_START, &(struct facts){ .pid = life.workload, .name = options->operands[0] },
	          "%s runs as pid %d", options->operands[0], life.workload);
	stay(&life);
	account_end(&life);
	return life.status;
}
