/* SPDX-License-Identifier: MIT */
/*
 * The workload of the reaping rows: makes orphans for the init to adopt and reap. It takes commands on stdin, a letter
 * and a number a line, and answers each with a line on stdout:
 *   b N   breed N orphans; answers "b NANOSECONDS", from the first birth until the last is gone from the process table
 *   s N   breed N orphans singly, each gone before the next is born; answers likewise "s NANOSECONDS"
 *   z N   leave N zombies (the init is meant to be stopped); answers "z" and the number, once all of them have ended
 *   w 0   wait until those are gone; answers "w NANOSECONDS", from the command to then
 *   x N   end with status N
 *
 * It ignores every signal that the init passes on. An orphan costs next to nothing: it shares the breeder's memory and files. What mustn't happen is that births run
 * ahead of deaths, since one CPU would then fill the machine's memory with the unreaped: so there are never more than
 * BATCH of them alive or unreaped (the zombies of `z` aside, which are what that row is about, and are bounded).
 */
#include "bench.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 100, STACK = 2048, MOST_ZOMBIES = 8192, YIELDS = 2000, PAUSE_NS = 20000, OFTEN = 20000 };
enum { SHARED = CLONE_VM | CLONE_FS | CLONE_FILES };

/* One batch: born by a mother that ends, held at a pipe that has nothing in it until the breeder closes it. */
struct batch {
	pid_t pids[BATCH];
	int size;
	int gate[2];
};

static _Alignas(16) char stacks[BATCH + 1][STACK];
static pid_t zombies[MOST_ZOMBIES];

static int orphan(void *argument)
{
	struct batch *batch = argument;
	char nothing;

	/* Raw calls only: errno is shared with everyone here, and nobody looks at it. */
	syscall(SYS_read, batch->gate[0], &nothing, sizeof nothing);
	syscall(SYS_exit, 0);
	return 0;
}

static int mother(void *argument)
{
	struct batch *batch = argument;

	for (int i = 0; i < batch->size; i++)
		batch->pids[i] = clone(orphan, stacks[i] + STACK, SHARED | SIGCHLD, batch);
	syscall(SYS_exit, 0);
	return 0;
}

/* Makes SIZE orphans, adopted by the init once this returns, and lets them end where the gate is then closed. */
static void bear(struct batch *batch, int size)
{
	pid_t pid;

	batch->size = size;
	if (pipe(batch->gate) < 0)
		die("cannot make a pipe");
	pid = clone(mother, stacks[BATCH] + STACK, SHARED | CLONE_VFORK | SIGCHLD, batch);
	if (pid < 0 || waitpid(pid, NULL, 0) != pid)
		die("cannot bear a batch");
	for (int i = 0; i < size; i++)
		if (batch->pids[i] < 0)
			die("cannot bear an orphan");
}

static void release(const struct batch *batch)
{
	close(batch->gate[1]);
	close(batch->gate[0]);
}

static void pause_briefly(void)
{
	const struct timespec pause = { .tv_nsec = PAUSE_NS };

	nanosleep(&pause, NULL);
}

/*
 * The kernel frees the stacks and the structs of the dead behind their reaping, when RCU has had its turn (ksoftirqd's,
 * on a CPU that is busy here): a million deaths run away from it and fill the machine. So wait for it where half of the
 * memory has gone, ten seconds at most.
 */
static void let_kernel_free(void)
{
	enum { TRIES = 1000, NAP_NS = 10000000 };
	const struct timespec nap = { .tv_nsec = NAP_NS };

	for (int i = 0; i < TRIES; i++) {
		unsigned long long total, available;
		FILE *memory = fopen("/proc/meminfo", "r");
		int found = memory ? fscanf(memory, "MemTotal: %llu kB MemFree: %*u kB MemAvailable: %llu", &total, &available) : 0;

		if (memory)
			fclose(memory);
		if (found != 2 || available > total / 2)
			return;
		nanosleep(&nap, NULL);
	}
}

/* A zombie can still be signalled with 0: only reaping makes its pid vanish. */
static bool is_gone(pid_t pid)
{
	return kill(pid, 0) < 0 && errno == ESRCH;
}

/* Yields first, so that on one CPU the init has its turn at once; an init that takes long isn't robbed of its CPU. */
static void wait_until_gone(const pid_t *pids, int count)
{
	int yields = 0;

	for (int i = 0; i < count; i++)
		while (!is_gone(pids[i])) {
			if (yields++ < YIELDS)
				sched_yield();
			else
				pause_briefly();
		}
}

static void breed(int count, int at_once, char letter)
{
	uint64_t started = now_ns();
	struct batch batch;

	for (int born = 0; born < count; born += batch.size) {
		bear(&batch, count - born < at_once ? count - born : at_once);
		release(&batch);
		wait_until_gone(batch.pids, batch.size);
		if (born % OFTEN == 0)
			let_kernel_free();
	}
	printf("%c %llu\n", letter, (unsigned long long)(now_ns() - started));
}

/* A pidfd is readable from its process's end on, reaped or not. */
static void wait_until_dead(pid_t pid)
{
	struct pollfd entry = { .fd = (int)syscall(SYS_pidfd_open, pid, 0), .events = POLLIN };

	if (entry.fd < 0) {
		if (errno == ESRCH)
			return;
		die("cannot open a pidfd");
	}
	while (poll(&entry, 1, -1) < 0)
		if (errno != EINTR)
			die("cannot poll");
	close(entry.fd);
}

static int leave_zombies(int count)
{
	struct batch batch;
	int born = 0;

	if (count > MOST_ZOMBIES)
		count = MOST_ZOMBIES;
	while (born < count) {
		bear(&batch, count - born < BATCH ? count - born : BATCH);
		release(&batch);
		for (int i = 0; i < batch.size; i++) {
			wait_until_dead(batch.pids[i]);
			zombies[born++] = batch.pids[i];
		}
	}
	printf("z %d\n", born);
	return born;
}

/* Here there are no yields: thousands of them would take half of the CPU that the init needs. */
static void wait_for_zombies(int count)
{
	uint64_t started = now_ns();

	for (int i = count - 1; i >= 0; i--)
		while (!is_gone(zombies[i]))
			pause_briefly();
	printf("w %llu\n", (unsigned long long)(now_ns() - started));
}

int main(void)
{
	int number, left = 0;
	char letter;

	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	/* Pauses are as short as asked for, not 50 us longer. */
	prctl(PR_SET_TIMERSLACK, 1UL);
	for (int i = 1; i <= SIGRTMAX; i++)
		if (i != SIGCHLD)
			signal(i, SIG_IGN);
	while (scanf(" %c %d", &letter, &number) == 2) {
		if (letter == 'b' || letter == 's')
			breed(number, letter == 'b' ? BATCH : 1, letter);
		else if (letter == 'z')
			left = leave_zombies(number);
		else if (letter == 'w')
			wait_for_zombies(left);
		else if (letter == 'x')
			return number;
	}
	return 1;
}
