/* SPDX-License-Identifier: MIT */
/*
 * Which option was meant by a name that is none: a slip of the fingers, or another program's word for the same. What is
 * suggested is only told, never done; where nothing is near, nothing is said. Pure.
 */
#ifndef FOSTER_SUGGEST_H
#define FOSTER_SUGGEST_H

#include <stddef.h>

#include "options/optiontable.h"

/* The long option of PRESET's that LENGTH bytes at NAME may be meant for (_ is as good as -, in any case), or null. */
const struct option_spec *suggest_option(const struct preset *preset, const char *name, size_t length);

/* The name of the option that may be meant by the variable ENTRY ("FOSTER_NAME=value"), which none has, or null. */
const char *suggest_for_variable(const char *entry);

/*
 * Appends to ERROR what may be behind an error in WORD, one of PRESET's command line: the kernel passes the options of
 * a #! line as one word, or a dash is missing.
 */
void suggest_word(struct text *error, const struct preset *preset, const char *word);

#endif
