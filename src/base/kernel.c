/* SPDX-License-Identifier: MIT */
/* System calls as foster makes them. Decides nothing. */
#include "base/kernel.h"

#include "base/clock.h"
#include "base/compiler.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifdef SYS_ppoll_time64
#define PPOLL SYS_ppoll_time64
#else
#define PPOLL SYS_ppoll
#endif

enum { LOWEST_FD = 3, FUTEX_WAIT = 0 };

void kernel_close(int fd)
{
	syscall(SYS_close, fd);
}

int kernel_fd_above_stdio(int fd)
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
	return kernel_fd_above_stdio((int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0));
}

/* Moves the GOT bytes at AT down to TO, without what is past the first LONGEST of its line. Where the next ones go. */
static char *keep_lines(char *to, const char *at, long got, size_t longest, size_t *column)
{
	for (; got > 0; got--, at++) {
		*column = *at == '\n' ? 0 : *column + 1;
		if (*column <= longest)
			*to++ = *at;
	}
	return to;
}

long kernel_read_file(const char *path, char *buffer, size_t size, size_t longest)
{
	char *to = buffer;
	size_t column = 0;
	long got;
	int fd = kernel_open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY); /* it may be a fifo, or a terminal */

	buffer[0] = '\0';
	if (fd < 0)
		return -1;
	do {
		got = syscall(SYS_read, fd, to, size - 1 - (size_t)(to - buffer));
		to = keep_lines(to, to, got, longest, &column);
	} while (got > 0 && to < buffer + size - 1);
	kernel_close(fd);
	*to = '\0';
	return got < 0 ? -1 : to - buffer;
}

void *kernel_memory(size_t size, int flags)
{
	/* The libc's call, since what the system call looks like differs between architectures. */
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

int kernel_pipe(int ends[2])
{
	if (syscall(SYS_pipe2, ends, O_CLOEXEC) < 0)
		return -1;
	ends[0] = kernel_fd_above_stdio(ends[0]);
	ends[1] = kernel_fd_above_stdio(ends[1]);
	return 0;
}

int kernel_fork(void)
{
#ifdef SYS_fork
	return (int)syscall(SYS_fork);
#else
	return (int)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
#endif
}

int kernel_kill(int pid, int signal)
{
	return syscall(SYS_kill, pid, signal) == 0 ? 0 : errno;
}

/*
 * Where the newest generation of the call is refused: Linux before 5.1, a seccomp profile that is older, or one of
 * few.
 */
static int poll_otherwise(struct pollfd *fds, unsigned int count, int timeout_ms)
{
	int ready = -1;

#if defined(SYS_ppoll_time64) && defined(SYS_ppoll)
	struct timespec_old timeout = { timeout_ms / 1000, timeout_ms % 1000 * 1000000L };

	ready = (int)syscall(SYS_ppoll, fds, count, timeout_ms < 0 ? NULL : &timeout, NULL, sizeof(uint64_t));
#endif
#ifdef SYS_poll
	if (ready < 0)
		ready = (int)syscall(SYS_poll, fds, count, timeout_ms);
#endif
	return ready;
}

int kernel_poll(struct pollfd *fds, unsigned int count, int64_t timeout_ms)
{
	int limit_ms = timeout_ms < 0 ? -1 : timeout_ms > INT_MAX ? INT_MAX : (int)timeout_ms;
	struct timespec64 timeout = { limit_ms / 1000, limit_ms % 1000 * 1000000 };
	int ready = (int)syscall(PPOLL, fds, count, limit_ms < 0 ? NULL : &timeout, NULL, sizeof(uint64_t));

	return ready < 0 ? poll_otherwise(fds, count, limit_ms) : ready;
}

void kernel_nap(int ms)
{
	struct timespec_old rest = { ms / 1000, ms % 1000 * 1000000L };
	int never = 0;

	/*
	 * On a futex that nobody wakes: every program waits for some, so that no profile can unknown_option it
	 * (futex(2)).
	 */
	syscall(SYS_futex, &never, FUTEX_WAIT, 0, &rest, NULL, 0);
}

int kernel_pidfd_open(int pid)
{
	return kernel_fd_above_stdio((int)syscall(SYS_pidfd_open, pid, 0));
}

int kernel_pidfd_send(int pidfd, int signal, const void *info, unsigned int flags)
{
	return syscall(SYS_pidfd_send_signal, pidfd, signal, info, flags) == 0 ? 0 : errno;
}
