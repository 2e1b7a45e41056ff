/* SPDX-License-Identifier: MIT */
/*
 * Starts the workload: a new process with the signal mask and the dispositions that foster came with, in its own
 * group or session, before foster reads a signal. The parent reports a failure. It waits for the child's exec, but
 * not for ever: a file may be on a file system that doesn't answer, and the child may be stopped on its way there.
 */
#ifndef FOSTER_SPAWN_H
#define FOSTER_SPAWN_H

#include <stdbool.h>
#include <stdint.h>

#include "init/address.h"
#include "init/terminal.h"
#include "options/commandline.h"

/* What foster was started with, and gives to the workload. */
struct inherited {
	char **environ;
	uint64_t mask;          /* blocked signals */
	bool sigchld_ignored;   /* SIGCHLD was ignored */
	int parent;             /* foster's parent as it began */
};

enum {
	CHILD_STACK = 16384, /* bytes: PATH_MAX for a path, and the calls up to the exec with room to spare (check_guard) */
};

/* Where the child has got to. The kernel writes the last one, as it clears a thread's id (set_tid_address(2)). */
enum child_state {
	CHILD_GONE,    /* it has its program, or has ended */
	CHILD_READY,   /* it has its group and its session, and wants to execute the command */
	CHILD_BEGINS,
};

/* What foster and the child share. It has to stay where it is for as long as the child may need it. */
struct child {
	const struct options *options;
	const struct inherited *inherited;
	const struct terminal *terminal;
	int self;            /* foster's pid */
	char addressed[ADDRESSED][ADDRESSED_MAX];
	volatile int state;  /* enum child_state */
	volatile int error;  /* what the child leaves: why it could not run the command; 0: it could */
	volatile bool left;  /* foster goes on without having seen its exec */
	unsigned char *stack; /* of CHILD_STACK bytes, gone once the child is */
};

/*
 * Starts OPTIONS->operands by way of CHILD, which is empty. The workload's pid, or -1: then *STATUS is the exit
 * status, after a message.
 */
int spawn(struct child *child, const struct options *options, const struct inherited *inherited,
          const struct terminal *terminal, int *status);

/*
 * Whether the workload, which has ended, never got its program: that took so long that spawn did not wait for it. Then
 * *STATUS is the exit status, after a message.
 */
bool spawn_has_failed(const struct child *child, int *status);

#endif
