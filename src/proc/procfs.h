/* SPDX-License-Identifier: MIT */
/*
 * Reads /proc: files of a process, walks over its numbers, and whether a process takes a signal by reading, through a
 * signalfd or by a thread that waits in sigwait(3).
 */
#ifndef FOSTER_PROCFS_H
#define FOSTER_PROCFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "proc/fate.h"

/* Appends the path /proc/PID/FILE to TEXT. PID 0 stands for foster itself. */
void procfs_path(struct text *text, int pid, const char *file);

/* file_read for /proc/PID/FILE. PID 0 stands for foster itself. */
long procfs_read(int pid, const char *file, char *buffer, size_t size);

/* A number for the PID namespace that PID is in, as the link ns/pid has it; 0 and errno where that can't be seen. */
uint64_t procfs_namespace(int pid);

/* Whether PID runs a foster, by the note in its program; -1 where that can't be seen. */
int procfs_is_foster(int pid);

/* A walk over a directory of numbers. */
struct procfs_walk {
	int fd;
	unsigned int at, end;    /* the part of entries not yet seen, in bytes */
	bool failed;             /* it broke off, and did not just come to its end */
	union {
		uint64_t aligned;
		char bytes[1024];
	} entries;
};

/* Begins a walk over the numbers in the directory PATH, such as /proc itself. False and errno. */
bool procfs_open(struct procfs_walk *walk, const char *path);

/* The next number, or -1 after the last one. Processes that begin or end meanwhile may or may not be met. */
int procfs_next(struct procfs_walk *walk);

void procfs_close(struct procfs_walk *walk);

/* Reads the status of the process or thread PID (0: foster itself). 0, or an errno; ENOENT or ESRCH: it has ended. */
int procfs_status(struct procstatus *status, int pid);

/* Reads foster's own status. 0, or an errno; -1: /proc is another PID namespace's, and its numbers mean others. */
int procfs_self(struct procstatus *self);

enum { PROCFS_ALL = -1 };

/*
 * Gathers EVIDENCE on what takes SIGNAL in the process of STATUS; reads nothing where STATUS alone settles it. Up to
 * UNTIL_MS (clock_now_ms) it takes a glance, which that process can't hold up: it takes any signalfd, and a
 * thread in sigwait(3) to wait for SIGNAL. PROCFS_ALL: it reads everything, however long that takes.
 */
void procfs_signal_taker(struct fate_evidence *evidence, const struct procstatus *status, int signal, int64_t until_ms);

#endif
