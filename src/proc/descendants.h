/* SPDX-License-Identifier: MIT */
/*
 * A walk over the processes below foster: as PID 1 all in the PID namespace, else its descendants, found by following
 * each process's parents up. Needs the same 4 KiB of stack whatever their number; reads only /proc.
 */
#ifndef FOSTER_DESCENDANTS_H
#define FOSTER_DESCENDANTS_H

#include <stdbool.h>
#include <stdint.h>

/* What is called for each: PID, a descriptor for it or -1, and WITH as it was given. False: that is enough of them. */
typedef bool descendants_visit(int pid, int pidfd, void *with);

enum {
	DESCENDANTS_ALL = -1,  /* however long it takes */
	DESCENDANTS_LATE = -2,
};

/*
 * Visits all below SELF (foster's pid; INIT: it is PID 1), without the kernel's threads. How many there were;
 * DESCENDANTS_LATE where it was UNTIL_MS (clock_now_ms) before the end, since not as PID 1 each process of the host has
 * to be looked at; -1 where /proc can't be read.
 */
int descendants_each(int self, bool init, int64_t until_ms, descendants_visit *visit, void *with);

/*
 * The same where foster is not PID 1, each with a descriptor that was opened before it was seen to be below foster:
 * what is sent through that can't reach a stranger that has got the number since. It is -1 before Linux 5.3.
 */
int descendants_each_pidfd(int self, descendants_visit *visit, void *with);

/* Those that are more than zombies. */
struct descendants_left {
	int in_reach;     /* foster's to signal */
	int out_of_reach; /* not: another user's */
	int pid;          /* one of the former */
};

/* Counts them. False where /proc can't be read. */
bool descendants_left(int self, bool init, struct descendants_left *left);

#endif
