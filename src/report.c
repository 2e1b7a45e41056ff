/* SPDX-License-Identifier: MIT */
/* What foster says of others. Only reads and tells. */
#include "report.h"

#include <signal.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "census.h"
#include "deliver.h"
#include "kernel.h"
#include "log.h"
#include "procstatus.h"

enum {
	NAMED_MAX = 32,      /* processes that are named one by one */
	STATUS_BYTES = 2048, /* of /proc/PID/status: the lines that matter are well within */
};

void report_sender(struct text *text, int code, int pid, unsigned int uid)
{
	if (code == SI_KERNEL)
		text_add(text, "the kernel or the terminal");
	else if (pid == 0)
		text_add(text, "outside the container");
	else
		text_add(text, "pid %d (uid %u)", pid, uid);
}

void report_forward(const struct life *life, const struct signalfd_siginfo *origin, int sent, enum scope scope)
{
	enum event event = sent ? EVENT_FORWARD : EVENT_DROP;
	struct facts facts = {
		.pid = life->workload, .signal = (int)origin->ssi_signo, .sent = sent, .has_sender = true,
		.sender_pid = (int)origin->ssi_pid, .sender_uid = origin->ssi_uid,
	};
	char words[160];
	struct text text = TEXT_IN(words);

	if (!log_shows(event))
		return;
	text_clear(&text);
	signame_add(&text, facts.signal);
	text_add(&text, " from ");
	report_sender(&text, origin->ssi_code, facts.sender_pid, facts.sender_uid);
	if (sent) {
		text_add(&text, " goes to %s", deliver_whom(life, scope));
		if (sent != facts.signal) {
			text_add(&text, " as ");
			signame_add(&text, sent);
		}
	} else {
		text_add(&text, " is dropped");
	}
	log_event(event, &facts, "%s", words);
}

/* One look at what is left. */
struct look {
	const struct life *life;
	int asked;
	const char *moment;
	int met;    /* that are more than zombies */
	bool stuck; /* they got SIGKILL already */
};

/* Whether PID was among those that were asked to end. */
static bool was_asked(const struct life *life, int pid)
{
	return life->asked_scope == SCOPE_TREE || pid == life->workload ||
	       (life->asked_scope == SCOPE_GROUP && syscall(SYS_getpgid, pid) == life->workload);
}

/* What STATUS's masks make of the signal ASKED; blocked goes before caught. */
static const char *excuse(const struct look *look, int pid, const struct procstatus *status)
{
	uint64_t bit = signal_bit(look->asked);

	if (!was_asked(look->life, pid))
		return "was not sent ";
	if (status->state == 'T' || status->state == 't')
		return "is stopped and can't act on ";
	return status->blocked & bit ? "blocks " : status->ignored & bit ? "ignores " :
	       status->caught & bit ? "catches " : "has not ended by ";
}

static void name_one(int pid, void *with)
{
	struct look *look = with;
	struct procstatus status;
	struct facts facts = { .pid = pid, .signal = look->asked, .sent = SIGKILL };
	char bytes[STATUS_BYTES];
	long length = kernel_read_proc(pid, "status", bytes, sizeof(bytes));
	char words[64];
	struct text text = TEXT_IN(words);

	if (length < 0 || !procstatus_parse(&status, bytes, (size_t)length) || status.state == 'Z' || status.state == 'X')
		return;
	if (++look->met > NAMED_MAX)
		return;
	facts.name = status.name;
	text_clear(&text);
	if (look->asked) {
		text_add(&text, ", which %s", excuse(look, pid, &status));
		signame_add(&text, look->asked);
		text_add(&text, ",");
	}
	if (look->stuck)
		log_event(EVENT_LEFT, &facts, "%d (%s) outlives SIGKILL: it hangs in the kernel, in state %c", pid,
		          status.name, status.state);
	else
		log_event(EVENT_KILL, &facts, "killing %d (%s)%s %s", pid, status.name, words, look->moment);
}

void report_kill(struct life *life, int asked, const char *moment)
{
	struct look look = { .life = life, .asked = asked, .moment = moment };
	struct facts facts = { .sent = SIGKILL };

	if (census_each(life->self, life->init, name_one, &look) < 0) {
		facts.pid = life->phase == PHASE_RUNNING ? life->workload : 0;
		log_event(EVENT_KILL, &facts, "killing all that is left, whose names only /proc would tell, %s", moment);
		look.met = 1;
	}
	if (look.met > NAMED_MAX)
		log_event(EVENT_KILL, &facts, "killing %d more %s", look.met - NAMED_MAX, moment);
	life->killed += look.met;
}

void report_stuck(struct life *life)
{
	struct look look = { .life = life, .stuck = true };

	census_each(life->self, life->init, name_one, &look);
}
