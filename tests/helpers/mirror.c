/* SPDX-License-Identifier: MIT */
/*
 * mirror FILE [STATUS]: writes to FILE what this process was started with, one NAME=VALUE a line, and ends with STATUS.
 * Looks at its descriptors before it opens any.
 */
#include <fcntl.h>

#include "raw.h"

enum { FDS = 256 };

int main(int argc, char **argv)
{
	bool open_fds[FDS];
	const char *listen;
	uint64_t ignored = 0;
	FILE *file;

	if (argc < 2)
		return 111;
	for (int fd = 0; fd < FDS; fd++)
		open_fds[fd] = fcntl(fd, F_GETFD) >= 0;
	for (int i = 1; i <= RAW_SIGNALS; i++)
		if (raw_is_ignored(i))
			ignored |= raw_bit(i);
	file = fopen(argv[1], "w");
	if (!file)
		raw_die(argv[1]);
	fprintf(file, "pid=%d\nppid=%d\npgid=%d\nsid=%d\n", (int)getpid(), (int)getppid(), (int)getpgrp(), (int)getsid(0));
	fprintf(file, "blocked=%016llx\nignored=%016llx\n", (unsigned long long)raw_get_mask(),
	        (unsigned long long)ignored);
	fprintf(file, "fds=");
	for (int fd = 0; fd < FDS; fd++)
		if (open_fds[fd])
			fprintf(file, "%d ", fd);
	listen = getenv("LISTEN_PID");
	fprintf(file, "\nlisten_pid=%s\nend=\n", listen ? listen : "");
	return fclose(file) ? 111 : argc > 2 ? (int)raw_number(argv[2]) : 0;
}
