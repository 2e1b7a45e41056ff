/* SPDX-License-Identifier: MIT */
/*
 * What the measuring programs share: the clock, a loud end, and how an init is started, as PID 1 of a namespace of its
 * own or not. They are not foster, so they may use stdio; they must not do anything between a reading of the clock and
 * the thing that is measured.
 */
#ifndef FOSTER_BENCH_H
#define FOSTER_BENCH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* CLOCK_MONOTONIC in nanoseconds. */
uint64_t now_ns(void);

/* Says what failed, with errno's reason, and exits with 1. */
_Noreturn void die(const char *what);

/* Reads exactly SIZE bytes from FD; false where the file ended before, or on an error. */
bool read_all(int fd, void *buffer, size_t size);

/*
 * Forks, as PID 1 of a new PID namespace where PID1 (an unprivileged caller gets a user namespace with it). Returns
 * like fork(2), the pid as the caller sees it; dies where the kernel refuses.
 */
pid_t fork_maybe_first(bool pid1);

#endif
