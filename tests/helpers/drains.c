/* SPDX-License-Identifier: MIT */
/*
 * drains [OPTION]... MS: a program that has something to save. It writes "ready NAME" and waits; asked to end it says "NAME
 * was asked by SIGNAL", saves for MS milliseconds, says "NAME has saved" and ends. Asked once more meanwhile it gives up:
 * "NAME was asked twice", status 9.
 *
 *	-n NAME    (it)
 *	-o FILE    appends to FILE instead of writing to stdout
 *	-x STATUS  (0)
 *	-w NAME    has a worker of that name, which saves nothing; asks it to end when it has saved itself
 *	-s         in a session of its own
 *	-f         in the background: it forks, and what was started ends with 0
 */
#include "raw.h"

#include <sys/wait.h>

static volatile sig_atomic_t asked, asked_by;

static void note(int number)
{
	asked++;
	asked_by = number;
}

static void say(int out, const char *name, const char *words)
{
	char line[200];
	int length = snprintf(line, sizeof(line), words, name);

	if (write(out, line, (size_t)length) != length)
		raw_die("write");
}

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Waits for MS, or until it is asked again. */
static void save(long ms)
{
	long until_ms = now_ms() + ms;
	struct timespec moment = { .tv_nsec = 2000000 };

	while (asked == 1 && now_ms() < until_ms)
		nanosleep(&moment, NULL);
}

/* The life of one: asked, saving, gone. */
static int live(int out, const char *name, long ms, int worker, int status)
{
	struct timespec moment = { .tv_nsec = 2000000 };
	char words[60];

	while (!asked)
		nanosleep(&moment, NULL);
	snprintf(words, sizeof(words), "%%s was asked by %d\n", (int)asked_by);
	say(out, name, words);
	save(ms);
	if (asked > 1) {
		say(out, name, "%s was asked twice\n");
		return 9;
	}
	say(out, name, "%s has saved\n");
	if (worker > 0) {
		kill(worker, SIGTERM);
		waitpid(worker, NULL, 0);
	}
	return status;
}

int main(int argc, char **argv)
{
	const char *name = "it", *worker_name = NULL;
	struct sigaction action = { .sa_handler = note };
	int out = STDOUT_FILENO, option, worker = 0, status = 0;
	bool background = false;

	while ((option = getopt(argc, argv, "n:o:x:w:sf")) != -1) {
		switch (option) {
		case 'n':
			name = optarg;
			break;
		case 'o':
			out = open(optarg, O_WRONLY | O_APPEND | O_CREAT, 0666);
			break;
		case 'x':
			status = (int)raw_number(optarg);
			break;
		case 'w':
			worker_name = optarg;
			break;
		case 's':
			setsid();
			break;
		case 'f':
			background = true;
			break;
		default:
			return 2;
		}
	}
	if (background && fork() > 0)
		_exit(0);
	for (int number = 1; number <= SIGTERM; number++)
		if (number == SIGHUP || number == SIGINT || number == SIGQUIT || number == SIGTERM)
			sigaction(number, &action, NULL);
	if (worker_name && (worker = fork()) == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		say(out, worker_name, "ready %s\n");
		return live(out, worker_name, 0, 0, 0);
	}
	say(out, name, "ready %s\n");
	return live(out, name, raw_number(argv[optind]), worker, status);
}
