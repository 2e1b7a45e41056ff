/* SPDX-License-Identifier: MIT */
/*
 * The end, told in a file (--termination-log): Kubernetes shows the last 4096 bytes of one that it mounts for that.
 */
#ifndef FOSTER_TERMINATION_H
#define FOSTER_TERMINATION_H

#include "options/commandline.h"

/* Has what belongs there kept from here on, where OPTIONS, read from ENVIRONMENT too, name a file. */
void termination_begin(const struct options *options, char **environment);

/*
 * Appends it to that file, before foster exits with STATUS; an error is a warning. Returns STATUS, in a child of
 * foster's, too.
 */
int termination_end(const struct options *options, int status);

#endif
