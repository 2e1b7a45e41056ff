/* SPDX-License-Identifier: MIT */
/*
 * reads WAY SIG [NAME]: writes "ready PID" and stays, with SIG neither caught nor ignored, in a posture that its masks
 * alone don't tell:
 *
 *	wait     blocks SIG and waits for it in sigwait(3); and again, when it came
 *	other    blocks SIG and waits for another signal
 *	fd       blocks SIG and reads it through a signalfd; and again, when it came
 *	fd0      the same, and the signalfd is descriptor 0
 *	held     blocks SIG, with a signalfd for another signal only
 *	pending  blocks SIG and has it waiting
 *	thread   all threads block it, one of them waits for it in sigwait(3)
 *	closed   all threads block it
 *	open     the main thread blocks it, another doesn't
 *	left     the main thread has ended, another waits for SIG in sigwait(3)
 *	zombie   it has a child that has ended; "ready PID" names that one
 *
 * NAME is its name.
 */
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include "raw.h"

static int chosen;

static _Noreturn void wait_for(int number)
{
	for (;;)
		raw_wait(raw_bit(number), NULL, NULL);
}

static void *in_sigwait(void *unused)
{
	(void)unused;
	wait_for(chosen);
}

static _Noreturn void stay(void)
{
	for (;;)
		pause();
}

static void *open_to_all(void *unused)
{
	(void)unused;
	raw_set_mask(0);
	stay();
}

static void *deaf(void *unused)
{
	(void)unused;
	stay();
}

static void start(void *(*what)(void *))
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, what, NULL) != 0)
		raw_die("pthread_create");
}

static void hold_signalfd(int number)
{
	uint64_t mask = raw_bit(number);
	struct signalfd_siginfo info;
	long fd = syscall(SYS_signalfd4, -1, &mask, sizeof(mask), SFD_CLOEXEC);

	if (fd < 0)
		raw_die("signalfd4");
	while (read((int)fd, &info, sizeof(info)) > 0)
		continue;
	raw_die("read");
}

static pid_t leave_zombie(void)
{
	pid_t child = fork();
	siginfo_t info;

	if (child == 0)
		_exit(0);
	if (child < 0 || waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT) < 0)
		raw_die("waitid");
	return child;
}

static bool is(const char *way, const char *name)
{
	return strcmp(way, name) == 0;
}

int main(int argc, char **argv)
{
	const char *way = argc > 2 ? argv[1] : "";
	pid_t whom = getpid();

	if (argc < 3)
		return 111;
	chosen = (int)raw_number(argv[2]);
	if (argc > 3)
		prctl(PR_SET_NAME, argv[3]);
	if (is(way, "zombie"))
		whom = leave_zombie();
	else
		raw_set_mask(raw_bit(chosen));
	if (is(way, "pending"))
		raise(chosen);
	if (is(way, "thread") || is(way, "left"))
		start(in_sigwait);
	if (is(way, "open"))
		start(open_to_all);
	if (is(way, "closed") || is(way, "thread"))
		start(deaf);
	dprintf(STDOUT_FILENO, "ready %d\n", (int)whom);
	if (is(way, "left"))
		pthread_exit(NULL);
	if (is(way, "wait") || is(way, "other"))
		wait_for(is(way, "wait") ? chosen : SIGWINCH);
	if (is(way, "fd0"))
		close(STDIN_FILENO);
	if (is(way, "fd") || is(way, "fd0") || is(way, "held"))
		hold_signalfd(is(way, "held") ? SIGWINCH : chosen);
	stay();
}
