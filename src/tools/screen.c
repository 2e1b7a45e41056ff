/* SPDX-License-Identifier: MIT */
/* Asks the environment and the terminal. It decides nothing about what is shown. */
#include "tools/screen.h"

#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/env.h"
#include "base/kernel.h"
#include "base/text.h"

enum { COLUMNS_MAX = 32768 }; /* that $COLUMNS may ask for */

bool screen_utf8(void)
{
	struct termios terminal;
	bool says = kernel_ioctl(STDOUT_FILENO, TCGETS, &terminal) == 0 && (terminal.c_iflag & IUTF8);

	return env_is_utf8(environ, says);
}

bool screen_color(enum color when)
{
	struct winsize window;
	const char *refuses = env_find(environ, "NO_COLOR=");
	const char *terminal = env_find(environ, "TERM=");

	if (when != COLOR_AUTO)
		return when == COLOR_ALWAYS;
	return !(refuses && *refuses) && terminal && strcmp(terminal, "dumb") != 0 &&
	       kernel_ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0;
}

int screen_columns(void)
{
	const char *cursor = env_find(environ, "COLUMNS=");
	struct winsize window;
	int width;

	if (cursor) {
		width = (int)text_number(&cursor, COLUMNS_MAX);
		if (width > 0 && !*cursor)
			return width;
	}
	return kernel_ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 ? window.ws_col : 0;
}
