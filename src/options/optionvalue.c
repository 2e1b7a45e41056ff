/* SPDX-License-Identifier: MIT */
/* The readers of the values, one a type. */
#include "options/optionvalue.h"

#include <limits.h>
#include <signal.h>
#include <string.h>

#include "base/duration.h"
#include "base/text.h"

enum { VERBOSITY_MAX = 3 };

/* Where the table says that SPEC's value goes; STORED_AT has compared the types. */
static void *member_of(struct options *options, const struct option_spec *spec)
{
	return (char *)options + spec->at;
}

void optionvalue_reset(struct options *options, const struct option_spec *spec)
{
	switch (spec->type) {
	case TYPE_REWRITE:
		for (int signal = 0; signal <= SIGNAL_MAX; signal++)
			options->rewrite[signal] = (uint8_t)signal;
		memset(options->rewritten, 0, sizeof(options->rewritten));
		break;
	case TYPE_STOP_ON:
		options->stop_on = 0;
		break;
	case TYPE_RUNG:
		options->plan.count = 0;
		break;
	case TYPE_EXIT_CODE:
		exitcode_reset(&options->exit_code);
		break;
	case TYPE_COUNT:
		options->verbosity = 0;
		break;
	default:
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

/* 0 for a word that means no, 1 for one that means yes, -1 for any other: YAML and its kin write what they like. */
static int yes_or_no(const char *word, size_t length)
{
	static const char WORDS[][6] = { "0", "no", "false", "off", "1", "yes", "true", "on" };
	enum { COUNT = sizeof(WORDS) / sizeof(WORDS[0]), HALF = COUNT / 2 };

	for (int i = 0; i < COUNT; i++)
		if (text_same_word(word, length, WORDS[i]))
			return i / HALF;
	return -1;
}

static const char *read_switch(bool *to, const char *word, size_t length)
{
	int value = yes_or_no(word, length);

	if (value < 0)
		return "is neither yes nor no";
	*to = value;
	return NULL;
}

/* A switch that stands for SCOPE: no only undoes it. */
static const char *read_scope_is(enum scope *to, enum scope scope, const char *word, size_t length)
{
	bool yes = false;
	const char *wrong = read_switch(&yes, word, length);

	if (wrong)
		return wrong;
	if (yes)
		*to = scope;
	else if (*to == scope)
		*to = SCOPE_DEFAULT;
	return NULL;
}

/* More than there is to tell is as good as all, as it is with -vvvv. */
static const char *read_count(int *to, const char *word, size_t length)
{
	const char *cursor = word;
	int number = (int)text_number(&cursor, INT_MAX);

	if (number < 0 || cursor != word + length)
		number = yes_or_no(word, length);
	if (number < 0)
		return "is no number from 0 to 3, yes or no";
	if (number > VERBOSITY_MAX)
		number = VERBOSITY_MAX;
	*to = number;
	return NULL;
}

static const char NO_DURATION[] = "is no duration of up to 100 years (such as 10s, 1m30s, never)";

static const char *read_duration(int64_t *to, const char *word, size_t length)
{
	*to = duration_parse(word, length);
	if (*to == DURATION_BAD)
		return NO_DURATION;
	return NULL;
}

static const char *read_sweep(int64_t *to, const char *word, size_t length)
{
	*to = duration_parse(word, length);
	if (*to == DURATION_BAD && yes_or_no(word, length) == 0) /* YAML's off may come as false */
		*to = DURATION_OFF;
	if (*to == DURATION_BAD)
		return "is no duration (3s, never; 0 kills at once), nor off, which leaves all";
	return NULL;
}

static const char NO_SIGNAL[] = "is no signal (such as TERM, RTMIN+3, 15)";
static const char SUSPENDS[] = "only suspends and ends nothing: TERM asks to end";

static const char *read_signal(int *to, const char *word, size_t length)
{
	*to = signame_parse(word, length);
	if (*to <= 0)
		return NO_SIGNAL;
	if (*to == SIGSTOP)
		return SUSPENDS;
	return NULL;
}

static const char NO_SCOPE[] = "is none of auto, child, group, tree";

static const char *read_scope(enum scope *to, const char *word, size_t length)
{
	*to = plan_scope_parse(word, length);
	if (*to == SCOPE_DEFAULT)
		return NO_SCOPE;
	return NULL;
}

static const char *read_color(enum color *to, const char *word, size_t length)
{
	static const char WORDS[][7] = { [COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never" };

	for (int i = 0; i <= COLOR_NEVER; i++) {
		if (text_same_word(word, length, WORDS[i])) {
			*to = (enum color)i;
			return NULL;
		}
	}
	return "is none of auto, always, never";
}

static const char *read_path(const char **to, const char *word)
{
	if (*word != '/') /* foster changes its directory */
		return "is no absolute path (such as /dev/termination-log)";
	*to = word;
	return NULL;
}

static const char *read_program(const struct preset **to, const char *word)
{
	const struct preset *found = presets_find(word);

	if (!found)
		return "is none of ";
	*to = found;
	return NULL;
}

static const char CANNOT_ARRIVE[] = "never arrives here: KILL and STOP act at once, CHLD is foster's own";

static const char *read_stop_on(uint64_t *to, const char *word, size_t length)
{
	int signal;
	const char *wrong = read_signal(&signal, word, length);

	if (wrong)
		return wrong;
	if (!signame_can_arrive(signal))
		return CANNOT_ARRIVE;
	*to |= signal_bit(signal);
	return NULL;
}

/* The signal that LENGTH bytes at WORD name; 0 for "0" and "none", which drop; -1 where they name none. */
static int target_signal(const char *word, size_t length)
{
	if (text_same_word(word, length, "0") || text_same_word(word, length, "none"))
		return 0;
	return signame_parse(word, length);
}

static void add_rewrite(struct options *options, int from, int to)
{
	options->rewrite[from] = (uint8_t)to;
	options->rewritten[from] = true;
}

/*
 * FROM:TO as dumb-init has it: numbers that the first Unix had, read as sscanf(3) does, which minds nothing behind
 * them; and no word about those that never arrive, since its users have them in their command lines.
 */
static const char *read_numbers(struct options *options, const char *word)
{
	enum { NUMBER_MAX = 31 };
	int from = (int)text_signed_number(&word, NUMBER_MAX);
	int to = -1;

	if (*word == ':') {
		word++;
		to = (int)text_signed_number(&word, NUMBER_MAX);
	}
	if (from < 1 || to < 0)
		return "is no pair of signal numbers (such as 15:3; 1 to 31, and 0 drops)";
	add_rewrite(options, from, to);
	return NULL;
}

/* FROM:TO. */
static const char *read_rewrite(struct options *options, struct text_part *word)
{
	struct text_part first = *word;
	struct text_part second = text_cut(&first, ':');
	int from = signame_parse(first.at, first.length);
	int to;

	if (!second.at)
		return "is no pair of signals (such as TERM:QUIT, or HUP:0 to drop it)";
	*word = first;
	if (from < 0)
		return NO_SIGNAL;
	if (!signame_can_arrive(from))
		return CANNOT_ARRIVE;
	*word = second;
	to = target_signal(second.at, second.length);
	if (to < 0)
		return "is no signal, nor 0 to drop it";
	add_rewrite(options, from, to);
	return NULL;
}

static const char *read_rung(struct plan *plan, struct text_part *word)
{
	enum rung_part wrong;

	if (plan->count == PLAN_RUNGS_MAX)
		return "is one signal too many (16 will do)";
	if (plan->count && plan->rungs[plan->count - 1].wait_ms == DURATION_NEVER)
		return "would never get its turn: the signal before it needs a wait (such as TERM/10s)";
	wrong = plan_add(plan, word);
	if (wrong == RUNG_PART_SIGNAL)
		return "is no signal to stop with (such as TERM, INT/10s, TERM@tree/3s, none/5s)";
	if (wrong == RUNG_PART_SCOPE)
		return NO_SCOPE;
	if (wrong == RUNG_PART_WAIT)
		return NO_DURATION;
	if (plan->rungs[plan->count - 1].signal == SIGSTOP)
		return SUSPENDS;
	return NULL;
}

/* A status as tini has it, read as strtol(3) does, to which nothing is 0; it is reported as 0. */
static const char *read_status(struct exitcode_rules *rules, const char *word, size_t length)
{
	const char *end = word;
	int status = 0;

	if (length > 0)
		status = (int)text_signed_number(&end, sizeof(rules->to) - 1);
	if (status < 0 || end != word + length)
		return "is no exit status (0 to 255)";
	rules->to[status] = 0;
	return NULL;
}

static const char *read_exit_code(struct exitcode_rules *rules, struct text_part *word)
{
	if (!exitcode_add(rules, word))
		return "is no exit status (such as 143, 1-3:0 or stop:0; 0 to 255)";
	return NULL;
}

const char *optionvalue_read(struct options *options, const struct option_spec *spec, struct text_part *part,
                             bool numbers_only)
{
	void *to = member_of(options, spec);
	const char *word = part->at, *wrong;
	size_t length = part->length;

	switch ((enum option_type)spec->type) {
	case TYPE_SWITCH:
		return read_switch(to, word, length);
	case TYPE_SCOPE_IS:
		return read_scope_is(to, spec->without, word, length);
	case TYPE_COUNT:
		return read_count(to, word, length);
	case TYPE_DURATION:
		return read_duration(to, word, length);
	case TYPE_SWEEP:
		return read_sweep(to, word, length);
	case TYPE_SIGNAL:
		wrong = read_signal(to, word, length);
		if (wrong == SUSPENDS && numbers_only) /* tini takes it */
			return NULL;
		return wrong;
	case TYPE_SCOPE:
		return read_scope(to, word, length);
	case TYPE_WAIT:
		return read_either(to, word, length, "workload", "tree", "is neither workload nor tree");
	case TYPE_FORMAT:
		return read_either(to, word, length, "text", "json", "is neither text nor json");
	case TYPE_COLOR:
		return read_color(to, word, length);
	case TYPE_PATH:
		return read_path(to, word);
	case TYPE_PROGRAM:
		return read_program(to, word);
	case TYPE_REWRITE:
		if (numbers_only)
			return read_numbers(options, word);
		return read_rewrite(options, part);
	case TYPE_STOP_ON:
		return read_stop_on(to, word, length);
	case TYPE_RUNG:
		return read_rung(to, part);
	case TYPE_EXIT_CODE:
		if (numbers_only)
			return read_status(to, word, length);
		return read_exit_code(to, part);
	case TYPE_MODE:
		break;
	}
	return NULL;
}

void optionvalue_set(struct options *options, const struct option_spec *spec)
{
	void *to = member_of(options, spec);

	switch ((enum option_type)spec->type) {
	case TYPE_MODE:
		*(enum mode *)to = spec->without;
		break;
	case TYPE_SCOPE_IS:
		*(enum scope *)to = spec->without;
		break;
	case TYPE_SWITCH:
		*(bool *)to = spec->without;
		break;
	case TYPE_COLOR:
		*(enum color *)to = spec->without;
		break;
	case TYPE_COUNT:
		if (*(int *)to < VERBOSITY_MAX)
			++*(int *)to;
		break;
	case TYPE_DURATION:
	case TYPE_SWEEP:
	case TYPE_SIGNAL:
	case TYPE_SCOPE:
	case TYPE_WAIT:
	case TYPE_FORMAT:
	case TYPE_PATH:
	case TYPE_PROGRAM:
	case TYPE_REWRITE:
	case TYPE_STOP_ON:
	case TYPE_RUNG:
	case TYPE_EXIT_CODE:
		break;
	}
}
