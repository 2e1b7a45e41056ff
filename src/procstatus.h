/* SPDX-License-Identifier: MIT */
/*
 * What /proc/PID/status and /proc/PID/stat say of one process. Pure: text in, struct out (proc_pid_status(5)). Shared by
 * the warning before a kill and by --inspect; fuzzed.
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
	int pid;                        /* Pid: as this namespace counts */
	int parent;                     /* PPid: 0 where it entered from outside */
	int threads;
	unsigned int uid;               /* the effective one */
	uint64_t blocked, ignored, caught;         /* SigBlk SigIgn SigCgt of the main thread */
	uint64_t pending, shared_pending;          /* SigPnd ShdPnd */
};

/* Reads LENGTH bytes of a status file. False where a line that is needed (State, PPid, SigBlk, SigIgn, SigCgt) is missing or malformed. */
bool procstatus_parse(struct procstatus *status, const char *data, size_t length);

/* The parent's pid out of LENGTH bytes of /proc/PID/stat, or -1. The name may hold blanks and parentheses. */
int procstatus_parent(const char *data, size_t length);

#endif
