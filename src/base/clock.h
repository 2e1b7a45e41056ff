/* SPDX-License-Identifier: MIT */
/* The time. The libc's use of the vDSO would cost a kilobyte, and foster asks only where a deadline is near. */
#ifndef FOSTER_CLOCK_H
#define FOSTER_CLOCK_H

#include <stdint.h>

#include "base/text.h"

/*
 * Milliseconds on CLOCK_MONOTONIC or, where that has been refused from the beginning, of times(2). Where it fails later
 * the last answer once more, so that time never jumps.
 */
int64_t clock_now_ms(void);

/* The earlier of two times, or of a time and one that never comes (INT64_MAX). */
static inline int64_t clock_earlier(int64_t one, int64_t other)
{
	return one < other ? one : other;
}

/* Milliseconds from FROM_MS to TO_MS; 0 where that has passed. */
static inline int64_t clock_until(int64_t from_ms, int64_t to_ms)
{
	return to_ms > from_ms ? to_ms - from_ms : 0;
}

/* Appends the time of day in UTC as RFC 3339 has it, with milliseconds: 2026-01-31T12:00:00.000Z. */
void clock_add_timestamp(struct text *text);

/* Appends SECONDS and MILLISECONDS since 1970 in the same form, without reading the clock. */
void clock_add_time(struct text *text, int64_t seconds, int milliseconds);

#endif
