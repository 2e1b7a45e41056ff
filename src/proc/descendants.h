/* SPDX-License-Identifier: MIT */
/*
 * Who is below foster: as PID 1 all in the PID namespace, else its descendants, as one look at /proc shows them. A
 * look takes memory for as long as its caller needs it. Processes come and go meanwhile; who wants them all gone
 * looks again.
 */
#ifndef FOSTER_DESCENDANTS_H
#define FOSTER_DESCENDANTS_H

#include <stdbool.h>
#include <stdint.h>

#include "proc/procstatus.h"
#include "proc/tree.h"

/* What a look shows of each process in its tree. The last three are for those who decide. */
struct descendant {
	uint64_t started;     /* tells it from a later one with its number */
	int group;            /* its process group */
	uint32_t blocked, ignored, caught; /* its main thread's signals 1 to 31 */
	bool ended;           /* a zombie */
	bool stopped;         /* by a signal */
	bool terminal;        /* it has a controlling one */
	bool leads;           /* and leads the session of that */
	bool open;            /* it can't take what it is asked by, so that those directly below it are asked, too */
	uint8_t why;          /* why it is asked now (enum asked_why), or 0 */
	uint8_t fate;         /* what it makes of the signal (enum fate); FATE_COUNT: nobody looked */
};

struct descendants {
	struct tree tree;           /* linked below foster, who is its root */
	struct descendant *of;      /* each of its nodes, by the same index */
	int64_t began_ms;           /* when the look began (clock_now_ms) */
	void *memory;
};

/*
 * Looks at all below SELF (foster's pid; INIT: it is PID 1), without the kernel's threads. False where that can't be
 * seen: there is no /proc, or it is that of another PID namespace; there is no memory; there are more than TREE_MAX
 * processes. Else SEEN wants to be forgotten.
 */
bool descendants_look(struct descendants *seen, int self, bool init);

/* Gives the memory back. */
void descendants_forget(struct descendants *seen);

/* Reads what /proc/PID/stat says of one process. False where that can't be read. */
bool descendants_stat(int pid, struct procstat *stat);

/* Whether PID is, still, the process that started at STARTED. */
bool descendants_is(int pid, uint64_t started);

#endif
