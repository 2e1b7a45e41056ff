/* SPDX-License-Identifier: MIT */
/* The time: from the kernel, and as text. */
#include "base/clock.h"

#include <stdbool.h>
#include <time.h>

#include "base/kernel.h"

enum { MS_PER_TICK = 10 }; /* of times(2): USER_HZ is 100 on all that foster runs on */

int64_t clock_now_ms(void)
{
	/* One source for good: the two count from different beginnings. A read that fails later repeats the last. */
	static struct {
		int64_t last_ms;
		bool ticks;
	} clock;
	struct timespec64 now;

	if (!clock.ticks && kernel_clock_gettime(CLOCK_MONOTONIC, &now)) {
		clock.last_ms = now.seconds * 1000 + now.nanoseconds / 1000000;
	} else if (clock.ticks || !clock.last_ms) {
		clock.ticks = true;
		clock.last_ms = (int64_t)kernel_times() * MS_PER_TICK;
	}
	return clock.last_ms;
}

/* NUMBER with at least WIDTH digits, and MARK after it. */
static void add_padded(struct text *text, int number, int width, const char *mark)
{
	for (int limit = 10; --width > 0; limit *= 10)
		if (number < limit)
			text_add(text, "0");
	text_add(text, "%d%s", number, mark);
}

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

void clock_add_time(struct text *text, int64_t seconds, int milliseconds)
{
	static const char DAYS[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int days = (int)(seconds / 86400);
	int rest = (int)(seconds % 86400);
	int year = 1970;
	int month = 0;

	for (; days >= 365 + is_leap(year); year++)
		days -= 365 + is_leap(year);
	for (; days >= DAYS[month] + (month == 1 && is_leap(year)); month++)
		days -= DAYS[month] + (month == 1 && is_leap(year));
	add_padded(text, year, 4, "-");
	add_padded(text, month + 1, 2, "-");
	add_padded(text, days + 1, 2, "T");
	add_padded(text, rest / 3600, 2, ":");
	add_padded(text, rest / 60 % 60, 2, ":");
	add_padded(text, rest % 60, 2, ".");
	add_padded(text, milliseconds, 3, "Z");
}

void clock_add_timestamp(struct text *text)
{
	struct timespec64 now = { 0 };

	kernel_clock_gettime(CLOCK_REALTIME, &now);
	clock_add_time(text, now.seconds, (int)(now.nanoseconds / 1000000));
}
