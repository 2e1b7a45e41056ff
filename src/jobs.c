/* SPDX-License-Identifier: MIT */
/* Job control as decisions. Makes no system call. */
#include "jobs.h"

#include <signal.h>

enum jobs_mode jobs_mode(const struct jobs_view *view)
{
	if (view->session)
		return JOBS_SESSION;
	if (!view->terminal)
		return JOBS_APART;
	if (!view->foreground)
		return JOBS_BACKGROUND;
	/* In a pipeline the others need the foreground as well, and it is one group's: so stay in theirs. */
	return view->stdio || view->group ? JOBS_FOREGROUND : JOBS_SHARED;
}

enum jobs_step jobs_stopped(enum jobs_mode mode, int signal, bool foreground)
{
	if ((signal == SIGTTIN || signal == SIGTTOU) && foreground && mode != JOBS_SHARED)
		return JOBS_HAND_OVER;
	return JOBS_SUSPEND;
}
