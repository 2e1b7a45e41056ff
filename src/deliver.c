/* SPDX-License-Identifier: MIT */
/* Sends a signal to a scope. A failure is the caller's to tell: nothing here makes foster exit. */
#include "deliver.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "census.h"
#include "clock.h"
#include "frame.h"
#include "kernel.h"
#include "log.h"

#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif

enum { COMPLAINT_EVERY_MS = 1000 };

HOT enum scope deliver_scope(const struct life *life, enum scope scope)
{
	if (life->phase != PHASE_RUNNING)
		return SCOPE_TREE;
	if (scope == SCOPE_DEFAULT)
		scope = life->options->scope;
	/* A group that foster is in would bring the signal back, and SIGKILL would end foster. */
	return scope == SCOPE_GROUP && life->terminal.mode == JOBS_SHARED ? SCOPE_CHILD : scope;
}

const char *deliver_whom(const struct life *life, enum scope scope)
{
	static const char WHOM[SCOPE_COUNT][29] = {
		"", "the workload", "the workload's process group", "all below foster",
	};

	return WHOM[deliver_scope(life, scope)];
}

/*
 * To the workload alone. Where the kernel reaps, only the pidfd is sure to be the workload's: the number may be
 * somebody else's by now. Where foster reaps, the number is the workload's until foster reaps it.
 */
static HOT int send_to_workload(const struct life *life, int signal, const struct signalfd_siginfo *origin)
{
	siginfo_t info = { .si_signo = signal, .si_code = SI_QUEUE };
	siginfo_t *value = NULL;
	long result;

	if (origin && origin->ssi_code == SI_QUEUE) {
		info.si_pid = (int)origin->ssi_pid;
		info.si_uid = origin->ssi_uid;
		info.si_value.sival_ptr = (void *)(uintptr_t)origin->ssi_ptr;
		value = &info;
	}
	if (life->reaper.pidfd >= 0)
		result = syscall(SYS_pidfd_send_signal, life->reaper.pidfd, signal, value, 0);
	else if (value)
		result = syscall(SYS_rt_sigqueueinfo, life->workload, signal, value);
	else
		return kernel_kill(life->workload, signal);
	return result == 0 ? 0 : errno;
}

struct round {
	int signal;
	int sent;
	int error;
};

static void send_to_one(int pid, void *with)
{
	struct round *round = with;
	int error = kernel_kill(pid, round->signal);

	if (error)
		round->error = error;
	else
		round->sent++;
}

static int send_to_tree(const struct life *life, int signal)
{
	struct round round = { .signal = signal, .error = ESRCH };

	if (life->init)
		return kernel_kill(-1, signal);
	if (census_each(life->self, false, send_to_one, &round) < 0) /* without /proc, only these are known */
		return life->terminal.mode != JOBS_SHARED ? kernel_kill(-life->workload, signal) :
		       life->reaper.workload ? kernel_kill(life->workload, signal) : ESRCH;
	return round.sent ? 0 : round.error;
}

HOT int deliver(const struct life *life, int signal, enum scope scope, const struct signalfd_siginfo *origin)
{
	switch (deliver_scope(life, scope)) {
	case SCOPE_GROUP:
		return kernel_kill(-life->workload, signal);
	case SCOPE_TREE:
		return send_to_tree(life, signal);
	case SCOPE_DEFAULT:
	case SCOPE_CHILD:
	case SCOPE_COUNT:
		break;
	}
	return send_to_workload(life, signal, origin);
}

void deliver_complain(struct life *life, int signal, enum scope scope, int error)
{
	struct complaints *complaints = &life->complaints;
	struct facts facts = { .pid = life->workload, .sent = signal };
	int64_t now = clock_now_ms();
	char name[24];
	struct text text = TEXT_IN(name);

	if (complaints->error == error && now - complaints->told_ms < COMPLAINT_EVERY_MS)
		return;
	complaints->error = error;
	complaints->told_ms = now;
	signame_add(&text, signal);
	errno = error;
	log_event(EVENT_UNDELIVERED, &facts, "cannot send %s to %s: %m", name, deliver_whom(life, scope));
}
