/* SPDX-License-Identifier: MIT */
/* The time, by raw system calls. */
#include "clock.h"

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static struct moment read_clock(clockid_t clock)
{
	struct moment now = { 0 };

#ifdef SYS_clock_gettime64
	syscall(SYS_clock_gettime64, clock, &now);
#else
	syscall(SYS_clock_gettime, clock, &now);
#endif
	return now;
}

int64_t clock_now_ms(void)
{
	struct moment now = read_clock(CLOCK_MONOTONIC);

	return now.seconds * 1000 + now.nanoseconds / 1000000;
}

/* NUMBER with at least WIDTH digits. */
static void add_padded(struct text *text, int number, int width)
{
	for (int limit = 10; --width > 0; limit *= 10)
		if (number < limit)
			text_add(text, "0");
	text_add(text, "%d", number);
}

void clock_add_moment(struct text *text, int64_t seconds, int milliseconds)
{
	static const char MARKS[] = "--T::.";
	int64_t days = seconds / 86400;
	int rest = (int)(seconds % 86400);
	/* Years that begin in March put the leap day last, so that month lengths follow one formula. */
	int64_t shifted = days + 719468; /* days from 0000-03-01 to 1970-01-01 */
	int era = (int)(shifted / 146097);
	int day = (int)(shifted % 146097); /* of the 400 years */
	int year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	int of_year = day - (365 * year + year / 4 - year / 100);
	int month = (5 * of_year + 2) / 153; /* 0 is March */
	int parts[] = {
		year + era * 400 + (month >= 10), month < 10 ? month + 3 : month - 9,
		of_year - (153 * month + 2) / 5 + 1, rest / 3600, rest / 60 % 60, rest % 60, milliseconds,
	};

	for (int i = 0; i < 7; i++) {
		add_padded(text, parts[i], i == 0 ? 4 : i == 6 ? 3 : 2);
		text_add(text, "%c", i < 6 ? MARKS[i] : 'Z');
	}
}

void clock_add_timestamp(struct text *text)
{
	struct moment now = read_clock(CLOCK_REALTIME);

	clock_add_moment(text, now.seconds, (int)(now.nanoseconds / 1000000));
}
