/* SPDX-License-Identifier: MIT */
/* fate.c: each posture of a process against each kind of signal. */
#include <signal.h>

#include "base/signame.h"
#include "proc/fate.h"
#include "unit.h"

#define TERM_BIT (UINT64_C(1) << (SIGTERM - 1))
#define CONT_BIT (UINT64_C(1) << (SIGCONT - 1))

#define OPEN { .unblocked_elsewhere = true }
#define READ { .has_reader = true }
#define DEAF .blocked = TERM_BIT
#define OPEN_READ { .unblocked_elsewhere = true, .has_reader = true }

static const struct {
	const char *name;
	struct procstatus status;
	struct fate_evidence evidence;
	int signal;
	enum fate want;
	bool needs_evidence;
} ROWS[] = {
	{ "numbers_only", { .state = 'S' }, { 0 }, SIGTERM, FATE_ENDS, true },
	{ "numbers_only, running", { .state = 'R' }, { 0 }, SIGHUP, FATE_ENDS, true },
	{ "numbers_only, in the kernel", { .state = 'D' }, { 0 }, SIGTERM, FATE_ENDS, true },
	{ "numbers_only, real-time", { .state = 'S' }, { 0 }, 37, FATE_ENDS, true },
	{ "numbers_only, SIGKILL", { .state = 'S' }, { 0 }, SIGKILL, FATE_ENDS, false },
	{ "numbers_only, SIGWINCH", { .state = 'S' }, { 0 }, SIGWINCH, FATE_IGNORED, true },
	{ "numbers_only, SIGCHLD", { .state = 'S' }, { 0 }, SIGCHLD, FATE_IGNORED, true },
	{ "numbers_only, SIGURG", { .state = 'S' }, { 0 }, SIGURG, FATE_IGNORED, true },
	{ "numbers_only, SIGCONT", { .state = 'S' }, { 0 }, SIGCONT, FATE_IGNORED, true },
	{ "numbers_only, SIGSTOP", { .state = 'S' }, { 0 }, SIGSTOP, FATE_STOPPED, false },
	{ "numbers_only, SIGTSTP", { .state = 'S' }, { 0 }, SIGTSTP, FATE_STOPPED, true },
	{ "catches", { .state = 'S', .caught = TERM_BIT }, { 0 }, SIGTERM, FATE_CAUGHT, false },
	{ "catches another", { .state = 'S', .caught = TERM_BIT }, { 0 }, SIGINT, FATE_ENDS, true },
	{ "ignores", { .state = 'S', .ignored = TERM_BIT }, { 0 }, SIGTERM, FATE_IGNORED, true },
	{ "ignores, SIGKILL", { .state = 'S', .ignored = TERM_BIT }, { 0 }, SIGKILL, FATE_ENDS, false },
	{ "blocks", { .state = 'S', DEAF }, { 0 }, SIGTERM, FATE_BLOCKED, true },
	{ "blocks and catches", { .state = 'S', DEAF, .caught = TERM_BIT }, { 0 }, SIGTERM, FATE_BLOCKED, true },
	{ "blocks and ignores", { .state = 'S', DEAF, .ignored = TERM_BIT }, { 0 }, SIGTERM, FATE_BLOCKED, true },
	{ "blocks another", { .state = 'S', .blocked = ~TERM_BIT }, { 0 }, SIGTERM, FATE_ENDS, true },
	{ "blocks and reads", { .state = 'S', DEAF }, READ, SIGTERM, FATE_READ, true },
	{ "ignores, blocks and reads", { .state = 'S', DEAF, .ignored = TERM_BIT }, READ, SIGTERM, FATE_READ, true },
	{ "in sigwait, where it looks unblocked", { .state = 'S' }, READ, SIGTERM, FATE_READ, true },
	{ "another thread in sigwait", { .state = 'S', DEAF }, OPEN_READ, SIGTERM, FATE_READ, true },
	{ "another thread open", { .state = 'S', DEAF }, OPEN, SIGTERM, FATE_ENDS, true },
	{ "another thread open, caught", { .state = 'S', DEAF, .caught = TERM_BIT }, OPEN, SIGTERM, FATE_CAUGHT, true },
	{ "another thread open, ignored", { .state = 'S', DEAF, .ignored = TERM_BIT }, OPEN, SIGTERM, FATE_IGNORED, true },
	{ "zombie", { .state = 'Z', .threads = 1 }, { 0 }, SIGTERM, FATE_ZOMBIE, false },
	{ "zombie, SIGKILL", { .state = 'Z' }, { 0 }, SIGKILL, FATE_ZOMBIE, false },
	{ "dead", { .state = 'X' }, { 0 }, SIGTERM, FATE_ZOMBIE, false },
	{ "main thread gone, others deaf", { .state = 'Z', .threads = 3 }, { 0 }, SIGTERM, FATE_BLOCKED, true },
	{ "main thread gone, another open", { .state = 'Z', .threads = 3 }, OPEN, SIGTERM, FATE_ENDS, true },
	{ "main thread gone, one catches", { .state = 'Z', .threads = 3, .caught = TERM_BIT }, OPEN, SIGTERM, FATE_CAUGHT,
		true },
	{ "main thread gone, SIGKILL", { .state = 'Z', .threads = 3 }, { 0 }, SIGKILL, FATE_ENDS, false },
	{ "stopped", { .state = 'T' }, { 0 }, SIGTERM, FATE_STOPPED, true },
	{ "traced", { .state = 't' }, { 0 }, SIGTERM, FATE_STOPPED, true },
	{ "stopped, SIGKILL", { .state = 'T' }, { 0 }, SIGKILL, FATE_ENDS, false },
	{ "stopped, catches", { .state = 'T', .caught = TERM_BIT }, { 0 }, SIGTERM, FATE_STOPPED, false },
	{ "stopped, reads", { .state = 'T', DEAF }, READ, SIGTERM, FATE_STOPPED, true },
	{ "stopped, ignores", { .state = 'T', .ignored = TERM_BIT }, { 0 }, SIGTERM, FATE_IGNORED, true },
	{ "stopped, blocks", { .state = 'T', DEAF }, { 0 }, SIGTERM, FATE_BLOCKED, true },
	{ "stopped, catches SIGCONT", { .state = 'T', .caught = CONT_BIT }, { 0 }, SIGCONT, FATE_CAUGHT, false },
	{ "stopped, SIGCONT", { .state = 'T' }, { 0 }, SIGCONT, FATE_IGNORED, true },
	{ "PID 1", { .state = 'S', .init = true }, { 0 }, SIGTERM, FATE_SHIELDED, true },
	{ "PID 1, SIGKILL", { .state = 'S', .init = true }, { 0 }, SIGKILL, FATE_SHIELDED, false },
	{ "PID 1, SIGSTOP", { .state = 'S', .init = true }, { 0 }, SIGSTOP, FATE_SHIELDED, false },
	{ "PID 1, SIGTSTP", { .state = 'S', .init = true }, { 0 }, SIGTSTP, FATE_SHIELDED, true },
	{ "PID 1 that catches", { .state = 'S', .init = true, .caught = TERM_BIT }, { 0 }, SIGTERM, FATE_CAUGHT, false },
	{ "PID 1 that ignores", { .state = 'S', .init = true, .ignored = TERM_BIT }, { 0 }, SIGTERM, FATE_IGNORED, true },
	{ "PID 1 that reads", { .state = 'S', .init = true, DEAF }, READ, SIGTERM, FATE_READ, true },
	{ "PID 1 in sigwait", { .state = 'S', .init = true }, READ, SIGTERM, FATE_READ, true },
	{ "a lower PID 1", { .state = 'S', .init = true, .level = 1 }, { 0 }, SIGTERM, FATE_SHIELDED, true },
	{ "a lower PID 1, SIGKILL", { .state = 'S', .init = true, .level = 1 }, { 0 }, SIGKILL, FATE_ENDS, false },
	{ "a lower PID 1, SIGSTOP", { .state = 'S', .init = true, .level = 1 }, { 0 }, SIGSTOP, FATE_STOPPED, false },
	{ "in a lower namespace", { .state = 'S', .level = 1 }, { 0 }, SIGTERM, FATE_ENDS, true },
};

