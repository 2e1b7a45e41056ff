/* SPDX-License-Identifier: MIT */
/* What is to be done about one signal that arrived. Decides only. */
#include "init/forward.h"

#include <signal.h>

#include "base/compiler.h"

/* SIGTSTP, SIGTTIN and SIGTTOU go their own way under each name, where no --rewrite of the user's says otherwise. */
static struct action decide_suspension(const struct options *options, int signal)
{
	struct action forward = { ACTION_FORWARD, options->rewrite[signal], false };
	struct action drop = { ACTION_DROP, signal, false };
	bool rewritten = options->rewritten[signal];

	switch (options->preset->suspension) {
	case SUSPENSION_STOP:
		forward.kind = ACTION_SUSPEND;
		if (options->session && !rewritten)
			forward.signal = SIGSTOP; /* in a session of its own the group is orphaned: only SIGSTOP stops it */
		return forward;
	case SUSPENSION_FORWARD:
		return rewritten || signal == SIGTSTP ? forward : drop;
	case SUSPENSION_DROP:
		return rewritten ? forward : drop;
	case SUSPENSION_JOBS:
		break;
	}
	return forward;
}

/* Whether the terminal, which sends to the whole foreground process group, has sent it to the workload as well. */
static bool was_sent_by_terminal(const struct context *context, const struct signalfd_siginfo *siginfo)
{
	int signal = (int)siginfo->ssi_signo;

	if (!context->shares_group || siginfo->ssi_code != SI_KERNEL)
		return false;
	/* Hanging up signals the session's leader, and its group only where another process leads. */
	if (signal == SIGHUP || signal == SIGCONT)
		return !context->leads_session;
	return signal == SIGINT || signal == SIGQUIT || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU ||
	       signal == SIGWINCH;
}

struct action forward_decide(const struct options *options, const struct context *context,
                             const struct signalfd_siginfo *siginfo)
{
	int signal = (int)siginfo->ssi_signo;
	struct action action = { ACTION_FORWARD, options->rewrite[signal], was_sent_by_terminal(context, siginfo) };

	if (signal == SIGCHLD)
		action.kind = ACTION_REAP;
	else if (action.signal == 0)
		action.kind = ACTION_DROP;
	else if (options->stop_on & signal_bit(signal))
		action.kind = ACTION_STOP;
	else if (action.already_delivered)
		action.kind = ACTION_NOTHING;
	else if (signal == SIGCONT && context->suspended)
		action.kind = ACTION_RESUME;
	else if (signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU)
		return decide_suspension(options, signal);
	return action;
}
