/* SPDX-License-Identifier: MIT */
/*
 * typist [-b] [-t SECONDS] COMMAND [ARG]... <SCRIPT: a person at a terminal. Runs COMMAND on a pseudo-terminal of its
 * own, in a session of its own with that as its controlling terminal (-b: it is stdin, stdout and stderr only), with
 * every signal at its default, and does what the script says, a step a line. Each step that waits does so for what is
 * to come, SECONDS (15) at most. Where that doesn't come: tells the step, shows what was on the screen, ends with 1.
 *
 *	expect TEXT      waits until TEXT is shown, after what the last expect found
 *	never TEXT       TEXT isn't shown from here to the end
 *	line TEXT        types TEXT and Enter
 *	type KEYS        types KEYS; ^C is Ctrl-C
 *	front command    waits until COMMAND's process group has the foreground
 *	front other      waits until another one has
 *	until COMMAND    waits until sh -c COMMAND ends with 0; $PID is COMMAND's on the terminal, $KID its children,
 *	                 and $GRANDKID the children of the first of these
 *	resize ROWS COLS of the terminal
 *	signal NUMBER    to COMMAND alone
 *	hangup           the terminal goes away
 *	ends STATUS      waits until COMMAND has ended, with that status (128+n: by signal n)
 */
#include <ctype.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>

#include "raw.h"

enum { SCREEN_MAX = 1 << 18, NEVER_MAX = 16, LOOK_EVERY_MS = 10 };

struct typist {
	int master;              /* -1: hung up */
	pid_t command;
	int status;              /* COMMAND's, or -1 while it runs */
	int64_t patience_us;
	char screen[SCREEN_MAX]; /* all that was shown, ends in NUL */
	size_t length;
	size_t seen;             /* what the expectations have found so far ends here */
	struct {
		char *text;
		size_t from;
	} never[NEVER_MAX];
	size_t never_count;
};

/* Shows TEXT line by line, with nothing in it that a terminal would act on. */
static void show(const char *text)
{
	printf("#   | ");
	for (; *text; text++) {
		if (*text == '\n' && text[1])
			printf("\n#   | ");
		else if (isprint((unsigned char)*text))
			putchar(*text);
		else if (*text != '\r' && *text != '\n')
			printf("\\x%02x", (unsigned char)*text);
	}
	printf("\n");
}

static _Noreturn void leave(struct typist *typist, int status)
{
	fflush(stdout);
	close(typist->master);
	if (typist->status < 0)
		kill(typist->command, SIGKILL);
	exit(status);
}

static _Noreturn void fail(struct typist *typist, const char *step, const char *why)
{
	printf("# %s: %s; on the screen:\n", step, why);
	show(typist->screen);
	leave(typist, 1);
}

