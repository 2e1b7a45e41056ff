/* SPDX-License-Identifier: MIT */
/* All that a running foster knows, in one struct that is passed along. */
#ifndef FOSTER_SUPERVISOR_H
#define FOSTER_SUPERVISOR_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/signalfd.h>

#include "init/reap.h"
#include "init/shutdown.h"
#include "init/terminal.h"
#include "options/commandline.h"

enum phase {
	PHASE_RUNNING,   /* the workload lives */
	PHASE_LINGERING, /* it has ended, and --wait tree waits for the rest */
	PHASE_SWEEPING,  /* it has ended, and --sweep is for the rest: see swept */
	PHASE_KILLING,   /* SIGKILL to all, again and again until nothing is left */
	PHASE_OVER,      /* nothing is left to wait for */
};

/* Failures to send are reported once a second for the same cause. */
struct warn_limit {
	int error;
	int64_t warned_ms;
};

struct supervisor {
	const struct options *options;
	struct child *child;        /* how the workload was started */
	int self;                   /* foster's pid */
	bool init;                  /* which is 1 */
	int signal_fd;
	int workload_pid;           /* its pid, which is its group's number too where it has one of its own */
	enum phase phase;
	struct terminal terminal;
	struct reaper reaper;
	struct shutdown shutdown;
	uint64_t sent;              /* signal_bit of every signal that foster has sent to the workload */
	struct signalfd_siginfo request; /* the first request to stop; ssi_signo 0: none yet */
	struct warn_limit warn_limit;
	bool swept;                 /* PHASE_SWEEPING: and the rest was asked to end */
	int64_t sweep_ends_ms;      /* and this is when it gets SIGKILL, or SHUTDOWN_NEVER */
	int64_t next_poll_ms;       /* when to check again what no event announces, or SHUTDOWN_NEVER */
	int poll_every_ms;          /* how long the last wait for that was */
	int watched_fd;             /* a pidfd of one that is left and no child of foster's, or -1 */
	int64_t kill_began_ms;      /* PHASE_KILLING */
	int64_t ended_ms;           /* when the workload ended */
	enum scope asked_scope;     /* the widest that a stop plan or the sweep has sent a signal to */
	int killed;                 /* processes that were named in a warning and got SIGKILL */
	bool warned_stuck;          /* what SIGKILL doesn't end was named in a warning */
	int workload_status;        /* the workload's own exit status: its code, or 128 + signal */
	int exit_status;            /* what foster will exit with */
};

#endif
