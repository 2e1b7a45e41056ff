/* SPDX-License-Identifier: MIT */
/*
 * launch [-1] FD COMMAND [ARG]...: runs an init, with -1 as PID 1 of a namespace of its own, tells its pid as seen
 * from outside on descriptor FD, waits for it and ends with its exit status. The init dies with the launcher, and that
 * with whoever started it, so that a benchmark that is interrupted leaves nothing behind.
 */
#include "bench.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	bool pid1 = argc > 1 && strcmp(argv[1], "-1") == 0;
	char **words = argv + 1 + pid1;
	int report, status;
	pid_t pid;

	if (words[0] == NULL || words[1] == NULL) {
		fputs("usage: launch [-1] FD COMMAND [ARG]...\n", stderr);
		return 1;
	}
	report = atoi(words[0]);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	pid = fork_maybe_first(pid1);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(report);
		execv(words[1], words + 1);
		die(words[1]);
	}
	dprintf(report, "%d\n", (int)pid);
	close(report);
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	if (waitpid(pid, &status, 0) < 0)
		die("cannot wait");
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
