/* SPDX-License-Identifier: MIT */
/* Text in a buffer of fixed size: the few printf conversions that foster's sentences need, and safe escaping. */
#include "base/text.h"

#include <errno.h>
#include <string.h>

#include "base/errtext.h"

struct text text_in(char *data, size_t size)
{
	data[0] = '\0';
	return (struct text){ .data = data, .size = size };
}

void text_clear(struct text *text)
{
	text->length = 0;
	text->cut = false;
	text->data[0] = '\0';
}

void text_add_bytes(struct text *text, const char *data, size_t length)
{
	size_t room = text->size - 1 - text->length;

	if (length > room) {
		length = room;
		text->cut = true;
	}
	for (size_t i = 0; i < length; i++)
		text->data[text->length++] = data[i];
	text->data[text->length] = '\0';
}

static void add_string(struct text *text, const char *string)
{
	if (string)
		text_add_bytes(text, string, strlen(string));
}

static void add_number(struct text *text, unsigned long long number, unsigned int base)
{
	char digits[20]; /* of 2^64 - 1 */
	size_t at = sizeof(digits);

	do {
		digits[--at] = "0123456789abcdef"[number % base];
		number /= base;
	} while (number);
	text_add_bytes(text, digits + at, sizeof(digits) - at);
}

static void add_signed(struct text *text, long long number)
{
	unsigned long long magnitude = (unsigned long long)number;

	if (number < 0) {
		text_add_bytes(text, "-", 1);
		magnitude = 0 - magnitude;
	}
	add_number(text, magnitude, 10);
}

static void add_error(struct text *text, int error)
{
	const char *words = errtext(error);

	if (words) {
		add_string(text, words);
	} else {
		add_string(text, "error ");
		add_signed(text, error);
	}
}

void text_addv(struct text *text, const char *format, va_list values)
{
	int error = errno;

	for (; *format; format++) {
		int length = -1;
		bool wide = false;

		if (*format != '%') {
			text_add_bytes(text, format, 1);
			continue;
		}
		format++;
		if (*format == '.') { /* %.*s */
			format += 2;
			length = va_arg(values, int);
		} else if (*format == 'l') { /* %lld and its like */
			format += 2;
			wide = true;
		}
		switch (*format) {
		case 's': {
			const char *string = va_arg(values, const char *);

			if (length < 0)
				add_string(text, string);
			else
				text_add_bytes(text, string, (size_t)length);
			break;
		}
		case 'd':
			add_signed(text, wide ? va_arg(values, long long) : va_arg(values, int));
			break;
		case 'u':
		case 'x': {
			unsigned long long number = wide ? va_arg(values, unsigned long long) : va_arg(values, unsigned int);

			add_number(text, number, *format == 'x' ? 16 : 10);
			break;
		}
		case 'm':
			add_error(text, error);
			break;
		case 'c':
			text_add_bytes(text, &(char){ (char)va_arg(values, int) }, 1);
			break;
		default: /* %% */
			text_add_bytes(text, format, 1);
			break;
		}
	}
	errno = error;
}

void text_add(struct text *text, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	text_addv(text, format, values);
	va_end(values);
}

enum { ESCAPE = 6, PAIR = 12 }; /* \uNNNN, and twice for a character of four bytes */

/* The bytes of the UTF-8 sequence that begins with FIRST; 0 where none does. */
static size_t sequence_size(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first < 0xe0)
		return 2;
	if ((first & 0xf0) == 0xe0)
		return 3;
	if (first >= 0xf0 && first < 0xf5)
		return 4;
	return 0;
}

