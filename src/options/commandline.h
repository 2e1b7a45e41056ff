/* SPDX-License-Identifier: MIT */
/*
 * The command line and the environment, made into one constant struct (options.h). Decides what foster was asked to do,
 * under whichever name; prints nothing and never exits, so that tests and a fuzzer can drive it. Pure.
 */
#ifndef FOSTER_COMMANDLINE_H
#define FOSTER_COMMANDLINE_H

#include "base/text.h"
#include "options/options.h"

/*
 * Reads ARGV (argv[0] names the preset) and the FOSTER_ variables, and the preset's own, in ENVIRONMENT; NESTED:
 * without the FOSTER_ variables, since foster's parent is a foster, which has obeyed them. The mode, which is in
 * OPTIONS, too; at MODE_USAGE_ERROR ERROR holds one sentence without the program's name in front. All text in OPTIONS
 * points into ARGV or ENVIRONMENT.
 */
enum mode commandline_parse(struct options *options, char **argv, char **environment, bool nested, struct text *error);

#endif
