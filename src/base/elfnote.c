/* SPDX-License-Identifier: MIT */
/* Foster's ELF note, and how it is found again. */
#include "base/elfnote.h"

#include <elf.h>
#include <string.h>

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

/* Those of this machine's class (elf(5)). */
#define NATIVE(type) __typeof__(*__builtin_choose_expr(sizeof(void *) == 8, (Elf64_##type *)0, (Elf32_##type *)0))

uint64_t elfnote_elsewhere(const uint32_t *words, size_t count)
{
	const NATIVE(Ehdr) *header = (const void *)words;
	const NATIVE(Phdr) *segment = (const void *)(header + 1);
	size_t size = count * sizeof(*words);
	size_t room = (size - sizeof(*header)) / sizeof(*segment);
	uint64_t at = 0;

	/* The table stands behind the header where any linker makes the file; else there is nothing to be found. */
	if (memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 || header->e_phoff != sizeof(*header))
		return 0;
	for (size_t i = 0; i < header->e_phnum && i < room; i++)
		if (segment[i].p_type == PT_NOTE && segment[i].p_offset >= size && (!at || segment[i].p_offset < at))
			at = segment[i].p_offset;
	return at;
}
