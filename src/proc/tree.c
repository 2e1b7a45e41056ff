/* SPDX-License-Identifier: MIT */
/*
 * The table of processes. It is gathered one by one while they come and go, so that two entries may contradict each
 * other; each node has one parent and the root has none, so that whatever hangs below the root is a tree.
 */
#include "proc/tree.h"

void tree_begin(struct tree *tree, struct tree_node *nodes, int max)
{
	*tree = (struct tree){ .nodes = nodes, .max = max, .root = TREE_NONE };
}

int tree_add(struct tree *tree, int pid, int parent_pid)
{
	if (tree->count > 0 && pid <= tree->nodes[tree->count - 1].pid)
		return TREE_NONE;
	if (tree->count == tree->max)
		return TREE_FULL;
	tree->nodes[tree->count] = (struct tree_node){ .pid = pid, .parent_pid = parent_pid };
	return tree->count++;
}

int tree_find(const struct tree *tree, int pid)
{
	int low = 0;
	int high = tree->count;

	while (low < high) {
		int middle = (low + high) / 2;

		if (tree->nodes[middle].pid < pid)
			low = middle + 1;
		else
			high = middle;
	}
	return low < tree->count && tree->nodes[low].pid == pid ? low : TREE_NONE;
}

bool tree_link(struct tree *tree, int pid)
{
	int outside = TREE_NONE;

	tree->root = tree_find(tree, pid);
	if (tree->root == TREE_NONE)
		return false;
	for (int i = 0; i < tree->count; i++)
		tree->nodes[i].child = tree->nodes[i].next = tree->nodes[i].parent = TREE_NONE;
	for (int i = tree->count - 1; i >= 0; i--) { /* backwards, so that each list comes out by rising pid */
		struct tree_node *node = &tree->nodes[i];
		int parent = tree_find(tree, node->parent_pid);

		if (i == tree->root)
			continue;
		node->outside = pid == 1 && node->parent_pid == 0;
		if (node->outside) {
			node->next = outside;
			outside = i;
			continue;
		}
		if (parent == TREE_NONE && pid == 1)
			parent = tree->root;
		node->parent = parent;
		if (parent != TREE_NONE) {
			node->next = tree->nodes[parent].child;
			tree->nodes[parent].child = i;
		}
	}
	tree->nodes[tree->root].next = outside;
	return true;
}

int tree_walk_level(const struct tree_walk *walk)
{
	return walk->depth < TREE_DEPTH_DRAWN ? walk->depth : TREE_DEPTH_DRAWN - 1;
}

/* The walk has come to a node: notes whether it has a sibling to come. */
static void arrive(struct tree_walk *walk, int at)
{
	uint64_t bit = UINT64_C(1) << tree_walk_level(walk);

	walk->at = at;
	walk->more &= ~bit;
	if (walk->tree->nodes[at].next != TREE_NONE)
		walk->more |= bit;
}

void tree_walk_begin(struct tree_walk *walk, const struct tree *tree)
{
	*walk = (struct tree_walk){ .tree = tree };
	arrive(walk, tree->root);
}

void tree_walk_next(struct tree_walk *walk)
{
	const struct tree_node *nodes = walk->tree->nodes;
	int at = walk->at;

	if (nodes[at].child != TREE_NONE) {
		walk->depth++;
		arrive(walk, nodes[at].child);
		return;
	}
	while (nodes[at].next == TREE_NONE) {
		at = nodes[at].parent;
		if (at == TREE_NONE) {
			walk->at = TREE_NONE;
			return;
		}
		walk->depth--;
	}
	arrive(walk, nodes[at].next);
}