enum { ROW_COUNT = sizeof(ROWS) / sizeof(ROWS[0]) };

START_TEST(fates)
{
	enum fate got = fate_of(&ROWS[_i].status, &ROWS[_i].evidence, ROWS[_i].signal);

	ck_assert_msg(got == ROWS[_i].want, "%s: got %s, want %s", ROWS[_i].name, fate_word(got), fate_word(ROWS[_i].want));
	ck_assert_msg(fate_needs_evidence(&ROWS[_i].status, ROWS[_i].signal) == ROWS[_i].needs_evidence,
	              "%s: needs_evidence is wrong",
	              ROWS[_i].name);
}
END_TEST

/* What is said not to need evidence must not depend on it. */
START_TEST(needless_evidence)
{
	for (int bits = 0; bits < 4; bits++) {
		struct fate_evidence evidence = { .unblocked_elsewhere = bits & 1, .has_reader = bits & 2 };

		if (ROWS[_i].needs_evidence || ROWS[_i].status.state == 'T')
			continue;
		if (ROWS[_i].status.caught && evidence.has_reader)
			continue; /* a signalfd for what is caught and open reads nothing; procfs_signal_taker never says so */
		ck_assert_msg(fate_of(&ROWS[_i].status, &evidence, ROWS[_i].signal) == ROWS[_i].want, "%s depends on evidence",
		              ROWS[_i].name);
	}
}
END_TEST

