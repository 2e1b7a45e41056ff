/* SPDX-License-Identifier: MIT */
/* Whom foster has asked to end: a table by the last bits of the pid, since pids mostly come one after another. */
#include "init/asked.h"

#include <stddef.h>

enum { PROBES = 64 }; /* slots that are looked at for one pid; the last is given up to it where all are taken */

/* The slot of PID, or the one that it may have. */
static struct asked_process *slot_of(const struct asked *asked, int pid)
{
	struct asked_process *slot = NULL;

	for (unsigned int i = 0; i < PROBES; i++) {
		slot = &asked->slots[((unsigned int)pid + i) % ASKED_MAX];
		if (slot->pid == pid || !slot->pid)
			break;
	}
	return slot;
}

const struct asked_process *asked_find(const struct asked *asked, int pid, uint64_t started)
{
	const struct asked_process *slot;

	if (!asked->slots)
		return NULL;
	slot = slot_of(asked, pid);
	return slot->pid == pid && slot->started == (uint32_t)started ? slot : NULL;
}

void asked_note(struct asked *asked, struct asked_process process)
{
	if (asked->slots)
		*slot_of(asked, process.pid) = process;
}
