#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# --pause: runs nothing, reaps, and ends with 0 on TERM or INT.
. "$(dirname "$0")/lib.sh"

# Whether foster has set itself up: it holds nothing any more, and blocks all signals.
has_settled() {
	holds "/proc/$FPID/status" $'SigBlk:\tf' && [ "$(readlink "/proc/$FPID/cwd")" = / ]
}

# pause MODE [WORD]...
pause() {
	local mode=$1
	shift
	launch "$mode" --pause "$@"
	wait_until has_settled
}

childless() {
	[ -z "$(children "$FPID")" ]
}

for mode in "${MODES[@]}"; do
	for signal in TERM INT; do
		pause "$mode"
		kill "-$signal" "$FPID"
		finish
		is "$mode: $signal ends it with 0" "$STATUS$(err)" 0
	done
	pause "$mode"
	for signal in {1..64}; do
		case $signal in 2 | 9 | 15 | 19) continue ;; esac
		"$HELPERS/send" "$FPID" "$signal"
	done
	nap 0.05
	check "$mode: no other signal does" eval '! is_gone "$FPID"'
	kill -TERM "$FPID"
	finish
	is "$mode: and it still ends with 0" "$STATUS" 0
	launch "$mode" -P -v
	wait_until has_settled
	kill -TERM "$FPID"
	finish
	like "$mode: -P is the same, and -v tells who ended it" "$STATUS $(err)" "^0 foster.*SIGTERM from .* asked for it$"
	ENTRY=(-i 2 -i 15 -i 17)
	pause "$mode"
	kill -INT "$FPID"
	finish
	is "$mode: INT that came in ignored counts all the same" "$STATUS" 0

	# ---- Reaping
	ENTRY=(-k 1 -k 2 -k 3)
	pause "$mode"
	check "$mode: children that had ended are reaped" wait_until childless
	kill -TERM "$FPID"
	finish
	rm -f "$T/go"
	ENTRY=(-K "$T/go")
	pause "$mode"
	: >"$T/go"
	check "$mode: one that ends later, too" wait_until childless
	kill -TERM "$FPID"
	finish
	is "$mode: and its status isn't foster's" "$STATUS" 0
done

if has_pid1; then
	pause pid1
	in_foster "$HELPERS/orphans" -a 100 0 >"$T/orphans"
	check "pid1: orphans of who entered are reaped" wait_until childless
	kill -TERM "$FPID"
	finish
fi

# ---- What it holds
pause alone
is "it holds its messages' way out alone" "$(readlink /proc/"$FPID"/fd/{0,1} | xargs)" "/dev/null /dev/null"
kill -TERM "$FPID"
finish
run alone --pause --exit-code 0:3 -- true
is "a command with it is misuse" "$STATUS" 125
UNDER=(sh -c '"$@" & read -r _ <"$0"' "$T/never")
launch alone --pause -p TERM
wait_until has_child "$LPID"
FPID=$CHILD
wait_until has_settled
kill -KILL "$LPID"
finish 2>/dev/null
check "--parent-death-signal ends it, too" wait_until is_gone "$FPID"

done_testing
