/* SPDX-License-Identifier: MIT */
/* Options for a unit test, made as a user makes them: from a command line and an environment in words. */
#ifndef FOSTER_TESTS_PARSE_H
#define FOSTER_TESTS_PARSE_H

#include <string.h>

#include "options/commandline.h"
#include "unit.h"

enum { PARSE_WORDS_MAX = 40, PARSE_BYTES = 1024 };

/* A command line and an environment, cut at blanks; ~ stands for an empty word, ^ for a blank. */
struct parse_words {
	char command_bytes[PARSE_BYTES], environment_bytes[PARSE_BYTES];
	char *command[PARSE_WORDS_MAX], *environment[PARSE_WORDS_MAX];
};

static inline void parse_split(char *items[PARSE_WORDS_MAX], char bytes[PARSE_BYTES], const char *words)
{
	int count = 0;

	ck_assert(strlen(words) < PARSE_BYTES);
	strcpy(bytes, words);
	for (char *word = strtok(bytes, " "); word && count < PARSE_WORDS_MAX - 1; word = strtok(NULL, " ")) {
		items[count++] = strcmp(word, "~") == 0 ? word + 1 : word;
		for (char *blank = word; (blank = strchr(blank, '^')); )
			*blank = ' ';
	}
	items[count] = NULL;
}

/* Parses COMMAND with ENVIRONMENT (null: none) into OPTIONS, which points into WORDS then. */
static inline enum mode parse_with(struct options *options, struct parse_words *words, const char *command,
                                      const char *environment, struct text *error)
{
	parse_split(words->command, words->command_bytes, command);
	parse_split(words->environment, words->environment_bytes, environment ? environment : "");
	text_clear(error);
	return commandline_parse(options, words->command, words->environment, false, error);
}

/* The same without an environment, for a test that is about something else; OPTIONS lasts until the next call. */
static inline enum mode parse_command(struct options *options, const char *command)
{
	static struct parse_words words;
	char bytes[PARSE_BYTES];
	struct text error = TEXT_IN(bytes);

	return parse_with(options, &words, command, NULL, &error);
}

/* The stop plan that a user asks for with PLAN (--stop-signal; null: none) and TIMEOUT (--stop-timeout; null: none). */
static inline struct plan parse_plan(const char *plan, const char *timeout)
{
	char command[PARSE_BYTES];
	struct text text = TEXT_IN(command);
	struct options options;

	text_add(&text, "foster");
	if (plan)
		text_add(&text, " --stop-signal %s", plan);
	if (timeout)
		text_add(&text, " --stop-timeout %s", timeout);
	text_add(&text, " x");
	ck_assert_msg(parse_command(&options, command) == MODE_RUN, "%s", command);
	return options.plan;
}

#endif
