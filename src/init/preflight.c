/* SPDX-License-Identifier: MIT */
/*
 * What keeps foster from running at all. It runs what its caller says and signals what its caller says, so it must
 * not have rights that the caller lacks; and it must not find out that its stack is too small once a workload depends
 * on it.
 */
#include "init/preflight.h"

#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include "base/kernel.h"
#include "base/text.h"

enum { STACK_NEEDED = 16384 }; /* bytes below main's frame: its deepest call takes 10 KiB (tests/limits.sh) */

/* Whether foster has a capability that neither its caller's user nor its caller (by the ambient set) has. */
static bool has_file_capabilities(void)
{
	struct capability_sets sets[2] = { { 0 } };

	if (kernel_capget(sets) < 0)
		return false;
	for (unsigned int capability = 0; capability < CAPABILITIES; capability++)
		if (sets[capability / 32].permitted & UINT32_C(1) << capability % 32 &&
		    kernel_prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, capability) != 1)
			return true;
	return false;
}

/* The value of KEY in the auxiliary vector (getauxval(3)), which lies after the environment. */
static unsigned long auxv_value(char **variables, unsigned long key)
{
	const unsigned long *entry;

	while (*variables)
		variables++;
	entry = (const unsigned long *)(variables + 1);
	for (; entry[0] != AT_NULL; entry += 2)
		if (entry[0] == key)
			return entry[1];
	return 0;
}

/*
 * AT_SECURE alone says too little: a security module sets it, too, as an engine starts a container in a domain of its
 * own.
 */
static bool has_rights_of_its_file(char **variables)
{
	unsigned long user = auxv_value(variables, AT_EUID);

	if (!auxv_value(variables, AT_SECURE))
		return false;
	return auxv_value(variables, AT_UID) != user || auxv_value(variables, AT_GID) != auxv_value(variables, AT_EGID) ||
	       (user != 0 && has_file_capabilities());
}

/*
 * Has the kernel write to the stack where it will end. The stack grows for that as it would for foster itself, but
 * where it can't, the answer is EFAULT and no SIGSEGV.
 */
static bool has_stack(void)
{
	uint64_t *deepest = (void *)((char *)__builtin_frame_address(0) - STACK_NEEDED);

	return kernel_sigpending(deepest) == 0 || errno != EFAULT;
}

/* Says what is in the way in a line of its own: a message of log.c's takes more of the stack than there may be. */
static bool refuse(const char *words)
{
	TEXT_BUFFER(line, 160);

	text_add(&line, "foster[%d]: cannot run %s\n", kernel_getpid(), words);
	kernel_write(STDERR_FILENO, line.data, line.length);
	return false;
}

bool preflight(char **variables)
{
	if (has_rights_of_its_file(variables))
		return refuse("with rights that its caller lacks (set-user-ID, set-group-ID, file capabilities)");
	if (!has_stack())
		return refuse("on a stack this small: it needs 16 KiB to spare (ulimit -s)");
	return true;
}
