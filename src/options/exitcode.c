/* SPDX-License-Identifier: MIT */
/* The rules of --exit-code: which status is reported where the workload's is another. */
#include "options/exitcode.h"

#include <string.h>

#include "base/signame.h"

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

/* The status that WORD stands for, or -1. */
static int read_status(struct text_part word)
{
	const char *cursor = word.at;
	int status = (int)text_number(&cursor, CODE_MAX);

	if (cursor != word.at + word.length)
		return -1;
	return status;
}

bool exitcode_add(struct exitcode_rules *rules, struct text_part *word)
{
	struct text_part first = *word;
	struct text_part target = text_cut(&first, ':');
	struct text_part from = first, last;
	int low, high, to = 0;

	if (target.at)
		to = read_status(target);
	if (to < 0) {
		*word = target;
		return false;
	}
	if (text_same_word(from.at, from.length, "stop")) {
		rules->later = 0;
		rules->stop = true;
		rules->stop_to = (uint8_t)to;
		return true;
	}
	*word = from; /* which is at fault if anything is */
	last = text_cut(&first, '-');
	low = read_status(first);
	high = low;
	if (last.at)
		high = read_status(last);
	if (low >= 0 && high < 0)
		*word = last;
	if (low < 0 || high < low)
		return false;
	for (; low <= high; low++) {
		rules->to[low] = (uint8_t)to;
		rules->later |= bit_of(low);
	}
	return true;
}

int exitcode_report(const struct exitcode_rules *rules, int code, uint64_t sent)
{
	if (rules->stop && (sent & ~rules->later & bit_of(code)))
		return rules->stop_to;
	return rules->to[code];
}
