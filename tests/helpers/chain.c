/* SPDX-License-Identifier: MIT */
/*
 * chain WIDTH MICROSECONDS SECONDS STATUS: starts WIDTH processes that ignore SIGTERM and run from who comes for them:
 * each lives MICROSECONDS, forks a successor in a session of its own and ends. After SECONDS they give up by themselves.
 * Writes "ready" and ends with STATUS.
 */
#include "raw.h"

static _Noreturn void run(long life_us, int64_t until_us)
{
	const struct timespec life = { .tv_sec = life_us / 1000000, .tv_nsec = life_us % 1000000 * 1000 };

	while (raw_now_us() < until_us) {
		nanosleep(&life, NULL);
		if (fork() != 0)
			_exit(0);
		setsid();
	}
	_exit(0);
}

int main(int argc, char **argv)
{
	int64_t until_us;

	if (argc != 5)
		return 111;
	until_us = raw_now_us() + raw_number(argv[3]) * 1000000;
	raw_set_disposition(SIGTERM, SIG_IGN);
	for (long i = raw_number(argv[1]); i > 0; i--)
		if (fork() == 0)
			run(raw_number(argv[2]), until_us);
	dprintf(STDOUT_FILENO, "ready\n");
	return (int)raw_number(argv[4]);
}
