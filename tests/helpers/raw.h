/* SPDX-License-Identifier: MIT */
/*
 * Signals by raw system calls, all 64 of them: a libc keeps two or three for itself. Shared by the tests' programs;
 * decides nothing.
 */
#ifndef FOSTER_TESTS_RAW_H
#define FOSTER_TESTS_RAW_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { RAW_SIGNALS = 64 };

/* As the kernel lays it out; where a member is missing (riscv has no restorer), what follows is zero all the same. */
struct raw_action {
	uintptr_t handler;
	unsigned long rest[4];
};

static inline uint64_t raw_bit(int number)
{
	return UINT64_C(1) << (number - 1);
}

static inline void raw_set_mask(uint64_t mask)
{
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, sizeof(mask));
}

static inline uint64_t raw_get_mask(void)
{
	uint64_t mask = 0;

	syscall(SYS_rt_sigprocmask, SIG_SETMASK, NULL, &mask, sizeof(mask));
	return mask;
}

/* SIG_DFL or SIG_IGN for NUMBER. */
static inline void raw_set_disposition(int number, void (*handler)(int))
{
	struct raw_action action = { .handler = (uintptr_t)handler };

	syscall(SYS_rt_sigaction, number, &action, NULL, sizeof(uint64_t));
}

static inline bool raw_is_ignored(int number)
{
	struct raw_action action = { 0 };

	syscall(SYS_rt_sigaction, number, NULL, &action, sizeof(uint64_t));
	return action.handler == (uintptr_t)SIG_IGN;
}

/* Waits for one of MASK; its number, or -1 and errno (EAGAIN after LIMIT, where that is given). */
static inline int raw_wait(uint64_t mask, siginfo_t *info, const struct timespec *limit)
{
	int got;

	do
		got = (int)syscall(SYS_rt_sigtimedwait, &mask, info, limit, sizeof(mask));
	while (got < 0 && errno == EINTR);
	return got;
}

static inline int64_t raw_now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static inline _Noreturn void raw_die(const char *what)
{
	perror(what);
	exit(111);
}

/* A number out of a command line. */
static inline long raw_number(const char *word)
{
	char *end;
	long number = strtol(word, &end, 10);

	if (!*word || *end) {
		fprintf(stderr, "%s is no number\n", word);
		exit(111);
	}
	return number;
}

/* What several programs have: -o FILE appends to it instead of writing to stdout (*OUT), -s makes a session, -n names it. */
static inline bool raw_option(int option, const char *value, int *out)
{
	switch (option) {
	case 'o':
		*out = open(value, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
		return true;
	case 's':
		setsid();
		return true;
	case 'n':
		prctl(PR_SET_NAME, value);
		return true;
	default:
		return false;
	}
}

#endif
