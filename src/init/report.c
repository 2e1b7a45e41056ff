/* SPDX-License-Identifier: MIT */
/* Every sentence of the running init. Only puts into words what it is given. */
#include "init/report.h"

#include <errno.h>
#include <signal.h>

#include "base/duration.h"
#include "base/log.h"
#include "base/signame.h"
#include "base/text.h"

/* A signal that arrived and who sent it: "SIGTERM from pid 12 (uid 0)". */
static void add_signal(struct text *text, const struct signalfd_siginfo *siginfo)
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

static struct log_fields fields_of(int pid, const struct signalfd_siginfo *siginfo, int sent)
{
	return (struct log_fields){
		.pid = pid, .signal = (int)siginfo->ssi_signo, .sent = sent, .sender = siginfo,
	};
}

static void add_duration(struct text *text, const char *words, int64_t ms)
{
	text_add(text, "%s", words);
	duration_add(text, ms);
}

/* ---- Signals */

void report_start(int pid, const char *command)
{
	log_event(EVENT_START, &(struct log_fields){ .pid = pid, .name = command }, "%s runs as pid %d", command, pid);
}

void report_forward(int pid, const struct signalfd_siginfo *siginfo, int sent, enum scope scope, bool no_stop)
{
	enum event event = sent ? EVENT_FORWARD : EVENT_DROP;
	struct log_fields fields = fields_of(pid, siginfo, sent);
	TEXT_BUFFER(text, 160);

	if (!log_shows(event))
		return;
	add_signal(&text, siginfo);
	if (sent)
		text_add(&text, " goes to %s", plan_scope_words(scope));
	else
		text_add(&text, " is dropped");
	if (sent && sent != fields.signal)
		text_add(&text, " as %s", signame_of(sent).text);
	if (no_stop)
		text_add(&text, " (no request to stop: --stop-on)");
	log_event(event, &fields, "%s", text.data);
}

void report_step(int pid, const struct signalfd_siginfo *siginfo, bool again, int signal, enum scope scope,
                 int64_t kill_in_ms)
{
	enum event event = again ? EVENT_STEP : EVENT_STOP;
	struct log_fields fields = fields_of(pid, siginfo, signal);
	TEXT_BUFFER(text, 256);

	if (!log_shows(event))
		return;
	if (again) {
		text_add(&text, "still stopping: ");
	} else {
		add_signal(&text, siginfo);
		text_add(&text, " asks to stop: ");
	}
	if (signal)
		text_add(&text, "%s goes to %s", signame_of(signal).text, plan_scope_words(scope));
	else
		text_add(&text, "nothing is sent");
	if (kill_in_ms != DURATION_NEVER)
		add_duration(&text, ", SIGKILL to all that is left in ", kill_in_ms);
	else
		text_add(&text, ", and foster sets no limit");
	log_event(event, &fields, "%s", text.data);
}

void report_undelivered(int pid, int signal, enum scope scope, int error, const char *how)
{
	struct log_fields fields = { .pid = pid, .sent = signal };

	errno = error;
	log_event(EVENT_UNDELIVERED, &fields, "cannot send %s%s to %s: %m", signame_of(signal).text, how,
	          plan_scope_words(scope));
}

/* ---- The terminal */

void report_jobs_mode(enum jobs_mode mode)
{
	static const char *const WORDS[JOBS_MODE_COUNT] = {
		[JOBS_APART] = "there is no terminal", [JOBS_BACKGROUND] = "the terminal is left alone",
		[JOBS_FOREGROUND] = "the terminal is for the workload's group",
		[JOBS_SHARED] = "the workload stays in foster's group", [JOBS_SESSION] = "the workload has its own session",
	};

	log_event(EVENT_TERMINAL, NULL, "%s", WORDS[mode]);
}

void report_foreground(int group, int error)
{
	errno = error;
	if (error)
		log_event(EVENT_TERMINAL, NULL, "cannot give the foreground to process group %d: %m", group);
	else
		log_event(EVENT_TERMINAL, NULL, "the terminal's foreground goes to process group %d", group);
}

#define WANTS_TERMINAL "the workload %s: it wants the terminal, which no process can give it"

void report_job(enum report_job job)
{
	switch (job) {
	case JOB_SUSPENDS:
		log_event(EVENT_TERMINAL, NULL, "the workload is suspended, and so is foster");
		break;
	case JOB_GOES_ON:
		log_event(EVENT_TERMINAL, NULL, "no process would continue foster, so foster does not stop");
		break;
	case JOB_HUNG_UP:
		log_event(EVENT_TERMINAL, NULL, WANTS_TERMINAL, "gets SIGHUP");
		break;
	case JOB_STAYS:
		log_event(EVENT_WARNING, NULL, WANTS_TERMINAL, "stays stopped");
		break;
	}
}

