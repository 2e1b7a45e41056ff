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

	return signal > 0 && signal <= SIGNAL_MAX ? signal_bit(signal) : 0;
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
	bool stop = length >= 4 && memcmp(word, "stop", 4) == 0;
	long long from = stop ? CODE_MAX : text_number(&cursor, CODE_MAX);
	long long last = from, to = 0;

	if (stop)
		cursor += 4;
	else if (from >= 0 && *cursor == '-' && cursor++)
		last = text_number(&cursor, CODE_MAX);
	if (*cursor == ':' && cursor++)
		to = text_number(&cursor, CODE_MAX);
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
	return rules->stop && (sent & ~rules->later & bit_of(code)) ? rules->stop_to : rules->to[code];
}
