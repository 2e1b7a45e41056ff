/* SPDX-License-Identifier: MIT */
/* What foster does instead of running a workload: inspect, send once, or print. */
#ifndef FOSTER_TOOLS_H
#define FOSTER_TOOLS_H

#include <stdint.h>

#include "options/options.h"

/*
 * Does what OPTIONS->mode says, which is neither to run nor to pause. CALLED_AS is argv[0], or null; MASK is the signal
 * mask as foster began. All signals are blocked on entry. The exit status.
 */
int tools_run(const struct options *options, const char *called_as, uint64_t mask);

#endif
