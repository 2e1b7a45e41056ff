/* SPDX-License-Identifier: MIT */
/*
 * report [WORD]...: writes to descriptor 3 what it was started with, as "run GROUP SESSION WORD...": whose process group
 * and session it is in (own, init's, other), and its words in hexadecimal, argv[0] first. It dies with its parent. Then
 * it does what DO in the environment says:
 *
 *	exit STATUS   ends with it
 *	die SIG       ends by SIG
 *	orphan        makes an orphan, which writes "orphan adopted" or "orphan elsewhere", and ends with 5
 *	signals       writes "ready", and then "got SIG" for each that arrives, up to 63, on which it ends with 6; beside it,
 *	              in the same group, another does the same with "mate SIG". All 64 are blocked
 */
#include <sys/resource.h>
#include <sys/wait.h>

#include "raw.h"

enum { OUT = 3, LAST = 63 };

static const char *whose(int number, int own, int inits)
{
	if (number == own)
		return "own";
	return number == inits ? "init" : "other";
}

static void report_start(char **words)
{
	char line[4096];
	int pid = getpid(), parent = getppid();
	int length = snprintf(line, sizeof(line), "run %s %s", whose(getpgrp(), pid, getpgid(parent)),
	                      whose(getsid(0), pid, getsid(parent)));

	for (; *words; words++) {
		line[length++] = ' ';
		line[length++] = '=';
		for (const char *at = *words; *at && length < (int)sizeof(line) - 8; at++)
			length += sprintf(line + length, "%02x", (unsigned char)*at);
	}
	line[length++] = '\n';
	if (write(OUT, line, (size_t)length) != length)
		exit(111);
}

static void die(int signal)
{
	const struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
	raw_set_disposition(signal, SIG_DFL);
	raw_set_mask(0);
	syscall(SYS_kill, getpid(), signal);
}

/* A child of a child, once that has ended. */
static void make_orphan(int init)
{
	const struct timespec nap = { .tv_nsec = 1000000 };
	int ends[2], middle;
	char end;

	if (pipe(ends) < 0)
		exit(111);
	middle = fork();
	if (middle == 0) {
		int self = getpid();

		if (fork() != 0)
			_exit(0);
		while (getppid() == self)
			nanosleep(&nap, NULL);
		dprintf(OUT, "orphan %s\n", getppid() == init ? "adopted" : "elsewhere");
		_exit(0);
	}
	close(ends[1]);
	waitpid(middle, NULL, 0);
	while (read(ends[0], &end, 1) > 0) /* it ends as the orphan does */
		;
}

static void collect(const char *who)
{
	siginfo_t info;
	int got;

	do {
		got = raw_wait(~UINT64_C(0), &info, NULL);
		if (got != LAST && (got != SIGCHLD || info.si_code == SI_USER))
			dprintf(OUT, "%s %d\n", who, got);
	} while (got != LAST);
}

static void take_signals(void)
{
	int mate;

	raw_set_mask(~UINT64_C(0));
	mate = fork();
	if (mate == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		collect("mate");
		_exit(0);
	}
	dprintf(OUT, "ready\n");
	collect("got");
	kill(mate, LAST);
	waitpid(mate, NULL, 0);
}

int main(int argc, char **argv)
{
	const char *what = getenv("DO");
	int init = getppid();

	(void)argc;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	report_start(argv);
	if (!what)
		return 111;
	if (strncmp(what, "exit ", 5) == 0)
		return (int)raw_number(what + 5);
	if (strncmp(what, "die ", 4) == 0)
		die((int)raw_number(what + 4));
	if (strcmp(what, "orphan") == 0) {
		make_orphan(init);
		return 5;
	}
	if (strcmp(what, "signals") == 0) {
		take_signals();
		return 6;
	}
	return 111;
}
