/* SPDX-License-Identifier: MIT */
/*
 * Every option, once: its names, how its value is read, where in struct options that goes, and its line in --help. The
 * command line, the FOSTER_ variables, the peers' command lines and --help all work from this table.
 */
#ifndef FOSTER_SETTINGS_H
#define FOSTER_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "exitcode.h"
#include "plan.h"
#include "presets.h"
#include "signame.h"

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
	enum ending ending;                   /* the preset's, or ENDING_SWEEP where --sweep was given */
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
enum value {
	/* there is none, and no variable */
	VALUE_VERDICT,   /* settings.at is the verdict */
	VALUE_CHILD,     /* --scope child */
	VALUE_GROUP,     /* --scope group */
	/* it may be left out on the command line */
	VALUE_SWITCH,    /* yes, no, 1, 0; left out: yes */
	VALUE_COUNT,     /* 0 to 3; left out: one more */
	/* it is needed */
	VALUE_YES,       /* as a switch's */
	VALUE_DURATION,
	VALUE_SWEEP,     /* a duration, or off */
	VALUE_SIGNAL,
	VALUE_SCOPE,
	VALUE_WAIT,      /* workload, tree */
	VALUE_FORMAT,    /* text, json */
	VALUE_PROGRAM,   /* a preset's name */
	/* it is a list, to which a repeated option adds */
	VALUE_REWRITE,
	VALUE_STOP_ON,
	VALUE_RUNG,
	VALUE_EXIT_CODE,

	VALUE_OPTIONAL = VALUE_SWITCH,
	VALUE_NEEDED = VALUE_YES,
	VALUE_LIST = VALUE_REWRITE,
	VALUE_LAST = VALUE_EXIT_CODE,
};

#define SETTING_IN(member) offsetof(struct options, member)

/*
 * X(constant, long name, letter or 0, value, where it goes, what --help calls its value, what --help says of it).
 * Behind a [ or a comma in the former, and a semicolon in the latter, is what a peer with plain numbers doesn't have.
 */
