/* SPDX-License-Identifier: MIT */
/* The controlling terminal. Errors here are never worse than no terminal: tty_ioctl(4), credentials(7). */
#include "init/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/kernel.h"
#include "base/signals.h"
#include "init/report.h"
#include "proc/procfs.h"

/* The foreground group of the terminal at FD, or -1 where that is not foster's controlling terminal. */
static int foreground_of(int fd)
{
	int group;

	if (kernel_ioctl(fd, TIOCGPGRP, &group) < 0)
		return -1;
	return group;
}

/* Opens the controlling terminal for a moment. -1 where there is none: ENXIO, or no /dev/tty at all. */
static int open_terminal(void)
{
	int fd = kernel_open("/dev/tty", O_RDWR | O_NOCTTY);

	if (fd < 0 && errno != ENXIO && foreground_of(STDERR_FILENO) >= 0)
		fd = kernel_dup(STDERR_FILENO);
	return fd;
}

/* Gives GROUP the foreground. SIGTTOU is blocked here, so that it works from the background too (tcsetpgrp(3)). */
static void set_foreground(int fd, int group)
{
	int error = 0;

	if (kernel_ioctl(fd, TIOCSPGRP, &group) < 0)
		error = errno;
	report_foreground(group, error);
}

/* Gives the foreground to TO if FROM has it. Whether it had. */
static bool pass_foreground(int from, int to)
{
	int fd = open_terminal();
	bool had;

	if (fd < 0)
		return false;
	had = foreground_of(fd) == from;
	if (had && to)
		set_foreground(fd, to);
	kernel_close(fd);
	return had;
}

/*
 * The foreground group of the controlling terminal, or -1 where there is none. An engine that gives a container a
 * terminal gives it as stdin; only elsewhere is it worth the time (a twentieth of foster's start) to ask /dev/tty.
 */
static int probe_tty(bool init)
{
	int front = -1;
	int fd;

	if (init)
		return foreground_of(STDERR_FILENO);
	fd = open_terminal();
	if (fd >= 0) {
		front = foreground_of(fd);
		kernel_close(fd);
	}
	return front;
}

/*
 * Whether foster's group has the foreground, which is FRONT's. In a PID namespace both may be groups of outside, and
 * then both are 0; reading shows which: it is refused in the background at once, with SIGTTIN blocked, and reading
 * no bytes takes none from the foreground (tty_ioctl(4), n_tty.c).
 */
static bool is_foreground(int front, int group)
{
	char none;
	bool refused;
	int fd;

	if (front != group || group != 0)
		return front == group;
	fd = kernel_open("/dev/tty", O_RDWR | O_NOCTTY | O_NONBLOCK);
	refused = kernel_read(fd, &none, 0) < 0 && errno != EAGAIN;
	kernel_close(fd);
	return !refused;
}

void terminal_probe(struct terminal *terminal, const struct options *options, bool init)
{
	struct jobs_view view = {
		.session = options->session, .group = options->scope == SCOPE_GROUP,
		.joins = options->preset->shares_group && options->scope == SCOPE_CHILD,
		.requests = options->stop_on & (signal_bit(SIGINT) | signal_bit(SIGQUIT)),
	};
	int front = foreground_of(STDIN_FILENO);

	view.stdio = front >= 0 && foreground_of(STDOUT_FILENO) >= 0;
	if (front < 0)
		front = probe_tty(init);
	terminal->init = init;
	view.terminal = front >= 0;
	terminal->none = !view.terminal;
	if (view.terminal) {
		terminal->group = kernel_getpgid(0);
		view.foreground = is_foreground(front, terminal->group);
	}
	terminal->mode = jobs_mode(&view);
	if (terminal->mode == JOBS_SHARED)
		terminal->leads_session = kernel_getsid(0) == kernel_getpid();
	report_jobs_mode(terminal->mode);
}

void terminal_release(const struct terminal *terminal)
{
	uint64_t pending;

	if (terminal->mode != JOBS_SESSION || kernel_getsid(0) != kernel_getpid())
		return;
	pending = signals_pending();
	/* The session's leader giving up its terminal makes the kernel send both to the foreground group, foster's. */
	if (foreground_of(STDIN_FILENO) < 0 || kernel_ioctl(STDIN_FILENO, TIOCNOTTY, NULL) < 0)
		return;
	/*
	 * Pending before that: a process sent it, so it stays; standard signals don't queue, so there is one
	 * (signal(7)).
	 */
	if (!(pending & signal_bit(SIGHUP)))
		signals_discard(SIGHUP);
	if (!(pending & signal_bit(SIGCONT)))
		signals_discard(SIGCONT);
}

