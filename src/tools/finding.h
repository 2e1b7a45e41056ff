/* SPDX-License-Identifier: MIT */
/* What --inspect finds out about one process. */
#ifndef FOSTER_FINDING_H
#define FOSTER_FINDING_H

#include <stdbool.h>
#include <stdint.h>

#include "proc/procstatus.h"

/* What a signal comes to; the larger one is the worse. */
enum verdict {
	VERDICT_ENDS,
	VERDICT_UNCERTAIN, /* that can't be told from outside */
	VERDICT_OUTLIVES,
	VERDICT_COUNT,
};

struct finding {
	struct procstatus status;
	uint8_t signal;    /* the one that all is about; 0: the process is not asked about */
	bool foster;       /* the root, and a foster: it ends as its plan says */
	bool blind;        /* something that would tell could not be seen */
	bool unsure;       /* the fate is the best guess: it is blind, or it depends (fate_depends) */
	uint8_t fate;      /* enum fate */
	uint8_t verdict;   /* enum verdict */
};

/* Finds what the signal would do to the process of FINDING->status. */
void finding_judge(struct finding *finding);

/* Reads the process anew, and judges again; one that has ended meanwhile ends. */
void finding_again(struct finding *finding);

#endif
