/* SPDX-License-Identifier: MIT */
/*
 * Messages on stderr, as text or JSON, one write each. A stderr that is full or gone never blocks or kills foster: the
 * message is dropped, and the next one that gets through says how many were. errno survives every call.
 */
#ifndef FOSTER_LOG_H
#define FOSTER_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/signalfd.h>

#include "base/compiler.h"
#include "base/event.h"

enum { LOG_MESSAGE_MAX = 1024 }; /* bytes of one sentence; what is longer is cut */

/* What a message is about: the JSON fields of its event. Zero leaves a field out. */
struct log_fields {
	int pid;                 /* the process that it is about */
	int signal;              /* the signal that arrived or ended it */
	int sent;                /* the signal that foster sent */
	const int *status;       /* an exit status */
	const char *name;        /* the process's name, any bytes */
	const char *reason;      /* why it is killed or waited for, in a word or two */
	const int64_t *elapsed_ms; /* since the request to stop, or the workload's end */
	const int *killed;       /* how many processes were */
	const struct signalfd_siginfo *sender; /* who sent it: pid (0: outside this PID namespace) and uid */
};

/*
 * Shows messages up to VERBOSITY (enum level), as JSON or as text; UTF8: their reader knows that. Before the
 * call: warnings, as text, without it.
 */
void log_configure(int verbosity, bool json, bool utf8);

/* What is kept for the end: errors, a crash, who was killed, and the closing sentence. */
struct log_kept {
	size_t length;
	unsigned int more; /* messages that there was no room for */
	char lines[4000];  /* each sentence behind a newline; a byte is left for the caller */
};

/* Keeps in KEPT, all zeros, such messages from here on, whether they are shown or not. */
void log_keep(struct log_kept *kept);

/* Where they are kept, or null. */
struct log_kept *log_kept(void);

/* Whether EVENT would be shown or kept: to save work that is for a message only. */
bool log_shows(enum event event);

/* Reports EVENT in one sentence (text_add's conversions). FIELDS may be null. */
void log_event(enum event event, const struct log_fields *fields, const char *format, ...) PRINTF_LIKE(3, 4);

/* Reports an EVENT_ERROR without fields. */
#define log_error(...) log_event(EVENT_ERROR, NULL, __VA_ARGS__)

#endif
