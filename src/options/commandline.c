/* SPDX-License-Identifier: MIT */
/*
 * Reads the command line and the environment. What is said later wins over what was said before, so the order is the
 * rule: the preset's defaults; the FOSTER_ variables; the variables of the program that foster stands in for; the
 * command line. Everything is read, so that what is malformed is an error even where something else overrides it.
 */
#include "options/commandline.h"

#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>

#include "base/duration.h"
#include "base/env.h"
#include "options/optiontable.h"
#include "options/optionvalue.h"
#include "options/suggest.h"

enum source {
	SOURCE_NONE,      /* not given */
	SOURCE_VARIABLE,  /* a FOSTER_ variable */
	SOURCE_PEER,      /* a variable of the program that foster stands in for */
	SOURCE_COMMAND,   /* the command line */
};

struct reading {
	struct options *options;
	struct text *error;
	enum source source;             /* of what is being read */
	uint8_t given[OPTION_COUNT];    /* where each option was given last (enum source) */
	const char *dash, *name;        /* how the option at hand was written: dash, then name_length bytes of name */
	size_t name_length;
};

/* Notes how the option at hand was written. */
static void set_subject(struct reading *reading, const char *dash, const char *name, size_t length)
{
	reading->dash = dash;
	reading->name = name;
	reading->name_length = length;
}

/* Says what is wrong with the option at hand: its name, then WORDS with MORE for their %s. */
static void usage_error(struct reading *reading, const char *words, const char *more)
{
	text_clear(reading->error);
	text_add(reading->error, "%s%.*s", reading->dash, (int)reading->name_length, reading->name);
	text_add(reading->error, words, more);
	reading->options->mode = MODE_USAGE_ERROR;
}

/* Says that LENGTH bytes at AT are WRONG as a value of SPEC, or a part of one; VALUE is null where there was none. */
static void value_error(struct reading *reading, const struct option_spec *spec, const char *value, const char *at,
                        size_t length, const char *wrong)
{
	const char *what = ": '";

	if (reading->options->mode == MODE_USAGE_ERROR) /* the first one is told */
		return;
	if (!value) {
		what = ": a missing value ";
		length = 0;
	} else if (length == 0) {
		what = ": an empty word ";
	}
	usage_error(reading, what, NULL);
	text_add(reading->error, length > 0 ? "%.*s' %s" : "%.*s%s", (int)length, at, wrong);
	if (spec->type == TYPE_PROGRAM)
		presets_add_names(reading->error);
}

/* Reads VALUE, or each element of the list in it; null: what is needed isn't there. */
static void read_value(struct reading *reading, const struct option_spec *spec, const char *value)
{
	bool numbers_only = reading->source == SOURCE_COMMAND && reading->options->preset->numbers_only;
	const char *separator = optiontable_is_list(spec->type) && !numbers_only ? "," : "";
	const char *at = value ? value : " "; /* which is right nowhere */

	for (;;) {
		size_t length = text_span(at, SIZE_MAX, separator);
		struct text_part part = { at, length };
		const char *wrong = optionvalue_read(reading->options, spec, &part, numbers_only);

		if (wrong) {
			value_error(reading, spec, value, part.at, part.length, wrong);
			return;
		}
		if (!at[length])
			return;
		at += length + 1;
	}
}

/* Does what SPEC says with VALUE, or without one where that is null. */
static void apply(struct reading *reading, const struct option_spec *spec, const char *value)
{
	uint8_t *given = &reading->given[spec - optiontable_row(0)];
	enum value_use takes = optiontable_takes(spec->type);

	if (*given == SOURCE_VARIABLE && reading->source != SOURCE_VARIABLE)
		optionvalue_reset(reading->options, spec); /* the whole list replaces the variable's */
	*given = (uint8_t)reading->source;
	/* The peers know no value that may be left out. */
	if (reading->source == SOURCE_COMMAND && takes == VALUE_OPTIONAL && presets_is_peer(reading->options->preset))
		takes = VALUE_NONE;
	if (value && takes == VALUE_NONE)
		usage_error(reading, " takes no value", NULL);
	else if (value || takes == VALUE_NEEDED)
		read_value(reading, spec, value);
	else
		optionvalue_set(reading->options, spec);
}

