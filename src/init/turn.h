/* SPDX-License-Identifier: MIT */
/*
 * Whose turn it is to be asked to end, of those that a look has shown: from the top, so that a process is asked
 * before those below it, and one that can wind down its own by itself does that. Pure.
 */
#ifndef FOSTER_TURN_H
#define FOSTER_TURN_H

#include <stdbool.h>
#include <stdint.h>

#include "init/asked.h"
#include "proc/descendants.h"
#include "proc/fate.h"

/* Why a process is asked. */
enum asked_why {
	ASKED_NOT,
	ASKED_OWN,       /* it is foster's child */
	ASKED_OUTSIDE,   /* it came in from outside */
	ASKED_BELOW,     /* the one above it can't take the signal */
	ASKED_LAST_CALL, /* it is the last call */
	ASKED_WHY_COUNT,
};

/* What a look has shown, and is to be marked. */
struct look {
	struct descendants *seen;
	const struct asked *asked;
	int workload_pid;         /* 0: it has ended */
	int64_t began_ms;         /* when the look began, which tells what it costs */
	/* What the process at index AT makes of SIGNAL. */
	enum fate (*fate)(const struct look *look, int at, int signal);
	const void *with;         /* for that function */
	int alive;                /* out: how many are left that are no zombies, the workload aside */
	int watch;                /* out: one whose end nothing announces, or 0: a pidfd would */
};

/* A turn, and what came of it. */
struct turn {
	int signal;      /* that they are asked by; 0: nobody is */
	int rung;        /* who was asked in this one is not asked again */
	bool any_rung;   /* nor who was asked in another */
	bool rest;       /* it is the turn of others than the workload, from the top */
	bool last_call;  /* it is everybody's turn */
	bool doubt;      /* what nobody knows of those that were asked is to be found out: they are still there */
	int asked;       /* out: are to be asked now */
	int unasked;     /* out: were not, and are not */
	int untold;      /* out: no SIGCHLD of foster's tells of their end, which may have others asked */
	int open;        /* out: were asked and can't take it, so that whom they make now is to be asked, too */
	int taking;      /* out: catch or read what they were asked by, as far as that is known */
};

/* Whether FATE, what a process makes of a signal, is that it can't know it was asked: so others must be. */
bool turn_cannot_take(enum fate fate);

/* Whether the workload is in LOOK, was asked, and couldn't take that. */
bool turn_is_workload_open(const struct look *look);

/* Marks each process in LOOK whose TURN it is with a reason (why), and counts. */
void turn_take(struct turn *turn, struct look *look);

#endif
