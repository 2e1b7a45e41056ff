/* SPDX-License-Identifier: MIT */
/*
 * Looks at a process's threads and descriptors. Decides nothing. A glance, which is what the running init takes,
 * opens only files whose answer waits for nobody: not what a thread's memory, its exec or its descriptors' locks have
 * to do with, since a process can hold those for as long as it likes (a page that a FUSE never fills). What is there
 * to be seen depends on who asks: fdinfo and wchan want the same user, the system call's number the right to trace
 * (ptrace(2), "access mode checking").
 */
#include "reader.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "clock.h"
#include "kernel.h"
#include "sigmask.h"
#include "signame.h"

enum {
	STATUS_BYTES = 3072, /* of /proc/PID/status: up to the masks some 45 lines */
	LINE_BYTES = 512,    /* of each of them: the longest that matters has a pid for each of 32 namespaces */
	FILE_BYTES = 512,
	FOLDER_BYTES = 64,
};

int reader_status(struct procstatus *status, int pid)
{
	char bytes[STATUS_BYTES];
	long length = kernel_read_proc_lines(pid, "status", bytes, sizeof(bytes), LINE_BYTES);

	if (length < 0)
		return errno;
	return procstatus_parse(status, bytes, (size_t)length) ? 0 : length ? EINVAL : ESRCH;
}

int reader_self(struct procstatus *self)
{
	int error = reader_status(self, 0);

	return error ? error : self->pid == (int)syscall(SYS_getpid) ? 0 : -1;
}

/* Whether a read failed because it was refused, and not because the process has gone. */
static bool is_refused(long length)
{
	return length < 0 && (errno == EACCES || errno == EPERM);
}

/* What the set at ADDRESS in thread TID's memory holds; everything, and LOOK blind, where that can't be read. */
static uint64_t read_set(int tid, uint64_t address, struct fate_look *look)
{
	uint64_t set;
	struct iovec here = { &set, sizeof(set) };
	struct iovec there = { (void *)(uintptr_t)address, sizeof(set) };

	if (syscall(SYS_process_vm_readv, tid, &here, 1UL, &there, 1UL, 0UL) == (long)sizeof(set))
		return sigmask_words(set, sizeof(long), __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
	look->blind = true;
	return UINT64_MAX;
}

/* Whether a thread that sleeps in FUNCTION does so in sigwait(3): do_sigtimedwait, or whatever that is inlined into. */
static bool names_sigwait(const char *function)
{
	static const char PART[] = "sigtimedwait";

	while (*function && strncmp(function, PART, sizeof(PART) - 1) != 0)
		function++;
	return *function;
}

/* Whether NUMBER is the system call that sigwait(3) makes. A 32-bit program may use either generation of it. */
static bool is_sigwait(int number)
{
#ifdef SYS_rt_sigtimedwait_time64
	if (number == SYS_rt_sigtimedwait_time64)
		return true;
#endif
	return number == SYS_rt_sigtimedwait;
}

/*
 * Whether thread TID, which doesn't block SIGNAL, waits for it in sigwait(3). The function that it sleeps in is known
 * by name for every architecture; the system call tells where the set of signals is, and helps out where the kernel
 * has no names. A glance leaves it at the name: a thread has what it waits for unblocked, and mostly nothing else.
 */
static bool is_waiting(int tid, int signal, struct fate_look *look, bool glance)
{
	char bytes[FILE_BYTES];
	uint64_t address = 0;
	long length = kernel_read_proc(tid, "wchan", bytes, sizeof(bytes));
	bool named = length > 0 && *bytes != '0';
	bool waits = length > 0 && names_sigwait(bytes);
	int number;

	if (glance || (named && !waits))
		return waits;
	length = kernel_read_proc(tid, "syscall", bytes, sizeof(bytes));
	look->blind |= is_refused(length); /* wchan is 0 then, and not refused */
	number = length < 0 ? -1 : procstatus_syscall(bytes, (size_t)length, &address);
	if (!is_sigwait(number) && !waits)
		return false;
	return read_set(tid, address, look) & signal_bit(signal);
}

/* Looks at each thread but the main one, until one takes SIGNAL or, in a glance, time is up. */
static void look_at_threads(struct fate_look *look, int pid, int signal, int64_t until_ms)
{
	char folder[FOLDER_BYTES];
	struct text path = TEXT_IN(folder);
	struct procstatus status;
	struct procdir walk;
	int tid;

	kernel_proc_path(&path, pid, "task");
	if (!procdir_open(&walk, folder))
		return;
	while (!look->read && (tid = procdir_next(&walk)) > 0) {
		if (until_ms != READER_ALL && clock_now_ms() >= until_ms) {
			look->blind = true;
			break;
		}
		if (tid == pid || reader_status(&status, tid) != 0 || (status.blocked & signal_bit(signal)) ||
		    status.state == 'Z' || status.state == 'X')
			continue;
		look->open = true;
		look->read = is_waiting(tid, signal, look, until_ms != READER_ALL);
	}
	procdir_close(&walk);
}

/* Looks for a signalfd that takes SIGNAL. One that the process inherited and never reads looks the same. */
static void look_at_descriptors(struct fate_look *look, int pid, int signal)
{
	char bytes[FILE_BYTES], folder[FOLDER_BYTES];
	struct text path = TEXT_IN(folder);
	struct procdir walk;
	size_t base;
	int fd;

	kernel_proc_path(&path, pid, "fdinfo");
	base = path.length;
	if (!procdir_open(&walk, folder)) {
		look->blind |= is_refused(-1);
		return;
	}
	while (!look->read && (fd = procdir_next(&walk)) >= 0) {
		long length;

		path.length = base;
		text_add(&path, "/%d", fd);
		length = kernel_read_file(folder, bytes, sizeof(bytes));
		look->blind |= is_refused(length);
		look->read = length > 0 && (procstatus_signalfd(bytes, (size_t)length) & signal_bit(signal));
	}
	procdir_close(&walk);
}

void reader_look(struct fate_look *look, const struct procstatus *status, int signal, int64_t until_ms)
{
	uint64_t bit = signal_bit(signal);
	bool glance = until_ms != READER_ALL;

	*look = (struct fate_look){ 0 };
	if (!fate_needs_look(status, signal))
		return;
	if (!(status->blocked & bit) && status->state != 'Z')
		look->read = is_waiting(status->pid, signal, look, glance);
	else if (status->threads > 1)
		look_at_threads(look, status->pid, signal, until_ms);
	if (glance && (status->ignored & bit))
		look->read = false; /* whoever waits in sigwait(3) waits for another */
	if (!(status->blocked & bit) && status->state != 'Z')
		return;
	/* All but one thread block it and it has no handler: who writes such a program waits for it in that thread. */
	if (look->open)
		look->read |= look->blind && !(status->caught & bit);
	else if (!glance)
		look_at_descriptors(look, status->pid, signal);
}
