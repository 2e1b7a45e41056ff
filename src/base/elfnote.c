/* SPDX-License-Identifier: MIT */
/* Foster's ELF note, and how it is found again. */
#include "base/elfnote.h"

/* Elf32_Nhdr and Elf64_Nhdr, which are the same, the name, and nothing else. */
static const struct {
	uint32_t name_size, text_size, type;
	char name[8];
} NOTE __attribute__((section(".note.foster"), used, aligned(4))) = { sizeof("foster"), 0, 1, "foster" };

bool elfnote_is_in(const uint32_t *words, size_t count)
{
	enum { LENGTH = sizeof(NOTE) / sizeof(*words) };
	const uint32_t *note = (const uint32_t *)(const void *)&NOTE;

	for (size_t at = 0; at + LENGTH <= count; at++) {
		size_t same = 0;

		while (same < LENGTH && words[at + same] == note[same])
			same++;
		if (same == LENGTH)
			return true;
	}
	return false;
}
