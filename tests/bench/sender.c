/* SPDX-License-Identifier: MIT */
/*
 * sender ping PID COUNT: sends SIGUSR1 to the init PID and waits for receiver.c below it to report on stdin, COUNT
 * times; prints the nanoseconds from just before each kill(2) to the signal's arrival, one a line.
 *
 * sender queue PID COUNT: stops PID, queues COUNT signals with the values 1, 2, 3..., continues it, and prints the
 * nanoseconds from there to the last arrival, how many came, how many with a value, and how many in turn.
 */
#include "bench.h"
#include "queued.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATIENCE_MS = 2000 };

static void ping(pid_t pid, long count)
{
	uint64_t sent, arrived;

	while (count-- > 0) {
		sent = now_ns();
		if (kill(pid, SIGUSR1) < 0)
			die("cannot send a signal");
		if (!read_all(STDIN_FILENO, &arrived, sizeof arrived)) {
			fputs("sender: the receiver has gone\n", stderr);
			exit(1);
		}
		printf("%llu\n", (unsigned long long)(arrived - sent));
	}
}

static char state(pid_t pid)
{
	char path[64], stat[512];
	ssize_t got;
	char *end;
	int fd;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		die(path);
	got = read(fd, stat, sizeof stat - 1);
	close(fd);
	stat[got > 0 ? got : 0] = '\0';
	end = strrchr(stat, ')');
	return end == NULL ? '?' : end[2];
}

static void queue(pid_t pid, long count)
{
	struct pollfd report = { .fd = STDIN_FILENO, .events = POLLIN };
	uint64_t numbers[4];
	uint64_t continued;

	kill(pid, SIGSTOP);
	while (state(pid) != 'T')
		sched_yield();
	for (long i = 1; i <= count; i++)
		if (sigqueue(pid, QUEUED, (union sigval){ .sival_ptr = (void *)(uintptr_t)i }) < 0)
			die("cannot queue a signal");
	continued = now_ns();
	kill(pid, SIGCONT);
	/* Where some were lost, the receiver must be asked; the time is then no measure. */
	if (poll(&report, 1, PATIENCE_MS) == 0)
		kill(pid, SIGUSR2);
	if (!read_all(STDIN_FILENO, numbers, sizeof numbers)) {
		fputs("sender: the receiver has gone\n", stderr);
		exit(1);
	}
	printf("%llu %llu %llu %llu\n", (unsigned long long)(numbers[0] - continued), (unsigned long long)numbers[1],
	       (unsigned long long)numbers[2], (unsigned long long)numbers[3]);
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "ping") == 0) {
		ping(atoi(argv[2]), atol(argv[3]));
	} else if (argc == 4 && strcmp(argv[1], "queue") == 0) {
		queue(atoi(argv[2]), atol(argv[3]));
	} else {
		fputs("usage: sender ping|queue PID COUNT\n", stderr);
		return 1;
	}
	return 0;
}
