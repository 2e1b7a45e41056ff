/* SPDX-License-Identifier: MIT */
/*
 * Reaping, in one of two modes: foster drains waitid(2), or, from Linux 6.15 on, the kernel reaps by itself while
 * SIGCHLD is ignored, and the workload's status comes from its pidfd (ioctl_pidfd(2), PIDFD_INFO_EXIT). The first
 * orphan is the probe: its status is asked for both ways, so that a kernel (or a sandbox, or a seccomp filter) that
 * can't give it is never trusted with the workload's.
 */
#ifndef FOSTER_REAP_H
#define FOSTER_REAP_H

#include <stdbool.h>

enum reap_mode {
	REAP_SELF,   /* foster drains waitid, for good */
	REAP_PROBE,  /* it does until an orphan has shown what the kernel can do */
	REAP_KERNEL, /* the kernel reaps; only the workload's end is foster's to see */
};

struct reaper {
	enum reap_mode mode;
	bool stops;      /* also report children that stop (WSTOPPED): job control */
	bool childless;  /* at the last call there was no child at all */
	bool no_wall;    /* this kernel's waitid doesn't take __WALL: Linux before 4.7 */
	bool failed;     /* the last call was refused: a later one may not be */
	bool has_group;  /* the workload has a process group of its own */
	bool keeps;      /* the workload is left a zombie, so that the number stays its group's: foster ends with it */
	bool guards;     /* its pidfd is wanted once it has ended: for its group, where /proc can't show what is left */
	bool by_pidfd;   /* the kernel has begun to reap, so only the pidfd is sure to be the workload's */
	bool inherited;  /* there was a child that had ended before the workload was started */
	int unanswered;  /* calls that gave no status though the workload has ended */
	int workload_pid;
	bool workload_alive; /* it is not reaped yet */
	int pidfd;       /* its descriptor where one was opened, else -1 */
};

/* One child, as waitid(2) reports it. */
struct reaped {
	int pid;
	int code;   /* CLD_EXITED, CLD_KILLED, CLD_DUMPED, CLD_STOPPED */
	int status; /* the exit code, or the signal */
};

/* Whether CHILD is the workload, and not a later process with its number. */
bool reap_is_workload(const struct reaper *reaper, const struct reaped *child);

/* The next child that has ended or, with stops, stopped. False where there is none now. */
bool reap_next(struct reaper *reaper, struct reaped *child);

/* The workload's pidfd, opened where it has none and is not reaped; -1 and errno. */
int reap_pidfd(struct reaper *reaper);

/* Whether the kernel lets foster wait for children, by any call. Errno where it doesn't. */
bool reap_is_possible(struct reaper *reaper);

/* From here on foster reaps by itself: for a sweep, which must see the last one go. */
void reap_by_self(struct reaper *reaper);

#endif
