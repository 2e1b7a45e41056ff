/* SPDX-License-Identifier: MIT */
/* Names what gets SIGKILL: the workload first, since it is the one that matters, then what a walk meets. */
#include "init/killreport.h"

#include <errno.h>
#include <signal.h>

#include "base/clock.h"
#include "base/kernel.h"
#include "proc/descendants.h"
#include "proc/procfs.h"

enum {
	NAMED_MAX = 32,  /* processes that are named one by one */
	GLANCE_MS = 20,  /* for the threads of one of them */
	REPORT_MS = 100, /* for all of them, since the report comes before the kill */
	STUCK_MS = 1000, /* the same once SIGKILL has been sent in vain */
};

/* A walk over what is left. */
struct leftovers {
	const struct supervisor *sup;
	int asked;
	const struct report_when *when; /* null: they got SIGKILL already */
	int64_t until_ms; /* when time is up: what isn't read by then is counted */
	int named;        /* in a sentence of their own */
	int skipped;      /* this one was reported before all others */
	int refused;      /* of these foster can't kill so many */
	int more;         /* not read */
};

/* Whether PID was among those that were asked to end. */
static bool was_asked(const struct supervisor *sup, int pid)
{
	return sup->asked_scope == SCOPE_TREE || pid == sup->workload_pid ||
	       (sup->asked_scope == SCOPE_GROUP && kernel_getpgid(pid) == sup->workload_pid);
}

/* What the process makes of the signal that it was asked to end by. */
static enum fate signal_response(const struct leftovers *left, const struct procstatus *status)
{
	int64_t until_ms = clock_now_ms() + GLANCE_MS;
	struct fate_evidence evidence = { 0 };

	if (until_ms > left->until_ms)
		until_ms = left->until_ms;
	procfs_signal_taker(&evidence, status, left->asked, until_ms);
	return fate_of(status, &evidence, left->asked);
}

static bool report_process(int pid, int pidfd, void *with)
{
	struct leftovers *left = with;
	struct procstatus status;
	struct report_process process = { .pid = pid, .status = &status, .asked = left->asked };

	(void)pidfd;
	if (pid == left->skipped)
		return true;
	if (left->named >= NAMED_MAX || clock_now_ms() >= left->until_ms) {
		left->more++; /* zombies and all: to kill them soon matters more */
		return true;
	}
	if (procfs_status(&status, pid) || procstatus_has_ended(&status))
		return true;
	process.out_of_reach = kernel_kill(pid, 0) == EPERM;
	left->named++;
	left->refused += process.out_of_reach;
	if (!left->when) {
		report_outlives(&process);
		return true;
	}
	process.was_asked = left->asked && was_asked(left->sup, pid);
	if (process.was_asked)
		process.response = signal_response(left, &status);
	report_kill(&process, left->when);
	return true;
}

struct killreport killreport(const struct supervisor *sup, int asked, const struct report_when *when)
{
	struct leftovers left = { .sup = sup, .asked = asked, .when = when, .until_ms = clock_now_ms() + REPORT_MS };
	int met;

	if (sup->reaper.workload_alive) {
		report_process(sup->workload_pid, -1, &left);
		left.skipped = sup->workload_pid;
	}
	met = descendants_each(sup->self, sup->init, left.until_ms, report_process, &left);
	if (met == -1) {
		report_kill_unseen(left.skipped, when);
		left.more = 1;
	} else if (left.more && met != DESCENDANTS_LATE) {
		report_kill_more(left.more, true, when);
	}
	return (struct killreport){
		.killed = left.named - left.refused + left.more,
		.all_refused = left.refused > 0 && left.refused == left.named && !left.more,
		.whole = met != DESCENDANTS_LATE,
	};
}

void killreport_outlives(const struct supervisor *sup)
{
	struct leftovers left = { .sup = sup, .until_ms = clock_now_ms() + STUCK_MS };

	descendants_each(sup->self, sup->init, left.until_ms, report_process, &left);
}
