/* SPDX-License-Identifier: MIT */
/*
 * hoard WHAT COUNT [FILE]: blocks SIGTERM, gets itself COUNT of what makes a process slow to look at, writes "ready PID"
 * (appended to FILE, where there is one) and stays.
 *
 *	descriptors  or as many as the hard limit allows
 *	threads
 *	fault        one page, in which a thread keeps the set of signals that it waits for in sigwait(3), and which is
 *	             then taken from it and never filled again (userfaultfd): who reads it waits for ever. SIGTERM isn't
 *	             blocked but ignored. "no userfaultfd" where that is not to be had.
 */
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "raw.h"

enum { PAGE = 4096, STACK = 65536 };

static uint64_t *page;
static int out = STDOUT_FILENO;

static void *stay(void *unused)
{
	for (;;)
		pause();
	return unused;
}

static void tell_ready(void)
{
	dprintf(out, "ready %d\n", (int)getpid());
}

static void hoard_descriptors(long count)
{
	struct rlimit limit;
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	while (count-- > 0 && dup(fd) >= 0)
		;
}

static void hoard_threads(long count)
{
	pthread_attr_t small;
	pthread_t thread;

	pthread_attr_init(&small);
	pthread_attr_setstacksize(&small, STACK);
	while (count-- > 0 && pthread_create(&thread, &small, stay, NULL) == 0)
		;
}

/* Whether the main thread sleeps in sigwait(3). */
static bool main_waits(void)
{
	char bytes[64] = "";
	int fd = open("/proc/self/wchan", O_RDONLY | O_CLOEXEC);
	bool waits = fd >= 0 && read(fd, bytes, sizeof(bytes) - 1) > 0 && strncmp(bytes, "do_sigtimedwait", 15) == 0;

	close(fd);
	return waits;
}

static void *take_page(void *unused)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register missing = {
		.range = { (uint64_t)(uintptr_t)page, PAGE }, .mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	const struct timespec nap = { .tv_nsec = 1000000 };
	int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC);

	(void)unused;
	while (!main_waits())
		nanosleep(&nap, NULL);
	if (fd < 0 || ioctl(fd, UFFDIO_API, &api) || madvise(page, PAGE, MADV_DONTNEED) ||
	    ioctl(fd, UFFDIO_REGISTER, &missing))
		dprintf(out, "no userfaultfd\n");
	else
		tell_ready();
	return stay(NULL);
}

static _Noreturn void wait_on_page(void)
{
	pthread_t thread;

	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	raw_set_disposition(SIGTERM, SIG_IGN);
	raw_set_mask(raw_bit(SIGUSR2));
	*page = raw_bit(SIGUSR2);
	pthread_create(&thread, NULL, take_page, NULL);
	for (;;)
		syscall(SYS_rt_sigtimedwait, page, NULL, NULL, sizeof(uint64_t));
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 111;
	if (argc > 3)
		out = open(argv[3], O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
	if (strcmp(argv[1], "fault") == 0)
		wait_on_page();
	raw_set_mask(raw_bit(SIGTERM));
	if (strcmp(argv[1], "threads") == 0)
		hoard_threads(raw_number(argv[2]));
	else
		hoard_descriptors(raw_number(argv[2]));
	tell_ready();
	stay(NULL);
}
