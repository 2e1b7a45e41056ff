/* SPDX-License-Identifier: MIT */
/* What foster lets go of once the workload runs. Decides nothing about the workload. */
#include "init/detach.h"

#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "base/kernel.h"
#include "proc/procfs.h"

enum { FDS_WITHOUT_PROC = 65536 }; /* numbers to try where /proc can't show which are open */

/* Before Linux 5.9, or under a seccomp profile older than that. */
static void close_one_by_one(int keep)
{
	struct procfs_walk walk;
	int fd;

	if (!procfs_open(&walk, "/proc/self/fd")) {
		for (fd = STDERR_FILENO + 1; fd < FDS_WITHOUT_PROC; fd++)
			if (fd != keep)
				kernel_close(fd);
		return;
	}
	while ((fd = procfs_next(&walk)) >= 0)
		if (fd > STDERR_FILENO && fd != keep && fd != walk.fd)
			kernel_close(fd);
	procfs_close(&walk);
}

static void close_all_but(int keep)
{
	if (kernel_close_range((unsigned int)keep + 1, UINT_MAX) < 0)
		close_one_by_one(keep);
	else if (keep > STDERR_FILENO + 1)
		kernel_close_range(STDERR_FILENO + 1, (unsigned int)keep - 1);
}

void detach(int keep, bool init)
{
	int null;

	close_all_but(keep);
	kernel_chdir("/");
	null = kernel_open("/dev/null", O_RDWR);
	if (null < 0)
		null = keep; /* whatever it is: 0 and 1 must not be free, or the next file opened would be one of them */
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if ((fd != STDERR_FILENO && !init) || !kernel_is_open(fd))
			kernel_dup_to(null, fd);
	if (null != keep)
		kernel_close(null);
}
