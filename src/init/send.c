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
	if (sup->phase != PHASE_RUNNING)
		return SCOPE_TREE;
	if (scope == SCOPE_DEFAULT)
		scope = sup->options->scope;
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

struct round {
	int signal;
	int sent;
	int error;
	int workload_pid; /* still to be met: /proc hides it where it has another user (hidepid) */
};

static bool send_to_one(int pid, int pidfd, void *with)
{
	struct round *round = with;
	int error = ENOSYS;

	if (pidfd >= 0)
		error = kernel_pidfd_send_signal(pidfd, round->signal, NULL, 0);
	/* By number where the kernel has no pidfds, or a profile refuses them: within microseconds of the check. */
	if (error && error != ESRCH)
		error = kernel_kill(pid, round->signal);
	if (error)
		round->error = error;
	else
		round->sent++;
	if (pid == round->workload_pid)
		round->workload_pid = 0;
	return true;
}

/* To all in the PID namespace. The kernel calls that a success even where all refused, so ask the workload. */
static int send_to_namespace(const struct supervisor *sup, int signal)
{
	int error = kernel_kill(-1, signal);

	if (!error && sup->reaper.workload_alive && send_by_pidfd(sup, 0, NULL, 0) == EPERM)
		error = EPERM;
	return error;
}

static int send_to_tree(struct supervisor *sup, int signal)
{
	struct round round = { .signal = signal, .error = ESRCH };

	if (sup->reaper.workload_alive)
		round.workload_pid = sup->workload_pid;
	if (sup->init)
		return send_to_namespace(sup, signal);
	if (descendants_each_pidfd(sup->self, send_to_one, &round) < 0) { /* without /proc, only these are known */
		if (sup->reaper.has_group)
			return send_to_group(sup, signal);
		if (!sup->reaper.workload_alive)
			return ESRCH;
		return send_by_pidfd(sup, signal, NULL, 0);
	}
	if (round.workload_pid) {
		int error = send_by_pidfd(sup, signal, NULL, 0);

		round.sent += !error;
		if (error == EPERM)
			round.error = error;
	}
	if (signal == SIGKILL && round.sent > sup->killed)
		sup->killed = round.sent; /* there was no time to count them before */
	return round.sent ? 0 : round.error;
}

int send_to_scope(struct supervisor *sup, int signal, enum scope scope, const struct signalfd_siginfo *siginfo)
{
	switch (send_resolve_scope(sup, scope)) {
	case SCOPE_GROUP:
		return send_to_group(sup, signal);
	case SCOPE_TREE:
		return send_to_tree(sup, signal);
	case SCOPE_DEFAULT:
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
