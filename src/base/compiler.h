/* SPDX-License-Identifier: MIT */
/* Compiler attributes with one meaning each. */
#ifndef FOSTER_COMPILER_H
#define FOSTER_COMPILER_H

/*
 * For what runs in the child before its exec. Its stack is a part of the parent's memory, and it leaves by exec, so
 * AddressSanitizer would never take back the marks that it puts around the child's variables.
 */
#define NO_ASAN __attribute__((no_sanitize("address")))
#define NOT_INLINE __attribute__((noinline))
#define PRINTF_LIKE(at, first) __attribute__((format(printf, at, first)))

#endif
