/* SPDX-License-Identifier: MIT */
/*
 * Reads what /proc says of one process. The text is the kernel's, but it may end anywhere (a buffer that was too small)
 * and a process chooses its own name, so that nothing is trusted: no byte is read at or after the end.
 */
#include "proc/procstatus.h"

#include <limits.h>
#include <string.h>

/* Text not yet read. */
struct rest {
	const char *at, *end;
};

static int digit_of(char letter)
{
	if (letter >= '0' && letter <= '9')
		return letter - '0';
	if (letter >= 'a' && letter <= 'f')
		return letter - 'a' + 10;
	return INT_MAX;
}

/* Blanks, then a number in BASE, of at most MAX. */
static bool read_number(struct rest *rest, unsigned int base, uint64_t max, uint64_t *number)
{
	const char *start;

	while (rest->at < rest->end && (*rest->at == ' ' || *rest->at == '\t'))
		rest->at++;
	*number = 0;
	for (start = rest->at; rest->at < rest->end; rest->at++) {
		unsigned int digit = (unsigned int)digit_of(*rest->at);

		if (digit >= base)
			break;
		if (*number > (max - digit) / base)
			return false;
		*number = *number * base + digit;
	}
	return rest->at > start;
}

/* The kernel writes a newline in a name as \n and a backslash as two (proc_pid_status(5)). */
static void read_name(char name[PROCSTATUS_NAME_MAX], struct rest rest)
{
	size_t length = 0;

	for (rest.at++; rest.at < rest.end && length < PROCSTATUS_NAME_MAX - 1; rest.at++) {
		char byte = *rest.at;

		if (byte == '\\' && rest.end - rest.at > 1) {
			rest.at++;
			byte = *rest.at;
			if (byte == 'n')
				byte = '\n';
		}
		name[length++] = byte;
	}
	name[length] = '\0';
}

/* NSpid: one number for each namespace, from the one that /proc shows down to the process's own. */
static bool read_namespaces(struct procstatus *status, struct rest rest)
{
	uint64_t number;
	int count = 0;

	while (read_number(&rest, 10, INT_MAX, &number)) {
		status->init = number == 1;
		count++;
	}
	status->level = (uint8_t)(count - (count > 0));
	return count > 0;
}

enum kind { KIND_NAME, KIND_STATE, KIND_INT, KIND_UID, KIND_NAMESPACES, KIND_MASK };

static const struct {
	char key[9];
	uint8_t kind;
	uint8_t at;   /* offset in struct procstatus */
	bool needed;
} LINES[] = {
	{ "Name:", KIND_NAME, 0, false },
	{ "State:", KIND_STATE, 0, true },
	{ "Pid:", KIND_INT, offsetof(struct procstatus, pid), false },
	{ "PPid:", KIND_INT, offsetof(struct procstatus, parent), true },
	{ "Uid:", KIND_UID, 0, false },
	{ "NSpid:", KIND_NAMESPACES, 0, false },
	{ "Threads:", KIND_INT, offsetof(struct procstatus, threads), false },
	{ "SigPnd:", KIND_MASK, offsetof(struct procstatus, pending), false },
	{ "ShdPnd:", KIND_MASK, offsetof(struct procstatus, shared_pending), false },
	{ "SigBlk:", KIND_MASK, offsetof(struct procstatus, blocked), true },
	{ "SigIgn:", KIND_MASK, offsetof(struct procstatus, ignored), true },
	{ "SigCgt:", KIND_MASK, offsetof(struct procstatus, caught), true },
};

enum { LINE_COUNT = sizeof(LINES) / sizeof(LINES[0]) };

/* Reads REST, what follows the key of line I. */
static bool read_value(struct procstatus *status, size_t i, struct rest rest)
{
	char *field = (char *)status + LINES[i].at;
	uint64_t number;

	switch ((enum kind)LINES[i].kind) {
	case KIND_NAME:
		read_name(status->name, rest);
		return true;
	case KIND_STATE:
		while (rest.at < rest.end && (*rest.at == '\t' || *rest.at == ' '))
			rest.at++;
		if (rest.at < rest.end)
			status->state = *rest.at;
		return status->state > ' ' && status->state < 0x7f;
	case KIND_INT:
		if (!read_number(&rest, 10, INT_MAX, &number))
			return false;
		*(int *)(void *)field = (int)number;
		return true;
	case KIND_UID: /* real, effective, saved, of the file system */
		if (!read_number(&rest, 10, UINT_MAX, &number) || !read_number(&rest, 10, UINT_MAX, &number))
			return false;
		status->uid = (unsigned int)number;
		return true;
	case KIND_NAMESPACES:
		return read_namespaces(status, rest);
	case KIND_MASK:
		return read_number(&rest, 16, UINT64_MAX, (uint64_t *)(void *)field);
	}
	return false;
}

