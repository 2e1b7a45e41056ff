/* SPDX-License-Identifier: MIT */
/* Sends a signal to a scope. What to make of a failure is for the caller to decide. */
#include "init/send.h"

#include <errno.h>
#include <signal.h>

#include "base/compiler.h"
#include "base/kernel.h"
#include "proc/descendants.h"

enum scope send_resolve_scope(const struct supervisor *sup, enum scope scope)
{
	if (sup->shutdown.phase != PHASE_RUNNING)
		return SCOPE_TREE;
	if (scope == SCOPE_DEFAULT)
		scope = sup->options->scope;
	if (scope == SCOPE_AUTO)
		scope = SCOPE_CHILD;
	/* A group that foster is in would bring the signal back, and SIGKILL would end foster. */
	if (scope == SCOPE_GROUP && sup->terminal.mode == JOBS_SHARED)
		return SCOPE_CHILD;
	return scope;
}

/*
 * To the workload alone, or (FLAGS PIDFD_SIGNAL_PROCESS_GROUP) to its process group. A pidfd can reach no other,
 * whichever has the number now. The number is as safe until foster reaps the workload: by itself, since it is then that
 * the kernel frees it.
 */
static int send_by_pidfd(const struct supervisor *sup, int signal, const siginfo_t *value, unsigned int flags)
{
	const struct reaper *reaper = &sup->reaper;
	int error = ENOSYS;

	if (reaper->pidfd >= 0)
		error = kernel_pidfd_send_signal(reaper->pidfd, signal, value, flags);
	if (!error || error == ESRCH || reaper->by_pidfd)
		return error;
	if (!reaper->workload_alive)
		return ESRCH;
	/* Before Linux 5.3 (6.9 for groups), or under a seccomp profile that doesn't know the call. */
	if (value)
		return kernel_sigqueue(sup->workload_pid, signal, value);
	return kernel_kill(flags ? -sup->workload_pid : sup->workload_pid, signal);
}

static int send_to_workload(const struct supervisor *sup, int signal, const struct signalfd_siginfo *siginfo)
{
	siginfo_t info = { .si_signo = signal, .si_code = SI_QUEUE };

	if (!siginfo || siginfo->ssi_code != SI_QUEUE)
		return send_by_pidfd(sup, signal, NULL, 0);
	info.si_pid = (int)siginfo->ssi_pid;
	info.si_uid = siginfo->ssi_uid;
	info.si_value.sival_ptr = (void *)(uintptr_t)siginfo->ssi_ptr;
	return send_by_pidfd(sup, signal, &info, 0);
}

int send_to_group(struct supervisor *sup, int signal)
{
	reap_pidfd(&sup->reaper);
	return send_by_pidfd(sup, signal, NULL, PIDFD_SIGNAL_PROCESS_GROUP);
}

/* ---- One of those that a look has shown */

bool send_open(struct send_target *target, const struct supervisor *sup, const struct descendants *seen, int at)
{
	const struct tree_node *node = &seen->tree.nodes[at];

	*target = (struct send_target){ .pid = node->pid, .pidfd = -1 };
	/* A child's number is its own until foster reaps it, by itself. */
	if (node->parent_pid == sup->self && sup->reaper.mode != REAP_KERNEL)
		return true;
	target->pidfd = kernel_pidfd_open(node->pid);
	if (descendants_is(node->pid, seen->of[at].started))
		return true;
	send_close(target);
	return false;
}

int send_to(const struct send_target *target, int signal)
{
	int error = ENOSYS;

	if (target->pidfd >= 0)
		error = kernel_pidfd_send_signal(target->pidfd, signal, NULL, 0);
	/* By number where the kernel has no pidfds, or a profile refuses them: within microseconds of the check. */
	if (error && error != ESRCH)
		error = kernel_kill(target->pid, signal);
	return error;
}

void send_close(struct send_target *target)
{
	if (target->pidfd >= 0)
		kernel_close(target->pidfd);
}

int send_once(const struct supervisor *sup, const struct descendants *seen, int at, int signal)
{
	struct send_target target;
	int error;

	if (!send_open(&target, sup, seen, at))
		return ESRCH;
	error = send_to(&target, signal);
	send_close(&target);
	return error;
}

/* ---- All */

/* To all in the PID namespace. The kernel calls that a success even where all refused, so ask the workload. */
static int send_to_namespace(const struct supervisor *sup, int signal)
{
	int error = kernel_kill(-1, signal);

	if (!error && sup->reaper.workload_alive && send_by_pidfd(sup, 0, NULL, 0) == EPERM)
		error = EPERM;
	return error;
}

/* Without /proc, only the workload and its group are known. */
static int send_unseen(struct supervisor *sup, int signal)
{
	if (sup->reaper.has_group)
		return send_to_group(sup, signal);
	if (!sup->reaper.workload_alive)
		return ESRCH;
	return send_by_pidfd(sup, signal, NULL, 0);
}

/* To each in SEEN, parents before children. */
static int send_to_seen(struct supervisor *sup, int signal, const struct descendants *seen)
{
	bool met = !sup->reaper.workload_alive; /* /proc hides it where it has another user (hidepid) */
	struct tree_walk walk;
	int error = ESRCH;
	int sent = 0;

	for (tree_walk_begin(&walk, &seen->tree); walk.at != TREE_NONE; tree_walk_next(&walk)) {
		int failed;

		if (walk.at == seen->tree.root)
			continue;
		failed = send_once(sup, seen, walk.at, signal);
		if (failed && failed != ESRCH)
			error = failed;
		sent += !failed;
		met |= seen->tree.nodes[walk.at].pid == sup->workload_pid;
	}
	if (!met) {
		int failed = send_by_pidfd(sup, signal, NULL, 0);

		sent += !failed;
		if (failed == EPERM)
			error = failed;
	}
	return sent ? 0 : error;
}

static int send_to_tree(struct supervisor *sup, int signal)
{
	struct descendants seen;
	int error;

	if (sup->init)
		return send_to_namespace(sup, signal);
	if (!descendants_look(&seen, sup->self, false))
		return send_unseen(sup, signal);
	error = send_to_seen(sup, signal, &seen);
	descendants_forget(&seen);
	return error;
}

int send_kill(struct supervisor *sup, const struct descendants *seen)
{
	if (sup->init)
		return send_to_namespace(sup, SIGKILL);
	if (!seen)
		return send_unseen(sup, SIGKILL);
	return send_to_seen(sup, SIGKILL, seen);
}

int send_to_scope(struct supervisor *sup, int signal, enum scope scope, const struct signalfd_siginfo *siginfo)
{
	switch (send_resolve_scope(sup, scope)) {
	case SCOPE_GROUP:
		return send_to_group(sup, signal);
	case SCOPE_TREE:
		return send_to_tree(sup, signal);
	case SCOPE_DEFAULT:
	case SCOPE_AUTO:
	case SCOPE_CHILD:
	case SCOPE_COUNT:
		break;
	}
	return send_to_workload(sup, signal, siginfo);
}

bool send_finds_workload(const struct supervisor *sup)
{
	return sup->reaper.workload_alive && send_by_pidfd(sup, 0, NULL, 0) != ESRCH;
}
