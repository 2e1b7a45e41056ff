/* SPDX-License-Identifier: MIT */
/* Who is below foster. Processes come and go meanwhile; a caller that wants them all gone asks again. */
#include "proc/descendants.h"

#include <errno.h>

#include "base/clock.h"
#include "base/kernel.h"
#include "proc/procfs.h"

enum {
	CLIMB_MAX = 4096, /* steps: a chain of parents that is longer is one that changes while foster climbs */
	STAT_BYTES = 512, /* of /proc/PID/stat: 22 fields, of which one is a name of at most 64 bytes */
	KNOWN = 256,      /* processes that one walk remembers to be below foster, by the last bits of their pid */
	KTHREADD = 2,     /* the parent of the kernel's threads, which only the first PID namespace of a machine has */
};

/* A process and when it was made: a number alone may be given out again. */
struct known {
	int pid;
	uint64_t started;
};

static bool read_stat(int pid, struct procstat *stat)
{
	char bytes[STAT_BYTES];
	long length = procfs_read(pid, "stat", bytes, sizeof(bytes));

	return length > 0 && procstatus_stat(stat, bytes, (size_t)length);
}

static bool is_known(const struct known *known, int pid, const struct procstat *stat)
{
	return known[pid % KNOWN].pid == pid && known[pid % KNOWN].started == stat->started;
}

/*
 * Whether PID, whose line is STAT, is below SELF, or below one that is known to be, which saves the climb through a
 * deep tree. Where a parent ends meanwhile its child gets another: then climb from PID anew. That shows by a number
 * that no process has, or by one that was given out again: to a process that is younger than the child.
 */
static bool is_below(int pid, struct procstat stat, int self, struct known known[KNOWN])
{
	struct procstat at = stat;
	struct procstat above;

	for (int step = 0; step < CLIMB_MAX; step++) {
		if (at.parent == self) {
			known[pid % KNOWN] = (struct known){ pid, stat.started };
			return true;
		}
		if (at.parent == 0 || at.parent == 1)
			return false;
		if (!read_stat(at.parent, &above) || above.started > at.started) {
			if (!read_stat(pid, &at) || at.started != stat.started)
				return false;
		} else if (is_known(known, at.parent, &above)) {
			at.parent = self;
		} else {
			at = above;
		}
	}
	return false;
}

/* Whether PID is one that a walk as INIT, or below SELF, is about. */
static bool is_ours(int pid, int self, bool init, bool kernel, struct known known[KNOWN])
{
	struct procstat stat;

	if (pid == self)
		return false;
	if (init)
		return !kernel || !read_stat(pid, &stat) || !stat.kernel;
	return read_stat(pid, &stat) && is_below(pid, stat, self, known);
}

static bool has_kernel_threads(void)
{
	struct procstat stat;

	return read_stat(KTHREADD, &stat) && stat.kernel;
}

/*
 * With BY_PIDFD one that is foster's gets a descriptor and is checked again. A signal that still finds the process
 * of that descriptor shows that the number was its own at the second check.
 */
static int walk(int self, bool init, bool by_pidfd, int64_t until_ms, descendants_visit *visit, void *with)
{
	struct known known[KNOWN] = { 0 };
	bool kernel = init && has_kernel_threads();
	struct procstatus own;
	struct procfs_walk dir;
	bool on = true;
	int count = 0;
	int pid;

	/* Numbers in a /proc of another PID namespace mean other processes. */
	if (procfs_self(&own) != 0 || !procfs_open(&dir, "/proc"))
		return -1;
	while (on && (pid = procfs_next(&dir)) > 0) {
		int pidfd = -1;

		if (!init && until_ms != DESCENDANTS_ALL && clock_now_ms() >= until_ms) {
			count = DESCENDANTS_LATE;
			break;
		}
		if (!is_ours(pid, self, init, kernel, known))
			continue;
		if (by_pidfd)
			pidfd = kernel_pidfd_open(pid);
		if (pidfd < 0 || is_ours(pid, self, init, kernel, known)) {
			on = visit(pid, pidfd, with);
			count++;
		}
		if (pidfd >= 0)
			kernel_close(pidfd);
	}
	procfs_close(&dir);
	if (dir.failed)
		return -1;
	return count;
}

int descendants_each(int self, bool init, int64_t until_ms, descendants_visit *visit, void *with)
{
	return walk(self, init, false, until_ms, visit, with);
}

int descendants_each_pidfd(int self, descendants_visit *visit, void *with)
{
	return walk(self, false, true, DESCENDANTS_ALL, visit, with);
}

static bool count_in_reach(int pid, int pidfd, void *with)
{
	struct procstatus status;
	struct descendants_left *left = with;

	(void)pidfd;
	if (procfs_status(&status, pid) != 0 || procstatus_has_ended(&status))
		return true;
	if (kernel_kill(pid, 0) == EPERM) {
		left->out_of_reach++;
	} else {
		left->in_reach++;
		left->pid = pid;
	}
	return true;
}

bool descendants_left(int self, bool init, struct descendants_left *left)
{
	*left = (struct descendants_left){ 0 };
	return descendants_each(self, init, DESCENDANTS_ALL, count_in_reach, left) >= 0;
}
