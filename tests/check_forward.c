/* SPDX-License-Identifier: MIT */
/* forward.c: the pipeline for one signal, from options that the command line makes. */
#include <signal.h>

#include "forward.h"
#include "unit.h"

enum { SELF = 50, OTHER = 60, WORDS_MAX = 6 };

static const struct {
	const char *words[WORDS_MAX]; /* the command line */
	struct standing standing;     /* self, shares_group, leads_session, suspended */
	struct arrival arrival;       /* signal, code, sender */
	struct deed want;
} ROWS[] = {
	{ { "foster", "x" }, { SELF, false, false, false }, { SIGUSR1, SI_USER, OTHER }, { DEED_SEND, SIGUSR1 } },
	{ { "foster", "x" }, { SELF, false, false, false }, { 32, SI_USER, OTHER }, { DEED_SEND, 32 } },
	{ { "foster", "x" }, { SELF, false, false, false }, { 64, SI_QUEUE, OTHER }, { DEED_SEND, 64 } },
	{ { "foster", "x" }, { SELF, false, false, false }, { SIGSEGV, SI_USER, OTHER }, { DEED_SEND, SIGSEGV } },
	{ { "foster", "x" }, { SELF, false, false, false }, { SIGCHLD, CLD_EXITED, OTHER }, { DEED_REAP, SIGCHLD } },
	{ { "foster", "x" }, { SELF, false, false, false }, { SIGTERM, SI_USER, 0 }, { DEED_STOP, SIGTERM } },
	{ { "foster", "-r", "TERM:QUIT", "x" }, { SELF, false, false, false }, { SIGTERM, SI_USER, 0 }, { DEED_STOP, SIGQUIT } },
	{ { "foster", "-r", "TERM:0", "x" }, { SELF, false, false, false }, { SIGTERM, SI_USER, 0 }, { DEED_DROP, 0 } },
	{ { "foster", "-r", "HUP:none", "x" }, { SELF, false, false, false }, { SIGHUP, SI_USER, 0 }, { DEED_DROP, 0 } },
	{ { "foster", "-r", "USR1:USR2", "x" }, { SELF, false, false, false }, { SIGUSR1, SI_USER, OTHER }, { DEED_SEND, SIGUSR2 } },
	{ { "foster", "--stop-on=INT", "x" }, { SELF, false, false, false }, { SIGTERM, SI_USER, OTHER }, { DEED_SEND, SIGTERM } },
	{ { "foster", "--stop-on=INT", "x" }, { SELF, false, false, false }, { SIGINT, SI_USER, OTHER }, { DEED_STOP, SIGINT } },
	{ { "foster", "--stop-signal=QUIT", "x" }, { SELF, false, false, false }, { SIGQUIT, SI_USER, OTHER }, { DEED_STOP, SIGQUIT } },
	/* foster's own doing */
	{ { "foster", "x" }, { SELF, false, false, false }, { SIGPIPE, SI_USER, SELF }, { DEED_NOTHING, SIGPIPE } },
	{ { "foster", "x" }, { SELF, false, false, false }, { SIGPIPE, SI_USER, OTHER }, { DEED_SEND, SIGPIPE } },
	/* a pipeline: the terminal has told everybody already */
	{ { "foster", "x" }, { SELF, true, false, false }, { SIGINT, SI_KERNEL, 0 }, { DEED_NOTHING, SIGINT } },
	{ { "foster", "x" }, { SELF, true, false, false }, { SIGTSTP, SI_KERNEL, 0 }, { DEED_NOTHING, SIGTSTP } },
	{ { "foster", "x" }, { SELF, false, false, false }, { SIGINT, SI_KERNEL, 0 }, { DEED_SEND, SIGINT } },
	{ { "foster", "x" }, { SELF, true, false, false }, { SIGINT, SI_USER, OTHER }, { DEED_SEND, SIGINT } },
	{ { "foster", "x" }, { SELF, true, false, false }, { SIGHUP, SI_KERNEL, 0 }, { DEED_NOTHING, SIGHUP } },
	{ { "foster", "x" }, { SELF, true, true, false }, { SIGHUP, SI_KERNEL, 0 }, { DEED_SEND, SIGHUP } },
	{ { "foster", "x" }, { SELF, true, false, false }, { SIGALRM, SI_KERNEL, 0 }, { DEED_SEND, SIGALRM } },
	{ { "foster", "x" }, { SELF, false, false, false }, { SIGUSR1, SI_QUEUE, SELF }, { DEED_SEND, SIGUSR1 } },
	/* job control */
	{ { "foster", "x" }, { SELF, false, false, true }, { SIGCONT, SI_USER, OTHER }, { DEED_RESUME, SIGCONT } },
	{ { "foster", "x" }, { SELF, false, false, false }, { SIGCONT, SI_USER, OTHER }, { DEED_SEND, SIGCONT } },
	{ { "foster", "x" }, { SELF, false, false, false }, { SIGTSTP, SI_USER, OTHER }, { DEED_SEND, SIGTSTP } },
	/* the others' ways with the stop signals */
	{ { "tini", "x" }, { SELF, false, false, false }, { SIGTSTP, SI_USER, OTHER }, { DEED_SEND, SIGTSTP } },
	{ { "tini", "x" }, { SELF, false, false, false }, { SIGTTIN, SI_USER, OTHER }, { DEED_DROP, SIGTTIN } },
	{ { "catatonit", "x" }, { SELF, false, false, false }, { SIGTSTP, SI_USER, OTHER }, { DEED_DROP, SIGTSTP } },
	{ { "dumb-init", "x" }, { SELF, false, false, false }, { SIGTSTP, SI_USER, OTHER }, { DEED_SUSPEND, SIGSTOP } },
	{ { "dumb-init", "-r", "20:10", "x" }, { SELF, false, false, false }, { SIGTSTP, SI_USER, OTHER }, { DEED_SUSPEND, SIGUSR1 } },
	{ { "dumb-init", "-r", "20:0", "x" }, { SELF, false, false, false }, { SIGTSTP, SI_USER, OTHER }, { DEED_DROP, 0 } },
	{ { "dumb-init", "-c", "x" }, { SELF, false, false, false }, { SIGTTOU, SI_USER, OTHER }, { DEED_SUSPEND, SIGTTOU } },
};

START_TEST(rows)
{
	char *argv[WORDS_MAX + 1] = { NULL };
	char *variables[] = { NULL };
	char words[256] = "";
	struct text complaint = TEXT_IN(words);
	struct options options;
	struct deed got;

	for (int i = 0; i < WORDS_MAX; i++)
		argv[i] = (char *)(uintptr_t)ROWS[_i].words[i];
	ck_assert_msg(options_parse(&options, argv, variables, &complaint) == VERDICT_RUN, "row %d: %s", _i, words);
	got = forward_decide(&options, &ROWS[_i].standing, &ROWS[_i].arrival);
	ck_assert_msg(got.kind == ROWS[_i].want.kind && got.signal == ROWS[_i].want.signal,
	              "row %d (%s, signal %d): got deed %d with %d, want %d with %d", _i, argv[0],
	              ROWS[_i].arrival.signal, (int)got.kind, got.signal, (int)ROWS[_i].want.kind, ROWS[_i].want.signal);
}
END_TEST

static void fill(TCase *tcase)
{
	tcase_add_loop_test(tcase, rows, 0, ROWS_OF(ROWS));
}

int main(void)
{
	return unit_run("forward", fill);
}
