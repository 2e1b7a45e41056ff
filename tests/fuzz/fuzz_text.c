/* SPDX-License-Identifier: MIT */
/* libFuzzer: the input as a name that a process chose, shown on a terminal and inside a JSON string. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { ROOM = 512 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * Nothing that a terminal acts on is left: no control character, raw or as C1 in UTF-8. Inside JSON no bare quote; else
 * what looks like an escape is one, and the escapes undone are the SIZE bytes of DATA that came in.
 */
static void check(const struct text *text, bool json, bool utf8)
{
	const unsigned char *at = (const unsigned char *)text->data;

	if (text->length >= text->size || at[text->length] != '\0' || strlen(text->data) != text->length)
		abort();
	for (size_t i = 0; i < text->length; i++) {
		if (at[i] < ' ' || at[i] == 0x7f || (!utf8 && at[i] >= 0x80 && at[i] < 0xa0))
			abort();
		if (at[i] == 0xc2 && i + 1 < text->length && at[i + 1] < 0xa0)
			abort();
		if (!json)
			continue;
		if (at[i] == '"')
			abort();
		if (at[i] == '\\' && (++i == text->length || !strchr("\"\\bfnrtu/", at[i])))
			abort();
	}
}

static unsigned int digit(char c)
{
	return (unsigned int)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* Whether TEXT with its escapes undone is DATA: nothing is lost, and nothing looks like an escape that is none. */
static void check_back(const struct text *text, const uint8_t *data, size_t size)
{
	const char *at = text->data;
	size_t i = 0;

	while (*at && i < size) {
		uint8_t byte = (uint8_t)*at;

		if (at[0] == '\\' && at[1] == 'x') {
			byte = (uint8_t)(digit(at[2]) << 4 | digit(at[3]));
			at += 3;
		}
		if (byte != data[i])
			abort();
		at++;
		i++;
	}
	if (*at || i < size)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char bytes[ROOM];

	for (unsigned int how = 0; how < 4; how++) {
		struct text text = TEXT_IN(bytes);

		text_clear(&text);
		text_add_safe(&text, (const char *)data, size, how);
		if (size * 6 < ROOM && text.cut)
			abort();
		if (!text.cut)
			check(&text, how & TEXT_JSON, how & TEXT_UTF8);
		if (!text.cut && !(how & TEXT_JSON))
			check_back(&text, data, size);
	}
	return 0;
}
