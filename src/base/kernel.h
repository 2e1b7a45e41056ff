/* SPDX-License-Identifier: MIT */
/*
 * The one door to the kernel: its system calls with types, raw, since a libc's wrappers keep signals for themselves,
 * and cost more than all that foster does with them. Each takes and returns what its man page says, -1 and errno on
 * an error included, unless it says otherwise here. Descriptors that are opened here are close-on-exec and never 0, 1
 * or 2. What a libc may not know yet stands here by the kernel's own name.
 */
#ifndef FOSTER_KERNEL_H
#define FOSTER_KERNEL_H

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/utsname.h>

/* ---- Files */

/* Opens PATH with FLAGS (open(2)). */
int kernel_open(const char *path, int flags);

/* Closes FD; an error can't be acted on, and Linux has let go of the number all the same. */
void kernel_close(int fd);

/* Closes FIRST to LAST (close_range(2), Linux 5.9). */
int kernel_close_range(unsigned int first, unsigned int last);

/* Moves FD to a number of 3 or above where it is below that. The new number; on an error FD is closed. */
int kernel_fd_above_stdio(int fd);

/* A copy of FD, of 3 or above. */
int kernel_dup(int fd);

/* Makes NUMBER a copy of FD, which stays open at an exec (dup3(2)). */
void kernel_dup_to(int fd, int number);

bool kernel_is_open(int fd);

/* The two ENDS of a pipe, the one to read from first (pipe(2)). */
int kernel_pipe(int ends[2]);

long kernel_read(int fd, void *buffer, size_t size);

/* The next read is from OFFSET on, in bytes from the file's beginning. */
void kernel_seek(int fd, uint64_t offset);
long kernel_write(int fd, const void *data, size_t size);

/* Writes without waiting, as this one call's wish (pwritev2(2), RWF_NOWAIT). */
long kernel_write_nowait(int fd, const void *data, size_t size);

/* Writes to a socket without waiting, and without a SIGPIPE (send(2)). */
long kernel_send_nowait(int fd, const void *data, size_t size);

/* Whether FD has a position: a file has, a pipe, a socket and a terminal haven't (lseek(2)). */
bool kernel_is_seekable(int fd);

int kernel_ioctl(int fd, unsigned long request, void *argument);

/* Whether foster may access PATH in MODE: F_OK, X_OK (faccessat(2)). */
bool kernel_can_access(const char *path, int mode);

int kernel_chdir(const char *path);

/* getdents64(2) */
struct linux_dirent64 {
	uint64_t d_ino;
	int64_t d_off;
	unsigned short d_reclen; /* of this entry, in bytes: the next one begins there */
	unsigned char d_type;
	char d_name[];
};
long kernel_getdents(int fd, void *entries, size_t size);

/* The first members of struct statx (statx(2)), which not every libc has. */
struct statx_file {
	uint32_t stx_mask, stx_blksize;
	uint64_t stx_attributes;
	uint32_t stx_nlink, stx_uid, stx_gid;
	uint16_t stx_mode, padding;
	uint64_t stx_ino, stx_size, stx_blocks, stx_attributes_mask;
	struct { int64_t seconds; uint32_t nanoseconds; int32_t padding; } stx_times[4];
	uint32_t stx_rdev_major, stx_rdev_minor, stx_dev_major, stx_dev_minor;
	uint64_t rest[14];
};

/* What stat(2) tells: of PATH, from FD on (AT_FDCWD: from here), or of FD itself, where PATH is empty. */
int kernel_statx(int fd, const char *path, struct statx_file *file);

/* The path that the link PATH holds, without a NUL; its length. */
long kernel_readlink(const char *path, char *buffer, size_t size);

/* ---- Processes */

int kernel_getpid(void);
int kernel_getppid(void);
int kernel_getpgid(int pid);
int kernel_setpgid(int pid, int group);
int kernel_getsid(int pid);
int kernel_setsid(void);

/* A copy of foster, as fork(2) makes it. 0 in the copy, its pid in foster. */
int kernel_fork(void);

/* prctl(2) with up to two arguments. PR_CAP_AMBIENT: Linux 4.3. */
#ifndef PR_CAP_AMBIENT
#define PR_CAP_AMBIENT 47
#define PR_CAP_AMBIENT_IS_SET 1
#endif
int kernel_prctl(int option, unsigned long argument, unsigned long second);

int kernel_waitid(int type, int id, siginfo_t *info, int flags);
int kernel_wait4(int pid, int *status, int flags);

