/* SPDX-License-Identifier: MIT */
/* Puts a stop plan into words: what is sent on which request, when it kills, and what becomes of leftovers. */
#include "tools/describe.h"

#include <signal.h>

#include "base/duration.h"

/* Makes LIST of the strings in LENGTH bytes at DATA. Whether there was room for all. */
static bool split(char *list[DESCRIBE_WORDS_MAX + 1], char *data, long length)
{
	char *end = data;
	int count = 0;

	if (length > 0)
		end += length;
	while (data < end && count < DESCRIBE_WORDS_MAX) {
		list[count++] = data;
		while (*data)
			data++;
		data++;
	}
	list[count] = NULL;
	return data >= end;
}

void describe_read(struct description *description, char *words, long length, char *variables, long bytes,
                   bool nested)
{
	struct text error = TEXT_IN(description->error);

	text_clear(&error);
	split(description->words, words, length);
	description->blind = !split(description->variables, variables, bytes) || bytes < 0;
	description->mode = MODE_USAGE_ERROR;
	if (description->words[0])
		description->mode = commandline_parse(&description->options, description->words, description->variables, nested,
		                                      &error);
}

/* The signals that are requests to stop: one that --rewrite drops is dropped before that is asked. */
static uint64_t requests(const struct options *options)
{
	uint64_t all = options->stop_on;

	for (int signal = 1; signal <= SIGNAL_MAX; signal++)
		if (!options->rewrite[signal])
			all &= ~signal_bit(signal);
	return all;
}

/* What the requests are passed on as; RUNG_NONE where there is none, RUNG_REQUEST where that differs. */
static int passed_on(const struct options *options)
{
	uint64_t all = requests(options);
	int common = RUNG_NONE;

	for (int signal = 1; signal <= SIGNAL_MAX; signal++) {
		if (!(all & signal_bit(signal)))
			continue;
		if (common != RUNG_NONE && common != options->rewrite[signal])
			return RUNG_REQUEST;
		common = options->rewrite[signal];
	}
	return common;
}

int describe_signal(const struct description *description)
{
	const struct options *options = &description->options;
	int term = options->rewrite[SIGTERM];

	if (description->mode != MODE_RUN)
		return SIGTERM;
	if (options->plan.timeout_ms == 0)
		return SIGKILL;
	for (int i = 0; i < options->plan.count; i++) {
		int signal = options->plan.rungs[i].signal;

		if (signal == RUNG_REQUEST)
			signal = passed_on(options);
		if (signal == RUNG_REQUEST) /* several: docker stop sends SIGTERM */
			signal = term ? term : SIGTERM;
		if (signal != RUNG_NONE)
			return signal;
	}
	return SIGTERM;
}

static void add_requests(struct text *text, uint64_t all)
{
	const char *between = "";

	for (int signal = 1; signal <= SIGNAL_MAX; signal++) {
		if (!(all & signal_bit(signal)))
			continue;
		text_add(text, "%s", between);
		signame_add(text, signal);
		between = " or ";
	}
}

static void add_rungs(struct text *text, const struct options *options)
{
	const struct plan *plan = &options->plan;
	bool chooses = false; /* whom to ask */

	for (int i = 0; i < plan->count; i++) {
		const struct rung *rung = &plan->rungs[i];
		int signal = rung->signal;
		enum scope scope = rung->scope;

		if (signal == RUNG_REQUEST)
			signal = passed_on(options);
		if (scope == SCOPE_DEFAULT)
			scope = options->scope;
		if (i > 0) {
			text_add(text, ", ");
			duration_add(text, rung[-1].wait_ms);
			text_add(text, " later ");
		} else {
			text_add(text, " it sends ");
		}
		if (signal == RUNG_NONE) {
			text_add(text, "nothing");
			continue;
		}
		if (signal == RUNG_REQUEST)
			text_add(text, "that");
		else
			signame_add(text, signal);
		text_add(text, " to %s", plan_scope_words(scope));
		chooses |= scope == SCOPE_AUTO;
	}
	if (chooses)
		text_add(text, ", and to others from the top where that can't take it");
}

/* Milliseconds from the request to SIGKILL: the waits of all rungs, or the stop timeout where that is sooner. */
static int64_t kill_after(const struct plan *plan)
{
	int64_t sum_ms = 0;

	for (int i = 0; i < plan->count; i++) {
		if (plan->rungs[i].wait_ms == DURATION_NEVER)
			return plan->timeout_ms;
		sum_ms += plan->rungs[i].wait_ms;
	}
	if (plan->timeout_ms < sum_ms)
		return plan->timeout_ms;
	return sum_ms;
}

static void add_stop(struct text *text, const struct options *options)
{
	uint64_t all = requests(options);
	int64_t kill_ms = kill_after(&options->plan);

	if (!all) {
		text_add(text, "no signal is a request to stop");
		return;
	}
	text_add(text, "on ");
	add_requests(text, all);
	if (options->plan.timeout_ms == 0) {
		text_add(text, " it kills everything at once");
		return;
	}
	add_rungs(text, options);
	if (kill_ms != DURATION_NEVER && plan_has_last_call(&options->plan, options->scope)) {
		text_add(text, ", to all who were not asked ");
		duration_add(text, plan_last_call(options->sweep_ms, kill_ms));
		text_add(text, " before the end");
	}
	if (kill_ms == DURATION_NEVER) {
		text_add(text, ", and sets no limit");
		return;
	}
	text_add(text, ", and SIGKILL to all that is left ");
	duration_add(text, kill_ms);
	text_add(text, " after the request");
}

static void add_ending(struct text *text, const struct options *options)
{
	if (options->wait_tree) {
		text_add(text, "it ends with the last process of the tree");
	} else if (options->on_exit == ON_EXIT_LEAVE) {
		text_add(text, "it ends with the workload");
	} else if (options->on_exit == ON_EXIT_TERM_GROUP) {
		text_add(text, "it ends with the workload, and sends SIGTERM to what is left of its group");
	} else {
		text_add(text, "what outlives the workload is ");
		if (options->sweep_ms == DURATION_OFF) {
			text_add(text, "left alone");
		} else if (options->sweep_ms == 0) {
			text_add(text, "killed at once");
		} else {
			text_add(text, "sent SIGTERM from the top");
			if (options->sweep_ms != DURATION_NEVER) {
				text_add(text, ", and SIGKILL ");
				duration_add(text, options->sweep_ms);
				text_add(text, " later unless a stop is under way");
			}
		}
	}
}

void describe_add(struct text *text, const struct description *description, int pid)
{
	text_add(text, "%d is foster: ", pid);
	if (description->mode == MODE_PAUSE) {
		text_add(text, "it runs nothing, reaps, and ends on SIGTERM or SIGINT");
	} else if (description->mode == MODE_RUN) {
		add_stop(text, &description->options);
		text_add(text, "; ");
		add_ending(text, &description->options);
	} else {
		text_add(text, "its command line has no plan%s%s", *description->error ? ": " : "", description->error);
	}
	if (description->blind)
		text_add(text, " (as far as its command line says: its environment can't be read)");
	text_add(text, ".");
}
