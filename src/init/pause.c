/* SPDX-License-Identifier: MIT */
/* --pause. There is no workload whose status matters, so the kernel may reap for foster on any Linux. */
#include "init/pause.h"

#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/kernel.h"
#include "base/signals.h"
#include "init/detach.h"
#include "init/prepare.h"
#include "init/reap.h"
#include "init/report.h"

/* Reaps what had ended before the kernel was asked to. */
static void reap_once(void)
{
	struct reaper reaper = { .pidfd = -1 };
	struct reaped child;

	while (reap_next(&reaper, &child))
		;
}

/* Sleeps until there is a signal, or for a moment where it can't be waited for. Whether GOT is one. */
static bool next_signal(int fd, struct signalfd_siginfo *got)
{
	enum { BLIND_MS = 50 };
	struct pollfd readable = { .fd = fd, .events = POLLIN };
	bool blind = kernel_poll(&readable, 1, -1) < 0;
	int count = signals_read(fd, got, 1);

	if (count < 0 || (blind && count == 0))
		kernel_nap(BLIND_MS);
	return count > 0;
}

int pause_run(const struct options *options, const struct inherited *inherited)
{
	uint64_t stops = options->stop_on | signal_bit(SIGTERM) | signal_bit(SIGINT);
	struct signalfd_siginfo got = { 0 };
	int fd = prepare(options, inherited, kernel_getpid());

	if (fd < 0)
		return options->preset->usage_error_code;
	signals_set_sigchld(true);
	reap_once();
	detach(fd, kernel_getpid() == 1);
	while (!next_signal(fd, &got) || !(stops & signal_bit((int)got.ssi_signo)))
		;
	report_pause_end(&got);
	return EXITCODE_OK;
}
