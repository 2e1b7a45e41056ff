# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034
#
# What the tests of terminals share, over lib.sh: real shells on real pseudo-terminals, driven by typist, which waits
# for each thing to show. What counts is what a person at the shell sees, that each signal comes once, and who has the
# terminal. tally counts the signals.

export TERM=dumb PS1='% ' HISTFILE=
unset ENV BASH_ENV PROMPT_COMMAND
TYPIST=$HELPERS/typist
TALLY=$HELPERS/tally
declare -A SHELLS=([bash]="bash --norc --noprofile --noediting -i" [dash]="dash -i")

# scene TITLE WORD...: typist with these words, and the script on stdin
scene() {
	local title=$1 said
	shift
	rm -f "$T"/n "$T"/n[12.]*
	if said=$("$TYPIST" "$@" 2>&1); then ok "$title"; else not_ok "$title" "$said"; fi
}

# in_shells TITLE: the script on stdin at the prompt of each shell that is installed
in_shells() {
	local script shell
	script=$(cat)
	for shell in bash dash; do
		if ! command -v "$shell" >/dev/null; then
			skip_one "$shell: $1" "$shell is not installed"
			continue
		fi
		# shellcheck disable=SC2086
		scene "$shell: $1" ${SHELLS[$shell]} <<<"expect % "$'\n'"$script"$'\n'"line exit 3"$'\n'"ends 3"
	done
}

in_bash() {
	# shellcheck disable=SC2086
	scene "bash: $1" ${SHELLS[bash]} <<<"expect % "$'\n'"$(cat)"$'\n'"line exit 3"$'\n'"ends 3"
}

# count FILE SIGNAL: how often it came
count() {
	lines "$1" "got $2 x.*"
}