/* Takes in what is shown now and whether COMMAND has ended; waits a moment where there is nothing. */
static void look(struct typist *typist)
{
	struct pollfd fd = { .fd = typist->master, .events = POLLIN };
	int status;

	if (poll(&fd, 1, LOOK_EVERY_MS) > 0) {
		ssize_t got = read(typist->master, typist->screen + typist->length, SCREEN_MAX - 1 - typist->length);

		if (got > 0)
			typist->length += (size_t)got;
		else
			poll(NULL, 0, LOOK_EVERY_MS); /* EIO: nobody has the other end open */
		for (ssize_t i = (ssize_t)typist->length - got; i < (ssize_t)typist->length; i++)
			if (!typist->screen[i])
				typist->screen[i] = '@';
		typist->screen[typist->length] = '\0';
	}
	if (typist->status < 0 && waitpid(typist->command, &status, WNOHANG) == typist->command)
		typist->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static bool is_shown(struct typist *typist, const char *text)
{
	const char *found = strstr(typist->screen + typist->seen, text);

	if (found)
		typist->seen = (size_t)(found - typist->screen) + strlen(text);
	return found;
}

static bool is_front(struct typist *typist, const char *who)
{
	pid_t front = tcgetpgrp(typist->master);

	return (front == typist->command) == (strcmp(who, "command") == 0);
}

/* Puts the pids of PID's children into the environment as NAME. The first of them, or 0. */
static pid_t note_children(const char *name, pid_t pid)
{
	char bytes[256], path[64];
	ssize_t length;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid, (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	length = fd < 0 ? 0 : read(fd, bytes, sizeof(bytes));
	close(fd);
	bytes[length > 0 ? length - 1 : 0] = '\0'; /* there is a blank behind the last */
	setenv(name, bytes, 1);
	return (pid_t)strtol(bytes, NULL, 10);
}

static bool is_true(struct typist *typist, const char *command)
{
	int status = -1, null;
	pid_t pid;

	note_children("GRANDKID", note_children("KID", typist->command));
	pid = fork();
	if (pid == 0) {
		null = open("/dev/null", O_RDWR);
		for (int i = 0; i <= 2; i++)
			dup2(null, i);
		execl("/bin/sh", "sh", "-c", command, NULL);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return status == 0;
}

static bool has_ended(struct typist *typist, const char *status)
{
	(void)status;
	return typist->status >= 0;
}

static void await(struct typist *typist, const char *step, bool (*is)(struct typist *, const char *), const char *what)
{
	int64_t until_us = raw_now_us() + typist->patience_us;

	while (!is(typist, what)) {
		if (raw_now_us() > until_us)
			fail(typist, step, "it didn't come");
		look(typist);
	}
}

static void type(struct typist *typist, const char *step, const char *keys, bool carets)
{
	for (; *keys; keys++) {
		char key = *keys;

		if (carets && key == '^' && keys[1])
			key = (char)(toupper((unsigned char)*++keys) & 0x1f);
		if (write(typist->master, &key, 1) != 1)
			fail(typist, step, "cannot type");
	}
}

static void resize(struct typist *typist, const char *what)
{
	struct winsize size = { 0 };

	sscanf(what, "%hu %hu", &size.ws_row, &size.ws_col);
	ioctl(typist->master, TIOCSWINSZ, &size);
}

static void do_step(struct typist *typist, const char *step, const char *verb, const char *what)
{
	if (strcmp(verb, "expect") == 0) {
		await(typist, step, is_shown, what);
	} else if (strcmp(verb, "never") == 0 && typist->never_count < NEVER_MAX) {
		typist->never[typist->never_count].from = typist->length;
		typist->never[typist->never_count++].text = strdup(what);
	} else if (strcmp(verb, "line") == 0) {
		type(typist, step, what, false);
		type(typist, step, "\r", false);
	} else if (strcmp(verb, "type") == 0) {
		type(typist, step, what, true);
	} else if (strcmp(verb, "front") == 0) {
		await(typist, step, is_front, what);
	} else if (strcmp(verb, "until") == 0) {
		await(typist, step, is_true, what);
	} else if (strcmp(verb, "resize") == 0) {
		resize(typist, what);
	} else if (strcmp(verb, "signal") == 0) {
		kill(typist->command, (int)raw_number(what));
	} else if (strcmp(verb, "hangup") == 0) {
		close(typist->master);
		typist->master = -1;
	} else if (strcmp(verb, "ends") == 0) {
		await(typist, step, has_ended, what);
		if (typist->status != raw_number(what))
			fail(typist, step, "it ended otherwise");
	} else {
		fail(typist, step, "no such step");
	}
}

static void follow(struct typist *typist, FILE *script)
{
	char step[1024], verb[16];
	int after;

	while (fgets(step, sizeof(step), script)) {
		step[strcspn(step, "\n")] = '\0';
		if (sscanf(step, "%15s%n", verb, &after) != 1 || verb[0] == '#')
			continue;
		after += step[after] == ' ';
		do_step(typist, step, verb, step + after);
	}
	look(typist);
	for (size_t i = 0; i < typist->never_count; i++)
		if (strstr(typist->screen + typist->never[i].from, typist->never[i].text))
			fail(typist, "never", typist->never[i].text);
}

static _Noreturn void become(char **command, const char *path, bool bare)
{
	int fd;

	for (int i = 1; i <= RAW_SIGNALS; i++)
		raw_set_disposition(i, SIG_DFL);
	raw_set_mask(0);
	setsid();
	fd = open(path, O_RDWR | (bare ? O_NOCTTY : 0));
	for (int i = 0; i <= 2; i++)
		dup2(fd, i);
	if (fd > 2)
		close(fd);
	execvp(command[0], command);
	raw_die(command[0]);
}

int main(int argc, char **argv)
{
	static struct typist typist = { .status = -1, .patience_us = 15 * 1000000 };
	char path[64], pid[24];
	bool bare = false;
	int option;

	while ((option = getopt(argc, argv, "+bt:")) != -1) {
		if (option == 'b')
			bare = true;
		else if (option == 't')
			typist.patience_us = raw_number(optarg) * 1000000;
		else
			return 111;
	}
	typist.master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (optind == argc || grantpt(typist.master) < 0 || unlockpt(typist.master) < 0 ||
	    ptsname_r(typist.master, path, sizeof(path)) != 0)
		raw_die("pseudo-terminal");
	resize(&typist, "24 80");
	typist.command = fork();
	if (typist.command == 0)
		become(argv + optind, path, bare);
	snprintf(pid, sizeof(pid), "%d", (int)typist.command);
	setenv("PID", pid, 1);
	follow(&typist, stdin);
	leave(&typist, 0);
}
