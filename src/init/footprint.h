/* SPDX-License-Identifier: MIT */
/* Gives back the memory that only foster's start has used. */
#ifndef FOSTER_FOOTPRINT_H
#define FOSTER_FOOTPRINT_H

/* Lets go of the program's pages that the loop doesn't need; they come back by themselves when they are touched. */
void footprint_shrink(void);

#endif
