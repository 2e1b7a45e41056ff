/* SPDX-License-Identifier: MIT */
/* Asks processes to end. Decides only how to reach one; whose turn it is, is for shutdown.c to decide. */
#include "init/ask.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>

#include "base/clock.h"
#include "base/duration.h"
#include "base/kernel.h"
#include "base/log.h"
#include "init/report.h"
#include "init/send.h"
#include "proc/procfs.h"

enum {
	GLANCE_MS = 20,  /* for the threads of one process */
	LOOK_MS = 1000,  /* for those of all */
	NOTE_MS = 100,   /* for those of all where that is for what is told later */
	AGAIN_MS = 2,    /* until a process that blocks a signal is looked at once more: it may be in fork(2) or exec */
	LOOKS_ASLEEP = 3, /* at one that blocks it and sleeps, before that is believed */
	LOOKS = 10,      /* at any other: a shell's loop of short commands is in fork(2) for much of its time */
};

/* ---- What they make of it */

/* FATE_COUNT where nothing shows it: not the file, or not who reads what the process blocks. */
static enum fate glance(struct procstatus *status, int pid, int signal, int64_t until_ms)
{
	struct fate_evidence evidence;
	enum fate fate;

	*status = (struct procstatus){ 0 };
	if (procfs_status(status, pid) != 0)
		return FATE_COUNT;
	procfs_signal_taker(&evidence, status, signal, clock_earlier(clock_now_ms() + GLANCE_MS, until_ms));
	fate = fate_of(status, &evidence, signal);
	if (fate == FATE_BLOCKED && evidence.unreadable)
		fate = FATE_COUNT;
	return fate;
}

enum fate ask_fate(struct procstatus *status, int pid, int signal, int64_t until_ms)
{
	enum fate fate = FATE_COUNT;
	bool starting = false; /* it was in vfork(2), whose caller can't be woken: state D */

	for (int look = 1; until_ms == DURATION_NEVER || clock_now_ms() < until_ms; look++) {
		fate = glance(status, pid, signal, until_ms);
		if (fate != FATE_BLOCKED || (look >= LOOKS_ASLEEP && status->state == 'S'))
			return fate;
		starting |= status->state == 'D';
		if (look == LOOKS)
			break;
		kernel_nap(AGAIN_MS);
	}
	return starting ? FATE_COUNT : fate;
}

/*
 * As far as the look has shown it. What neither blocks, ignores nor catches the signal is ended by it or reads it;
 * which of them hardly matters, so that most processes are not read once more.
 */
static enum fate fate_in_look(const struct look *look, int at, int signal)
{
	const struct descendant *of = &look->seen->of[at];
	uint32_t bit = (uint32_t)signal_bit(signal);
	struct procstatus status;

	if (bit && !(of->blocked & bit)) {
		if (of->ignored & bit)
			return FATE_IGNORED;
		if (of->caught & bit)
			return FATE_CAUGHT;
		if (of->why && look->seen->tree.nodes[at].child == TREE_NONE)
			return FATE_COUNT;
	}

	return ask_fate(&status, look->seen->tree.nodes[at].pid, signal, look->began_ms + LOOK_MS);
}

/* ---- Whom it has asked */

/* Makes room for them. Whether there is some. */
static bool may_note(struct supervisor *sup)
{
	if (!sup->asked.slots)
		sup->asked.slots = kernel_memory(ASKED_MAX * sizeof(*sup->asked.slots), MAP_PRIVATE);
	return sup->asked.slots != NULL;
}

static void note(struct supervisor *sup, int pid, uint64_t started, int signal, enum fate fate)
{
	asked_note(&sup->asked, (struct asked_process){
		.pid = pid, .started = (uint32_t)started, .signal = (uint8_t)signal, .rung = (int8_t)sup->shutdown.rung,
		.fate = (uint8_t)fate,
	});
}

void ask_note_workload(struct supervisor *sup, uint64_t started, int signal, enum fate fate)
{
	if (may_note(sup))
		note(sup, sup->workload_pid, started, signal, fate);
}

