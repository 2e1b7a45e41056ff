/* SPDX-License-Identifier: MIT */
/* The time, by raw system calls. */
#include "base/clock.h"

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* musl has this name for the first generation of the call on 32-bit machines. */
#ifdef SYS_clock_gettime32
#define CLOCK_GETTIME SYS_clock_gettime32
#else
#define CLOCK_GETTIME SYS_clock_gettime
#endif

enum { MS_PER_TICK = 10 }; /* of times(2): USER_HZ is 100 on all that foster runs on */

/* Linux before 5.1, and a seccomp profile that is older than it, know the first generation only. */
static bool read_clock(clockid_t clock, struct timespec64 *now)
{
	struct timespec_old first;

#ifdef SYS_clock_gettime64
	if (syscall(SYS_clock_gettime64, clock, now) == 0)
		return true;
#endif
	if (syscall(CLOCK_GETTIME, clock, &first) < 0)
		return false;
	*now = (struct timespec64){ first.seconds, first.nanoseconds };
	return true;
}

int64_t clock_now_ms(void)
{
	/* One source for good: the two count from different beginnings. A read that fails later repeats the last. */
	static struct {
		int64_t last_ms;
		bool ticks;
	} clock;
	struct timespec64 now;

	if (!clock.ticks && read_clock(CLOCK_MONOTONIC, &now)) {
		clock.last_ms = now.seconds * 1000 + now.nanoseconds / 1000000;
	} else if (clock.ticks || !clock.last_ms) {
		clock.ticks = true;
		clock.last_ms = (int64_t)(unsigned long)syscall(SYS_times, NULL) * MS_PER_TICK;
	}
	return clock.last_ms;
}

/* NUMBER with at least WIDTH digits. */
static void add_padded(struct text *text, int number, int width)
{
	for (int limit = 10; --width > 0; limit *= 10)
		if (number < limit)
			text_add(text, "0");
	text_add(text, "%d", number);
}

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

void clock_add_time(struct text *text, int64_t seconds, int milliseconds)
{
	static const char MARKS[] = "--T::.Z";
	static const char DAYS[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int days = (int)(seconds / 86400);
	int rest = (int)(seconds % 86400);
	int year = 1970;
	int month = 0;

	for (; days >= 365 + is_leap(year); year++)
		days -= 365 + is_leap(year);
	for (; days >= DAYS[month] + (month == 1 && is_leap(year)); month++)
		days -= DAYS[month] + (month == 1 && is_leap(year));
	for (int i = 0; i < 7; i++) {
		int parts[] = { year, month + 1, days + 1, rest / 3600, rest / 60 % 60, rest % 60, milliseconds };

		add_padded(text, parts[i], i == 0 ? 4 : i == 6 ? 3 : 2);
		text_add_bytes(text, &MARKS[i], 1);
	}
}

void clock_add_timestamp(struct text *text)
{
	struct timespec64 now = { 0 };

	read_clock(CLOCK_REALTIME, &now);
	clock_add_time(text, now.seconds, (int)(now.nanoseconds / 1000000));
}
