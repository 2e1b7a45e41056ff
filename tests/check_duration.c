/* SPDX-License-Identifier: MIT */
/* duration.c: durations read and written. */
#include <string.h>

#include "base/duration.h"
#include "unit.h"

enum { BAD = DURATION_BAD };

static const struct {
	const char *word;
	int64_t want;
} WORDS[] = {
	{ "0", 0 }, { "0s", 0 }, { "0.0", 0 }, { "10", 10000 }, { "10s", 10000 }, { "500ms", 500 }, { "1ms", 1 },
	{ "2m", 120000 }, { "2h", 7200000 }, { "1.5s", 1500 }, { "1.5", 1500 }, { ".5s", 500 }, { ".25", 250 },
	{ "1m30s", 90000 }, { "1h1m1s1ms", 3661001 }, { "30s1m", 90000 }, { "1s1s", 2000 }, { "1.5m", 90000 },
	{ "0.5h", 1800000 }, { "007", 7000 }, { "1.25m0.5s", 75500 },
	/* rounded up, as a sum */
	{ "0.0001s", 1 }, { "1.0001", 1001 }, { "0.1ms", 1 }, { "0.5ms0.5ms", 1 }, { "0.9999999999999s", 1000 },
	{ "1.00000000000000000000000000001s", 1001 }, { "1.00000000000000000000000000000s", 1000 },
	{ "0.000000000001h", 1 }, { "0.3333333333333h", 1200000 }, { "0.00000000000000000000001ms", 1 },
	/* no limit */
	{ "never", DURATION_NEVER }, { "Never", DURATION_NEVER },
	/* a hundred years, and more */
	{ "3155760000", INT64_C(3155760000000) }, { "3155760000s", INT64_C(3155760000000) },
	{ "876600h", INT64_C(3155760000000) }, { "3155760000000ms", INT64_C(3155760000000) },
	{ "3155760001", BAD }, { "3155760000.001", BAD }, { "876600h1ms", BAD }, { "876600h0.0000000001ms", BAD },
	{ "876600h876600h", BAD }, { "9223372036854775807", BAD }, { "9223372036854775808", BAD },
	{ "18446744073709551616", BAD }, { "99999999999999999999999999h", BAD }, { "876601h", BAD },
	/* no durations */
	{ "", BAD }, { " ", BAD }, { "s", BAD }, { "ms", BAD }, { ".", BAD }, { ".s", BAD }, { "5.", BAD }, { "5.s", BAD },
	{ "-1", BAD }, { "+1", BAD }, { "10x", BAD }, { "10 s", BAD }, { " 10", BAD }, { "10s ", BAD }, { "1d", BAD },
	{ "10S", BAD }, { "1m30", BAD }, { "10s5", BAD }, { "1.2.3", BAD }, { "1..2s", BAD }, { "1,5s", BAD }, { "1e3", BAD },
	{ "0x10", BAD }, { "off", BAD }, { "nev", BAD }, { "nevers", BAD }, { "never1s", BAD }, { "1snever", BAD },
	{ "ten", BAD }, { "10mss", BAD }, { "10sm", BAD }, { "\xff", BAD },
};

START_TEST(parse)
{
	int64_t got = duration_parse(WORDS[_i].word, strlen(WORDS[_i].word));

	ck_assert_msg(got == WORDS[_i].want, "'%s': got %lld, want %lld", WORDS[_i].word, (long long)got,
	              (long long)WORDS[_i].want);
}
END_TEST

START_TEST(parse_part_of_a_string)
{
	ck_assert_int_eq(duration_parse("10s,INT", 3), 10000);
	ck_assert_int_eq(duration_parse("10,INT", 2), 10000);
	ck_assert_int_eq(duration_parse("10ms", 3), BAD);
	ck_assert_int_eq(duration_parse("100", 2), BAD); /* a number isn't cut in two */
	ck_assert_int_eq(duration_parse("1.55s", 3), BAD);
}
END_TEST

static const struct {
	int64_t milliseconds;
	const char *want;
} TEXTS[] = {
	{ 0, "0s" }, { 1, "1ms" }, { 250, "250ms" }, { 999, "999ms" }, { 1000, "1s" }, { 1500, "1.5s" }, { 1050, "1.05s" },
	{ 1001, "1.001s" }, { 10000, "10s" }, { 59999, "59.999s" }, { 60000, "1m" }, { 90000, "1m30s" },
	{ 60001, "1m0.001s" }, { 3600000, "1h" }, { 3660000, "1h1m" }, { 3601000, "1h1s" }, { 3661500, "1h1m1.5s" },
	{ 360000000, "100h" }, { DURATION_NEVER, "never" }, { DURATION_OFF, "off" },
};

START_TEST(add)
{
	char got[64];
	struct text text = TEXT_IN(got);

	text_clear(&text);
	duration_add(&text, TEXTS[_i].milliseconds);
	ck_assert_msg(strcmp(got, TEXTS[_i].want) == 0, "%lld: got %s, want %s", (long long)TEXTS[_i].milliseconds, got,
	              TEXTS[_i].want);
	if (TEXTS[_i].milliseconds != DURATION_OFF)
		ck_assert_int_eq(duration_parse(got, text.length), TEXTS[_i].milliseconds);
}
END_TEST

UNIT_TESTS(duration)
{
	tcase_add_loop_test(tcase, parse, 0, ROWS_OF(WORDS));
	tcase_add_test(tcase, parse_part_of_a_string);
	tcase_add_loop_test(tcase, add, 0, ROWS_OF(TEXTS));
}
