/* SPDX-License-Identifier: MIT */
/* Durations as people write them. Counts in nanoseconds while it reads, so that fractions come out exact. */
#include "base/duration.h"

#include <stdbool.h>

#define NS_PER_MS INT64_C(1000000)
#define NS_PER_S (1000 * NS_PER_MS)
#define NS_MAX (INT64_C(36525) * 24 * 3600 * NS_PER_S) /* a hundred years */

enum { MS_PER_S = 1000, MS_PER_M = 60 * MS_PER_S, MS_PER_H = 60 * MS_PER_M };

/* A sum that is being read. */
struct sum {
	int64_t ns;
	bool more;  /* a fraction below 1 ns was dropped: round up */
};

/* The nanoseconds of the unit at *CURSOR, which moves past it; 0 where there is none. */
static int64_t read_unit(const char **cursor)
{
	const char *at = *cursor;

	if (at[0] == 'm' && at[1] == 's') {
		*cursor += 2;
		return NS_PER_MS;
	}
	++*cursor;
	switch (*at) {
	case 's':
		return NS_PER_S;
	case 'm':
		return 60 * NS_PER_S;
	case 'h':
		return 3600 * NS_PER_S;
	default:
		*cursor = at;
		return 0;
	}
}

/* Adds the number (its fraction, too) and the unit at *CURSOR, and moves past them. ALONE: the unit may be missing. */
static bool add_term(struct sum *sum, const char **cursor, const char *end, bool alone)
{
	const char *fraction;
	long long whole = 0;
	int64_t unit;

	if (**cursor != '.')
		whole = text_number(cursor, NS_MAX);
	fraction = *cursor;
	if (*fraction == '.') {
		do
			++*cursor;
		while (text_is_digit(**cursor));
		if (*cursor == ++fraction)
			return false;
	}
	unit = read_unit(cursor);
	if (!unit && alone && *cursor == end)
		unit = NS_PER_S;
	if (!unit || whole < 0 || whole > NS_MAX / unit)
		return false;
	sum->ns += whole * unit;
	for (; text_is_digit(*fraction); fraction++) {
		unit /= 10;
		sum->ns += (*fraction - '0') * unit;
		sum->more |= !unit && *fraction > '0';
	}
	return sum->ns + sum->more <= NS_MAX;
}

int64_t duration_parse(const char *word, size_t length)
{
	struct sum sum = { 0, false };
	const char *cursor = word, *end = word + length;

	if (text_same_word(word, length, "never"))
		return DURATION_NEVER;
	do {
		if (cursor >= end || !add_term(&sum, &cursor, end, cursor == word))
			return DURATION_BAD;
	} while (cursor != end);
	return (sum.ns + sum.more + NS_PER_MS - 1) / NS_PER_MS;
}

/* Appends COUNT and UNIT where there is something to say. */
static void add_part(struct text *text, int64_t count, const char *unit)
{
	if (count)
		text_add(text, "%lld%s", (long long)count, unit);
}

void duration_add(struct text *text, int64_t milliseconds)
{
	int64_t seconds = milliseconds / MS_PER_S % 60;
	int rest = (int)(milliseconds % MS_PER_S);

	if (milliseconds == DURATION_OFF || milliseconds == DURATION_NEVER) {
		text_add(text, milliseconds == DURATION_OFF ? "off" : "never");
		return;
	}
	if (milliseconds < MS_PER_S && rest) {
		text_add(text, "%dms", rest);
		return;
	}
	add_part(text, milliseconds / MS_PER_H, "h");
	add_part(text, milliseconds % MS_PER_H / MS_PER_M, "m");
	if (milliseconds && !seconds && !rest)
		return;
	text_add(text, rest ? "%d." : "%d", (int)seconds);
	for (int place = MS_PER_S / 10; rest; place /= 10) { /* as many places as it takes */
		text_add(text, "%d", rest / place);
		rest %= place;
	}
	text_add(text, "s");
}
