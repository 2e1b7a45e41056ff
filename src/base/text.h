/* SPDX-License-Identifier: MIT */
/*
 * Text in a buffer of fixed size. Every sentence that foster writes is put together here, since stdio wants a heap
 * and tens of kilobytes. Pure.
 */
#ifndef FOSTER_TEXT_H
#define FOSTER_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"

struct text {
	char *data;    /* always ends in NUL */
	size_t length; /* bytes before that NUL */
	size_t size;   /* bytes that data has room for, NUL included; at least 1 */
	bool cut;      /* something did not fit and was left out */
};

/* An empty text in SIZE bytes at DATA. */
struct text text_in(char *data, size_t size);

/* The same in the array ARRAY (not a pointer). */
#define TEXT_IN(array) text_in((array), sizeof(array))

/* Declares NAME, an empty text, and an array of BYTES for it. */
#define TEXT_BUFFER(name, bytes) \
	char name##_bytes[bytes]; \
	struct text name = TEXT_IN(name##_bytes)

/*
 * Appends like printf(3), with these conversions only: %s %.*s %c %d %u %x %lld %llu %llx %m (the words for errno at
 * the time of the call) and %%; no widths and no flags. A null %s adds nothing. What does not fit is left out and
 * marks the text as cut. errno survives.
 */
void text_add(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);
void text_addv(struct text *text, const char *format, va_list values) PRINTF_LIKE(2, 0);

/* Appends LENGTH bytes of DATA as they are. */
void text_add_bytes(struct text *text, const char *data, size_t length);

enum {
	TEXT_JSON = 1, /* inside a string of JSON */
	TEXT_UTF8 = 2, /* what shows it knows UTF-8 */
};

/*
 * Appends LENGTH bytes of DATA so that no terminal acts on them: control characters (C0, DEL and C1, raw or in UTF-8),
 * what ends a line or turns the direction of writing, and bytes that are no UTF-8 become \xNN, byte by byte. Without
 * TEXT_UTF8 so do characters with a byte of 80 to 9f, since that is C1 to a terminal in an 8-bit mode (9b is CSI). A
 * backslash before an x becomes \x5c, so that an escape is always one. With TEXT_JSON, such a character becomes
 * \uNNNN, in UTF-16, and JSON's own are escaped, too, so that a parser gives back what came in; what is no UTF-8
 * becomes U+FFFD, once for all bytes that could have begun one character. HOW: any of the two.
 */
void text_add_safe(struct text *text, const char *data, size_t length, unsigned int how);

/* Empties the text. */
void text_clear(struct text *text);

static inline bool text_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* C in lower case, where it is an ASCII letter. */
static inline char text_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* How many bytes at STRING come before the first that is one of STOPS, before its end, or before MOST bytes. */
size_t text_span(const char *string, size_t most, const char *stops);

/* The first LETTER within LENGTH bytes of STRING and before its end, or null. SIZE_MAX: wherever. */
const char *text_find(const char *string, size_t length, char letter);

/* A part of a string. */
struct text_part {
	const char *at;
	size_t length;
};

/* Cuts PART at its first SIGN. What follows that; its at is null where there is none, and PART is whole then. */
struct text_part text_cut(struct text_part *part, char sign);

/* Reads the decimal number at *CURSOR, moving the cursor past it. -1 where there is no digit or it is over MAX. */
long long text_number(const char **cursor, long long max);

/*
 * The same as strtol(3) begins: after blanks, and with a sign. What is below 0 is as good as what is over MAX; -0 is 0.
 */
long long text_signed_number(const char **cursor, long long max);

/* Whether WORD of LENGTH bytes is NAME, in any case of ASCII letters. */
bool text_same_word(const char *word, size_t length, const char *name);

#endif
