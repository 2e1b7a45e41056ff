/* SPDX-License-Identifier: MIT */
/* tree.c: tables as /proc gives them, whole and torn, and the order in which they are walked. */
#include <stdio.h>
#include <string.h>

#include "proc/tree.h"
#include "unit.h"

enum { ROOM = 300 };

static struct tree_node nodes[ROOM];

static void add(struct tree *tree, int pid, int parent)
{
	ck_assert_msg(tree_add(tree, pid, parent) != TREE_FULL, "no room for %d", pid);
}

struct pair {
	int pid, parent;
};

static const struct {
	const char *name;
	struct pair pairs[8];
	int root;
	const char *want; /* pid/depth, with a + where a sibling is to come and a ! where it is from outside */
} ROWS[] = {
	{ "one", { { 1, 0 } }, 1, "1/0" },
	{ "a chain", { { 1, 0 }, { 2, 1 }, { 3, 2 } }, 1, "1/0 2/1 3/2" },
	{ "brothers", { { 1, 0 }, { 2, 1 }, { 3, 1 }, { 4, 2 }, { 5, 2 } }, 1, "1/0 2/1+ 4/2+ 5/2 3/1" },
	{ "a child with a lower pid", { { 1, 0 }, { 2, 9 }, { 9, 1 } }, 1, "1/0 9/1 2/2" },
	{ "a part", { { 1, 0 }, { 2, 1 }, { 3, 1 }, { 4, 2 } }, 2, "2/0 4/1" },
	{ "from outside", { { 1, 0 }, { 2, 1 }, { 7, 0 }, { 8, 7 }, { 9, 0 } }, 1, "1/0+ 2/1 7/0+! 8/1 9/0!" },
	{ "one from outside as the root", { { 1, 0 }, { 7, 0 }, { 8, 7 }, { 9, 0 } }, 7, "7/0 8/1" },
	{ "a parent that has ended", { { 1, 0 }, { 5, 77 }, { 6, 5 } }, 1, "1/0 5/1 6/2" },
	{ "and the root is another", { { 2, 1 }, { 5, 77 }, { 6, 2 } }, 2, "2/0 6/1" },
	{ "a circle without the root", { { 1, 0 }, { 5, 6 }, { 6, 5 } }, 1, "1/0" },
	{ "a circle through the root", { { 2, 3 }, { 3, 4 }, { 4, 2 } }, 2, "2/0 4/1 3/2" },
	{ "its own parent", { { 1, 0 }, { 5, 5 }, { 6, 1 } }, 1, "1/0 6/1" },
	{ "the root as its own parent", { { 3, 3 }, { 4, 3 } }, 3, "3/0 4/1" },
	{ "out of order, and twice", { { 1, 0 }, { 5, 1 }, { 5, 1 }, { 3, 1 }, { 6, 1 } }, 1, "1/0 5/1+ 6/1" },
	{ "no such root", { { 1, 0 }, { 2, 1 } }, 9, "" },
	{ "nobody", { { 0, 0 } }, 1, "" },
};

START_TEST(walks)
{
	char got[256] = "";
	struct tree tree;
	struct tree_walk walk;
	bool linked;

	tree_begin(&tree, nodes, ROOM);
	for (const struct pair *pair = ROWS[_i].pairs; pair->pid; pair++)
		add(&tree, pair->pid, pair->parent);
	linked = tree_link(&tree, ROWS[_i].root);
	ck_assert_msg(linked == (*ROWS[_i].want != '\0'), "%s: linked is %d", ROWS[_i].name, linked);
	if (!linked)
		return;
	for (tree_walk_begin(&walk, &tree); walk.at != TREE_NONE; tree_walk_next(&walk)) {
		size_t length = strlen(got);

		snprintf(got + length, sizeof(got) - length, "%s%d/%d%s%s", length ? " " : "", nodes[walk.at].pid,
		         walk.depth, walk.more >> walk.depth & 1 ? "+" : "", nodes[walk.at].outside ? "!" : "");
		ck_assert_msg(strlen(got) < sizeof(got) - 20, "%s: no end: %s", ROWS[_i].name, got);
	}
	ck_assert_msg(strcmp(got, ROWS[_i].want) == 0, "%s: got %s, want %s", ROWS[_i].name, got, ROWS[_i].want);
}
END_TEST

START_TEST(room)
{
	struct tree tree;

	tree_begin(&tree, nodes, ROOM);
	for (int i = 1; i <= ROOM; i++)
		add(&tree, i * 3, 0);
	ck_assert_msg(tree_add(&tree, ROOM * 3 + 1, 0) == TREE_FULL, "one more than there is room for");
	ck_assert_int_eq(tree.count, ROOM);
	for (int pid = 0; pid <= ROOM * 3 + 2; pid++) {
		int at = tree_find(&tree, pid);
		int want = pid > 0 && pid % 3 == 0 && pid <= ROOM * 3 ? pid / 3 - 1 : TREE_NONE;

		ck_assert_msg(at == want, "%d: got %d, want %d", pid, at, want);
	}
}
END_TEST

/* A chain that is deeper than there are bits for: it must come to its end. */
START_TEST(deep)
{
	struct tree tree;
	struct tree_walk walk;
	int count = 0;

	tree_begin(&tree, nodes, ROOM);
	for (int i = 1; i <= ROOM; i++)
		add(&tree, i, i - 1);
	ck_assert(tree_link(&tree, 1));
	for (tree_walk_begin(&walk, &tree); walk.at != TREE_NONE; tree_walk_next(&walk))
		ck_assert_int_eq(walk.depth, count++);
	ck_assert_int_eq(count, ROOM);
}
END_TEST

UNIT_TESTS(tree)
{
	tcase_add_loop_test(tcase, walks, 0, ROWS_OF(ROWS));
	tcase_add_test(tcase, room);
	tcase_add_test(tcase, deep);
}
