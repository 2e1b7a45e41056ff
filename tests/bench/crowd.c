/* SPDX-License-Identifier: MIT */
/*
 * crowd COUNT TIMES COMMAND [ARG]...: makes COUNT processes that sleep, then runs the command TIMES times, its output
 * thrown away, and prints how many processes there are and then, one a line, the nanoseconds that each run took. It is
 * the workload of an init that is PID 1 of its own namespace, so its end takes the crowd along.
 *
 * crowd COUNT: makes them, prints how many there are, and stays.
 */
#include "bench.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STACK = 1024, MOST = 20000, SHARED = CLONE_VM | CLONE_FS | CLONE_FILES };

/* One small stack each: they share the crowd's memory, and sleep in one call. */
static _Alignas(16) char stacks[MOST][STACK];

static int sleeper(void *argument)
{
	for (;;)
		syscall(SYS_ppoll, NULL, 0, NULL, NULL, 0);
	return argument == NULL;
}

static uint64_t time_run(char **command)
{
	uint64_t started = now_ns();
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

		dup2(null, STDOUT_FILENO);
		execvp(*command, command);
		_exit(127);
	}
	/* --inspect says with 1 that something would outlive the signal, which is no failure. */
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status) > 1) {
		fprintf(stderr, "crowd: %s failed\n", *command);
		exit(1);
	}
	return now_ns() - started;
}

int main(int argc, char **argv)
{
	int count, made = 0;

	if (argc != 2 && argc < 4)
		return 1;
	count = atoi(argv[1]) < MOST ? atoi(argv[1]) : MOST;
	while (made < count && clone(sleeper, stacks[made] + STACK, SHARED | SIGCHLD, NULL) > 0)
		made++;
	printf("%d\n", made);
	fflush(stdout);
	if (argc == 2)
		sleeper(stacks);
	for (int i = 0; i < atoi(argv[2]); i++)
		printf("%llu\n", (unsigned long long)time_run(argv + 3));
	return 0;
}
