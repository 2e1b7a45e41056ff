/* SPDX-License-Identifier: MIT */
/* Shows what --inspect has found: as a tree for people, or as one JSON document. */
#ifndef FOSTER_DRAW_H
#define FOSTER_DRAW_H

#include <stdbool.h>

#include "tools/output.h"
#include "tools/tree.h"

/* What --inspect has found. */
struct view {
	volatile int *at;  /* the process that is being looked at */
	struct tree tree;  /* linked, with each node's fate */
	int signal;        /* the one that all is about */
	const char *plan;  /* the root's in one sentence, any bytes; null where it is no foster */
	int total;         /* processes in the tree */
	int outliving;     /* of these, the root aside where it is a foster */
	bool unsure;       /* there is a node that is */
};

/* Whether NODE counts as one that would outlive the signal. */
bool draw_counts(const struct view *view, const struct tree_node *node);

/* Prints VIEW: the plan, a line for each process, cut to COLUMNS or the terminal's width, and one that counts. */
void draw_text(struct output *output, const struct view *view);

/* Prints the same as one JSON document. */
void draw_json(struct output *output, const struct view *view);

#endif
