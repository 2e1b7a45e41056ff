/* SPDX-License-Identifier: MIT */
/*
 * inherit [OPTION]... -- COMMAND [ARG]...: execs COMMAND from a known state, whatever the test itself was started with:
 * a session of its own without a terminal, every signal at its default, none blocked, but for what the options say.
 *
 *	-i SIG     ignored (all: every signal that can be)
 *	-b SIG     blocked (all: every one)
 *	-c FD      closed
 *	-k STATUS  a child that has ended with STATUS and was not waited for
 *	-K FILE    a child that ends with status 99 once FILE exists
 *	-s         this process is a child subreaper
 *	-l         LISTEN_PID names this process
 *	-S         stays in the session that it is in
 */
#include <sys/prctl.h>
#include <sys/wait.h>

#include "raw.h"

static void add_ended_child(int status)
{
	siginfo_t info;
	pid_t pid = fork();

	if (pid == 0)
		_exit(status);
	waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT);
}

static void add_living_child(const char *file)
{
	const struct timespec nap = { .tv_nsec = 5000000 };

	if (fork() != 0)
		return;
	while (access(file, F_OK) != 0)
		nanosleep(&nap, NULL);
	_exit(99);
}

static uint64_t mask_of(const char *word)
{
	return strcmp(word, "all") == 0 ? ~UINT64_C(0) : raw_bit((int)raw_number(word));
}

int main(int argc, char **argv)
{
	uint64_t ignored = 0, blocked = 0;
	bool stay = false;
	char number[24];
	int option;

	while ((option = getopt(argc, argv, "+i:b:c:k:K:slS")) != -1) {
		switch (option) {
		case 'i':
			ignored |= mask_of(optarg);
			break;
		case 'b':
			blocked |= mask_of(optarg);
			break;
		case 'c':
			close((int)raw_number(optarg));
			break;
		case 'k':
			raw_set_disposition(SIGCHLD, SIG_DFL);
			add_ended_child((int)raw_number(optarg));
			break;
		case 'K':
			add_living_child(optarg);
			break;
		case 's':
			prctl(PR_SET_CHILD_SUBREAPER, 1);
			break;
		case 'l':
			snprintf(number, sizeof(number), "%d", (int)getpid());
			setenv("LISTEN_PID", number, 1);
			break;
		case 'S':
			stay = true;
			break;
		default:
			return 111;
		}
	}
	if (!stay)
		setsid();
	for (int i = 1; i <= RAW_SIGNALS; i++)
		raw_set_disposition(i, ignored & raw_bit(i) ? SIG_IGN : SIG_DFL);
	raw_set_mask(blocked);
	execvp(argv[optind], argv + optind);
	raw_die(argv[optind]);
}
