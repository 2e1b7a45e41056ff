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

#include "env.h"
#include "compiler.h"
#include "help.h"
#include "inspect.h"
#include "kill.h"
#include "log.h"
#include "options.h"
#include "output.h"
#include "pause.h"
#include "preflight.h"
#include "sigmask.h"
#include "siglist.h"
#include "spawn.h"
#include "supervise.h"

/* Prints what was asked for instead of running anything. */
static NOT_INLINE int print(enum verdict verdict, const struct options *options, const char *called_as)
{
	char bytes[4096];
	struct text text = TEXT_IN(bytes);

	text_clear(&text);
	if (verdict == VERDICT_VERSION)
		version_add(&text, options, called_as);
	else if (verdict == VERDICT_LICENSE)
		license_add(&text);
	else
		help_add(&text, options);
	return output_text(bytes, text.length) ? EXITCODE_OK : EXITCODE_FAILED;
}

static int run(enum verdict verdict, const struct options *options, struct inherited *inherited)
{
	if (verdict == VERDICT_PAUSE)
		return pause_run(options, inherited);
	if (verdict == VERDICT_RUN)
		return supervise(options, inherited);
	sigmask_set(inherited->mask); /* the rest are tools, which signals may end */
	return verdict == VERDICT_INSPECT ? inspect_run(options) :
	       verdict == VERDICT_KILL ? kill_run(options) : siglist_run(options);
}

/* Reads the command line and the environment, and says what is wrong. Its frame is gone by the time foster sleeps. */
static NOT_INLINE enum verdict understand(struct options *options, char **argv, char **variables)
{
	char words[LOG_MESSAGE_MAX];
	struct text complaint = TEXT_IN(words);
	enum verdict verdict;

	text_clear(&complaint);
	verdict = options_parse(options, argv, variables, &complaint);
	log_configure(options->verbosity, options->json, env_is_utf8(variables, false));
	if (verdict == VERDICT_MISUSE)
		log_error("%s", words);
	else if (options->stray)
		log_event(EVENT_WARNING, NULL, "%.*s: no option of foster's has this variable",
		          (int)text_span(options->stray, SIZE_MAX, "="), options->stray); /* the value may be a secret */
	return verdict;
}

int main(int argc, char **argv, char **variables)
{
	/* First of all: a signal that arrives from here on waits until foster reads it. */
	struct inherited inherited = { .environ = variables, .mask = sigmask_block_all(),
		.parent = (int)syscall(SYS_getppid) };
	static struct options options; /* static for memory: on the page of data that is written to anyway */
	enum verdict verdict;

	(void)argc;
	if (!preflight(variables))
		return presets_called(argv[0])->misuse_code;
	verdict = understand(&options, argv, variables);
	switch (verdict) {
	case VERDICT_MISUSE:
		return options.preset->misuse_code;
	case VERDICT_HELP:
	case VERDICT_VERSION:
	case VERDICT_LICENSE:
		return print(verdict, &options, argv[0]);
	case VERDICT_RUN:
	case VERDICT_PAUSE:
	case VERDICT_INSPECT:
	case VERDICT_KILL:
	case VERDICT_LIST:
	case VERDICT_COUNT:
		break;
	}
	return run(verdict, &options, &inherited);
}
