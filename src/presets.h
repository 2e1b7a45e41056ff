/* SPDX-License-Identifier: MIT */
/*
 * The programs that foster can stand in for, one row each: command line, variables, defaults and exit codes are data
 * over the same options. A fifth program is a row. Nothing outside this file asks for a program by name.
 */
#ifndef FOSTER_PRESETS_H
#define FOSTER_PRESETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan.h"

/* What foster does as the workload ends. */
enum ending {
	ENDING_SWEEP,       /* as --sweep says */
	ENDING_LEAVE,       /* exit at once */
	ENDING_TERM_GROUP,  /* SIGTERM to the workload's group, then exit at once */
};

/* What becomes of SIGTSTP, SIGTTIN and SIGTTOU that arrive. */
enum suspension {
	SUSPENSION_JOBS,     /* job control (foster) */
	SUSPENSION_FORWARD,  /* TSTP forwarded, TTIN and TTOU dropped; foster never stops (tini) */
	SUSPENSION_STOP,     /* sent as SIGSTOP unless rewritten, then foster stops too (dumb-init) */
	SUSPENSION_DROP,     /* not forwarded (catatonit) */
};

struct preset {
	const char *name;         /* foster, tini, dumb-init, catatonit */
	const char *letters;      /* its short options; a colon behind one that takes a value; null for foster: all */
	const char *words;        /* its long options, space-separated; null for foster: all */
	const char *variables;    /* its environment variables, space-separated, in an order that presets.c documents */
	enum scope scope;
	enum ending ending;
	enum suspension suspension;
	uint8_t misuse_code;      /* exit status of a misuse, and where it can't start */
	uint8_t exec_code;        /* exit status where the command can't be run; 0: 127 or 126 as env(1) */
	bool session;
	bool subreaper;
	bool warns_without_reaper; /* warns where it is neither PID 1 nor subreaper */
	bool exit_code_takes_to;   /* --exit-code may say FROM:TO, ranges and stop; tini's -e a number only */
	bool dockers_version;      /* --version is worded as Docker reads it */
};

/* The row for the program called NAME (a path's last component, LENGTH bytes), or null where there is none. */
const struct preset *presets_find(const char *name, size_t length);

/* Row I, or null behind the last: for messages and tests. */
const struct preset *presets_row(size_t i);

#endif
