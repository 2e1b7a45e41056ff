/* SPDX-License-Identifier: MIT */
/*
 * Who is below foster: as PID 1 everybody in the PID namespace, else its descendants, found by following each process's
 * parents up. Takes no memory, whatever the number; reads only /proc.
 */
#ifndef FOSTER_CENSUS_H
#define FOSTER_CENSUS_H

#include <stdbool.h>

/* What is called for each: PID, and WITH as it was given. */
typedef void census_visit(int pid, void *with);

/* Visits all below SELF (foster's pid; INIT: it is PID 1). How many there were, or -1 where /proc can't tell. */
int census_each(int self, bool init, census_visit *visit, void *with);

/* How many of them are more than zombies and foster's to signal, or -1 where /proc can't tell. */
int census_in_reach(int self, bool init);

#endif
