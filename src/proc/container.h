/* SPDX-License-Identifier: MIT */
/*
 * The name by which an engine knows the container of a process, from its cgroup or its environment. Pure. Both are
 * written by others, and a container may lie about itself.
 */
#ifndef FOSTER_CONTAINER_H
#define FOSTER_CONTAINER_H

#include <stdbool.h>

#include "base/text.h"

/*
 * Makes NAME the container that CGROUP, the text of /proc/PID/cgroup, names: the innermost one, an id of 64 hexadecimal
 * digits by its first twelve, as docker ps shows it. False where there is none, and NAME is as it was.
 */
bool container_name(struct text *name, const char *cgroup);

/* Appends the HOSTNAME in the LENGTH bytes of /proc/PID/environ, where there is one; a NUL stands behind them. */
void container_hostname(struct text *name, const char *variables, long length);

#endif