#define SETTINGS(X) \
	X(REWRITE, "rewrite", 'r', VALUE_REWRITE, SETTING_IN(rewrite), "FROM:TO,...", \
	  "deliver TO where FROM arrives (TO 0: drop it)") \
	X(STOP_ON, "stop-on", 0, VALUE_STOP_ON, SETTING_IN(stop_on), "SIG,...", \
	  "the signals that are requests to stop (TERM)") \
	X(STOP_SIGNAL, "stop-signal", 0, VALUE_RUNG, SETTING_IN(plan), "RUNG,...", \
	  "what is sent then; a RUNG: SIG[@SCOPE][/WAIT]") \
	X(STOP_TIMEOUT, "stop-timeout", 't', VALUE_DURATION, SETTING_IN(plan.timeout_ms), "DURATION", \
	  "from the request to SIGKILL for all (never)") \
	X(SWEEP, "sweep", 0, VALUE_SWEEP, SETTING_IN(sweep_ms), "DURATION", \
	  "what outlives the workload gets; or off (3s)") \
	X(SCOPE, "scope", 0, VALUE_SCOPE, SETTING_IN(scope), "SCOPE", \
	  "who gets signals: child, group, tree (child)") \
	X(CHILD, "single-child", 'c', VALUE_CHILD, 0, "", \
	  "send signals to the workload only") \
	X(GROUP, "", 'g', VALUE_GROUP, 0, "", \
	  "send signals to its process group") \
	X(WAIT, "wait", 0, VALUE_WAIT, SETTING_IN(wait_tree), "WHOM", \
	  "end with the workload or the tree (workload)") \
	X(SHIELD, "shield", 0, VALUE_SWITCH, SETTING_IN(shield), "", \
	  "drop signals that it doesn't catch and die of") \
	X(SESSION, "session", 0, VALUE_SWITCH, SETTING_IN(session), "", \
	  "run the workload in a session of its own") \
	X(SUBREAPER, "subreaper", 's', VALUE_SWITCH, SETTING_IN(subreaper), "", \
	  "adopt orphans where not PID 1") \
	X(PARENT_DEATH_SIGNAL, "parent-death-signal", 'p', VALUE_SIGNAL, SETTING_IN(parent_death_signal), "SIG", \
	  "get SIG when the parent dies") \
	X(EXIT_CODE, "exit-code", 'e', VALUE_EXIT_CODE, SETTING_IN(exit_code), "FROM[:TO],...", \
	  "report 0 for FROM; or TO; FROM: N, A-B, stop") \
	X(PAUSE, "pause", 'P', VALUE_SWITCH, SETTING_IN(pause), "", \
	  "run nothing, reap until TERM or INT") \
	X(WARN_REAP, "warn-reap", 'w', VALUE_SWITCH, SETTING_IN(warn_reap), "", \
	  "warn of each orphan reaped") \
	X(VERBOSE, "verbose", 'v', VALUE_COUNT, SETTING_IN(verbosity), "", \
	  "tell more, up to three times") \
	X(LOG_FORMAT, "log-format", 0, VALUE_FORMAT, SETTING_IN(json), "FORMAT", \
	  "how messages look: text, json (text)") \
	X(FORMAT, "format", 0, VALUE_FORMAT, SETTING_IN(inspect_json), "FORMAT", \
	  "how --inspect answers: text, json (text)") \
	X(KERNEL_REAPING, "kernel-reaping", 0, VALUE_YES, SETTING_IN(kernel_reaping), "no", \
	  "reap orphans here even if the kernel could") \
	X(AS, "as", 0, VALUE_PROGRAM, SETTING_IN(preset), "PROGRAM", \
	  "first: be foster, tini, dumb-init, catatonit") \
	X(INSPECT, "inspect", 0, VALUE_VERDICT, VERDICT_INSPECT, "", "") \
	X(KILL, "kill", 0, VALUE_VERDICT, VERDICT_KILL, "", "") \
	X(LIST_SIGNALS, "list-signals", 0, VALUE_VERDICT, VERDICT_LIST, "", "") \
	X(HELP, "help", 'h', VALUE_VERDICT, VERDICT_HELP, "", "show this") \
	X(VERSION, "version", 'V', VALUE_VERDICT, VERDICT_VERSION, "", "show the version") \
	X(LICENSE, "license", 'l', VALUE_VERDICT, VERDICT_LICENSE, "", "show the license") \
	X(LICENSE_TOO, "", 'L', VALUE_VERDICT, VERDICT_LICENSE, "", "show the license")

#define SETTING_CONSTANT(constant, name, letter, value, at, argument, help) SETTING_##constant,
enum setting_index { SETTINGS(SETTING_CONSTANT) SETTING_COUNT };
#undef SETTING_CONSTANT

struct setting {
	char name[20];   /* without the dashes; empty: it has a letter only */
	char letter;     /* 0: it has a long name only */
	uint8_t value;   /* enum value */
	uint16_t at;     /* bytes into struct options; VALUE_VERDICT: the verdict */
};

/* The row of INDEX (enum setting_index). */
const struct setting *settings_row(size_t index);

/* The row with the short option LETTER, or null. */
const struct setting *settings_by_letter(char letter);

/* The row with the long option that LENGTH bytes at NAME are, or null. */
const struct setting *settings_by_name(const char *name, size_t length);

/* The row of the variable ENTRY ("FOSTER_NAME=value"), or null: FOSTER_STOP_TIMEOUT is --stop-timeout's. */
const struct setting *settings_by_variable(const char *entry);

/* Makes a list (or the count) what it is where the option isn't given, so that what is given next replaces it. */
void settings_reset(struct options *options, enum value value);

/*
 * Reads the value, or one element of the list, in LENGTH bytes at WORD for SETTING; PLAIN as preset.plain_numbers.
 * Null, or what is wrong with it and what would be right, in words that follow the value in a sentence.
 */
const char *settings_read(struct options *options, const struct setting *setting, const char *word, size_t length,
                          bool plain);

/* Does what SETTING (VALUE_CHILD to VALUE_COUNT) says where it has no value. */
void settings_apply(struct options *options, const struct setting *setting);

/* Whether SIGNAL can arrive at foster and be passed on: not so KILL, STOP, CHLD, and what is no signal. */
bool settings_can_arrive(int signal);

/* What --help calls a value, and behind that string's NUL what it says of the option; for the row of INDEX. */
const char *settings_words(size_t index);

#endif
