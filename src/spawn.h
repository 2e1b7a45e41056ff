/* SPDX-License-Identifier: MIT */
/*
 * Starts the workload: a new process with the signal mask and the dispositions that foster came with, in its own group
 * or session, before foster reads a signal. The parent tells of a failure.
 */
#ifndef FOSTER_SPAWN_H
#define FOSTER_SPAWN_H

#include <stdbool.h>
#include <stdint.h>

#include "options.h"
#include "terminal.h"

/* What foster came with, and gives to the workload. */
struct heritage {
	char **environ;
	uint64_t mask;          /* blocked signals */
	bool ignores_children;  /* SIGCHLD was ignored */
};

/* The workload's pid, or -1: then *STATUS is the exit status, and a message told why. */
int spawn(const struct options *options, const struct heritage *heritage, const struct terminal *terminal, int *status);

#endif
