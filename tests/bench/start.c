/* SPDX-License-Identifier: MIT */
/*
 * start [-1] COUNT COMMAND [ARG]... [--- COMMAND [ARG]...]...: runs each command COUNT times, in turn (A B C A B C),
 * each of which must end up in the workload first.c. One line a run: the command's index, nanoseconds from just before
 * its execve to the workload's first instruction, nanoseconds from there to its end as its parent sees it, and minor
 * page faults of the whole. With -1 each is PID 1 of a namespace of its own.
 */
#include "bench.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COMMANDS = 32 };

/* Cuts ARGV at each "---"; returns how many commands there are. */
static size_t split(char **argv, char **commands[COMMANDS])
{
	size_t count = 0;

	commands[count++] = argv;
	for (char **word = argv; *word != NULL; word++) {
		if (strcmp(*word, "---") != 0)
			continue;
		*word = NULL;
		if (count == COMMANDS) {
			fputs("start: too many commands\n", stderr);
			exit(1);
		}
		commands[count++] = word + 1;
	}
	return count;
}

/* STARTED lies in memory that is shared with the child, which alone can tell when it calls execve. */
static void run_once(size_t index, char **command, bool pid1, uint64_t *started)
{
	uint64_t first, ended;
	struct rusage usage;
	int pipes[2];
	int status;
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC) < 0)
		die("cannot make a pipe");
	pid = fork_maybe_first(pid1);
	if (pid == 0) {
		dup2(pipes[1], STDOUT_FILENO);
		*started = now_ns();
		execv(*command, command);
		die(*command);
	}
	close(pipes[1]);
	if (!read_all(pipes[0], &first, sizeof first)) {
		fprintf(stderr, "start: the workload of %s didn't report\n", *command);
		exit(1);
	}
	if (wait4(pid, &status, 0, &usage) != pid)
		die("cannot wait");
	ended = now_ns();
	close(pipes[0]);
	if (status != 0) {
		fprintf(stderr, "start: %s ended with wait status %#x\n", *command, (unsigned int)status);
		exit(1);
	}
	printf("%zu %llu %llu %ld\n", index, (unsigned long long)(first - *started),
	       (unsigned long long)(ended - *started), usage.ru_minflt);
}

int main(int argc, char **argv)
{
	bool pid1 = argc > 1 && strcmp(argv[1], "-1") == 0;
	char **words = argv + 1 + pid1;
	char **commands[COMMANDS];
	uint64_t *started;
	size_t count;
	int rounds;

	if (words[0] == NULL || words[1] == NULL) {
		fputs("usage: start [-1] COUNT COMMAND [ARG]... [--- COMMAND [ARG]...]...\n", stderr);
		return 1;
	}
	rounds = atoi(words[0]);
	count = split(words + 1, commands);
	started = mmap(NULL, sizeof *started, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (started == MAP_FAILED)
		die("cannot share memory");
	*started = 0;
	for (int round = 0; round < rounds; round++)
		for (size_t i = 0; i < count; i++)
			run_once(i, commands[i], pid1, started);
	return 0;
}