/* The bytes of the UTF-8 sequence at DATA (LENGTH bytes) that shows a harmless character; 0 where there is none. */
static size_t harmless_sequence(const unsigned char *data, size_t length)
{
	unsigned char first = data[0];
	size_t size = sequence_size(first);

	if (size == 1)
		return first >= 0x20 && first != 0x7f;
	if (size == 0 || size > length)
		return 0;
	for (size_t i = 1; i < size; i++)
		if ((data[i] & 0xc0) != 0x80)
			return 0;
	if ((first == 0xe0 && data[1] < 0xa0) || (first == 0xf0 && data[1] < 0x90)) /* longer than it need be */
		return 0;
	if ((first == 0xed && data[1] > 0x9f) || (first == 0xf4 && data[1] > 0x8f)) /* surrogates; past the end */
		return 0;
	if (first == 0xc2 && data[1] < 0xa0) /* C1: U+009B is CSI to a terminal */
		return 0;
	if (first == 0xe2 && ((data[1] == 0x80 && data[2] >= 0xa8 && data[2] <= 0xae) ||
	                      (data[1] == 0x81 && data[2] >= 0xa6 && data[2] <= 0xa9)))
		return 0; /* line separators, and what turns the direction of writing round */
	return size;
}

/* Whether one of the SIZE bytes of a character at DATA is a C1 to a terminal that doesn't know UTF-8. */
static bool looks_like_control(const unsigned char *data, size_t size)
{
	for (size_t i = 1; i < size; i++)
		if (data[i] < 0xa0)
			return true;
	return false;
}

static void add_unit(struct text *text, unsigned int unit)
{
	text_add(text, "\\u%x%x%x%x", unit >> 12, unit >> 8 & 15, unit >> 4 & 15, unit & 15);
}

/* Appends the character of SIZE bytes (2 to 4) at DATA as JSON escapes it: in UTF-16. */
static void add_character(struct text *text, const unsigned char *data, size_t size)
{
	unsigned int character = data[0] & (0x7fU >> size);

	for (size_t i = 1; i < size; i++)
		character = character << 6 | (data[i] & 0x3f);
	if (size == 4) {
		add_unit(text, 0xd7c0 + (character >> 10));
		character = 0xdc00 + (character & 0x3ff);
	}
	add_unit(text, character);
}

void text_add_safe(struct text *text, const char *data, size_t length, unsigned int how)
{
	while (length > 0) {
		const unsigned char *bytes = (const unsigned char *)data;
		size_t size = harmless_sequence(bytes, length);
		bool raw = size && ((how & TEXT_UTF8) || !looks_like_control(bytes, size));
		bool json = how & TEXT_JSON;
		size_t most = size == 4 ? PAIR : ESCAPE;

		if (text->size - 1 - text->length < most) { /* never half of an escape: JSON must stay valid */
			text->cut = true;
			return;
		}
		if (json && (*data == '"' || *data == '\\'))
			text_add(text, "\\");
		if (!raw && !json)
			size = 0;
		if (raw)
			text_add_bytes(text, data, size);
		else if (size)
			add_character(text, bytes, size);
		else
			text_add(text, "%s%x%x", json ? "\\u00" : "\\x", *bytes >> 4, *bytes & 15);
		if (!size)
			size = 1;
		data += size;
		length -= size;
	}
}

size_t text_span(const char *string, size_t most, const char *stops)
{
	size_t span;

	for (span = 0; span < most && string[span]; span++)
		for (const char *stop = stops; *stop; stop++)
			if (*stop == string[span])
				return span;
	return span;
}

const char *text_find(const char *string, size_t length, char letter)
{
	const char stops[] = { letter, '\0' };
	size_t span = text_span(string, length, stops);

	if (span < length && string[span])
		return string + span;
	return NULL;
}

long long text_number(const char **cursor, long long max)
{
	const char *at = *cursor;
	long long number = 0;

	if (!text_is_digit(*at))
		return -1;
	for (; text_is_digit(*at); at++) {
		if (max < *at - '0' || number > (max - (*at - '0')) / 10)
			return -1;
		number = number * 10 + (*at - '0');
	}
	*cursor = at;
	return number;
}

long long text_signed_number(const char **cursor, long long max)
{
	const char *at = *cursor;
	long long number;

	while (*at == ' ' || (*at >= '\t' && *at <= '\r'))
		at++;
	if (*at == '-')
		max = 0;
	if (*at == '-' || *at == '+')
		at++;
	number = text_number(&at, max);
	if (number >= 0)
		*cursor = at;
	return number;
}

bool text_same_word(const char *word, size_t length, const char *name)
{
	size_t i = 0;

	while (i < length && name[i] && text_lower(word[i]) == text_lower(name[i]))
		i++;
	return i == length && !name[i];
}
