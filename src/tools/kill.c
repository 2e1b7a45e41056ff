/* SPDX-License-Identifier: MIT */
/* Sends a signal as kill(1) does, and says for each process why it did not arrive. */
#include "tools/kill.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>

#include "base/kernel.h"
#include "base/log.h"
#include "proc/procfs.h"

enum { SOME_FAILED = 1 };

/* The process or group that WORD stands for. False where it is no number. */
static bool read_target(const char *word, int *target)
{
	bool negative = *word == '-';
	const char *end = word + negative;
	int number = (int)text_number(&end, INT_MAX);

	*target = negative ? -number : number;
	return number >= 0 && !*end;
}

/*
 * Whether the kernel has dropped SIGNAL without a word. It lets nothing reach the PID 1 of the sender's own namespace
 * that could end or stop it by default, and calls that a success (pid_namespaces(7)).
 */
static bool was_dropped(int target, int signal)
{
	struct procstatus status = { .init = true };
	struct fate_evidence evidence = { 0 };

	if (target != 1 || !signal)
		return false;
	if (signal != SIGKILL && signal != SIGSTOP) { /* those need no evidence, nor a /proc */
		if (procfs_self(&status) != 0 || procfs_status(&status, target) != 0)
			return false;
		procfs_signal_taker(&evidence, &status, signal, PROCFS_ALL);
	}
	return fate_of(&status, &evidence, signal) == FATE_SHIELDED && !evidence.unreadable;
}

static bool kill_one(int target, int signal)
{
	bool dropped = was_dropped(target, signal); /* asked first: it may be gone afterwards */
	TEXT_BUFFER(text, 64);

	errno = kernel_kill(target, signal);
	if (!errno && !dropped)
		return true;
	if (signal)
		signame_add(&text, signal);
	else
		text_add(&text, "a probe");
	if (target < 0)
		text_add(&text, " to process group %lld", -(long long)target);
	else
		text_add(&text, " to process %d", target);
	if (errno)
		log_error("cannot send %s: %m", text.data);
	else
		log_error("cannot send %s: the kernel silently drops what PID 1 has no handler for", text.data);
	return false;
}

int kill_run(const struct options *options)
{
	char **operand = options->operands;
	const char *name = *operand;
	int signal = 0;
	int status = EXITCODE_OK;
	int target;

	if (!name)
		name = "a signal"; /* and so it is none */
	if (strcmp(name, "0") != 0)
		signal = signame_parse(name, strlen(name));
	if (signal < 0) {
		log_error("cannot send %s: --kill wants a signal's name or number, or 0", name);
		return EXITCODE_FAILED;
	}
	operand++;
	if (*operand && strcmp(*operand, "--") == 0) /* as people write before a group */
		operand++;
	if (!*operand) {
		log_error("cannot send %s: --kill wants a process after it", name);
		return EXITCODE_FAILED;
	}
	for (char **word = operand; *word; word++) {
		if (!read_target(*word, &target)) {
			log_error("cannot send %s to %s: it is no process id", name, *word);
			return EXITCODE_FAILED;
		}
	}
	for (; *operand; operand++)
		if (read_target(*operand, &target) && !kill_one(target, signal))
			status = SOME_FAILED;
	return status;
}