void terminal_enter(const struct terminal *terminal)
{
	int group;

	switch (terminal->mode) {
	case JOBS_SHARED:
		return;
	case JOBS_SESSION:
		kernel_setsid();
		/* Fails where stdin is no terminal, or another session's: then there is none, which is no error. */
		kernel_ioctl(STDIN_FILENO, TIOCSCTTY, NULL);
		return;
	case JOBS_FOREGROUND:
		group = kernel_getpid();
		kernel_setpgid(0, 0);
		if (kernel_ioctl(STDIN_FILENO, TIOCSPGRP, &group) < 0) {
			int fd = open_terminal(); /* stdin is another file; --scope group */

			kernel_ioctl(fd, TIOCSPGRP, &group);
			kernel_close(fd);
		}
		return;
	case JOBS_APART:
	case JOBS_BACKGROUND:
	case JOBS_MODE_COUNT:
		break;
	}
	kernel_setpgid(0, 0);
}

bool terminal_gives_group(const struct terminal *terminal)
{
	return terminal->mode != JOBS_SHARED && terminal->mode != JOBS_SESSION;
}

bool terminal_has_jobs(const struct terminal *terminal)
{
	return !terminal->init && !terminal->none && terminal->mode != JOBS_SESSION;
}

/*
 * Stops foster. ^Z stops the whole foreground process group; where the workload has one of its own, foster's group is
 * stopped in its place. SIGTSTP's default action does it, so that nothing stops that no process would continue: the
 * kernel drops it in an orphaned process group (setpgid(2)). Whether foster was continued; else it has not stopped.
 */
static bool stop_self(const struct terminal *terminal)
{
	uint64_t all = signals_block_all();
	int target = 0; /* its whole group */

	if (terminal->mode == JOBS_SHARED)
		target = kernel_getpid();
	kernel_kill(target, SIGTSTP);
	signals_set_mask(~signal_bit(SIGTSTP));
	signals_set_mask(all); /* here foster runs again */
	return signals_pending() & signal_bit(SIGCONT);
}

/* No process would continue foster, which therefore has not stopped. */
static void resume_orphaned(struct terminal *terminal, int workload, int signal)
{
	switch (jobs_stopped_orphaned(signal, terminal->hung_up)) {
	case JOBS_HANG_UP:
		terminal->hung_up = true;
		report_job(JOB_HUNG_UP);
		kernel_kill(-workload, SIGHUP);
		break;
	case JOBS_LEAVE:
		report_job(JOB_STAYS);
		return;
	case JOBS_RESUME:
	case JOBS_SUSPEND:
	case JOBS_HAND_OVER:
		report_job(JOB_GOES_ON);
		break;
	}
	terminal_resume(terminal, workload);
}

/*
 * Whether the workload, which SIGSTOP has stopped, sent it itself, as editors do where the terminal sent them SIGTSTP
 * and they have put the screen in order: then it is stopped on its way out of kill(2). Where the kernel doesn't say,
 * no.
 */
static bool stopped_itself(int workload)
{
	char bytes[64];
	uint64_t argument;
	long length = procfs_read(workload, "syscall", bytes, sizeof(bytes));
	int number = -1;

	if (length > 0)
		number = procstatus_syscall(bytes, (size_t)length, &argument);
	return number == SYS_kill || number == SYS_tkill || number == SYS_tgkill;
}

void terminal_stopped(struct terminal *terminal, int workload, int signal)
{
	bool foreground = false;
	enum jobs_step step;

	if (!terminal_has_jobs(terminal))
		return;
	if (terminal->mode != JOBS_SHARED)
		foreground = pass_foreground(terminal->group, 0);
	if (signal == SIGSTOP && stopped_itself(workload))
		signal = SIGTSTP;
	step = jobs_stopped(terminal->mode, signal, foreground);
	if (step == JOBS_LEAVE)
		return;
	terminal->suspended = true;
	if (step == JOBS_HAND_OVER) {
		terminal_resume(terminal, workload);
		return;
	}
	report_job(JOB_SUSPENDS);
	if (terminal->mode != JOBS_SHARED)
		pass_foreground(workload, terminal->group);
	if (!stop_self(terminal)) /* else the loop will read why it was continued */
		resume_orphaned(terminal, workload, signal);
}

/* In a shared group, what continued foster has most likely continued the workload as well: don't do it twice. */
static bool still_stopped(int workload)
{
	siginfo_t info = { 0 };

	return kernel_waitid(P_PID, workload, &info, WCONTINUED | WNOHANG) < 0 || info.si_pid == 0;
}

void terminal_resume(struct terminal *terminal, int workload)
{
	terminal->suspended = false;
	if (terminal->mode == JOBS_SHARED) {
		if (still_stopped(workload))
			kernel_kill(workload, SIGCONT);
		return;
	}
	pass_foreground(terminal->group, workload);
	kernel_kill(-workload, SIGCONT);
}

void terminal_leave(const struct terminal *terminal, int workload)
{
	if (terminal_has_jobs(terminal) && terminal->mode != JOBS_SHARED)
		pass_foreground(workload, terminal->group);
}
