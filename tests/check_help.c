/* SPDX-License-Identifier: MIT */
/* help.c: what --help, --version and --license print under each name. */
#include <string.h>

#include "options/help.h"
#include "options/optiontable.h"
#include "unit.h"

/* At most 44 lines of 80 columns, a line for each option that the program has, and none for others. */
START_TEST(help)
{
	char bytes[4096];
	struct text text = TEXT_IN(bytes);
	struct options options = { .preset = presets_row((size_t)_i) };
	int lines = 0;

	text_clear(&text);
	help_add(&text, &options);
	ck_assert(!text.cut);
	for (const char *line = bytes; *line; line = strchr(line, '\n') + 1, lines++)
		ck_assert_msg(strchr(line, '\n') - line <= 80, "%s: too long: %s", options.preset->name, line);
	ck_assert_msg(lines <= 44, "%s: %d lines", options.preset->name, lines);
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option_spec *row = optiontable_row(i);
		bool want = optiontable_name(row)[0] && presets_has_word(options.preset, optiontable_name(row));
		char name[32];
		struct text name_text = TEXT_IN(name);

		text_clear(&name_text);
		text_add(&name_text, "--%s", optiontable_name(row));
		if (optiontable_name(row)[0] && strcmp(optiontable_name(row), "as") != 0)
			ck_assert_msg((strstr(bytes, name) != NULL) == want, "%s: %s", options.preset->name, name);
		text_clear(&name_text);
		text_add(&name_text, "\n  -%c", row->letter);
		if (row->letter)
			ck_assert_msg((strstr(bytes, name) != NULL) == presets_has_letter(options.preset, row->letter), "%s: -%c",
			              options.preset->name, row->letter);
	}
}
END_TEST

START_TEST(help_that_does_not_fit)
{
	char bytes[64];
	struct text text = TEXT_IN(bytes);
	struct options options = { .preset = presets_row(0) };

	text_clear(&text);
	help_add(&text, &options);
	ck_assert(text.cut);
}
END_TEST

/* One line; Docker takes the commit from behind "git.", and the version from behind "tini version ". */
START_TEST(version)
{
	static const struct {
		const char *called_as, *program, *want;
	} ROWS[] = {
		{ "foster", "foster", "foster " FOSTER_VERSION },
		{ "/sbin/docker-init", "foster", "tini version " FOSTER_VERSION "_foster" },
		{ "tini-static", "tini", "tini version " FOSTER_VERSION "_foster" },
		{ "foster", "tini", "tini version " FOSTER_VERSION "_foster" },
		{ "dumb-init", "dumb-init", "foster " FOSTER_VERSION },
		{ "catatonit", "catatonit", "foster " FOSTER_VERSION },
		{ NULL, "foster", "foster " FOSTER_VERSION },
	};

	for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
		char got[128], want[128];
		struct text got_text = TEXT_IN(got), want_text = TEXT_IN(want);
		struct options options = { .preset = presets_find(ROWS[i].program) };

		text_clear(&got_text);
		text_clear(&want_text);
		version_add(&got_text, &options, ROWS[i].called_as);
		text_add(&want_text, "%s - git.%s\n", ROWS[i].want, FOSTER_COMMIT);
		ck_assert_str_eq(got, want);
	}
}
END_TEST

START_TEST(license)
{
	char bytes[4096];
	struct text text = TEXT_IN(bytes);

	text_clear(&text);
	license_add(&text);
	ck_assert(!text.cut);
	ck_assert_ptr_nonnull(strstr(bytes, "Permission is hereby granted"));
}
END_TEST

UNIT_TESTS(help)
{
	int rows = 0;

	while (presets_row((size_t)rows))
		rows++;
	tcase_add_loop_test(tcase, help, 0, rows);
	tcase_add_test(tcase, help_that_does_not_fit);
	tcase_add_test(tcase, version);
	tcase_add_test(tcase, license);
}
