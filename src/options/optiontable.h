/* SPDX-License-Identifier: MIT */
/*
 * Every option, once: its names, how its value is read, where in struct options that goes, and its line in --help. The
 * command line, the FOSTER_ variables, the peers' command lines and --help all work from this table.
 */
#ifndef FOSTER_OPTIONTABLE_H
#define FOSTER_OPTIONTABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/signame.h"
#include "options/exitcode.h"
#include "options/plan.h"
#include "options/presets.h"

/* What to do. */
enum mode {
	MODE_RUN,       /* run options.operands */
	MODE_PAUSE,     /* run nothing (--pause) */
	MODE_INSPECT,   /* --inspect: operands are [PID] */
	MODE_KILL,      /* --kill: operands are SIG PID... */
	MODE_LIST,      /* --list-signals: operands are [WORD...] */
	MODE_HELP,
	MODE_VERSION,
	MODE_LICENSE,
	MODE_USAGE_ERROR,    /* the error says what was wrong and what would be right */
	MODE_COUNT,
};

/* What foster was asked to do. Constant once parsed. */
struct options {
	const struct preset *preset;          /* the program that foster behaves as */
	char **operands;                      /* the command and its arguments, or a tool's operands; ends in NULL */
	const char *stray;                    /* a FOSTER_ variable that names no option ("NAME=value"), or null */
	uint64_t stop_on;                     /* signal_bit of each request to stop */
	uint8_t rewrite[SIGNAL_MAX + 1];      /* what is delivered where N arrived: N itself, another, or 0: nothing */
	bool rewritten[SIGNAL_MAX + 1];       /* a rule of the user's names N (so a preset's default yields) */
	struct plan plan;
	int64_t sweep_ms;                     /* or DURATION_NEVER, DURATION_OFF; 0 kills at once */
	struct exitcode_rules exit_code;
	int parent_death_signal;              /* 0: none */
	int verbosity;                        /* 0 warnings, 1 to 3 more; -1 errors only */
	enum scope scope;
	enum on_exit on_exit;                   /* the preset's, or ON_EXIT_SWEEP where --sweep was given */
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

/* How an option's value is read. */
enum option_type {
	/* there is none, and no variable */
	TYPE_MODE,   /* spec.at is the mode */
	TYPE_CHILD,     /* --scope child */
	TYPE_GROUP,     /* --scope group */
	/* it may be left out on the command line */
	TYPE_SWITCH,    /* yes, no, 1, 0; left out: yes */
	TYPE_COUNT,     /* 0 to 3; left out: one more */
	/* it is needed */
	TYPE_YES,       /* as a switch's */
	TYPE_DURATION,
	TYPE_SWEEP,     /* a duration, or off */
	TYPE_SIGNAL,
	TYPE_SCOPE,
	TYPE_WAIT,      /* workload, tree */
	TYPE_FORMAT,    /* text, json */
	TYPE_PROGRAM,   /* a preset's name */
	/* it is a list, to which a repeated option adds */
	TYPE_REWRITE,
	TYPE_STOP_ON,
	TYPE_RUNG,
	TYPE_EXIT_CODE,

