/* SPDX-License-Identifier: MIT */
/*
 * Reads /proc. Decides nothing. A glance at what takes a signal, which is all that the running init takes, opens only
 * files that the kernel answers at once: none that takes a lock of the thread's memory, its exec or its descriptors,
 * since a process can hold those for as long as it likes (a page that a FUSE never fills). What can be seen depends on
 * who asks: fdinfo and wchan want the same user, the system call's number the right to trace (ptrace(2), "access mode
 * checking").
 */
#include "proc/procfs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/syscall.h>

#include "base/clock.h"
#include "base/elfnote.h"
#include "base/file.h"
#include "base/kernel.h"
#include "base/signals.h"
#include "base/signame.h"

enum {
	STATUS_BYTES = 3072, /* of /proc/PID/status: up to the masks some 45 lines */
	LINE_BYTES = 512,    /* of each of them: the longest that matters has a pid for each of 32 namespaces */
	FILE_BYTES = 512,
	PATH_BYTES = 64,
};

void procfs_path(struct text *text, int pid, const char *file)
{
	if (pid)
		text_add(text, "/proc/%d/%s", pid, file);
	else
		text_add(text, "/proc/self/%s", file);
}

static long read_lines(int pid, const char *file, char *buffer, size_t size, size_t longest)
{
	TEXT_BUFFER(text, PATH_BYTES);

	procfs_path(&text, pid, file);
	return file_read(text.data, buffer, size, longest);
}

long procfs_read(int pid, const char *file, char *buffer, size_t size)
{
	return read_lines(pid, file, buffer, size, SIZE_MAX);
}

uint64_t procfs_namespace(int pid)
{
	static const char LINK[] = "pid:[";
	TEXT_BUFFER(path, PATH_BYTES);
	char link[PATH_BYTES] = "";
	const char *number = link + sizeof(LINK) - 1;

	procfs_path(&path, pid, "ns/pid");
	if (kernel_readlink(path.data, link, sizeof(link) - 1) < 0)
		return 0;
	return (uint64_t)text_number(&number, UINT32_MAX);
}

