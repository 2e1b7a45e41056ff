/* SPDX-License-Identifier: MIT */
/* exitcode.c: rules read, and what they make of an exit status. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/signame.h"
#include "options/exitcode.h"
#include "unit.h"

enum { RULES = 4 };

/* RULES in the order given; CODE is the workload's, SENT the signal of the stop plan that was sent (0: none). */
static const struct {
	const char *rules[RULES];
	int code;
	int sent;
	int want;
} STORIES[] = {
	{ { NULL }, 0, 0, 0 }, { { NULL }, 255, 0, 255 }, { { NULL }, 143, SIGTERM, 143 },
	{ { "143" }, 143, 0, 0 }, { { "143" }, 142, 0, 142 }, { { "143:7" }, 143, 0, 7 }, { { "0:1" }, 0, 0, 1 },
	{ { "1-3:9" }, 0, 0, 0 }, { { "1-3:9" }, 1, 0, 9 }, { { "1-3:9" }, 3, 0, 9 }, { { "1-3:9" }, 4, 0, 4 },
	{ { "0-255" }, 255, 0, 0 }, { { "5-5:6" }, 5, 0, 6 }, { { "255:255" }, 255, 0, 255 }, { { "007" }, 7, 0, 0 },
	/* a rule maps the workload's own status, once */
	{ { "1:2", "2:3" }, 1, 0, 2 }, { { "126", "127" }, 127, 0, 0 },
	/* the later rule wins */
	{ { "1:2", "1:3" }, 1, 0, 3 }, { { "1-9:2", "5:1" }, 5, 0, 1 }, { { "5:1", "1-9:2" }, 5, 0, 2 },
	/* stop: 128+n of a signal that the plan had sent */
	{ { "stop" }, 143, SIGTERM, 0 }, { { "stop" }, 143, 0, 143 }, { { "stop" }, 143, SIGINT, 143 },
	{ { "stop" }, 130, SIGINT, 0 }, { { "stop:9" }, 131, SIGQUIT, 9 }, { { "stop" }, 0, SIGTERM, 0 },
	{ { "stop:9" }, 0, SIGTERM, 0 }, { { "stop:9" }, 15, SIGTERM, 15 }, { { "stop:9" }, 128, SIGTERM, 128 },
	{ { "stop:9" }, 128 + 64, 64, 9 }, { { "stop:9" }, 128 + 65, 64, 193 }, { { "stop:9" }, 255, 64, 255 },
	{ { "stop:9" }, 129, 1, 9 },
	/* of stop and a number, the later one */
	{ { "stop:9", "143:1" }, 143, SIGTERM, 1 }, { { "143:1", "stop:9" }, 143, SIGTERM, 9 },
	{ { "143:1", "stop:9" }, 143, 0, 1 }, { { "stop:9", "143:1" }, 130, SIGINT, 9 },
	{ { "stop:9", "stop:8" }, 143, SIGTERM, 8 }, { { "stop:9", "100-200:3", "stop:4" }, 143, SIGTERM, 4 },
	{ { "stop:9", "100-200:3" }, 143, SIGTERM, 3 },
};

static bool add_bytes(struct exitcode_rules *rules, const char *word, size_t length)
{
	struct text_part part = { word, length };

	return exitcode_add(rules, &part);
}

START_TEST(report)
{
	struct exitcode_rules rules;
	uint64_t sent = STORIES[_i].sent ? signal_bit(STORIES[_i].sent) : 0;
	int got;

	exitcode_reset(&rules);
	for (int i = 0; i < RULES && STORIES[_i].rules[i]; i++)
		ck_assert_msg(add_bytes(&rules, STORIES[_i].rules[i], strlen(STORIES[_i].rules[i])), "%s is refused",
		              STORIES[_i].rules[i]);
	got = exitcode_report(&rules, STORIES[_i].code, sent);
	ck_assert_msg(got == STORIES[_i].want, "row %d: %s, code %d, sent %d: got %d, want %d", _i, STORIES[_i].rules[0],
	              STORIES[_i].code, STORIES[_i].sent, got, STORIES[_i].want);
}
END_TEST

/* What is malformed, and the part that is at fault. */
static const struct {
	const char *word, *bad;
} BAD[] = {
	{ "", "" }, { "256", "256" }, { "-1", "-1" }, { "+1", "+1" }, { " 1", " 1" }, { "1 ", "1 " }, { "x", "x" },
	{ "99999999999999999999", "99999999999999999999" }, { "0x10", "0x10" }, { "1,2", "1,2" }, { "TERM", "TERM" },
	{ "SIGTERM:0", "SIGTERM" }, { "143=0", "143=0" }, { "sto", "sto" }, { "stopp", "stopp" }, { "STOPPED", "STOPPED" },
	{ "stop-1", "stop-1" }, { "1-stop", "stop" },
	/* behind the colon */
	{ "1:", "" }, { ":1", "" }, { ":", "" }, { "1:256", "256" }, { "1:-1", "-1" }, { "1:x", "x" }, { "1:2:3", "2:3" },
	{ "stop:", "" }, { "stop:256", "256" }, { "1:stop", "stop" }, { "1-3:", "" }, { "256:7", "256" }, { "x:y", "y" },
	/* a range */
	{ "3-1", "3-1" }, { "3-1:7", "3-1" }, { "1-", "" }, { "-", "-" }, { "-3", "-3" }, { "1-256", "256" }, { "300-1", "300-1" },
	{ "1-2-3", "2-3" },
};

START_TEST(malformed)
{
	struct exitcode_rules rules, untouched;
	const char *word = BAD[_i].word;
	struct text_part bad = { word, strlen(word) };

	exitcode_reset(&rules);
	exitcode_reset(&untouched);
	ck_assert_msg(!exitcode_add(&rules, &bad), "'%s' is taken for a rule", word);
	ck_assert_msg(bad.length == strlen(BAD[_i].bad) && strncmp(bad.at, BAD[_i].bad, bad.length) == 0,
	              "'%s': got '%.*s', want '%s'", word, (int)bad.length, bad.at, BAD[_i].bad);
	ck_assert_msg(memcmp(&rules, &untouched, sizeof(rules)) == 0, "'%s' changes the rules", word);
}
END_TEST

START_TEST(add_part_of_a_string)
{
	struct exitcode_rules rules;

	exitcode_reset(&rules);
	ck_assert(add_bytes(&rules, "143,1", 3));
	ck_assert(!add_bytes(&rules, "143", 2)); /* a number isn't cut in two */
	ck_assert(!add_bytes(&rules, "1:34", 3));
	ck_assert_int_eq(exitcode_report(&rules, 1, 0), 1);
}
END_TEST

UNIT_TESTS(exitcode)
{
	tcase_add_loop_test(tcase, report, 0, ROWS_OF(STORIES));
	tcase_add_loop_test(tcase, malformed, 0, ROWS_OF(BAD));
	tcase_add_test(tcase, add_part_of_a_string);
}
