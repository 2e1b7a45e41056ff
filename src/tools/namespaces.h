/* SPDX-License-Identifier: MIT */
/*
 * The PID namespaces below the one that /proc shows, each known by its PID 1: who is in them, and which of them would
 * be slowest to end. A process counts for the innermost of those that it is in.
 */
#ifndef FOSTER_NAMESPACES_H
#define FOSTER_NAMESPACES_H

#include <stddef.h>

#include "proc/tree.h"
#include "tools/finding.h"

enum { NAMESPACES_NAME_MAX = 65 }; /* of a host name, and its NUL */

struct namespace {
	uint64_t id;       /* procfs_namespace, 0 where that can't be seen */
	int outer;         /* the one around it, or TREE_NONE */
	int signal;        /* what a stop sends to it first */
	int count[VERDICT_COUNT]; /* its processes, by their verdict */
	char name[NAMESPACES_NAME_MAX]; /* of the container, any bytes; or empty */
};

/* All but COUNT has room for each process in the table, by the same index. */
struct namespaces {
	int count;
	uint64_t order[TREE_MAX];        /* one for each namespace: see namespaces_at */
	struct namespace of[TREE_MAX];   /* by the index of its PID 1 */
	int home[TREE_MAX];              /* of each process: the index of its PID 1, or TREE_NONE */
};

/*
 * Finds the namespaces of all in TREE, which is linked below PID 1 and has a finding with a status for each. How many
 * processes could not be placed: it takes the right to trace one that entered from outside, and errno says so.
 */
int namespaces_find(struct namespaces *all, const struct tree *tree, const struct finding *findings);

/*
 * Names the container of the namespace whose PID 1 is process PID, with the index AT, by what that process's cgroup
 * or its environment says. Needs SIZE bytes at BUFFER to read them into.
 */
void namespaces_name(struct namespaces *all, int at, int pid, char *buffer, size_t size);

/*
 * Puts the slowest first: where PID 1 would outlive the signal, where most others would, where most are uncertain, by
 * the pid of PID 1.
 */
void namespaces_sort(struct namespaces *all, const struct finding *findings);

/* The index of the PID 1 of namespace I of all. */
int namespaces_at(const struct namespaces *all, int i);

/* The worst verdict on a process in it. */
enum verdict namespaces_worst(const struct namespace *namespace);

#endif
