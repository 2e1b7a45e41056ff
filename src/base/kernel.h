/* SPDX-License-Identifier: MIT */
/*
 * System calls as foster makes them: raw, since a libc's wrappers keep signals for themselves, and cost more than all
 * that foster does with them. Files opened here are close-on-exec and never land on 0, 1 or 2.
 */
#ifndef FOSTER_KERNEL_H
#define FOSTER_KERNEL_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Opens PATH with FLAGS (O_CLOEXEC is added). The descriptor, 3 or above; -1 and errno (open(2)). */
int kernel_open(const char *path, int flags);

/* Closes FD; an error can't be acted on, and Linux has let go of the number all the same. */
void kernel_close(int fd);

/* Moves FD to a number of 3 or above where it is below that. The new number; -1 and errno, FD then being closed. */
int kernel_fd_above_stdio(int fd);

/*
 * Reads the file at PATH up to SIZE - 1 bytes and ends it in NUL; of each line the first LONGEST bytes only, so that a
 * long one leaves room for those after it (SIZE_MAX: all of it). The bytes; -1 and errno.
 */
long kernel_read_file(const char *path, char *buffer, size_t size, size_t longest);

/* SIZE bytes of zeros, FLAGS being MAP_PRIVATE or MAP_SHARED (mmap(2)); null and errno. */
void *kernel_memory(size_t size, int flags);

/* The two ENDS of a pipe, 3 or above and close-on-exec, the one to read from first (pipe(2)). Below 0 and errno. */
int kernel_pipe(int ends[2]);

/* A copy of foster, as fork(2) makes it. 0 in the copy, its pid in foster; -1 and errno. */
int kernel_fork(void);

/* Sends SIGNAL as kill(2) does. 0, or an errno. */
int kernel_kill(int pid, int signal);

/*
 * poll(2): waits up to TIMEOUT_MS (below 0: for ever; 24 days are the most) for one of COUNT descriptors. How many are
 * ready; 0 where time is up; -1 and errno where no generation of the call works, and then it has not waited.
 */
int kernel_poll(struct pollfd *fds, unsigned int count, int64_t timeout_ms);

/* Sleeps for MS milliseconds, or less. */
void kernel_nap(int ms);

/* A descriptor for the process PID (pidfd_open(2), Linux 5.3), of 3 or above; -1 and errno. */
int kernel_pidfd_open(int pid);

/*
 * Sends SIGNAL to the process of PIDFD (pidfd_send_signal(2)), which can be no other, whoever has its number now. INFO
 * (siginfo_t) may be null; FLAGS: 0, or KERNEL_PIDFD_GROUP. 0, or an errno.
 */
int kernel_pidfd_send(int pidfd, int signal, const void *info, unsigned int flags);

enum { KERNEL_PIDFD_GROUP = 4 }; /* PIDFD_SIGNAL_PROCESS_GROUP (Linux 6.9): to the process group that it leads or led */

#endif
