/* SPDX-License-Identifier: MIT */
/* Why a command could not be run, in words that help: which file is missing, or which machine a program is for. */
#ifndef FOSTER_EXECFAIL_H
#define FOSTER_EXECFAIL_H

#include <stdbool.h>

/* Whether the file at PATH is one for a shell: no ELF file, and no NUL in its first bytes. */
bool execfail_is_text(const char *path);

/*
 * Reports why COMMAND, found at PATH, could not be executed with ERROR (execve(2)); SHELL: a text would have been a
 * shell's. Returns the exit status that env(1) gives: 127 not found, 126 not executable.
 */
int execfail_report(const char *command, const char *path, int error, bool shell);

#endif
