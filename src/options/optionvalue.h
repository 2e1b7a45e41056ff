/* SPDX-License-Identifier: MIT */
/* Reads the values of options into struct options, by their type (optiontable.h). Pure. */
#ifndef FOSTER_OPTIONVALUE_H
#define FOSTER_OPTIONVALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "options/optiontable.h"

/* Makes a list, or the count, what it is where the option isn't given, so that what is given next replaces it. */
void optionvalue_reset(struct options *options, const struct option_spec *spec);

/*
 * Reads the value, or one element of the list, in PART for SPEC; NUMBERS_ONLY as in struct preset: then PART is all of
 * the value, and ends in NUL. Null, or what is wrong with it and what would be right, in words that follow PART in a
 * sentence, which is less than the element where only that is wrong; after those of TYPE_PROGRAM come the programs'
 * names (presets_add_names).
 */
const char *optionvalue_read(struct options *options, const struct option_spec *spec, struct text_part *part,
                             bool numbers_only);

/* Does what SPEC says where it is given without a value. */
void optionvalue_set(struct options *options, const struct option_spec *spec);

#endif
