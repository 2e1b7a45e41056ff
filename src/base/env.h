/* SPDX-License-Identifier: MIT */
/* Looks things up in an environment. Pure. */
#ifndef FOSTER_ENV_H
#define FOSTER_ENV_H

/* The value of the variable NAME, which ends in =, in VARIABLES; null where it isn't there. */
const char *env_find(char **variables, const char *name);

/*
 * Whether the locale that VARIABLES ask for is one of UTF-8: 1 or 0; FALLBACK where they name none. locale(7): the
 * first of LC_ALL, LC_CTYPE and LANG that isn't empty.
 */
int env_is_utf8(char **variables, int fallback);

#endif
