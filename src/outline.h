/* SPDX-License-Identifier: MIT */
/*
 * The plan of another foster in one sentence, from its command line and its environment as /proc shows them. Pure. Read
 * by the same parser as foster's own, so that both understand the same.
 */
#ifndef FOSTER_OUTLINE_H
#define FOSTER_OUTLINE_H

#include "options.h"

enum {
	OUTLINE_WORDS_MAX = 1024,     /* of the command line, and variables; what is beyond is not looked at */
	OUTLINE_COMPLAINT_MAX = 256,
};

struct outline {
	struct options options;
	enum verdict verdict;
	bool blind;  /* not all of its environment could be read */
	char complaint[OUTLINE_COMPLAINT_MAX];
	char *words[OUTLINE_WORDS_MAX + 1];
	char *variables[OUTLINE_WORDS_MAX + 1];
};

/*
 * Reads the LENGTH bytes of /proc/PID/cmdline in WORDS and the BYTES bytes of /proc/PID/environ in VARIABLES; a NUL
 * stands behind each. BYTES is negative where they could not be read. OUTLINE points into both.
 */
void outline_read(struct outline *outline, char *words, long length, char *variables, long bytes);

/* The signal that this foster sends first on a request to stop, SIGTERM where it can't be told. */
int outline_signal(const struct outline *outline);

/* Appends the sentence for the foster that has pid PID. It may hold bytes that are not safe to show. */
void outline_add(struct text *text, const struct outline *outline, int pid);

#endif
