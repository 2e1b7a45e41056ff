/* SPDX-License-Identifier: MIT */
/* What foster lets go of once the workload runs: the workload's files and its directory. */
#ifndef FOSTER_DETACH_H
#define FOSTER_DETACH_H

/*
 * Closes every descriptor but stderr and KEEP, points stdin and stdout (and a closed stderr) at /dev/null, and changes
 * to /. An error is ignored: the workload runs all the same.
 */
void detach(int keep);

#endif
