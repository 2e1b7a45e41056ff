/* SPDX-License-Identifier: MIT */
/*
 * Whom foster has asked to end, and by which signal. A process is known by its number and the time of its start, since
 * a number alone is given out again. Pure: it works in memory that the caller brings along.
 */
#ifndef FOSTER_ASKED_H
#define FOSTER_ASKED_H

#include <stdbool.h>
#include <stdint.h>

enum { ASKED_MAX = 65536 }; /* a power of two */

/* One that was asked. A pid of 0: nobody. */
struct asked_process {
	int pid;
	uint32_t started;  /* the last bits of the tick in which it started */
	uint8_t signal;    /* it was asked by */
	int8_t rung;       /* of the stop plan that was out; below 0: none was */
	uint8_t fate;      /* what it made of the signal as it was asked (enum fate); FATE_COUNT: nobody looked */
};

struct asked {
	struct asked_process *slots; /* ASKED_MAX of them; null: nobody was asked */
};

/* The entry of the process PID that started at STARTED, or null where it was not asked. */
const struct asked_process *asked_find(const struct asked *asked, int pid, uint64_t started);

/* Notes that PROCESS was asked. The last is forgotten of those that there is no room for. */
void asked_note(struct asked *asked, struct asked_process process);

#endif
