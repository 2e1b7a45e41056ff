/* SPDX-License-Identifier: MIT */
/* Reaping. Decides which manner is safe; what a death means is the loop's. */
#include "reap.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "frame.h"
#include "kernel.h"
#include "log.h"
#include "sigmask.h"

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif

/* struct pidfd_info of linux/pidfd.h in its first size (Linux 6.13), whose last member Linux 6.15 put to use. */
struct exit_info {
	uint64_t mask;
	uint64_t cgroup;
	uint32_t ids[11];
	int32_t status; /* as wait(2) packs it */
};
enum {
	INFO_EXIT = 1 << 3,
	UNTOUCHED = -1, /* no status looks like this: a filter that feigns success leaves it there */
};
#define GET_EXIT_INFO _IOWR(0xff, 11, struct exit_info)

static int open_pidfd(int pid)
{
	return kernel_lift((int)syscall(SYS_pidfd_open, pid, 0));
}

/* The status of the reaped process behind PIDFD as wait(2) packs it; -1 where the kernel doesn't give it (yet). */
static HOT int status_by_pidfd(int pidfd)
{
	struct exit_info info = { .mask = INFO_EXIT, .status = UNTOUCHED };

	if (syscall(SYS_ioctl, pidfd, GET_EXIT_INFO, &info) < 0 || !(info.mask & INFO_EXIT) || info.status == UNTOUCHED)
		return -1;
	return info.status & 0xffff;
}

static HOT void unpack(struct reaped *child, int status)
{
	child->code = WIFEXITED(status) ? CLD_EXITED : WCOREDUMP(status) ? CLD_DUMPED : CLD_KILLED;
	child->status = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
}

/* One waitid(2) with FLAGS for PID, or for any child where that is 0. */
static HOT bool wait_for(struct reaper *reaper, struct reaped *child, int pid, int flags)
{
	siginfo_t info;

	info.si_pid = 0;
	flags |= WEXITED | WNOHANG | __WALL | (reaper->stops ? WSTOPPED : 0);
	if (syscall(SYS_waitid, pid ? P_PID : P_ALL, pid, &info, flags, NULL) < 0) {
		reaper->childless = errno == ECHILD;
		return false;
	}
	reaper->childless = false;
	*child = (struct reaped){ .pid = info.si_pid, .code = info.si_code, .status = info.si_status };
	return info.si_pid != 0;
}

/* Reaps CHILD, an orphan that has ended, and sees whether its pidfd tells the same status as waitid. */
static bool probe(struct reaper *reaper, struct reaped *child)
{
	struct reaped told;
	int pidfd = open_pidfd(child->pid);
	int status;
	bool agrees;

	wait_for(reaper, child, child->pid, 0);
	if (pidfd < 0)
		return false;
	status = status_by_pidfd(pidfd);
	kernel_close(pidfd);
	unpack(&told, status);
	agrees = status >= 0 && told.code == child->code && told.status == child->status;
	pidfd = agrees ? open_pidfd(reaper->workload) : -1;
	/* Signals will go through it, so see that they may: where the kernel reaps, the pid is not safe. */
	if (pidfd < 0 || syscall(SYS_pidfd_send_signal, pidfd, 0, NULL, 0) < 0) {
		if (pidfd >= 0)
			kernel_close(pidfd);
		return false;
	}
	reaper->pidfd = pidfd;
	return true;
}

static bool try_kernel(struct reaper *reaper, struct reaped *child)
{
	if (!wait_for(reaper, child, 0, WNOWAIT))
		return false;
	if (child->pid == reaper->workload)
		return wait_for(reaper, child, child->pid, 0);
	if (!probe(reaper, child)) {
		reaper->manner = REAP_SELF;
		log_event(EVENT_DETAIL, NULL, "foster reaps by itself: this kernel can't give the status of what it reaps");
		return true;
	}
	/* Whatever ended before this line is a zombie that the next calls find; whatever ends after it never is one. */
	sigmask_ignore_children(true);
	reaper->manner = REAP_KERNEL;
	log_event(EVENT_DETAIL, NULL, "from here on the kernel reaps");
	return true;
}

HOT bool reap_next(struct reaper *reaper, struct reaped *child)
{
	int status;

	if (reaper->manner == REAP_TRY)
		return try_kernel(reaper, child);
	if (wait_for(reaper, child, 0, 0))
		return true;
	/* Also after reap_by_self: the kernel may have reaped the workload just before. */
	if (reaper->pidfd < 0 || !reaper->workload)
		return false;
	status = status_by_pidfd(reaper->pidfd);
	if (status < 0)
		return false;
	child->pid = reaper->workload;
	unpack(child, status);
	return true;
}

void reap_by_self(struct reaper *reaper)
{
	if (reaper->manner == REAP_KERNEL)
		sigmask_ignore_children(false);
	reaper->manner = REAP_SELF;
}
