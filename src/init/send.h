/* SPDX-License-Identifier: MIT */
/* Sends a signal to a scope: the workload, its process group, or all below foster. */
#ifndef FOSTER_SEND_H
#define FOSTER_SEND_H

#include <sys/signalfd.h>

#include "init/supervisor.h"

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

/* Whether the workload is there to be signalled, though perhaps not by foster. */
bool send_finds_workload(const struct supervisor *sup);

#endif
