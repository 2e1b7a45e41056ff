/* SPDX-License-Identifier: MIT */
/* The one place where --inspect makes a verdict of what /proc shows of a process, and says how sure that is. */
#include "tools/finding.h"

#include "proc/fate.h"
#include "proc/procfs.h"

void finding_judge(struct finding *finding, int signal)
{
	struct fate_evidence evidence;

	procfs_signal_taker(&evidence, &finding->status, signal, PROCFS_ALL);
	finding->fate = (uint8_t)fate_of(&finding->status, &evidence, signal);
	finding->unsure = evidence.unreadable && (finding->fate == FATE_READ || finding->fate == FATE_BLOCKED ||
	                                          finding->fate == FATE_SHIELDED);
}
