/* SPDX-License-Identifier: MIT */
/*
 * Appends how it all ended to a file. The workload may have written to it before: that stays. The file is opened at
 * the end only and never made; it must be a regular one, and no link. A child writes, since a file system can hang.
 */
#include "init/termination.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/env.h"
#include "base/kernel.h"
#include "base/log.h"
#include "proc/procfs.h"

enum { PATIENCE_MS = 2000 }; /* with the child */

/*
 * Whether its end is the container's. Another foster that is started inside, by docker exec or a hook, has the variable
 * as well; and what is wrong with its command line is told by PID 1 only.
 */
static bool is_ours(const struct options *options, char **environment)
{
	if (kernel_getpid() == 1)
		return true;
	if (options->mode == MODE_USAGE_ERROR)
		return false;
	return options->termination_log != env_find(environment, "FOSTER_TERMINATION_LOG=") || procfs_is_foster(1) <= 0;
}

void termination_begin(const struct options *options, char **environment)
{
	struct log_kept *kept;

	if (!options->termination_log || !is_ours(options, environment))
		return;
	kept = kernel_memory(sizeof(*kept), MAP_PRIVATE); /* not static: it takes no memory until something is kept */
	if (!kept)
		log_event(EVENT_WARNING, NULL, "cannot keep what belongs into %s: %m", options->termination_log);
	log_keep(kept);
}

/* Appends KEPT to the file at PATH. 0, or an errno: EBADFD where that is no regular file. */
static int append(const char *path, struct log_kept *kept)
{
	int fd = kernel_open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	struct statx_file file;
	long from, written;

	if (fd < 0 && (errno == ELOOP || errno == ENXIO)) /* a link; a fifo that no process reads */
		return EBADFD;
	if (fd < 0 || kernel_statx(fd, "", &file) < 0)
		return errno;
	if (!S_ISREG(file.stx_mode))
		return EBADFD;
	kept->lines[kept->length] = '\n';
	from = file.stx_size == 0; /* else the first newline ends the workload's last line */
	written = kernel_write(fd, kept->lines + from, kept->length + 1 - (size_t)from);
	if (written < 0)
		return errno;
	return (size_t)(from + written) <= kept->length ? ENOSPC : 0; /* less is written where the disk is full */
}

/* Waits until the child PID has ended, for PATIENCE_MS at most. What it wrote to PIPE: its error; or ETIMEDOUT. */
static int await(int pid, int pipe)
{
	struct pollfd said = { .fd = pipe, .events = POLLIN };
	int error = 0;
	int status;

	for (int ms = 0; kernel_wait4(pid, &status, WNOHANG) == 0; ms++) { /* not 0: it has ended, whoever reaps it */
		if (ms == PATIENCE_MS) {
			kernel_kill(pid, SIGKILL);
			kernel_nap(1);
			kernel_wait4(pid, &status, WNOHANG);
			return ETIMEDOUT;
		}
		kernel_nap(1);
	}
	if (kernel_poll(&said, 1, 0) > 0)
		kernel_read(pipe, &error, sizeof(error)); /* nothing: the child had no error */
	return error;
}

int termination_end(const struct options *options, int status)
{
	const char *path = options->termination_log;
	struct log_kept *kept = log_kept();
	int ends[2];
	int pid = -1;
	int error;

	if (!kept)
		return status;
	if (kernel_pipe(ends) == 0)
		pid = kernel_fork();
	error = errno;
	if (pid == 0) {
		error = append(path, kept);
		if (error)
			kernel_write(ends[1], &error, sizeof(error));
		return status;
	}
	if (pid > 0) {
		kernel_close(ends[1]);
		error = await(pid, ends[0]);
	}
	if (error) {
		errno = error;
		log_event(EVENT_WARNING, NULL, "cannot append to %s: %m", path);
	}
	return status;
}
