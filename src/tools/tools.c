/* SPDX-License-Identifier: MIT */
/* Chooses the tool; prints help, version and license itself, and says so where their reader is gone. */
#include "tools/tools.h"

#include "base/compiler.h"
#include "base/signals.h"
#include "options/help.h"
#include "tools/inspect.h"
#include "tools/kill.h"
#include "tools/output.h"
#include "tools/siglist.h"

static NOT_INLINE int print(const struct options *options, const char *called_as)
{
	TEXT_BUFFER(text, 4096);

	if (options->mode == MODE_VERSION)
		version_add(&text, options, called_as);
	else if (options->mode == MODE_LICENSE)
		license_add(&text);
	else
		help_add(&text, options);
	return output_text(text.data, text.length) ? EXITCODE_OK : EXITCODE_FAILED;
}

int tools_run(const struct options *options, const char *called_as, uint64_t mask)
{
	switch (options->mode) {
	case MODE_INSPECT:
	case MODE_KILL:
	case MODE_LIST:
		break;
	case MODE_HELP:
	case MODE_VERSION:
	case MODE_LICENSE:
	case MODE_RUN:
	case MODE_PAUSE:
	case MODE_USAGE_ERROR:
		return print(options, called_as);
	}
	signals_set_mask(mask); /* these may be ended by a signal */
	if (options->mode == MODE_INSPECT)
		return inspect_run(options);
	if (options->mode == MODE_KILL)
		return kill_run(options);
	return siglist_run(options);
}
