/* SPDX-License-Identifier: MIT */
/* How the workload ended. Decides what is a crash; looks only at foster's own memory cgroup. */
#include "init/outcome.h"

#include <limits.h>
#include <signal.h>
#include <string.h>

#include "base/file.h"
#include "base/kernel.h"
#include "base/text.h"
#include "init/report.h"
#include "proc/procfs.h"

enum { EVENTS_BYTES = 512, CGROUP_BYTES = 256 };

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
	char cgroup[CGROUP_BYTES], events[EVENTS_BYTES];
	TEXT_BUFFER(path, CGROUP_BYTES + 40);
	long length = procfs_read(0, "cgroup", cgroup, sizeof(cgroup));
	const char *count;
	char *group;

	if (length < 0)
		return 0;
	group = find_line(cgroup, "0::");
	if (!group)
		return 0;
	group[text_span(group, SIZE_MAX, "\n")] = '\0';
	text_add(&path, "/sys/fs/cgroup%s/memory.events", strcmp(group, "/") == 0 ? "" : group);
	if (file_read(path.data, events, sizeof(events), SIZE_MAX) < 0)
		return 0;
	count = find_line(events, "oom_kill ");
	return count ? text_number(&count, LLONG_MAX) : 0;
}

/* A pipe's reader that had enough, or a person at the terminal (^C, ^\\, hanging up), is no crash. */
static bool is_expected_end(const struct supervisor *sup, int signal)
{
	bool typed = signal == SIGINT || signal == SIGQUIT || signal == SIGHUP;

	return signal == SIGPIPE || (typed && sup->terminal.mode != JOBS_APART);
}

void outcome_report(const struct supervisor *sup, const struct reaped *child)
{
	bool exited = child->code == CLD_EXITED;
	int signal = child->status;
	long long kills = 0;

	report_ended(sup->workload_pid, exited, child->status, sup->workload_status);
	if (exited || (sup->sent & signal_bit(signal)) || is_expected_end(sup, signal))
		return;
	if (signal == SIGKILL)
		kills = oom_kills();
	report_crash(sup->workload_pid, signal, child->code == CLD_DUMPED, kills);
}
