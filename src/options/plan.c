/* SPDX-License-Identifier: MIT */
/* Reads the rungs of a stop plan. */
#include "options/plan.h"

#include <string.h>

#include "base/duration.h"
#include "base/signame.h"

const char *plan_scope_name(enum scope scope)
{
	static const char NAMES[][8] = { "default", "auto", "child", "group", "tree" };

	return NAMES[scope];
}

const char *plan_scope_words(enum scope scope)
{
	static const char *const WORDS[SCOPE_COUNT] = {
		"", "the workload", "the workload", "the workload's process group", "all below foster",
	};

	return WORDS[scope];
}

enum scope plan_scope_parse(const char *word, size_t length)
{
	enum scope scope = SCOPE_COUNT;

	while (--scope > SCOPE_DEFAULT)
		if (text_same_word(word, length, plan_scope_name(scope)))
			break;
	return scope;
}

bool plan_has_last_call(const struct plan *plan, enum scope scope)
{
	const struct rung *first = &plan->rungs[0];

	return plan->count == 1 && first->scope == SCOPE_DEFAULT && first->signal != RUNG_NONE && scope == SCOPE_AUTO;
}

int64_t plan_last_call(int64_t sweep_ms, int64_t time_ms)
{
	if (sweep_ms <= 0 || sweep_ms == DURATION_NEVER)
		sweep_ms = PLAN_SWEEP_MS;
	if (sweep_ms > (time_ms + 1) / 2)
		sweep_ms = (time_ms + 1) / 2;
	return sweep_ms;
}

enum rung_part plan_add(struct plan *plan, struct text_part *word)
{
	struct rung rung = { .wait_ms = DURATION_NEVER };
	struct text_part signal = *word;
	struct text_part wait = text_cut(&signal, '/');
	struct text_part scope = text_cut(&signal, '@');
	bool nothing = text_same_word(signal.at, signal.length, "none");
	int number = RUNG_NONE;

	if (!nothing)
		number = signame_parse(signal.at, signal.length);
	if (number < 0)
		*word = signal;
	if (number < 0 || plan->count == PLAN_RUNGS_MAX)
		return RUNG_PART_SIGNAL;
	if (scope.at) {
		rung.scope = (uint8_t)plan_scope_parse(scope.at, scope.length);
		if (rung.scope == SCOPE_DEFAULT) {
			*word = scope;
			return RUNG_PART_SCOPE;
		}
	}
	if (wait.at) {
		rung.wait_ms = duration_parse(wait.at, wait.length);
		if (rung.wait_ms == DURATION_BAD) {
			*word = wait;
			return RUNG_PART_WAIT;
		}
	}
	if (nothing && (scope.at || rung.wait_ms == DURATION_NEVER)) /* a scope for nothing, or nothing for ever */
		return RUNG_PART_SIGNAL;
	rung.signal = (int8_t)number;
	plan->rungs[plan->count++] = rung;
	return RUNG_PART_NONE;
}
