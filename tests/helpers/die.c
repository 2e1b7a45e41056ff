/* SPDX-License-Identifier: MIT */
/* die STATUS: ends with STATUS, or, where it is negative, by that signal, whatever was inherited; dumps no core. */
#include <sys/resource.h>

#include "raw.h"

int main(int argc, char **argv)
{
	const struct rlimit none = { 0, 0 };
	int status = argc > 1 ? (int)raw_number(argv[1]) : 0;

	if (status >= 0)
		return status;
	setrlimit(RLIMIT_CORE, &none);
	raw_set_disposition(-status, SIG_DFL);
	raw_set_mask(0);
	syscall(SYS_kill, getpid(), -status);
	return 111;
}
