/* SPDX-License-Identifier: MIT */
/*
 * What --help, --version and --license print. The help is made from the table of options, so that it can't tell of one
 * that isn't there, and under a peer's name it tells of that program's options only.
 */
#include "help.h"

#include "settings.h"

enum { COLUMN = 34 }; /* where the words begin */

static const char TOOLS[] =
	"       foster --pause [OPTION]...\n"
	"       foster --inspect [--stop-signal SIG] [--format FORMAT] [PID]\n"
	"       foster --kill SIG PID...\n"
	"       foster --list-signals [WORD]...\n";

static const char NOTES[] =
	"\nDURATION: 500ms, 1.5s, 1m30s, 10 (seconds), never. SIG: TERM, SIGTERM, RTMIN+3, 15.\n"
	"foster's options are variables, too: FOSTER_STOP_TIMEOUT=8s is --stop-timeout 8s.\n";

/* One line for the option in row INDEX, where the program has it under any of its names. */
static void add_option(struct text *text, const struct preset *preset, size_t index)
{
	const struct setting *setting = settings_row(index);
	const char *value = settings_words(index), *words = value;
	bool letter = presets_has_letter(preset, setting->letter);
	bool name = setting->name[0] && presets_has_word(preset, setting->name);
	size_t start = text->length;

	while (*words++)
		;
	if (!*words || !(letter || name))
		return;
	text_add(text, letter ? "  -%c" : "    ", setting->letter);
	text_add(text, !name ? "" : letter ? ", --%s" : "  --%s", setting->name);
	text_add(text, *value ? " %s" : "", value);
	do
		text_add(text, " ");
	while (text->length < start + COLUMN && !text->cut);
	text_add(text, "%s\n", words);
}

void help_add(struct text *text, const struct options *options)
{
	const struct preset *preset = options->preset;

	text_add(text, "Usage: %s [OPTION]... [--] COMMAND [ARG]...\n", preset->name);
	text_add(text, preset->letters[0] ? "foster in %s's place; --as foster, first of all, gives its own options.\n" : "%.*s", preset->name);
	for (size_t i = 0; i < SETTING_COUNT; i++)
		add_option(text, preset, i);
	text_add(text, "%s", NOTES);
}

void version_add(struct text *text, const struct options *options, const char *called_as)
{
	bool dockers = options->preset->dockers_version || presets_called(called_as)->dockers_version;

	text_add(text, dockers ? "tini version " PACKAGE_VERSION "_foster" : "foster " PACKAGE_VERSION);
	text_add(text, " - git." FOSTER_COMMIT "\n");
}
