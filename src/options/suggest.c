/* SPDX-License-Identifier: MIT */
/* Guesses which option was meant. */
#include "options/suggest.h"

#include <string.h>

enum {
	TAIL_MIN = 4, /* --timeout is the tail of --stop-timeout */
};

/* How it begins what timeout(1), Kubernetes, Compose and many others call it. */
static const struct {
	char word[7];
	uint8_t option;
} ELSEWHERE[] = {
	{ "kill-a", OPTION_STOP_TIMEOUT }, /* --kill-after */
	{ "grace", OPTION_STOP_TIMEOUT },  /* --grace-period */
	{ "stop-g", OPTION_STOP_TIMEOUT }, /* --stop-grace-period */
	{ "log-l", OPTION_VERBOSE },       /* --log-level */
	{ "debug", OPTION_VERBOSE },
};

/* How many letters from A and B on, in steps of STEP, are the same, MOST at most; _ is as good as -, as any case is. */
static size_t same(const char *a, const char *b, int step, size_t most)
{
	size_t count = 0;

	for (; count < most; count++, a += step, b += step)
		if (text_lower(*a) != *b && !(*a == '_' && *b == '-'))
			break;
	return count;
}

/*
 * How far the LENGTH bytes at NAME are from WORD: the letters between what is the same at both ends, of the longer one.
 * So one that is missing, too many or another is 1, and two that are swapped are 2.
 */
static size_t distance(const char *name, size_t length, const char *word)
{
	size_t whole = strlen(word), longer = length, shorter = whole, tail;

	if (whole > length) {
		longer = whole;
		shorter = length;
	}
	tail = same(name + length - 1, word + whole - 1, -1, shorter);
	if (tail == length && whole > length && length >= TAIL_MIN && word[whole - length - 1] == '-')
		return 1;
	return longer - tail - same(name, word, 1, shorter - tail);
}

const struct option_spec *suggest_option(const struct preset *preset, const char *name, size_t length)
{
	const struct option_spec *found = NULL;
	size_t nearest = length * 2 / 5 + 1; /* one letter in three or four, two in five: more would be a guess */

	for (size_t i = 0; length && i < OPTION_COUNT; i++) {
		size_t far = distance(name, length, optiontable_name(optiontable_row(i)));

		if (far < nearest) {
			nearest = far;
			found = optiontable_row(i);
		}
	}
	for (size_t i = 0; !found && i < sizeof(ELSEWHERE) / sizeof(ELSEWHERE[0]); i++)
		if (same(name, ELSEWHERE[i].word, 1, length) == strlen(ELSEWHERE[i].word))
			found = optiontable_row(ELSEWHERE[i].option);
	if (found && !presets_has_word(preset, optiontable_name(found)))
		found = NULL;
	return found;
}

const char *suggest_for_variable(const char *entry)
{
	const char *name = entry + OPTIONTABLE_PREFIX;
	const struct option_spec *spec = suggest_option(presets_row(0), name, text_span(name, SIZE_MAX, "="));

	if (!spec || optiontable_takes(spec->type) == VALUE_NONE)
		return NULL;
	return optiontable_name(spec);
}

/* Whether WORD is several: a blank before any =, or one with a dash behind it. */
static bool is_several(const char *word)
{
	const char *blank = text_find(word, text_span(word, SIZE_MAX, "="), ' ');

	for (; !blank && *word; word++)
		if (word[0] == ' ' && word[1] == '-')
			blank = word;
	return blank;
}

void suggest_word(struct text *error, const struct preset *preset, const char *word)
{
	const struct option_spec *spec = optiontable_by_name(word + 1, text_span(word + 1, SIZE_MAX, "="));

	if (is_several(word))
		text_add(error, "; '%s' came as one word (env -S splits a #! line)", word);
	else if (word[1] != '-' && spec && presets_has_word(preset, optiontable_name(spec)))
		text_add(error, "; did you mean -%s?", word);
}
