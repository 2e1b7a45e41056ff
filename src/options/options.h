/* SPDX-License-Identifier: MIT */
/* What foster was asked to do, as one struct. Pure. */
#ifndef FOSTER_OPTIONS_H
#define FOSTER_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/signame.h"
#include "options/exitcode.h"
#include "options/plan.h"
#include "options/presets.h"

enum mode {
	MODE_RUN,         /* run the operands */
	MODE_PAUSE,       /* run nothing (--pause) */
	MODE_INSPECT,     /* --inspect: operands are [PID] or all */
	MODE_KILL,        /* --kill: operands are SIG PID... */
	MODE_LIST,        /* --list-signals: operands are [WORD...] */
	MODE_HELP,
	MODE_VERSION,
	MODE_LICENSE,
	MODE_USAGE_ERROR, /* the error says what was wrong and what would be right */
};

/* What is delivered where signal N arrived: N itself, another, or 0: nothing. */
typedef uint8_t signal_map[SIGNAL_MAX + 1];

/* Whether --inspect colours what it shows. */
enum color {
	COLOR_AUTO,   /* on a terminal that knows them, unless NO_COLOR is set */
	COLOR_ALWAYS,
	COLOR_NEVER,
};

/* Constant once parsed. */
struct options {
	enum mode mode;
	const struct preset *preset;          /* the program that foster behaves as */
	char **operands;                      /* the command and its arguments, or a tool's operands; ends in NULL */
	const char *termination_log;          /* the file that the end is told in, or null */
	const char *stray;                    /* a FOSTER_ variable that names no option ("NAME=value"), or null */
	uint64_t stop_on;                     /* signal_bit of each request to stop */
	signal_map rewrite;
	bool rewritten[SIGNAL_MAX + 1];       /* a rule of the user's names N (so a preset's default yields) */
	struct plan plan;
	int64_t sweep_ms;                     /* or DURATION_NEVER, DURATION_OFF; 0 kills at once */
	struct exitcode_rules exit_code;
	int parent_death_signal;              /* 0: none */
	int verbosity;                        /* 0 warnings, 1 to 3 more; -1 errors only */
	enum scope scope;
	enum color color;
	enum on_exit on_exit;                 /* the preset's, or ON_EXIT_SWEEP where --sweep was given */
	bool wait_tree;
	bool shield;
	bool session;
	bool subreaper;
	bool warn_reap;
	bool pause;
	bool json;                            /* --log-format */
	bool inspect_json;                    /* --format, for --inspect only */
	bool kernel_reaping;                  /* on unless --kernel-reaping=no or FOSTER_KERNEL_REAPING=no */
};

#endif