	TYPE_OPTIONAL = TYPE_SWITCH,
	TYPE_NEEDED = TYPE_YES,
	TYPE_LIST = TYPE_REWRITE,
	TYPE_LAST = TYPE_EXIT_CODE,
};

#define SETTING_IN(member) offsetof(struct options, member)

/*
 * X(constant, long name, letter or 0, value, where it goes, what --help calls its value, what --help says of it).
 * Behind a [ or a comma in the former, and a semicolon in the latter, is what a peer with numbers_only numbers
 * doesn't have.
 */
#define OPTION_TABLE(X) \
	X(REWRITE, "rewrite", 'r', TYPE_REWRITE, SETTING_IN(rewrite), "FROM:TO,...", \
	  "deliver TO where FROM arrives (TO 0: drop it)") \
	X(STOP_ON, "stop-on", 0, TYPE_STOP_ON, SETTING_IN(stop_on), "SIG,...", \
	  "the signals that are requests to stop (TERM)") \
	X(STOP_SIGNAL, "stop-signal", 0, TYPE_RUNG, SETTING_IN(plan), "RUNG,...", \
	  "what is sent then; a RUNG: SIG[@SCOPE][/WAIT]") \
	X(STOP_TIMEOUT, "stop-timeout", 't', TYPE_DURATION, SETTING_IN(plan.timeout_ms), "DURATION", \
	  "from the request to SIGKILL for all (never)") \
	X(SWEEP, "sweep", 0, TYPE_SWEEP, SETTING_IN(sweep_ms), "DURATION", \
	  "what outlives the workload gets; or off (3s)") \
	X(SCOPE, "scope", 0, TYPE_SCOPE, SETTING_IN(scope), "SCOPE", \
	  "who gets signals: child, group, tree (child)") \
	X(CHILD, "single-child", 'c', TYPE_CHILD, 0, "", \
	  "send signals to the workload only") \
	X(GROUP, "", 'g', TYPE_GROUP, 0, "", \
	  "send signals to its process group") \
	X(WAIT, "wait", 0, TYPE_WAIT, SETTING_IN(wait_tree), "WHOM", \
	  "end with the workload or the tree (workload)") \
	X(SHIELD, "shield", 0, TYPE_SWITCH, SETTING_IN(shield), "", \
	  "drop signals that it doesn't catch and die of") \
	X(SESSION, "session", 0, TYPE_SWITCH, SETTING_IN(session), "", \
	  "run the workload in a session of its own") \
	X(SUBREAPER, "subreaper", 's', TYPE_SWITCH, SETTING_IN(subreaper), "", \
	  "adopt orphans where not PID 1") \
	X(PARENT_DEATH_SIGNAL, "parent-death-signal", 'p', TYPE_SIGNAL, SETTING_IN(parent_death_signal), "SIG", \
	  "get SIG when the parent dies") \
	X(EXIT_CODE, "exit-code", 'e', TYPE_EXIT_CODE, SETTING_IN(exit_code), "FROM[:TO],...", \
	  "report 0 for FROM; or TO; FROM: N, A-B, stop") \
	X(PAUSE, "pause", 'P', TYPE_SWITCH, SETTING_IN(pause), "", \
	  "run nothing, reap until TERM or INT") \
	X(WARN_REAP, "warn-reap", 'w', TYPE_SWITCH, SETTING_IN(warn_reap), "", \
	  "warn of each orphan reaped") \
	X(VERBOSE, "verbose", 'v', TYPE_COUNT, SETTING_IN(verbosity), "", \
	  "tell more, up to three times") \
	X(LOG_FORMAT, "log-format", 0, TYPE_FORMAT, SETTING_IN(json), "FORMAT", \
	  "how messages look: text, json (text)") \
	X(FORMAT, "format", 0, TYPE_FORMAT, SETTING_IN(inspect_json), "FORMAT", \
	  "how --inspect answers: text, json (text)") \
	X(KERNEL_REAPING, "kernel-reaping", 0, TYPE_YES, SETTING_IN(kernel_reaping), "no", \
	  "reap orphans here even if the kernel could") \
	X(AS, "as", 0, TYPE_PROGRAM, SETTING_IN(preset), "PROGRAM", \
	  "first: be foster, tini, dumb-init, catatonit") \
	X(INSPECT, "inspect", 0, TYPE_MODE, MODE_INSPECT, "", "") \
	X(KILL, "kill", 0, TYPE_MODE, MODE_KILL, "", "") \
	X(LIST_SIGNALS, "list-signals", 0, TYPE_MODE, MODE_LIST, "", "") \
	X(HELP, "help", 'h', TYPE_MODE, MODE_HELP, "", "show this") \
	X(VERSION, "version", 'V', TYPE_MODE, MODE_VERSION, "", "show the version") \
	X(LICENSE, "license", 'l', TYPE_MODE, MODE_LICENSE, "", "show the license") \
	X(LICENSE_TOO, "", 'L', TYPE_MODE, MODE_LICENSE, "", "show the license")

#define OPTION_CONSTANT(constant, name, letter, value, at, argument, help) OPTION_##constant,
enum option_index { OPTION_TABLE(OPTION_CONSTANT) OPTION_COUNT };
#undef OPTION_CONSTANT

struct option_spec {
	char name[20];   /* without the dashes; empty: it has a letter only */
	char letter;     /* 0: it has a long name only */
	uint8_t type;    /* enum option_type */
	uint16_t at;     /* bytes into struct options; TYPE_MODE: the mode */
};

/* The row of INDEX (enum option_index). */
const struct option_spec *optiontable_row(size_t index);

/* The row with the short option LETTER, or null. */
const struct option_spec *optiontable_by_letter(char letter);

/* The row with the long option that LENGTH bytes at NAME are, or null. */
const struct option_spec *optiontable_by_name(const char *name, size_t length);

/* The row of the variable ENTRY ("FOSTER_NAME=value"), or null: FOSTER_STOP_TIMEOUT is --stop-timeout's. */
const struct option_spec *optiontable_by_variable(const char *entry);

/* Makes a list (or the count) what it is where the option isn't given, so that what is given next replaces it. */
void optionvalue_reset(struct options *options, enum option_type value);

/*
 * Reads the value, or one element of the list, in LENGTH bytes at WORD for SETTING; NUMBERS_ONLY as
 * preset.numbers_only. Null, or what is wrong with it and what would be right, in words that follow the value in a
 * sentence.
 */
const char *optionvalue_read(struct options *options, const struct option_spec *spec, const char *word, size_t length,
                          bool numbers_only);

/* Does what SETTING (TYPE_CHILD to TYPE_COUNT) says where it has no value. */
void optionvalue_set(struct options *options, const struct option_spec *spec);

/* Whether SIGNAL can arrive at foster and be passed on: not so KILL, STOP, CHLD, and what is no signal. */
bool signame_can_arrive(int signal);

/* What --help calls a value, and behind that string's NUL what it says of the option; for the row of INDEX. */
const char *optiontable_words(size_t index);

#endif