/* Reads SIZE bytes at ADDRESS of process PID's memory into BUFFER (process_vm_readv(2)). */
long kernel_read_memory(int pid, uint64_t address, void *buffer, size_t size);

/* capget(2), linux/capability.h */
enum { CAPABILITY_VERSION_3 = 0x20080522, CAPABILITIES = 64 };
struct capability_sets {
	uint32_t effective, permitted, inheritable;
};

/* Foster's capabilities, 32 in each of SETS. */
int kernel_capget(struct capability_sets sets[2]);

int kernel_uname(struct utsname *here);

/* ---- Memory */

/* SIZE bytes of zeros, FLAGS being MAP_PRIVATE or MAP_SHARED (mmap(2)); null and errno. */
void *kernel_memory(size_t size, int flags);

/* Lets go of what LENGTH bytes at FROM hold; they come back by themselves (madvise(2), MADV_DONTNEED). */
int kernel_drop_memory(uintptr_t from, size_t length);

/* ---- Signals */

/* Sends SIGNAL as kill(2) does. 0, or an errno. */
int kernel_kill(int pid, int signal);

/* Sends SIGNAL with INFO (rt_sigqueueinfo(2)). 0, or an errno. */
int kernel_sigqueue(int pid, int signal, const siginfo_t *info);

/* Masks are the kernel's, of 64 bits. Sets the mask to SET; OLD (null: not wanted) gets the mask that was. */
void kernel_sigprocmask(const uint64_t *set, uint64_t *old);

/* The signals that wait, blocked, for foster. */
int kernel_sigpending(uint64_t *set);

/* The kernel's struct sigaction begins so on every architecture but MIPS; what follows is zero in what foster sets. */
struct kernel_sigaction {
	uintptr_t handler;
	unsigned long rest[4];
};
int kernel_sigaction(int signal, const struct kernel_sigaction *wanted, struct kernel_sigaction *old);

/* A descriptor that reads the signals of SET and never blocks (signalfd(2)). */
int kernel_signalfd(const uint64_t *set);

/* Takes one of SET off the queue, without waiting (rt_sigtimedwait(2)). Its number. */
int kernel_sigtimedwait(const uint64_t *set, siginfo_t *info);

/* A descriptor for the process PID (pidfd_open(2), Linux 5.3). */
int kernel_pidfd_open(int pid);

/*
 * Sends SIGNAL to the process of PIDFD (pidfd_send_signal(2)), which can be no other, whichever process has its number
 * now. INFO may be null; FLAGS: 0, or PIDFD_SIGNAL_PROCESS_GROUP. 0, or an errno.
 */
int kernel_pidfd_send_signal(int pidfd, int signal, const siginfo_t *info, unsigned int flags);

enum { PIDFD_SIGNAL_PROCESS_GROUP = 1 << 2 }; /* Linux 6.9: to the process group that it leads or led */

/* linux/pidfd.h: ioctl_pidfd(2), in its first size (Linux 6.13). Linux 6.15 gave it exit_code. */
struct pidfd_info {
	uint64_t mask;
	uint64_t cgroupid;
	uint32_t pid, tgid, ppid, ruid, rgid, euid, egid, suid, sgid, fsuid, fsgid;
	int32_t exit_code; /* as wait(2) packs it */
};
enum { PIDFD_INFO_EXIT = 1 << 3 };
#define PIDFD_GET_INFO _IOWR(0xff, 11, struct pidfd_info)

/* ---- Time */

/* The kernel's struct timespec with 64-bit time: on 32-bit machines that is the second generation of each call. */
struct timespec64 {
	int64_t seconds;
	int64_t nanoseconds;
};

/* The time of CLOCK: CLOCK_MONOTONIC, CLOCK_REALTIME. False where no generation of the call works. */
bool kernel_clock_gettime(int clock, struct timespec64 *now);

/* Ticks since some time in the past (times(2)). */
unsigned long kernel_times(void);

/*
 * poll(2): waits up to TIMEOUT_MS (below 0: for ever; 24 days are the most) for one of COUNT descriptors. How many are
 * ready; 0 where time is up; -1 and errno where no generation of the call works, and then it has not waited.
 */
int kernel_poll(struct pollfd *fds, unsigned int count, int64_t timeout_ms);

/* Waits up to MS milliseconds while *ADDRESS is VALUE, for a wake-up of the kernel's (futex(2)). */
int kernel_futex_wait(const volatile int *address, int value, int ms);

/* Sleeps for MS milliseconds, or less. */
void kernel_nap(int ms);

#endif
