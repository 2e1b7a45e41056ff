/* SPDX-License-Identifier: MIT */
/* Reads a small file at once. It never waits: the file may be a fifo, or a terminal. */
#include "base/file.h"

#include <fcntl.h>
#include <stdint.h>

#include "base/kernel.h"

/* Moves the GOT bytes at AT down to TO, without what is past the first LONGEST of its line. Where the next ones go. */
static char *keep_lines(char *to, const char *at, long got, size_t longest, size_t *column)
{
	for (; got > 0; got--, at++) {
		++*column;
		if (*at == '\n')
			*column = 0;
		if (*column <= longest)
			*to++ = *at;
	}
	return to;
}

long file_read(const char *path, char *buffer, size_t size, size_t longest)
{
	char *to = buffer;
	size_t column = 0;
	size_t room;
	long got;
	int fd = kernel_open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);

	buffer[0] = '\0';
	if (fd < 0)
		return -1;
	do {
		room = size - 1 - (size_t)(to - buffer);
		got = kernel_read(fd, to, room);
		to = keep_lines(to, to, got, longest, &column);
	} while (got > 0 && (size_t)got == room && to < buffer + size - 1); /* less is the end: these are no streams */
	kernel_close(fd);
	*to = '\0';
	if (got < 0)
		return -1;
	return to - buffer;
}
