/* SPDX-License-Identifier: MIT */
/*
 * foster: runs a workload as its child, passes signals on, reaps orphans, and turns a request to stop into a schedule.
 *
 * argv, environ -> const struct options -> spawn -> supervise -> exit status. Exit status: the workload's own; 128+n
 * where signal n ended it; 127 no such command; 126 found but not executable; 125 foster itself failed or was misused.
 */
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/compiler.h"
#include "base/env.h"
#include "base/log.h"
#include "base/signals.h"
#include "init/pause.h"
#include "init/preflight.h"
#include "init/spawn.h"
#include "init/supervise.h"
#include "options/commandline.h"
#include "options/help.h"
#include "tools/inspect.h"
#include "tools/kill.h"
#include "tools/output.h"
#include "tools/siglist.h"

/* Prints what was asked for instead of running anything. */
static NOT_INLINE int print(enum mode mode, const struct options *options, const char *called_as)
{
	char bytes[4096];
	struct text text = TEXT_IN(bytes);

	text_clear(&text);
	if (mode == MODE_VERSION)
		version_add(&text, options, called_as);
	else if (mode == MODE_LICENSE)
		license_add(&text);
	else
		help_add(&text, options);
	return output_text(bytes, text.length) ? EXITCODE_OK : EXITCODE_FAILED;
}

static int run(enum mode mode, const struct options *options, struct inherited *inherited)
{
	if (mode == MODE_PAUSE)
		return pause_run(options, inherited);
	if (mode == MODE_RUN)
		return supervise(options, inherited);
	signals_set_mask(inherited->mask); /* the rest are tools, which signals may end */
	return mode == MODE_INSPECT ? inspect_run(options) :
	       mode == MODE_KILL ? kill_run(options) : siglist_run(options);
}

/* Reads the command line and the environment, and says what is wrong. Its frame is gone by the time foster sleeps. */
static NOT_INLINE enum mode parse(struct options *options, char **argv, char **variables)
{
	char words[LOG_MESSAGE_MAX];
	struct text error = TEXT_IN(words);
	enum mode mode;

	text_clear(&error);
	mode = commandline_parse(options, argv, variables, &error);
	log_configure(options->verbosity, options->json, env_is_utf8(variables, false));
	if (mode == MODE_USAGE_ERROR)
		log_error("%s", words);
	else if (options->stray)
		log_event(EVENT_WARNING, NULL, "%.*s: no option of foster's has this variable",
		          (int)text_span(options->stray, SIZE_MAX, "="), options->stray); /* the value may be a secret */
	return mode;
}

int main(int argc, char **argv, char **variables)
{
	/* First of all: a signal that arrives from here on waits until foster reads it. */
	struct inherited inherited = { .environ = variables, .mask = signals_block_all(),
		.parent = (int)syscall(SYS_getppid) };
	static struct options options; /* static for memory: on the page of data that is written to anyway */
	enum mode mode;

	(void)argc;
	if (!preflight(variables))
		return presets_called(argv[0])->usage_error_code;
	mode = parse(&options, argv, variables);
	switch (mode) {
	case MODE_USAGE_ERROR:
		return options.preset->usage_error_code;
	case MODE_HELP:
	case MODE_VERSION:
	case MODE_LICENSE:
		return print(mode, &options, argv[0]);
	case MODE_RUN:
	case MODE_PAUSE:
	case MODE_INSPECT:
	case MODE_KILL:
	case MODE_LIST:
	case MODE_COUNT:
		break;
	}
	return run(mode, &options, &inherited);
}
