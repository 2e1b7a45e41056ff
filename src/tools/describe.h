/* SPDX-License-Identifier: MIT */
/*
 * The plan of another foster in one sentence, from its command line and its environment as /proc shows them. Pure. Read
 * by the same parser as foster's own, so that both understand the same.
 */
#ifndef FOSTER_DESCRIBE_H
#define FOSTER_DESCRIBE_H

#include "options/commandline.h"

enum {
	DESCRIBE_WORDS_MAX = 1024,     /* of the command line, and variables; what is beyond is not read */
	DESCRIBE_ERROR_MAX = 256,
};

struct description {
	struct options options;
	enum mode mode;
	bool blind;  /* not all of its environment could be read */
	char error[DESCRIBE_ERROR_MAX];
	char *words[DESCRIBE_WORDS_MAX + 1];
	char *variables[DESCRIBE_WORDS_MAX + 1];
};

/*
 * Reads the LENGTH bytes of /proc/PID/cmdline in WORDS and the BYTES bytes of /proc/PID/environ in VARIABLES; a NUL
 * stands after each. BYTES is negative where they could not be read. NESTED: its parent is a foster. DESCRIPTION
 * points into both.
 */
void describe_read(struct description *description, char *words, long length, char *variables, long bytes,
                   bool nested);

/* The signal that this foster sends first on a request to stop, SIGTERM where that can't be read. */
int describe_signal(const struct description *description);

/* Appends the sentence for the foster that has pid PID. It may hold bytes that are not safe to show. */
void describe_add(struct text *text, const struct description *description, int pid);

#endif
