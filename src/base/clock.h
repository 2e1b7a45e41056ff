/* SPDX-License-Identifier: MIT */
/*
 * The time, by raw system calls: the libc's vDSO look-up costs a kilobyte, and foster asks only where a deadline is
 * near.
 */
#ifndef FOSTER_CLOCK_H
#define FOSTER_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* The kernel's struct timespec with 64-bit time: on 32-bit machines that is the second generation of each call. */
struct timespec64 {
	int64_t seconds;
	int64_t nanoseconds;
};

/* What the first generation takes: on 64-bit machines the same. */
struct timespec_old {
	long seconds;
	long nanoseconds;
};

/*
 * Milliseconds on CLOCK_MONOTONIC or, where that has been refused from the beginning, of times(2). Where it fails later
 * the last answer once more, so that time never jumps.
 */
int64_t clock_now_ms(void);

/* Appends the time of day in UTC as RFC 3339 has it, with milliseconds: 2026-01-31T12:00:00.000Z. */
void clock_add_timestamp(struct text *text);

/* Appends SECONDS and MILLISECONDS since 1970 in the same form. Pure. */
void clock_add_time(struct text *text, int64_t seconds, int milliseconds);

#endif
