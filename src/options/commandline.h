/* SPDX-License-Identifier: MIT */
/*
 * The command line and the environment, made into one constant struct (optiontable.h). Decides what foster was asked to
 * do, under whichever name; makes no system call, prints nothing and never exits, so that tests and a fuzzer can drive
 * it.
 */
#ifndef FOSTER_COMMANDLINE_H
#define FOSTER_COMMANDLINE_H

#include "base/text.h"
#include "options/optiontable.h"

/*
 * Reads ARGV (argv[0] names the preset) and the FOSTER_ variables, and the preset's own, in VARIABLES. On
 * MODE_USAGE_ERROR ERROR holds one sentence without the program's name in front. All text in OPTIONS points into
 * ARGV or VARIABLES.
 */
enum mode commandline_parse(struct options *options, char **argv, char **variables, struct text *error);

#endif
