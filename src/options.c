/* SPDX-License-Identifier: MIT */
/*
 * Reads the command line and the environment. What is said later wins over what was said before, so the order is the
 * rule: the preset's defaults; the FOSTER_ variables; the variables of the program that foster stands in for; the
 * command line. Everything is read, so that what is malformed is an error even where something else overrides it.
 */
#include "options.h"

#include <signal.h>
#include <string.h>

#include "duration.h"

enum { SWEEP_DEFAULT_MS = 3000 };

enum source {
	SOURCE_NONE,      /* not given */
	SOURCE_VARIABLE,  /* a FOSTER_ variable */
	SOURCE_PEER,      /* a variable of the program that foster stands in for */
	SOURCE_COMMAND,   /* the command line */
};

struct reading {
	struct options *options;
	struct text *complaint;
	enum verdict verdict;
	enum source source;             /* of what is being read */
	uint8_t given[SETTING_COUNT];   /* where each option was given last (enum source) */
	const char *dash, *name;        /* how the option at hand was written: dash, then name_length bytes of name */
	size_t name_length;
};

/* Notes how the option at hand was written. */
static void mention(struct reading *reading, const char *dash, const char *name, size_t length)
{
	reading->dash = dash;
	reading->name = name;
	reading->name_length = length;
}

/* Says what is wrong with the option at hand. Always false. */
static bool complain(struct reading *reading, const char *words, const char *more)
{
	text_clear(reading->complaint);
	text_add(reading->complaint, "%s%.*s", reading->dash, (int)reading->name_length, reading->name);
	text_add(reading->complaint, words, more);
	reading->verdict = VERDICT_MISUSE;
	return false;
}

/* Makes a list (or a count) what it is where the option isn't given, so that what is given next replaces it. */
static void reset(struct options *options, enum value value)
{
	switch (value) {
	case VALUE_REWRITE:
		for (int signal = 0; signal <= SIGNAL_MAX; signal++)
			options->rewrite[signal] = (uint8_t)signal;
		memset(options->rewritten, 0, sizeof(options->rewritten));
		break;
	case VALUE_STOP_ON:
		options->stop_on = 0;
		break;
	case VALUE_RUNG:
		options->plan.count = 0;
		break;
	case VALUE_EXIT_CODE:
		exitcode_reset(&options->exit_code);
		break;
	case VALUE_COUNT:
		options->verbosity = 0;
		break;
	case VALUE_VERDICT:
	case VALUE_CHILD:
	case VALUE_GROUP:
	case VALUE_SWITCH:
	case VALUE_DURATION:
	case VALUE_SWEEP:
	case VALUE_SIGNAL:
	case VALUE_SCOPE:
	case VALUE_WAIT:
	case VALUE_FORMAT:
	case VALUE_PROGRAM:
		break;
	}
}

/*
 * Each read_ function reads LENGTH bytes at WORD. It returns null, or what is wrong with them and what would be right,
 * in words that follow the value in a sentence.
 */

/* One of two words: is it the SECOND? */
static const char *read_either(bool *to, const char *word, size_t length, const char *first, const char *second,
                               const char *wrong)
{
	*to = text_same_word(word, length, second);
	return *to || text_same_word(word, length, first) ? NULL : wrong;
}

static const char *read_switch(bool *to, const char *word, size_t length)
{
	if (length == 1 && (*word == '0' || *word == '1')) {
		*to = *word == '1';
		return NULL;
	}
	return read_either(to, word, length, "no", "yes", "is neither yes nor no");
}

static const char *read_count(int *to, const char *word, size_t length)
{
	if (length != 1 || *word < '0' || *word > '3')
		return "is no number from 0 to 3";
	*to = *word - '0';
	return NULL;
}

static const char *read_duration(int64_t *to, const char *word, size_t length, bool may_be_off)
{
	*to = may_be_off && text_same_word(word, length, "off") ? DURATION_OFF : duration_parse(word, length);
	if (*to != DURATION_BAD)
		return NULL;
	return may_be_off ? "is no duration of up to 100 years (such as 3s, 1m30s, never), nor off" :
	                    "is no duration of up to 100 years (such as 10s, 1m30s, never)";
}

static const char *read_signal(int *to, const char *word, size_t length)
{
	*to = signame_parse(word, length);
	return *to > 0 ? NULL : "is no signal (such as TERM, RTMIN+3, 15)";
}

static const char *read_scope(enum scope *to, const char *word, size_t length)
{
	*to = plan_scope_parse(word, length);
	return *to != SCOPE_DEFAULT ? NULL : "is none of child, group, tree";
}

static const char *read_program(const struct preset **to, const char *word)
{
	const struct preset *found = presets_find(word);

	if (found)
		*to = found;
	return found ? NULL : "is none of foster, tini, dumb-init, catatonit";
}

