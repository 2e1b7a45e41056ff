/* SPDX-License-Identifier: MIT */
/* Reaping. Decides which mode is safe; what an end means is for the loop to decide. */
#include "init/reap.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/compiler.h"
#include "base/kernel.h"
#include "base/signals.h"
#include "init/report.h"
#include "options/exitcode.h"

/* The status of the reaped process behind PIDFD as wait(2) packs it; -1 where the kernel doesn't give it (yet). */
static int status_by_pidfd(int pidfd)
{
	/* No status looks like this. A seccomp filter can return 0 without running the call; then it is still there. */
	enum { UNTOUCHED = -1 };
	struct pidfd_info info = { .mask = PIDFD_INFO_EXIT, .exit_code = UNTOUCHED };

	if (kernel_ioctl(pidfd, PIDFD_GET_INFO, &info) < 0 || !(info.mask & PIDFD_INFO_EXIT) || info.exit_code == UNTOUCHED)
		return -1;
	return info.exit_code & 0xffff;
}

static void unpack(struct reaped *child, int status)
{
	if (WIFEXITED(status)) {
		child->code = CLD_EXITED;
		child->status = WEXITSTATUS(status);
	} else {
		child->code = WCOREDUMP(status) ? CLD_DUMPED : CLD_KILLED;
		child->status = WTERMSIG(status);
	}
}

/* The same by wait4(2), where waitid(2) is refused. It can't leave the child there (WNOWAIT). */
static bool wait_otherwise(struct reaper *reaper, struct reaped *child, int pid)
{
	int flags = WNOHANG | __WALL;
	int status = 0;
	int got;

	if (reaper->stops)
		flags |= WUNTRACED;
	got = kernel_wait4(pid ? pid : -1, &status, flags);
	reaper->childless = got < 0 && errno == ECHILD;
	reaper->failed = got < 0 && errno != ECHILD;
	if (got <= 0)
		return false;
	child->pid = got;
	if (WIFSTOPPED(status))
		*child = (struct reaped){ got, CLD_STOPPED, WSTOPSIG(status) };
	else
		unpack(child, status);
	return true;
}

/* One waitid(2) with FLAGS for PID, or for any child where that is 0. */
static bool wait_for(struct reaper *reaper, struct reaped *child, int pid, int flags)
{
	siginfo_t info;

	info.si_pid = 0;
	flags |= WEXITED | WNOHANG;
	if (!reaper->no_wall)
		flags |= __WALL;
	if (reaper->stops)
		flags |= WSTOPPED;
	reaper->failed = reaper->childless = false;
	if (kernel_waitid(pid ? P_PID : P_ALL, pid, &info, flags) == 0) {
		*child = (struct reaped){ .pid = info.si_pid, .code = info.si_code, .status = info.si_status };
		return info.si_pid != 0;
	}
	if (errno == EINVAL && !reaper->no_wall) {
		reaper->no_wall = true;
		return wait_for(reaper, child, pid, flags & ~__WALL);
	}
	if (errno != ECHILD && !(flags & WNOWAIT))
		return wait_otherwise(reaper, child, pid);
	reaper->childless = errno == ECHILD;
	reaper->failed = !reaper->childless;
	return false;
}

bool reap_is_workload(const struct reaper *reaper, const struct reaped *child)
{
	return reaper->workload_alive && child->pid == reaper->workload_pid;
}

/* Whether a process that ended can be seen and signalled through PIDFD alone, as it must be where the kernel reaps. */
static bool is_enough(int pidfd, bool has_group)
{
	struct pollfd ended = { .fd = pidfd };
	int error = 0;

	if (has_group)
		error = kernel_pidfd_send_signal(pidfd, 0, NULL, PIDFD_SIGNAL_PROCESS_GROUP);
	/* ESRCH: it has left its group. */
	return (!error || error == ESRCH) && !kernel_pidfd_send_signal(pidfd, 0, NULL, 0) && kernel_poll(&ended, 1, 0) >= 0;
}

