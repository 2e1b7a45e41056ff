/* SPDX-License-Identifier: MIT */
/* Who is below foster. Processes come and go meanwhile; a caller that wants them all gone asks again. */
#include "census.h"

#include <errno.h>

#include "kernel.h"
#include "reader.h"

enum {
	CLIMB_MAX = 4096, /* steps: a chain of parents that is longer is one that changes while foster climbs */
	STAT_BYTES = 256, /* of /proc/PID/stat: the state and the parent come after at most 64 bytes of name */
	KNOWN = 256,      /* processes that one walk remembers to be below foster, by the last bits of their pid */
};

static int parent_of(int pid)
{
	char stat[STAT_BYTES];
	long length = kernel_read_proc(pid, "stat", stat, sizeof(stat));

	return length < 0 ? -1 : procstatus_parent(stat, (size_t)length);
}

/*
 * Whether PID is below SELF, or below one that is KNOWN to be, which saves the climb through a deep tree. A parent that
 * ends meanwhile leaves its child to foster: then climb from PID anew.
 */
static bool is_below(int pid, int self, int known[KNOWN])
{
	int at = pid;

	for (int step = 0; step < CLIMB_MAX; step++) {
		int parent = parent_of(at);

		if (parent == self || (parent > 0 && known[parent % KNOWN] == parent)) {
			known[pid % KNOWN] = pid;
			return true;
		}
		if (parent == 0 || parent == 1 || (parent < 0 && at == pid))
			return false;
		at = parent < 0 ? pid : parent;
	}
	return false;
}

int census_each(int self, bool init, census_visit *visit, void *with)
{
	int known[KNOWN] = { 0 };
	struct procstatus own;
	struct procdir walk;
	int count = 0;
	int pid;

	/* Numbers in a /proc of another PID namespace are somebody else's. */
	if (reader_self(&own) != 0 || !procdir_open(&walk, NULL))
		return -1;
	while ((pid = procdir_next(&walk)) > 0) {
		if (pid == self || (!init && !is_below(pid, self, known)))
			continue;
		visit(pid, with);
		count++;
	}
	procdir_close(&walk);
	return walk.failed ? -1 : count;
}

static void count_in_reach(int pid, void *with)
{
	struct procstatus status;
	int *count = with;

	if (reader_status(&status, pid) == 0 && status.state != 'Z' && status.state != 'X' &&
	    kernel_kill(pid, 0) != EPERM)
		++*count;
}

int census_in_reach(int self, bool init)
{
	int count = 0;

	return census_each(self, init, count_in_reach, &count) < 0 ? -1 : count;
}
