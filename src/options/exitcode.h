/* SPDX-License-Identifier: MIT */
/* foster's own exit statuses, and the rules of --exit-code. Pure. */
#ifndef FOSTER_EXITCODE_H
#define FOSTER_EXITCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* As env(1) and timeout(1) have it. */
enum exitcode {
	EXITCODE_OK = 0,
	EXITCODE_FAILED = 125,       /* foster itself failed or was misused */
	EXITCODE_CANNOT_RUN = 126,   /* the command was found but can't be executed */
	EXITCODE_NOT_FOUND = 127,    /* there is no such command */
	EXITCODE_SIGNAL_BASE = 128,  /* + n: signal n ended the workload */
};

/* What --exit-code asks for. A later rule wins over an earlier one. */
struct exitcode_rules {
	uint8_t to[256];     /* the status to report for each that the workload may have */
	uint64_t later;      /* signal_bit of each n whose 128+n has a rule after the last one for "stop" */
	bool stop;           /* there is a rule for "stop" */
	uint8_t stop_to;     /* and this is what it reports */
};

/* Rules that change nothing. */
void exitcode_reset(struct exitcode_rules *rules);

/* Adds the rule in WORD (FROM or FROM:TO; FROM a number, A-B or stop). False where WORD, which may be cut, is none. */
bool exitcode_add(struct exitcode_rules *rules, struct text_part *word);

/*
 * What to report for CODE (0 to 255). SENT has the bit (signal_bit) of each signal of the stop plan that foster had
 * sent, SIGKILL aside.
 */
int exitcode_report(const struct exitcode_rules *rules, int code, uint64_t sent);

#endif
