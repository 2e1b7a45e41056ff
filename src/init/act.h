/* SPDX-License-Identifier: MIT */
/* Carries out what was decided on a signal or a step of the stop plan: sends, continues, stops, and has it reported. */
#ifndef FOSTER_ACT_H
#define FOSTER_ACT_H

#include "init/forward.h"
#include "init/supervisor.h"

/* Does ACTION, which was decided on for SIGINFO. */
void act_on_signal(struct supervisor *sup, const struct action *action, const struct signalfd_siginfo *siginfo);

/* The time is NOW_MS: takes the steps of the stop plan that are due. */
void act_on_time(struct supervisor *sup, int64_t now_ms);

#endif
