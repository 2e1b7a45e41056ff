/* SPDX-License-Identifier: MIT */
/* What foster says of others. Only reads and tells. */
#include "init/report.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/kernel.h"
#include "init/send.h"
#include "proc/descendants.h"
#include "proc/procfs.h"

enum {
	NAMED_MAX = 32,  /* processes that are named one by one */
	GLANCE_MS = 20,  /* of that, for the threads of one of them */
	REPORT_MS = 100, /* what that may take in all, since it comes before the kill */
	STUCK_MS = 1000, /* the same once SIGKILL has been sent in vain */
};

void report_signal(struct text *text, const struct signalfd_siginfo *siginfo)
{
	signame_add(text, (int)siginfo->ssi_signo);
	text_add(text, " from ");
	if (siginfo->ssi_code == SI_KERNEL)
		text_add(text, "the kernel or the terminal");
	else if (siginfo->ssi_pid == 0)
		text_add(text, "outside the container");
	else
		text_add(text, "pid %u (uid %u)", siginfo->ssi_pid, siginfo->ssi_uid);
}

struct log_fields report_fields(const struct supervisor *sup, const struct signalfd_siginfo *siginfo, int sent)
{
	return (struct log_fields){
		.pid = sup->workload_pid, .signal = (int)siginfo->ssi_signo, .sent = sent, .has_sender = true,
		.sender_pid = (int)siginfo->ssi_pid, .sender_uid = siginfo->ssi_uid,
	};
}

void report_forward(const struct supervisor *sup, const struct signalfd_siginfo *siginfo, int sent, enum scope scope)
{
	enum event event = sent ? EVENT_FORWARD : EVENT_DROP;
	struct log_fields fields = report_fields(sup, siginfo, sent);
	char words[160];
	struct text text = TEXT_IN(words);

	if (!log_shows(event))
		return;
	text_clear(&text);
	report_signal(&text, siginfo);
	if (sent) {
		text_add(&text, " goes to %s", send_target_words(sup, scope));
		if (sent != fields.signal) {
			text_add(&text, " as ");
			signame_add(&text, sent);
		}
	} else {
		text_add(&text, " is dropped");
	}
	log_event(event, &fields, "%s", words);
}

/* One look at what is left. */
struct look {
	const struct supervisor *sup;
	int asked;
	const char *when;
	int64_t until_ms; /* when time is up: who isn't looked at by then is counted */
	int named;        /* in a sentence of their own */
	int skipped;      /* this one was looked at before all others */
	int refused;      /* of these foster can't kill so many */
	int more;         /* not looked at */
	bool stuck;       /* they got SIGKILL already */
};

/* Whether PID was among those that were asked to end. */
static bool was_asked(const struct supervisor *sup, int pid)
{
	return sup->asked_scope == SCOPE_TREE || pid == sup->workload_pid ||
	       (sup->asked_scope == SCOPE_GROUP && syscall(SYS_getpgid, pid) == sup->workload_pid);
}

/* What the process makes of the signal that it was to end by, up to that signal's name. */
static const char *signal_response(const struct look *look, int pid, const struct procstatus *status)
{
	static const char EXCUSES[FATE_COUNT][28] = {
		[FATE_ENDS] = "has not ended by", [FATE_CAUGHT] = "catches", [FATE_READ] = "reads",
		[FATE_IGNORED] = "ignores", [FATE_BLOCKED] = "blocks", [FATE_ZOMBIE] = "has not ended by",
		[FATE_STOPPED] = "is stopped and can't act on", [FATE_SHIELDED] = "is a PID 1 and drops",
	};
	int64_t until_ms = clock_now_ms() + GLANCE_MS;
	struct fate_evidence evidence = { 0 };

	if (!was_asked(look->sup, pid))
		return "was not sent";
	procfs_signal_taker(&evidence, status, look->asked, until_ms < look->until_ms ? until_ms : look->until_ms);
	return EXCUSES[fate_of(status, &evidence, look->asked)];
}

static bool report_process(int pid, int pidfd, void *with)
{
	struct look *look = with;
	struct procstatus status;
	struct log_fields fields = { .pid = pid, .signal = look->asked, .sent = SIGKILL };
	char words[64];
	struct text text = TEXT_IN(words);
	bool refused;

	(void)pidfd;
	if (pid == look->skipped)
		return true;
	if (look->named >= NAMED_MAX || clock_now_ms() >= look->until_ms) {
		look->more++; /* zombies and all: to kill them soon matters more */
		return true;
	}
	if (procfs_status(&status, pid) || procstatus_has_ended(&status))
		return true;
	refused = kernel_kill(pid, 0) == EPERM;
	look->named++;
	look->refused += refused;
	fields.name = status.name;
	text_clear(&text);
	if (look->asked) {
		text_add(&text, ", which %s ", signal_response(look, pid, &status));
		signame_add(&text, look->asked);
		text_add(&text, ",");
	}
	if (look->stuck)
		log_event(EVENT_LEFT, &fields, "%d (%s) outlives SIGKILL: it %s, in state %c", pid, status.name,
		          refused ? "is another user's" : "hangs in the kernel", status.state);
	else if (refused)
		log_event(EVENT_LEFT, &fields, "cannot kill %d (%s)%s %s: it is another user's", pid, status.name, words,
		          look->when);
	else
		log_event(EVENT_KILL, &fields, "killing %d (%s)%s %s", pid, status.name, words, look->when);
	return true;
}

bool report_kill(struct supervisor *sup, int asked, const char *when)
{
	struct look look = { .sup = sup, .asked = asked, .when = when, .until_ms = clock_now_ms() + REPORT_MS };
	struct log_fields fields = { .sent = SIGKILL };
	int met;

	if (sup->reaper.workload_alive) { /* first, since it is the one that matters, and known */
		report_process(sup->workload_pid, -1, &look);
		look.skipped = sup->workload_pid;
	}
	met = descendants_each(sup->self, sup->init, look.until_ms, report_process, &look);
	if (met == -1) {
		fields.pid = sup->phase == PHASE_RUNNING ? sup->workload_pid : 0;
		log_event(EVENT_KILL, &fields, "killing all that is left, whose names only /proc would tell, %s", when);
		look.more = 1;
	} else if (look.more && met != DESCENDANTS_LATE) {
		log_event(EVENT_KILL, &fields, "killing %d more %s", look.more, when);
	}
	sup->warned_stuck = look.refused > 0 && look.refused == look.named && !look.more;
	sup->killed += look.named - look.refused + look.more;
	return met != DESCENDANTS_LATE;
}

void report_killed_more(int count, const char *when)
{
	log_event(EVENT_KILL, &(struct log_fields){ .sent = SIGKILL }, "killing %d more, not looked at, %s", count, when);
}

void report_stuck(struct supervisor *sup)
{
	struct look look = { .sup = sup, .stuck = true, .until_ms = clock_now_ms() + STUCK_MS };

	sup->warned_stuck = true;
	descendants_each(sup->self, sup->init, look.until_ms, report_process, &look);
}