/* The next line of REST that begins with KEY: what follows that. */
static bool find_line(struct rest *rest, const char *key, struct rest *line)
{
	size_t length = strlen(key);

	while (rest->at < rest->end) {
		line->at = rest->at;
		while (rest->at < rest->end && *rest->at != '\n')
			rest->at++;
		line->end = rest->at;
		rest->at += rest->at < rest->end;
		if ((size_t)(line->end - line->at) >= length && strncmp(line->at, key, length) == 0) {
			line->at += length;
			return true;
		}
	}
	return false;
}

bool procstatus_parse(struct procstatus *status, const char *data, size_t length)
{
	struct rest rest = { data, data + length };

	*status = (struct procstatus){ 0 };
	/*
	 * The lines come in the table's order, so that one pass finds them all; one that is missing costs a second
	 * look.
	 */
	for (size_t i = 0; i < LINE_COUNT; i++) {
		struct rest ahead = rest;
		struct rest line;

		if (find_line(&ahead, LINES[i].key, &line)) {
			if (!read_value(status, i, line))
				return false;
			rest = ahead;
		} else if (LINES[i].needed) {
			return false;
		}
	}
	status->init |= status->pid == 1; /* kernels before 4.1 have no NSpid line */
	return true;
}

static bool has_ended(char state, uint64_t threads)
{
	return state == 'X' || (state == 'Z' && threads <= 1);
}

bool procstatus_has_ended(const struct procstatus *status)
{
	return has_ended(status->state, (uint64_t)status->threads);
}

bool procstatus_stat(struct procstat *stat, const char *data, size_t length)
{
	enum { PARENT = 4, GROUP = 5, SESSION = 6, TERMINAL = 7, FLAGS = 9, THREADS = 20, STARTED = 22,
	       BLOCKED = 32, IGNORED = 33, CAUGHT = 34, /* proc_pid_stat(5) */
	       PF_KTHREAD = 0x00200000 /* linux/sched.h */ };
	struct rest rest = { data, data + length };
	uint64_t fields[CAUGHT + 1];
	char state;

	*stat = (struct procstat){ 0 };
	while (length > 0 && data[length - 1] != ')')
		length--;
	rest.at = data + length + 2; /* a blank and the state */
	if (length == 0 || rest.at >= rest.end)
		return false;
	state = rest.at[-1];
	for (int field = PARENT; field <= CAUGHT; field++) {
		uint64_t most = field <= SESSION ? INT_MAX : UINT64_MAX;

		while (rest.at < rest.end && (*rest.at == ' ' || (*rest.at == '-' && field > TERMINAL)))
			rest.at++; /* without a terminal its group is -1; priorities may be below 0 */
		if (!read_number(&rest, 10, most, &fields[field]))
			return false;
	}
	*stat = (struct procstat){
		.parent = (int)fields[PARENT], .group = (int)fields[GROUP], .session = (int)fields[SESSION],
		.ended = has_ended(state, fields[THREADS]), .stopped = state == 'T', .terminal = fields[TERMINAL] != 0,
		.kernel = fields[FLAGS] & PF_KTHREAD, .started = fields[STARTED], .blocked = (uint32_t)fields[BLOCKED],
		.ignored = (uint32_t)fields[IGNORED], .caught = (uint32_t)fields[CAUGHT],
	};
	return true;
}

uint64_t procstatus_signalfd(const char *data, size_t length)
{
	struct rest rest = { data, data + length };
	struct rest line;
	uint64_t mask;
	uint64_t all = 0;

	while (find_line(&rest, "sigmask:", &line))
		if (read_number(&line, 16, UINT64_MAX, &mask))
			all |= mask;
	return all;
}

int procstatus_syscall(const char *data, size_t length, uint64_t *argument)
{
	struct rest rest = { data, data + length };
	uint64_t number;

	if (!read_number(&rest, 10, INT_MAX, &number) || rest.end - rest.at < 3)
		return -1;
	rest.at += 3; /* " 0x" */
	if (!read_number(&rest, 16, UINT64_MAX, argument))
		return -1;
	return (int)number;
}
