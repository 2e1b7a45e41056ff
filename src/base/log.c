/* SPDX-License-Identifier: MIT */
/* Messages on stderr. Decides their form, and that they never block; what they say is for the callers. */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/compiler.h"
#include "base/kernel.h"
#include "base/signals.h"
#include "base/signame.h"
#include "base/text.h"

enum {
	LINE_MAX_BYTES = 4096, /* PIPE_BUF: one write of it goes into a pipe whole or not at all */
	NAME_MAX_BYTES = 200,  /* of a name, which may be the command's path */
	KEPT_MAX_BYTES = 1536, /* of what is kept; only the closing sentence may begin beyond that */
	KEPT_LINE_BYTES = 768,
	TAIL_MAX_BYTES = 1500, /* room for the JSON fields after the message: a name of escapes is 1,200 */
};

/* What is kept for the end. */
#define KEPT (1U << EVENT_ERROR | 1U << EVENT_CRASH | 1U << EVENT_KILL | 1U << EVENT_LEFT | 1U << EVENT_END)

#define EVENT_ROW(constant, name, level) [constant] = { name, level },
static const struct {
	char name[12];
	signed char level;
} ROWS[EVENT_COUNT] = { EVENTS(EVENT_ROW) };
#undef EVENT_ROW

/* The one piece of state that is not passed along. */
static struct {
	struct log_kept *kept; /* or null */
	unsigned int lost; /* messages that could not be written since the last that was */
	signed char verbosity;
	bool json;
	bool utf8;
} state;

void log_configure(int verbosity, bool json, bool utf8)
{
	state.utf8 = utf8;
	state.verbosity = (signed char)verbosity;
	state.json = json;
}

void log_keep(struct log_kept *kept)
{
	state.kept = kept;
}

struct log_kept *log_kept(void)
{
	return state.kept;
}

static bool is_kept(enum event event)
{
	return state.kept && (KEPT >> event & 1);
}

static bool is_shown(enum event event)
{
	return ROWS[event].level <= state.verbosity;
}

bool log_shows(enum event event)
{
	return is_shown(event) || is_kept(event);
}

/* Whether a write has failed for good: the reader is slow, or gone. Else another way of writing is worth a try. */
static bool is_final(void)
{
	return errno == EAGAIN || errno == EPIPE;
}

/*
 * Writes to what can be full: a pipe or a terminal. The descriptor's flags are shared with the workload and stay as
 * they are, so ask for this one write not to wait; where the kernel can't (terminals, pipes of old kernels), open the
 * file anew, which gives flags of foster's own; where that fails, write only where poll(2) sees room.
 */
static bool write_unless_full(const char *line, size_t length)
{
	long written = kernel_write_nowait(STDERR_FILENO, line, length);
	struct pollfd stderr_alone = { .fd = STDERR_FILENO, .events = POLLOUT };
	int fd;

	if (written >= 0 || is_final())
		return written >= 0;
	fd = kernel_open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return kernel_poll(&stderr_alone, 1, 0) == 1 && (stderr_alone.revents & POLLOUT) &&
		       kernel_write(STDERR_FILENO, line, length) >= 0;
	written = kernel_write(fd, line, length);
	kernel_close(fd);
	return written >= 0;
}

static bool write_anyhow(const char *line, size_t length)
{
	/* Only what has a position (a file, /dev/null) never fills up; a socket can be asked not to wait. */
	if (kernel_is_seekable(STDERR_FILENO))
		return kernel_write(STDERR_FILENO, line, length) >= 0;
	if (kernel_send_nowait(STDERR_FILENO, line, length) >= 0)
		return true;
	return !is_final() && write_unless_full(line, length);
}

/*
 * Writing to a pipe without a reader, or past the limit of a file's size, sends foster a signal. It is no one else's.
 */
static bool write_line(const char *line, size_t length)
{
	if (write_anyhow(line, length))
		return true;
	if (errno == EPIPE || errno == EFBIG)
		signals_discard(errno == EPIPE ? SIGPIPE : SIGXFSZ);
	return false;
}

static void add_string_field(struct text *line, const char *key, const char *value, size_t length)
{
	text_add(line, ",\"%s\":\"", key);
	text_add_safe(line, value, length, TEXT_JSON);
	text_add(line, "\"");
}

