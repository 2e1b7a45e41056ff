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

#include "options/plan.h"

/* What foster does as the workload ends. */
enum on_exit {
	ON_EXIT_SWEEP,       /* as --sweep says */
	ON_EXIT_LEAVE,       /* exit at once */
	ON_EXIT_TERM_GROUP,  /* SIGTERM to the workload's group, then exit at once */
};

/* What becomes of SIGTSTP, SIGTTIN and SIGTTOU that arrive. */
enum suspension {
	SUSPENSION_JOBS,     /* job control (foster) */
	SUSPENSION_FORWARD,  /* TSTP forwarded, TTIN and TTOU dropped; foster never stops (tini) */
	SUSPENSION_STOP,     /* sent as SIGSTOP unless rewritten, then foster stops too (dumb-init) */
	SUSPENSION_DROP,     /* not forwarded (catatonit) */
};

/* One of a program's environment variables: set, it is as good as an option. */
struct preset_variable {
	char name[24];  /* empty: behind the last */
	char counts;    /* the value that counts; VARIABLE_ANY; VARIABLE_NUMBER */
	char letter;    /* the option that it stands for */
};

enum {
	VARIABLE_ANY = '*',    /* set at all, even to nothing, is on */
	VARIABLE_NUMBER = '#', /* a verbosity that has 0 for errors only, 1 for warnings */
};

struct preset {
	char name[12];            /* foster, tini, dumb-init, catatonit */
	char alias[12];           /* another name that a program may be called by, or nothing */
	char letters[12];         /* its short options; none: all, it is foster */
	char words[44];           /* its long options, a blank between two; none: all */
	const struct preset_variable *variables; /* null: none */
	enum scope scope;
	enum on_exit on_exit;
	enum suspension suspension;
	uint8_t usage_error_code;      /* exit status of a misuse, and where it can't start */
	uint8_t exec_code;        /* exit status where the command can't be run; 0: 127 or 126 as env(1) */
	bool session;             /* a session of its own, but where the scope is child */
	bool subreaper;
	bool warns_without_reaper; /* warns where it is neither PID 1 nor subreaper */
	bool numbers_only;        /* -e takes just a status, and -r numbers 1 to 31: no names, ranges or other targets */
	bool dockers_version;      /* --version is worded as Docker reads it */
};

/* The row for the program called NAME, or null where there is none. */
const struct preset *presets_find(const char *name);

/* The row for a program started as PATH; foster's own where the last component is no name, or PATH is null. */
const struct preset *presets_called(const char *path);

/* Row I, or null behind the last: for messages and tests. */
const struct preset *presets_row(size_t i);

/* Whether the program has the short option LETTER. */
bool presets_has_letter(const struct preset *preset, char letter);

/* Whether the program has the long option NAME. --as is foster's under every name, so that an image can undo a link. */
bool presets_has_word(const struct preset *preset, const char *name);

#endif
