/* SPDX-License-Identifier: MIT */
/* text.c: conversions, cutting, escaping of hostile bytes, and words. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "base/text.h"
#include "unit.h"

/* What text_add makes of one conversion. */
static const struct {
	const char *want;
	long long number;
	char conversion;
} NUMBERS[] = {
	{ "0", 0, 'd' }, { "-1", -1, 'd' }, { "2147483647", INT_MAX, 'd' }, { "-2147483648", INT_MIN, 'd' },
	{ "4294967295", UINT_MAX, 'u' }, { "ff", 255, 'x' }, { "9223372036854775807", LLONG_MAX, 'D' },
	{ "-9223372036854775808", LLONG_MIN, 'D' }, { "18446744073709551615", -1, 'U' }, { "ffffffffffffffff", -1, 'X' },
	{ "A", 'A', 'c' },
};

START_TEST(numbers)
{
	char buffer[64];
	struct text text = TEXT_IN(buffer);
	long long number = NUMBERS[_i].number;

	text_clear(&text);
	switch (NUMBERS[_i].conversion) {
	case 'd': text_add(&text, "%d", (int)number); break;
	case 'u': text_add(&text, "%u", (unsigned int)number); break;
	case 'x': text_add(&text, "%x", (unsigned int)number); break;
	case 'D': text_add(&text, "%lld", number); break;
	case 'U': text_add(&text, "%llu", (unsigned long long)number); break;
	case 'X': text_add(&text, "%llx", (unsigned long long)number); break;
	default: text_add(&text, "%c", (int)number); break;
	}
	ck_assert_msg(strcmp(buffer, NUMBERS[_i].want) == 0, "%c of %lld: got %s, want %s", NUMBERS[_i].conversion,
	              number, buffer, NUMBERS[_i].want);
}
END_TEST

START_TEST(strings_and_errors)
{
	char buffer[128];
	struct text text = TEXT_IN(buffer);
	const char *volatile nothing = NULL; /* volatile, so that no compiler warns of it */

	text_clear(&text);
	errno = EACCES;
	text_add(&text, "[%s|%.*s|%s|%%|%m]", "whole", 3, "part of it", nothing);
	ck_assert_str_eq(buffer, "[whole|par||%|permission denied]");
	ck_assert_int_eq(errno, EACCES);
	text_clear(&text);
	errno = 4000;
	text_add(&text, "%m");
	ck_assert_str_eq(buffer, "error 4000");
}
END_TEST

START_TEST(what_does_not_fit_is_cut)
{
	char buffer[5] = "";
	struct text text = TEXT_IN(buffer);

	text_add(&text, "%s", "abcd");
	ck_assert(!text.cut);
	text_add(&text, "e");
	ck_assert(text.cut);
	ck_assert_str_eq(buffer, "abcd");
	text_clear(&text);
	ck_assert(!text.cut);
	ck_assert_str_eq(buffer, "");
}
END_TEST

#define BAD "\\ufffd"
#define UNSAFE(in, text, json) { in, text, text, json }

