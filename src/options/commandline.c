/* SPDX-License-Identifier: MIT */
/*
 * Reads the command line and the environment. What is said later wins over what was said before, so the order is the
 * rule: the preset's defaults; the FOSTER_ variables; the variables of the program that foster stands in for; the
 * command line. Everything is read, so that what is malformed is an error even where something else overrides it.
 */
#include "options/commandline.h"

#include <signal.h>
#include <stdint.h>
#include <string.h>

#include "base/duration.h"

enum { SWEEP_DEFAULT_MS = 3000 };

enum source {
	SOURCE_NONE,      /* not given */
	SOURCE_VARIABLE,  /* a FOSTER_ variable */
	SOURCE_PEER,      /* a variable of the program that foster stands in for */
	SOURCE_COMMAND,   /* the command line */
};

struct reading {
	struct options *options;
	struct text *error;
	enum mode mode;
	enum source source;             /* of what is being read */
	uint8_t given[OPTION_COUNT];   /* where each option was given last (enum source) */
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
	reading->mode = MODE_USAGE_ERROR;
}

/* Reads the value in WORD, or each element of the list in it; null: what is needed isn't there. */
static void apply_value(struct reading *reading, const struct option_spec *spec, const char *word)
{
	bool numbers_only = reading->source == SOURCE_COMMAND && reading->options->preset->numbers_only;
	bool list = spec->type >= TYPE_LIST;
	const char *at = word ? word : "";

	do {
		size_t length = 0;
		const char *wrong;

		while (at[length] && !(list && at[length] == ','))
			length++;
		wrong = optionvalue_read(reading->options, spec, at, length, numbers_only);
		if (wrong) {
			usage_error(reading, length ? ": '" : word ? ": an empty word " : ": a missing value ", NULL);
			text_add(reading->error, length ? "%.*s' %s" : "%.*s%s", (int)length, at, wrong);
			return;
		}
		at += length;
	} while (list && *at++ == ',');
}

/* Does what SETTING says with the value in WORD, or with none where that is null. */
static void apply(struct reading *reading, const struct option_spec *spec, const char *word)
{
	uint8_t *given = &reading->given[spec - optiontable_row(0)];

	if (*given == SOURCE_VARIABLE && reading->source != SOURCE_VARIABLE)
		optionvalue_reset(reading->options, spec->type); /* the whole list replaces the variable's */
	*given = (uint8_t)reading->source;
	if (word && spec->type < TYPE_OPTIONAL)
		usage_error(reading, " takes no value", NULL);
	else if (word || spec->type >= TYPE_NEEDED)
		apply_value(reading, spec, word);
	else if (spec->type == TYPE_MODE)
		reading->mode = (enum mode)spec->at;
	else
		optionvalue_set(reading->options, spec);
}

/* The FOSTER_ variables. An empty value is as good as none. */
static void read_variables(struct reading *reading, char **environment)
{
	for (; *environment && reading->mode != MODE_USAGE_ERROR; environment++) {
		const char *entry = *environment, *value;
		const struct option_spec *spec;

		if (strncmp(entry, "FOSTER_", 7) != 0)
			continue;
		value = text_find(entry, SIZE_MAX, '=');
		spec = optiontable_by_variable(entry);
		if (!spec) { /* it may be somebody else's, or a slip: no error, but worth a warning */
			reading->options->stray = entry;
		} else if (value[1]) {
			set_subject(reading, "", entry, (size_t)(value - entry));
			apply(reading, spec, value + 1);
		}
	}
}

/* The variable ENTRY, whose value is VALUE, of the program that foster stands in for; it has never been an error. */
static void apply_peer_variable(struct reading *reading, const struct preset_variable *variable, const char *value)
{
	enum { PEER_WARNINGS = 1, PEER_MOST = 4, ENOUGH = 1000 };

	if (variable->counts == VARIABLE_ANY || (*value == variable->counts && !value[1]))
		apply(reading, optiontable_by_letter(variable->letter), NULL);
	if (variable->counts == VARIABLE_NUMBER) {
		int number = (int)text_number(&value, ENOUGH);

		reading->given[OPTION_VERBOSE] = SOURCE_PEER;
		reading->options->verbosity = (number < 0 ? 0 : number > PEER_MOST ? PEER_MOST : number) - PEER_WARNINGS;
	}
}

static void read_peer_variables(struct reading *reading, char **environment)
{
	const struct preset_variable *variable = reading->options->preset->variables;

	for (; variable && variable->letter; variable++)
		for (char **entry = environment; *entry; entry++) {
			size_t length = strlen(variable->name);

			if (strncmp(*entry, variable->name, length) == 0 && (*entry)[length] == '=')
				apply_peer_variable(reading, variable, *entry + length + 1);
		}
}

/* The only long option of the program that begins with LENGTH bytes at NAME, or null. */
static const struct option_spec *guess(const struct preset *preset, const char *name, size_t length)
{
	const struct option_spec *found = NULL;

	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option_spec *row = optiontable_row(i);

		if (strncmp(row->name, name, length) != 0 || !presets_has_word(preset, row->name))
			continue;
		if (found)
			return NULL;
		found = row;
	}
	return found;
}

