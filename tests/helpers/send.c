/* SPDX-License-Identifier: MIT */
/*
 * send PID SIG[:VALUE]...: sends each signal, with VALUE as sigqueue(3) does where there is one.
 * send -n COUNT PID SIG: queues it COUNT times, with the values 0 to COUNT - 1.
 */
#include "raw.h"

static void queue(pid_t pid, int number, long long value)
{
	siginfo_t info = { .si_signo = number, .si_code = SI_QUEUE };

	info.si_pid = getpid();
	info.si_uid = getuid();
	info.si_value.sival_ptr = (void *)(intptr_t)value;
	if (syscall(SYS_rt_sigqueueinfo, pid, number, &info) < 0)
		raw_die("rt_sigqueueinfo");
}

int main(int argc, char **argv)
{
	long count = 0;
	pid_t pid;

	if (argc == 5 && strcmp(argv[1], "-n") == 0) {
		count = raw_number(argv[2]);
		argv += 2;
		argc -= 2;
	}
	if (argc < 3)
		return 111;
	pid = (pid_t)raw_number(argv[1]);
	for (long i = 0; i < count; i++)
		queue(pid, (int)raw_number(argv[2]), i);
	for (int i = 2; !count && i < argc; i++) {
		char *value = strchr(argv[i], ':');

		if (value)
			*value++ = '\0';
		if (value)
			queue(pid, (int)raw_number(argv[i]), strtoll(value, NULL, 10));
		else if (syscall(SYS_kill, pid, (int)raw_number(argv[i])) < 0)
			raw_die("kill");
	}
	return 0;
}
