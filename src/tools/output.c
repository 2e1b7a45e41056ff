/* SPDX-License-Identifier: MIT */
/*
 * Writes to stdout, whole or with an error: a reader that gets half a JSON document must learn it from the exit
 * status. It waits for a slow reader, unlike the messages in log.c, since here nothing depends on foster going on.
 */
#include "tools/output.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "base/kernel.h"
#include "base/log.h"
#include "options/exitcode.h"

void output_begin(struct output *output)
{
	output->length = 0;
	output->error = 0;
	output->waits = NULL;
}

/* Writes LENGTH bytes of DATA to stdout: 0, or an errno. */
static int write_all(const char *data, size_t length)
{
	while (length > 0) {
		long written = kernel_write(STDOUT_FILENO, data, length);
		struct pollfd room = { .fd = STDOUT_FILENO, .events = POLLOUT };

		if (written >= 0) {
			data += written;
			length -= (size_t)written;
		} else if (errno == EAGAIN) { /* another process made the open file non-blocking */
			kernel_poll(&room, 1, -1);
		} else if (errno != EINTR) {
			return errno;
		}
	}
	return 0;
}

/* False after a message where there was an ERROR. */
static bool report(int error)
{
	if (!error)
		return true;
	errno = error;
	log_error("cannot write to stdout: %m");
	return false;
}

static void flush(struct output *output)
{
	int at = 0;

	if (output->waits) {
		at = *output->waits;
		*output->waits = 0;
	}
	if (!output->error)
		output->error = write_all(output->bytes, output->length);
	output->length = 0;
	if (output->waits)
		*output->waits = at;
}

void output_add(struct output *output, const char *data, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (output->length == sizeof(output->bytes))
			flush(output);
		output->bytes[output->length++] = data[i];
	}
}

void output_take(struct output *output, struct text *text)
{
	output_add(output, text->data, text->length);
	text_clear(text);
}

int output_end(struct output *output, int status)
{
	flush(output);
	if (!report(output->error))
		status = EXITCODE_FAILED;
	return status;
}

bool output_text(const char *data, size_t length)
{
	return report(write_all(data, length));
}
