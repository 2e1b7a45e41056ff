/* SPDX-License-Identifier: MIT */
/*
 * The command line and the environment, made into one constant struct. Decides what foster was asked to do, under
 * whichever name; makes no system call, prints nothing and never exits, so that tests and a fuzzer can drive it.
 */
#ifndef FOSTER_OPTIONS_H
#define FOSTER_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "exitcode.h"
#include "plan.h"
#include "presets.h"
#include "signame.h"
#include "text.h"

/* What to do. */
enum verdict {
	VERDICT_RUN,       /* run options.operands */
	VERDICT_PAUSE,     /* run nothing (--pause) */
	VERDICT_INSPECT,   /* --inspect: operands are [PID] */
	VERDICT_KILL,      /* --kill: operands are SIG PID... */
	VERDICT_LIST,      /* --list-signals: operands are [WORD...] */
	VERDICT_HELP,
	VERDICT_VERSION,
	VERDICT_LICENSE,
	VERDICT_MISUSE,    /* the complaint says what was wrong and what would be right */
	VERDICT_COUNT,
};

struct options {
	const struct preset *preset;          /* the program that foster behaves as */
	char **operands;                      /* the command and its arguments, or a tool's operands; ends in NULL */
	uint64_t stop_on;                     /* signal_bit of each request to stop */
	uint8_t rewrite[SIGNAL_MAX + 1];      /* what is delivered where N arrived: N itself, another, or 0: nothing */
	bool rewritten[SIGNAL_MAX + 1];       /* a rule of the user's names N (so a preset's default yields) */
	struct plan plan;
	int64_t sweep_ms;                     /* or DURATION_NEVER, DURATION_OFF; 0 kills at once */
	struct exitcode_rules exit_code;
	int parent_death_signal;              /* 0: none */
	int verbosity;                        /* 0 warnings, 1 to 3 more; -1 errors only */
	enum scope scope;
	bool wait_tree;
	bool shield;
	bool session;
	bool subreaper;
	bool warn_reap;
	bool pause;
	bool json;
	bool kernel_reaping;                  /* on unless --kernel-reaping=no or FOSTER_KERNEL_REAPING=no */
};

/*
 * Reads ARGV (argv[0] names the preset) and the FOSTER_ variables, and the preset's own, in ENVIRON. On VERDICT_MISUSE
 * COMPLAINT holds one sentence without the program's name in front. All text in OPTIONS points into ARGV or ENVIRON.
 */
enum verdict options_parse(struct options *options, char **argv, char **environ, struct text *complaint);

#endif
