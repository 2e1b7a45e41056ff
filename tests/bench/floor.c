/* SPDX-License-Identifier: MIT */
/*
 * The floor: the least that an init can do and still be one. It blocks every signal, opens a signalfd, starts the
 * workload, passes signals on and reaps. No options, no messages, no terminal, no stop plan. It decides nothing; it
 * is there to be compared with, so nothing may be added that a workload could do without.
 */
#include <signal.h>
#include <stdint.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BATCH = 16 };

extern char **environ;

static int reap(pid_t workload)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		if (pid == workload)
			return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	return -1;
}

int main(int argc, char **argv)
{
	const uint64_t every = ~(uint64_t)0;
	struct signalfd_siginfo batch[BATCH];
	uint64_t before;
	pid_t workload;
	int fd, code;

	if (argc < 2)
		return 125;
	/* Raw calls: a libc keeps signals 32 to 34 out of its sigset_t. */
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &every, &before, sizeof every);
	fd = (int)syscall(SYS_signalfd4, -1, &every, sizeof every, SFD_CLOEXEC);
	workload = vfork();
	if (workload == 0) {
		syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, sizeof before);
		execve(argv[1], argv + 1, environ);
		_exit(127);
	}
	for (code = -1; code < 0;) {
		ssize_t got = read(fd, batch, sizeof batch);

		if (got <= 0)
			return 125;
		for (size_t i = 0; i < (size_t)got / sizeof *batch && code < 0; i++) {
			if (batch[i].ssi_signo == SIGCHLD)
				code = reap(workload);
			else
				kill(workload, (int)batch[i].ssi_signo);
		}
	}
	return code;
}
