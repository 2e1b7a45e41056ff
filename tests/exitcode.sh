#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The exit status is the workload's own, 128+n where signal n ended it, and what --exit-code makes of that.
. "$(dirname "$0")/lib.sh"

# wrong_codes STATUS...: which of these don't come through
wrong_codes() {
	local code
	for code in "$@"; do
		"$FOSTER" -- "$HELPERS/die" "$code" 2>/dev/null || [ $? = "$code" ] || echo "$code"
	done
}

is "every status from 0 to 255 is the workload's" "$(wrong_codes {0..255})" ""

for mode in "${MODES[@]}"; do
	for code in 0 1 2 42 124 125 126 127 128 137 143 254 255; do
		run "$mode" -- "$HELPERS/die" "$code"
		is "$mode: status $code" "$STATUS" "$code"
	done
	wrong=
	for signal in {1..16} {24..27} {29..64} 9; do
		run "$mode" -- "$HELPERS/die" "-$signal"
		[ "$STATUS" = $((128 + signal)) ] || wrong+=" $signal:$STATUS"
		[ "$mode" = alone ] || [ "$signal" -lt 36 ] || break
	done
	is "$mode: 128+n where signal n ended it" "$wrong" ""
done

# maps RULES STATUS WANT
maps() {
	run alone -e "$1" -- "$HELPERS/die" "$2"
	is "-e $1 makes $3 of $2" "$STATUS" "$3"
}

maps 7 7 0
maps 7 8 8
maps 7:3 7 3
maps 7:3,8:4 8 4
maps 1-9:5 1 5
maps 1-9:5 9 5
maps 1-9:5 10 10
maps 1-9:5 0 0
maps 0:9 0 9
maps 1-9 4 0
maps 0-255:6 255 6
maps 1-9:5,4:6 4 6
maps 4:6,1-9:5 4 5
maps 7:7 7 7
maps 143 -15 0
maps 139:1 -11 1
maps 128-255:1 -9 1
maps stop 143 143
maps stop:5 -15 143
maps 125:1 125 1

run alone -e 7:1 -e 8:2 -- "$HELPERS/die" 7
is "a repeated --exit-code adds: the first" "$STATUS" 1
run alone -e 7:1 --exit-code=8:2 -- "$HELPERS/die" 8
is "a repeated --exit-code adds: the second" "$STATUS" 2

run alone -e 125-127:0 -- no-such-command
is "foster's own 127 is never mapped" "$STATUS" 127
run alone -e 125-127:0 -- /
is "foster's own 126 is never mapped" "$STATUS" 126
run alone -e 125-127:0 -t x -- true
is "foster's own 125 is never mapped" "$STATUS" 125

# stops MODE RULES WANT STOP-OPTIONS... -- WORKLOAD...: what comes of a stop request
stops() {
	local mode=$1 rules=$2 want=$3
	shift 3
	launch "$mode" -e "$rules" "$@"
	await ready
	kill -TERM "$FPID"
	finish
	is "$mode: -e $rules after a stop of ${*/$HELPERS\//}" "$STATUS" "$want"
}

for mode in "${MODES[@]}"; do
	stops "$mode" stop 0 -- "$HELPERS/stubborn"
	stops "$mode" stop:5 5 -- "$HELPERS/stubborn"
	stops "$mode" stop 0 -- "$HELPERS/stubborn" -C 15 -x 143
	stops "$mode" stop 0 --stop-signal INT -- "$HELPERS/stubborn"
	stops "$mode" stop 130 -- "$HELPERS/stubborn" -C 15 -x 130
	stops "$mode" stop 0 --stop-signal QUIT/50ms,TERM -- "$HELPERS/stubborn" -c 3
	stops "$mode" stop 137 -t 50ms -- "$HELPERS/stubborn" -i 15
	stops "$mode" stop,137:3 3 -t 50ms -- "$HELPERS/stubborn" -i 15
	stops "$mode" stop:5,143:6 6 -- "$HELPERS/stubborn"
	stops "$mode" 143:6,stop:5 5 -- "$HELPERS/stubborn"
	stops "$mode" stop:4 7 -- "$HELPERS/stubborn" -C 15 -x 7
done

launch alone -r USR1:INT -e stop -- "$HELPERS/stubborn"
await ready
kill -USR1 "$FPID"
finish
is "a signal that is no request to stop is none of the plan's" "$STATUS" 130

done_testing
