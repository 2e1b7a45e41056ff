/* SPDX-License-Identifier: MIT */
/* The account that foster gives at its end: how the workload ended, and why foster does. */
#ifndef FOSTER_ACCOUNT_H
#define FOSTER_ACCOUNT_H

#include "init/supervisor.h"

/*
 * Tells how the workload ended (CHILD), and warns where a signal that foster didn't send ended it; SIGKILL is put down
 * to the kernel's OOM killer where the memory cgroup has counted one.
 */
void account_workload(const struct supervisor *sup, const struct reaped *child);

/* The closing sentence, at -v: why foster ends, with what status, who asked, how long that took, what was killed. */
void account_end(const struct supervisor *sup);

#endif
