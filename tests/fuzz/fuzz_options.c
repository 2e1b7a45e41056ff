/* SPDX-License-Identifier: MIT */
/* libFuzzer: lines of the input are argv up to an empty line, and the environment from there on. */
#include <stdlib.h>
#include <string.h>

#include "options/commandline.h"

enum { LINES_MAX = 64, COMPLAINT_MAX = 512 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *lines[2][LINES_MAX + 1] = { { NULL } }, *bytes = calloc(1, size + 1), *rest = bytes, words[COMPLAINT_MAX];
	struct text error = TEXT_IN(words);
	struct options options;
	int count[2] = { 0 }, which = 0;
	enum mode mode;

	if (!bytes)
		return 0;
	memcpy(bytes, data, size);
	for (char *line; (line = strsep(&rest, "\n")) && count[which] < LINES_MAX;) {
		if (which == 0 && !*line)
			which = 1;
		else
			lines[which][count[which]++] = line;
	}
	text_clear(&error);
	mode = commandline_parse(&options, lines[0], lines[1], false, &error);
	if (!options.preset || (mode == MODE_USAGE_ERROR && error.length == 0))
		abort();
	if (mode == MODE_RUN && (!options.operands[0] || options.plan.count < 1 || !options.stop_on))
		abort();
	free(bytes);
	return 0;
}
