/* SPDX-License-Identifier: MIT */
/*
 * The table of options, the ways to look something up in it, and the readers of the values. The table is packed: with
 * pointers, these would be most of it.
 */
#include "options/optiontable.h"

#include <signal.h>
#include <string.h>

#include "base/duration.h"
#include "base/text.h"

enum { VERBOSITY_MAX = 3 };

#define ROW(constant, name, letter, value, at, argument, help) { name, letter, value, at },
static const struct option_spec ROWS[OPTION_COUNT] = { OPTION_TABLE(ROW) };

#define WORDS(constant, name, letter, value, at, argument, help) argument "\0" help "\0"
static const char ALL_WORDS[] = OPTION_TABLE(WORDS);

const struct option_spec *optiontable_row(size_t index)
{
	return &ROWS[index];
}

const struct option_spec *optiontable_by_letter(char letter)
{
	for (size_t i = 0; letter && i < OPTION_COUNT; i++)
		if (ROWS[i].letter == letter)
			return &ROWS[i];
	return NULL;
}

const struct option_spec *optiontable_by_name(const char *name, size_t length)
{
	for (size_t i = 0; length && i < OPTION_COUNT; i++)
		if (strncmp(name, ROWS[i].name, length) == 0 && !ROWS[i].name[length])
			return &ROWS[i];
	return NULL;
}

/* The letter of an option's name that C, a letter of a variable's, stands for; 0 where it stands for none. */
static char option_letter(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return c == '_' ? '-' : '\0';
}

const struct option_spec *optiontable_by_variable(const char *entry)
{
	enum { PREFIX = 7 }; /* of FOSTER_ */

	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const char *name = ROWS[i].name, *at = entry + PREFIX;

		while (*name && *name == option_letter(*at)) {
			name++;
			at++;
		}
		if (!*name && *at == '=' && ROWS[i].type >= TYPE_OPTIONAL)
			return &ROWS[i];
	}
	return NULL;
}

const char *optiontable_words(size_t index)
{
	const char *words = ALL_WORDS;

	for (index *= 2; index; words++)
		index -= !*words;
	return words;
}

void optionvalue_reset(struct options *options, enum option_type value)
{
	switch (value) {
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
	case TYPE_MODE:
	case TYPE_CHILD:
	case TYPE_GROUP:
	case TYPE_SWITCH:
	case TYPE_YES:
	case TYPE_DURATION:
	case TYPE_SWEEP:
	case TYPE_SIGNAL:
	case TYPE_SCOPE:
	case TYPE_WAIT:
	case TYPE_FORMAT:
	case TYPE_PROGRAM:
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
	if (length != 1 || *word < '0' || *word > '0' + VERBOSITY_MAX)
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

bool signame_can_arrive(int signal)
{
	return signal > 0 && signal != SIGKILL && signal != SIGSTOP && signal != SIGCHLD;
}

static const char CANNOT_ARRIVE[] = "names what can't be forwarded: KILL and STOP act at once, CHLD is foster's own";

static const char *read_stop_on(uint64_t *to, const char *word, size_t length)
{
	int signal;
	const char *wrong = read_signal(&signal, word, length);

	if (!wrong && signame_can_arrive(signal))
		*to |= signal_bit(signal);
	return wrong ? wrong : signame_can_arrive(signal) ? NULL : CANNOT_ARRIVE;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * FROM:TO. NUMBERS_ONLY is dumb-init's way: numbers that the first Unix had, and no word about those that never
 * arrive, since its users have them in their command lines.
 */
static const char *read_rewrite(struct options *options, const char *word, size_t length, bool numbers_only)
{
	enum { NUMBER_MAX = 31 };
	const char *colon = text_find(word, length, ':');
	const char *target = colon ? colon + 1 : word;
	size_t target_length = (size_t)(word + length - target);
	int from = colon ? signame_parse(word, (size_t)(colon - word)) : -1;
	int to = text_same_word(target, target_length, "0") || text_same_word(target, target_length, "none") ? 0 :
	         signame_parse(target, target_length);

	if (numbers_only && (from > NUMBER_MAX || to > NUMBER_MAX || !is_digit(*word) || !is_digit(*target)))
		from = -1;
	if (from < 0 || to < 0)
		return numbers_only ? "is no pair of signal numbers (such as 15:3; 1 to 31, and 0 drops)" :
		               "is no pair of signals (such as TERM:QUIT, or HUP:0 to drop it)";
	if (!signame_can_arrive(from) && !numbers_only)
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

static const char *read_exit_code(struct exitcode_rules *rules, const char *word, size_t length, bool numbers_only)
{
	bool fine = true;

	for (size_t i = 0; numbers_only && i < length; i++)
		fine = fine && is_digit(word[i]);
	if (fine && exitcode_add(rules, word, length))
		return NULL;
	return numbers_only ? "is no exit status (0 to 255)" : "is no exit status (such as 143, 1-3:0 or stop:0; 0 to 255)";
}

const char *optionvalue_read(struct options *options, const struct option_spec *spec, const char *word, size_t length,
                          bool numbers_only)
{
	void *to = (char *)options + spec->at;

	switch ((enum option_type)spec->type) {
	case TYPE_SWITCH:
	case TYPE_YES:
		return read_switch(to, word, length);
	case TYPE_COUNT:
		return read_count(to, word, length);
	case TYPE_DURATION:
	case TYPE_SWEEP:
		return read_duration(to, word, length, spec->type == TYPE_SWEEP);
	case TYPE_SIGNAL:
		return read_signal(to, word, length);
	case TYPE_SCOPE:
		return read_scope(to, word, length);
	case TYPE_WAIT:
		return read_either(to, word, length, "workload", "tree", "is neither workload nor tree");
	case TYPE_FORMAT:
		return read_either(to, word, length, "text", "json", "is neither text nor json");
	case TYPE_PROGRAM:
		return read_program(to, word);
	case TYPE_REWRITE:
		return read_rewrite(options, word, length, numbers_only);
	case TYPE_STOP_ON:
		return read_stop_on(to, word, length);
	case TYPE_RUNG:
		return read_rung(to, word, length);
	case TYPE_EXIT_CODE:
		return read_exit_code(to, word, length, numbers_only);
	case TYPE_MODE:
	case TYPE_CHILD:
	case TYPE_GROUP:
		break;
	}
	return NULL;
}

void optionvalue_set(struct options *options, const struct option_spec *spec)
{
	if (spec->type == TYPE_SWITCH)
		*(bool *)((char *)options + spec->at) = true;
	else if (spec->type == TYPE_COUNT)
		options->verbosity += options->verbosity < VERBOSITY_MAX;
	else
		options->scope = spec->type == TYPE_GROUP ? SCOPE_GROUP : SCOPE_CHILD;
}
