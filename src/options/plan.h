/* SPDX-License-Identifier: MIT */
/*
 * A stop plan as data: which processes signals go to, and the rungs from the request to SIGKILL (--stop-signal).
 * Pure.
 */
#ifndef FOSTER_PLAN_H
#define FOSTER_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* Which processes a signal goes to. */
enum scope {
	SCOPE_DEFAULT, /* in a rung: as --scope says */
	SCOPE_AUTO,    /* the workload and, for a request that it can't take, others as well (shutdown.h) */
	SCOPE_CHILD,   /* the workload, and nobody else */
	SCOPE_GROUP,   /* its process group */
	SCOPE_TREE,    /* everything below foster; as PID 1 everything in the PID namespace */
	SCOPE_COUNT,
};

enum {
	PLAN_RUNGS_MAX = 16,
	RUNG_NONE = 0,     /* a rung's signal: send nothing */
	RUNG_REQUEST = -1, /* a rung's signal: the request itself, as --rewrite maps it */
};

struct rung {
	int64_t wait_ms;  /* until the next rung, or DURATION_NEVER where it has no wait (only the last may) */
	int8_t signal;    /* 1 to 64, RUNG_NONE or RUNG_REQUEST */
	uint8_t scope;    /* enum scope */
};

struct plan {
	struct rung rungs[PLAN_RUNGS_MAX];
	int count;           /* at least 1 */
	int64_t timeout_ms;  /* from the request to SIGKILL; 0 kills at once; DURATION_NEVER: no such limit */
};

/* Whether a stop by PLAN, by default to SCOPE, ends with a last call: whom to ask is foster's to say. */
bool plan_has_last_call(const struct plan *plan, enum scope scope);

/*
 * How long before SIGKILL that comes where all of it takes TIME_MS: SWEEP_MS, or what that is by default where it says
 * nothing of the kind; half of the time where that is less.
 */
int64_t plan_last_call(int64_t sweep_ms, int64_t time_ms);

/* What --sweep is by default. */
enum { PLAN_SWEEP_MS = 3000 };

/* The scope's word as --scope has it: auto, child, group, tree. */
const char *plan_scope_name(enum scope scope);

/* SCOPE in words: "the workload", "the workload's process group", "all below foster". */
const char *plan_scope_words(enum scope scope);

/* The scope that LENGTH bytes at WORD name, SCOPE_DEFAULT where they name none. */
enum scope plan_scope_parse(const char *word, size_t length);

/* What is wrong with a rung. */
enum rung_part {
	RUNG_PART_NONE,   /* nothing */
	RUNG_PART_SIGNAL, /* the signal, or the whole */
	RUNG_PART_SCOPE,
	RUNG_PART_WAIT,
};

/* Adds the rung in WORD: SIG[@SCOPE][/WAIT] or none/WAIT. Where a part of it is wrong, or it is one too many: which. */
enum rung_part plan_add(struct plan *plan, struct text_part *word);

#endif