int procfs_is_foster(int pid)
{
	TEXT_BUFFER(path, PATH_BYTES);
	uint32_t words[ELFNOTE_WORDS] = { 0 };
	uint64_t elsewhere;
	int found = -1;
	int fd;

	procfs_path(&path, pid, "exe");
	fd = kernel_open(path.data, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	if (fd >= 0 && kernel_read(fd, words, sizeof(words)) >= 0)
		found = elfnote_is_in(words, ELFNOTE_WORDS);
	elsewhere = elfnote_elsewhere(words, ELFNOTE_WORDS);
	if (found == 0 && elsewhere) {
		kernel_seek(fd, elsewhere);
		if (kernel_read(fd, words, sizeof(words)) >= 0)
			found = elfnote_is_in(words, ELFNOTE_WORDS);
	}
	kernel_close(fd);
	return found;
}

bool procfs_open(struct procfs_walk *walk, const char *path)
{
	walk->fd = kernel_open(path, O_RDONLY | O_DIRECTORY);
	walk->at = walk->end = 0;
	walk->failed = false;
	return walk->fd >= 0;
}

/* Reads the next entries. False at the end, and where that fails. */
static bool refill(struct procfs_walk *walk)
{
	long got = kernel_getdents(walk->fd, walk->entries.bytes, sizeof(walk->entries.bytes));

	walk->failed = got < 0;
	walk->at = 0;
	walk->end = 0;
	if (got > 0)
		walk->end = (unsigned int)got;
	return got > 0;
}

int procfs_next(struct procfs_walk *walk)
{
	while (walk->at < walk->end || refill(walk)) {
		const struct linux_dirent64 *entry = (const void *)(walk->entries.bytes + walk->at);
		const char *name = entry->d_name;
		long long number = text_number(&name, INT_MAX);

		walk->at += entry->d_reclen;
		if (number >= 0 && !*name)
			return (int)number;
	}
	return -1;
}

void procfs_close(struct procfs_walk *walk)
{
	kernel_close(walk->fd);
}

int procfs_status(struct procstatus *status, int pid)
{
	char bytes[STATUS_BYTES];
	long length = read_lines(pid, "status", bytes, sizeof(bytes), LINE_BYTES);

	if (length < 0)
		return errno;
	if (length == 0)
		return ESRCH;
	return procstatus_parse(status, bytes, (size_t)length) ? 0 : EINVAL;
}

int procfs_self(struct procstatus *self)
{
	int error = procfs_status(self, 0);

	if (!error && self->pid != kernel_getpid())
		error = -1;
	return error;
}

/* Whether a read failed because it was refused, and not because the process has gone. */
static bool is_refused(long length)
{
	return length < 0 && (errno == EACCES || errno == EPERM);
}

/* What the set at ADDRESS in thread TID's memory holds; everything, and EVIDENCE unreadable, where it can't be read. */
static uint64_t read_set(int tid, uint64_t address, struct fate_evidence *evidence)
{
	uint64_t set;

	if (kernel_read_memory(tid, address, &set, sizeof(set)) == (long)sizeof(set))
		return signals_words(set, sizeof(long), __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
	evidence->unreadable = true;
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
static bool is_sigwait_call(int number)
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
static bool is_in_sigwait(int tid, int signal, struct fate_evidence *evidence, bool glance)
{
	char bytes[FILE_BYTES];
	uint64_t address = 0;
	long length = procfs_read(tid, "wchan", bytes, sizeof(bytes));
	bool named = length > 0 && *bytes != '0';
	bool waits = length > 0 && names_sigwait(bytes);
	int number = -1;

	if (glance || (named && !waits))
		return waits;
	length = procfs_read(tid, "syscall", bytes, sizeof(bytes));
	evidence->unreadable |= is_refused(length); /* wchan is 0 then, and not refused */
	if (length > 0)
		number = procstatus_syscall(bytes, (size_t)length, &address);
	if (!is_sigwait_call(number) && !waits)
		return false;
	return read_set(tid, address, evidence) & signal_bit(signal);
}

/* Checks each thread but the main one, until one takes SIGNAL or, in a glance, time is up. */
static void check_threads(struct fate_evidence *evidence, int pid, int signal, int64_t until_ms)
{
	TEXT_BUFFER(path, PATH_BYTES);
	struct procstatus status;
	struct procfs_walk walk;
	int tid;

	procfs_path(&path, pid, "task");
	if (!procfs_open(&walk, path.data))
		return;
	while (!evidence->has_reader && (tid = procfs_next(&walk)) > 0) {
		if (until_ms != PROCFS_ALL && clock_now_ms() >= until_ms) {
			evidence->unreadable = true;
			break;
		}
		if (tid == pid || procfs_status(&status, tid) != 0 || (status.blocked & signal_bit(signal)) ||
		    status.state == 'Z' || status.state == 'X')
			continue;
		evidence->unblocked_elsewhere = true;
		evidence->has_reader = is_in_sigwait(tid, signal, evidence, until_ms != PROCFS_ALL);
	}
	procfs_close(&walk);
}

/* Whether PATH, a descriptor in /proc/PID/fd, is a signalfd. */
static bool is_signalfd(const char *path)
{
	static const char LINK[] = "anon_inode:[signalfd]";
	char bytes[sizeof(LINK)];
	long length = kernel_readlink(path, bytes, sizeof(bytes));

	return length == sizeof(LINK) - 1 && strncmp(bytes, LINK, sizeof(LINK) - 1) == 0;
}

/* Whether PATH, a descriptor in /proc/PID/fdinfo, is a signalfd that takes SIGNAL. */
static bool reads_signal(const char *path, int signal, struct fate_evidence *evidence)
{
	char bytes[FILE_BYTES];
	long length = file_read(path, bytes, sizeof(bytes), SIZE_MAX);

	evidence->unreadable |= is_refused(length);
	return length > 0 && (procstatus_signalfd(bytes, (size_t)length) & signal_bit(signal));
}

/*
 * Searches for a signalfd that takes SIGNAL. One that the process inherited and never reads looks the same. In a glance
 * any signalfd will do: what blocks a signal and has one reads it, as a rule, and no lock of the process's is needed to
 * see that.
 */
static void check_descriptors(struct fate_evidence *evidence, int pid, int signal, int64_t until_ms)
{
	bool glance = until_ms != PROCFS_ALL;
	TEXT_BUFFER(path, PATH_BYTES);
	struct procfs_walk walk;
	size_t base;
	int fd;

	procfs_path(&path, pid, glance ? "fd" : "fdinfo");
	base = path.length;
	if (!procfs_open(&walk, path.data)) {
		evidence->unreadable |= is_refused(-1);
		return;
	}
	while (!evidence->has_reader && (fd = procfs_next(&walk)) >= 0) {
		if (glance && clock_now_ms() >= until_ms) {
			evidence->unreadable = true;
			break;
		}
		path.length = base;
		text_add(&path, "/%d", fd);
		if (glance)
			evidence->has_reader = is_signalfd(path.data);
		else
			evidence->has_reader = reads_signal(path.data, signal, evidence);
	}
	procfs_close(&walk);
}

void procfs_signal_taker(struct fate_evidence *evidence, const struct procstatus *status, int signal, int64_t until_ms)
{
	uint64_t bit = signal_bit(signal);
	bool glance = until_ms != PROCFS_ALL;

	*evidence = (struct fate_evidence){ 0 };
	if (!fate_needs_evidence(status, signal))
		return;
	if (!(status->blocked & bit) && status->state != 'Z')
		evidence->has_reader = is_in_sigwait(status->pid, signal, evidence, glance);
	else if (status->threads > 1)
		check_threads(evidence, status->pid, signal, until_ms);
	if (glance && (status->ignored & bit))
		evidence->has_reader = false; /* what waits in sigwait(3) waits for another */
	if (!(status->blocked & bit) && status->state != 'Z')
		return;
	/* All but one thread block it and it has no handler: such a program waits for it in that thread. */
	if (evidence->unblocked_elsewhere)
		evidence->has_reader |= evidence->unreadable && !(status->caught & bit);
	else
		check_descriptors(evidence, status->pid, signal, until_ms);
}
