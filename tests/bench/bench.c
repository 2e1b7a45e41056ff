/* SPDX-License-Identifier: MIT */
/*
 * See bench.h.
 */
#include "bench.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void die(const char *what)
{
	perror(what);
	exit(1);
}

bool read_all(int fd, void *buffer, size_t size)
{
	char *at = buffer;

	while (size > 0) {
		ssize_t got = read(fd, at, size);

		if (got <= 0)
			return false;
		at += got;
		size -= (size_t)got;
	}
	return true;
}

pid_t fork_maybe_first(bool pid1)
{
	unsigned long flags = SIGCHLD;
	pid_t pid;

	if (pid1)
		flags |= CLONE_NEWPID | (geteuid() == 0 ? 0 : CLONE_NEWUSER);
	/* Without a stack of its own the child goes on as after fork(2); the arguments' order matters to none here. */
	pid = (pid_t)syscall(SYS_clone, flags, NULL, NULL, NULL, NULL);
	if (pid < 0)
		die("cannot clone");
	return pid;
}
