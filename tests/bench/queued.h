/* SPDX-License-Identifier: MIT */
/*
 * The real-time signal that the sender queues and the receiver counts: above the ones that a libc keeps for itself,
 * so that every init passes it on.
 */
#ifndef FOSTER_BENCH_QUEUED_H
#define FOSTER_BENCH_QUEUED_H

enum { QUEUED = 40 };

#endif
