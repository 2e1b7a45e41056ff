/* SPDX-License-Identifier: MIT */
/* plan.c: the rungs of a stop plan, and the words for scopes. */
#include <signal.h>
#include <string.h>

#include "base/duration.h"
#include "options/plan.h"
#include "unit.h"

static const struct {
	const char *word;
	struct rung want;
} GOOD[] = {
	{ "TERM", { DURATION_NEVER, SIGTERM, SCOPE_DEFAULT } }, { "sigterm", { DURATION_NEVER, SIGTERM, SCOPE_DEFAULT } },
	{ "15", { DURATION_NEVER, SIGTERM, SCOPE_DEFAULT } }, { "RTMIN+3", { DURATION_NEVER, 37, SCOPE_DEFAULT } },
	{ "TERM/20s", { 20000, SIGTERM, SCOPE_DEFAULT } }, { "TERM/0", { 0, SIGTERM, SCOPE_DEFAULT } },
	{ "TERM/never", { DURATION_NEVER, SIGTERM, SCOPE_DEFAULT } }, { "INT/1m30s", { 90000, SIGINT, SCOPE_DEFAULT } },
	{ "TERM@tree", { DURATION_NEVER, SIGTERM, SCOPE_TREE } }, { "TERM@group", { DURATION_NEVER, SIGTERM, SCOPE_GROUP } },
	{ "TERM@child/3s", { 3000, SIGTERM, SCOPE_CHILD } }, { "TERM@TREE/.5", { 500, SIGTERM, SCOPE_TREE } },
	{ "none/10s", { 10000, RUNG_NONE, SCOPE_DEFAULT } }, { "None/0", { 0, RUNG_NONE, SCOPE_DEFAULT } },
	{ "KILL", { DURATION_NEVER, SIGKILL, SCOPE_DEFAULT } }, { "STOP/1s", { 1000, SIGSTOP, SCOPE_DEFAULT } },
	{ "64@group/1h", { 3600000, 64, SCOPE_GROUP } },
};

/* Adds the first LENGTH bytes of WORD; what is wrong, if anything, goes into BAD. */
static enum rung_part add_bytes(struct plan *plan, const char *word, size_t length, struct text_part *bad)
{
	*bad = (struct text_part){ word, length };
	return plan_add(plan, bad);
}

static bool can_add(struct plan *plan, const char *word, size_t length)
{
	struct text_part bad;

	return add_bytes(plan, word, length, &bad) == RUNG_PART_NONE;
}

START_TEST(add)
{
	struct plan plan = { .count = 0 };
	const struct rung *want = &GOOD[_i].want;

	ck_assert_msg(can_add(&plan, GOOD[_i].word, strlen(GOOD[_i].word)), "'%s' is refused", GOOD[_i].word);
	ck_assert_int_eq(plan.count, 1);
	ck_assert_msg(plan.rungs[0].signal == want->signal && plan.rungs[0].scope == want->scope &&
	              plan.rungs[0].wait_ms == want->wait_ms,
	              "'%s': got %d, %d, %lld, want %d, %d, %lld", GOOD[_i].word, plan.rungs[0].signal, plan.rungs[0].scope,
	              (long long)plan.rungs[0].wait_ms, want->signal, want->scope, (long long)want->wait_ms);
}
END_TEST

