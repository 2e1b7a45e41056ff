/* SPDX-License-Identifier: MIT */
/* All that a running foster knows, in one struct that is passed along. */
#ifndef FOSTER_SUPERVISOR_H
#define FOSTER_SUPERVISOR_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/signalfd.h>

#include "init/asked.h"
#include "init/reap.h"
#include "init/shutdown.h"
#include "init/terminal.h"
#include "options/commandline.h"

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
	struct terminal terminal;
	struct reaper reaper;
	struct shutdown shutdown;
	uint64_t sent;              /* signal_bit of every signal that foster has sent to the workload */
	uint64_t hinted;            /* and of each of which it was said that it is no request to stop */
	struct signalfd_siginfo request; /* the first request to stop; ssi_signo 0: none yet */
	struct warn_limit warn_limit;
	struct asked asked;         /* whom foster has asked to end */
	int asked_unseen;           /* the signal that all were sent who could not be seen one by one; 0: none was */
	enum phase told;            /* the last phase of which it was told that others than the workload are asked */
	int watched_fd;             /* a pidfd of one that is left and no child of foster's, or -1 */
	int killed;                 /* processes that were named in a warning and got SIGKILL */
	bool warned_stuck;          /* what SIGKILL doesn't end was named in a warning */
	int ended_by;               /* the signal that ended the workload, or 0 */
	int workload_status;        /* the workload's own exit status: its code, or 128 + signal */
	int exit_status;            /* what foster will exit with */
};

#endif
