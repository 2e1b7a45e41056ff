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

#include "base/kernel.h"
#include "base/log.h"

enum { PATIENCE_MS = 2000 }; /* with the child */

void termination_begin(const struct options *options)
{
	struct log_kept *kept;

	/* Misuse is told by PID 1 only: another foster was started inside (docker exec), and its end isn't the container's. */
	if (!options->termination_log || (options->mode == MODE_USAGE_ERROR && kernel_getpid() != 1))
		return;
	kept = kernel_memory(sizeof(*kept), MAP_PRIVATE); /* not static: it takes no memory until something is kept */
	if (!kept)
		log_error("cannot get memory: %m");
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

/* Waits for the child PID, which closes the other end of PIPE as it ends. What it wrote to that, or ETIMEDOUT. */
static int await(int pid, int pipe)
{
	struct pollfd closed = { .fd = pipe, .events = POLLIN };
	int error = 0;

	if (kernel_poll(&closed, 1, PATIENCE_MS) == 0) {
		kernel_kill(pid, SIGKILL);
		return ETIMEDOUT;
	}
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
	if (pid > 0) {
		kernel_close(ends[1]);
		error = await(pid, ends[0]);
	} else {
		error = append(path, kept);
	}
	if (pid == 0) {
		kernel_write(ends[1], &error, sizeof(error));
	} else if (error) {
		errno = error;
		log_event(EVENT_WARNING, NULL, "cannot append to %s: %m", path);
	}
	return status;
}
