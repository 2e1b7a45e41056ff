/* SPDX-License-Identifier: MIT */
/* Signal masks and SIGCHLD's disposition by raw system calls. Decides nothing. */
#include "base/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/compiler.h"
#include "base/kernel.h"
#include "base/signame.h"

/* The kernel's struct sigaction begins so on every architecture but MIPS; what follows is zero in what foster sets. */
struct disposition {
	uintptr_t handler;
	unsigned long rest[4];
};

/* MASK as the kernel lays it out, or one of the kernel's as foster does. */
static uint64_t laid_out(uint64_t mask)
{
	return signals_words(mask, sizeof(long), __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
}

uint64_t signals_block_all(void)
{
	uint64_t all = ~UINT64_C(0), old = 0;

	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &old, sizeof(all));
	return laid_out(old);
}

void signals_set_mask(uint64_t mask)
{
	mask = laid_out(mask);
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, sizeof(mask));
}

uint64_t signals_pending(void)
{
	uint64_t pending = 0;

	syscall(SYS_rt_sigpending, &pending, sizeof(pending));
	return laid_out(pending);
}

bool signals_set_sigchld(bool ignore)
{
	struct disposition wanted = { .handler = ignore ? (uintptr_t)SIG_IGN : (uintptr_t)SIG_DFL };
	struct disposition old = { 0 };

	syscall(SYS_rt_sigaction, SIGCHLD, &wanted, &old, sizeof(uint64_t));
	return old.handler == (uintptr_t)SIG_IGN;
}

int signals_open_fd(void)
{
	uint64_t all = ~UINT64_C(0);

	return kernel_fd_above_stdio((int)syscall(SYS_signalfd4, -1, &all, sizeof(all), O_CLOEXEC | O_NONBLOCK));
}

/* Takes one of MASK off the queue. Its number, or below 1 where none waits (or the call is refused). */
static int take(uint64_t mask, siginfo_t *info)
{
	struct { int64_t seconds, nanoseconds; } at_once = { 0 }; /* zero in both generations of the call */

	mask = laid_out(mask);
	return (int)syscall(SYS_rt_sigtimedwait, &mask, info, &at_once, sizeof(mask));
}

/* One signal as signalfd(2) would have told it. */
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
	long got = syscall(SYS_read, fd, batch, (size_t)most * sizeof(*batch));
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
	int self = (int)syscall(SYS_getpid);
	siginfo_t info;

	if (take(signal_bit(signal), &info) == signal && info.si_pid != self)
		syscall(SYS_rt_sigqueueinfo, self, signal, &info);
}
