/* SPDX-License-Identifier: MIT */
/* Sends a signal to a scope: the workload, its process group, or all below foster. */
#ifndef FOSTER_SEND_H
#define FOSTER_SEND_H

#include <sys/signalfd.h>

#include "init/supervisor.h"
#include "proc/descendants.h"

/* What a signal for SCOPE goes to as things stand: SCOPE_DEFAULT resolved, and the tree once the workload has ended. */
enum scope send_resolve_scope(const struct supervisor *sup, enum scope scope);

/*
 * Sends SIGNAL to SCOPE. SIGINFO, which may be null, is the signal that it passes on: where the scope is one process, a
 * value that was sent with it (sigqueue(3)) goes along, with the sender's pid and uid. 0, or an errno.
 */
int send_to_scope(struct supervisor *sup, int signal, enum scope scope, const struct signalfd_siginfo *siginfo);

/*
 * Sends SIGNAL to the workload's process group, also once it has ended, where no other can be meant. As
 * send_to_scope.
 */
int send_to_group(struct supervisor *sup, int signal);

/* A way to one process that a look has shown, and to no later one with its number. */
struct send_target {
	int pid;
	int pidfd; /* or -1: by its number */
};

/* Opens the way to the process AT of those in SEEN. False where it has ended. Else it is to be closed. */
bool send_open(struct send_target *target, const struct supervisor *sup, const struct descendants *seen, int at);

/* Sends it SIGNAL. 0, or an errno. */
int send_to(const struct send_target *target, int signal);

void send_close(struct send_target *target);

/* All three. 0, or an errno; ESRCH where it has ended. */
int send_once(const struct supervisor *sup, const struct descendants *seen, int at, int signal);

/* SIGKILL to all that are left; not as PID 1 that is those in SEEN (null: they can't be seen). 0, or an errno. */
int send_kill(struct supervisor *sup, const struct descendants *seen);

/* Whether the workload is there to be signalled, though perhaps not by foster. */
bool send_finds_workload(const struct supervisor *sup);

#endif
