/* SPDX-License-Identifier: MIT */
/* A small world of processes for check_orders.c: who is there, who made whom, and what each does when it is asked. */
#ifndef FOSTER_TESTS_WORLD_H
#define FOSTER_TESTS_WORLD_H

#include <string.h>

#include "init/shutdown.h"

enum {
	FOSTER = 1, WORKLOAD = 2, /* pids; the others follow */
	PEOPLE = 7,               /* pids below this */
};

/* What a process does when it is asked. */
enum manner { TAKES = 't', IGNORES = 'i', ENDS = 'e' };

struct person {
	int parent;        /* a pid; 0: from outside */
	char manner;       /* of enum manner; 0: there is no such process */
	int asked;         /* how often, for the request (or the rung) at hand */
	bool ever;         /* at all */
	int64_t born_ms;
};

struct world {
	struct shutdown machine;
	struct person people[PEOPLE];
	struct asked_process memory[PEOPLE];
	int64_t now_ms, last_call_ms, requested_ms, ended_ms;
	bool killing;
};

static inline bool is_alive(const struct world *world, int pid)
{
	return pid > FOSTER && pid < PEOPLE && world->people[pid].manner;
}

static inline bool is_nobody_alive(const struct world *world)
{
	int pid = WORKLOAD;

	while (pid < PEOPLE && !is_alive(world, pid))
		pid++;
	return pid == PEOPLE;
}

static inline enum fate fate_of_person(const struct world *world, int pid)
{
	static const enum fate FATES[] = { [TAKES] = FATE_CAUGHT, [IGNORES] = FATE_IGNORED, [ENDS] = FATE_ENDS };

	return FATES[(int)world->people[pid].manner];
}

/* Those below foster, as /proc would show them. */
static inline void see(const struct world *world, struct descendants *seen)
{
	static struct tree_node nodes[PEOPLE];
	static struct descendant of[PEOPLE];

	*seen = (struct descendants){ .of = of };
	memset(of, 0, sizeof(of));
	tree_begin(&seen->tree, nodes, PEOPLE);
	tree_add(&seen->tree, FOSTER, 0);
	for (int pid = WORKLOAD; pid < PEOPLE; pid++)
		if (is_alive(world, pid)) {
			int at = tree_add(&seen->tree, pid, world->people[pid].parent);

			of[at].started = (uint64_t)pid;
		}
	tree_link(&seen->tree, FOSTER);
}

#endif
