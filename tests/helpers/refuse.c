/* SPDX-License-Identifier: MIT */
/*
 * refuse NAME[:ERRNO][,NAME[:ERRNO]]... COMMAND [ARG]...: execs COMMAND under a seccomp filter that fails the system
 * calls named, as a container engine's profile or an old kernel does. ERRNO is a number, by default EPERM's; 0 makes the
 * call return 0 without doing anything. vfork stands for a clone(2) that shares memory, too.
 */
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>

#include "raw.h"

#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_clone3
#define SYS_clone3 435
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

static const struct {
	const char *name;
	int number;
} CALLS[] = {
#ifdef SYS_vfork
	{ "vfork", SYS_vfork },
#endif
#ifdef SYS_fork
	{ "fork", SYS_fork },
#endif
	{ "clone", SYS_clone }, { "clone3", SYS_clone3 }, { "pidfd_open", SYS_pidfd_open }, { "ioctl", SYS_ioctl },
	{ "pidfd_send_signal", SYS_pidfd_send_signal }, { "close_range", SYS_close_range },
	{ "signalfd4", SYS_signalfd4 }, { "pwritev2", SYS_pwritev2 }, { "prctl", SYS_prctl }, { "kill", SYS_kill },
	{ "rt_sigqueueinfo", SYS_rt_sigqueueinfo }, { "chdir", SYS_chdir }, { "dup3", SYS_dup3 },
#ifdef SYS_poll
	{ "poll", SYS_poll },
#endif
	{ "ppoll", SYS_ppoll }, { "waitid", SYS_waitid }, { "wait4", SYS_wait4 }, { "clock_gettime", SYS_clock_gettime },
	{ "nanosleep", SYS_nanosleep }, { "read", SYS_read }, { "futex", SYS_futex },
};

enum { FILTER_MAX = 64 };

static int number_of(const char *name)
{
	for (size_t i = 0; i < sizeof(CALLS) / sizeof(CALLS[0]); i++)
		if (strcmp(CALLS[i].name, name) == 0)
			return CALLS[i].number;
	fprintf(stderr, "refuse: no such call here: %s\n", name);
	exit(77);
}

/* clone(2) shares memory by its flags, the first argument, whose lower half comes first on little-endian machines. */
static void refuse_sharing(struct sock_fprog *program, unsigned int error)
{
	const struct sock_filter rules[] = {
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args)),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_VM, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	};

	memcpy(program->filter + program->len, rules, sizeof(rules));
	program->len = (unsigned short)(program->len + sizeof(rules) / sizeof(rules[0]));
}

int main(int argc, char **argv)
{
	struct sock_filter filter[FILTER_MAX] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	};
	struct sock_fprog program = { .filter = filter, .len = 1 };

	if (argc < 3)
		return 111;
	for (char *name = strtok(argv[1], ","); name; name = strtok(NULL, ",")) {
		char *error = strchr(name, ':');
		unsigned int number = EPERM;

		if (error) {
			*error++ = '\0';
			number = (unsigned int)raw_number(error);
		}
		if (program.len + 8 > FILTER_MAX)
			return 111;
		if (strcmp(name, "vfork") == 0)
			refuse_sharing(&program, number);
		filter[program.len++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
		                                                     (unsigned int)number_of(name), 0, 1);
		filter[program.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | number);
	}
	filter[program.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0) {
		perror("refuse: seccomp");
		return 77;
	}
	execvp(argv[2], argv + 2);
	raw_die(argv[2]);
}
