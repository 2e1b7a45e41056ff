/* SPDX-License-Identifier: MIT */
/* What foster becomes before it sleeps. Only without a descriptor for signals it can't go on. */
#include "init/prepare.h"

#include "base/kernel.h"
#include "base/log.h"
#include "base/signals.h"

/* Whether whoever executed foster has made it a subreaper: that stays. */
static bool is_subreaper(void)
{
	int is = 0;

	return kernel_prctl(PR_GET_CHILD_SUBREAPER, (unsigned long)&is, 0) == 0 && is;
}

/* A pause is not warned about: what it reaps is no one's status. */
static void become_subreaper(const struct options *options)
{
	if (!options->subreaper && options->preset->warns_without_reaper && options->mode == MODE_RUN && !is_subreaper())
		log_event(EVENT_WARNING, NULL, "foster is neither PID 1 nor a subreaper (-s), so orphans go elsewhere");
	if (options->subreaper && kernel_prctl(PR_SET_CHILD_SUBREAPER, 1, 0) < 0 && options->mode == MODE_RUN)
		log_event(EVENT_WARNING, NULL, "cannot become a subreaper: %m; orphans go elsewhere");
}

/* The kernel signals only the end of a parent that lives as it is asked to (prctl(2), PR_SET_PDEATHSIG). */
static void set_parent_death_signal(int signal, int parent, int self)
{
	kernel_prctl(PR_SET_PDEATHSIG, (unsigned long)signal, 0);
	if (kernel_getppid() != parent)
		kernel_kill(self, signal);
}

int prepare(const struct options *options, const struct inherited *inherited, int self)
{
	int fd = signals_open_fd();

	if (fd < 0) {
		log_error("cannot read signals: %m");
		return -1;
	}
	if (self != 1)
		become_subreaper(options);
	if (options->parent_death_signal)
		set_parent_death_signal(options->parent_death_signal, inherited->parent, self);
	return fd;
}
