/* SPDX-License-Identifier: MIT */
/* clock.c: moments as RFC 3339 has them. */
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "unit.h"

static const struct {
	int64_t seconds;
	int milliseconds;
	const char *want;
} EVENTS_MAX[] = {
	{ 0, 0, "1970-01-01T00:00:00.000Z" },         { 951782399, 7, "2000-02-28T23:59:59.007Z" },
	{ 951782400, 42, "2000-02-29T00:00:00.042Z" }, { 951868800, 999, "2000-03-01T00:00:00.999Z" },
	{ 1709164800, 1, "2024-02-29T00:00:00.001Z" }, { 1735689599, 0, "2024-12-31T23:59:59.000Z" },
	{ 4107542400, 0, "2100-03-01T00:00:00.000Z" }, { 4107542399, 0, "2100-02-28T23:59:59.000Z" },
};

START_TEST(moments)
{
	char buffer[40] = "";
	struct text text = TEXT_IN(buffer);

	clock_add_time(&text, EVENTS_MAX[_i].seconds, EVENTS_MAX[_i].milliseconds);
	ck_assert_msg(strcmp(buffer, EVENTS_MAX[_i].want) == 0, "%lld: got %s, want %s", (long long)EVENTS_MAX[_i].seconds,
	              buffer, EVENTS_MAX[_i].want);
}
END_TEST

START_TEST(every_day_as_the_libc_has_it)
{
	for (int64_t day = 0; day < 365 * 150; day++) {
		time_t seconds = (time_t)(day * 86400 + 3661);
		struct tm tm;
		char buffer[40] = "", want[40];
		struct text text = TEXT_IN(buffer);

		clock_add_time(&text, seconds, 0);
		strftime(want, sizeof(want), "%Y-%m-%dT%H:%M:%S.000Z", gmtime_r(&seconds, &tm));
		ck_assert_msg(strcmp(buffer, want) == 0, "day %lld: got %s, want %s", (long long)day, buffer, want);
	}
}
END_TEST

START_TEST(time_goes_on)
{
	int64_t first = clock_now_ms();

	ck_assert_int_gt(first, 0);
	ck_assert_int_ge(clock_now_ms(), first);
}
END_TEST

UNIT_TESTS(clock)
{
	tcase_add_loop_test(tcase, moments, 0, ROWS_OF(EVENTS_MAX));
	tcase_add_test(tcase, every_day_as_the_libc_has_it);
	tcase_add_test(tcase, time_goes_on);
}
