/* SPDX-License-Identifier: MIT */
/*
 * Signal masks and SIGCHLD's disposition by raw system calls with the kernel's 64-bit mask: the libc's functions leave
 * out 32, 33 and (musl) 34, which it keeps for itself, and so would lose them.
 */
#ifndef FOSTER_SIGMASK_H
#define FOSTER_SIGMASK_H

#include <stdbool.h>
#include <stdint.h>

/* Blocks all 64 signals (SIGKILL and SIGSTOP can't be) and returns the mask that was. */
uint64_t sigmask_block_all(void);

/* Sets the mask to MASK. */
void sigmask_set(uint64_t mask);

/* The signals that wait, blocked, for foster. */
uint64_t sigmask_pending(void);

/* Sets SIGCHLD to ignored (the kernel then reaps by itself) or to its default. Whether it was ignored before. */
bool sigmask_ignore_children(bool ignore);

/* A blocking, close-on-exec descriptor of 3 or above that reads every signal (signalfd(2)); -1 and errno. */
int sigmask_open(void);

/* Takes SIGNAL off the queue where foster's own doing has put it there; another's goes back. Does not wait. */
void sigmask_take_back(int signal);

#endif
