/* SPDX-License-Identifier: MIT */
/* Why a command could not be run. Looks at the file once more; what it finds only makes the sentence better. */
#include "init/execfail.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/kernel.h"
#include "base/log.h"
#include "base/text.h"
#include "options/exitcode.h"

#ifndef EM_LOONGARCH
#define EM_LOONGARCH 258
#endif

enum {
	HEAD_BYTES = 256,  /* of a file: the kernel reads as many (linux/binfmts.h) */
	SHOWN_BYTES = 512, /* of a path, so that the reason after it is still seen */
};

/* e_machine of elf(5), for the architectures that container images are made for. */
static const struct {
	unsigned short machine;
	char name[10];
} MACHINES[] = {
	{ EM_386, "i386" }, { EM_MIPS, "mips" }, { EM_PPC, "ppc" }, { EM_PPC64, "ppc64" }, { EM_S390, "s390x" },
	{ EM_ARM, "arm" }, { EM_X86_64, "x86_64" }, { EM_AARCH64, "aarch64" }, { EM_RISCV, "riscv" },
	{ EM_LOONGARCH, "loongarch" },
};

/* The architecture in the ELF header HEAD, or null. Its numbers are in the order of bytes of that machine. */
static const char *elf_machine(const char *head, long length)
{
	const unsigned char *bytes = (const unsigned char *)head + offsetof(Elf32_Ehdr, e_machine); /* as in Elf64_Ehdr */
	unsigned int machine;

	if (length < (long)(offsetof(Elf32_Ehdr, e_machine) + sizeof(Elf32_Half)) || strncmp(head, ELFMAG, SELFMAG) != 0)
		return NULL;
	machine = bytes[0] | (unsigned int)bytes[1] << 8;
	if (head[EI_DATA] == ELFDATA2MSB)
		machine = bytes[1] | (unsigned int)bytes[0] << 8;
	for (size_t i = 0; i < sizeof(MACHINES) / sizeof(MACHINES[0]); i++)
		if (MACHINES[i].machine == machine)
			return MACHINES[i].name;
	return "another";
}

/* Whether the LENGTH bytes at HEAD, with a NUL behind, begin a text. */
static bool is_text(const char *head, long length)
{
	return (long)strlen(head) == length && strncmp(head, ELFMAG, SELFMAG) != 0;
}

bool execfail_is_text(const char *path)
{
	char head[HEAD_BYTES];

	return is_text(head, file_read(path, head, sizeof(head), SIZE_MAX));
}

/* Reports that the interpreter in the first line of the script HEAD (cut out in place) is missing. */
static void report_interpreter(const char *path, char *head)
{
	char *start = head + 2;
	char *end;
	bool windows;

	while (*start == ' ' || *start == '\t')
		start++;
	end = start + text_span(start, SIZE_MAX, " \t\r\n");
	windows = *end == '\r';
	*end = '\0';
	log_error("cannot run %s: its interpreter %s is missing%s", path, start,
	          windows ? " (the file has Windows line ends)" : "");
}

/* ENOENT for a file that exists: what it needs to run does not. */
static void report_missing(const char *command, const char *path, char *head)
{
	const char *what = "command in PATH";
	const char *hint = "";

	if (text_find(command, SIZE_MAX, '/'))
		what = "file";
	if (text_find(command, SIZE_MAX, ' '))
		hint = " (arguments are words of their own)";
	if (!*command)
		command = "''";
	if (head[0] == '#' && head[1] == '!')
		report_interpreter(path, head);
	else if (kernel_can_access(path, F_OK))
		log_error("cannot run %s: its interpreter, the dynamic loader for this program, is missing", path);
	else
		log_error("cannot run %s: no such %s%s", command, what, hint);
}

static const char *why_no_program(const char *head, long length, bool shell)
{
	if (length == 0)
		return " but an empty file";
	if (shell && is_text(head, length))
		return " but a script, and /bin/sh can't be run";
	if (length < 2 || head[0] != '#' || head[1] != '!')
		return ", and has no #! line that names its interpreter";
	if (!text_find(head, SIZE_MAX, '\n') && length == HEAD_BYTES - 1)
		return ": its #! line is longer than the 255 bytes that the kernel reads";
	return ": its #! line names no interpreter";
}

static void report_no_program(const char *path, const char *head, long length, bool shell)
{
	const char *machine = elf_machine(head, length);
	struct utsname here = { 0 };

	kernel_uname(&here);
	if (machine)
		log_error("cannot run %s: it is for %s machines or damaged, and this one is %s", path, machine,
		          here.machine);
	else
		log_error("cannot run %s: it is no program for this machine%s", path, why_no_program(head, length, shell));
}

int execfail_report(const char *command, const char *path, int error, bool shell)
{
	char head[HEAD_BYTES];
	long length = file_read(path, head, sizeof(head), SIZE_MAX);
	bool directory = length < 0 && errno == EISDIR;

	switch (error) {
	case ENOENT:
		report_missing(command, path, head);
		return EXITCODE_NOT_FOUND;
	case ENOEXEC:
		report_no_program(path, head, length, shell);
		return EXITCODE_CANNOT_RUN;
	case ELOOP:
		if (length > 1 && head[0] == '#' && head[1] == '!') {
			log_error("cannot run %s: its interpreter is a script, too, and so on", path);
			return EXITCODE_CANNOT_RUN;
		}
		break;
	default:
		break;
	}
	errno = error;
	if (directory)
		errno = EISDIR;
	log_error("cannot run %.*s: %m%s", (int)text_span(path, SHOWN_BYTES, ""), path,
	          errno == EACCES ? " (is it executable, and on a mount that allows it?)" : "");
	return EXITCODE_CANNOT_RUN;
}
