/* SPDX-License-Identifier: MIT */
/* The account that foster gives at its end. Only reads and tells. */
#include "init/account.h"

#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/duration.h"
#include "base/kernel.h"
#include "base/log.h"
#include "init/report.h"
#include "options/exitcode.h"
#include "proc/procfs.h"

enum { SENTENCE_MAX = 320, EVENTS_BYTES = 512, CGROUP_BYTES = 256 };

/* What follows KEY at the start of a line, or null. */
static char *find_line(char *lines, const char *key)
{
	for (char *line = lines; *line; line += *line == '\n') {
		if (strncmp(line, key, strlen(key)) == 0)
			return line + strlen(key);
		line += text_span(line, SIZE_MAX, "\n");
	}
	return NULL;
}

/* How often the OOM killer has struck in foster's memory cgroup (version 2), or 0 where that can't be read. */
static long long oom_kills(void)
{
	char cgroup[CGROUP_BYTES];
	char events[EVENTS_BYTES];
	char path[CGROUP_BYTES + 40];
	struct text text = TEXT_IN(path);
	long length = procfs_read(0, "cgroup", cgroup, sizeof(cgroup));
	char *group = length > 0 ? find_line(cgroup, "0::") : NULL;
	const char *count;

	if (!group)
		return 0;
	group[text_span(group, SIZE_MAX, "\n")] = '\0';
	text_add(&text, "/sys/fs/cgroup%s/memory.events", strcmp(group, "/") == 0 ? "" : group);
	if (kernel_read_file(path, events, sizeof(events), SIZE_MAX) < 0)
		return 0;
	count = find_line(events, "oom_kill ");
	return count ? text_number(&count, LLONG_MAX) : 0;
}

static void warn_of_crash(const struct supervisor *sup, const struct reaped *child, const char *name)
{
	struct log_fields fields = { .pid = sup->workload_pid, .signal = child->status };
	long long kills = child->status == SIGKILL ? oom_kills() : 0;

	if (kills > 0)
		log_event(EVENT_CRASH, &fields, "the workload was ended by %s, not by foster: most likely out of memory "
		          "(the memory cgroup counts oom_kill %lld)", name, kills);
	else
		log_event(EVENT_CRASH, &fields, "the workload was ended by %s, which foster did not send%s%s", name,
		          child->code == CLD_DUMPED ? " (core dumped)" : "",
		          child->status == SIGKILL ? "; the kernel's OOM killer, or somebody outside, may have" : "");
}

/* A pipe's reader that had enough, or a person at the terminal (^C, ^\\, hanging up), is no crash. */
static bool is_expected_end(const struct supervisor *sup, int signal)
{
	bool typed = signal == SIGINT || signal == SIGQUIT || signal == SIGHUP;

	return signal == SIGPIPE || (typed && sup->terminal.mode != JOBS_APART);
}

void account_workload(const struct supervisor *sup, const struct reaped *child)
{
	struct log_fields fields = { .pid = sup->workload_pid, .status = &sup->workload_status };
	char bytes[24];
	struct text name = TEXT_IN(bytes);

	if (child->code == CLD_EXITED) {
		log_event(EVENT_ENDED, &fields, "the workload, pid %d, has exited with status %d", sup->workload_pid,
		          child->status);
		return;
	}
	fields.signal = child->status;
	text_clear(&name);
	signame_add(&name, child->status);
	log_event(EVENT_ENDED, &fields, "the workload, pid %d, was ended by %s", sup->workload_pid, bytes);
	if (!(sup->sent & signal_bit(child->status)) && !is_expected_end(sup, child->status))
		warn_of_crash(sup, child, bytes);
}

void account_end(const struct supervisor *sup)
{
	struct log_fields fields = { 0 };
	char bytes[SENTENCE_MAX];
	struct text text = TEXT_IN(bytes);

	if (!log_shows(EVENT_END))
		return;
	text_clear(&text);
	text_add(&text, "ending with status %d", sup->exit_status);
	if (sup->exit_status != sup->workload_status)
		text_add(&text, " (--exit-code made it of %d)", sup->workload_status);
	if (sup->request.ssi_signo) {
		fields = report_fields(sup, &sup->request, 0);
		fields.pid = 0;
		text_add(&text, ": ");
		report_signal(&text, &sup->request);
		text_add(&text, " asked to stop, which took ");
		duration_add(&text, clock_now_ms() - sup->shutdown.asked_ms);
	} else {
		text_add(&text, ": the workload ended by itself");
	}
	if (sup->killed)
		text_add(&text, ", and foster killed %d", sup->killed);
	else
		text_add(&text, ", and nothing was killed");
	fields.status = &sup->exit_status;
	log_event(EVENT_END, &fields, "%s", bytes);
}