/* What is malformed, which part of it, and what that part is: null for the whole. */
static const struct {
	const char *word;
	enum rung_part part;
	const char *bad;
} BAD[] = {
	{ "", RUNG_PART_SIGNAL, "" }, { "/", RUNG_PART_SIGNAL, "" }, { "@", RUNG_PART_SIGNAL, "" },
	{ "@tree", RUNG_PART_SIGNAL, "" }, { "/5s", RUNG_PART_SIGNAL, "" }, { "TERMS", RUNG_PART_SIGNAL, "TERMS" },
	{ "0", RUNG_PART_SIGNAL, "0" }, { "65", RUNG_PART_SIGNAL, "65" }, { "0/5s", RUNG_PART_SIGNAL, "0" },
	{ " TERM", RUNG_PART_SIGNAL, " TERM" }, { "TERM 5s", RUNG_PART_SIGNAL, "TERM 5s" },
	{ "TERM,INT", RUNG_PART_SIGNAL, "TERM,INT" }, { "-TERM", RUNG_PART_SIGNAL, "-TERM" },
	{ "TREM@tree/5s", RUNG_PART_SIGNAL, "TREM" }, { "TREM@all/5x", RUNG_PART_SIGNAL, "TREM" },
	{ "TERM@", RUNG_PART_SCOPE, "" }, { "TERM@/5s", RUNG_PART_SCOPE, "" }, { "TERM@default", RUNG_PART_SCOPE, "default" },
	{ "TERM@nobody/5s", RUNG_PART_SCOPE, "nobody" }, { "TERM@tree@tree", RUNG_PART_SCOPE, "tree@tree" },
	{ "TERM@all/5x", RUNG_PART_SCOPE, "all" },
	{ "TERM/", RUNG_PART_WAIT, "" }, { "TERM/5s@tree", RUNG_PART_WAIT, "5s@tree" }, { "TERM/5s/5s", RUNG_PART_WAIT, "5s/5s" },
	{ "TERM@tree/5x", RUNG_PART_WAIT, "5x" }, { "TERM/off", RUNG_PART_WAIT, "off" }, { "none/", RUNG_PART_WAIT, "" },
	{ "TERM/101000000h", RUNG_PART_WAIT, "101000000h" },
	{ "none", RUNG_PART_SIGNAL, NULL }, { "none@tree", RUNG_PART_SIGNAL, NULL }, { "none@tree/5s", RUNG_PART_SIGNAL, NULL },
	{ "none/never", RUNG_PART_SIGNAL, NULL },
};

START_TEST(malformed)
{
	struct plan plan = { .count = 0 };
	const char *word = BAD[_i].word;
	const char *want = BAD[_i].bad ? BAD[_i].bad : word;
	struct text_part bad;

	ck_assert_msg(add_bytes(&plan, word, strlen(word), &bad) == BAD[_i].part, "'%s': another part of it", word);
	ck_assert_msg(bad.length == strlen(want) && strncmp(bad.at, want, bad.length) == 0 && bad.at >= word &&
	              bad.at + bad.length <= word + strlen(word), "'%s': got '%.*s', want '%s'", word, (int)bad.length, bad.at,
	              want);
	ck_assert_int_eq(plan.count, 0);
}
END_TEST

START_TEST(add_part_of_a_string)
{
	const char *ladder = "TERM@tree/5s,INT";
	struct plan plan = { .count = 0 };

	ck_assert(can_add(&plan, ladder, strlen("TERM@tree/5s")));
	ck_assert_int_eq(plan.rungs[0].wait_ms, 5000);
	ck_assert(can_add(&plan, ladder, strlen("TERM@tree")));
	ck_assert_int_eq(plan.rungs[1].wait_ms, DURATION_NEVER);
	ck_assert_int_eq(plan.rungs[1].scope, SCOPE_TREE);
	ck_assert(can_add(&plan, ladder, strlen("TERM")));
	ck_assert_int_eq(plan.rungs[2].scope, SCOPE_DEFAULT);
	ck_assert(!can_add(&plan, ladder, strlen("TERM@tre")));
}
END_TEST

START_TEST(full)
{
	struct plan plan = { .count = 0 };

	for (int i = 0; i < PLAN_RUNGS_MAX; i++)
		ck_assert(can_add(&plan, "TERM/1s", 7));
	ck_assert(!can_add(&plan, "TERM/1s", 7));
	ck_assert_int_eq(plan.count, PLAN_RUNGS_MAX);
}
END_TEST

START_TEST(scopes)
{
	const char *name = plan_scope_name((enum scope)_i);

	ck_assert_msg(plan_scope_parse(name, strlen(name)) == (enum scope)_i, "%s", name);
	ck_assert(plan_scope_parse(name, strlen(name) - 1) == SCOPE_DEFAULT);
}
END_TEST

UNIT_TESTS(plan)
{
	tcase_add_loop_test(tcase, add, 0, ROWS_OF(GOOD));
	tcase_add_loop_test(tcase, malformed, 0, ROWS_OF(BAD));
	tcase_add_test(tcase, add_part_of_a_string);
	tcase_add_test(tcase, full);
	tcase_add_loop_test(tcase, scopes, SCOPE_CHILD, SCOPE_COUNT);
}
