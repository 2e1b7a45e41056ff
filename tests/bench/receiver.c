/* SPDX-License-Identifier: MIT */
/*
 * receiver COUNT: the workload of the signal rows. It reports on stdout as raw numbers of eight bytes: first a zero,
 * when it is ready; for each SIGUSR1 the time at which it arrived; for COUNT signals of number QUEUED, or for those
 * that came where SIGUSR2 asks, four: the time, how many came, how many with a value, and how many with the value that
 * was its turn. SIGTERM ends it.
 */
#include "bench.h"
#include "queued.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

struct tally {
	uint64_t came;
	uint64_t with_value;
	uint64_t in_turn;
};

static void tell(const uint64_t *numbers, size_t count)
{
	if (write(STDOUT_FILENO, numbers, count * sizeof *numbers) != (ssize_t)(count * sizeof *numbers))
		die("cannot report");
}

static void tell_tally(struct tally *tally)
{
	const uint64_t numbers[] = { now_ns(), tally->came, tally->with_value, tally->in_turn };

	tell(numbers, sizeof numbers / sizeof *numbers);
	*tally = (struct tally){ 0 };
}

/* The sender counts from 1, so a signal that lost its value can't pass for the first. */
static void count(struct tally *tally, const siginfo_t *info)
{
	uint64_t value = info->si_code == SI_QUEUE ? (uint64_t)(uintptr_t)info->si_value.sival_ptr : 0;

	tally->came++;
	tally->with_value += value != 0;
	tally->in_turn += value == tally->came;
}

int main(int argc, char **argv)
{
	uint64_t most = argc > 1 ? (uint64_t)atol(argv[1]) : 0;
	uint64_t now = 0;
	struct tally tally = { 0 };
	siginfo_t info;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, QUEUED);
	sigprocmask(SIG_BLOCK, &set, NULL);
	tell(&now, 1);
	for (;;) {
		int signal = sigwaitinfo(&set, &info);

		if (signal == SIGUSR1) {
			now = now_ns();
			tell(&now, 1);
		} else if (signal == QUEUED) {
			count(&tally, &info);
			if (tally.came == most)
				tell_tally(&tally);
		} else if (signal == SIGUSR2) {
			tell_tally(&tally);
		} else if (signal == SIGTERM) {
			return 0;
		}
	}
}
