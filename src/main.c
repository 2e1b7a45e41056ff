/* SPDX-License-Identifier: MIT */
/*
 * foster: runs a workload as its child, passes signals on, reaps orphans, and turns a request to stop into a schedule.
 *
 * argv, environ -> const struct options -> spawn -> supervise -> exit status. Exit status: the workload's own; 128+n
 * where signal n ended it; 127 no such command; 126 found but not executable; 125 foster itself failed or was misused.
 */
#include <stdint.h>
#include <string.h>

#include "base/compiler.h"
#include "base/env.h"
#include "base/kernel.h"
#include "base/log.h"
#include "base/signals.h"
#include "init/pause.h"
#include "init/preflight.h"
#include "init/supervise.h"
#include "init/termination.h"
#include "options/commandline.h"
#include "options/optiontable.h"
#include "options/suggest.h"
#include "proc/procfs.h"
#include "tools/tools.h"

/* Whether there are FOSTER_ variables, and foster's parent is a foster, who has obeyed them. */
static bool is_nested(int parent, char **environment)
{
	return parent && env_find(environment, "FOSTER_") && procfs_is_foster(parent) > 0;
}

/* Warns of each FOSTER_ variable in ENVIRONMENT that no option has. Its value may be a secret. */
static void report_strays(char **environment)
{
	for (; *environment; environment++) {
		const char *entry = *environment;
		const char *guess = "", *meant;

		if (strncmp(entry, "FOSTER_", OPTIONTABLE_PREFIX) != 0 || optiontable_by_variable(entry))
			continue;
		meant = suggest_for_variable(entry);
		if (meant)
			guess = ": did you mean that of --";
		log_event(EVENT_WARNING, NULL, "%.*s: no option of foster's has this variable%s%s",
		          (int)text_span(entry, SIZE_MAX, "="), entry, guess, meant);
	}
}

/* Reads the command line and the environment, and says what is wrong. Its frame is gone by the time foster sleeps. */
static NOT_INLINE enum mode parse(struct options *options, char **argv, const struct inherited *inherited)
{
	TEXT_BUFFER(error, LOG_MESSAGE_MAX);
	char **environment = inherited->environ;

	commandline_parse(options, argv, environment, is_nested(inherited->parent, environment), &error);
	log_configure(options->verbosity, options->json, env_is_utf8(environment, false));
	termination_begin(options, environment);
	if (options->mode == MODE_USAGE_ERROR)
		log_error("%s", error.data);
	else if (options->stray)
		report_strays(environment);
	return options->mode;
}

int main(int argc, char **argv, char **environment)
{
	/* First of all: a signal that arrives from here on waits until foster reads it. */
	struct inherited inherited = { .environ = environment, .mask = signals_block_all(), .parent = kernel_getppid() };
	static struct options options; /* static, not on the stack: it shares the one page of data that is written anyway */

	(void)argc;
	if (!preflight(environment))
		return presets_called(argv[0])->usage_error_code;
	switch (parse(&options, argv, &inherited)) {
	case MODE_RUN:
		return termination_end(&options, supervise(&options, &inherited));
	case MODE_PAUSE:
		return termination_end(&options, pause_run(&options, &inherited));
	case MODE_USAGE_ERROR:
		return termination_end(&options, options.preset->usage_error_code);
	case MODE_INSPECT:
	case MODE_KILL:
	case MODE_LIST:
	case MODE_HELP:
	case MODE_VERSION:
	case MODE_LICENSE:
		break;
	}
	return tools_run(&options, argv[0], inherited.mask);
}
