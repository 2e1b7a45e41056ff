/* SPDX-License-Identifier: MIT */
/* What is to be done about one signal that arrived. Decides only. */
#include "forward.h"

#include <signal.h>

#include "compiler.h"

/* SIGTSTP, SIGTTIN and SIGTTOU go their own way under each name, where no --rewrite of the user's says otherwise. */
static struct deed decide_suspension(const struct options *options, int signal)
{
	struct deed send = { DEED_SEND, options->rewrite[signal] };
	struct deed drop = { DEED_DROP, signal };

	switch (options->preset->suspension) {
	case SUSPENSION_STOP:
		send.kind = DEED_SUSPEND;
		if (options->session && !options->rewritten[signal])
			send.signal = SIGSTOP; /* in a session of its own the group is orphaned: only SIGSTOP stops it */
		return send;
	case SUSPENSION_FORWARD:
		return options->rewritten[signal] || signal == SIGTSTP ? send : drop;
	case SUSPENSION_DROP:
		return options->rewritten[signal] ? send : drop;
	case SUSPENSION_JOBS:
		break;
	}
	return send;
}

bool forward_has_arrived(const struct standing *standing, const struct arrival *arrival)
{
	int signal = arrival->signal;

	if (!standing->shares_group || arrival->code != SI_KERNEL)
		return false;
	/* Hanging up tells the session's leader, and its group only where somebody else leads. */
	if (signal == SIGHUP || signal == SIGCONT)
		return !standing->leads_session;
	return signal == SIGINT || signal == SIGQUIT || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU ||
	       signal == SIGWINCH;
}

struct deed forward_decide(const struct options *options, const struct standing *standing,
                               const struct arrival *arrival)
{
	int signal = arrival->signal;
	struct deed deed = { DEED_SEND, options->rewrite[signal] };

	if (signal == SIGCHLD)
		deed.kind = DEED_REAP;
	else if (deed.signal == 0)
		deed.kind = DEED_DROP;
	else if (options->stop_on & signal_bit(signal))
		deed.kind = DEED_STOP;
	else if (forward_has_arrived(standing, arrival))
		deed.kind = DEED_NOTHING;
	else if (signal == SIGCONT && standing->suspended)
		deed.kind = DEED_RESUME;
	else if (signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU)
		return decide_suspension(options, signal);
	return deed;
}
