/* SPDX-License-Identifier: MIT */
/* How the workload ended: as it wanted, by foster, or by a crash. */
#ifndef FOSTER_OUTCOME_H
#define FOSTER_OUTCOME_H

#include "init/supervisor.h"

/*
 * Has it reported how the workload ended (CHILD), and warns where a signal that foster didn't send ended it; SIGKILL is
 * put down to the kernel's OOM killer where the memory cgroup has counted one.
 */
void outcome_report(const struct supervisor *sup, const struct reaped *child);

#endif
