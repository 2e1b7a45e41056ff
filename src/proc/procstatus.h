/* SPDX-License-Identifier: MIT */
/*
 * What the files in /proc/PID say of one process. Pure: text in, struct out (proc_pid_status(5)). Shared by the warning
 * before a kill and by --inspect; fuzzed.
 */
#ifndef FOSTER_PROCSTATUS_H
#define FOSTER_PROCSTATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PROCSTATUS_NAME_MAX = 64 };

struct procstatus {
	char name[PROCSTATUS_NAME_MAX]; /* unescaped bytes of Name:, NUL-terminated */
	char state;                     /* R S D T t Z X I */
	bool init;                      /* PID 1 of its own PID namespace */
	uint8_t level;                  /* how many PID namespaces lie between it and /proc's, its own counted; 0: none */
	int pid;                        /* Pid: as this namespace counts */
	int parent;                     /* PPid: 0 where it entered from outside */
	int threads;
	unsigned int uid;               /* the effective one */
	uint64_t blocked, ignored, caught;         /* SigBlk SigIgn SigCgt of the main thread */
	uint64_t pending, shared_pending;          /* SigPnd ShdPnd */
};

/*
 * Reads LENGTH bytes of a status file. False where a line is malformed, or one that is needed (State, PPid, SigBlk,
 * SigIgn, SigCgt) is missing.
 */
bool procstatus_parse(struct procstatus *status, const char *data, size_t length);

/*
 * Whether the process is over: a zombie, or less. One whose main thread has ended while others live shows state Z, too,
 * but counts them (pthread_exit(3)).
 */
bool procstatus_has_ended(const struct procstatus *status);

/* What /proc/PID/stat says that is worth a file of a line instead of one of sixty. */
struct procstat {
	int parent;       /* 0 where it entered from outside */
	int group;        /* its process group; 0: one that was made outside */
	int session;      /* the same */
	bool ended;       /* it is a zombie, or less (procstatus_has_ended) */
	bool stopped;     /* by a signal */
	bool terminal;    /* it has a controlling one */
	bool kernel;      /* a thread of the kernel's */
	uint64_t started; /* ticks since the system's start; never before its parent, nor before what inherits it */
	uint32_t blocked, ignored, caught; /* the main thread's signals 1 to 31 */
};

/* Reads LENGTH bytes of /proc/PID/stat. False where they end too soon. The name may hold blanks and parentheses. */
bool procstatus_stat(struct procstat *stat, const char *data, size_t length);

/* What a signalfd takes: the masks on all "sigmask:" lines in LENGTH bytes of /proc/PID/fdinfo/FD; 0 without one. */
uint64_t procstatus_signalfd(const char *data, size_t length);

/*
 * Where LENGTH bytes of /proc/PID/task/TID/syscall say which system call the thread is in: its number, and its first
 * argument in *ARGUMENT. Else -1.
 */
int procstatus_syscall(const char *data, size_t length, uint64_t *argument);

#endif
