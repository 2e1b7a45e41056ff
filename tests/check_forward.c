/* SPDX-License-Identifier: MIT */
/* forward.c: the pipeline for one signal, from options that the command line makes. */
#include <signal.h>

#include "init/forward.h"
#include "parse.h"

/* Where foster may find itself. */
static const struct context ALONE = { false, false, false };
static const struct context PIPELINE = { .shares_group = true };
static const struct context LEADER = { .shares_group = true, .leads_session = true };
static const struct context SUSPENDED = { .suspended = true };

enum { USER = SI_USER, QUEUED = SI_QUEUE, TERMINAL = SI_KERNEL, CHILD_ENDED = CLD_EXITED };

static const struct {
	const char *command;  /* a blank between two words */
	const struct context *context;
	int signal, code;     /* what arrives */
	enum action_kind kind;
	int want;             /* the action's signal */
} ROWS[] = {
	{ "foster x", &ALONE, SIGUSR1, USER, ACTION_FORWARD, SIGUSR1 },
	{ "foster x", &ALONE, 32, USER, ACTION_FORWARD, 32 },
	{ "foster x", &ALONE, 64, QUEUED, ACTION_FORWARD, 64 },
	{ "foster x", &ALONE, SIGSEGV, USER, ACTION_FORWARD, SIGSEGV },
	{ "foster x", &ALONE, SIGCHLD, CHILD_ENDED, ACTION_REAP, SIGCHLD },
	{ "foster x", &ALONE, SIGTERM, USER, ACTION_STOP, SIGTERM },
	{ "foster -r TERM:QUIT x", &ALONE, SIGTERM, USER, ACTION_STOP, SIGQUIT },
	{ "foster -r TERM:0 x", &ALONE, SIGTERM, USER, ACTION_DROP, 0 },
	{ "foster -r HUP:none x", &ALONE, SIGHUP, USER, ACTION_DROP, 0 },
	{ "foster -r USR1:USR2 x", &ALONE, SIGUSR1, USER, ACTION_FORWARD, SIGUSR2 },
	{ "foster --stop-on=INT x", &ALONE, SIGTERM, USER, ACTION_FORWARD, SIGTERM },
	{ "foster --stop-on=INT x", &ALONE, SIGINT, USER, ACTION_STOP, SIGINT },
	{ "foster --stop-signal=QUIT x", &ALONE, SIGQUIT, USER, ACTION_STOP, SIGQUIT },
	/* whoever sent it: it may have been foster's process before the exec */
	{ "foster x", &ALONE, SIGPIPE, USER, ACTION_FORWARD, SIGPIPE },
	/* a pipeline: the terminal has sent it to each process of the group */
	{ "foster x", &PIPELINE, SIGINT, TERMINAL, ACTION_NOTHING, SIGINT },
	{ "foster x", &PIPELINE, SIGTSTP, TERMINAL, ACTION_NOTHING, SIGTSTP },
	{ "foster x", &ALONE, SIGINT, TERMINAL, ACTION_FORWARD, SIGINT },
	{ "foster x", &PIPELINE, SIGINT, USER, ACTION_FORWARD, SIGINT },
	{ "foster x", &PIPELINE, SIGHUP, TERMINAL, ACTION_NOTHING, SIGHUP },
	{ "foster x", &LEADER, SIGHUP, TERMINAL, ACTION_FORWARD, SIGHUP },
	{ "foster x", &PIPELINE, SIGALRM, TERMINAL, ACTION_FORWARD, SIGALRM },
	{ "foster --stop-on=INT x", &PIPELINE, SIGINT, TERMINAL, ACTION_STOP, SIGINT },
	/* job control */
	{ "foster x", &SUSPENDED, SIGCONT, USER, ACTION_RESUME, SIGCONT },
	{ "foster x", &ALONE, SIGCONT, USER, ACTION_FORWARD, SIGCONT },
	{ "foster x", &ALONE, SIGTSTP, USER, ACTION_FORWARD, SIGTSTP },
	/* the others' ways with the stop signals */
	{ "tini x", &ALONE, SIGTSTP, USER, ACTION_FORWARD, SIGTSTP },
	{ "tini x", &ALONE, SIGTTIN, USER, ACTION_DROP, SIGTTIN },
	{ "catatonit x", &ALONE, SIGTSTP, USER, ACTION_DROP, SIGTSTP },
	{ "dumb-init x", &ALONE, SIGTSTP, USER, ACTION_SUSPEND, SIGSTOP },
	{ "dumb-init -r 20:10 x", &ALONE, SIGTSTP, USER, ACTION_SUSPEND, SIGUSR1 },
	{ "dumb-init -r 20:0 x", &ALONE, SIGTSTP, USER, ACTION_DROP, 0 },
	{ "dumb-init -c x", &ALONE, SIGTTOU, USER, ACTION_SUSPEND, SIGTTOU },
};

START_TEST(rows)
{
	struct signalfd_siginfo siginfo = { .ssi_signo = (uint32_t)ROWS[_i].signal, .ssi_code = ROWS[_i].code };
	struct options options;
	struct action got;

	ck_assert_msg(parse_command(&options, ROWS[_i].command) == MODE_RUN, "row %d: %s", _i, ROWS[_i].command);
	got = forward_decide(&options, ROWS[_i].context, &siginfo);
	ck_assert_msg(got.kind == ROWS[_i].kind && got.signal == ROWS[_i].want,
	              "row %d (%s, signal %d): got action %d with %d, want %d with %d", _i, ROWS[_i].command,
	              ROWS[_i].signal, (int)got.kind, got.signal, (int)ROWS[_i].kind, ROWS[_i].want);
}
END_TEST

static const struct {
	const struct context *context;
	int signal, code;
	bool want;
} DELIVERED[] = {
	{ &ALONE, SIGINT, TERMINAL, false },   { &PIPELINE, SIGINT, USER, false },     { &PIPELINE, SIGINT, TERMINAL, true },
	{ &LEADER, SIGHUP, TERMINAL, false },  { &PIPELINE, SIGCONT, TERMINAL, true }, { &PIPELINE, SIGTERM, TERMINAL, false },
	{ &LEADER, SIGQUIT, TERMINAL, true },
};

START_TEST(already_delivered)
{
	struct signalfd_siginfo siginfo = { .ssi_signo = (uint32_t)DELIVERED[_i].signal, .ssi_code = DELIVERED[_i].code };
	struct options options;

	ck_assert(parse_command(&options, "foster --stop-on=INT,HUP,QUIT,TERM,CONT x") == MODE_RUN);
	ck_assert_int_eq(forward_decide(&options, DELIVERED[_i].context, &siginfo).already_delivered, DELIVERED[_i].want);
}
END_TEST

UNIT_TESTS(forward)
{
	tcase_add_loop_test(tcase, rows, 0, ROWS_OF(ROWS));
	tcase_add_loop_test(tcase, already_delivered, 0, ROWS_OF(DELIVERED));
}