static const struct {
	const char *in;
	const char *text, *utf8, *json; /* null: as it is */
} SAFE[] = {
	{ "numbers_only", NULL, NULL, NULL },
	{ "\x1b[2J", "\\x1b[2J", "\\x1b[2J", "\\u001b[2J" },
	{ "a\nb\tc\r", "a\\x0ab\\x09c\\x0d", "a\\x0ab\\x09c\\x0d", "a\\u000ab\\u0009c\\u000d" },
	{ "\x7f", "\\x7f", "\\x7f", "\\u007f" },
	{ "q\"b\\", NULL, NULL, "q\\\"b\\\\" },
	{ "\xc3\xa9", NULL, NULL, NULL },
	{ "\xc4\x9b" "31m", "\\xc4\\x9b31m", NULL, "\\u011b31m" },              /* CSI where bytes are characters */
	{ "\xe2\x82\xac", "\\xe2\\x82\\xac", NULL, "\\u20ac" },
	{ "\xf0\x9f\x98\x80", "\\xf0\\x9f\\x98\\x80", NULL, "\\ud83d\\ude00" },
	{ "\xf4\x8f\xbf\xbf", "\\xf4\\x8f\\xbf\\xbf", NULL, "\\udbff\\udfff" }, /* the last one */
	{ "\xc2\x9b" "31m", "\\xc2\\x9b31m", "\\xc2\\x9b31m", "\\u009b31m" },         /* CSI in UTF-8 */
	{ "\x9b" "31m", "\\x9b31m", "\\x9b31m", BAD "31m" },                     /* CSI as one byte */
	{ "\xc3", "\\xc3", "\\xc3", BAD },                                      /* half a character */
	{ "\xc3\xc3\xa9", "\\xc3\xc3\xa9", "\\xc3\xc3\xa9", BAD "\xc3\xa9" },  /* and a whole one */
	{ "\xe2\x82", "\\xe2\\x82", "\\xe2\\x82", BAD },                         /* two thirds, a third */
	{ "\xe2(", "\\xe2(", "\\xe2(", BAD "(" },
	{ "\xf0\x9f\x98z", "\\xf0\\x9f\\x98z", "\\xf0\\x9f\\x98z", BAD "z" },
	{ "\xf0\x9f\xf0\x9f\x98\x80", "\\xf0\\x9f\\xf0\\x9f\\x98\\x80", "\\xf0\\x9f\xf0\x9f\x98\x80", BAD "\\ud83d\\ude00" },
	{ "\xc0\x80", "\\xc0\\x80", "\\xc0\\x80", BAD BAD },                     /* NUL made longer */
	{ "\xe0\x80\x80", "\\xe0\\x80\\x80", "\\xe0\\x80\\x80", BAD BAD BAD },
	{ "\xe0\x9f\xbf", "\\xe0\\x9f\\xbf", "\\xe0\\x9f\\xbf", BAD BAD BAD },
	{ "\xe0\xa0\x80", "\\xe0\\xa0\\x80", NULL, "\\u0800" },
	{ "\xed\x9f\xbf", "\\xed\\x9f\\xbf", NULL, "\\ud7ff" },
	{ "\xed\xa0\x80", "\\xed\\xa0\\x80", "\\xed\\xa0\\x80", BAD BAD BAD },   /* a surrogate */
	{ "\xee\x80\x80", "\\xee\\x80\\x80", NULL, "\\ue000" },
	{ "\xf0\x8f\xbf\xbf", "\\xf0\\x8f\\xbf\\xbf", "\\xf0\\x8f\\xbf\\xbf", BAD BAD BAD BAD },
	{ "\xf0\x90\x80\x80", "\\xf0\\x90\\x80\\x80", NULL, "\\ud800\\udc00" },
	{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80", "\\xf4\\x90\\x80\\x80", BAD BAD BAD BAD },
	{ "\xf5\x80", "\\xf5\\x80", "\\xf5\\x80", BAD BAD },
	{ "\xef\xbf\xbd", NULL, NULL, NULL },                  /* the replacement itself */
	UNSAFE("\xd8\x9c", "\\xd8\\x9c", "\\u061c"),                             /* direction of writing */
	UNSAFE("\xe2\x80\x8e", "\\xe2\\x80\\x8e", "\\u200e"),
	UNSAFE("\xe2\x80\x8f", "\\xe2\\x80\\x8f", "\\u200f"),
	UNSAFE("\xe2\x80\xaa", "\\xe2\\x80\\xaa", "\\u202a"),
	UNSAFE("\xe2\x80\xae", "\\xe2\\x80\\xae", "\\u202e"),
	UNSAFE("\xe2\x81\xa6", "\\xe2\\x81\\xa6", "\\u2066"),
	UNSAFE("\xe2\x81\xa9", "\\xe2\\x81\\xa9", "\\u2069"),
	UNSAFE("\xe2\x80\xa8", "\\xe2\\x80\\xa8", "\\u2028"),                    /* ends of lines */
	UNSAFE("\xe2\x80\xa9", "\\xe2\\x80\\xa9", "\\u2029"),
	UNSAFE("\xef\xbb\xbf", "\\xef\\xbb\\xbf", "\\ufeff"),
	UNSAFE("\xc2\x80", "\\xc2\\x80", "\\u0080"),                             /* C1 */
	UNSAFE("\xc2\x85", "\\xc2\\x85", "\\u0085"),
	UNSAFE("\xc2\x9f", "\\xc2\\x9f", "\\u009f"),
	{ "\xc2\xa0", NULL, NULL, NULL },
	{ "\\x1b \\y \\", "\\x5cx1b \\y \\", "\\x5cx1b \\y \\", "\\\\x1b \\\\y \\\\" }, /* looks like an escape */
};

START_TEST(hostile_bytes)
{
	static const unsigned int WAYS[] = { 0, TEXT_UTF8, TEXT_JSON };
	const char *wants[] = { SAFE[_i].text, SAFE[_i].utf8, SAFE[_i].json };

	for (int way = 0; way < 3; way++) {
		const char *want = wants[way] ? wants[way] : SAFE[_i].in;
		char buffer[128];
		struct text text = TEXT_IN(buffer);

		text_clear(&text);
		text_add_safe(&text, SAFE[_i].in, strlen(SAFE[_i].in), WAYS[way]);
		ck_assert_msg(strcmp(buffer, want) == 0, "row %d, way %d: got %s, want %s", _i, way, buffer, want);
	}
}
END_TEST

START_TEST(an_escape_is_never_cut_in_two)
{
	char buffer[40];

	for (size_t size = 1; size <= sizeof(buffer); size++) {
		struct text text = { .data = buffer, .size = size };

		text_clear(&text);
		text_add_safe(&text, "\x01\x02\x03\x04\x05\x06\x07", 7, TEXT_JSON);
		ck_assert_msg(text.length % 6 == 0, "size %zu: half an escape: %s", size, buffer);
	}
}
END_TEST

static const struct {
	const char *in;
	long long max, want;
	size_t used;
} READ[] = {
	{ "0", 10, 0, 1 }, { "10", 10, 10, 2 }, { "11", 10, -1, 0 }, { "7x", 10, 7, 1 }, { "", 10, -1, 0 }, { "-1", 10, -1,
		0 },
	{ "+1", 10, -1, 0 }, { "007", 10, 7, 3 }, { "9223372036854775807", LLONG_MAX, LLONG_MAX, 19 },
	{ "9223372036854775808", LLONG_MAX, -1, 0 }, { "99999999999999999999999", LLONG_MAX, -1, 0 },
};

START_TEST(reading_numbers)
{
	const char *cursor = READ[_i].in;
	long long got = text_number(&cursor, READ[_i].max);

	ck_assert_msg(got == READ[_i].want, "'%s': got %lld, want %lld", READ[_i].in, got, READ[_i].want);
	ck_assert_msg((size_t)(cursor - READ[_i].in) == READ[_i].used, "'%s': the cursor is at %zu", READ[_i].in,
	              (size_t)(cursor - READ[_i].in));
}
END_TEST

/* As strtol(3) begins: in the same units. */
static const struct {
	const char *in;
	long long max, want;
	size_t used;
} SIGNED[] = {
	{ "7", 10, 7, 1 }, { " \t\n\v\f\r7", 10, 7, 7 }, { "+7", 10, 7, 2 }, { " +07x", 10, 7, 4 }, { "-0", 10, 0, 2 },
	{ "-00:", 10, 0, 3 }, { "-1", 10, -1, 0 }, { "-01", 10, -1, 0 }, { "11", 10, -1, 0 }, { "+ 7", 10, -1, 0 },
	{ "+-7", 10, -1, 0 }, { "", 10, -1, 0 }, { " ", 10, -1, 0 }, { "0x7", 10, 0, 1 }, { "\b7", 10, -1, 0 },
	{ "\xa0" "7", 10, -1, 0 },
};

START_TEST(reading_signed_numbers)
{
	const char *cursor = SIGNED[_i].in;
	long long got = text_signed_number(&cursor, SIGNED[_i].max);

	ck_assert_msg(got == SIGNED[_i].want, "'%s': got %lld, want %lld", SIGNED[_i].in, got, SIGNED[_i].want);
	ck_assert_msg((size_t)(cursor - SIGNED[_i].in) == SIGNED[_i].used, "'%s': the cursor is at %zu", SIGNED[_i].in,
	              (size_t)(cursor - SIGNED[_i].in));
}
END_TEST

START_TEST(same_words)
{
	ck_assert(text_same_word("TERM", 4, "term"));
	ck_assert(text_same_word("termite", 4, "TERM"));
	ck_assert(!text_same_word("TER", 3, "TERM"));
	ck_assert(!text_same_word("TERMS", 5, "TERM"));
	ck_assert(text_same_word("", 0, ""));
	ck_assert(!text_same_word("[", 1, "{"));
}
END_TEST

UNIT_TESTS(text)
{
	tcase_add_loop_test(tcase, numbers, 0, ROWS_OF(NUMBERS));
	tcase_add_test(tcase, strings_and_errors);
	tcase_add_test(tcase, what_does_not_fit_is_cut);
	tcase_add_loop_test(tcase, hostile_bytes, 0, ROWS_OF(SAFE));
	tcase_add_test(tcase, an_escape_is_never_cut_in_two);
	tcase_add_loop_test(tcase, reading_numbers, 0, ROWS_OF(READ));
	tcase_add_loop_test(tcase, reading_signed_numbers, 0, ROWS_OF(SIGNED));
	tcase_add_test(tcase, same_words);
}
