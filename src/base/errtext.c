/* SPDX-License-Identifier: MIT */
/* The words for an error number. Only those that the calls foster makes can return (their man pages' ERRORS). */
#include "base/errtext.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

/* X(error, words) */
#define ERRORS(X) \
	X(EPERM, "operation not permitted") \
	X(ENOENT, "no such file or directory") \
	X(ESRCH, "no such process") \
	X(EIO, "input/output error") \
	X(ENXIO, "no such device") \
	X(E2BIG, "argument list too long") \
	X(ENOEXEC, "no program for this machine") \
	X(EBADF, "bad file descriptor") \
	X(EAGAIN, "resource limit reached") \
	X(ENOMEM, "out of memory") \
	X(EACCES, "permission denied") \
	X(ENOTDIR, "not a directory") \
	X(EISDIR, "it is a directory") \
	X(EINVAL, "invalid argument") \
	X(ENFILE, "too many open files (system)") \
	X(EMFILE, "too many open files") \
	X(ENOTTY, "not a terminal") \
	X(ETXTBSY, "file is being written") \
	X(ENOSPC, "no space left") \
	X(EROFS, "read-only file system") \
	X(EPIPE, "reader is gone") \
	X(ENOSYS, "not known to this kernel") \
	X(ELOOP, "too many symbolic links") \
	X(ENAMETOOLONG, "name too long") \
	X(EBADFD, "no regular file") /* init/termination.c's */ \
	X(ETIMEDOUT, "timed out") \
	X(ENOTCONN, "not connected")

#define NUMBER(error, words) error,
static const unsigned char NUMBERS[] = { ERRORS(NUMBER) };

/* The words in the same order, each with its NUL: pointers, or arrays of the longest, would take half as much again. */
#define WORDS(error, words) words "\0"
static const char ALL_WORDS[] = ERRORS(WORDS);

const char *errtext(int error)
{
	const char *words = ALL_WORDS;

	for (size_t i = 0; i < sizeof(NUMBERS); i++) {
		if (NUMBERS[i] == error)
			return words;
		words += strlen(words) + 1;
	}
	return NULL;
}
