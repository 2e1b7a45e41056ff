/* SPDX-License-Identifier: MIT */
/* What keeps foster from running at all, whatever it was asked for. */
#ifndef FOSTER_PREFLIGHT_H
#define FOSTER_PREFLIGHT_H

#include <stdbool.h>

/*
 * False after a line that says what is in the way. VARIABLES is main's environment, with the auxiliary vector after
 * it.
 */
bool preflight(char **variables);

#endif
