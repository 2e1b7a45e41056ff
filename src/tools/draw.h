/* SPDX-License-Identifier: MIT */
/* Shows what --inspect has found: as a tree or a table for people, or as one JSON document. */
#ifndef FOSTER_DRAW_H
#define FOSTER_DRAW_H

#include <stdbool.h>

#include "proc/tree.h"
#include "tools/finding.h"
#include "tools/namespaces.h"
#include "tools/output.h"

/* What --inspect has found, and how it is to be shown. */
struct view {
	volatile int *at;  /* the process that is being read */
	/*
	 * Reads the command line of process PID into BYTES as /proc has it: NULs between the words. Its length, or
	 * below 1.
	 */
	long (*read_command)(const struct view *view, int pid, char *bytes, size_t size);
	bool utf8;         /* the reader knows UTF-8 */
	int columns;       /* of the terminal; 0: lines are as long as they are */
	struct tree tree;  /* linked */
	struct finding *findings; /* one for each of its nodes */
	int signal;        /* the one that all is about */
	const char *plan;  /* the root's in one sentence, any bytes; null where it is no foster */
	int count[VERDICT_COUNT]; /* processes in the tree, by their verdict */
	bool blind;        /* of some of them something could not be seen */
	bool color;        /* fates are to be coloured */
};

/* Prints VIEW: the plan, a line for each process, cut to the columns, and one that counts. */
void draw_text(struct output *output, const struct view *view);

/* Prints the same as one JSON document. */
void draw_json(struct output *output, const struct view *view);

/* Prints ALL, which are sorted: a line for each namespace, cut to the columns, and one that counts. */
void draw_namespaces_text(struct output *output, const struct view *view, const struct namespaces *all);

/* Prints the same as one JSON document. */
void draw_namespaces_json(struct output *output, const struct view *view, const struct namespaces *all);

#endif
