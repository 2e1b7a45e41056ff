/* SPDX-License-Identifier: MIT */
/* jobs.c: which group the workload gets, and what its stopping means. */
#include <signal.h>
#include <string.h>

#include "init/jobs.h"
#include "unit.h"

enum { BEHIND = false, IN_FRONT = true, FIRST = false, HUNG_UP = true };

static const struct {
	const char *seen; /* what foster sees as it starts: members of struct jobs_view */
	enum jobs_mode want;
} VIEWS[] = {
	{ "", JOBS_APART },
	{ "group", JOBS_APART },
	{ "terminal stdio", JOBS_BACKGROUND },
	{ "terminal group", JOBS_BACKGROUND },
	{ "terminal foreground stdio", JOBS_FOREGROUND },
	{ "terminal foreground", JOBS_SHARED },
	{ "terminal foreground group", JOBS_FOREGROUND },
	{ "terminal foreground stdio session", JOBS_SESSION },
	{ "session", JOBS_SESSION },
	{ "joins", JOBS_SHARED },
	{ "joins terminal foreground stdio", JOBS_SHARED },
	{ "joins terminal", JOBS_SHARED },
	{ "joins session", JOBS_SESSION },
};

static bool sees(const char *seen, const char *word)
{
	return strstr(seen, word) != NULL;
}

START_TEST(modes)
{
	const char *seen = VIEWS[_i].seen;
	struct jobs_view view = {
		.session = sees(seen, "session"), .terminal = sees(seen, "terminal"), .foreground = sees(seen, "foreground"),
		.stdio = sees(seen, "stdio"), .group = sees(seen, "group"),
		.joins = sees(seen, "joins"),
	};
	enum jobs_mode got = jobs_mode(&view);

	ck_assert_msg(got == VIEWS[_i].want, "'%s': got %d, want %d", seen, (int)got, (int)VIEWS[_i].want);
}
END_TEST

static const struct {
	enum jobs_mode mode;
	int signal;
	bool foreground; /* foster's group has the terminal */
	enum jobs_step want;
} STOPS[] = {
	{ JOBS_FOREGROUND, SIGTSTP, BEHIND, JOBS_SUSPEND },
	{ JOBS_FOREGROUND, SIGSTOP, BEHIND, JOBS_LEAVE },
	{ JOBS_BACKGROUND, SIGTTIN, BEHIND, JOBS_SUSPEND },
	{ JOBS_BACKGROUND, SIGTTIN, IN_FRONT, JOBS_HAND_OVER },
	{ JOBS_BACKGROUND, SIGTTOU, IN_FRONT, JOBS_HAND_OVER },
	{ JOBS_BACKGROUND, SIGSTOP, IN_FRONT, JOBS_LEAVE },
	{ JOBS_SHARED, SIGSTOP, BEHIND, JOBS_LEAVE },
	{ JOBS_SHARED, SIGTSTP, IN_FRONT, JOBS_SUSPEND },
	{ JOBS_SHARED, SIGTTIN, IN_FRONT, JOBS_SUSPEND },
};

START_TEST(stops)
{
	enum jobs_step got = jobs_stopped(STOPS[_i].mode, STOPS[_i].signal, STOPS[_i].foreground);

	ck_assert_msg(got == STOPS[_i].want, "row %d: got %d, want %d", _i, (int)got, (int)STOPS[_i].want);
}
END_TEST

static const struct {
	int signal;
	bool hung_up;
	enum jobs_step want;
} ORPHANS[] = {
	{ SIGTSTP, FIRST, JOBS_RESUME },  { SIGTSTP, HUNG_UP, JOBS_RESUME },  { SIGTTIN, FIRST, JOBS_HANG_UP },
	{ SIGTTOU, FIRST, JOBS_HANG_UP }, { SIGTTIN, HUNG_UP, JOBS_LEAVE },   { SIGTTOU, HUNG_UP, JOBS_LEAVE },
};

START_TEST(orphaned_stops)
{
	enum jobs_step got = jobs_stopped_orphaned(ORPHANS[_i].signal, ORPHANS[_i].hung_up);

	ck_assert_msg(got == ORPHANS[_i].want, "row %d: got %d, want %d", _i, (int)got, (int)ORPHANS[_i].want);
}
END_TEST

UNIT_TESTS(jobs)
{
	tcase_add_loop_test(tcase, orphaned_stops, 0, ROWS_OF(ORPHANS));
	tcase_add_loop_test(tcase, modes, 0, ROWS_OF(VIEWS));
	tcase_add_loop_test(tcase, stops, 0, ROWS_OF(STOPS));
}
