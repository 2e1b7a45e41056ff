/* SPDX-License-Identifier: MIT */
/*
 * tally [-o FILE] [-q SIG] [-x STATUS] [-d SIG]...: counts the signals that arrive. Writes "ready PID", then for each
 * signal "got NUMBER xCOUNT", to stdout or appended to FILE. SIGTSTP, SIGTTIN and SIGTTOU stop it, as they would any
 * program; all others just count, as often as they come.
 *
 *	-q SIG     ends on SIG, with STATUS (0)
 *	-d SIG     SIG does to it what it does by default
 */
#include "raw.h"

int main(int argc, char **argv)
{
	uint64_t counted = ~(raw_bit(SIGTSTP) | raw_bit(SIGTTIN) | raw_bit(SIGTTOU));
	int out = STDOUT_FILENO, quit = 0, status = 0, option;
	unsigned int counts[RAW_SIGNALS + 1] = { 0 };
	siginfo_t info;

	while ((option = getopt(argc, argv, "o:q:x:d:")) != -1) {
		if (option == 'q')
			quit = (int)raw_number(optarg);
		else if (option == 'x')
			status = (int)raw_number(optarg);
		else if (option == 'd')
			counted &= ~raw_bit((int)raw_number(optarg));
		else if (!raw_option(option, optarg, &out))
			return 111;
	}
	raw_set_mask(counted);
	for (int i = 1; i <= RAW_SIGNALS; i++)
		if (raw_is_ignored(i))
			raw_set_disposition(i, SIG_DFL);
	dprintf(out, "ready %d\n", (int)getpid());
	for (;;) {
		int got = raw_wait(counted, &info, NULL);

		if (got < 0)
			raw_die("rt_sigtimedwait");
		dprintf(out, "got %d x%u\n", got, ++counts[got]);
		if (got == quit)
			return status;
	}
}