/* Looks at all below foster. False where they can't be seen, or not be remembered. */
static bool look(struct supervisor *sup, struct descendants *seen)
{
	return may_note(sup) && descendants_look(seen, sup->self, sup->init);
}

void ask_unseen(struct supervisor *sup, int signal)
{
	sup->asked_unseen = signal;
	sup->sent |= signal_bit(signal); /* the workload is one of them */
	send_to_scope(sup, signal, SCOPE_TREE, NULL);
	send_to_scope(sup, SIGCONT, SCOPE_TREE, NULL);
}

/* ---- Asking */

/* The process AT gets SIGNAL, and what helps it to act on that. */
static void ask_one(struct supervisor *sup, const struct descendants *seen, int at, int signal)
{
	const struct descendant *of = &seen->of[at];
	struct procstatus status = { 0 };
	struct send_target target;

	if (!send_open(&target, sup, seen, at))
		return;
	if (log_shows(EVENT_ASK)) {
		procfs_status(&status, target.pid);
		report_ask(target.pid, status.name, signal, of->leads, (enum asked_why)of->why);
	}
	send_to(&target, signal);
	if (of->leads) /* a shell that somebody left open ignores SIGTERM */
		send_to(&target, SIGHUP);
	if (of->stopped)
		send_to(&target, SIGCONT);
	send_close(&target);
	note(sup, target.pid, of->started, signal, (enum fate)of->fate);
}

/* Calls DO for each process in SEEN but foster and the workload, parents before children. */
static void each(struct supervisor *sup, const struct descendants *seen, int signal,
                 void (*visit)(struct supervisor *sup, const struct descendants *seen, int at, int signal))
{
	struct tree_walk walk;

	for (tree_walk_begin(&walk, &seen->tree); walk.at != TREE_NONE; tree_walk_next(&walk))
		if (walk.at != seen->tree.root && !seen->of[walk.at].ended &&
		    !(sup->reaper.workload_alive && seen->tree.nodes[walk.at].pid == sup->workload_pid))
			visit(sup, seen, walk.at, signal);
}

static void ask_marked(struct supervisor *sup, const struct descendants *seen, int at, int signal)
{
	if (seen->of[at].why)
		ask_one(sup, seen, at, signal);
}

/* It is going to be sent SIGNAL: what will it make of that? */
static void note_one(struct supervisor *sup, const struct descendants *seen, int at, int signal)
{
	struct procstatus status;
	enum fate fate = ask_fate(&status, seen->tree.nodes[at].pid, signal, seen->began_ms + NOTE_MS);

	note(sup, seen->tree.nodes[at].pid, seen->of[at].started, signal, fate);
}

static void resend_one(struct supervisor *sup, const struct descendants *seen, int at, int signal)
{
	if (!asked_find(&sup->asked, seen->tree.nodes[at].pid, seen->of[at].started))
		return;
	if (signal)
		send_once(sup, seen, at, signal);
	if (seen->of[at].stopped && sup->options->on_exit == ON_EXIT_SWEEP) /* peers don't do that */
		send_once(sup, seen, at, SIGCONT);
}

void ask_note_all(struct supervisor *sup, int group, int signal)
{
	struct descendants seen;
	int workload;

	if (!look(sup, &seen)) {
		if (!group)
			sup->asked_unseen = signal;
		return;
	}
	for (int i = 0; group && i < seen.tree.count; i++)
		seen.of[i].ended |= seen.of[i].group != group; /* out of the question */
	workload = tree_find(&seen.tree, sup->workload_pid);
	if (sup->reaper.workload_alive && workload != TREE_NONE)
		note_one(sup, &seen, workload, signal);
	each(sup, &seen, signal, note_one);
	descendants_forget(&seen);
}

void ask_again(struct supervisor *sup, int signal)
{
	struct descendants seen;

	if (sup->asked_unseen)
		send_to_scope(sup, signal, SCOPE_TREE, NULL);
	if (sup->asked_unseen || !sup->asked.slots || !look(sup, &seen))
		return;
	each(sup, &seen, signal, resend_one);
	descendants_forget(&seen);
}

