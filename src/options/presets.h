/* SPDX-License-Identifier: MIT */
/*
 * The programs that foster can stand in for, one row each: command line, variables, defaults and exit codes are data
 * over the same options. A fifth program is a row. Nothing outside this file asks for a program by name. Pure.
 */
#ifndef FOSTER_PRESETS_H
#define FOSTER_PRESETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
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
	SUSPENSION_FORWARD,  /* a TSTP that arrives is forwarded, TTIN and TTOU are dropped (tini) */
	SUSPENSION_STOP,     /* sent as SIGSTOP unless rewritten, then foster stops too (dumb-init) */
	SUSPENSION_DROP,     /* not forwarded (catatonit) */
};

/* When a program's environment variable counts: then it is as good as an option. */
enum variable_rule {
	SET_TO_ANYTHING, /* set at all, even to nothing */
	SET_TO,          /* set to the value, a single character */
	LEVEL,           /* a verbosity that has 0 for errors only, 1 for warnings */
};

struct preset_variable {
	char name[25];  /* with its =; empty: after the last */
	uint8_t rule;   /* enum variable_rule */
	char value;
	char letter;    /* the option that it stands for */
};

struct preset {
	char name[10];            /* foster, tini, dumb-init, catatonit */
	char alias[12];           /* another name that a program may be called by, or nothing */
	char letters[9];          /* its short options; none: all, it is foster */
	const char *words;        /* its long options, a blank between two; null: all */
	const struct preset_variable *variables; /* null: none */
	enum scope scope;
	enum on_exit on_exit;
	enum suspension suspension;
	uint8_t usage_error_code; /* exit status of a usage error, and where it can't start */
	uint8_t exec_code;        /* exit status where the command can't be run; 0: 127 or 126 as env(1) */
	bool session;             /* a session of its own, but where the scope is child */
	bool shares_group;        /* and there it stays in foster's group */
	bool shell;               /* a text without #! is a shell's script */
	bool subreaper;
	bool warns_without_reaper; /* warns where it is neither PID 1 nor subreaper */
	bool numbers_only;        /* -e takes just a status, and -r numbers 1 to 31: no names, lists or ranges */
	bool abbreviates;         /* a long option may be cut short, as getopt_long(3) has it */
	bool permutes;            /* the first -- goes, behind the command as well, as glibc's getopt(3) has it */
	bool dockers_version;     /* --version is worded as Docker reads it */
};

/* The row for the program called NAME, or null where there is none. */
const struct preset *presets_find(const char *name);

/* The row for a program started as PATH; foster's own where the last component is no name, or PATH is null. */
const struct preset *presets_called(const char *path);

/* Row I, or null after the last: for tests. */
const struct preset *presets_row(size_t i);

/* Appends the programs' names, with commas: foster, tini, dumb-init, catatonit. */
void presets_add_names(struct text *text);

/* Whether it is another program than foster itself. */
bool presets_is_peer(const struct preset *preset);

/* Whether the program has the short option LETTER. */
bool presets_has_letter(const struct preset *preset, char letter);

/* Whether the program has the long option NAME. --as is foster's under every name, so that an image can undo a link. */
bool presets_has_word(const struct preset *preset, const char *name);

#endif
