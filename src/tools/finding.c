/* SPDX-License-Identifier: MIT */
/* The one place where --inspect makes a verdict of what /proc shows of a process, and says how sure that is. */
#include "tools/finding.h"

#include "proc/fate.h"
#include "proc/procfs.h"

static enum verdict verdict_of(const struct finding *finding)
{
	if (finding->foster)
		return VERDICT_ENDS;
	if (finding->unsure)
		return VERDICT_UNCERTAIN;
	if (fate_outlives(finding->fate))
		return VERDICT_OUTLIVES;
	return VERDICT_ENDS;
}

void finding_judge(struct finding *finding)
{
	struct fate_evidence evidence;

	procfs_signal_taker(&evidence, &finding->status, finding->signal, PROCFS_ALL);
	finding->fate = (uint8_t)fate_of(&finding->status, &evidence, finding->signal);
	finding->blind = evidence.unreadable && (finding->fate == FATE_READ || finding->fate == FATE_BLOCKED ||
	                                         finding->fate == FATE_SHIELDED);
	finding->unsure = finding->blind || fate_depends(&finding->status, finding->fate);
	finding->verdict = (uint8_t)verdict_of(finding);
}

void finding_again(struct finding *finding)
{
	struct procstatus status;

	if (procfs_status(&status, finding->status.pid) == 0)
		finding->status = status;
	else
		finding->status.state = 'X';
	finding_judge(finding);
}
