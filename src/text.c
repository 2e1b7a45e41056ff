/* SPDX-License-Identifier: MIT */
/* Text in a buffer of fixed size: the few printf conversions that foster's sentences need, and safe escaping. */
#include "text.h"

#include <errno.h>
#include <string.h>

#include "errtext.h"

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
	if (number < 0)
		text_add_bytes(text, "-", 1);
	add_number(text, number < 0 ? 0 - (unsigned long long)number : (unsigned long long)number, 10);
}

static void add_error(struct text *text, int error)
{
	const char *words = errtext(error);

	add_string(text, words ? words : "error ");
	if (!words)
		add_signed(text, error);
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
		case 'x':
			add_number(text, wide ? va_arg(values, unsigned long long) : va_arg(values, unsigned int),
			           *format == 'x' ? 16 : 10);
			break;
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

enum { LONGEST_ESCAPE = 6 }; /* \u00NN */

/* The bytes of the UTF-8 sequence at DATA (LENGTH bytes) that shows a harmless character; 0 where there is none. */
static size_t harmless_sequence(const unsigned char *data, size_t length)
{
	unsigned char first = data[0];
	size_t size = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : (first & 0xf0) == 0xe0 ? 3 :
	              first >= 0xf0 && first < 0xf5 ? 4 : 0;

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

void text_add_safe(struct text *text, const char *data, size_t length, bool json)
{
	while (length > 0) {
		size_t size = harmless_sequence((const unsigned char *)data, length);
		unsigned int byte = (unsigned char)*data;

		if (text->size - 1 - text->length < LONGEST_ESCAPE) { /* never half of one: JSON must stay valid */
			text->cut = true;
			return;
		}
		if (json && (byte == '"' || byte == '\\'))
			text_add(text, "\\");
		if (size)
			text_add_bytes(text, data, size);
		else
			text_add(text, "%s%x%x", json ? "\\u00" : "\\x", byte >> 4, byte & 15);
		data += size ? size : 1;
		length -= size ? size : 1;
	}
}

long long text_number(const char **cursor, long long max)
{
	const char *at = *cursor;
	long long number = 0;

	if (*at < '0' || *at > '9')
		return -1;
	for (; *at >= '0' && *at <= '9'; at++) {
		if (max < *at - '0' || number > (max - (*at - '0')) / 10)
			return -1;
		number = number * 10 + (*at - '0');
	}
	*cursor = at;
	return number;
}

static char lower(char letter)
{
	return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

bool text_same_word(const char *word, size_t length, const char *name)
{
	size_t i = 0;

	while (i < length && name[i] && lower(word[i]) == lower(name[i]))
		i++;
	return i == length && !name[i];
}
