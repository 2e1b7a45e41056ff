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

# What many scenes have in them, to stand on a line of its own in the script. tally says "got SIGNAL xCOUNT".
READY_ONCE='expect ready
never x2'
CTRL_C='type ^C
expect got 2 x1'
CTRL_BACKSLASH='type ^\
expect got 3 x1'
RESIZED='resize 30 90
expect got 28 x1'
CTRL_Z='type ^Z
expect topped
expect % '
FG='line fg
expect got 18 x1'
SENT_USR1='until kill -10 $KID
expect got 10 x1'
SENT_TERM='until kill -15 $KID
expect got 15 x1'
# a terminal that echoes, and cat
ECHOED='line typed
expect typed
expect typed'
# the prompt and the terminal are the shell's again, and the status is what follows: ${ENDED_WITH}7
ENDED_WITH='expect % 
front command
line echo status=$?
expect status='
# in the background the shell keeps the terminal, and kills the job
STAYS_BEHIND="front command
line echo al''ive
expect alive
line kill %1
expect got 15
line wait
expect % "
# hang-up, continuing, ^C and a new size, as the terminal's own and from outside
GENUINE="signal 1
expect got 1 x1
signal 18
expect got 18 x1
$CTRL_C
$RESIZED"

# job_control PROMPT: a shell with this prompt stops a job, continues it in the foreground, and interrupts it
job_control() {
	cat <<-END
		line cat
		$ECHOED
		type ^Z
		expect Stopped
		expect $1
		line fg
		expect cat
		line again
		expect again
		expect again
		type ^C
		expect $1
	END
}

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
