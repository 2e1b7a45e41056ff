/* SPDX-License-Identifier: MIT */
/*
 * Starts the workload in the manner of vfork(2), where that is to be had: it copies no page tables, and the parent
 * waits until the child has its group and, as a rule, its program. What the child finds wrong it leaves in memory
 * that both share, or, after a real fork, in a pipe.
 */
#include "init/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/compiler.h"
#include "base/duration.h"
#include "base/env.h"
#include "base/kernel.h"
#include "base/log.h"
#include "base/signals.h"
#include "base/text.h"
#include "init/address.h"
#include "init/execfail.h"
#include "options/exitcode.h"

enum {
	EXECUTE = -1,      /* instead of a mode of access(2): execute it */
	STEPS = 7,         /* waits for the child's exec, of 1, 2, 4, ... 64 ms: 127 ms in all */
	STEPS_HURRIED = 4, /* the same where a signal waits for foster: 15 ms */
	STEPS_BEGUN = 80,  /* and before it has its group, which nothing but the processor holds up: 5 s */
	GUARD = 64,        /* bytes at the end of the child's stack that must stay zero */
};

/*
 * Whether ERROR may be foster's: the variable errno is one for both, and foster's wait, or what it goes on to, fails
 * too.
 */
static bool is_doubtful(const struct child *child, int error)
{
	return child->left || error == ETIMEDOUT || error == EAGAIN || error == EINTR;
}

/* Executes PATH with WORDS. The errno where that fails; one that is in doubt counts if it comes twice. */
static NO_ASAN int execute_file(const struct child *child, const char *path, char **words)
{
	int error = 0;
	int before;

	do {
		before = error;
		syscall(SYS_execve, path, words, child->inherited->environ);
		error = errno;
	} while (!error || (error != before && is_doubtful(child, error)));
	return error;
}

/*
 * Has a shell read PATH, as the libc of the programs does that foster stands in for. Its words begin one before the
 * command, where foster's name or an option was. foster may read the command meanwhile, and puts it back (spawn).
 */
static NO_ASAN void execute_script(const struct child *child, char *path)
{
	static const char SHELL[] = "/bin/sh";
	char **words = child->options->operands - 1;
	char *command = words[1];

	words[0] = (char *)SHELL;
	words[1] = path;
	execute_file(child, SHELL, words);
	words[1] = command;
}

/* Executes PATH, or sees whether MODE would be granted. 0, or an errno. */
static NO_ASAN int attempt(const struct child *child, char *path, int mode)
{
	int error;

	if (mode != EXECUTE)
		return kernel_can_access(path, mode) ? 0 : errno;
	error = execute_file(child, path, child->options->operands);
	if (error == ENOEXEC && child->options->preset->shell && execfail_is_text(path))
		execute_script(child, path);
	return error;
}

/* Whether ERROR only says that this directory hasn't got the command, or is gone with its server. */
static bool is_elsewhere(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
	case EACCES:
	case ENAMETOOLONG:
	case ESTALE:
	case ENODEV:
	case ETIMEDOUT:
	case ENOTCONN:
	case EHOSTDOWN:
	case EIO:
		return true;
	default:
		return false;
	}
}

/*
 * Attempts the command in each directory of PATH, as execvp(3) does; PATH is left at the file that the result is about.
 * 0, or an errno.
 */
static NO_ASAN int search_path(const struct child *child, struct text *path, int mode)
{
	const char *directory = env_find(child->inherited->environ, "PATH=");
	int error = ENOENT;

	if (!directory)
		directory = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	for (;;) {
		size_t length = text_span(directory, SIZE_MAX, ":");
		int now;

		text_clear(path);
		text_add(path, "%.*s%s%s", (int)length, directory, length ? "/" : "", child->options->operands[0]);
		now = ENAMETOOLONG;
		if (!path->cut)
			now = attempt(child, path->data, mode);
		if (!is_elsewhere(now))
			return now;
		/*
		 * Worth more than "not found", if nothing better comes; but not where the directory can't be
		 * searched.
		 */
		if (now == EACCES && attempt(child, path->data, F_OK) == 0)
			error = now;
		if (!directory[length])
			return error;
		directory += length + 1;
	}
}

