/* SPDX-License-Identifier: MIT */
/*
 * Gives back the memory that only foster's start has used: of the program's file the pages without the loop, of the
 * stack the pages below what is in use. The kernel maps 16 file pages around each fault, so without this the whole
 * program would count as resident for as long as it sleeps. The linker script hot.ld sets the loop apart; where it was
 * not used, its symbols are null and the program's pages stay.
 */
#include "init/footprint.h"

#include <stddef.h>
#include <stdint.h>

#include "base/kernel.h"

extern const char foster_hot_start[] __attribute__((weak, visibility("hidden")));
extern const char foster_hot_end[] __attribute__((weak, visibility("hidden")));
extern const char foster_file_start[] __attribute__((weak, visibility("hidden")));
extern const char foster_file_end[] __attribute__((weak, visibility("hidden")));

enum {
	PAGE = 4096,            /* what amd64 has; where pages are larger, the kernel refuses an odd address, harmlessly */
	STACK_USED_MAX = 65536, /* more than foster's deepest call */
	CALLS_BELOW = 2048,     /* what the calls made from here may use of the stack */
};

static uintptr_t floor_page(uintptr_t address)
{
	return address & ~(uintptr_t)(PAGE - 1);
}

/* An error leaves the pages where they are. */
static void drop_pages(uintptr_t from, uintptr_t to)
{
	if (from < to)
		kernel_drop_memory(from, to - from);
}

void footprint_shrink(void)
{
	uintptr_t used = floor_page((uintptr_t)__builtin_frame_address(0) - CALLS_BELOW);

	drop_pages(used - STACK_USED_MAX, used);
	if (!foster_hot_start)
		return;
	drop_pages(floor_page((uintptr_t)foster_file_start), floor_page((uintptr_t)foster_hot_start));
	drop_pages(floor_page((uintptr_t)foster_hot_end + PAGE - 1), floor_page((uintptr_t)foster_file_end));
}
