/* SPDX-License-Identifier: MIT */
/*
 * Tells who is in which PID namespace. A process has its parent's, unless it is PID 1 of its own or was brought in by
 * setns(2), as docker exec does; then its parent is in one further out, where it stays when that parent ends. So
 * only those take the link in /proc that needs the right to trace. What is done with the answer is not decided here.
 */
#include "tools/namespaces.h"

#include <errno.h>
#include <string.h>

#include "base/kernel.h"
#include "proc/container.h"
#include "proc/procfs.h"

/* The index of the PID 1 of the namespace that PID entered, or TREE_NONE and errno. */
static int find_entered(const struct namespaces *all, int pid)
{
	uint64_t id = procfs_namespace(pid);

	if (!id)
		return TREE_NONE;
	errno = ESRCH; /* it began when this look did */
	for (int i = 0; i < all->count; i++) {
		int init = namespaces_at(all, i);

		if (all->of[init].id == id)
			return init;
		if (!all->of[init].id)
			errno = EACCES; /* it may be this one */
	}
	return TREE_NONE;
}

int namespaces_find(struct namespaces *all, const struct tree *tree, const struct finding *findings)
{
	struct tree_walk walk;
	int refused = 0;
	int error = 0;

	for (int i = 0; i < tree->count; i++) {
		all->home[i] = TREE_NONE;
		if (!findings[i].status.level || !findings[i].status.init)
			continue;
		all->home[i] = i;
		all->of[i] = (struct namespace){ .id = procfs_namespace(tree->nodes[i].pid), .outer = TREE_NONE };
		all->order[all->count++] = (uint64_t)i;
	}
	for (tree_walk_begin(&walk, tree); walk.at != TREE_NONE; tree_walk_next(&walk)) {
		const struct procstatus *status = &findings[walk.at].status;
		int parent = tree->nodes[walk.at].parent;
		int home = TREE_NONE;

		if (parent != TREE_NONE)
			home = all->home[parent];
		if (status->level && status->init) {
			all->of[walk.at].outer = home;
			home = walk.at;
		} else if (parent == TREE_NONE || findings[parent].status.level != status->level) {
			home = TREE_NONE;
			if (status->level)
				home = find_entered(all, status->pid);
			if (status->level && home == TREE_NONE && errno != ESRCH && errno != ENOENT) {
				refused++;
				error = errno;
			}
		}
		all->home[walk.at] = home;
	}
	errno = error;
	return refused;
}

/* A HOSTNAME that is this machine's own was inherited, and tells nothing. */
void namespaces_name(struct namespaces *all, int at, int pid, char *buffer, size_t size)
{
	struct text name = TEXT_IN(all->of[at].name);
	struct utsname here;

	procfs_read(pid, "cgroup", buffer, size);
	if (container_name(&name, buffer))
		return;
	container_hostname(&name, buffer, procfs_read(pid, "environ", buffer, size));
	if (kernel_uname(&here) == 0 && strcmp(name.data, here.nodename) == 0)
		text_clear(&name);
}

int namespaces_at(const struct namespaces *all, int i)
{
	return (int)(all->order[i] % TREE_MAX);
}

enum verdict namespaces_worst(const struct namespace *namespace)
{
	int worst = VERDICT_COUNT - 1;

	while (worst > 0 && !namespace->count[worst])
		worst--;
	return (enum verdict)worst;
}

/*
 * What a namespace is sorted by; the lowest is the slowest. From the top: how bad it is, how many processes are so bad
 * (below twice TREE_MAX), and its index, which rises with the pid (below TREE_MAX).
 */
static uint64_t order_of(const struct namespaces *all, int at, const struct finding *init)
{
	const struct namespace *namespace = &all->of[at];
	int worst = (int)namespaces_worst(namespace);
	int number = namespace->count[worst];
	int rank = worst + (init->verdict == VERDICT_OUTLIVES);

	if (worst == VERDICT_ENDS)
		number = 0;
	return ((uint64_t)(VERDICT_COUNT - rank) * 2 * TREE_MAX + (uint64_t)(TREE_MAX - number)) * TREE_MAX + (uint64_t)at;
}

void namespaces_sort(struct namespaces *all, const struct finding *findings)
{
	for (int i = 0; i < all->count; i++) {
		int at = namespaces_at(all, i);

		all->order[i] = order_of(all, at, &findings[at]);
	}
	for (int gap = all->count / 2; gap > 0; gap /= 2) { /* a shell sort: a few lines, and no memory */
		for (int i = gap; i < all->count; i++) {
			uint64_t one = all->order[i];
			int to = i;

			for (; to >= gap && all->order[to - gap] > one; to -= gap)
				all->order[to] = all->order[to - gap];
			all->order[to] = one;
		}
	}
}
