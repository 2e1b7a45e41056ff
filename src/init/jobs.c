/* SPDX-License-Identifier: MIT */
/* Job control as decisions. Makes no system call. */
#include "init/jobs.h"

#include <signal.h>

enum jobs_mode jobs_mode(const struct jobs_view *view)
{
	if (view->session)
		return JOBS_SESSION;
	if (view->joins)
		return JOBS_SHARED;
	if (!view->terminal)
		return JOBS_APART;
	if (!view->foreground)
		return JOBS_BACKGROUND;
	/*
	 * What the terminal sends reaches the group in its foreground alone. In a pipeline the others need it as well,
	 * and so does foster where it is a request: so stay in one.
	 */
	if (!view->group && (!view->stdio || view->requests))
		return JOBS_SHARED;
	return JOBS_FOREGROUND;
}

static bool wants_terminal(int signal)
{
	return signal == SIGTTIN || signal == SIGTTOU;
}

enum jobs_step jobs_stopped(enum jobs_mode mode, int signal, bool foreground)
{
	if (signal == SIGSTOP)
		return JOBS_LEAVE;
	if (wants_terminal(signal) && foreground && mode != JOBS_SHARED)
		return JOBS_HAND_OVER;
	return JOBS_SUSPEND;
}

enum jobs_step jobs_stopped_orphaned(int signal, bool hung_up)
{
	if (!wants_terminal(signal))
		return JOBS_RESUME;
	return hung_up ? JOBS_LEAVE : JOBS_HANG_UP;
}
