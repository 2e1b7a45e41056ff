/* SPDX-License-Identifier: MIT */
/* System calls as foster makes them. Decides nothing. */
#include "kernel.h"

#include "clock.h"
#include "frame.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { LOWEST_FD = 3, PROC_PATH_MAX = 64 };

void kernel_close(int fd)
{
	syscall(SYS_close, fd);
}

int kernel_lift(int fd)
{
	int lifted;

	if (fd < 0 || fd >= LOWEST_FD)
		return fd;
	lifted = (int)syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, LOWEST_FD);
	kernel_close(fd);
	return lifted;
}

int kernel_open(const char *path, int flags)
{
	return kernel_lift((int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0));
}

long kernel_read_file(const char *path, char *buffer, size_t size)
{
	size_t length = 0;
	long got;
	int fd = kernel_open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY); /* it may be a fifo, or a terminal */

	buffer[0] = '\0';
	if (fd < 0)
		return -1;
	do {
		got = syscall(SYS_read, fd, buffer + length, size - 1 - length);
		length += got > 0 ? (size_t)got : 0;
	} while (got > 0 && length < size - 1);
	kernel_close(fd);
	buffer[length] = '\0';
	return got < 0 ? -1 : (long)length;
}

void kernel_proc_path(struct text *text, int pid, const char *file)
{
	if (pid)
		text_add(text, "/proc/%d/%s", pid, file);
	else
		text_add(text, "/proc/self/%s", file);
}

long kernel_read_proc(int pid, const char *file, char *buffer, size_t size)
{
	char path[PROC_PATH_MAX];
	struct text text = TEXT_IN(path);

	kernel_proc_path(&text, pid, file);
	return kernel_read_file(path, buffer, size);
}

HOT int kernel_kill(int pid, int signal)
{
	return syscall(SYS_kill, pid, signal) == 0 ? 0 : errno;
}

HOT int kernel_poll(struct pollfd *fds, unsigned int count, int64_t timeout_ms)
{
	struct moment timeout = { timeout_ms / 1000, timeout_ms % 1000 * 1000000 };
	const struct moment *limit = timeout_ms < 0 ? NULL : &timeout;

#ifdef SYS_ppoll_time64
	return (int)syscall(SYS_ppoll_time64, fds, count, limit, NULL, sizeof(uint64_t));
#else
	return (int)syscall(SYS_ppoll, fds, count, limit, NULL, sizeof(uint64_t));
#endif
}

bool procdir_open(struct procdir *walk, const char *path)
{
	walk->fd = kernel_open(path ? path : "/proc", O_RDONLY | O_DIRECTORY);
	walk->at = walk->end = 0;
	walk->failed = false;
	return walk->fd >= 0;
}

/* struct linux_dirent64 (getdents64(2)): the entry's length is 16 bytes in, its type 18 and its name 19. */
int procdir_next(struct procdir *walk)
{
	for (;;) {
		const char *entry = walk->entries.bytes + walk->at;
		const char *name = entry + 19;
		long long number;

		if (walk->at >= walk->end) {
			long got = syscall(SYS_getdents64, walk->fd, walk->entries.bytes, sizeof(walk->entries.bytes));

			walk->failed = got < 0;
			if (got <= 0)
				return 0;
			walk->at = 0;
			walk->end = (unsigned int)got;
			continue;
		}
		walk->at += *(const unsigned short *)(const void *)(entry + 16);
		number = text_number(&name, INT_MAX);
		if (number > 0 && !*name)
			return (int)number;
	}
}

void procdir_close(struct procdir *walk)
{
	kernel_close(walk->fd);
}