static bool is_path(const char *command)
{
	return text_find(command, SIZE_MAX, '/') || !*command;
}

/* Executes the command; an errno where that fails. Apart, so that only a search takes the stack for a path. */
static NO_ASAN NOT_INLINE int execute(const struct child *child)
{
	TEXT_BUFFER(path, PATH_MAX);

	return search_path(child, &path, EXECUTE);
}

/* Reports why the command could not be run, after a search for the file that the child found. Its exit status. */
static NO_ASAN NOT_INLINE int explain(const struct child *child)
{
	const char *command = child->options->operands[0];
	bool shell = child->options->preset->shell;
	TEXT_BUFFER(path, PATH_MAX);
	int mode = X_OK;

	if (is_path(command))
		return execfail_report(command, command, child->error, shell);
	if (child->error == ENOENT || child->error == EACCES)
		mode = F_OK;
	search_path(child, &path, mode);
	return execfail_report(command, path.data, child->error, shell);
}

/* The workload does not outlive a foster that is killed: PID 1 takes all along, another one only its child. */
static NO_ASAN void tie_to_parent(const struct child *child)
{
	const struct options *options = child->options;

	if (child->self == 1 || options->on_exit != ON_EXIT_SWEEP || options->sweep_ms == DURATION_OFF)
		return;
	kernel_prctl(PR_SET_PDEATHSIG, SIGKILL, 0);
	if (kernel_getppid() != child->self)
		kernel_kill(kernel_getpid(), SIGKILL);
}

/* The exit status for a command that could not be run for ERROR. */
static NO_ASAN int exec_status(const struct child *child, int error)
{
	int code = child->options->preset->exec_code;

	if (code)
		return code;
	return error == ENOENT ? EXITCODE_NOT_FOUND : EXITCODE_CANNOT_RUN;
}

/*
 * The whole life of the child until its exec. Never returns. Every signal is blocked, so none can be lost here. PIPE
 * is where an error goes where memory isn't shared, else -1.
 */
static NO_ASAN _Noreturn void become_workload(struct child *child, int pipe)
{
	const struct inherited *inherited = child->inherited;
	char *command = child->options->operands[0];
	int error;

	terminal_enter(child->terminal);
	address_workload(child->addressed, inherited->environ);
	tie_to_parent(child);
	if (inherited->sigchld_ignored)
		signals_set_sigchld(true);
	child->state = CHILD_READY;
	signals_set_mask(inherited->mask);
	if (is_path(command))
		error = attempt(child, command, EXECUTE);
	else
		error = execute(child);
	child->error = error;
	if (pipe >= 0) {
		signals_block_all();
		if (kernel_write(pipe, &error, sizeof(error)) < 0)
			explain(child); /* foster didn't wait */
	}
	for (;;)
		syscall(SYS_exit_group, exec_status(child, error));
}

static NO_ASAN int run_child(void *with)
{
	struct child *child = with;

	syscall(SYS_set_tid_address, &child->state);
	become_workload(child, -1);
}

/* How long the wait number STEP for a child in STATE lasts, in milliseconds; 0: foster goes on without. */
static int wait_ms(int state, int step)
{
	int most = STEPS;

	if (state == CHILD_BEGINS)
		most = STEPS_BEGUN;
	else if (step >= STEPS_HURRIED && signals_pending())
		return 0;
	if (step >= most)
		return 0;
	return 1 << (step < STEPS ? step : STEPS - 1);
}

/* Waits until the child has its program or has ended. The kernel wakes foster as it clears the state. */
static void await_exec(const struct child *child)
{
	int ms;

	for (int step = 0; child->state != CHILD_GONE && (ms = wait_ms(child->state, step)); step++) {
		bool waited = kernel_futex_wait(&child->state, child->state, ms) == 0;

		if (!waited && errno != ETIMEDOUT && errno != EAGAIN && errno != EINTR)
			kernel_nap(ms);
	}
}

