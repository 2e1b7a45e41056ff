#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Terminals under foster in its peers' place, beside the peers themselves where these are installed: what they do right
# is the same, and what they do wrong is shown to be theirs alone.
. "${0%/*}/lib.sh"
. "${0%/*}/scenes.sh"

# in_place_of NAME TITLE: the script on stdin with the program itself for INIT where it is installed, and with foster
in_place_of() {
	local program=$1 title=$2 script who
	script=$(cat)
	for who in "$program" "$FOSTER --as $program"; do
		if ! command -v "${who%% *}" >/dev/null; then
			skip_one "$program itself: $title" "it is not installed"
			continue
		fi
		in_bash "${who##*/}: $title" <<<"${script//INIT/$who}"
	done
}

in_place_of dumb-init "^Z, fg, bg and ^C below a shell" <<END
line INIT $TALLY -q 15 -x 3
expect ready
$CTRL_Z
front command
until grep -q '^State:.T' /proc/\$GRANDKID/status
line fg
front other
expect got 18 x1
$CTRL_C
$SENT_USR1
until kill -15 \$KID
expect % 
line echo status=\$?
expect status=3
END

in_place_of dumb-init "-c: ^Z, fg and ^C below a shell" <<END
line INIT -c $TALLY -q 15 -x 3
expect ready
front other
$CTRL_Z
front command
until grep -q '^State:.T' /proc/\$GRANDKID/status
line fg
front other
expect got 18
type ^C
expect got 2
until kill -15 \$KID
expect got 15
expect % 
line echo status=\$?
expect status=3
END

in_place_of dumb-init "in the background the terminal stays the shell's" <<END
line INIT $TALLY -q 15 &
expect ready
$STAYS_BEHIND
END

for program in tini catatonit; do
	in_place_of "$program" "^C in the foreground, and the terminal comes back" <<END
line INIT -- $TALLY -q 15 -x 3
expect ready
front other
$CTRL_C
$SENT_TERM
line
expect % 
END
	in_bash "$program's place: in the background the terminal stays the shell's" <<END
line $FOSTER --as $program -- $TALLY -q 15 &
expect ready
$STAYS_BEHIND
END
	in_bash "$program's place: ^Z gives the prompt back, and fg goes on" <<END
line $FOSTER --as $program -- $TALLY -q 15 -x 3
expect ready
$CTRL_Z
front command
line fg
front other
expect got 18
until kill -15 \$KID
expect got 15
line echo status=\$?
expect status=3
END
	if command -v "$program" >/dev/null; then
		scene "$program itself takes the terminal from the shell there (why foster looks first)" \
			bash --norc --noprofile --noediting -i <<END
expect % 
line $program -- $TALLY -o $T/n -d 1 &
front other
END
	else
		skip_one "$program itself" "it is not installed"
	fi
done

# Leading the session, as in a container.
for who in dumb-init "$FOSTER --as dumb-init"; do
	if ! command -v "${who%% *}" >/dev/null; then
		skip_one "dumb-init itself: as the session's leader" "it is not installed"
		continue
	fi
	# shellcheck disable=SC2086
	scene "${who##*/}: as the session's leader: what the hand-over costs never comes, what is genuine comes once" \
		$who "$TALLY" -q 15 -x 3 <<END
$READY_ONCE
front other
$GENUINE
signal 10
expect got 10 x1
signal 15
ends 3
END
done

done_testing