/* The option at hand is none of the program's. SETTING is the row that it has all the same, GUESS what was meant. */
static void unknown_option(struct reading *reading, const struct option_spec *spec, const struct option_spec *guess)
{
	const char *program = reading->options->preset->name;

	if (spec)
		usage_error(reading, " is no option of %s, as which foster runs here (foster's own: --as foster)", program);
	else if (guess)
		usage_error(reading, " is no option: did you mean --%s?", guess->name);
	else
		usage_error(reading, " is no option of %s (-h tells which are)", program);
}

/* The word at ARGV: switches one after another; what needs a value has the rest or the next word. What is next. */
static char **read_letters(struct reading *reading, char **argv)
{
	for (const char *at = *argv + 1; *at && reading->mode < MODE_HELP; at++) {
		const struct option_spec *spec = optiontable_by_letter(*at);

		set_subject(reading, "-", at, 1);
		if (!spec || !presets_has_letter(reading->options->preset, *at)) {
			unknown_option(reading, spec, NULL);
		} else if (spec->type < TYPE_NEEDED) {
			apply(reading, spec, NULL);
		} else {
			apply(reading, spec, at[1] ? at + 1 : *++argv);
			break;
		}
	}
	return argv + !!*argv;
}

/* The word at ARGV, and the next where its value is there. What is next. */
static char **read_long(struct reading *reading, char **argv, bool first)
{
	enum { DASHES = 2 };
	const char *name = *argv, *value = text_find(name, SIZE_MAX, '=');
	size_t length = value ? (size_t)(value - name) : strlen(name);
	const struct option_spec *spec = optiontable_by_name(name + DASHES, length - DASHES);

	set_subject(reading, "", name, length);
	if (!spec || !presets_has_word(reading->options->preset, spec->name)) {
		unknown_option(reading, spec, guess(reading->options->preset, name + DASHES, length - DASHES));
	} else if (spec->type == TYPE_PROGRAM && !first) {
		usage_error(reading, " has to be the first option, since it decides how the others are read", NULL);
	} else {
		value = value ? value + 1 : spec->type >= TYPE_NEEDED ? *++argv : NULL;
		apply(reading, spec, value);
	}
	return argv + !!*argv;
}

static bool is_as(const char *word)
{
	return word && strncmp(word, "--as", 4) == 0 && (!word[4] || word[4] == '=');
}

/* The options from ARGV on; the operands begin where it ends. */
static char **read_options(struct reading *reading, char **argv)
{
	while (reading->mode < MODE_HELP && *argv && (*argv)[0] == '-' && (*argv)[1]) {
		if ((*argv)[1] != '-')
			argv = read_letters(reading, argv);
		else if ((*argv)[2])
			argv = read_long(reading, argv, false);
		else
			return argv + 1;
	}
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
	if (!options->stop_on)
		options->stop_on = signal_bit(SIGTERM) | (signame_can_arrive(first) ? signal_bit(first) : 0);
	if (options->scope == SCOPE_DEFAULT)
		options->scope = preset->scope;
	if (!reading->given[OPTION_SESSION])
		options->session = preset->session && options->scope != SCOPE_CHILD;
	if (!reading->given[OPTION_SUBREAPER])
		options->subreaper = preset->subreaper;
	options->on_exit = reading->given[OPTION_SWEEP] ? ON_EXIT_SWEEP : preset->on_exit;
}

/* Do the operands fit what is to be done? */
static void check(struct reading *reading)
{
	const struct options *options = reading->options;
	bool command = options->operands[0];

	set_subject(reading, "", "", 0);
	if (reading->mode == MODE_RUN && options->pause)
		reading->mode = MODE_PAUSE;
	if (reading->mode == MODE_PAUSE && command)
		usage_error(reading, "--pause runs nothing, but there is a command: %s", options->operands[0]);
	else if (reading->mode == MODE_RUN && !command)
		usage_error(reading, "no command to run: it is %s [OPTION]... [--] COMMAND [ARG]...", options->preset->name);
	else if (reading->mode != MODE_INSPECT && reading->given[OPTION_FORMAT] == SOURCE_COMMAND)
		usage_error(reading, "--format goes with --inspect; --log-format is for messages", NULL);
}

enum mode commandline_parse(struct options *options, char **argv, char **environment, struct text *error)
{
	struct reading reading = { .options = options, .error = error, .source = SOURCE_VARIABLE };
	char **at = argv[0] ? argv + 1 : argv;
	enum mode variables;

	memset(options, 0, sizeof(*options));
	options->preset = presets_called(argv[0]);
	options->plan.timeout_ms = DURATION_NEVER;
	options->sweep_ms = SWEEP_DEFAULT_MS;
	options->kernel_reaping = true;
	for (enum option_type value = TYPE_LIST; value <= TYPE_LAST; value++)
		optionvalue_reset(options, value);
	read_variables(&reading, environment);
	variables = reading.mode;
	reading.mode = MODE_RUN;
	reading.source = SOURCE_COMMAND;
	if (is_as(*at))
		at = read_long(&reading, at, true);
	reading.source = SOURCE_PEER;
	if (reading.mode == MODE_RUN)
		read_peer_variables(&reading, environment);
	reading.source = SOURCE_COMMAND;
	options->operands = read_options(&reading, at);
	apply_defaults(&reading);
	if (reading.mode < MODE_HELP)
		check(&reading);
	/* Whoever asks for help or works as a tool isn't kept from it by a variable; a workload is. */
	if (variables == MODE_USAGE_ERROR && reading.mode <= MODE_INSPECT)
		return MODE_USAGE_ERROR;
	return reading.mode;
}
