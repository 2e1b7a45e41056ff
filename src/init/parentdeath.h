/* SPDX-License-Identifier: MIT */
/* The signal that foster gets when its parent ends (--parent-death-signal). */
#ifndef FOSTER_PARENTDEATH_H
#define FOSTER_PARENTDEATH_H

/*
 * Asks for SIGNAL (0: none) as the parent ends (prctl(2), PR_SET_PDEATHSIG). PARENT is the parent's pid as foster
 * began: where that has ended meanwhile, foster gets SIGNAL now. A parent that ended before foster began can't be
 * told from none.
 */
void parentdeath_set(int signal, int parent);

#endif
