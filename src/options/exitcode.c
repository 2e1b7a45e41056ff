/* SPDX-License-Identifier: MIT */
/* The rules of --exit-code: which status is reported where the workload's is another. */
#include "options/exitcode.h"

#include <string.h>

#include "base/signame.h"
#include "base/text.h"

enum { CODE_MAX = 255 };

/* signal_bit of the n that CODE is 128+n of, or 0. */
static uint64_t bit_of(int code)
{
	int signal = code - EXITCODE_SIGNAL_BASE;

	if (signal < 1 || signal > SIGNAL_MAX)
		return 0;
	return signal_bit(signal);
}

void exitcode_reset(struct exitcode_rules *rules)
{
	memset(rules, 0, sizeof(*rules));
	for (int code = 0; code <= CODE_MAX; code++)
		rules->to[code] = (uint8_t)code;
}

bool exitcode_add(struct exitcode_rules *rules, const char *word, size_t length)
{
	const char *cursor = word;
	bool stop = length >= 4 && strncmp(word, "stop", 4) == 0;
	long long from = 0, last, to = 0;

	if (stop)
		cursor += 4;
	else
		from = text_number(&cursor, CODE_MAX);
	last = from;
	if (!stop && from >= 0 && *cursor == '-') {
		cursor++;
		last = text_number(&cursor, CODE_MAX);
	}
	if (*cursor == ':') {
		cursor++;
		to = text_number(&cursor, CODE_MAX);
	}
	if (from < 0 || last < from || to < 0 || cursor != word + length)
		return false;
	if (stop) {
		rules->later = 0;
		rules->stop = true;
		rules->stop_to = (uint8_t)to;
		return true;
	}
	for (; from <= last; from++) {
		rules->to[from] = (uint8_t)to;
		rules->later |= bit_of((int)from);
	}
	return true;
}

int exitcode_report(const struct exitcode_rules *rules, int code, uint64_t sent)
{
	if (rules->stop && (sent & ~rules->later & bit_of(code)))
		return rules->stop_to;
	return rules->to[code];
}