static void add_number_field(struct text *line, const char *key, long long value)
{
	text_add(line, ",\"%s\":%lld", key, value);
}

static void add_signal_field(struct text *line, const char *key, int signal)
{
	TEXT_BUFFER(text, 24);

	if (!signal)
		return;
	signame_add(&text, signal);
	add_string_field(line, key, text.data, text.length);
}

static void add_fields(struct text *line, const struct log_fields *fields)
{
	if (fields->pid)
		add_number_field(line, "pid", fields->pid);
	if (fields->name)
		add_string_field(line, "name", fields->name, text_span(fields->name, NAME_MAX_BYTES, ""));
	add_signal_field(line, "signal", fields->signal);
	add_signal_field(line, "sent", fields->sent);
	if (fields->status)
		add_number_field(line, "status", *fields->status);
	if (fields->reason)
		add_string_field(line, "reason", fields->reason, strlen(fields->reason));
	if (fields->elapsed_ms)
		add_number_field(line, "elapsed_ms", *fields->elapsed_ms);
	if (fields->killed)
		add_number_field(line, "killed", *fields->killed);
	if (fields->sender) {
		add_number_field(line, "sender_pid", (int)fields->sender->ssi_pid);
		add_number_field(line, "sender_uid", fields->sender->ssi_uid);
	}
}

static void add_json(struct text *line, enum event event, const struct log_fields *fields, const struct text *message)
{
	static const char LEVELS[][8] = { "error", "warning", "info", "debug", "trace" };
	const char *level = LEVELS[ROWS[event].level - LEVEL_ERROR];
	size_t whole = line->size;

	text_add(line, "{\"time\":\"");
	clock_add_timestamp(line);
	text_add(line, "\",\"program\":\"foster\"");
	add_string_field(line, "level", level, strlen(level));
	add_string_field(line, "event", ROWS[event].name, strlen(ROWS[event].name));
	text_add(line, ",\"message\":\"");
	line->size -= TAIL_MAX_BYTES; /* a long message must not cut off what makes the line valid */
	text_add_safe(line, message->data, message->length, TEXT_JSON);
	line->size = whole;
	text_add(line, "\"");
	if (fields)
		add_fields(line, fields);
	text_add(line, "}\n");
}

static bool write_message(enum event event, const struct log_fields *fields, const struct text *message)
{
	TEXT_BUFFER(line, LINE_MAX_BYTES);

	if (state.json) {
		add_json(&line, event, fields, message);
	} else {
		text_add(&line, "foster[%d]: ", kernel_getpid());
		line.size--;
		text_add_safe(&line, message->data, message->length, state.utf8 ? TEXT_UTF8 : 0);
		line.size++;
		text_add(&line, "\n");
	}
	return write_line(line.data, line.length);
}

/* Says first how many messages were lost, where some were. */
static void write_or_count(enum event event, const struct log_fields *fields, const struct text *message)
{
	if (state.lost) {
		TEXT_BUFFER(loss, 64);

		text_add(&loss, "%u message%s could not be written", state.lost, state.lost == 1 ? "" : "s");
		if (!write_message(EVENT_LOST, NULL, &loss)) {
			state.lost++;
			return;
		}
		state.lost = 0;
	}
	if (!write_message(event, fields, message))
		state.lost++;
}

/* Keeps MESSAGE as a line for a reader that knows UTF-8. */
static void keep(enum event event, const struct text *message)
{
	struct log_kept *kept = state.kept;
	struct text text = { .data = kept->lines, .length = kept->length, .size = kept->length + KEPT_LINE_BYTES };

	if (kept->length >= KEPT_MAX_BYTES && event != EVENT_END) {
		kept->more++;
		return;
	}
	if (kept->more)
		text_add(&text, "\nand %u more messages", kept->more);
	text_add(&text, "\n");
	text_add_safe(&text, message->data, message->length, TEXT_UTF8);
	kept->length = text.length;
}

void log_event(enum event event, const struct log_fields *fields, const char *format, ...)
{
	TEXT_BUFFER(message, LOG_MESSAGE_MAX);
	int error = errno;
	va_list values;

	if (!log_shows(event))
		return;
	va_start(values, format);
	text_addv(&message, format, values);
	va_end(values);
	if (is_kept(event))
		keep(event, &message);
	if (is_shown(event))
		write_or_count(event, fields, &message);
	errno = error;
}