/* The same where there is a pipe instead, which is closed by either. What was wrong comes out of it. */
static void await_pipe(struct child *child, int pipe)
{
	struct pollfd closed = { .fd = pipe, .events = POLLIN };
	int ready = 0;
	int error = 0;
	int ms;

	for (int step = 0; ready == 0 && (ms = wait_ms(CHILD_READY, step)); step++)
		ready = kernel_poll(&closed, 1, ms);
	if (ready == 0)
		return;
	for (int tries = 0; tries < STEPS && kernel_read(pipe, &error, sizeof(error)) < 0 && errno == EINTR; tries++)
		;
	child->error = error;
	child->state = CHILD_GONE;
}

/* A copy and a pipe, where the kernel or an emulator (qemu-user) refuses a child that shares memory. */
static NOT_INLINE int start_by_fork(struct child *child)
{
	int ends[2];
	int pid;

	if (kernel_pipe(ends) < 0)
		return -1;
	pid = kernel_fork();
	if (pid == 0) {
		kernel_close(ends[0]);
		become_workload(child, ends[1]);
	}
	kernel_close(ends[1]);
	if (pid > 0 && terminal_gives_group(child->terminal))
		kernel_setpgid(pid, pid); /* the child does so, too; one of them comes first */
	if (pid > 0)
		await_pipe(child, ends[0]);
	kernel_close(ends[0]);
	return pid;
}

/* Only in a sanitized build, which takes far more stack than what is shipped. */
static void check_guard(const struct child *child)
{
	for (int i = 0; i < GUARD && FOSTER_SANITIZED; i++)
		if (child->stack[i])
			__builtin_trap();
}

/*
 * clone(2) in the manner of vfork(2): it copies no page tables. But foster goes on meanwhile, on its own stack, since
 * the wait of CLONE_VFORK knows no end and no signal.
 */
static int start(struct child *child)
{
	int pid = -1;

	child->state = CHILD_BEGINS;
	child->stack = kernel_memory(CHILD_STACK, MAP_PRIVATE);
	if (child->stack)
		pid = clone(run_child, child->stack + CHILD_STACK, CLONE_VM | SIGCHLD, child, NULL, NULL, NULL);
	if (pid < 0)
		return start_by_fork(child);
	await_exec(child);
	check_guard(child);
	child->left = child->state != CHILD_GONE;
	/*
	 * Before Linux 5.16 a child that dumps core ends every process that shares its memory. Its exec gets it its
	 * own.
	 */
	if (child->left)
		kernel_prctl(PR_SET_DUMPABLE, 0, 0);
	else
		munmap(child->stack, CHILD_STACK);
	return pid;
}

int spawn(struct child *child, const struct options *options, const struct inherited *inherited,
          const struct terminal *terminal, int *status)
{
	char *command = options->operands[0];
	siginfo_t info;
	int pid;

	child->self = kernel_getpid();
	child->options = options;
	child->inherited = inherited;
	child->terminal = terminal;
	pid = start(child);
	if (!child->left) /* else the child may need what is there, and that stays with its stack */
		options->operands[0] = command;
	if (pid < 0) {
		log_error("cannot start a process for %s: %m", options->operands[0]);
		*status = options->preset->usage_error_code;
		return -1;
	}
	if (child->state != CHILD_GONE || !child->error)
		return pid;
	kernel_waitid(P_PID, pid, &info, WEXITED); /* where that fails, foster's own end lets go of the zombie */
	terminal_leave(terminal, pid);
	*status = explain(child);
	if (options->preset->exec_code)
		*status = options->preset->exec_code;
	return -1;
}

bool spawn_has_failed(const struct child *child, int *status)
{
	if (!child->error)
		return false;
	*status = exec_status(child, child->error);
	errno = child->error; /* without reading the file, which may take as long again */
	log_error("cannot run %s: %m", child->options->operands[0]);
	return true;
}