/* ---- Children */

void report_reaper(bool kernel)
{
	if (kernel)
		log_event(EVENT_REAPER, NULL, "from here on the kernel reaps");
	else
		log_event(EVENT_REAPER, NULL, "foster reaps by itself: this kernel gives no status of what it reaps");
}

void report_orphan(int pid, bool exited, int status, bool warn)
{
	enum event event = warn ? EVENT_ORPHAN : EVENT_REAP;
	struct log_fields fields = { .pid = pid };

	if (exited) {
		fields.status = &status;
		log_event(event, &fields, "reaped orphan %d, which had exited with status %d", pid, status);
	} else {
		fields.signal = status;
		log_event(event, &fields, "reaped orphan %d, which was ended by %s", pid, signame_of(status).text);
	}
}

void report_status_unknown(void)
{
	log_event(EVENT_WARNING, NULL, "the kernel doesn't tell how the workload ended");
}

void report_ended(int pid, bool exited, int status, int exit_status)
{
	struct log_fields fields = { .pid = pid, .status = &exit_status };

	if (exited) {
		log_event(EVENT_ENDED, &fields, "the workload, pid %d, has exited with status %d", pid, status);
	} else {
		fields.signal = status;
		log_event(EVENT_ENDED, &fields, "the workload, pid %d, was ended by %s", pid, signame_of(status).text);
	}
}

void report_crash(int pid, int signal, bool dumped_core, long long oom_kills)
{
	struct log_fields fields = { .pid = pid, .signal = signal };
	const char *hint = "";

	if (dumped_core)
		hint = " (core dumped)";
	else if (signal == SIGKILL)
		hint = " (the OOM killer or a process outside may have)";
	if (oom_kills > 0)
		log_event(EVENT_CRASH, &fields, "the workload was ended by %s, not by foster: most likely out of memory "
		          "(the memory cgroup counts oom_kill %lld)", signame_of(signal).text, oom_kills);
	else
		log_event(EVENT_CRASH, &fields, "the workload was ended by %s, which foster did not send%s",
		          signame_of(signal).text, hint);
}

/* ---- The end */

void report_sweep(int64_t kill_in_ms)
{
	TEXT_BUFFER(text, 64);

	if (kill_in_ms != DURATION_NEVER)
		add_duration(&text, ", SIGKILL in ", kill_in_ms);
	log_event(EVENT_SWEEP, NULL, "processes are left over and asked to end%s", text.data);
}

void report_ask(int pid, const char *name, int signal, bool hangup, enum asked_why why)
{
	static const char WHY[ASKED_WHY_COUNT][28] = {
		[ASKED_OWN] = "it is foster's child", [ASKED_OUTSIDE] = "it came in from outside",
		[ASKED_BELOW] = "the one above can't take it", [ASKED_LAST_CALL] = "it is the last call",
	};
	struct log_fields fields = { .pid = pid, .sent = signal, .name = name, .reason = WHY[why] };

	log_event(EVENT_ASK, &fields, "asking %d (%s) to end by %s%s: %s", pid, name, signame_of(signal).text,
	          hangup ? " and SIGHUP" : "", WHY[why]);
}

/* What the process does with the signal that it was asked by, in a word; empty where that says nothing. */
static const char *response_word(const struct report_process *process)
{
	static const char WORDS[FATE_COUNT][8] = {
		[FATE_CAUGHT] = "catches", [FATE_READ] = "reads", [FATE_IGNORED] = "ignores", [FATE_BLOCKED] = "blocks",
		[FATE_STOPPED] = "stopped", [FATE_SHIELDED] = "drops",
	};

	if (!process->asked)
		return "was not asked";
	return process->response < FATE_COUNT ? WORDS[process->response] : "";
}

/* Appends what the process makes of the signal that it was asked by. */
static void add_response(struct text *text, const struct report_process *process)
{
	const char *word = response_word(process);

	if (process->response == FATE_STOPPED)
		word = "is stopped and can't act on";
	else if (!*word)
		word = "has not ended by";
	if (process->asked)
		text_add(text, ", which %s %s", word, signame_of(process->asked).text);
	else if (process->asks)
		text_add(text, ", which %s", word);
	if (process->waits)
		text_add(text, " but waits for a command in front (--scope group reaches it)");
}

