/* SPDX-License-Identifier: MIT */
/* Prints and translates signals as kill -l does. Only translates: it sends nothing. */
#include "tools/siglist.h"

#include <string.h>

#include "base/log.h"
#include "tools/output.h"

enum { COLUMNS = 5 };

static void add_all(struct output *output)
{
	TEXT_BUFFER(text, 32);

	for (int signal = 1; signal <= SIGNAL_MAX; signal++) {
		text_add(&text, "%s%d) ", signal < 10 ? " " : "", signal);
		if (signal == 32 || signal == 33) /* they have no name, and kill -l leaves them out */
			text_add(&text, "%d", signal);
		else
			signame_add(&text, signal);
		text_add(&text, signal % COLUMNS == 0 || signal == SIGNAL_MAX ? "\n" : "\t");
		output_take(output, &text);
	}
}

/* Prints what WORD translates to. False where it is no signal. */
static bool add_one(struct output *output, const char *word)
{
	TEXT_BUFFER(text, 32);
	const char *end = word;
	int number = (int)text_number(&end, EXITCODE_SIGNAL_BASE + SIGNAL_MAX);
	int signal;

	if (number >= 0 && !*end) {
		signal = number;
		if (signal > EXITCODE_SIGNAL_BASE)
			signal -= EXITCODE_SIGNAL_BASE;
		if (signal > SIGNAL_MAX)
			return false;
		if (signal)
			signame_add_short(&text, signal);
		else
			text_add(&text, "EXIT"); /* what kill -l and trap call 0 */
	} else {
		signal = signame_parse(word, strlen(word));
		if (signal < 0)
			return false;
		text_add(&text, "%d", signal);
	}
	text_add(&text, "\n");
	output_take(output, &text);
	return true;
}

int siglist_run(const struct options *options)
{
	struct output output;
	int status = EXITCODE_OK;

	output_begin(&output);
	if (!options->operands[0])
		add_all(&output);
	for (char **word = options->operands; *word; word++) {
		if (!add_one(&output, *word)) {
			log_error("cannot translate %s: no signal's name or number, and no exit status from 129 to 192", *word);
			status = EXITCODE_FAILED;
		}
	}
	return output_end(&output, status);
}