/*
 * The FOSTER_ variables. An empty value is as good as none. All are read, also after one that is malformed: where to
 * tell that may stand further down.
 */
static void read_variables(struct reading *reading, char **environment)
{
	for (; *environment; environment++) {
		const char *entry = *environment, *value;
		const struct option_spec *spec;

		if (strncmp(entry, "FOSTER_", OPTIONTABLE_PREFIX) != 0)
			continue;
		value = text_find(entry, SIZE_MAX, '=');
		spec = optiontable_by_variable(entry);
		if (!spec) { /* another program's, or a slip: no error, but worth a warning */
			reading->options->stray = entry;
		} else if (value[1]) {
			set_subject(reading, "", entry, (size_t)(value - entry));
			apply(reading, spec, value + 1);
		}
	}
}

/* The verbosity that VALUE stands for where 0 shows errors only; what is no number is as good as 0. */
static void set_level(struct reading *reading, const char *value)
{
	enum { WARNINGS = 1, HIGHEST = 4 };
	int number = (int)text_signed_number(&value, INT_MAX); /* as atoi(3) */

	if (number < 0)
		number = 0;
	if (number > HIGHEST)
		number = HIGHEST;
	reading->options->verbosity = number - WARNINGS;
	reading->given[OPTION_VERBOSE] = SOURCE_PEER;
}

/* The variables of the program that foster stands in for. Whatever they are set to, it is no error. */
static void read_peer_variables(struct reading *reading, char **environment)
{
	const struct preset_variable *variable = reading->options->preset->variables;

	for (; variable && variable->letter; variable++) {
		const char *value = env_find(environment, variable->name);

		if (!value)
			continue;
		if (variable->rule == LEVEL)
			set_level(reading, value);
		else if (variable->rule == SET_TO_ANYTHING || (*value == variable->value && !value[1]))
			apply(reading, optiontable_by_letter(variable->letter), NULL);
	}
}

enum { DASHES = 2 }; /* of a long option */

/* The first of the program's long options, from ROW on, that begins as the one at hand does, or null; not --as. */
static const struct option_spec *guess(const struct reading *reading, const struct option_spec *row)
{
	size_t length = reading->name_length - DASHES;

	for (; length && row < optiontable_row(OPTION_COUNT); row++) {
		const char *name = optiontable_name(row);

		if (strncmp(name, reading->name + DASHES, length) == 0 && row->type != TYPE_PROGRAM &&
		    presets_has_word(reading->options->preset, name))
			return row;
	}
	return NULL;
}

/* The option at hand is none of the program's. SPEC is the row that it has all the same, MEANT the first guess. */
static void unknown_option(struct reading *reading, const struct option_spec *spec, const struct option_spec *meant)
{
	const char *program = reading->options->preset->name;

	if (!meant && reading->name_length > DASHES)
		meant = suggest_option(reading->options->preset, reading->name + DASHES, reading->name_length - DASHES);
	if (spec) {
		usage_error(reading, " is no option of %s, as which foster runs here (foster's own: --as foster)", program);
	} else if (meant) {
		usage_error(reading, " is no option: did you mean --%s", optiontable_name(meant));
		while ((meant = guess(reading, meant + 1)))
			text_add(reading->error, ", --%s", optiontable_name(meant));
		text_add(reading->error, "?");
	} else {
		usage_error(reading, " is no option of %s (-h tells which are)", program);
	}
}

/* The long option at hand: written out, or as much of it as no other begins with. Null after an error. */
static const struct option_spec *find_long(struct reading *reading)
{
	const struct preset *preset = reading->options->preset;
	const struct option_spec *spec = optiontable_by_name(reading->name + DASHES, reading->name_length - DASHES);
	const struct option_spec *meant;

	if (spec && presets_has_word(preset, optiontable_name(spec)))
		return spec;
	meant = guess(reading, optiontable_row(0));
	if (meant && preset->abbreviates && !guess(reading, meant + 1))
		return meant;
	unknown_option(reading, spec, meant);
	return NULL;
}

