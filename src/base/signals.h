/* SPDX-License-Identifier: MIT */
/*
 * Signal masks, SIGCHLD's disposition and the queue of signals, with the kernel's 64-bit mask: the libc's functions
 * leave out 32, 33 and (musl) 34, which it keeps for itself, and so would lose them.
 */
#ifndef FOSTER_SIGNALS_H
#define FOSTER_SIGNALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/signalfd.h>

/*
 * MASK with its 32-bit halves exchanged where the kernel's words of WORD_BYTES and their order (BIG_ENDIAN: highest
 * byte first) ask for that: it counts signals up from its first word, so only there a 64-bit number is laid out
 * otherwise.
 */
static inline uint64_t signals_words(uint64_t mask, size_t word_bytes, bool big_endian)
{
	return word_bytes == 4 && big_endian ? mask << 32 | mask >> 32 : mask;
}

/* Blocks all 64 signals (SIGKILL and SIGSTOP can't be) and returns the mask that was. */
uint64_t signals_block_all(void);

/* Sets the mask to MASK. */
void signals_set_mask(uint64_t mask);

/* The signals that wait, blocked, for foster. */
uint64_t signals_pending(void);

/* Sets SIGCHLD to ignored (the kernel then reaps by itself) or to its default. Whether it was ignored before. */
bool signals_set_sigchld(bool ignored);

/*
 * A close-on-exec descriptor of 3 or above that reads every signal (signalfd(2)); -1 and errno. It never blocks: what
 * a poll(2) has announced can be gone before it is read, since SIGSTOP takes a SIGCONT off the queue, and SIGCONT the
 * stop signals.
 */
int signals_open_fd(void);

/*
 * Reads up to MOST signals that wait from FD into BATCH; where reading fails for good, from the queue itself. How many;
 * 0 where none waits; -1 where neither works.
 */
int signals_read(int fd, struct signalfd_siginfo *batch, int most);

/* Takes SIGNAL off the queue where foster's own doing has put it there; another's goes back to it. Does not wait. */
void signals_discard(int signal);

#endif
