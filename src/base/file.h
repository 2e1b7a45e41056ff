/* SPDX-License-Identifier: MIT */
/* Reads a small file at once, into a buffer of fixed size. */
#ifndef FOSTER_FILE_H
#define FOSTER_FILE_H

#include <stddef.h>

/*
 * Reads the file at PATH up to SIZE - 1 bytes and ends it in NUL; of each line the first LONGEST bytes only, so that a
 * long one leaves room for those after it (SIZE_MAX: all of it). How many bytes; -1 and errno.
 */
long file_read(const char *path, char *buffer, size_t size, size_t longest);

#endif
