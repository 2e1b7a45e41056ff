/* SPDX-License-Identifier: MIT */
/*
 * Every option, once: its names, how its value is read, where in struct options that goes, and its line in --help. The
 * command line, the FOSTER_ variables, the peers' command lines and --help all work from this table. Pure.
 */
#ifndef FOSTER_OPTIONTABLE_H
#define FOSTER_OPTIONTABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "options/options.h"

/* What an option's value is, and so how it is read (optionvalue.c). */
enum option_type {
	TYPE_MODE,       /* none: the option sets the mode */
	TYPE_SCOPE_IS,   /* as a switch's: yes sets the scope */
	TYPE_SWITCH,     /* yes, true, on, 1; no, false, off, 0; left out: yes */
	TYPE_COUNT,      /* a number, or as a switch's; left out: one more */
	TYPE_DURATION,
	TYPE_SWEEP,      /* a duration, or off */
	TYPE_SIGNAL,
	TYPE_SCOPE,
	TYPE_WAIT,       /* workload, tree */
	TYPE_FORMAT,     /* text, json */
	TYPE_COLOR,      /* auto, always, never; left out: always */
	TYPE_PATH,       /* an absolute path */
	TYPE_PROGRAM,    /* a preset's name */
	TYPE_REWRITE,    /* FROM:TO,... */
	TYPE_STOP_ON,    /* SIG,... */
	TYPE_RUNG,       /* RUNG,... */
	TYPE_EXIT_CODE,  /* FROM[:TO],... */
};

/* What each type is stored as. */
#define STORED_MODE enum mode
#define STORED_SCOPE_IS enum scope
#define STORED_SWITCH bool
#define STORED_COUNT int
#define STORED_DURATION int64_t
#define STORED_SWEEP int64_t
#define STORED_SIGNAL int
#define STORED_SCOPE enum scope
#define STORED_WAIT bool
#define STORED_FORMAT bool
#define STORED_COLOR enum color
#define STORED_PATH const char *
#define STORED_PROGRAM const struct preset *
#define STORED_REWRITE signal_map
#define STORED_STOP_ON uint64_t
#define STORED_RUNG struct plan
#define STORED_EXIT_CODE struct exitcode_rules

