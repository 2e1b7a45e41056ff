/* SPDX-License-Identifier: MIT */
/* jobs.c: which group the workload gets, and what its stopping means. */
#include <signal.h>

#include "jobs.h"
#include "unit.h"

static const struct {
	struct jobs_view view; /* session, terminal, foreground, stdio, group */
	enum jobs_mode want;
} VIEWS[] = {
	{ { false, false, false, false, false }, JOBS_APART },
	{ { false, false, false, false, true }, JOBS_APART },
	{ { false, true, false, true, false }, JOBS_BACKGROUND },
	{ { false, true, false, false, true }, JOBS_BACKGROUND },
	{ { false, true, true, true, false }, JOBS_FOREGROUND },
	{ { false, true, true, false, false }, JOBS_SHARED },
	{ { false, true, true, false, true }, JOBS_FOREGROUND },
	{ { true, true, true, true, false }, JOBS_SESSION },
	{ { true, false, false, false, false }, JOBS_SESSION },
};

START_TEST(modes)
{
	enum jobs_mode got = jobs_mode(&VIEWS[_i].view);

	ck_assert_msg(got == VIEWS[_i].want, "row %d: got %d, want %d", _i, (int)got, (int)VIEWS[_i].want);
}
END_TEST

static const struct {
	enum jobs_mode mode;
	int signal;
	bool foreground;
	enum jobs_step want;
} STOPS[] = {
	{ JOBS_FOREGROUND, SIGTSTP, false, JOBS_SUSPEND },
	{ JOBS_FOREGROUND, SIGSTOP, false, JOBS_LEAVE },
	{ JOBS_BACKGROUND, SIGTTIN, false, JOBS_SUSPEND },
	{ JOBS_BACKGROUND, SIGTTIN, true, JOBS_HAND_OVER },
	{ JOBS_BACKGROUND, SIGTTOU, true, JOBS_HAND_OVER },
	{ JOBS_BACKGROUND, SIGSTOP, true, JOBS_LEAVE },
	{ JOBS_SHARED, SIGSTOP, false, JOBS_LEAVE },
	{ JOBS_SHARED, SIGTSTP, true, JOBS_SUSPEND },
	{ JOBS_SHARED, SIGTTIN, true, JOBS_SUSPEND },
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
	{ SIGTSTP, false, JOBS_RESUME },  { SIGTSTP, true, JOBS_RESUME },  { SIGTTIN, false, JOBS_HANG_UP },
	{ SIGTTOU, false, JOBS_HANG_UP }, { SIGTTIN, true, JOBS_LEAVE },   { SIGTTOU, true, JOBS_LEAVE },
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
