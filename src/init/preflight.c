/* SPDX-License-Identifier: MIT */
/*
 * What keeps foster from running at all. It runs what its caller says and signals whom its caller says, so it must
 * not have rights that the caller lacks; and it must not find out that its stack is too small once a workload depends
 * on it.
 */
#include "init/preflight.h"

#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/text.h"

#ifndef PR_CAP_AMBIENT
#define PR_CAP_AMBIENT 47
#define PR_CAP_AMBIENT_IS_SET 1
#endif

enum {
	STACK_NEEDED = 16384,            /* bytes below main's frame: its deepest call takes 10 KiB (tests/limits.sh) */
	CAPABILITY_VERSION = 0x20080522, /* _LINUX_CAPABILITY_VERSION_3 of linux/capability.h */
	CAPABILITIES = 64,
};

/* Whether foster has a capability that neither its caller's user nor its caller (by the ambient set) has. */
static bool has_file_capabilities(void)
{
	struct { uint32_t version; int pid; } header = { CAPABILITY_VERSION, 0 };
	struct { uint32_t effective, permitted, inheritable; } sets[2] = { { 0 } };

	if (syscall(SYS_capget, &header, sets) < 0)
		return false;
	for (int capability = 0; capability < CAPABILITIES; capability++)
		if (sets[capability / 32].permitted & UINT32_C(1) << capability % 32 &&
		    syscall(SYS_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, capability, 0, 0) != 1)
			return true;
	return false;
}

/* What the kernel told foster at its start of KEY (getauxval(3)): its answers lie behind the environment. */
static unsigned long told(char **variables, unsigned long key)
{
	const unsigned long *answer;

	while (*variables)
		variables++;
	answer = (const unsigned long *)(variables + 1);
	while (answer[0] != AT_NULL && answer[0] != key)
		answer += 2;
	return answer[0] == AT_NULL ? 0 : answer[1];
}

/*
 * AT_SECURE alone can't tell: a security module sets it, too, as an engine starts a container in a domain of its own.
 */
static bool has_rights_of_its_file(char **variables)
{
	unsigned long user = told(variables, AT_EUID);

	if (!told(variables, AT_SECURE))
		return false;
	return told(variables, AT_UID) != user || told(variables, AT_GID) != told(variables, AT_EGID) ||
	       (user != 0 && has_file_capabilities());
}

/*
 * Has the kernel write to the stack where it will end. The stack grows for that as it would for foster itself, but
 * where it can't, the answer is EFAULT and no SIGSEGV.
 */
static bool has_stack(void)
{
	char *deepest = (char *)__builtin_frame_address(0) - STACK_NEEDED;

	return syscall(SYS_rt_sigpending, deepest, sizeof(uint64_t)) == 0 || errno != EFAULT;
}

/* Says what is in the way in a line of its own: a message of log.c's takes more of the stack than there may be. */
static bool unknown_option(const char *words)
{
	char bytes[160];
	struct text line = TEXT_IN(bytes);

	text_add(&line, "foster[%d]: cannot run %s\n", (int)syscall(SYS_getpid), words);
	syscall(SYS_write, STDERR_FILENO, bytes, line.length);
	return false;
}

bool preflight(char **variables)
{
	if (has_rights_of_its_file(variables))
		return unknown_option("with rights that its caller lacks (set-user-ID, set-group-ID, file capabilities)");
	if (!has_stack())
		return unknown_option("on a stack this small: it needs 16 KiB to spare (ulimit -s)");
	return true;
}
