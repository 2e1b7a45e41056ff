/* SPDX-License-Identifier: MIT */
/*
 * What is to be done about one signal that arrived: the pipeline of rewriting, requests to stop, and job control, as
 * one pure function. The loop acts on the answer.
 */
#ifndef FOSTER_FORWARD_H
#define FOSTER_FORWARD_H

#include <stdbool.h>

#include "options.h"

/* A signal that arrived, as signalfd(2) tells it. */
struct arrival {
	int signal;
	int code;        /* si_code: SI_USER, SI_QUEUE, SI_KERNEL (the terminal, the kernel itself) */
};

/* Where foster stands as it arrives. */
struct standing {
	bool shares_group;   /* the workload is in foster's process group: what the terminal sends reaches both */
	bool leads_session;  /* foster does: a terminal that hangs up tells it alone */
	bool suspended;      /* the workload is stopped, and foster stopped after it */
};

enum deed_kind {
	DEED_NOTHING, /* not worth a word: it has arrived already */
	DEED_DROP,    /* it is not passed on, by rule */
	DEED_REAP,    /* a child ended or stopped */
	DEED_STOP,    /* it is a request to stop; signal: what --rewrite makes of it */
	DEED_SEND,    /* pass on signal */
	DEED_SUSPEND, /* pass on signal, then stop as well */
	DEED_RESUME,  /* continue the workload, in the foreground where foster is there now */
};

struct deed {
	enum deed_kind kind;
	int signal;
};

/* Whether the workload has got the signal already, from the terminal, as one of the same process group. */
bool forward_has_arrived(const struct standing *standing, const struct arrival *arrival);

struct deed forward_decide(const struct options *options, const struct standing *standing,
                           const struct arrival *arrival);

#endif
