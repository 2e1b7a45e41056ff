/* SPDX-License-Identifier: MIT */
/*
 * Signals as numbers and as names, counted as kill -l, Docker and systemd count: RTMIN is 34 and RTMAX 64, whatever
 * the libc says (musl's SIGRTMIN is 35). Pure.
 */
#ifndef FOSTER_SIGNAME_H
#define FOSTER_SIGNAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum {
	SIGNAL_MAX = 64,  /* the kernel's highest on the architectures that foster knows */
	SIGNAL_RTMIN = 34,
	SIGNAL_RTMAX = 64,
};

/* The bit that stands for SIGNAL (1 to 64) in a 64-bit mask as the kernel and /proc/PID/status lay it out. */
static inline uint64_t signal_bit(int signal)
{
	return UINT64_C(1) << (signal - 1);
}

/*
 * The number of the signal that LENGTH bytes at WORD name: a name in any case with or without SIG, a synonym (IOT, CLD,
 * POLL, UNUSED), RTMIN, RTMIN+n, RTMAX-n, RTMAX, or a decimal number 1 to 64. -1 where it names none.
 */
int signame_parse(const char *word, size_t length);

/*
 * The name of SIGNAL (0 to 127) as messages show it, to be used in the expression that asks for it:
 * signame_of(15).text.
 */
struct signal_name {
	char text[16]; /* SIGRTMIN+15 is the longest */
};
struct signal_name signame_of(int signal);

/* Appends SIGNAL's name as messages show it: SIGTERM, SIGRTMIN+3, SIGRTMAX-1; 32 and 33 have none: "signal 32". */
void signame_add(struct text *text, int signal);

/* Appends the name without SIG as kill -l prints it: TERM, RTMIN+3; 32 and 33 as numbers. */
void signame_add_short(struct text *text, int signal);

/* Whether SIGNAL can arrive at foster and be passed on: not so KILL, STOP, CHLD, and what is no signal. */
bool signame_can_arrive(int signal);

#endif
