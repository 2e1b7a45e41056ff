/* SPDX-License-Identifier: MIT */
/* What foster lets go of once the workload runs: the workload's files and its directory. */
#ifndef FOSTER_DETACH_H
#define FOSTER_DETACH_H

#include <stdbool.h>

/*
 * Closes every descriptor but stdio and KEEP, and changes to /. What is closed of stdio is pointed at /dev/null and,
 * unless foster is PID 1 (INIT), stdin and stdout are: PID 1's own are what others in a container open as
 * /proc/1/fd/1. An error is ignored: the workload runs all the same.
 */
void detach(int keep, bool init);

#endif
