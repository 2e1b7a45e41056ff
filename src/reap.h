/* SPDX-License-Identifier: MIT */
/*
 * Reaping, in one of two manners: foster drains waitid(2), or, from Linux 6.15 on, the kernel reaps by itself while
 * SIGCHLD is ignored, and the workload's status comes from its pidfd (ioctl_pidfd(2), PIDFD_INFO_EXIT). The first
 * orphan is the probe: its status is asked for both ways, so that a kernel (or a sandbox, or a seccomp filter) that
 * can't give it is never trusted with the workload's.
 */
#ifndef FOSTER_REAP_H
#define FOSTER_REAP_H

#include <stdbool.h>

enum reap_manner {
	REAP_SELF,   /* foster drains waitid, for good */
	REAP_TRY,    /* it does until an orphan has shown what the kernel can do */
	REAP_KERNEL, /* the kernel reaps; only the workload's end is foster's to see */
};

struct reaper {
	enum reap_manner manner;
	bool stops;      /* stop notices matter, too */
	bool childless;  /* the last look found no child at all */
	int workload;    /* its pid */
	int pidfd;       /* its descriptor once the kernel has begun to reap, else -1 */
};

/* What waitid(2) tells of one child. */
struct reaped {
	int pid;
	int code;   /* CLD_EXITED, CLD_KILLED, CLD_DUMPED, CLD_STOPPED */
	int status; /* the exit code, or the signal */
};

/* The next child that has ended or, with stops, stopped. False where there is none now. */
bool reap_next(struct reaper *reaper, struct reaped *child);

/* From here on foster reaps by itself: for a sweep, which must see the last one go. */
void reap_by_self(struct reaper *reaper);

#endif
