/* SPDX-License-Identifier: MIT */
/*
 * What --help, --version and --license print. The help is made from the table of options, so that it has no other,
 * and under a peer's name it has that program's options only.
 */
#include "options/help.h"

#include <stdint.h>

#include "options/optiontable.h"

enum { COLUMN = 33 }; /* where the words begin */

static const char TOOLS[] =
	"       foster --pause [OPTION]...         hold a pod's namespaces open\n"
	"       foster --inspect [OPTION]... [PID|all] who outlives a stop\n"
	"       foster --kill SIG PID...           kill, for images that have none\n"
	"       foster --list-signals [WORD]...    names, numbers and exit statuses\n";

static const char STATUSES[] =
	"Exit status: the workload's; 128+n: signal n ended it; 127: it wasn't found;\n"
	"126: it couldn't be run; 125: foster failed or was misused.\n";

static const char NOTES[] =
	"DURATION: 500ms, 1.5s, 1m30s, 10 (seconds), never. SIG: TERM, RTMIN+3, 15.\n"
	"foster's settings are variables, too: FOSTER_STOP_TIMEOUT=8s.\n";

/* LICENSE's words, and the copyright of the libc that configure knows to be linked in. */
static const char LICENSE[] =
	"MIT License\n"
	"\n"
	"Copyright (c) 2026 the foster authors\n" FOSTER_LIBC_NOTICE
	"\n"
	"Permission is hereby granted, free of charge, to any person obtaining a copy\n"
	"of this software and associated documentation files (the \"Software\"), to deal\n"
	"in the Software without restriction, including without limitation the rights\n"
	"to use, copy, modify, merge, publish, distribute, sublicense, and/or sell\n"
	"copies of the Software, and to permit persons to whom the Software is\n"
	"furnished to do so, subject to the following conditions:\n"
	"\n"
	"The above copyright notice and this permission notice shall be included in all\n"
	"copies or substantial portions of the Software.\n"
	"\n"
	"THE SOFTWARE IS PROVIDED \"AS IS\", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR\n"
	"IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,\n"
	"FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE\n"
	"AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER\n"
	"LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,\n"
	"OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE\n"
	"SOFTWARE.\n";

/* The words for the option in row INDEX: *ARGUMENT is what its value is called. Some programs take numbers only. */
static const char *words_of(const struct preset *preset, size_t index, const char **argument)
{
	*argument = optiontable_argument(optiontable_row(index));
	if (preset->numbers_only && index == OPTION_REWRITE)
		*argument = "FROM:TO";
	if (!preset->numbers_only || index != OPTION_EXIT_CODE)
		return optiontable_help(optiontable_row(index));
	*argument = "FROM";
	return "report 0 for FROM";
}

/* One line for the option in row INDEX, where the program has it under any of its names. */
static void add_option(struct text *text, const struct preset *preset, size_t index)
{
	const struct option_spec *spec = optiontable_row(index);
	const char *argument;
	const char *help = words_of(preset, index, &argument);
	bool letter = presets_has_letter(preset, spec->letter);
	const char *word = optiontable_name(spec);
	bool name = *word && presets_has_word(preset, word);
	size_t end = text->length + COLUMN;

	if (!*help || !(letter || name))
		return;
	text_add(text, letter ? "  -%c" : "    ", spec->letter);
	if (name)
		text_add(text, letter ? ", --%s" : "  --%s", word);
	if (*argument)
		text_add(text, " %s", argument);
	do
		text_add(text, " ");
	while (text->length < end && !text->cut);
	text_add(text, "%s\n", help);
}

void help_add(struct text *text, const struct options *options)
{
	const struct preset *preset = options->preset;
	bool own = !presets_is_peer(preset);

	text_add(text, "Usage: %s [OPTION]... [--] COMMAND [ARG]...\n", preset->name);
	if (own)
		text_add(text, "%s", TOOLS);
	text_add(text, "\n");
	for (size_t i = 0; i < OPTION_COUNT; i++)
		add_option(text, preset, i);
	text_add(text, "\n%s", own ? STATUSES : "foster in another's place; --as foster, put first, makes it itself.\n");
	text_add(text, "PROGRAM: ");
	presets_add_names(text);
	text_add(text, ".\n%sThe manual: man foster", NOTES);
	if (sizeof(PACKAGE_URL) > 1) /* configure.ac has it */
		text_add(text, ", %s", PACKAGE_URL);
	text_add(text, "\n");
}

void version_add(struct text *text, const struct options *options, const char *called_as)
{
	bool dockers = options->preset->dockers_version || presets_called(called_as)->dockers_version;

	if (dockers)
		text_add(text, "tini version " FOSTER_VERSION "_foster");
	else
		text_add(text, "foster " FOSTER_VERSION);
	text_add(text, " - git." FOSTER_COMMIT "\n");
}

void license_add(struct text *text)
{
	text_add(text, LICENSE);
}