/* Where MEMBER is in struct options. Doesn't compile where it isn't what TYPE is stored as. */
#define STORED_AT(type, member) \
	_Generic(&((struct options *)0)->member, STORED_##type *: offsetof(struct options, member))

/*
 * X(constant, long name, letter or 0, type, member of struct options, what it is set to where there is no value, what
 * --help calls the value, what --help says of the option). An option without that last is shown elsewhere in the help.
 */
#define OPTION_TABLE(X) \
	X(REWRITE, "rewrite", 'r', REWRITE, rewrite, 0, "FROM:TO,...", "deliver TO where FROM arrives (TO 0: drop it)") \
	X(STOP_ON, "stop-on", 0, STOP_ON, stop_on, 0, "SIG,...", "the signals that are requests to stop (TERM)") \
	X(STOP_SIGNAL, "stop-signal", 0, RUNG, plan, 0, "RUNG,...", "what is sent then; a RUNG: SIG[@SCOPE][/WAIT]") \
	X(STOP_TIMEOUT, "stop-timeout", 't', DURATION, plan.timeout_ms, 0, "DURATION", \
	  "from the request to SIGKILL for all (never)") \
	X(SWEEP, "sweep", 0, SWEEP, sweep_ms, 0, "DURATION", "what outlives the workload gets; or off (3s)") \
	X(SCOPE, "scope", 0, SCOPE, scope, 0, "SCOPE", "who gets signals: child, group, tree (auto)") \
	X(CHILD, "single-child", 'c', SCOPE_IS, scope, SCOPE_CHILD, "", "send signals to the workload only") \
	X(GROUP, "group", 'g', SCOPE_IS, scope, SCOPE_GROUP, "", "send signals to its process group") \
	X(WAIT, "wait", 0, WAIT, wait_tree, 0, "WHOM", "end with the workload or the tree (workload)") \
	X(SHIELD, "shield", 0, SWITCH, shield, true, "", "drop signals that it doesn't catch and die of") \
	X(SESSION, "session", 0, SWITCH, session, true, "", "run the workload in a session of its own") \
	X(SUBREAPER, "subreaper", 's', SWITCH, subreaper, true, "", "adopt orphans where not PID 1") \
	X(PARENT_DEATH_SIGNAL, "parent-death-signal", 'p', SIGNAL, parent_death_signal, 0, "SIG", \
	  "get SIG when the parent dies") \
	X(EXIT_CODE, "exit-code", 'e', EXIT_CODE, exit_code, 0, "FROM[:TO],...", \
	  "report 0 for FROM; or TO; FROM: N, A-B, stop") \
	X(PAUSE, "pause", 'P', SWITCH, pause, true, "", "run nothing, reap until TERM or INT") \
	X(WARN_REAP, "warn-reap", 'w', SWITCH, warn_reap, true, "", "warn of each orphan reaped") \
	X(VERBOSE, "verbose", 'v', COUNT, verbosity, 0, "", "tell more, up to three times") \
	X(LOG_FORMAT, "log-format", 0, FORMAT, json, 0, "FORMAT", "how messages look: text, json (text)") \
	X(TERMINATION_LOG, "termination-log", 0, PATH, termination_log, 0, "FILE", \
	  "append to FILE how it ended (for Kubernetes)") \
	X(FORMAT, "format", 0, FORMAT, inspect_json, 0, "FORMAT", "how --inspect answers: text, json (text)") \
	X(COLOR, "color", 0, COLOR, color, COLOR_ALWAYS, "", "colour in --inspect: auto, always, never (auto)") \
	X(KERNEL_REAPING, "kernel-reaping", 0, SWITCH, kernel_reaping, true, "", "have the kernel reap where it can") \
	X(AS, "as", 0, PROGRAM, preset, 0, "PROGRAM", "first: behave as that program") \
	X(INSPECT, "inspect", 0, MODE, mode, MODE_INSPECT, "", "") \
	X(KILL, "kill", 0, MODE, mode, MODE_KILL, "", "") \
	X(LIST_SIGNALS, "list-signals", 0, MODE, mode, MODE_LIST, "", "") \
	X(HELP, "help", 'h', MODE, mode, MODE_HELP, "", "show this") \
	X(VERSION, "version", 'V', MODE, mode, MODE_VERSION, "", "show the version") \
	X(LICENSE, "license", 'l', MODE, mode, MODE_LICENSE, "", "show the license") \
	X(LICENSE_TOO, "", 'L', MODE, mode, MODE_LICENSE, "", "show the license")

#define OPTION_CONSTANT(constant, ...) OPTION_##constant,
enum option_index { OPTION_TABLE(OPTION_CONSTANT) OPTION_COUNT };
#undef OPTION_CONSTANT

struct option_spec {
	char letter;     /* 0: it has a long name only */
	uint8_t type;    /* enum option_type */
	uint8_t without; /* what the member is set to where there is no value */
	uint16_t at;     /* the member, in bytes into struct options */
};

enum value_use {
	VALUE_NONE,     /* the option takes no value, and has no variable */
	VALUE_OPTIONAL, /* on the command line it may be left out */
	VALUE_NEEDED,
};

/* Whether an option of TYPE (enum option_type) takes a value. */
enum value_use optiontable_takes(uint8_t type);

/* Whether a value of TYPE is a list, with commas in it, to which a repeated option adds. */
bool optiontable_is_list(uint8_t type);

/* The row of INDEX (enum option_index). */
const struct option_spec *optiontable_row(size_t index);

/* The row with the short option LETTER, or null. */
const struct option_spec *optiontable_by_letter(char letter);

/* The row with the long option that LENGTH bytes at NAME are, or null. */
const struct option_spec *optiontable_by_name(const char *name, size_t length);

enum { OPTIONTABLE_PREFIX = 7 }; /* of the name of a variable, FOSTER_, in bytes */

/* The row of the variable ENTRY ("FOSTER_NAME=value"), or null: FOSTER_STOP_TIMEOUT is --stop-timeout's. */
const struct option_spec *optiontable_by_variable(const char *entry);

/* The long name of an option, without the dashes; empty: it has a letter only. */
const char *optiontable_name(const struct option_spec *spec);

/* What --help calls the value of an option, and what it says of the option; both may be empty. */
const char *optiontable_argument(const struct option_spec *spec);
const char *optiontable_help(const struct option_spec *spec);

#endif
