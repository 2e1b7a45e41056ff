/* SPDX-License-Identifier: MIT */
/*
 * The mark by which one foster knows another, whatever the file is called: an ELF note in the program (elf(5)). Pure.
 */
#ifndef FOSTER_ELFNOTE_H
#define FOSTER_ELFNOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ELFNOTE_WORDS = 1024 }; /* to be searched at once */

/* Whether COUNT words from a program's file hold foster's note. */
bool elfnote_is_in(const uint32_t *words, size_t count);

/*
 * Most linkers put the notes behind the headers, some behind all that is read only. Where in the file they begin that
 * COUNT words from its beginning, as large as its headers at least, don't hold, in bytes; 0: there are none.
 */
uint64_t elfnote_elsewhere(const uint32_t *words, size_t count);

#endif
