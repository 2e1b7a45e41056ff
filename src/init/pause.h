/* SPDX-License-Identifier: MIT */
/* --pause: holds a PID namespace, runs nothing, reaps all. */
#ifndef FOSTER_PAUSE_H
#define FOSTER_PAUSE_H

#include "init/spawn.h"
#include "options/commandline.h"

/* Waits for a request to stop or SIGINT. All signals are blocked on entry. The exit status: 0, or that of a failure. */
int pause_run(const struct options *options, const struct inherited *inherited);

#endif
