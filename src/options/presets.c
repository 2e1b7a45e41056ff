/* SPDX-License-Identifier: MIT */
/*
 * The programs that foster can stand in for. The letters mean the same in all of them, so that a row only says which
 * ones there are; what differs are defaults and exit codes. The manuals of tini 0.19, dumb-init 1.2.5 and catatonit 0.2
 * and what they were seen to do are where the rows are from.
 */
#include "options/presets.h"

#include <string.h>

static const struct preset_variable TINI_VARIABLES[] = {
	{ "TINI_SUBREAPER=", SET_TO_ANYTHING, 0, 's' },
	{ "TINI_KILL_PROCESS_GROUP=", SET_TO_ANYTHING, 0, 'g' },
	{ "TINI_VERBOSITY=", LEVEL, 0, 'v' },
	{ "", 0, 0, 0 },
};

static const struct preset_variable DUMB_INIT_VARIABLES[] = {
	{ "DUMB_INIT_SETSID=", SET_TO, '0', 'c' },
	{ "DUMB_INIT_DEBUG=", SET_TO, '1', 'v' },
	{ "", 0, 0, 0 },
};

static const struct preset_variable CATATONIT_VARIABLES[] = {
	{ "CATATONIT_DEBUG=", SET_TO_ANYTHING, 0, 'v' },
	{ "", 0, 0, 0 },
};

static const struct preset ROWS[] = {
	{
		.name = "foster",
		.scope = SCOPE_AUTO,
		.on_exit = ON_EXIT_SWEEP,
		.suspension = SUSPENSION_JOBS,
		.usage_error_code = 125,
		.subreaper = true,
	},
	{
		.name = "foster",
		.alias = "docker-init", /* plain foster, whose version Docker wants to read */
		.shell = true,
		.scope = SCOPE_AUTO,
		.on_exit = ON_EXIT_SWEEP,
		.suspension = SUSPENSION_JOBS,
		.usage_error_code = 125,
		.subreaper = true,
		.dockers_version = true,
	},
	{
		.name = "foster",
		.alias = "podman-init", /* the same, and nobody reads it */
		.shell = true,
		.scope = SCOPE_AUTO,
		.on_exit = ON_EXIT_SWEEP,
		.suspension = SUSPENSION_JOBS,
		.usage_error_code = 125,
		.subreaper = true,
	},
	{
		.name = "tini",
		.alias = "tini-static",
		.shell = true,
		.letters = "eghlpsvw",
		.words = "version",
		.variables = TINI_VARIABLES,
		.scope = SCOPE_CHILD,
		.on_exit = ON_EXIT_LEAVE,
		.suspension = SUSPENSION_FORWARD,
		.usage_error_code = 1,
		.warns_without_reaper = true,
		.numbers_only = true,
		.permutes = true,
		.dockers_version = true,
	},
	{
		.name = "dumb-init",
		.shell = true,
		.letters = "chrvV",
		.words = "help rewrite single-child verbose version",
		.variables = DUMB_INIT_VARIABLES,
		.scope = SCOPE_GROUP,
		.on_exit = ON_EXIT_TERM_GROUP,
		.suspension = SUSPENSION_STOP,
		.usage_error_code = 1,
		.exec_code = 2,
		.session = true,
		.shares_group = true,
		.numbers_only = true,
		.abbreviates = true,
	},
	{
		.name = "catatonit",
		.shell = true,
		.letters = "ghLPV",
		.words = "version",
		.variables = CATATONIT_VARIABLES,
		.scope = SCOPE_CHILD,
		.on_exit = ON_EXIT_LEAVE,
		.suspension = SUSPENSION_DROP,
		.usage_error_code = 1,
		.exec_code = 1,
		.subreaper = true,
		.abbreviates = true,
		.permutes = true,
	},
};

const struct preset *presets_row(size_t i)
{
	return i < sizeof(ROWS) / sizeof(ROWS[0]) ? &ROWS[i] : NULL;
}

const struct preset *presets_find(const char *name)
{
	const struct preset *row;

	for (size_t i = 0; (row = presets_row(i)); i++)
		if (strcmp(name, row->name) == 0 || (row->alias[0] && strcmp(name, row->alias) == 0))
			return row;
	return NULL;
}

const struct preset *presets_called(const char *path)
{
	const char *name = path;
	const struct preset *row = NULL;

	for (; path && *path; path++)
		if (*path == '/')
			name = path + 1;
	if (name)
		row = presets_find(name);
	return row ? row : &ROWS[0];
}

void presets_add_names(struct text *text)
{
	const char *separator = "";

	for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
		if (presets_find(ROWS[i].name) != &ROWS[i]) /* foster's other rows */
			continue;
		text_add(text, "%s%s", separator, ROWS[i].name);
		separator = ", ";
	}
}

bool presets_is_peer(const struct preset *preset)
{
	return preset->letters[0];
}

bool presets_has_letter(const struct preset *preset, char letter)
{
	return letter && (!presets_is_peer(preset) || text_find(preset->letters, sizeof(preset->letters), letter));
}

bool presets_has_word(const struct preset *preset, const char *name)
{
	const char *words = preset->words;

	if (!words || strcmp(name, "as") == 0)
		return true;
	while (*words) {
		size_t length = text_span(words, SIZE_MAX, " ");

		if (strncmp(words, name, length) == 0 && !name[length])
			return true;
		words += length;
		words += *words == ' ';
	}
	return false;
}
