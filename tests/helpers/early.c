/* SPDX-License-Identifier: MIT */
/*
 * early COUNT MANNER INIT [ARG]...: starts INIT COUNT times and sends it SIGTERM within its first millisecond, each
 * time a bit later than the time before. Writes how many of the signals never came to the workload, which is to be
 * "early target": that ends with 42 on SIGTERM and with 43 after five seconds without one.
 *
 *	blocked  INIT starts with all signals blocked, so that one can wait for it from its very first instruction on
 *	open     none is blocked, and the signal is sent from the moment on that INIT has blocked it
 *	pid1     as blocked, and INIT is PID 1 of a PID namespace
 */
#include <fcntl.h>
#include <sched.h>
#include <sys/wait.h>

#include "raw.h"

enum { GOT_IT = 42, MISSED_IT = 43, WINDOW_US = 1000 };

static int be_target(void)
{
	const struct timespec limit = { .tv_sec = 5 };
	siginfo_t info;

	raw_set_mask(~UINT64_C(0));
	return raw_wait(raw_bit(SIGTERM), &info, &limit) == SIGTERM ? GOT_IT : MISSED_IT;
}

static pid_t start(const char *manner, char **argv)
{
	int flags = SIGCHLD;
	pid_t pid;

	if (strcmp(manner, "pid1") == 0)
		flags |= CLONE_NEWPID | (geteuid() == 0 ? 0 : CLONE_NEWUSER);
	pid = (pid_t)syscall(SYS_clone, flags, 0, 0, 0, 0);
	if (pid < 0)
		raw_die("clone");
	if (pid > 0)
		return pid;
	execv(argv[0], argv);
	raw_die(argv[0]);
}

/* Whether PID blocks SIGTERM. */
static bool has_blocked(pid_t pid)
{
	char bytes[4096], path[40];
	const char *line;
	ssize_t length;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	length = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes) - 1);
	close(fd);
	if (length <= 0)
		return true; /* gone: whatever comes of that is counted */
	bytes[length] = '\0';
	line = strstr(bytes, "SigBlk:");
	return line && (strtoull(line + 7, NULL, 16) & raw_bit(SIGTERM));
}

/* INIT blocks all signals as the first thing that it does. */
static void wait_for_block(pid_t pid)
{
	while (!has_blocked(pid))
		;
}

int main(int argc, char **argv)
{
	long count, lost = 0, strange = 0;

	if (argc == 2 && strcmp(argv[1], "target") == 0)
		return be_target();
	if (argc < 4)
		return 111;
	raw_set_mask(strcmp(argv[2], "open") == 0 ? 0 : ~UINT64_C(0)); /* which each INIT inherits */
	count = raw_number(argv[1]);
	for (long i = 0; i < count && lost + strange <= 5; i++) {
		int64_t from = raw_now_us();
		pid_t pid = start(argv[2], argv + 3);
		int status;

		if (strcmp(argv[2], "open") == 0) {
			wait_for_block(pid);
			from = raw_now_us();
		}
		while (raw_now_us() - from < i * WINDOW_US / count)
			;
		syscall(SYS_kill, pid, SIGTERM);
		waitpid(pid, &status, 0);
		/* The workload may also be hit before it has blocked the signal: it came all the same. */
		if (WIFEXITED(status) && (WEXITSTATUS(status) == GOT_IT || WEXITSTATUS(status) == 128 + SIGTERM))
			continue;
		if (WIFEXITED(status) && WEXITSTATUS(status) == MISSED_IT)
			lost++;
		else if (!strange++)
			printf("start %ld: wait status %#x\n", i, (unsigned int)status);
	}
	printf("%ld of %ld lost, %ld strange\n", lost, count, strange);
	return 0;
}
