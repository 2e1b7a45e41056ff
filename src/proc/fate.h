/* SPDX-License-Identifier: MIT */
/*
 * What a signal would do to a process, in one word. Pure: it is given the masks, and what the process's threads and
 * descriptors showed.
 */
#ifndef FOSTER_FATE_H
#define FOSTER_FATE_H

#include <stdbool.h>

#include "proc/procstatus.h"

enum fate {
	FATE_ENDS,     /* the default action ends it */
	FATE_CAUGHT,   /* a handler runs */
	FATE_READ,     /* blocked, but a signalfd or a thread in sigwait(3) takes it */
	FATE_IGNORED,  /* on purpose, or since that is the default */
	FATE_BLOCKED,  /* by every thread, and nothing reads it */
	FATE_ZOMBIE,   /* it has ended; its parent has not reaped it yet */
	FATE_STOPPED,  /* nothing happens before SIGCONT, or the signal itself stops it */
	FATE_SHIELDED, /* PID 1 of its namespace without a handler: the kernel drops the signal */
	FATE_COUNT,
};

/* What the masks of the main thread don't show. */
struct fate_evidence {
	bool unblocked_elsewhere; /* a thread other than the main one doesn't block the signal */
	bool has_reader;          /* a signalfd or a thread in sigwait(3) takes it */
	bool unreadable;          /* a file that would show either could not be read */
};

/* Whether the answer for SIGNAL depends on more than STATUS: it takes evidence. */
bool fate_needs_evidence(const struct procstatus *status, int signal);

/* What SIGNAL (1 to 64) would do to the process, sent by one in the namespace that /proc shows. */
enum fate fate_of(const struct procstatus *status, const struct fate_evidence *evidence, int signal);

/* Whether the process lives on afterwards; one that catches or reads the signal is trusted to end. */
bool fate_outlives(enum fate fate);

/*
 * Whether that trust has a gap: a handler that ends its process often does so by giving the signal its default action
 * and sending it again, as node's and many runtimes' do, and that the kernel drops for a PID 1.
 */
bool fate_depends(const struct procstatus *status, enum fate fate);

/* The word: ends, caught, read, ignored, blocked, zombie, stopped, shielded. */
const char *fate_word(enum fate fate);

#endif