/* Whether SIGNAL can arrive and be passed on. */
static bool can_arrive(int signal)
{
	return signal > 0 && signal != SIGKILL && signal != SIGSTOP && signal != SIGCHLD;
}

static const char CANNOT_ARRIVE[] = "names what can't be forwarded: KILL and STOP act at once, CHLD is foster's own";

static const char *read_stop_on(uint64_t *to, const char *word, size_t length)
{
	int signal;
	const char *wrong = read_signal(&signal, word, length);

	if (!wrong && can_arrive(signal))
		*to |= signal_bit(signal);
	return wrong ? wrong : can_arrive(signal) ? NULL : CANNOT_ARRIVE;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * FROM:TO. PLAIN is dumb-init's way: numbers that the first Unix had, and no word about those that never arrive, since
 * its users have them in their command lines.
 */
static const char *read_rewrite(struct options *options, const char *word, size_t length, bool plain)
{
	enum { PLAIN_MAX = 31 };
	const char *colon = memchr(word, ':', length);
	const char *target = colon ? colon + 1 : word;
	size_t target_length = (size_t)(word + length - target);
	int from = colon ? signame_parse(word, (size_t)(colon - word)) : -1;
	int to = text_same_word(target, target_length, "0") || text_same_word(target, target_length, "none") ? 0 :
	         signame_parse(target, target_length);

	if (plain && (from > PLAIN_MAX || to > PLAIN_MAX || !is_digit(*word) || !is_digit(*target)))
		from = -1;
	if (from < 0 || to < 0)
		return plain ? "is no pair of signal numbers (such as 15:3; 1 to 31, and 0 drops)" :
		               "is no pair of signals (such as TERM:QUIT, or HUP:0 to drop it)";
	if (!can_arrive(from) && !plain)
		return CANNOT_ARRIVE;
	options->rewrite[from] = (uint8_t)to;
	options->rewritten[from] = true;
	return NULL;
}

static const char *read_rung(struct plan *plan, const char *word, size_t length)
{
	if (plan->count == PLAN_RUNGS_MAX)
		return "is one signal too many (16 will do)";
	if (plan->count && plan->rungs[plan->count - 1].wait_ms == DURATION_NEVER)
		return "would never get its turn: the signal before it needs a wait (such as TERM/10s)";
	return plan_add(plan, word, length) ? NULL :
	       "is no signal to stop with (such as TERM, INT/10s, TERM@tree/3s, none/5s)";
}

static const char *read_exit_code(struct exitcode_rules *rules, const char *word, size_t length, bool plain)
{
	for (size_t i = 0; plain && i < length; i++)
		if (!is_digit(word[i]))
			return "is no exit status (0 to 255)";
	return exitcode_add(rules, word, length) ? NULL :
	       "is no exit status (such as 143, 1-3:0 or stop:0; 0 to 255)";
}

/* Reads one value, or one element of a list, for SETTING. */
static const char *read_value(struct reading *reading, const struct setting *setting, const char *word, size_t length)
{
	struct options *options = reading->options;
	void *to = (char *)options + setting->at;
	bool plain = reading->source == SOURCE_COMMAND && options->preset->plain_numbers;

	switch ((enum value)setting->value) {
	case VALUE_SWITCH:
		return read_switch(to, word, length);
	case VALUE_COUNT:
		return read_count(to, word, length);
	case VALUE_DURATION:
	case VALUE_SWEEP:
		return read_duration(to, word, length, setting->value == VALUE_SWEEP);
	case VALUE_SIGNAL:
		return read_signal(to, word, length);
	case VALUE_SCOPE:
		return read_scope(to, word, length);
	case VALUE_WAIT:
		return read_either(to, word, length, "workload", "tree", "is neither workload nor tree");
	case VALUE_FORMAT:
		return read_either(to, word, length, "text", "json", "is neither text nor json");
	case VALUE_PROGRAM:
		return read_program(to, word);
	case VALUE_REWRITE:
		return read_rewrite(options, word, length, plain);
	case VALUE_STOP_ON:
		return read_stop_on(to, word, length);
	case VALUE_RUNG:
		return read_rung(to, word, length);
	case VALUE_EXIT_CODE:
		return read_exit_code(to, word, length, plain);
	case VALUE_VERDICT:
	case VALUE_CHILD:
	case VALUE_GROUP:
		break;
	}
	return NULL;
}

/* Does what SETTING says where no value is given. */
static bool set(struct reading *reading, const struct setting *setting)
{
	struct options *options = reading->options;

	if (setting->value == VALUE_VERDICT)
		reading->verdict = (enum verdict)setting->at;
	else if (setting->value == VALUE_SWITCH)
		*(bool *)((char *)options + setting->at) = true;
	else if (setting->value == VALUE_COUNT)
		options->verbosity += options->verbosity < 3;
	else
		options->scope = setting->value == VALUE_GROUP ? SCOPE_GROUP : SCOPE_CHILD;
	return true;
}

/* Gives SETTING the value in WORD, or none where that is null. False where it is malformed, which is told. */
static bool apply(struct reading *reading, const struct setting *setting, const char *word)
{
	uint8_t *given = &reading->given[setting - settings_row(0)];
	bool list = setting->value >= VALUE_LIST;
	const char *at = word ? word : "";

	if (*given == SOURCE_VARIABLE && reading->source != SOURCE_VARIABLE)
		reset(reading->options, setting->value);
	*given = (uint8_t)reading->source;
	if (word && setting->value < VALUE_OPTIONAL)
		return complain(reading, " takes no value", NULL);
	if (!word && setting->value < VALUE_NEEDED)
		return set(reading, setting);
	do {
		size_t length = 0;
		const char *wrong;

		while (at[length] && !(list && at[length] == ','))
			length++;
		wrong = read_value(reading, setting, at, length);
		if (wrong) {
			complain(reading, ": ", NULL);
			text_add(reading->complaint, length ? "'%.*s' %s" : "%.*snothing follows, which %s", (int)length, at,
			         wrong);
			return false;
		}
		at += length;
	} while (list && *at++ == ',');
	return true;
}

/* The FOSTER_ variables. An empty value is as good as none. */
static void read_variables(struct reading *reading, char **environ)
{
	for (; *environ && reading->verdict != VERDICT_MISUSE; environ++) {
		const char *entry = *environ, *value = strchr(entry, '=');
		const struct setting *setting;

		if (strncmp(entry, "FOSTER_", 7) != 0)
			continue;
		setting = settings_by_variable(entry);
		if (!setting) { /* it may be somebody else's, or a slip: no error, but worth a warning */
			reading->options->stray = entry;
		} else if (value[1]) {
			mention(reading, "", entry, (size_t)(value - entry));
			apply(reading, setting, value + 1);
		}
	}
}

/* The variable ENTRY, whose value is VALUE, of the program that foster stands in for; it has never been an error. */
static void apply_peer_variable(struct reading *reading, const struct preset_variable *variable, const char *value)
{
	enum { PEER_WARNINGS = 1, PEER_MOST = 4, ENOUGH = 1000 };

	if (variable->counts == VARIABLE_ANY || (*value == variable->counts && !value[1]))
		apply(reading, settings_by_letter(variable->letter), NULL);
	if (variable->counts == VARIABLE_NUMBER) {
		int number = (int)text_number(&value, ENOUGH);

		reading->given[SETTING_VERBOSE] = SOURCE_PEER;
		reading->options->verbosity = (number < 0 ? 0 : number > PEER_MOST ? PEER_MOST : number) - PEER_WARNINGS;
	}
}

static void read_peer_variables(struct reading *reading, char **environ)
{
	const struct preset_variable *variable = reading->options->preset->variables;

	for (; variable && variable->letter; variable++)
		for (char **entry = environ; *entry; entry++) {
			size_t length = strlen(variable->name);

			if (strncmp(*entry, variable->name, length) == 0 && (*entry)[length] == '=')
				apply_peer_variable(reading, variable, *entry + length + 1);
		}
}

/* The only long option of the program that begins with LENGTH bytes at NAME, or null. */
static const struct setting *guess(const struct preset *preset, const char *name, size_t length)
{
	const struct setting *found = NULL;

	for (size_t i = 0; i < SETTING_COUNT; i++) {
		const struct setting *row = settings_row(i);

		if (strncmp(row->name, name, length) != 0 || !presets_has_word(preset, row->name))
			continue;
		if (found)
			return NULL;
		found = row;
	}
	return found;
}

/* The option at hand is none of the program's. SETTING is the row that it has all the same, GUESS what was meant. */
static void refuse(struct reading *reading, const struct setting *setting, const struct setting *guess)
{
	const char *program = reading->options->preset->name;

	if (setting)
		complain(reading, " is no option of %s, as which foster runs here (foster's own: --as foster)", program);
	else if (guess)
		complain(reading, " is no option: did you mean --%s?", guess->name);
	else
		complain(reading, " is no option of %s (-h tells which are)", program);
}

/* The word at ARGV: switches one after another, or one option whose value is the rest or the next word. What is next. */
static char **read_letters(struct reading *reading, char **argv)
{
	for (const char *at = *argv + 1; *at && reading->verdict < VERDICT_HELP; at++) {
		const struct setting *setting = settings_by_letter(*at);

		mention(reading, "-", at, 1);
		if (!setting || !presets_has_letter(reading->options->preset, *at)) {
			refuse(reading, setting, NULL);
		} else if (setting->value < VALUE_NEEDED) {
			apply(reading, setting, NULL);
		} else {
			apply(reading, setting, at[1] ? at + 1 : *++argv);
			break;
		}
	}
	return argv + 1;
}

/* The word at ARGV, and the next where its value is there. What is next. */
static char **read_long(struct reading *reading, char **argv, bool first)
{
	enum { DASHES = 2 };
	const char *name = *argv, *value = strchr(name, '=');
	size_t length = value ? (size_t)(value - name) : strlen(name);
	const struct setting *setting = settings_by_name(name + DASHES, length - DASHES);

	mention(reading, "", name, length);
	if (!setting || !presets_has_word(reading->options->preset, setting->name)) {
		refuse(reading, setting, guess(reading->options->preset, name + DASHES, length - DASHES));
	} else if (setting->value == VALUE_PROGRAM && !first) {
		complain(reading, " has to be the first option, since it decides how the others are read", NULL);
	} else {
		value = value ? value + 1 : setting->value >= VALUE_NEEDED ? *++argv : NULL;
		apply(reading, setting, value);
	}
	return argv + 1;
}

static bool is_as(const char *word)
{
	return word && strncmp(word, "--as", 4) == 0 && (!word[4] || word[4] == '=');
}

/* The options from ARGV on; the operands begin where it ends. */
static char **read_options(struct reading *reading, char **argv)
{
	while (reading->verdict < VERDICT_HELP && *argv && (*argv)[0] == '-' && (*argv)[1]) {
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
static void settle(struct reading *reading)
{
	struct options *options = reading->options;
	const struct preset *preset = options->preset;
	int first;

	if (!options->plan.count)
		options->plan.rungs[options->plan.count++] =
			(struct rung){ .wait_ms = DURATION_NEVER, .signal = RUNG_REQUEST };
	first = options->plan.rungs[0].signal;
	if (!options->stop_on)
		options->stop_on = signal_bit(SIGTERM) | (can_arrive(first) ? signal_bit(first) : 0);
	if (options->scope == SCOPE_DEFAULT)
		options->scope = preset->scope;
	if (!reading->given[SETTING_SESSION])
		options->session = preset->session && options->scope != SCOPE_CHILD;
	if (!reading->given[SETTING_SUBREAPER])
		options->subreaper = preset->subreaper;
	options->ending = reading->given[SETTING_SWEEP] ? ENDING_SWEEP : preset->ending;
}

/* Do the operands fit what is to be done? */
static void check(struct reading *reading)
{
	const struct options *options = reading->options;
	bool command = options->operands[0];

	mention(reading, "", "", 0);
	if (reading->verdict == VERDICT_RUN && options->pause)
		reading->verdict = VERDICT_PAUSE;
	if (reading->verdict == VERDICT_PAUSE && command)
		complain(reading, "--pause runs nothing, but there is a command: %s", options->operands[0]);
	else if (reading->verdict == VERDICT_RUN && !command)
		complain(reading, "no command to run: it is %s [OPTION]... [--] COMMAND [ARG]...", options->preset->name);
	else if (reading->verdict != VERDICT_INSPECT && reading->given[SETTING_FORMAT] == SOURCE_COMMAND)
		complain(reading, "--format goes with --inspect; --log-format is for messages", NULL);
}

enum verdict options_parse(struct options *options, char **argv, char **environ, struct text *complaint)
{
	struct reading reading = { .options = options, .complaint = complaint, .source = SOURCE_VARIABLE };
	char **at = argv[0] ? argv + 1 : argv;
	enum verdict environment;

	memset(options, 0, sizeof(*options));
	options->preset = presets_called(argv[0]);
	options->plan.timeout_ms = DURATION_NEVER;
	options->sweep_ms = SWEEP_DEFAULT_MS;
	options->kernel_reaping = true;
	for (enum value value = VALUE_LIST; value <= VALUE_LAST; value++)
		reset(options, value);
	read_variables(&reading, environ);
	environment = reading.verdict;
	reading.verdict = VERDICT_RUN;
	reading.source = SOURCE_COMMAND;
	if (is_as(*at))
		at = read_long(&reading, at, true);
	reading.source = SOURCE_PEER;
	if (reading.verdict == VERDICT_RUN)
		read_peer_variables(&reading, environ);
	reading.source = SOURCE_COMMAND;
	options->operands = read_options(&reading, at);
	settle(&reading);
	if (reading.verdict < VERDICT_HELP)
		check(&reading);
	/* Whoever asks for help or works as a tool isn't kept from it by a variable; a workload is. */
	if (environment == VERDICT_MISUSE && reading.verdict <= VERDICT_INSPECT)
		return VERDICT_MISUSE;
	return reading.verdict;
}
