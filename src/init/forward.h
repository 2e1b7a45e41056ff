/* SPDX-License-Identifier: MIT */
/*
 * What is to be done about one signal that arrived: the pipeline of rewriting, requests to stop, and job control, as
 * one pure function. The loop acts on the answer.
 */
#ifndef FOSTER_FORWARD_H
#define FOSTER_FORWARD_H

#include <stdbool.h>
#include <sys/signalfd.h>

#include "options/commandline.h"

/* What foster's own state says of it. */
struct context {
	bool shares_group;   /* the workload is in foster's process group: what the terminal sends reaches both */
	bool leads_session;  /* foster does: a terminal that hangs up signals it alone */
	bool suspended;      /* the workload is stopped, and foster stopped after it */
};

enum action_kind {
	ACTION_NOTHING, /* not worth a word: the workload has it already */
	ACTION_DROP,    /* it is not passed on, by rule */
	ACTION_REAP,    /* a child ended or stopped */
	ACTION_STOP,    /* it is a request to stop; signal: what --rewrite makes of it */
	ACTION_FORWARD, /* pass on signal */
	ACTION_SUSPEND, /* pass on signal, then stop as well */
	ACTION_RESUME,  /* continue the workload, in the foreground where foster is there now */
};

struct action {
	enum action_kind kind;
	int signal;
	bool already_delivered; /* by the terminal, to the workload as to all of foster's process group */
};

/* What to do about the signal in SIGINFO, as signalfd(2) describes it. */
struct action forward_decide(const struct options *options, const struct context *context,
                             const struct signalfd_siginfo *siginfo);

#endif
