/* SPDX-License-Identifier: MIT */
/* What --help, --version and --license print. Pure. */
#ifndef FOSTER_HELP_H
#define FOSTER_HELP_H

#include "base/text.h"
#include "options/options.h"

/* Appends the help, at most 40 lines of 80 columns: the options of the program that foster behaves as. */
void help_add(struct text *text, const struct options *options);

/* Appends the one line of --version, as Docker's parser reads it; CALLED_AS is argv[0], or null. */
void version_add(struct text *text, const struct options *options, const char *called_as);

/* Appends the license. */
void license_add(struct text *text);

#endif
