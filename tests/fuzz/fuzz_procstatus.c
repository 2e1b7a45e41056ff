/* SPDX-License-Identifier: MIT */
/* libFuzzer: the input as each of the files in /proc that foster reads. What was taken must keep its promises. */
#include <stdlib.h>
#include <string.h>

#include "base/signame.h"
#include "proc/fate.h"
#include "proc/procstatus.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct fate_evidence evidence = { .unblocked_elsewhere = size & 1, .has_reader = size & 2 };
	struct procstatus status;
	struct procstat stat;
	uint64_t argument;

	procstatus_signalfd(text, size);
	if (procstatus_stat(&stat, text, size) && stat.parent < 0)
		abort();
	if (procstatus_syscall(text, size, &argument) < -1)
		abort();
	if (!procstatus_parse(&status, text, size))
		return 0;
	if (!memchr(status.name, '\0', sizeof(status.name)) || status.pid < 0 || status.parent < 0 || status.threads < 0)
		abort();
	if (status.state <= ' ' || status.state >= 0x7f)
		abort();
	for (int signal = 1; signal <= SIGNAL_MAX; signal++)
		if (fate_of(&status, &evidence, signal) >= FATE_COUNT)
			abort();
	return 0;
}
