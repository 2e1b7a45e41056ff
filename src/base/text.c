/* SPDX-License-Identifier: MIT */
/* Text in a buffer of fixed size: the few printf conversions that foster's sentences need, and safe escaping. */
#include "base/text.h"

#include <errno.h>
#include <stdint.h>
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

enum {
	ESCAPE = 6,  /* \uNNNN */
	PAIR = 12,   /* two of them, for a character of four bytes */
	NONE = 0xd800, /* instead of a character: a surrogate is none */
	REPLACEMENT = 0xfffd,
};

/*
 * The bytes at DATA (LENGTH, at least 1) that are one character, which *CHARACTER becomes; or, where that becomes
 * NONE, those that are none: as many as could still have begun one (Unicode's "maximal subpart", 3.9).
 */
static size_t decode(const unsigned char *data, size_t length, unsigned int *character)
{
	unsigned int first = data[0], value = first;
	size_t size = 1;

	*character = NONE;
	if (first >= 0x80) {
		if (first < 0xc2 || first > 0xf4)
			return 1;
		size = 2 + (size_t)(first >= 0xe0) + (first >= 0xf0);
		value = first & (0x7fU >> size);
	}
	for (size_t i = 1; i < size; i++) {
		if (i == length || (data[i] & 0xc0) != 0x80)
			return i;
		value = value << 6 | (data[i] & 0x3f);
		if (i > 1)
			continue;
		if (size == 3 && (value < 0x20 || value >> 5 == 0x1b)) /* longer than it need be; a surrogate */
			return 1;
		if (size == 4 && (value < 0x10 || value > 0x10f)) /* the same; past the end */
			return 1;
	}
	*character = value;
	return size;
}

/* Whether CHARACTER can be shown as it is. */
static bool is_harmless(unsigned int character)
{
	static const uint16_t RANGES[][2] = {
		{ 0, 0x1f }, { 0x7f, 0x9f },        /* controls: U+009B is CSI to a terminal */
		{ 0x61c, 0x61c }, { 0x200e, 0x200f }, { 0x202a, 0x202e }, { 0x2066, 0x2069 }, /* direction of writing */
		{ 0x2028, 0x2029 },                 /* ends of lines */
		{ NONE, NONE }, { 0xfeff, 0xfeff }, /* a byte order mark */
	};

	for (size_t i = 0; i < sizeof(RANGES) / sizeof(RANGES[0]); i++)
		if (character >= RANGES[i][0] && character <= RANGES[i][1])
			return false;
	return true;
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

/* Appends CHARACTER as JSON escapes it: in UTF-16. */
static void add_character(struct text *text, unsigned int character)
{
	if (character == NONE)
		character = REPLACEMENT;
	if (character > 0xffff) {
		add_unit(text, 0xd7c0 + (character >> 10));
		character = 0xdc00 + (character & 0x3ff);
	}
	add_unit(text, character);
}

void text_add_safe(struct text *text, const char *data, size_t length, unsigned int how)
{
	bool json = how & TEXT_JSON;

	while (length > 0) {
		const unsigned char *bytes = (const unsigned char *)data;
		unsigned int character;
		size_t size = decode(bytes, length, &character);
		bool raw = is_harmless(character) && ((how & TEXT_UTF8) || !looks_like_control(bytes, size));
		size_t most = size == 4 ? PAIR : ESCAPE;

		if (text->size - 1 - text->length < most) { /* never half of an escape: JSON must stay valid */
			text->cut = true;
			return;
		}
		if (!json && *data == '\\' && length > 1 && data[1] == 'x') /* as it stands it would read as an escape */
			raw = false;
		if (json && (*data == '"' || *data == '\\'))
			text_add(text, "\\");
		if (raw) {
			text_add_bytes(text, data, size);
		} else if (json) {
			add_character(text, character);
		} else {
			text_add(text, "\\x%x%x", *bytes >> 4, *bytes & 15);
			size = 1; /* what follows of the character is none by itself */
		}
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

struct text_part text_cut(struct text_part *part, char sign)
{
	const char *at = text_find(part->at, part->length, sign);
	struct text_part rest = { NULL, 0 };

	if (at) {
		rest.at = at + 1;
		rest.length = part->length - (size_t)(rest.at - part->at);
		part->length = (size_t)(at - part->at);
	}
	return rest;
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
