/* SPDX-License-Identifier: MIT */
/* Names processes: the workload first, since it is the one that matters, then what a walk meets. */
#include "init/killreport.h"

#include <errno.h>
#include <signal.h>

#include "base/clock.h"
#include "base/kernel.h"
#include "proc/procfs.h"

enum {
	GLANCE_MS = 5,   /* for the threads or the descriptors of one process */
	NAMED_MAX = 32,  /* processes that are named one by one */
	REPORT_MS = 100, /* for all of them, since the report comes before the kill */
	STUCK_MS = 1000, /* the same where nothing is urgent */
};

/* What is said of each. */
enum about { ABOUT_KILL, ABOUT_OUTLIVING, ABOUT_WAITING };

/* A walk over what is left. */
struct leftovers {
	const struct supervisor *sup;
	const struct descendants *seen;
	enum about about;
	const struct report_when *when;
	int64_t until_ms; /* when time is up: what isn't read by then is counted */
	int named;        /* in a sentence of their own */
	int refused;      /* of these foster can't kill so many */
	int more;         /* not read */
};

/*
 * Whether NAME is a shell's, as all their names end. One that catches a signal acts once the command in front has
 * ended.
 */
static bool is_shell(const char *name)
{
	size_t length = text_span(name, PROCSTATUS_NAME_MAX, "");

	return length >= 2 && name[length - 2] == 's' && name[length - 1] == 'h';
}

static const struct asked_process *find(const struct leftovers *left, int at)
{
	return asked_find(&left->sup->asked, left->seen->tree.nodes[at].pid, left->seen->of[at].started);
}

/* The signal that the process AT was asked by, or 0. */
static int was_asked(const struct leftovers *left, int at)
{
	const struct asked_process *asked = find(left, at);

	if (asked)
		return asked->signal;
	return left->sup->asked_unseen;
}

/* What it makes of SIGNAL. */
static enum fate response_of(struct procstatus *status, int pid, int signal, int64_t until_ms)
{
	struct fate_evidence evidence;

	if (procfs_status(status, pid) != 0)
		return FATE_ZOMBIE;
	if (!signal) /* it was not asked at all: but what if it had been? */
		signal = SIGTERM;
	procfs_signal_taker(&evidence, status, signal, clock_earlier(clock_now_ms() + GLANCE_MS, until_ms));
	return fate_of(status, &evidence, signal);
}

/* How the process AT was asked, and what it made of it. False where it has ended meanwhile. */
static bool describe(struct report_process *process, struct procstatus *status, const struct leftovers *left, int at)
{
	const struct tree_node *node = &left->seen->tree.nodes[at];
	const struct asked_process *asked = find(left, at);
	int signal = was_asked(left, at);

	process->response = response_of(status, node->pid, signal, left->until_ms);
	if (process->response == FATE_ZOMBIE)
		return false;
	/* While its handler runs, a process has the signal blocked, and may ignore the next one: it has taken it. */
	if (asked && asked->fate == FATE_CAUGHT && turn_cannot_take(process->response))
		process->response = FATE_CAUGHT;
	process->asked = signal;
	process->asks = left->sup->asked.slots || signal;
	process->waits = process->response == FATE_CAUGHT && node->child != TREE_NONE && !was_asked(left, node->child) &&
	                 is_shell(status->name);
	return true;
}

static void report_process(struct leftovers *left, int at)
{
	struct procstatus status;
	struct report_process process = { .pid = left->seen->tree.nodes[at].pid, .status = &status };

	if (left->about == ABOUT_WAITING && !was_asked(left, at))
		return;
	if (left->named >= NAMED_MAX || clock_now_ms() >= left->until_ms) {
		left->more++; /* to kill them soon matters more */
		return;
	}
	if (!describe(&process, &status, left, at))
		return;
	process.out_of_reach = kernel_kill(process.pid, 0) == EPERM;
	left->named++;
	left->refused += process.out_of_reach;
	if (left->about == ABOUT_KILL)
		report_kill(&process, left->when);
	else if (left->about == ABOUT_WAITING)
		report_waiting(&process, 0);
	else
		report_outlives(&process);
}

static void report_all(struct leftovers *left)
{
	const struct supervisor *sup = left->sup;
	int workload = TREE_NONE;
	struct tree_walk walk;

	if (sup->reaper.workload_alive)
		workload = tree_find(&left->seen->tree, sup->workload_pid);
	if (workload != TREE_NONE)
		report_process(left, workload);
	for (tree_walk_begin(&walk, &left->seen->tree); walk.at != TREE_NONE; tree_walk_next(&walk))
		if (walk.at != left->seen->tree.root && walk.at != workload && !left->seen->of[walk.at].ended)
			report_process(left, walk.at);
}

struct killreport killreport(const struct supervisor *sup, const struct descendants *seen,
                             const struct report_when *when)
{
	struct leftovers left = { .sup = sup, .seen = seen, .when = when, .until_ms = clock_now_ms() + REPORT_MS };

	if (seen) {
		report_all(&left);
		if (left.more)
			report_kill_rest(&left.more, when);
	} else {
		report_kill_rest(NULL, when);
		left.more = 1;
	}
	return (struct killreport){
		.killed = left.named - left.refused + left.more,
		.all_refused = left.refused > 0 && left.refused == left.named && !left.more,
	};
}

void killreport_outlives(const struct supervisor *sup, const struct descendants *seen)
{
	struct leftovers left = { .sup = sup, .seen = seen, .about = ABOUT_OUTLIVING, .until_ms = clock_now_ms() + STUCK_MS };

	report_all(&left);
}

void killreport_waiting(const struct supervisor *sup)
{
	struct descendants seen;
	struct leftovers left = { .sup = sup, .seen = &seen, .about = ABOUT_WAITING, .until_ms = clock_now_ms() + STUCK_MS };

	if (!descendants_look(&seen, sup->self, sup->init))
		return;
	report_all(&left);
	if (left.more)
		report_waiting(NULL, left.more);
	descendants_forget(&seen);
}
