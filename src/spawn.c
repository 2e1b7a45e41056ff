/* SPDX-License-Identifier: MIT */
/*
 * Starts the workload. vfork(2) where it is to be had: it copies no page tables, and the parent goes on only once the
 * child has its group and its program. What the child finds wrong it leaves in memory that both share, or, after a
 * real fork, in a pipe.
 */
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "execfail.h"
#include "exitcode.h"
#include "kernel.h"
#include "log.h"
#include "sigmask.h"
#include "text.h"

enum { LISTEN_MAX = 24 }; /* LISTEN_PID= and a pid */

/* What the child tells of a failed exec. */
struct failure {
	int error;           /* 0: it has not failed */
	char path[PATH_MAX]; /* the file that was tried */
};

struct child {
	const struct options *options;
	const struct heritage *heritage;
	const struct terminal *terminal;
	struct failure *failure;
	char listen[LISTEN_MAX];
};

static const char *find_variable(char **environ, const char *name)
{
	size_t length = strlen(name);

	for (; *environ; environ++)
		if (strncmp(*environ, name, length) == 0)
			return *environ + length;
	return NULL;
}

static int try_path(struct child *child, char **environ)
{
	syscall(SYS_execve, child->failure->path, child->options->operands, environ);
	return errno;
}

static int only_look(struct child *child, char **environ)
{
	(void)environ;
	return syscall(SYS_faccessat, AT_FDCWD, child->failure->path, F_OK) == 0 ? 0 : errno;
}

/*
 * Tries the command in each folder of PATH, as execvp(3) does but without falling back to a shell; leaves the path that
 * the result is about. 0 where TRY found it, else an errno.
 */
static int search_path(struct child *child, char **environ, int (*try)(struct child *, char **))
{
	const char *command = child->options->operands[0];
	const char *folder = find_variable(environ, "PATH=");
	struct text path = TEXT_IN(child->failure->path);
	int error = ENOENT;

	if (!folder)
		folder = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	for (;;) {
		size_t length = strcspn(folder, ":");
		int now;

		text_clear(&path);
		text_add(&path, "%.*s%s%s", (int)length, folder, length ? "/" : "", command);
		now = path.cut ? ENAMETOOLONG : try(child, environ);
		if (now != ENOENT && now != ENOTDIR && now != EACCES && now != ENAMETOOLONG)
			return now;
		if (now == EACCES)
			error = now; /* worth more than "not found", if nothing better comes */
		if (!folder[length])
			return error;
		folder += length + 1;
	}
}

static int try_command(struct child *child, char **environ)
{
	const char *command = child->options->operands[0];
	struct text path = TEXT_IN(child->failure->path);
	int error;

	if (strchr(command, '/') || !*command) {
		text_clear(&path);
		text_add(&path, "%s", command);
		return path.cut ? ENAMETOOLONG : try_path(child, environ);
	}
	error = search_path(child, environ, try_path);
	if (error == ENOENT || error == EACCES)
		search_path(child, environ, only_look); /* a file that is there after all is the one to explain */
	return error;
}

/* Socket activation (sd_listen_fds(3)): LISTEN_PID that names foster is to name the workload. */
static void rewrite_listen_pid(struct child *child, char **environ)
{
	static const char NAME[] = "LISTEN_PID=";
	struct text text = TEXT_IN(child->listen);

	for (; *environ; environ++) {
		if (strncmp(*environ, NAME, sizeof(NAME) - 1) != 0)
			continue;
		text_clear(&text);
		text_add(&text, "%s%d", NAME, (int)syscall(SYS_getppid));
		if (strcmp(*environ, child->listen) != 0)
			continue;
		text_clear(&text);
		text_add(&text, "%s%d", NAME, (int)syscall(SYS_getpid));
		*environ = child->listen;
	}
}

/* The whole life of the child until its exec. Never returns. Every signal is blocked, so none can be lost here. */
static _Noreturn void become_workload(struct child *child, int pipe)
{
	char **environ = child->heritage->environ;
	struct failure *failure = child->failure;

	terminal_enter(child->terminal);
	rewrite_listen_pid(child, environ);
	if (child->heritage->ignores_children)
		sigmask_ignore_children(true);
	sigmask_set(child->heritage->mask);
	failure->error = try_command(child, environ);
	if (pipe >= 0)
		syscall(SYS_write, pipe, failure, sizeof(*failure));
	for (;;)
		syscall(SYS_exit_group, 0);
}

/* A copy and a pipe, for where vfork is refused. Like vfork, it returns once the child has its program or failed. */
static int start_apart(struct child *child)
{
	int ends[2];
	int pid;

	if (syscall(SYS_pipe2, ends, O_CLOEXEC) < 0)
		return -1;
	ends[0] = kernel_lift(ends[0]);
	ends[1] = kernel_lift(ends[1]);
	pid = (int)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); /* fork(2), without what a libc does for threads */
	if (pid == 0)
		become_workload(child, ends[1]);
	kernel_close(ends[1]);
	if (pid > 0)
		while (syscall(SYS_read, ends[0], child->failure, sizeof(*child->failure)) < 0 && errno == EINTR)
			;
	kernel_close(ends[0]);
	return pid;
}

static int start(struct child *child)
{
	int pid = vfork();

	if (pid == 0)
		become_workload(child, -1);
	if (pid < 0)
		pid = start_apart(child);
	return pid;
}

int spawn(const struct options *options, const struct heritage *heritage, const struct terminal *terminal, int *status)
{
	struct failure failure;
	struct child child = {
		.options = options, .heritage = heritage, .terminal = terminal, .failure = &failure,
	};
	siginfo_t info;
	int pid;

	failure.error = 0;
	failure.path[0] = '\0';
	pid = start(&child);
	if (pid < 0) {
		log_error("cannot start a process for %s: %m", options->operands[0]);
		*status = EXITCODE_FAILED;
		return -1;
	}
	if (!failure.error)
		return pid;
	while (syscall(SYS_waitid, P_PID, pid, &info, WEXITED, NULL) < 0 && errno == EINTR)
		;
	terminal_leave(terminal, pid);
	*status = execfail_tell(options->operands[0], failure.path, failure.error);
	return -1;
}
