/* SPDX-License-Identifier: MIT */
/* What keeps foster from running at all, whatever it was asked for. */
#ifndef FOSTER_PREFLIGHT_H
#define FOSTER_PREFLIGHT_H

/*
 * What is in the way, in one sentence; null: nothing is. VARIABLES is main's, with the kernel's auxiliary vector behind
 * it.
 */
const char *preflight_refusal(char **variables);

#endif
