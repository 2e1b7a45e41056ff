/* SPDX-License-Identifier: MIT */
/* What stdout can show: UTF-8, colours, and how many columns. */
#ifndef FOSTER_SCREEN_H
#define FOSTER_SCREEN_H

#include <stdbool.h>

#include "options/options.h"

/* Whether the locale is one of UTF-8 or, where there is none (docker exec sets none), the terminal says that it is. */
bool screen_utf8(void);

/* Whether to colour: as WHEN says or, for COLOR_AUTO, on a terminal that knows colours where NO_COLOR is not set. */
bool screen_color(enum color when);

/* The width of the terminal, or 0 where stdout is none and COLUMNS says nothing. */
int screen_columns(void);

#endif