void report_refused(const struct report_process *process)
{
	const char *word = response_word(process);
	struct log_fields fields = { .pid = process->pid, .signal = process->asked, .reason = word };

	log_event(EVENT_REFUSED, &fields, "the workload %s %s, so what is below it is asked as well", word,
	          signame_of(process->asked).text);
}

static void add_when(struct text *text, const struct report_when *when)
{
	static const char OPTIONS[][15] = { "", "--stop-timeout", "--stop-signal", "--sweep" };

	add_duration(text, " ", when->after_ms);
	text_add(text, " after the %s (%s)", when->requested ? "request to stop" : "workload ended",
	         OPTIONS[when->limit]);
}

static struct log_fields fields_of_process(const struct report_process *process)
{
	struct log_fields fields = { .pid = process->pid, .signal = process->asked, .name = process->status->name };

	if (process->asks || process->asked)
		fields.reason = response_word(process);
	return fields;
}

void report_kill(const struct report_process *process, const struct report_when *when)
{
	struct log_fields fields = fields_of_process(process);
	const char *name = process->status->name;
	TEXT_BUFFER(text, 256);

	fields.sent = SIGKILL;
	fields.elapsed_ms = &when->after_ms;
	add_response(&text, process);
	if (text.length)
		text_add(&text, ",");
	add_when(&text, when);
	if (process->out_of_reach)
		log_event(EVENT_LEFT, &fields, "cannot kill %d (%s)%s: it is another user's", process->pid, name, text.data);
	else
		log_event(EVENT_KILL, &fields, "killing %d (%s)%s", process->pid, name, text.data);
}

void report_waiting(const struct report_process *process, int more)
{
	struct log_fields fields = { 0 };
	enum event event = EVENT_WAITING;
	TEXT_BUFFER(text, 256);

	if (process) {
		fields = fields_of_process(process);
		text_add(&text, "%d (%s)", process->pid, process->status->name);
		add_response(&text, process);
		if (!turn_cannot_take(process->response))
			event = EVENT_BUSY;
	} else {
		text_add(&text, "%d more", more);
	}
	log_event(event, &fields, "still waiting for %s (--stop-timeout would end it)", text.data);
}

void report_outlives(const struct report_process *process)
{
	struct log_fields fields = fields_of_process(process);

	fields.sent = SIGKILL;
	log_event(EVENT_LEFT, &fields, "%d (%s) outlives SIGKILL: it %s, in state %c", process->pid, process->status->name,
	          process->out_of_reach ? "is another user's" : "hangs in the kernel", process->status->state);
}

void report_kill_rest(const int *count, const struct report_when *when)
{
	struct log_fields fields = { .sent = SIGKILL, .elapsed_ms = &when->after_ms, .killed = count };
	TEXT_BUFFER(text, 128);

	if (count)
		text_add(&text, "%d more", *count);
	else
		text_add(&text, "all that is left, unnamed without /proc,");
	add_when(&text, when);
	log_event(EVENT_KILL, &fields, "killing %s", text.data);
}

void report_left_unseen(void)
{
	log_event(EVENT_LEFT, NULL, "cannot see whether processes are left: there is no /proc");
}

void report_end(const struct report_end *end)
{
	struct log_fields fields = { 0 };
	TEXT_BUFFER(text, 320);

	text_add(&text, "ending with status %d", end->exit_status);
	if (end->exit_status != end->workload_status)
		text_add(&text, " (--exit-code made it of %d)", end->workload_status);
	if (end->request->ssi_signo) {
		fields = fields_of(0, end->request, 0);
		fields.elapsed_ms = &end->stopping_ms;
		text_add(&text, ": ");
		add_signal(&text, end->request);
		add_duration(&text, " asked to stop ", end->stopping_ms);
		text_add(&text, " ago");
	} else if (end->ended_by) {
		text_add(&text, ": the workload was ended by %s", signame_of(end->ended_by).text);
	} else {
		text_add(&text, ": the workload ended by itself");
	}
	if (end->killed)
		text_add(&text, ", and foster killed %d", end->killed);
	else
		text_add(&text, ", and foster killed nothing");
	fields.status = &end->exit_status;
	fields.killed = &end->killed;
	log_event(EVENT_END, &fields, "%s", text.data);
}

void report_pause_end(const struct signalfd_siginfo *siginfo)
{
	struct log_fields fields = fields_of(0, siginfo, 0);
	TEXT_BUFFER(text, 80);

	add_signal(&text, siginfo);
	log_event(EVENT_END, &fields, "ending the pause with status 0: %s asked for it", text.data);
}
