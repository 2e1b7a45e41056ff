/* SPDX-License-Identifier: MIT */
/* Looks at who is below foster. Decides nothing about them. */
#include "proc/descendants.h"

#include <fcntl.h>
#include <stddef.h>
#include <sys/mman.h>

#include "base/clock.h"
#include "base/kernel.h"
#include "proc/procfs.h"

enum {
	STAT_BYTES = 512,      /* of /proc/PID/stat: 22 fields, of which one is a name of at most 64 bytes */
	LINKS_ALONE = 3,       /* of the directory of a process's threads, where there is one */
	CHILDREN_BYTES = 2048, /* of a list of children that are read at once */
};

/* Room for TREE_MAX processes; the kernel gives it page by page, as it is touched. */
struct room {
	struct tree_node nodes[TREE_MAX];
	struct descendant of[TREE_MAX];
	int pids[TREE_MAX];
};

/* Pids as they are met. */
struct pids {
	int *all;
	int count;
	bool full;
};

bool descendants_stat(int pid, struct procstat *stat)
{
	char bytes[STAT_BYTES];
	long length = procfs_read(pid, "stat", bytes, sizeof(bytes));

	return length > 0 && procstatus_stat(stat, bytes, (size_t)length);
}

bool descendants_is(int pid, uint64_t started)
{
	struct procstat stat;

	return descendants_stat(pid, &stat) && stat.started == started;
}

/* Adds PID. False where there is no room. */
static bool add(struct descendants *seen, int pid)
{
	struct procstat stat;
	int at;

	if (!descendants_stat(pid, &stat) || stat.kernel)
		return true;
	at = tree_add(&seen->tree, pid, stat.parent);
	if (at >= 0)
		seen->of[at] = (struct descendant){
			.started = stat.started, .group = stat.group, .ended = stat.ended, .stopped = stat.stopped,
			.terminal = stat.terminal, .leads = stat.terminal && stat.session == pid, .blocked = stat.blocked,
			.ignored = stat.ignored, .caught = stat.caught,
		};
	return at != TREE_FULL;
}

/* Adds all that /proc lists. */
static bool add_all(struct descendants *seen)
{
	struct procfs_walk walk;
	bool on = true;
	int pid;

	if (!procfs_open(&walk, "/proc"))
		return false;
	while (on && (pid = procfs_next(&walk)) > 0)
		on = add(seen, pid);
	procfs_close(&walk);
	return on && !walk.failed;
}

/* ---- By the lists of children, where the kernel has them (CONFIG_PROC_CHILDREN) */

static void meet(struct pids *pids, int pid)
{
	pids->full |= pids->count == TREE_MAX;
	if (!pids->full)
		pids->all[pids->count++] = pid;
}

/* Adds the children of thread TID of PID to PIDS. False where there is no such list. */
static bool meet_children_of(struct pids *pids, int pid, int tid)
{
	char bytes[CHILDREN_BYTES];
	TEXT_BUFFER(path, 64);
	int number = 0;
	long got;
	int fd;

	procfs_path(&path, pid, "task");
	text_add(&path, "/%d/children", tid);
	fd = kernel_open(path.data, O_RDONLY);
	if (fd < 0)
		return false;
	do {
		got = kernel_read(fd, bytes, sizeof(bytes));
		for (const char *at = bytes; at < bytes + got; at++) { /* a pid and a blank, again and again */
			if (text_is_digit(*at)) {
				number = number * 10 + *at - '0';
				continue;
			}
			meet(pids, number);
			number = 0;
		}
	} while (got == sizeof(bytes));
	kernel_close(fd);
	return true;
}

/* The same for all of its threads, which the links of their directory count. False where one has no such list. */
static bool meet_children(struct pids *pids, int pid)
{
	TEXT_BUFFER(path, 64);
	struct statx_file tasks = { 0 };
	struct procfs_walk walk;
	bool listed = true;
	int tid;

	procfs_path(&path, pid, "task");
	if (kernel_statx(AT_FDCWD, path.data, &tasks) == 0 && tasks.stx_nlink == LINKS_ALONE)
		return meet_children_of(pids, pid, pid);
	if (!procfs_open(&walk, path.data))
		return false;
	while ((tid = procfs_next(&walk)) > 0)
		listed &= meet_children_of(pids, pid, tid);
	procfs_close(&walk);
	return listed;
}

/* By rising number. A comb sort: a few lines, no memory, and quick with what is nearly in order, as pids are. */
static void sort(int *numbers, int count)
{
	bool sorted = false;

	for (int gap = count; gap > 1 || !sorted;) {
		gap = gap > 1 ? gap * 10 / 13 : 1;
		sorted = true;
		for (int at = 0; at + gap < count; at++) {
			int number = numbers[at];

			if (number <= numbers[at + gap])
				continue;
			numbers[at] = numbers[at + gap];
			numbers[at + gap] = number;
			sorted = false;
		}
	}
}

/*
 * Adds SELF and all below it, whatever else the machine runs. False where the kernel doesn't list children. A process
 * whose parent ends meanwhile moves to another list, which may have been read: foster's own is read twice.
 */
static bool add_below(struct descendants *seen, struct pids pids, int self)
{
	meet(&pids, self);
	if (!meet_children(&pids, self))
		return false;
	for (int at = 1; at < pids.count; at++)
		meet_children(&pids, pids.all[at]);
	meet_children(&pids, self);
	sort(pids.all, pids.count);
	for (int at = 0; at < pids.count && !pids.full; at++)
		pids.full = (at == 0 || pids.all[at] != pids.all[at - 1]) && !add(seen, pids.all[at]);
	return !pids.full;
}

/* Reads again those whose parent has ended meanwhile: they have another one now. */
static void find_parents(struct descendants *seen)
{
	struct procstat stat;

	for (int i = 0; i < seen->tree.count; i++) {
		struct tree_node *node = &seen->tree.nodes[i];

		if (node->parent_pid && tree_find(&seen->tree, node->parent_pid) == TREE_NONE && descendants_stat(node->pid, &stat))
			node->parent_pid = stat.parent;
	}
}

bool descendants_look(struct descendants *seen, int self, bool init)
{
	struct procstatus own;
	struct room *room;

	/* Numbers in a /proc of another PID namespace mean other processes. */
	if (procfs_self(&own) != 0)
		return false;
	room = kernel_memory(sizeof(*room), MAP_PRIVATE);
	if (!room)
		return false;
	*seen = (struct descendants){ .of = room->of, .began_ms = clock_now_ms(), .memory = room };
	tree_begin(&seen->tree, room->nodes, TREE_MAX);
	if ((!init && add_below(seen, (struct pids){ .all = room->pids }, self)) || add_all(seen)) {
		find_parents(seen);
		if (tree_link(&seen->tree, self))
			return true;
	}
	descendants_forget(seen);
	return false;
}

void descendants_forget(struct descendants *seen)
{
	munmap(seen->memory, sizeof(struct room));
}
