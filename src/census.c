/* SPDX-License-Identifier: MIT */
/* Who is below foster. Processes come and go meanwhile; a caller that wants them all gone asks again. */
#include "census.h"

#include "kernel.h"
#include "procstatus.h"

enum {
	CLIMB_MAX = 4096, /* steps: a chain of parents that is longer is one that changes while foster climbs */
	STAT_BYTES = 256, /* of /proc/PID/stat: the state and the parent come after at most 64 bytes of name */
};

static int parent_of(int pid)
{
	char stat[STAT_BYTES];
	long length = kernel_read_proc(pid, "stat", stat, sizeof(stat));

	return length < 0 ? -1 : procstatus_parent(stat, (size_t)length);
}

/* Whether PID is below SELF. A parent that ends meanwhile leaves its child to foster: then climb from PID anew. */
static bool is_below(int pid, int self)
{
	int at = pid;

	for (int step = 0; step < CLIMB_MAX; step++) {
		int parent = parent_of(at);

		if (parent == self)
			return true;
		if (parent == 0 || parent == 1 || (parent < 0 && at == pid))
			return false;
		at = parent < 0 ? pid : parent;
	}
	return false;
}

int census_each(int self, bool init, census_visit *visit, void *with)
{
	struct procdir walk;
	int count = 0;
	int pid;

	if (!procdir_open(&walk, NULL))
		return -1;
	while ((pid = procdir_next(&walk)) > 0) {
		if (pid == self || (!init && !is_below(pid, self)))
			continue;
		visit(pid, with);
		count++;
	}
	procdir_close(&walk);
	return count;
}

static void count_alive(int pid, void *with)
{
	char stat[STAT_BYTES];
	long length = kernel_read_proc(pid, "stat", stat, sizeof(stat));
	int *alive = with;

	while (length > 0 && stat[length - 1] != ')')
		length--;
	if (length > 0 && stat[length + 1] != 'Z' && stat[length + 1] != 'X')
		++*alive;
}

int census_alive(int self, bool init)
{
	int alive = 0;

	return census_each(self, init, count_alive, &alive) < 0 ? -1 : alive;
}