/* The word after ARGV's, which may be the last. */
static char **next_word(char **argv)
{
	return *argv ? argv + 1 : argv;
}

/* Whether nothing that follows can change what is to be done. */
static bool is_settled(const struct reading *reading)
{
	switch (reading->options->mode) {
	case MODE_HELP:
	case MODE_VERSION:
	case MODE_LICENSE:
	case MODE_USAGE_ERROR:
		return true;
	case MODE_RUN:
	case MODE_PAUSE:
	case MODE_INSPECT:
	case MODE_KILL:
	case MODE_LIST:
		break;
	}
	return false;
}

/*
 * The word at ARGV: letters, one after another; the value of one that needs it is what follows in the word, or else the
 * next word. Returns where reading goes on.
 */
static char **read_letters(struct reading *reading, char **argv)
{
	for (const char *letter = *argv + 1; *letter && !is_settled(reading); letter++) {
		const struct option_spec *spec = optiontable_by_letter(*letter);

		set_subject(reading, "-", letter, 1);
		if (!spec || !presets_has_letter(reading->options->preset, *letter)) {
			unknown_option(reading, spec, NULL);
		} else if (optiontable_takes(spec->type) != VALUE_NEEDED) {
			apply(reading, spec, NULL);
		} else if (letter[1]) {
			apply(reading, spec, letter + 1);
			break;
		} else {
			argv++;
			apply(reading, spec, *argv);
			break;
		}
	}
	return next_word(argv);
}

/* The word at ARGV, --NAME or --NAME=VALUE, and the next where its value is there. Returns where reading goes on. */
static char **read_long(struct reading *reading, char **argv, bool first)
{
	const char *word = *argv;
	const char *name = word + DASHES;
	size_t length = text_span(name, SIZE_MAX, "=");
	const char *value = name[length] ? name + length + 1 : NULL;
	const struct option_spec *spec;

	set_subject(reading, "", word, DASHES + length);
	spec = find_long(reading);
	if (!spec)
		return argv;
	if (spec->type == TYPE_PROGRAM && !first) {
		usage_error(reading, " has to be the first option, since it decides how the others are read", NULL);
	} else {
		if (!value && optiontable_takes(spec->type) == VALUE_NEEDED) {
			argv++;
			value = *argv;
		}
		apply(reading, spec, value);
	}
	return next_word(argv);
}

static bool is_as(const char *word)
{
	return word && strncmp(word, "--as", 4) == 0 && (!word[4] || word[4] == '=');
}

/*
 * The operands, which begin at ARGV, without the first -- where the program's getopt(3) would take that out behind the
 * command, too. Other options there are the command's: what a program takes for its own, its command lacks.
 */
static char **take_dashes(char **argv)
{
	char **word = argv;

	while (*word && ((*word)[0] != '-' || !(*word)[1]))
		word++;
	if (!*word || strcmp(*word, "--") != 0)
		return argv;
	for (; word > argv; word--)
		word[0] = word[-1];
	return argv + 1;
}

/* The options from ARGV on; the operands begin where it ends. */
static char **read_options(struct reading *reading, char **argv)
{
	while (!is_settled(reading) && *argv && (*argv)[0] == '-' && (*argv)[1]) {
		const char *word = *argv;

		if (reading->options->mode == MODE_KILL && word[1] != '-' && word[1] < 'a') { /* as kill(1) has it: -9, -TERM */
			++*argv;
			break;
		}
		if (reading->options->mode == MODE_KILL && word[1] == 'l') { /* and -l */
			reading->options->mode = MODE_LIST;
			return argv + 1;
		}
		if (word[1] != '-')
			argv = read_letters(reading, argv);
		else if (word[2])
			argv = read_long(reading, argv, false);
		else
			return argv + 1;
		if (reading->options->mode == MODE_USAGE_ERROR)
			suggest_word(reading->error, reading->options->preset, word);
	}
	if (reading->options->preset->permutes && !is_settled(reading))
		return take_dashes(argv);
	return argv;
}

