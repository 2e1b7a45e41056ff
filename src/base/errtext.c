/* SPDX-License-Identifier: MIT */
/* The words for an error number. Only those that the calls foster makes can return (their man pages' ERRORS). */
#include "base/errtext.h"

#include <errno.h>
#include <stddef.h>

static const struct {
	short error;
	char words[30];
} TEXTS[] = {
	{ EPERM, "operation not permitted" },
	{ ENOENT, "no such file or directory" },
	{ ESRCH, "no such process" },
	{ EIO, "input/output error" },
	{ ENXIO, "no such device" },
	{ E2BIG, "argument list too long" },
	{ ENOEXEC, "no program for this machine" },
	{ EBADF, "bad file descriptor" },
	{ EAGAIN, "resource limit reached" },
	{ ENOMEM, "out of memory" },
	{ EACCES, "permission denied" },
	{ ENOTDIR, "not a directory" },
	{ EISDIR, "it is a directory" },
	{ EINVAL, "invalid argument" },
	{ ENFILE, "too many open files (system)" },
	{ EMFILE, "too many open files" },
	{ ENOTTY, "not a terminal" },
	{ ETXTBSY, "file is being written" },
	{ ENOSPC, "no space left" },
	{ EPIPE, "reader is gone" },
	{ ENOSYS, "not known to this kernel" },
	{ ELOOP, "too many symbolic links" },
	{ ENAMETOOLONG, "name too long" },
	{ ENOTCONN, "not connected" },
};

const char *errtext(int error)
{
	for (size_t i = 0; i < sizeof(TEXTS) / sizeof(TEXTS[0]); i++)
		if (TEXTS[i].error == error)
			return TEXTS[i].words;
	return NULL;
}
