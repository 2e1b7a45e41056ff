/* SPDX-License-Identifier: MIT */
/* presets.c: which row a name finds, and rows that agree with the table of options. */
#include <string.h>

#include "options/optiontable.h"
#include "options/presets.h"
#include "unit.h"

static const struct {
	const char *path;
	const char *want;
	bool dockers_version;
} NAMES[] = {
	{ "foster", "foster", false }, { "/sbin/foster", "foster", false }, { "tini", "tini", true },
	{ "/usr/bin/tini", "tini", true }, { "./tini-static", "tini", true }, { "/a/dumb-init", "dumb-init", false },
	{ "/catatonit", "catatonit", false }, { "/sbin/docker-init", "foster", true },
	{ "/run/podman-init", "foster", false }, { "init", "foster", false }, { "", "foster", false },
	{ "/", "foster", false }, { "tini/", "foster", false }, { "/tini/x", "foster", false }, { "Tini", "foster", false },
	{ "tinix", "foster", false }, { "tin", "foster", false }, { "-tini", "foster", false }, { NULL, "foster", false },
};

START_TEST(called)
{
	const struct preset *got = presets_called(NAMES[_i].path);

	ck_assert_msg(strcmp(got->name, NAMES[_i].want) == 0, "%s: got %s, want %s", NAMES[_i].path, got->name,
	              NAMES[_i].want);
	ck_assert_msg(got->dockers_version == NAMES[_i].dockers_version, "%s: --version as Docker reads it: %d",
	              NAMES[_i].path, got->dockers_version);
}
END_TEST

START_TEST(find)
{
	ck_assert(presets_find("foster") == presets_row(0));
	ck_assert_ptr_null(presets_find(""));
	ck_assert_ptr_null(presets_find("init"));
	ck_assert_ptr_null(presets_find("/tini"));
	ck_assert(presets_find("tini-static") == presets_find("tini"));
	ck_assert(!presets_find("docker-init")->letters[0]);
	ck_assert(!presets_find("podman-init")->letters[0]);
	ck_assert(presets_find("podman-init")->shell && !presets_find("foster")->shell);
}
END_TEST

static bool has_word_of(const struct preset *preset, const char *word, size_t length)
{
	const struct option_spec *spec = optiontable_by_name(word, length);

	return spec && presets_has_word(preset, optiontable_name(spec));
}

/* Whether the string ends in its array: C lets one that is just too long begin it without its NUL. */
#define ENDS(array) (memchr((array), '\0', sizeof(array)) != NULL)

/* Every letter, word and variable of a row is an option that there is. */
START_TEST(rows_name_options)
{
	const struct preset *row;

	for (size_t i = 0; (row = presets_row(i)); i++) {
		ck_assert(ENDS(row->name) && ENDS(row->alias) && ENDS(row->letters));
		for (const char *letter = row->letters; *letter; letter++) {
			ck_assert_msg(optiontable_by_letter(*letter) != NULL, "%s: -%c", row->name, *letter);
			ck_assert(presets_has_letter(row, *letter));
		}
		for (const char *word = row->words; word && *word; word += strcspn(word, " "), word += *word == ' ')
			ck_assert_msg(has_word_of(row, word, strcspn(word, " ")), "%s: --%s", row->name, word);
		for (const struct preset_variable *variable = row->variables; variable && variable->letter; variable++)
			ck_assert_msg(ENDS(variable->name) && optiontable_by_letter(variable->letter), "%s", variable->name);
		ck_assert(presets_has_word(row, "as"));
		ck_assert(row->scope != SCOPE_DEFAULT);
	}
}
END_TEST

static const struct {
	const char *program;
	const char *letters; /* all that it has */
	const char *word;    /* one that it has */
	const char *other;   /* one that it hasn't */
} OPTIONS[] = {
	{ "tini", "eghlpsvw", "version", "help" },
	{ "dumb-init", "chrvV", "single-child", "single" },
	{ "dumb-init", "chrvV", "rewrite", "write" },
	{ "catatonit", "ghLPV", "version", "pause" },
	{ "foster", "cegghlpPrstvwLV", "stop-timeout", NULL },
};

START_TEST(has_options)
{
	const struct preset *preset = presets_find(OPTIONS[_i].program);

	for (size_t i = 0; i < OPTION_COUNT; i++) {
		char letter = optiontable_row(i)->letter;

		if (letter)
			ck_assert_msg(presets_has_letter(preset, letter) == (strchr(OPTIONS[_i].letters, letter) != NULL), "%s -%c",
			              preset->name, letter);
	}
	ck_assert(!presets_has_letter(preset, '\0'));
	ck_assert(presets_has_word(preset, OPTIONS[_i].word));
	ck_assert(!OPTIONS[_i].other || !presets_has_word(preset, OPTIONS[_i].other));
}
END_TEST

/* No two options share a name or a letter. */
START_TEST(options_are_unique)
{
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option_spec *row = optiontable_row(i);

		ck_assert((optiontable_name(row)[0] || row->letter));
		if (row->letter)
			ck_assert_ptr_eq(optiontable_by_letter(row->letter), row);
		if (optiontable_name(row)[0])
			ck_assert_ptr_eq(optiontable_by_name(optiontable_name(row), strlen(optiontable_name(row))), row);
	}
	ck_assert_ptr_null(optiontable_by_letter('\0'));
	ck_assert_ptr_null(optiontable_by_name("", 0));
	ck_assert_ptr_null(optiontable_by_name("stop", 4));
	ck_assert_ptr_null(optiontable_by_name("parent-death-signals", 20));
}
END_TEST

UNIT_TESTS(presets)
{
	tcase_add_loop_test(tcase, called, 0, ROWS_OF(NAMES));
	tcase_add_test(tcase, find);
	tcase_add_test(tcase, rows_name_options);
	tcase_add_loop_test(tcase, has_options, 0, ROWS_OF(OPTIONS));
	tcase_add_test(tcase, options_are_unique);
}
