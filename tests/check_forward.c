/* SPDX-License-Identifier: MIT */
/* forward.c: the pipeline for one signal, from options that the command line makes. */
#include <signal.h>

#include "forward.h"
#include "unit.h"

enum { WORDS_MAX = 6 };

static const struct {
	const char *words[WORDS_MAX]; /* the command line */
	struct standing standing;     /* shares_group, leads_session, suspended */
	struct arrival arrival;       /* signal, code */
	struct deed want;
} ROWS[] = {
	{ { "foster", "x" }, { false, false, false }, { SIGUSR1, SI_USER }, { DEED_SEND, SIGUSR1 } },
	{ { "foster", "x" }, { false, false, false }, { 32, SI_USER }, { DEED_SEND, 32 } },
	{ { "foster", "x" }, { false, false, false }, { 64, SI_QUEUE }, { DEED_SEND, 64 } },
	{ { "foster", "x" }, { false, false, false }, { SIGSEGV, SI_USER }, { DEED_SEND, SIGSEGV } },
	{ { "foster", "x" }, { false, false, false }, { SIGCHLD, CLD_EXITED }, { DEED_REAP, SIGCHLD } },
	{ { "foster", "x" }, { false, false, false }, { SIGTERM, SI_USER }, { DEED_STOP, SIGTERM } },
	{ { "foster", "-r", "TERM:QUIT", "x" }, { false, false, false }, { SIGTERM, SI_USER }, { DEED_STOP, SIGQUIT } },
	{ { "foster", "-r", "TERM:0", "x" }, { false, false, false }, { SIGTERM, SI_USER }, { DEED_DROP, 0 } },
	{ { "foster", "-r", "HUP:none", "x" }, { false, false, false }, { SIGHUP, SI_USER }, { DEED_DROP, 0 } },
	{ { "foster", "-r", "USR1:USR2", "x" }, { false, false, false }, { SIGUSR1, SI_USER }, { DEED_SEND, SIGUSR2 } },
	{ { "foster", "--stop-on=INT", "x" }, { false, false, false }, { SIGTERM, SI_USER }, { DEED_SEND, SIGTERM } },
	{ { "foster", "--stop-on=INT", "x" }, { false, false, false }, { SIGINT, SI_USER }, { DEED_STOP, SIGINT } },
	{ { "foster", "--stop-signal=QUIT", "x" }, { false, false, false }, { SIGQUIT, SI_USER }, { DEED_STOP, SIGQUIT } },
	/* whoever sent it: it may have been foster's process before the exec */
	{ { "foster", "x" }, { false, false, false }, { SIGPIPE, SI_USER }, { DEED_SEND, SIGPIPE } },
	/* a pipeline: the terminal has told everybody already */
	{ { "foster", "x" }, { true, false, false }, { SIGINT, SI_KERNEL }, { DEED_NOTHING, SIGINT } },
	{ { "foster", "x" }, { true, false, false }, { SIGTSTP, SI_KERNEL }, { DEED_NOTHING, SIGTSTP } },
	{ { "foster", "x" }, { false, false, false }, { SIGINT, SI_KERNEL }, { DEED_SEND, SIGINT } },
	{ { "foster", "x" }, { true, false, false }, { SIGINT, SI_USER }, { DEED_SEND, SIGINT } },
	{ { "foster", "x" }, { true, false, false }, { SIGHUP, SI_KERNEL }, { DEED_NOTHING, SIGHUP } },
	{ { "foster", "x" }, { true, true, false }, { SIGHUP, SI_KERNEL }, { DEED_SEND, SIGHUP } },
	{ { "foster", "x" }, { true, false, false }, { SIGALRM, SI_KERNEL }, { DEED_SEND, SIGALRM } },
	/* job control */
	{ { "foster", "x" }, { false, false, true }, { SIGCONT, SI_USER }, { DEED_RESUME, SIGCONT } },
	{ { "foster", "x" }, { false, false, false }, { SIGCONT, SI_USER }, { DEED_SEND, SIGCONT } },
	{ { "foster", "x" }, { false, false, false }, { SIGTSTP, SI_USER }, { DEED_SEND, SIGTSTP } },
	/* the others' ways with the stop signals */
	{ { "tini", "x" }, { false, false, false }, { SIGTSTP, SI_USER }, { DEED_SEND, SIGTSTP } },
	{ { "tini", "x" }, { false, false, false }, { SIGTTIN, SI_USER }, { DEED_DROP, SIGTTIN } },
	{ { "catatonit", "x" }, { false, false, false }, { SIGTSTP, SI_USER }, { DEED_DROP, SIGTSTP } },
	{ { "dumb-init", "x" }, { false, false, false }, { SIGTSTP, SI_USER }, { DEED_SUSPEND, SIGSTOP } },
	{ { "dumb-init", "-r", "20:10", "x" }, { false, false, false }, { SIGTSTP, SI_USER }, { DEED_SUSPEND, SIGUSR1 } },
	{ { "dumb-init", "-r", "20:0", "x" }, { false, false, false }, { SIGTSTP, SI_USER }, { DEED_DROP, 0 } },
	{ { "dumb-init", "-c", "x" }, { false, false, false }, { SIGTTOU, SI_USER }, { DEED_SUSPEND, SIGTTOU } },
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
