/* SPDX-License-Identifier: MIT */
/* Signals as numbers and as names: two tables, and the real-time signals by counting. */
#include "base/signame.h"

#include <signal.h>
#include <string.h>

enum { NAME_MAX_BYTES = 7 }; /* of the longest, with its NUL */

/* Each number's name, as kill -l prints it. */
static const char NAMES[][NAME_MAX_BYTES] = {
	[SIGHUP] = "HUP",       [SIGINT] = "INT",       [SIGQUIT] = "QUIT",   [SIGILL] = "ILL",
	[SIGTRAP] = "TRAP",     [SIGABRT] = "ABRT",     [SIGBUS] = "BUS",     [SIGFPE] = "FPE",
	[SIGKILL] = "KILL",     [SIGUSR1] = "USR1",     [SIGSEGV] = "SEGV",   [SIGUSR2] = "USR2",
	[SIGPIPE] = "PIPE",     [SIGALRM] = "ALRM",     [SIGTERM] = "TERM",   [SIGSTKFLT] = "STKFLT",
	[SIGCHLD] = "CHLD",     [SIGCONT] = "CONT",     [SIGSTOP] = "STOP",   [SIGTSTP] = "TSTP",
	[SIGTTIN] = "TTIN",     [SIGTTOU] = "TTOU",     [SIGURG] = "URG",     [SIGXCPU] = "XCPU",
	[SIGXFSZ] = "XFSZ",     [SIGVTALRM] = "VTALRM", [SIGPROF] = "PROF",   [SIGWINCH] = "WINCH",
	[SIGIO] = "IO",         [SIGPWR] = "PWR",       [SIGSYS] = "SYS",
};

enum { NAMES_END = sizeof(NAMES) / sizeof(NAMES[0]) };

/* Names that are read, but never written. */
static const struct {
	char name[NAME_MAX_BYTES];
	uint8_t signal;
} SYNONYMS[] = {
	{ "IOT", SIGABRT }, { "CLD", SIGCHLD }, { "POLL", SIGIO }, { "UNUSED", SIGSYS },
	{ "RTMIN", SIGNAL_RTMIN }, { "RTMAX", SIGNAL_RTMAX },
};

static int find_name(const char *word, size_t length)
{
	for (int i = 1; i < NAMES_END; i++)
		if (text_same_word(word, length, NAMES[i]))
			return i;
	for (size_t i = 0; i < sizeof(SYNONYMS) / sizeof(SYNONYMS[0]); i++)
		if (text_same_word(word, length, SYNONYMS[i].name))
			return SYNONYMS[i].signal;
	return -1;
}

/* RTMIN+n or RTMAX-n: RTMIN takes +n, RTMAX takes -n. */
static int find_realtime(const char *word, size_t length)
{
	enum { BASE = 5 }; /* of RTMIN and RTMAX */
	const char *cursor = word + BASE + 1;
	int base, offset;

	if (length <= BASE + 1)
		return -1;
	base = find_name(word, BASE);
	offset = (int)text_number(&cursor, SIGNAL_RTMAX - SIGNAL_RTMIN);
	if (offset < 0 || cursor != word + length)
		return -1;
	if (base == SIGNAL_RTMIN && word[BASE] == '+')
		return base + offset;
	if (base == SIGNAL_RTMAX && word[BASE] == '-')
		return base - offset;
	return -1;
}

int signame_parse(const char *word, size_t length)
{
	const char *cursor = word;
	long long number = -1;
	int signal;

	if (length)
		number = text_number(&cursor, SIGNAL_MAX);
	if (number > 0 && cursor == word + length)
		return (int)number;
	if (length > 3 && text_same_word(word, 3, "SIG")) {
		word += 3;
		length -= 3;
	}
	signal = find_name(word, length);
	return signal > 0 ? signal : find_realtime(word, length);
}

void signame_add_short(struct text *text, int signal)
{
	enum { MIDDLE = SIGNAL_RTMIN + 15 }; /* the last that kill -l counts from below */

	if (signal > 0 && signal < NAMES_END)
		text_add(text, "%s", NAMES[signal]);
	else if (signal < SIGNAL_RTMIN || signal > SIGNAL_RTMAX)
		text_add(text, "%d", signal);
	else if (signal == SIGNAL_RTMIN)
		text_add(text, "RTMIN");
	else if (signal == SIGNAL_RTMAX)
		text_add(text, "RTMAX");
	else if (signal <= MIDDLE)
		text_add(text, "RTMIN+%d", signal - SIGNAL_RTMIN);
	else
		text_add(text, "RTMAX-%d", SIGNAL_RTMAX - signal);
}

void signame_add(struct text *text, int signal)
{
	bool named = (signal > 0 && signal < NAMES_END) || (signal >= SIGNAL_RTMIN && signal <= SIGNAL_RTMAX);

	text_add(text, named ? "SIG" : "signal ");
	signame_add_short(text, signal);
}

struct signal_name signame_of(int signal)
{
	struct signal_name name;
	struct text text = TEXT_IN(name.text);

	signame_add(&text, signal);
	return name;
}

bool signame_can_arrive(int signal)
{
	return signal > 0 && signal != SIGKILL && signal != SIGSTOP && signal != SIGCHLD;
}
