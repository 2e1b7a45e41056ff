/* SPDX-License-Identifier: MIT */
/* What a signal would do to a process, by the rules of the kernel's signal code (signal(7), pid_namespaces(7)). */
#include "proc/fate.h"

#include <signal.h>

#include "base/signame.h"

/* No process can block, ignore or catch these. */
static bool is_forced(int signal)
{
	return signal == SIGKILL || signal == SIGSTOP;
}

/*
 * Whether the main thread is out of the question: it blocks SIGNAL, or it has ended and only other threads live (state
 * Z, and yet more than one thread).
 */
static bool is_main_deaf(const struct procstatus *status, int signal)
{
	return (status->blocked & signal_bit(signal)) || status->state == 'Z';
}

/*
 * A thread in sigwait(3) has its signals unblocked for as long as it waits, so that the masks of one that reads a
 * signal look like those of one that it ends. Only a signal that is caught, and unblocked in the main thread, is
 * certain without looking at the other threads.
 */
bool fate_needs_evidence(const struct procstatus *status, int signal)
{
	return !procstatus_has_ended(status) && !is_forced(signal) &&
	       (is_main_deaf(status, signal) || !(status->caught & signal_bit(signal)));
}

static bool stops_by_default(int signal)
{
	return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

/* Whether SIGNAL's default action ends a process (signal(7)): not CHLD, CONT, URG, WINCH and the stop signals. */
static bool ends_by_default(int signal)
{
	switch (signal) {
	case SIGCHLD:
	case SIGCONT:
	case SIGURG:
	case SIGWINCH:
	case SIGSTOP:
	case SIGTSTP:
	case SIGTTIN:
	case SIGTTOU:
		return false;
	default:
		return true;
	}
}

enum fate fate_of(const struct procstatus *status, const struct fate_evidence *evidence, int signal)
{
	uint64_t bit = signal_bit(signal);
	bool forced = is_forced(signal);
	bool waits = (status->state == 'T' || status->state == 't') && signal != SIGKILL && signal != SIGCONT;

	if (procstatus_has_ended(status))
		return FATE_ZOMBIE;
	if (!forced) {
		if (evidence->has_reader)
			return waits ? FATE_STOPPED : FATE_READ;
		if (is_main_deaf(status, signal) && !evidence->unblocked_elsewhere)
			return FATE_BLOCKED; /* before ignored: the kernel keeps it, in case that changes */
		if (status->ignored & bit)
			return FATE_IGNORED;
		if (status->caught & bit)
			return waits ? FATE_STOPPED : FATE_CAUGHT;
	}
	if (status->init && !(forced && status->level)) /* only SIGKILL and SIGSTOP get in, and only from above */
		return FATE_SHIELDED;
	if (waits || stops_by_default(signal))
		return FATE_STOPPED;
	if (!ends_by_default(signal))
		return FATE_IGNORED;
	return FATE_ENDS;
}

bool fate_outlives(enum fate fate)
{
	return fate == FATE_IGNORED || fate == FATE_BLOCKED || fate == FATE_STOPPED || fate == FATE_SHIELDED;
}

bool fate_depends(const struct procstatus *status, enum fate fate)
{
	return status->init && fate == FATE_CAUGHT;
}

const char *fate_word(enum fate fate)
{
	static const char WORDS[FATE_COUNT][9] = {
		[FATE_ENDS] = "ends",       [FATE_CAUGHT] = "caught",   [FATE_READ] = "read",
		[FATE_IGNORED] = "ignored", [FATE_BLOCKED] = "blocked", [FATE_ZOMBIE] = "zombie",
		[FATE_STOPPED] = "stopped", [FATE_SHIELDED] = "shielded",
	};

	return WORDS[fate];
}
