/* SPDX-License-Identifier: MIT */
/* Signal masks and SIGCHLD's disposition by raw system calls. Decides nothing. */
#include "sigmask.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "kernel.h"
#include "signame.h"

/* The kernel's struct sigaction begins so on every architecture but MIPS; what follows is zero in what foster sets. */
struct disposition {
	uintptr_t handler;
	unsigned long rest[4];
};

uint64_t sigmask_block_all(void)
{
	uint64_t all = ~UINT64_C(0), old = 0;

	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &old, sizeof(all));
	return old;
}

void sigmask_set(uint64_t mask)
{
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, sizeof(mask));
}

uint64_t sigmask_pending(void)
{
	uint64_t pending = 0;

	syscall(SYS_rt_sigpending, &pending, sizeof(pending));
	return pending;
}

bool sigmask_ignore_children(bool ignore)
{
	struct disposition wanted = { .handler = ignore ? (uintptr_t)SIG_IGN : (uintptr_t)SIG_DFL };
	struct disposition old = { 0 };

	syscall(SYS_rt_sigaction, SIGCHLD, &wanted, &old, sizeof(uint64_t));
	return old.handler == (uintptr_t)SIG_IGN;
}

int sigmask_open(void)
{
	uint64_t all = ~UINT64_C(0);

	return kernel_lift((int)syscall(SYS_signalfd4, -1, &all, sizeof(all), O_CLOEXEC));
}

void sigmask_take_back(int signal)
{
	uint64_t mask = signal_bit(signal);
	struct timespec at_once = { 0 };
	int self = (int)syscall(SYS_getpid);
	siginfo_t info;

	if (syscall(SYS_rt_sigtimedwait, &mask, &info, &at_once, sizeof(mask)) == signal && info.si_pid != self)
		syscall(SYS_rt_sigqueueinfo, self, signal, &info);
}
