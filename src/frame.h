/* SPDX-License-Identifier: MIT */
/*
 * Compiler annotations with one meaning each.
 *
 * HOT puts a function where the running init lives; everything else is needed only while foster starts, looks or
 * complains, and its pages are given back once the workload runs (see footprint.c).
 */
#ifndef FOSTER_FRAME_H
#define FOSTER_FRAME_H

/*
 * For what is on the stack as a child that shares the parent's memory executes: the frame never returns, so that a
 * sanitizer would take its marks there for the parent's.
 */
#define NEVER_RETURNS __attribute__((no_sanitize("address")))
#define NOT_INLINE __attribute__((noinline))
#define HOT __attribute__((section(".text.hot"), noinline))
#define PRINTF_LIKE(at, first) __attribute__((format(printf, at, first)))

#endif
