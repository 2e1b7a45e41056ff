/* SPDX-License-Identifier: MIT */
/* awaiting FILE COUNT STATUS: ends with STATUS once FILE has COUNT lines that begin with "ready". */
#include "raw.h"

static long ready_lines(const char *path)
{
	FILE *file = fopen(path, "r");
	char line[256];
	long count = 0;

	if (!file)
		return 0;
	while (fgets(line, sizeof(line), file))
		count += strncmp(line, "ready", 5) == 0;
	fclose(file);
	return count;
}

int main(int argc, char **argv)
{
	const struct timespec nap = { .tv_nsec = 2000000 };

	if (argc != 4)
		return 111;
	while (ready_lines(argv[1]) < raw_number(argv[2]))
		nanosleep(&nap, NULL);
	return (int)raw_number(argv[3]);
}
