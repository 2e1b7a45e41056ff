/* SPDX-License-Identifier: MIT */
/* The one door to the kernel. Decides nothing; where a call has two generations, it tries the older one, too. */
#include "base/kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* What a libc may not know yet. These numbers are the same on every architecture that foster is built for. */
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef RWF_NOWAIT
#define RWF_NOWAIT 8
#endif

/*
 * On 32-bit machines the time has two generations: with 64 bits, from Linux 5.1 on, and before. A libc calls the older
 * clock_gettime by its plain name (glibc) or by another (musl).
 */
#ifdef SYS_ppoll_time64
#define NEWEST_PPOLL SYS_ppoll_time64
#else
#define NEWEST_PPOLL SYS_ppoll
#endif
#ifdef SYS_clock_gettime32
#define OLDEST_CLOCK_GETTIME SYS_clock_gettime32
#else
#define OLDEST_CLOCK_GETTIME SYS_clock_gettime
#endif

/* What the older generation takes: on 64-bit machines the same. */
struct timespec_old {
	long seconds;
	long nanoseconds;
};

enum { LOWEST_FD = 3, FUTEX_WAIT = 0, STATX_BASIC_STATS = 0x7ff };

/* ---- Files */

int kernel_open(const char *path, int flags)
{
	return kernel_fd_above_stdio((int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0));
}

void kernel_close(int fd)
{
	syscall(SYS_close, fd);
}

int kernel_close_range(unsigned int first, unsigned int last)
{
	return (int)syscall(SYS_close_range, first, last, 0);
}

int kernel_dup(int fd)
{
	return (int)syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, LOWEST_FD);
}

int kernel_fd_above_stdio(int fd)
{
	int moved;

	if (fd < 0 || fd >= LOWEST_FD)
		return fd;
	moved = kernel_dup(fd);
	kernel_close(fd);
	return moved;
}

void kernel_dup_to(int fd, int number)
{
	syscall(SYS_dup3, fd, number, 0);
}

bool kernel_is_open(int fd)
{
	return syscall(SYS_fcntl, fd, F_GETFD) >= 0;
}

int kernel_pipe(int ends[2])
{
	if (syscall(SYS_pipe2, ends, O_CLOEXEC) < 0)
		return -1;
	ends[0] = kernel_fd_above_stdio(ends[0]);
	ends[1] = kernel_fd_above_stdio(ends[1]);
	return 0;
}

long kernel_read(int fd, void *buffer, size_t size)
{
	return syscall(SYS_read, fd, buffer, size);
}

void kernel_seek(int fd, uint64_t offset)
{
	syscall(SYS_lseek, fd, (long)offset, SEEK_SET);
}

long kernel_write(int fd, const void *data, size_t size)
{
	return syscall(SYS_write, fd, data, size);
}

long kernel_write_nowait(int fd, const void *data, size_t size)
{
	struct iovec whole = { .iov_base = (void *)(uintptr_t)data, .iov_len = size };

	return syscall(SYS_pwritev2, fd, &whole, 1UL, -1L, -1L, RWF_NOWAIT);
}

long kernel_send_nowait(int fd, const void *data, size_t size)
{
	return syscall(SYS_sendto, fd, data, size, MSG_DONTWAIT | MSG_NOSIGNAL, NULL, 0);
}

bool kernel_is_seekable(int fd)
{
	return syscall(SYS_lseek, fd, 0L, SEEK_CUR) >= 0;
}

int kernel_ioctl(int fd, unsigned long request, void *argument)
{
	return (int)syscall(SYS_ioctl, fd, request, argument);
}

bool kernel_can_access(const char *path, int mode)
{
	return syscall(SYS_faccessat, AT_FDCWD, path, mode) == 0;
}

int kernel_chdir(const char *path)
{
	return (int)syscall(SYS_chdir, path);
}

long kernel_getdents(int fd, void *entries, size_t size)
{
	return syscall(SYS_getdents64, fd, entries, size);
}

long kernel_readlink(const char *path, char *buffer, size_t size)
{
	return syscall(SYS_readlinkat, AT_FDCWD, path, buffer, size);
}

int kernel_statx(int fd, const char *path, struct statx_file *file)
{
	return (int)syscall(SYS_statx, fd, path, AT_EMPTY_PATH, STATX_BASIC_STATS, file);
}

/* ---- Processes */

int kernel_getpid(void)
{
	return (int)syscall(SYS_getpid);
}

int kernel_getppid(void)
{
	return (int)syscall(SYS_getppid);
}

int kernel_getpgid(int pid)
{
	return (int)syscall(SYS_getpgid, pid);
}

int kernel_setpgid(int pid, int group)
{
	return (int)syscall(SYS_setpgid, pid, group);
}

int kernel_getsid(int pid)
{
	return (int)syscall(SYS_getsid, pid);
}

int kernel_setsid(void)
{
	return (int)syscall(SYS_setsid);
}

int kernel_fork(void)
{
#ifdef SYS_fork
	return (int)syscall(SYS_fork);
#else
	return (int)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
#endif
}

int kernel_prctl(int option, unsigned long argument, unsigned long second)
{
	return (int)syscall(SYS_prctl, option, argument, second, 0, 0);
}

