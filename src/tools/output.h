/* SPDX-License-Identifier: MIT */
/* What the tools print on stdout, through a buffer of fixed size. An error is reported once, at the end. */
#ifndef FOSTER_OUTPUT_H
#define FOSTER_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

enum { OUTPUT_BYTES = 4096 };

struct output {
	size_t length;  /* bytes that wait */
	int error;      /* the errno that ended writing, or 0 */
	volatile int *waits; /* zero while it waits for its reader; may be null */
	char bytes[OUTPUT_BYTES];
};

/* Nothing is written yet. */
void output_begin(struct output *output);

/* Adds LENGTH bytes of DATA, and writes where the buffer is full. */
void output_add(struct output *output, const char *data, size_t length);

/* Adds TEXT and empties it. */
void output_take(struct output *output, struct text *text);

/* Writes LENGTH bytes of DATA, all that is to be printed. False after a message where it could not. */
bool output_text(const char *data, size_t length);

/* Writes the rest. STATUS, or EXITCODE_FAILED after a message where something could not be written. */
int output_end(struct output *output, int status);

#endif
