/* SPDX-License-Identifier: MIT */
/*
 * Who is below foster: as PID 1 everybody in the PID namespace, else its descendants, found by following each process's
 * parents up. Takes no memory, whatever the number; reads only /proc.
 */
#ifndef FOSTER_CENSUS_H
#define FOSTER_CENSUS_H

#include <stdbool.h>
#include <stdint.h>

/* What is called for each: PID, a descriptor for it or -1, and WITH as it was given. False: that is enough of them. */
typedef bool census_visit(int pid, int pidfd, void *with);

enum {
	CENSUS_ALL = -1,  /* however long it takes */
	CENSUS_LATE = -2,
};

/*
 * Visits all below SELF (foster's pid; INIT: it is PID 1), without the kernel's threads. How many there were;
 * CENSUS_LATE where it was UNTIL_MS (clock_now_ms) before the end, since not as PID 1 whoever is on the host has to
 * be looked at; -1 where /proc can't tell.
 */
int census_each(int self, bool init, int64_t until_ms, census_visit *visit, void *with);

/*
 * The same where foster is not PID 1, each with a descriptor that was opened before it was seen to be below foster:
 * what is sent through that can't reach a stranger that has got the number since. It is -1 before Linux 5.3.
 */
int census_each_pidfd(int self, census_visit *visit, void *with);

/* Those that are more than zombies. */
struct census_left {
	int in_reach;     /* foster's to signal */
	int out_of_reach; /* not: another user's */
	int pid;          /* one of the former */
};

/* Counts them. False where /proc can't tell. */
bool census_left(int self, bool init, struct census_left *left);

#endif
