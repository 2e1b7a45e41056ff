/* SPDX-License-Identifier: MIT */
/* libFuzzer: the input as a cgroup file and as an environment, each exactly as long as it is. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "proc/container.h"

enum { ROOM = 32 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1);
	TEXT_BUFFER(name, ROOM);
	bool found;

	if (!copy)
		return 0;
	memcpy(copy, data, size);
	copy[size] = '\0';
	found = container_name(&name, copy);
	if (found != (name.length > 0) || strlen(name.data) > name.length)
		abort();
	text_clear(&name);
	container_hostname(&name, copy, (long)size);
	if (strlen(name.data) != name.length)
		abort();
	free(copy);
	return 0;
}
