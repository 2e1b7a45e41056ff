/* SPDX-License-Identifier: MIT */
/*
 * silent DIRECTORY COMMAND [ARG]...: in a mount namespace of its own, mounts on DIRECTORY a file system (FUSE) that never
 * answers, and execs COMMAND, for which every look into DIRECTORY then lasts for ever. A process that is none of COMMAND's
 * children holds the file system until it is killed. Ends with 77 where that can't be had: it takes root.
 */
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>

#include "raw.h"

int main(int argc, char **argv)
{
	char options[64];
	int fd = open("/dev/fuse", O_RDWR);

	if (argc < 3)
		return 111;
	snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other", fd);
	if (fd < 0 || unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("silent", argv[1], "fuse", MS_NOSUID | MS_NODEV, options) < 0) {
		perror("silent");
		return 77;
	}
	if (syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0) == 0) {
		setsid();
		close(STDIN_FILENO);
		close(STDOUT_FILENO);
		close(STDERR_FILENO);
		for (;;)
			pause();
	}
	close(fd);
	execvp(argv[2], argv + 2);
	raw_die(argv[2]);
}
