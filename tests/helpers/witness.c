/* SPDX-License-Identifier: MIT */
/*
 * witness [-o FILE] [-s] [-n NAME] [-q SIG] [-x STATUS]: blocks all 64 signals, writes "ready PID", and then for each
 * signal that arrives "NUMBER CODE VALUE SENDER MILLISECONDS".
 *
 *	-o FILE    appends to FILE instead of writing to stdout
 *	-s         in a session of its own
 *	-n NAME    under this name
 *	-q SIG     ends on SIG, with STATUS (0)
 */
#include "raw.h"

int main(int argc, char **argv)
{
	int out = STDOUT_FILENO, quit = 0, status = 0, option;
	siginfo_t info;

	raw_set_mask(~UINT64_C(0));
	while ((option = getopt(argc, argv, "o:sn:q:x:")) != -1) {
		switch (option) {
		case 'q':
			quit = (int)raw_number(optarg);
			break;
		case 'x':
			status = (int)raw_number(optarg);
			break;
		default:
			if (!raw_option(option, optarg, &out))
				return 111;
			break;
		}
	}
	dprintf(out, "ready %d\n", (int)getpid());
	for (;;) {
		int got = raw_wait(~UINT64_C(0), &info, NULL);

		if (got < 0)
			raw_die("rt_sigtimedwait");
		dprintf(out, "%d %d %lld %d %lld\n", got, info.si_code, (long long)(intptr_t)info.si_value.sival_ptr,
		        (int)info.si_pid, (long long)raw_now_us() / 1000);
		if (got == quit)
			return status;
	}
}
