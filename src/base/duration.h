/* SPDX-License-Identifier: MIT */
/* Durations as people write them: 500ms, 1.5s, 1m30s, 2h, 10 (seconds), never, off. Pure. */
#ifndef FOSTER_DURATION_H
#define FOSTER_DURATION_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* No limit; as a time, one that doesn't come. */
#define DURATION_NEVER INT64_MAX

enum {
	DURATION_OFF = -1,   /* --sweep off */
	DURATION_BAD = -2,   /* no duration, or over a hundred years */
};

/*
 * The milliseconds that LENGTH bytes at WORD stand for, rounded up to the next whole one; DURATION_NEVER for "never";
 * DURATION_BAD for anything else, a sum over a hundred years included. "off" is for the caller to know.
 */
int64_t duration_parse(const char *word, size_t length);

/* Appends MILLISECONDS as a person says it: 250ms, 1.5s, 1m30s, never. */
void duration_add(struct text *text, int64_t milliseconds);

#endif
