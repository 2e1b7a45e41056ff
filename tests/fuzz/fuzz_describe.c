/* SPDX-License-Identifier: MIT */
/* libFuzzer: the command line and, behind an empty line, the environment of another foster, as /proc shows them. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tools/describe.h"

enum { ROOM = 4096, SENTENCE_MAX = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char part[2][ROOM + 1] = { { 0 } }, sentence[SENTENCE_MAX];
	struct text text = TEXT_IN(sentence);
	static struct description description;
	long length[2] = { 0 };
	int which = 0;

	for (size_t i = 0; i < size && length[which] < ROOM; i++) {
		if (which == 0 && data[i] == '\n' && i + 1 < size && data[i + 1] == '\n') {
			which = 1;
			i++;
			continue;
		}
		part[which][length[which]++] = (char)(data[i] == '\n' ? '\0' : data[i]);
	}
	text_clear(&text);
	describe_read(&description, part[0], length[0], part[1], which == 1 ? length[1] : -1, which == 2);
	if (describe_signal(&description) < 1 || describe_signal(&description) > SIGNAL_MAX)
		abort();
	describe_add(&text, &description, 1);
	if (text.length == 0)
		abort();
	return 0;
}