static const struct {
	enum fate fate;
	const char *word;
	bool outlives;
} WORDS[] = {
	{ FATE_ENDS, "ends", false },       { FATE_CAUGHT, "caught", false },  { FATE_READ, "read", false },
	{ FATE_IGNORED, "ignored", true },  { FATE_BLOCKED, "blocked", true }, { FATE_ZOMBIE, "zombie", false },
	{ FATE_STOPPED, "stopped", true },  { FATE_SHIELDED, "shielded", true },
};

START_TEST(words)
{
	ck_assert_int_eq(sizeof(WORDS) / sizeof(WORDS[0]), FATE_COUNT);
	ck_assert_str_eq(fate_word(WORDS[_i].fate), WORDS[_i].word);
	ck_assert_msg(fate_outlives(WORDS[_i].fate) == WORDS[_i].outlives, "%s", WORDS[_i].word);
}
END_TEST

/* A handler is trusted, but for that of a PID 1. */
START_TEST(handlers)
{
	struct procstatus status = { .state = 'S', .caught = TERM_BIT }, init = { .state = 'S', .caught = TERM_BIT, .init = true };

	for (int fate = 0; fate < FATE_COUNT; fate++) {
		ck_assert_msg(!fate_depends(&status, (enum fate)fate), "%s", fate_word((enum fate)fate));
		ck_assert_msg(fate_depends(&init, (enum fate)fate) == (fate == FATE_CAUGHT), "%s", fate_word((enum fate)fate));
	}
}
END_TEST

/* signal(7)'s default actions: all end a process, but for these. */
START_TEST(default_actions)
{
	static const int STOPPING[] = { SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU }, IGNORED[] = { SIGCHLD, SIGCONT, SIGURG, SIGWINCH };
	struct procstatus status = { .state = 'S' };
	struct fate_evidence none = { 0 };
	enum fate want = FATE_ENDS;

	for (int i = 0; i < 4; i++) {
		if (STOPPING[i] == _i)
			want = FATE_STOPPED;
		if (IGNORED[i] == _i)
			want = FATE_IGNORED;
	}
	ck_assert_msg(fate_of(&status, &none, _i) == want, "signal %d: want %s", _i, fate_word(want));
}
END_TEST

UNIT_TESTS(fate)
{
	tcase_add_test(tcase, handlers);
	tcase_add_loop_test(tcase, default_actions, 1, SIGNAL_MAX + 1);
	tcase_add_loop_test(tcase, fates, 0, ROW_COUNT);
	tcase_add_loop_test(tcase, needless_evidence, 0, ROW_COUNT);
	tcase_add_loop_test(tcase, words, 0, FATE_COUNT);
}