int kernel_waitid(int type, int id, siginfo_t *info, int flags)
{
	return (int)syscall(SYS_waitid, type, id, info, flags, NULL);
}

int kernel_wait4(int pid, int *status, int flags)
{
	return (int)syscall(SYS_wait4, pid, status, flags, NULL);
}

long kernel_read_memory(int pid, uint64_t address, void *buffer, size_t size)
{
	struct iovec here = { buffer, size };
	struct iovec there = { (void *)(uintptr_t)address, size };

	return syscall(SYS_process_vm_readv, pid, &here, 1UL, &there, 1UL, 0UL);
}

int kernel_capget(struct capability_sets sets[2])
{
	struct { uint32_t version; int pid; } header = { CAPABILITY_VERSION_3, 0 };

	return (int)syscall(SYS_capget, &header, sets);
}

int kernel_uname(struct utsname *here)
{
	return (int)syscall(SYS_uname, here);
}

/* ---- Memory */

void *kernel_memory(size_t size, int flags)
{
	/* The libc's call, since what the system call looks like differs between architectures. */
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

int kernel_drop_memory(uintptr_t from, size_t length)
{
	return (int)syscall(SYS_madvise, from, length, MADV_DONTNEED);
}

/* ---- Signals */

/* The errno that RESULT, a system call's, has left, or 0. */
static int error_of(long result)
{
	return result == 0 ? 0 : errno;
}

int kernel_kill(int pid, int signal)
{
	return error_of(syscall(SYS_kill, pid, signal));
}

int kernel_sigqueue(int pid, int signal, const siginfo_t *info)
{
	return error_of(syscall(SYS_rt_sigqueueinfo, pid, signal, info));
}

void kernel_sigprocmask(const uint64_t *set, uint64_t *old)
{
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, set, old, sizeof(*set));
}

int kernel_sigpending(uint64_t *set)
{
	return (int)syscall(SYS_rt_sigpending, set, sizeof(*set));
}

int kernel_sigaction(int signal, const struct kernel_sigaction *wanted, struct kernel_sigaction *old)
{
	return (int)syscall(SYS_rt_sigaction, signal, wanted, old, sizeof(uint64_t));
}

int kernel_signalfd(const uint64_t *set)
{
	return kernel_fd_above_stdio((int)syscall(SYS_signalfd4, -1, set, sizeof(*set), O_CLOEXEC | O_NONBLOCK));
}

int kernel_sigtimedwait(const uint64_t *set, siginfo_t *info)
{
	struct timespec64 at_once = { 0 }; /* zero in both generations of the call */

	return (int)syscall(SYS_rt_sigtimedwait, set, info, &at_once, sizeof(*set));
}

int kernel_pidfd_open(int pid)
{
	return kernel_fd_above_stdio((int)syscall(SYS_pidfd_open, pid, 0));
}

int kernel_pidfd_send_signal(int pidfd, int signal, const siginfo_t *info, unsigned int flags)
{
	return error_of(syscall(SYS_pidfd_send_signal, pidfd, signal, info, flags));
}

/* ---- Time */

bool kernel_clock_gettime(int clock, struct timespec64 *now)
{
	struct timespec_old old;

#ifdef SYS_clock_gettime64
	if (syscall(SYS_clock_gettime64, clock, now) == 0)
		return true;
#endif
	if (syscall(OLDEST_CLOCK_GETTIME, clock, &old) < 0)
		return false;
	*now = (struct timespec64){ old.seconds, old.nanoseconds };
	return true;
}

unsigned long kernel_times(void)
{
	return (unsigned long)syscall(SYS_times, NULL);
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
	struct timespec_old *limit = &timeout;

	if (timeout_ms < 0)
		limit = NULL;
	ready = (int)syscall(SYS_ppoll, fds, count, limit, NULL, sizeof(uint64_t));
#endif
#ifdef SYS_poll
	if (ready < 0)
		ready = (int)syscall(SYS_poll, fds, count, timeout_ms);
#endif
	return ready;
}

int kernel_poll(struct pollfd *fds, unsigned int count, int64_t timeout_ms)
{
	struct timespec64 timeout;
	struct timespec64 *limit = NULL;
	int ready;

	if (timeout_ms > INT_MAX)
		timeout_ms = INT_MAX; /* poll(2) knows no more */
	if (timeout_ms >= 0) {
		timeout = (struct timespec64){ timeout_ms / 1000, timeout_ms % 1000 * 1000000 };
		limit = &timeout;
	}
	ready = (int)syscall(NEWEST_PPOLL, fds, count, limit, NULL, sizeof(uint64_t));
	if (ready < 0)
		ready = poll_otherwise(fds, count, (int)timeout_ms);
	return ready;
}

int kernel_futex_wait(const volatile int *address, int value, int ms)
{
	struct timespec_old limit = { ms / 1000, ms % 1000 * 1000000L };

	return (int)syscall(SYS_futex, address, FUTEX_WAIT, value, &limit, NULL, 0);
}

void kernel_nap(int ms)
{
	int never = 0;

	/* On a futex that no process wakes: every program waits for some, so that no profile can refuse it. */
	kernel_futex_wait(&never, 0, ms);
}
