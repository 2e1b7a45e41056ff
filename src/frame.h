/* SPDX-License-Identifier: MIT */
/* Compiler attributes with one meaning each. */
#ifndef FOSTER_FRAME_H
#define FOSTER_FRAME_H

/*
 * For what is on the stack as a child that shares the parent's memory executes: the frame never returns, so that a
 * sanitizer would take its marks there for the parent's.
 */
#define NEVER_RETURNS __attribute__((no_sanitize("address")))
#define NOT_INLINE __attribute__((noinline))
#define PRINTF_LIKE(at, first) __attribute__((format(printf, at, first)))

#endif
