/* SPDX-License-Identifier: MIT */
/*
 * A table of processes, linked into the tree below one of them. What else is known of a process is the caller's, in an
 * array of its own by the same index. Pure: it works in memory that the caller brings along.
 */
#ifndef FOSTER_TREE_H
#define FOSTER_TREE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	TREE_MAX = 65536,       /* processes that a table has room for */
	TREE_DEPTH_DRAWN = 64,  /* levels that are told apart; what is below is on the last */
	TREE_NONE = -1,
	TREE_FULL = -2,
};

struct tree_node {
	int pid, parent_pid;
	int parent, child, next;  /* indices of nodes, or TREE_NONE */
	bool outside;             /* its parent is not in this PID namespace: it entered from outside */
};

struct tree {
	struct tree_node *nodes;
	int count, max;
	int root;                 /* the index of the root, or TREE_NONE */
};

/* An empty tree in NODES, which has room for MAX. */
void tree_begin(struct tree *tree, struct tree_node *nodes, int max);

/*
 * Adds a process. They come by rising pid, as /proc lists them; one that does not is left out. Its index, TREE_NONE
 * where it was left out, TREE_FULL where there is no room.
 */
int tree_add(struct tree *tree, int pid, int parent_pid);

/* The index of the process PID, or TREE_NONE. */
int tree_find(const struct tree *tree, int pid);

/*
 * Links all that is below the process PID. Where that is 1, what entered from outside is linked after it, and what has
 * a parent that is not in the table counts as PID 1's: its parent has just ended. False where PID is not there.
 */
bool tree_link(struct tree *tree, int pid);

/* A walk from the root over everything linked, parents before children, siblings by pid. */
struct tree_walk {
	const struct tree *tree;
	int at;                  /* the node, or TREE_NONE at the end */
	int depth;               /* 0: the root, or one that entered from outside */
	uint64_t more;           /* bit N: the node on level N on the way to this one has a sibling to come */
};

/* The depth as it is drawn: no more than TREE_DEPTH_DRAWN - 1. */
int tree_walk_level(const struct tree_walk *walk);

void tree_walk_begin(struct tree_walk *walk, const struct tree *tree);
void tree_walk_next(struct tree_walk *walk);

#endif