/* ---- Who is left */

/* Says once in each phase what it is about that others than the workload are asked. */
static void tell(struct supervisor *sup, const struct look *look, const struct step *step)
{
	const struct asked_process *workload;
	int64_t kill_ms = sup->shutdown.kill_ms;
	int at = tree_find(&look->seen->tree, look->workload_pid);

	if (sup->told == sup->shutdown.phase)
		return;
	if (sup->shutdown.phase == PHASE_SWEEPING && look->alive) {
		sup->told = PHASE_SWEEPING;
		if (kill_ms != DURATION_NEVER)
			kill_ms = clock_until(clock_now_ms(), kill_ms);
		report_sweep(kill_ms);
	}
	if (sup->shutdown.phase != PHASE_RUNNING || step->kind != STEP_ASK || at == TREE_NONE)
		return;
	workload = asked_find(&sup->asked, sup->workload_pid, look->seen->of[at].started);
	if (!workload || !turn_cannot_take((enum fate)workload->fate))
		return;
	sup->told = PHASE_RUNNING;
	report_refused(&(struct report_process){
		.pid = sup->workload_pid, .asked = workload->signal, .response = (enum fate)workload->fate,
	});
}

void ask_count(const struct descendants *seen, struct survivors *left)
{
	struct tree_walk walk;

	left->in_reach = left->out_of_reach = 0;
	for (tree_walk_begin(&walk, &seen->tree); walk.at != TREE_NONE; tree_walk_next(&walk)) {
		if (walk.at == seen->tree.root || seen->of[walk.at].ended)
			continue;
		if (kernel_kill(seen->tree.nodes[walk.at].pid, 0) == EPERM)
			left->out_of_reach++;
		else
			left->in_reach++;
	}
}

void ask_unwatch(struct supervisor *sup)
{
	if (sup->watched_fd >= 0)
		kernel_close(sup->watched_fd);
	sup->watched_fd = -1;
}

/* No SIGCHLD announces the end of the process PID. Its pidfd does; without one foster looks again later. */
static void watch(struct supervisor *sup, int pid)
{
	ask_unwatch(sup);
	sup->watched_fd = kernel_pidfd_open(pid);
	if (sup->watched_fd < 0)
		shutdown_poll(&sup->shutdown, clock_now_ms());
}

void ask_next(struct supervisor *sup)
{
	struct shutdown *shutdown = &sup->shutdown;
	struct descendants seen;
	struct look at = { .seen = &seen, .asked = &sup->asked, .began_ms = clock_now_ms(), .fate = fate_in_look };
	struct survivors left = { .in_reach = 1 };
	struct step step;

	reap_by_self(&sup->reaper); /* which tells when foster's own have ended, and keeps their numbers until then */
	if (sup->reaper.workload_alive)
		at.workload_pid = sup->workload_pid;
	if (!look(sup, &seen)) {
		step = shutdown_unseen(shutdown, sup->options, sup->asked_unseen, at.began_ms);
		if (step.kind == STEP_ASK)
			ask_unseen(sup, step.signal);
		if (!at.workload_pid && !sup->init && send_to_group(sup, 0) == ESRCH) {
			report_left_unseen();
			shutdown_nobody_left(shutdown);
		} else if (!at.workload_pid) {
			shutdown_poll(shutdown, at.began_ms);
		}
		return;
	}
	step = shutdown_left(shutdown, sup->options, &at, clock_now_ms());
	tell(sup, &at, &step);
	if (step.kind == STEP_ASK)
		each(sup, &seen, step.signal, ask_marked);
	if (!at.workload_pid && sup->reaper.childless)
		ask_count(&seen, &left);
	if (left.in_reach == 0)
		shutdown_nobody_left(shutdown);
	else if (!at.workload_pid && at.watch)
		watch(sup, at.watch);
	descendants_forget(&seen);
}
