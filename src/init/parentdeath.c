/* SPDX-License-Identifier: MIT */
/* The parent's end. The kernel tells only of one that comes after it was asked to. */
#include "init/parentdeath.h"

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

void parentdeath_set(int signal, int parent)
{
	int self = (int)syscall(SYS_getpid);

	if (!signal)
		return;
	syscall(SYS_prctl, PR_SET_PDEATHSIG, signal, 0, 0, 0);
	if ((int)syscall(SYS_getppid) != parent)
		syscall(SYS_kill, self, signal);
}
