/* SPDX-License-Identifier: MIT */
/*
 * Starts the workload in the manner of vfork(2), where that is to be had: it copies no page tables, and the parent goes
 * on only once the child has its group and its program. What the child finds wrong it leaves in memory that both share,
 * or, after a real fork, in a pipe.
 */
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "execfail.h"
#include "exitcode.h"
#include "frame.h"
#include "kernel.h"
#include "log.h"
#include "sigmask.h"
#include "text.h"

enum {
	LISTEN_MAX = 24,     /* LISTEN_PID= and a pid */
	EXECUTE = -1,        /* instead of a mode of access(2): execute it */
	PARENT_FRAMES = 512, /* bytes of stack that this function and clone(2)'s wrapper use in the parent */
};

struct child {
	const struct options *options;
	const struct heritage *heritage;
	const struct terminal *terminal;
	char listen[LISTEN_MAX];
	int error; /* what the child leaves: why it could not run the command; 0: it could */
};

static const char *find_variable(char **variables, const char *name)
{
	size_t length = strlen(name);

	for (; *variables; variables++)
		if (strncmp(*variables, name, length) == 0)
			return *variables + length;
	return NULL;
}

/* Executes PATH, or sees whether MODE would be granted. 0, or an errno. */
static NEVER_RETURNS int attempt(const struct child *child, const char *path, int mode)
{
	if (mode == EXECUTE)
		syscall(SYS_execve, path, child->options->operands, child->heritage->environ);
	else if (syscall(SYS_faccessat, AT_FDCWD, path, mode) == 0)
		return 0;
	return errno;
}

/*
 * Attempts the command in each folder of PATH, as execvp(3) does but without falling back to a shell; PATH is left at
 * the file that the result is about. 0, or an errno.
 */
static NEVER_RETURNS int search_path(const struct child *child, struct text *path, int mode)
{
	const char *folder = find_variable(child->heritage->environ, "PATH=");
	int error = ENOENT;

	if (!folder)
		folder = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	for (;;) {
		size_t length = strcspn(folder, ":");
		int now;

		text_clear(path);
		text_add(path, "%.*s%s%s", (int)length, folder, length ? "/" : "", child->options->operands[0]);
		now = path->cut ? ENAMETOOLONG : attempt(child, path->data, mode);
		if (now != ENOENT && now != ENOTDIR && now != EACCES && now != ENAMETOOLONG)
			return now;
		/* Worth more than "not found", if nothing better comes; but not where the folder can't be searched. */
		if (now == EACCES && attempt(child, path->data, F_OK) == 0)
			error = now;
		if (!folder[length])
			return error;
		folder += length + 1;
	}
}

static bool is_path(const char *command)
{
	return strchr(command, '/') || !*command;
}

/* Executes the command; an errno where that fails. Apart, so that only a search takes the stack for a path. */
static NEVER_RETURNS NOT_INLINE int execute(const struct child *child)
{
	char bytes[PATH_MAX];
	struct text path = TEXT_IN(bytes);

	return search_path(child, &path, EXECUTE);
}

/* Tells why the command could not be run, having looked for the file that the child met. Its exit status. */
static NOT_INLINE int explain(const struct child *child)
{
	const char *command = child->options->operands[0];
	char bytes[PATH_MAX];
	struct text path = TEXT_IN(bytes);

	if (is_path(command))
		return execfail_tell(command, command, child->error);
	search_path(child, &path, child->error == ENOENT || child->error == EACCES ? F_OK : X_OK);
	return execfail_tell(command, bytes, child->error);
}

/* Socket activation (sd_listen_fds(3)): LISTEN_PID that names foster is to name the workload. */
static void rewrite_listen_pid(struct child *child, char **variables)
{
	static const char NAME[] = "LISTEN_PID=";
	struct text text = TEXT_IN(child->listen);

	for (; *variables; variables++) {
		if (strncmp(*variables, NAME, sizeof(NAME) - 1) != 0)
			continue;
		text_clear(&text);
		text_add(&text, "%s%d", NAME, (int)syscall(SYS_getppid));
		if (strcmp(*variables, child->listen) != 0)
			continue;
		text_clear(&text);
		text_add(&text, "%s%d", NAME, (int)syscall(SYS_getpid));
		*variables = child->listen;
	}
}

/* The whole life of the child until its exec. Never returns. Every signal is blocked, so none can be lost here. */
static NEVER_RETURNS _Noreturn void become_workload(struct child *child, int pipe)
{
	const struct heritage *heritage = child->heritage;
	const char *command = child->options->operands[0];

	terminal_enter(child->terminal);
	rewrite_listen_pid(child, heritage->environ);
	if (heritage->ignores_children)
		sigmask_ignore_children(true);
	sigmask_set(heritage->mask);
	child->error = is_path(command) ? attempt(child, command, EXECUTE) : execute(child);
	if (pipe >= 0)
		syscall(SYS_write, pipe, &child->error, sizeof(child->error));
	for (;;) /* the status is for emulators that make a copy of what asked to share (qemu-user): none sees error */
		syscall(SYS_exit_group, child->error == ENOENT ? EXITCODE_NOT_FOUND : EXITCODE_CANNOT_RUN);
}

static NEVER_RETURNS int run_child(void *child)
{
	become_workload(child, -1);
}

/* A copy and a pipe, for where sharing is refused. It too returns once the child has its program or failed. */
static NOT_INLINE int start_apart(struct child *child)
{
	int ends[2];
	int pid;

	if (syscall(SYS_pipe2, ends, O_CLOEXEC) < 0)
		return -1;
	ends[0] = kernel_lift(ends[0]);
	ends[1] = kernel_lift(ends[1]);
#ifdef SYS_fork
	pid = (int)syscall(SYS_fork);
#else
	pid = (int)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
#endif
	if (pid == 0)
		become_workload(child, ends[1]);
	kernel_close(ends[1]);
	if (pid > 0)
		while (syscall(SYS_read, ends[0], &child->error, sizeof(child->error)) < 0 && errno == EINTR)
			;
	kernel_close(ends[0]);
	return pid;
}

/*
 * The libc's vfork is no more than a fork in musl on aarch64 and riscv64, so this is clone(2) as vfork(2) describes it.
 * The parent sleeps meanwhile, with every signal blocked: the stack below its frame is free for the child.
 */
static int start(struct child *child)
{
	char *below = (char *)__builtin_frame_address(0) - PARENT_FRAMES;
	int pid = clone(run_child, (void *)((uintptr_t)below & ~(uintptr_t)15), CLONE_VM | CLONE_VFORK | SIGCHLD, child);

	return pid < 0 ? start_apart(child) : pid;
}

int spawn(const struct options *options, const struct heritage *heritage, const struct terminal *terminal, int *status)
{
	struct child child = { .options = options, .heritage = heritage, .terminal = terminal };
	siginfo_t info;
	int pid = start(&child);

	if (pid < 0) {
		log_error("cannot start a process for %s: %m", options->operands[0]);
		*status = EXITCODE_FAILED;
		return -1;
	}
	if (!child.error)
		return pid;
	while (syscall(SYS_waitid, P_PID, pid, &info, WEXITED, NULL) < 0 && errno == EINTR)
		;
	terminal_leave(terminal, pid);
	*status = explain(&child);
	return -1;
}
