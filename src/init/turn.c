/* SPDX-License-Identifier: MIT */
/* Whose turn it is to be asked. Decides only; ask.c asks. */
#include "init/turn.h"

#include <stddef.h>

bool turn_cannot_take(enum fate fate)
{
	return fate == FATE_IGNORED || fate == FATE_BLOCKED || fate == FATE_SHIELDED;
}

/* Whether it catches or reads it, and so may be winding down; what nobody has looked at may. */
static bool takes(enum fate fate)
{
	return fate == FATE_CAUGHT || fate == FATE_READ || fate == FATE_STOPPED || fate == FATE_COUNT;
}

static bool was_asked(const struct turn *turn, const struct asked_process *process)
{
	return process && (turn->any_rung || process->rung == turn->rung);
}

/* Why it is the turn of the process AT, which is not the workload; ASKED_NOT: it is not. */
static enum asked_why why_now(const struct look *look, int at)
{
	const struct tree_node *node = &look->seen->tree.nodes[at];

	if (node->outside)
		return ASKED_OUTSIDE;
	if (node->parent == look->seen->tree.root)
		return ASKED_OWN;
	if (node->parent != TREE_NONE && look->seen->of[node->parent].open)
		return ASKED_BELOW;
	return ASKED_NOT;
}

bool turn_is_workload_open(const struct look *look)
{
	int at = tree_find(&look->seen->tree, look->workload_pid);
	const struct asked_process *process;

	if (at == TREE_NONE)
		return false;
	process = asked_find(look->asked, look->workload_pid, look->seen->of[at].started);
	return process && turn_cannot_take((enum fate)process->fate);
}

/* Marks the process AT and counts it. */
static void consider(struct turn *turn, struct look *look, int at)
{
	const struct tree_node *node = &look->seen->tree.nodes[at];
	struct descendant *of = &look->seen->of[at];
	const struct asked_process *process = asked_find(look->asked, node->pid, of->started);
	bool asked = was_asked(turn, process);
	enum fate fate = FATE_COUNT;

	if (node->pid == look->workload_pid) {
		of->open = process && turn_cannot_take((enum fate)process->fate);
		turn->open += of->open;
		return;
	}
	look->alive++;
	if (!asked && turn->signal && turn->rest)
		of->why = (uint8_t)why_now(look, at);
	if (!asked && turn->signal && !of->why && turn->last_call)
		of->why = ASKED_LAST_CALL;
	if (asked)
		fate = (enum fate)process->fate;
	if (of->why || (asked && turn->doubt && fate == FATE_COUNT))
		fate = look->fate(look, at, turn->signal);
	of->fate = (uint8_t)fate;
	of->open = turn_cannot_take(fate);
	turn->open += of->open;
	turn->asked += of->why != ASKED_NOT;
	turn->unasked += !asked && !of->why;
	turn->taking += (asked || of->why) && takes(fate);
	if (node->parent == look->seen->tree.root || !(node->outside || asked || of->why))
		return;
	turn->untold++;
	look->watch = node->pid;
}

void turn_take(struct turn *turn, struct look *look)
{
	struct tree_walk walk;

	look->alive = look->watch = 0;
	for (tree_walk_begin(&walk, &look->seen->tree); walk.at != TREE_NONE; tree_walk_next(&walk))
		if (walk.at != look->seen->tree.root && !look->seen->of[walk.at].ended)
			consider(turn, look, walk.at);
}
