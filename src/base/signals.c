/* SPDX-License-Identifier: MIT */
/* Signal masks, SIGCHLD's disposition and the queue of signals. Decides nothing. */
#include "base/signals.h"

#include <errno.h>
#include <signal.h>

#include "base/kernel.h"
#include "base/signame.h"

/* MASK as the kernel lays it out, or one of the kernel's as foster does. */
static uint64_t laid_out(uint64_t mask)
{
	return signals_words(mask, sizeof(long), __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
}

uint64_t signals_block_all(void)
{
	uint64_t all = ~UINT64_C(0), old = 0;

	kernel_sigprocmask(&all, &old);
	return laid_out(old);
}

void signals_set_mask(uint64_t mask)
{
	mask = laid_out(mask);
	kernel_sigprocmask(&mask, NULL);
}

uint64_t signals_pending(void)
{
	uint64_t pending = 0;

	kernel_sigpending(&pending);
	return laid_out(pending);
}

bool signals_set_sigchld(bool ignored)
{
	struct kernel_sigaction wanted = { .handler = (uintptr_t)SIG_DFL };
	struct kernel_sigaction old = { 0 };

	if (ignored)
		wanted.handler = (uintptr_t)SIG_IGN;
	kernel_sigaction(SIGCHLD, &wanted, &old);
	return old.handler == (uintptr_t)SIG_IGN;
}

int signals_open_fd(void)
{
	uint64_t all = ~UINT64_C(0);

	return kernel_signalfd(&all);
}

/* Takes one of MASK off the queue. Its number, or below 1 where none waits (or the call is refused). */
static int take(uint64_t mask, siginfo_t *info)
{
	mask = laid_out(mask);
	return kernel_sigtimedwait(&mask, info);
}

/* One signal as signalfd(2) would have reported it. */
static bool take_any(struct signalfd_siginfo *siginfo)
{
	siginfo_t info = { 0 };
	int signal = take(~UINT64_C(0), &info);

	if (signal < 1)
		return false;
	*siginfo = (struct signalfd_siginfo){
		.ssi_signo = (uint32_t)signal, .ssi_code = info.si_code, .ssi_pid = (uint32_t)info.si_pid,
		.ssi_uid = info.si_uid, .ssi_ptr = (uintptr_t)info.si_value.sival_ptr, .ssi_int = info.si_value.sival_int,
	};
	return true;
}

int signals_read(int fd, struct signalfd_siginfo *batch, int most)
{
	long got = kernel_read(fd, batch, (size_t)most * sizeof(*batch));
	int count = 0;

	if (got > 0)
		return (int)((size_t)got / sizeof(*batch));
	if (got < 0 && errno == EAGAIN)
		return 0;
	while (count < most && take_any(&batch[count]))
		count++;
	return count ? count : -1;
}

void signals_discard(int signal)
{
	int self = kernel_getpid();
	siginfo_t info;

	if (take(signal_bit(signal), &info) == signal && info.si_pid != self)
		kernel_sigqueue(self, signal, &info);
}