/* What follows from what was given, where it wasn't itself. */
static void apply_defaults(struct reading *reading)
{
	struct options *options = reading->options;
	const struct preset *preset = options->preset;
	int first;

	if (!options->plan.count)
		options->plan.rungs[options->plan.count++] =
			(struct rung){ .wait_ms = DURATION_NEVER, .signal = RUNG_REQUEST };
	first = options->plan.rungs[0].signal;
	if (!options->stop_on) {
		options->stop_on = signal_bit(SIGTERM);
		if (signame_can_arrive(first))
			options->stop_on |= signal_bit(first);
	}
	if (options->scope == SCOPE_DEFAULT)
		options->scope = preset->scope;
	if (!reading->given[OPTION_SESSION])
		options->session = preset->session && options->scope != SCOPE_CHILD;
	if (!reading->given[OPTION_SUBREAPER])
		options->subreaper = preset->subreaper;
	if (!reading->given[OPTION_SWEEP])
		options->on_exit = preset->on_exit;
}

/* Do the operands fit what is to be done? */
static void check(struct reading *reading)
{
	struct options *options = reading->options;
	const char *command = options->operands[0];
	const char *pause = "--pause";
	bool by_command = reading->given[OPTION_PAUSE] == SOURCE_COMMAND; /* catatonit -P doesn't mind a command */

	if (options->mode == MODE_RUN && options->pause)
		options->mode = MODE_PAUSE;
	if (!by_command)
		pause = "FOSTER_PAUSE";
	set_subject(reading, "", "", 0);
	if (options->mode != MODE_INSPECT && reading->given[OPTION_FORMAT] == SOURCE_COMMAND) {
		usage_error(reading, "--format goes with --inspect; --log-format is for messages", NULL);
	} else if (options->mode != MODE_INSPECT && reading->given[OPTION_COLOR] == SOURCE_COMMAND) {
		usage_error(reading, "--color goes with --inspect", NULL);
	} else if (options->mode == MODE_PAUSE && command && !(by_command && presets_is_peer(options->preset))) {
		set_subject(reading, pause, "", 0);
		usage_error(reading, " runs nothing, but there is a command: %s", command);
	} else if (options->mode == MODE_RUN && !command) {
		usage_error(reading, "no command to run: it is %s [OPTION]... [--] COMMAND [ARG]...", options->preset->name);
	}
}

/* Help, --kill and --list-signals work whatever the variables say; what foster runs or inspects may depend on them. */
static bool heeds_variables(enum mode mode)
{
	return mode == MODE_RUN || mode == MODE_PAUSE || mode == MODE_INSPECT;
}

static void begin(struct options *options, const char *called_as)
{
	memset(options, 0, sizeof(*options));
	options->mode = MODE_RUN;
	options->preset = presets_called(called_as);
	options->plan.timeout_ms = DURATION_NEVER;
	options->sweep_ms = PLAN_SWEEP_MS;
	options->on_exit = ON_EXIT_SWEEP;
	options->kernel_reaping = true;
	for (size_t i = 0; i < OPTION_COUNT; i++)
		optionvalue_reset(options, optiontable_row(i));
}

enum mode commandline_parse(struct options *options, char **argv, char **environment, bool nested, struct text *error)
{
	struct reading reading = { .options = options, .error = error, .source = SOURCE_VARIABLE };
	char **at = next_word(argv);
	bool malformed;

	begin(options, argv[0]);
	if (!nested)
		read_variables(&reading, environment);
	malformed = options->mode == MODE_USAGE_ERROR;
	options->mode = MODE_RUN;
	reading.source = SOURCE_COMMAND;
	if (is_as(*at))
		at = read_long(&reading, at, true);
	reading.source = SOURCE_PEER;
	if (options->mode == MODE_RUN)
		read_peer_variables(&reading, environment);
	reading.source = SOURCE_COMMAND;
	options->operands = read_options(&reading, at);
	apply_defaults(&reading);
	if (!is_settled(&reading))
		check(&reading);
	if (malformed && heeds_variables(options->mode))
		options->mode = MODE_USAGE_ERROR;
	return options->mode;
}
