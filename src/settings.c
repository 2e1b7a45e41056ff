/* SPDX-License-Identifier: MIT */
/* The table of options, and the ways to look something up in it. Packed: no pointers, so that it costs what it says. */
#include "settings.h"

#include <string.h>

#define ROW(constant, name, letter, value, at, argument, help) { name, letter, value, at },
static const struct setting ROWS[SETTING_COUNT] = { SETTINGS(ROW) };

#define WORDS(constant, name, letter, value, at, argument, help) argument "\0" help "\0"
static const char ALL_WORDS[] = SETTINGS(WORDS);

const struct setting *settings_row(size_t index)
{
	return &ROWS[index];
}

const struct setting *settings_by_letter(char letter)
{
	for (size_t i = 0; letter && i < SETTING_COUNT; i++)
		if (ROWS[i].letter == letter)
			return &ROWS[i];
	return NULL;
}

const struct setting *settings_by_name(const char *name, size_t length)
{
	for (size_t i = 0; length && i < SETTING_COUNT; i++)
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

const struct setting *settings_by_variable(const char *entry)
{
	enum { PREFIX = 7 }; /* of FOSTER_ */

	for (size_t i = 0; i < SETTING_COUNT; i++) {
		const char *name = ROWS[i].name, *at = entry + PREFIX;

		while (*name && *name == option_letter(*at)) {
			name++;
			at++;
		}
		if (!*name && *at == '=' && ROWS[i].value >= VALUE_OPTIONAL)
			return &ROWS[i];
	}
	return NULL;
}

const char *settings_words(size_t index)
{
	const char *words = ALL_WORDS;

	for (index *= 2; index; words++)
		index -= !*words;
	return words;
}
