/* SPDX-License-Identifier: MIT */
/* The table of options and the ways to find a row. It is packed: with pointers, these would be most of it. */
#include "options/optiontable.h"

#include <string.h>

#include "base/text.h"

#define ROW(constant, name, letter, type, member, without, argument, help) \
	{ letter, TYPE_##type, without, STORED_AT(type, member) },
static const struct option_spec ROWS[OPTION_COUNT] = { OPTION_TABLE(ROW) };

/* Three strings a row, one after another, each with its NUL. */
#define WORDS(constant, name, letter, type, member, without, argument, help) name "\0" argument "\0" help "\0"
static const char ALL_WORDS[] = OPTION_TABLE(WORDS);

/* String NUMBER of all. */
static const char *string(size_t number)
{
	const char *words = ALL_WORDS;

	for (; number > 0; number--)
		words += strlen(words) + 1;
	return words;
}

const char *optiontable_name(const struct option_spec *spec)
{
	return string(3 * (size_t)(spec - ROWS));
}

const char *optiontable_argument(const struct option_spec *spec)
{
	return string(3 * (size_t)(spec - ROWS) + 1);
}

const char *optiontable_help(const struct option_spec *spec)
{
	return string(3 * (size_t)(spec - ROWS) + 2);
}

enum value_use optiontable_takes(uint8_t type)
{
	switch (type) {
	case TYPE_MODE:
		return VALUE_NONE;
	case TYPE_SCOPE_IS:
	case TYPE_SWITCH:
	case TYPE_COUNT:
	case TYPE_COLOR:
		return VALUE_OPTIONAL;
	default:
		return VALUE_NEEDED;
	}
}

bool optiontable_is_list(uint8_t type)
{
	return type == TYPE_REWRITE || type == TYPE_STOP_ON || type == TYPE_RUNG || type == TYPE_EXIT_CODE;
}

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
	for (size_t i = 0; length && i < OPTION_COUNT; i++) {
		const char *own = optiontable_name(&ROWS[i]);

		if (strncmp(name, own, length) == 0 && !own[length])
			return &ROWS[i];
	}
	return NULL;
}

/* The letter of an option's name that C, a letter of a variable's, stands for; 0 where it stands for none. */
static char option_letter(char c)
{
	if (c == '_')
		return '-';
	if (c < 'A' || c > 'Z')
		return '\0';
	return text_lower(c);
}

const struct option_spec *optiontable_by_variable(const char *entry)
{
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const char *name = optiontable_name(&ROWS[i]), *at = entry + OPTIONTABLE_PREFIX;

		while (*name && *name == option_letter(*at)) {
			name++;
			at++;
		}
		if (!*name && *at == '=' && optiontable_takes(ROWS[i].type) != VALUE_NONE)
			return &ROWS[i];
	}
	return NULL;
}
