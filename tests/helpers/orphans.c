/* SPDX-License-Identifier: MIT */
/*
 * orphans [-a] [-c CODE] COUNT STATUS: makes COUNT orphans that end with CODE (0), and writes "done" when all of them
 * have ended. Then, on each SIGUSR1, the same again; on SIGTERM it ends with STATUS, or, where that is negative, by that
 * signal. With -a it ends at once.
 */
#include <sys/wait.h>

#include "raw.h"

enum { AT_ONCE = 200 };

/* An orphan holds the writing end of ALIVE while it lives, and lives until GO has no writer left. */
static void make_orphan(const int go[2], const int alive[2], int code)
{
	pid_t pid = fork();
	char byte;

	if (pid < 0)
		raw_die("fork");
	if (pid > 0) {
		waitpid(pid, NULL, 0);
		return;
	}
	pid = fork();
	if (pid != 0)
		_exit(pid < 0);
	close(go[1]);
	close(alive[0]);
	if (read(go[0], &byte, 1) < 0)
		_exit(112);
	_exit(code);
}

static void make_orphans(long count, int code)
{
	int go[2], alive[2];
	char byte;

	while (count > 0) {
		if (pipe(go) < 0 || pipe(alive) < 0)
			raw_die("pipe");
		for (int i = 0; i < AT_ONCE && count > 0; i++, count--)
			make_orphan(go, alive, code);
		close(go[0]);
		close(go[1]);
		close(alive[1]);
		while (read(alive[0], &byte, 1) != 0)
			;
		close(alive[0]);
	}
	dprintf(STDOUT_FILENO, "done\n");
}

static int end_by(int status)
{
	if (status >= 0)
		return status;
	raw_set_mask(0);
	syscall(SYS_kill, getpid(), -status);
	return 111;
}

int main(int argc, char **argv)
{
	int option, got, code = 0;
	bool at_once = false;
	siginfo_t info;

	raw_set_mask(raw_bit(SIGUSR1) | raw_bit(SIGTERM));
	while ((option = getopt(argc, argv, "+ac:")) != -1) {
		if (option == 'a')
			at_once = true;
		else if (option == 'c')
			code = (int)raw_number(optarg);
		else
			return 111;
	}
	if (argc - optind != 2)
		return 111;
	do {
		make_orphans(raw_number(argv[optind]), code);
		got = at_once ? SIGTERM : raw_wait(raw_bit(SIGUSR1) | raw_bit(SIGTERM), &info, NULL);
	} while (got == SIGUSR1);
	return end_by((int)strtol(argv[optind + 1], NULL, 10));
}
