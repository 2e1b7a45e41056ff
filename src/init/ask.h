/* SPDX-License-Identifier: MIT */
/* Asks processes to end, and remembers whom: looks who is there, has the machine decide (shutdown.c), and sends. */
#ifndef FOSTER_ASK_H
#define FOSTER_ASK_H

#include "init/supervisor.h"

/*
 * What the process PID makes of SIGNAL, as a glance shows it up to UNTIL_MS (clock_now_ms); FATE_COUNT where that can't
 * be seen. STATUS is what was read of it.
 */
enum fate ask_fate(struct procstatus *status, int pid, int signal, int64_t until_ms);

/* Notes that the workload, which started at STARTED, is asked by SIGNAL, and what that does to it. */
void ask_note_workload(struct supervisor *sup, uint64_t started, int signal, enum fate fate);

/* Notes the same of all in process GROUP (0: of all below foster), who are going to be sent SIGNAL at once. */
void ask_note_all(struct supervisor *sup, int group, int signal);

/*
 * Those get SIGNAL (0: none), once more, who were asked to end, the workload aside; who is stopped is continued.
 */
void ask_again(struct supervisor *sup, int signal);

/* Looks who is left, asks those whose turn it is, and watches one whose end nothing else announces. */
void ask_next(struct supervisor *sup);

/* Counts those in SEEN into LEFT: in foster's reach, and out of it. */
void ask_count(const struct descendants *seen, struct survivors *left);

/* Watches nobody any more. */
void ask_unwatch(struct supervisor *sup);

/* Asks all below foster by SIGNAL at once, since they can't be seen one by one. */
void ask_unseen(struct supervisor *sup, int signal);

#endif
