/* SPDX-License-Identifier: MIT */
/* Reads the rungs of a stop plan. */
#include "options/plan.h"

#include <string.h>

#include "base/duration.h"
#include "base/signame.h"
#include "base/text.h"

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

/* Cuts WORD of *LENGTH bytes at the first SIGN. What follows it, or null where there is none. */
static const char *cut(const char *word, size_t *length, char sign)
{
	const char *at = text_find(word, *length, sign);

	if (!at)
		return NULL;
	*length = (size_t)(at - word);
	return at + 1;
}

bool plan_add(struct plan *plan, const char *word, size_t length)
{
	struct rung rung = { .wait_ms = DURATION_NEVER };
	const char *end = word + length;
	const char *wait = cut(word, &length, '/');
	const char *scope = cut(word, &length, '@');
	int signal;

	if (plan->count == PLAN_RUNGS_MAX)
		return false;
	if (scope) {
		const char *scope_end = end;

		if (wait)
			scope_end = wait - 1;
		rung.scope = (uint8_t)plan_scope_parse(scope, (size_t)(scope_end - scope));
		if (rung.scope == SCOPE_DEFAULT)
			return false;
	}
	if (wait)
		rung.wait_ms = duration_parse(wait, (size_t)(end - wait));
	if (rung.wait_ms == DURATION_BAD)
		return false;
	signal = signame_parse(word, length);
	if (text_same_word(word, length, "none")) {
		if (scope || rung.wait_ms == DURATION_NEVER) /* a scope for nothing, or nothing for ever */
			return false;
		signal = RUNG_NONE;
	}
	if (signal < 0)
		return false;
	rung.signal = (int8_t)signal;
	plan->rungs[plan->count++] = rung;
	return true;
}
