/* SPDX-License-Identifier: MIT */
/* Chooses the tool; prints help, version and license itself. */
#include "tools/tools.h"

#include "base/compiler.h"
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

int tools_run(const struct options *options, const char *called_as)
{
	switch (options->mode) {
	case MODE_INSPECT:
		return inspect_run(options);
	case MODE_KILL:
		return kill_run(options);
	case MODE_LIST:
		return siglist_run(options);
	case MODE_HELP:
	case MODE_VERSION:
	case MODE_LICENSE:
	case MODE_RUN:
	case MODE_PAUSE:
	case MODE_USAGE_ERROR:
		break;
	}
	return print(options, called_as);
}
