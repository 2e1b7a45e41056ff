/* SPDX-License-Identifier: MIT */
/* What --inspect finds out about one process. */
#ifndef FOSTER_FINDING_H
#define FOSTER_FINDING_H

#include <stdbool.h>
#include <stdint.h>

#include "proc/procstatus.h"

struct finding {
	struct procstatus status;
	bool unsure;       /* the fate is the best guess: something could not be seen */
	uint8_t fate;      /* enum fate */
};

/* Finds what SIGNAL would do to the process of FINDING->status. */
void finding_judge(struct finding *finding, int signal);

#endif
