/* SPDX-License-Identifier: MIT */
/*
 * Finds what engines leave in a cgroup's path. Each has ways of its own, and with systemd another: /docker/ID,
 * docker-ID.scope, kubepods-podUID.slice/cri-containerd-ID.scope, PARENT:cri-containerd:ID, libpod-ID.scope/container,
 * machine-NAME.scope/payload, lxc.payload.NAME. It must not read more into a path: a slice or a pod is no container.
 */
#include "proc/container.h"

#include <stdint.h>
#include <string.h>

enum { ID_DIGITS = 64, ID_SHOWN = 12 };

/* The names that are no ids. */
static const struct {
	char before[16], behind[9];
} FORMS[] = {
	{ "lxc.payload.", "" },
	{ "machine-", ".scope" },
	{ "systemd-nspawn@", ".service" },
};

/* What the hexadecimal digit DIGIT, in lower case, stands for; -1 where it is none. */
static int hexadecimal(char digit)
{
	if (text_is_digit(digit))
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	return -1;
}

static bool ends_in(const char *word, size_t length, const char *end)
{
	size_t size = strlen(end);

	return length >= size && strncmp(word + length - size, end, size) == 0;
}

/* The id at the end of WORD, or null. */
static const char *find_id(const char *word, size_t length)
{
	const char *id;

	if (ends_in(word, length, ".scope"))
		length -= sizeof(".scope") - 1;
	if (length < ID_DIGITS)
		return NULL;
	id = word + length - ID_DIGITS;
	if (id > word && id[-1] != '-' && id[-1] != ':')
		return NULL;
	for (int i = 0; i < ID_DIGITS; i++)
		if (hexadecimal(id[i]) < 0)
			return NULL;
	return id;
}

/* Appends LENGTH bytes of WORD, in which systemd has written some as \xNN. */
static void add_unescaped(struct text *name, const char *word, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		char byte = word[i];

		if (length - i > 3 && byte == '\\' && word[i + 1] == 'x' && hexadecimal(word[i + 2]) >= 0 &&
		    hexadecimal(word[i + 3]) >= 0) {
			byte = (char)(hexadecimal(word[i + 2]) << 4 | hexadecimal(word[i + 3]));
			i += 3;
		}
		text_add_bytes(name, &byte, 1);
	}
}

/* Makes NAME what WORD, a part of a path, says. False where that is nothing. */
static bool read_part(struct text *name, const char *word, size_t length)
{
	const char *id = find_id(word, length);

	if (id) {
		text_clear(name);
		text_add_bytes(name, id, ID_SHOWN);
		return true;
	}
	for (size_t i = 0; i < sizeof(FORMS) / sizeof(FORMS[0]); i++) {
		size_t before = strlen(FORMS[i].before);
		size_t around = before + strlen(FORMS[i].behind);

		if (length <= around || strncmp(word, FORMS[i].before, before) != 0 ||
		    !ends_in(word, length, FORMS[i].behind))
			continue;
		text_clear(name);
		add_unescaped(name, word + before, length - around);
		return true;
	}
	return false;
}

bool container_name(struct text *name, const char *cgroup)
{
	bool found = false;

	while (*cgroup) { /* the first line that names one; in that, the last part that does */
		size_t length = text_span(cgroup, SIZE_MAX, "/\n");

		found |= read_part(name, cgroup, length);
		cgroup += length;
		if (*cgroup == '\n' && found)
			break;
		cgroup += *cgroup != '\0';
	}
	return found;
}

void container_hostname(struct text *name, const char *variables, long length)
{
	static const char KEY[] = "HOSTNAME=";
	const char *end = variables + length;

	for (; variables < end; variables += strlen(variables) + 1) {
		if (strncmp(variables, KEY, sizeof(KEY) - 1) != 0)
			continue;
		text_add(name, "%s", variables + sizeof(KEY) - 1);
		return;
	}
}
