/* SPDX-License-Identifier: MIT */
/* Readdresses what names foster. Called in the child, between its start and its exec. */
#include "init/address.h"

#include <stddef.h>
#include <string.h>

#include "base/compiler.h"
#include "base/kernel.h"
#include "base/text.h"

/* What identifies the process PID for good: the inode of a pidfd (Linux 6.9). 0 where that can't be had. */
static NO_ASAN uint64_t pidfd_id(int pid)
{
	struct statx_file file = { 0 };
	int fd = -1;

	if (sizeof(long) == sizeof(uint64_t)) /* else it is not the whole of the id (pidfs.c) */
		fd = kernel_pidfd_open(pid);
	if (fd < 0 || kernel_statx(fd, "", &file) < 0)
		file.stx_ino = 0;
	kernel_close(fd);
	return file.stx_ino;
}

/* PID, or BY_ID its id. */
static NO_ASAN uint64_t address_of(int pid, bool by_id)
{
	if (by_id)
		return pidfd_id(pid);
	return (uint64_t)pid;
}

/* Takes the variable at AT out of the environment. */
static NO_ASAN void drop_variable(char **at)
{
	do
		at[0] = at[1];
	while (*at++);
}

NO_ASAN void address_workload(char room[ADDRESSED][ADDRESSED_MAX], char **variables)
{
	static const char NAMES[ADDRESSED][18] = { "LISTEN_PID=", "WATCHDOG_PID=", "SYSTEMD_EXEC_PID=", "LISTEN_PIDFDID=" };
	enum { BY_ID = ADDRESSED - 1 };

	for (int i = 0; i < ADDRESSED; i++) {
		struct text text = TEXT_IN(room[i]);
		char **at = variables;
		uint64_t own;

		while (*at && strncmp(*at, NAMES[i], strlen(NAMES[i])) != 0)
			at++;
		if (!*at)
			continue;
		text_clear(&text);
		own = address_of(kernel_getppid(), i == BY_ID);
		text_add(&text, "%s%lld", NAMES[i], (long long)own);
		if (own && strcmp(*at, text.data) != 0)
			continue;
		if (own)
			own = address_of(kernel_getpid(), i == BY_ID);
		if (!own) {
			drop_variable(at);
			continue;
		}
		text_clear(&text);
		text_add(&text, "%s%lld", NAMES[i], (long long)own);
		*at = room[i];
	}
}
