/* SPDX-License-Identifier: MIT */
/* The words for an error number. Pure: the libc's table of all errors costs more than all of foster's sentences. */
#ifndef FOSTER_ERRTEXT_H
#define FOSTER_ERRTEXT_H

/* The words for ERROR, or a null pointer where foster has none (text_add's %m then writes "error N"). */
const char *errtext(int error);

#endif
