/* SPDX-License-Identifier: MIT */
/*
 * The table of options, for generate.awk: what the preprocessor makes of this, nothing is compiled. Each column is a
 * string, so that all that the reader has to know of C is strings.
 */
#include "options/optiontable.h"

#define COMPLETION_ROW(constant, name, letter, type, member, without, argument, help) \
	completion_row(name, #letter, #type, #without, argument, help)
completion_rows_begin
OPTION_TABLE(COMPLETION_ROW)
completion_rows_end
