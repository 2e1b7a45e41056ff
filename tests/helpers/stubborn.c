/* SPDX-License-Identifier: MIT */
/*
 * stubborn [OPTION]...: writes "ready PID" and stays, whatever the options say of signals.
 *
 *	-i SIG     ignores it          -b SIG     blocks it
 *	-c SIG     catches it and stays
 *	-C SIG     catches it and ends with STATUS
 *	-x STATUS  (0)
 *	-o FILE    appends to FILE instead of writing to stdout
 *	-s         in a session of its own
 *	-n NAME    under this name
 *	-r         stops itself (SIGSTOP) after "ready"
 *	-u         blocks nothing any more once SIGUSR1 has come
 */
#include "raw.h"

static volatile sig_atomic_t status, opened;

static void stay(int number)
{
	(void)number;
}

static void leave(int number)
{
	(void)number;
	_exit(status);
}

static void open_up(int number)
{
	(void)number;
	opened = 1;
}

static void catch_with(int number, void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART };

	if (sigaction(number, &action, NULL) < 0)
		raw_die("sigaction");
}

int main(int argc, char **argv)
{
	int out = STDOUT_FILENO, option;
	uint64_t blocked = 0;
	bool stop = false;

	while ((option = getopt(argc, argv, "i:b:c:C:x:o:sn:ru")) != -1) {
		switch (option) {
		case 'i':
			raw_set_disposition((int)raw_number(optarg), SIG_IGN);
			break;
		case 'b':
			blocked |= raw_bit((int)raw_number(optarg));
			break;
		case 'c':
			catch_with((int)raw_number(optarg), stay);
			break;
		case 'C':
			catch_with((int)raw_number(optarg), leave);
			break;
		case 'x':
			status = (sig_atomic_t)raw_number(optarg);
			break;
		case 'r':
			stop = true;
			break;
		case 'u':
			catch_with(SIGUSR1, open_up);
			break;
		default:
			if (!raw_option(option, optarg, &out))
				return 111;
			break;
		}
	}
	raw_set_mask(blocked);
	dprintf(out, "ready %d\n", (int)getpid());
	if (stop)
		raise(SIGSTOP);
	for (;;) {
		pause();
		if (opened)
			raw_set_mask(0);
	}
}
