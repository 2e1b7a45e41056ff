/* SPDX-License-Identifier: MIT */
/*
 * hail COUNT SIG INIT [ARG]...: starts INIT COUNT times as the leader of a session with a terminal of its own, and sends
 * it SIG within its first millisecond, each time a bit later, and signal 40 behind it. Writes how often SIG never came to
 * the workload, which is to be "hail target SIG": that ends with 42 on SIG and with 43 on 40. SIG is less than 32, so
 * that it is the first of the two to be read.
 */
#include <fcntl.h>
#include <sys/wait.h>

#include "raw.h"

enum { GOT_IT = 42, MISSED_IT = 43, BEHIND = 40, WINDOW_US = 1000 };

static int be_target(int number)
{
	const struct timespec limit = { .tv_sec = 5 };
	siginfo_t info;

	raw_set_mask(~UINT64_C(0));
	return raw_wait(raw_bit(number) | raw_bit(BEHIND), &info, &limit) == number ? GOT_IT : MISSED_IT;
}

/* Returns once the new process runs INIT, which starts with every signal blocked: none can be too early. */
static pid_t start(int master, char **argv)
{
	int ends[2], fd;
	char byte;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		raw_die("pipe");
	pid = fork();
	if (pid == 0) {
		raw_set_mask(~UINT64_C(0));
		setsid();
		fd = open(ptsname(master), O_RDWR);
		for (int i = 0; i <= 2; i++)
			dup2(fd, i);
		close(fd);
		execvp(argv[0], argv);
		raw_die(argv[0]);
	}
	close(ends[1]);
	if (read(ends[0], &byte, 1) != 0)
		raw_die("read");
	close(ends[0]);
	return pid;
}

static bool is_lost(int number, int64_t delay_us, char **argv)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), status;
	int64_t until_us;
	pid_t pid;

	if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0)
		raw_die("pseudo-terminal");
	pid = start(master, argv);
	until_us = raw_now_us() + delay_us;
	while (raw_now_us() < until_us)
		;
	kill(pid, number);
	kill(pid, BEHIND);
	waitpid(pid, &status, 0);
	close(master);
	return !WIFEXITED(status) || WEXITSTATUS(status) != GOT_IT;
}

int main(int argc, char **argv)
{
	long count, lost = 0;

	if (argc == 3 && strcmp(argv[1], "target") == 0)
		return be_target((int)raw_number(argv[2]));
	if (argc < 4)
		return 111;
	count = raw_number(argv[1]);
	for (long i = 0; i < count; i++)
		lost += is_lost((int)raw_number(argv[2]), i * WINDOW_US / count, argv + 3);
	printf("%ld\n", lost);
	return 0;
}