/* Reaps CHILD, an orphan that has ended, and checks whether its pidfd gives the same status as waitid. */
static bool probe(struct reaper *reaper, struct reaped *child)
{
	struct reaped by_pidfd;
	int pidfd = kernel_pidfd_open(child->pid);
	int status;

	wait_for(reaper, child, child->pid, 0);
	if (pidfd < 0)
		return false;
	status = status_by_pidfd(pidfd);
	kernel_close(pidfd);
	unpack(&by_pidfd, status);
	return status >= 0 && by_pidfd.code == child->code && by_pidfd.status == child->status && reap_pidfd(reaper) >= 0 &&
	       is_enough(reaper->pidfd, reaper->has_group);
}

/* The workload has ended, as CHILD says, and isn't reaped yet. */
static bool reap_workload(struct reaper *reaper, struct reaped *child)
{
	if (reaper->keeps)
		return true;
	if (reaper->guards)
		reap_pidfd(reaper);
	return wait_for(reaper, child, child->pid, 0);
}

/* Reaps the next child, but not the workload. */
static bool reap_others(struct reaper *reaper, struct reaped *child)
{
	if (wait_for(reaper, child, 0, WNOWAIT)) {
		if (reap_is_workload(reaper, child))
			return reap_workload(reaper, child);
		return wait_for(reaper, child, child->pid, 0);
	}
	reaper->keeps &= !reaper->failed; /* wait4(2) can't */
	return reaper->failed && wait_for(reaper, child, 0, 0);
}

static bool probe_kernel(struct reaper *reaper, struct reaped *child)
{
	if (!wait_for(reaper, child, 0, WNOWAIT)) {
		if (!reaper->failed)
			return false;
		reaper->mode = REAP_SELF;
		reaper->keeps = false;
		return wait_for(reaper, child, 0, 0);
	}
	if (reap_is_workload(reaper, child))
		return reap_workload(reaper, child);
	if (!probe(reaper, child)) {
		reaper->mode = REAP_SELF;
		report_reaper(false);
		return true;
	}
	/* Whatever ended before this line is a zombie that the next calls find; whatever ends after it never is one. */
	signals_set_sigchld(true);
	reaper->mode = REAP_KERNEL;
	reaper->by_pidfd = true;
	report_reaper(true);
	return true;
}

int reap_pidfd(struct reaper *reaper)
{
	/* Its number is safe to open it by: foster has not reaped it. */
	if (reaper->pidfd < 0 && reaper->workload_alive)
		reaper->pidfd = kernel_pidfd_open(reaper->workload_pid);
	return reaper->pidfd;
}

/*
 * The workload as its pidfd reports it, where the kernel may have reaped it. The probe has shown that it can; where it
 * doesn't any more (after PATIENCE calls since poll(2) announced the end), foster must end all the same, with a status
 * of its own.
 */
static bool ask_pidfd(struct reaper *reaper, struct reaped *child)
{
	enum { PATIENCE = 20 };
	struct pollfd ended = { .fd = reaper->pidfd };
	int status = status_by_pidfd(reaper->pidfd);

	if (status < 0 && (kernel_poll(&ended, 1, 0) != 1 || ++reaper->unanswered < PATIENCE))
		return false;
	if (status < 0) {
		report_status_unknown();
		status = EXITCODE_FAILED << 8;
	}
	child->pid = reaper->workload_pid;
	unpack(child, status);
	return true;
}

bool reap_next(struct reaper *reaper, struct reaped *child)
{
	if (reaper->mode == REAP_PROBE)
		return probe_kernel(reaper, child);
	if (reaper->keeps && !reaper->by_pidfd)
		return reap_others(reaper, child);
	if (wait_for(reaper, child, 0, 0))
		return true;
	/* Also after reap_by_self: the kernel may have reaped the workload just before. */
	return reaper->by_pidfd && reaper->workload_alive && ask_pidfd(reaper, child);
}

bool reap_is_possible(struct reaper *reaper)
{
	struct reaped child;

	reaper->inherited = wait_for(reaper, &child, 0, WNOWAIT);
	if (reaper->failed)
		reaper->inherited = wait_for(reaper, &child, 0, 0);
	return !reaper->failed;
}

void reap_by_self(struct reaper *reaper)
{
	if (reaper->mode == REAP_KERNEL)
		signals_set_sigchld(false);
	reaper->mode = REAP_SELF;
}
