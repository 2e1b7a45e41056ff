/* SPDX-License-Identifier: MIT */
/* signame.c: names to numbers, numbers to names, and which signals end a process. */
#include <signal.h>
#include <string.h>

#include "base/signame.h"
#include "unit.h"

enum { BAD = -1 };

static const struct {
	const char *word;
	int want;
} WORDS[] = {
	{ "TERM", SIGTERM }, { "SIGTERM", SIGTERM }, { "term", SIGTERM }, { "sigTerm", SIGTERM }, { "15", 15 },
	{ "1", 1 }, { "64", 64 }, { "32", 32 }, { "33", 33 }, { "015", 15 },
	{ "HUP", SIGHUP }, { "INT", SIGINT }, { "QUIT", SIGQUIT }, { "ILL", SIGILL }, { "TRAP", SIGTRAP },
	{ "ABRT", SIGABRT }, { "BUS", SIGBUS }, { "FPE", SIGFPE }, { "KILL", SIGKILL }, { "USR1", SIGUSR1 },
	{ "SEGV", SIGSEGV }, { "USR2", SIGUSR2 }, { "PIPE", SIGPIPE }, { "ALRM", SIGALRM }, { "STKFLT", SIGSTKFLT },
	{ "CHLD", SIGCHLD }, { "CONT", SIGCONT }, { "STOP", SIGSTOP }, { "TSTP", SIGTSTP }, { "TTIN", SIGTTIN },
	{ "TTOU", SIGTTOU }, { "URG", SIGURG }, { "XCPU", SIGXCPU }, { "XFSZ", SIGXFSZ }, { "VTALRM", SIGVTALRM },
	{ "PROF", SIGPROF }, { "WINCH", SIGWINCH }, { "IO", SIGIO }, { "PWR", SIGPWR }, { "SYS", SIGSYS },
	{ "IOT", SIGABRT }, { "CLD", SIGCHLD }, { "POLL", SIGIO }, { "UNUSED", SIGSYS }, { "SIGIOT", SIGABRT },
	{ "RTMIN", 34 }, { "RTMAX", 64 }, { "SIGRTMIN", 34 }, { "rtmin+3", 37 }, { "SIGRTMIN+3", 37 },
	{ "RTMIN+0", 34 }, { "RTMIN+30", 64 }, { "RTMAX-0", 64 }, { "RTMAX-1", 63 }, { "RTMAX-30", 34 },
	{ "", BAD }, { "0", BAD }, { "65", BAD }, { "-1", BAD }, { "+15", BAD }, { " 15", BAD }, { "15 ", BAD },
	{ "15x", BAD }, { "SIG15", BAD }, { "SIG", BAD }, { "SIGSIGTERM", BAD }, { "TER", BAD }, { "TERMS", BAD },
	{ "99999999999999999999", BAD }, { "4294967311", BAD }, { "none", BAD }, { "EXIT", BAD },
	{ "RTMIN+31", BAD }, { "RTMAX-31", BAD }, { "RTMIN-1", BAD }, { "RTMAX+1", BAD }, { "RTMIN+", BAD },
	{ "RTMAX-", BAD }, { "RTMIN3", BAD }, { "RTMIN+3x", BAD }, { "RTMIN+-3", BAD }, { "RTMI", BAD }, { "RT", BAD },
	{ "RTMIN*3", BAD }, { "HUPXX+3", BAD },
};

START_TEST(parse)
{
	int got = signame_parse(WORDS[_i].word, strlen(WORDS[_i].word));

	ck_assert_msg(got == WORDS[_i].want, "'%s': got %d, want %d", WORDS[_i].word, got, WORDS[_i].want);
}
END_TEST

START_TEST(parse_part_of_a_string)
{
	ck_assert_int_eq(signame_parse("TERM,INT", 4), SIGTERM);
	ck_assert_int_eq(signame_parse("15:3", 2), 15);
	ck_assert_int_eq(signame_parse("155", 2), BAD); /* a number isn't cut in two */
	ck_assert_int_eq(signame_parse("RTMIN+33", 7), BAD);
	ck_assert_int_eq(signame_parse("TERM", 3), BAD);
}
END_TEST

static const struct {
	int signal;
	const char *full, *brief;
} NAMES[] = {
	{ SIGHUP, "SIGHUP", "HUP" }, { SIGTERM, "SIGTERM", "TERM" }, { SIGIO, "SIGIO", "IO" }, { SIGSYS, "SIGSYS", "SYS" },
	{ SIGSTKFLT, "SIGSTKFLT", "STKFLT" }, { 32, "signal 32", "32" }, { 33, "signal 33", "33" },
	{ 34, "SIGRTMIN", "RTMIN" }, { 35, "SIGRTMIN+1", "RTMIN+1" }, { 37, "SIGRTMIN+3", "RTMIN+3" },
	{ 49, "SIGRTMIN+15", "RTMIN+15" }, { 50, "SIGRTMAX-14", "RTMAX-14" }, { 63, "SIGRTMAX-1", "RTMAX-1" },
	{ 64, "SIGRTMAX", "RTMAX" }, { 0, "signal 0", "0" }, { 65, "signal 65", "65" },
};

START_TEST(names)
{
	char full[32], brief[32];
	struct text full_text = TEXT_IN(full), brief_text = TEXT_IN(brief);

	text_clear(&full_text);
	text_clear(&brief_text);
	signame_add(&full_text, NAMES[_i].signal);
	signame_add_short(&brief_text, NAMES[_i].signal);
	ck_assert_msg(strcmp(full, NAMES[_i].full) == 0, "%d: got %s, want %s", NAMES[_i].signal, full, NAMES[_i].full);
	ck_assert_msg(strcmp(brief, NAMES[_i].brief) == 0, "%d: got %s, want %s", NAMES[_i].signal, brief,
	              NAMES[_i].brief);
}
END_TEST

/* What is written can be read. */
START_TEST(there_and_back)
{
	char name[32];
	struct text text = TEXT_IN(name);

	text_clear(&text);
	signame_add_short(&text, _i);
	ck_assert_msg(signame_parse(name, strlen(name)) == _i, "%d is written %s", _i, name);
	ck_assert_msg(text.length <= 6 || _i > SIGNAL_RTMIN, "%d is written %s: a name without its NUL?", _i, name);
	ck_assert_str_eq(signame_of(_i).text + (strncmp(signame_of(_i).text, "SIG", 3) == 0 ? 3 : 7), name);
	text_clear(&text);
	signame_add(&text, _i);
	ck_assert_msg(_i == 32 || _i == 33 || signame_parse(name, strlen(name)) == _i, "%d is written %s", _i, name);
}
END_TEST

START_TEST(bits)
{
	ck_assert(signal_bit(1) == 1);
	ck_assert(signal_bit(SIGTERM) == 0x4000);
	ck_assert(signal_bit(64) == UINT64_C(1) << 63);
}
END_TEST

UNIT_TESTS(signame)
{
	tcase_add_loop_test(tcase, parse, 0, ROWS_OF(WORDS));
	tcase_add_test(tcase, parse_part_of_a_string);
	tcase_add_loop_test(tcase, names, 0, ROWS_OF(NAMES));
	tcase_add_loop_test(tcase, there_and_back, 1, SIGNAL_MAX + 1);
	tcase_add_test(tcase, bits);
}
