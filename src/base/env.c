/* SPDX-License-Identifier: MIT */
/* Looks things up in an environment, which is the user's: any bytes. */
#include "base/env.h"

#include <stddef.h>
#include <string.h>

#include "base/text.h"

const char *env_find(char **variables, const char *name)
{
	size_t length = strlen(name);

	for (; *variables; variables++)
		if (strncmp(*variables, name, length) == 0)
			return *variables + length;
	return NULL;
}

int env_is_utf8(char **variables, int fallback)
{
	static const char NAMES[][10] = { "LC_ALL=", "LC_CTYPE=", "LANG=" };
	const char *locale = NULL;

	for (int i = 0; i < 3 && !(locale && *locale); i++)
		locale = env_find(variables, NAMES[i]);
	if (!locale || !*locale)
		return fallback;
	for (; locale[0] && locale[1] && locale[2]; locale++)
		if (text_same_word(locale, 3, "utf"))
			return 1;
	return 0;
}
