#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What a process can do to be slow to look at, or never done: nothing of that keeps foster from killing in time, nor from
# anything else. The bounds are far above what foster takes, and far below what looking at everything takes.
. "$(dirname "$0")/lib.sh"

stubborn=$HELPERS/stubborn
hoard=$HELPERS/hoard

# late: how long after the request foster had ended, in milliseconds; with a timeout of 300 ms
late() {
	BEGAN=$(now_ms)
	kill -TERM "$FPID"
	finish 60
	LATE=$(($(now_ms) - BEGAN))
}

# in_time TEXT
in_time() {
	is "$1: the status" "$STATUS" 137
	check "$1: killed $LATE ms after the request, with 300 ms to go" [ "$LATE" -lt 4000 ]
}

for mode in "${MODES[@]}"; do
	rm -f "$T/many"
	# shellcheck disable=SC2016
	launch "$mode" -t 300ms --scope tree -- sh -c 'i=0; while [ $i -lt 999 ]; do "$0" -b 15 -o "$1" & i=$((i + 1)); done; exec "$0" -b 15 -o "$1"' \
		"$stubborn" "$T/many"
	wait_until -t 60 has_lines "$T/many" "ready .*" 1000
	late
	in_time "$mode: 1,000 processes that block what they are sent"
	rm -f "$T/hoard"
	launch "$mode" -t 300ms --scope tree -- sh -c 'for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do "$0" descriptors 20000 "$1" & done
		exec "$0" descriptors 20000 "$1"' "$hoard" "$T/hoard"
	wait_until -t 60 has_lines "$T/hoard" "ready .*" 15
	late
	in_time "$mode: 15 processes with 20,000 descriptors"
	# How many are looked at in a tenth of a second is a matter of the machine's load.
	named=$(lines "$T/err" ".*killing [0-9]+ \(hoard\), which blocks SIGTERM.*")
	more=$(sed -n 's/.*: killing \([0-9]*\) more .*/\1/p' "$T/err")
	check "$mode: some are named" [ "$named" -gt 0 ]
	is "$mode: and the others are counted" "$((named + more))" 15
	launch "$mode" -t 300ms -- "$hoard" threads 10000
	wait_until -t 60 holds "$T/out" ready
	late
	in_time "$mode: 10,000 threads"
	like "$mode: it is named" "$(err)" "killing [0-9]+ \(hoard\), which blocks SIGTERM"
	rm -f "$T/crowd"
	launch "$mode" -t 300ms -- sh -c 'trap "" TERM; i=0; while [ $i -lt 2000 ]; do sleep 1000 & i=$((i + 1)); done
		echo ready; wait'
	wait_until -t 60 holds "$T/out" ready
	late
	in_time "$mode: 2,000 processes"
	like "$mode: the rest are counted" "$(err)" "killing (more|[0-9]+ more)"

	# A page that is never filled: who reads the set of signals in it waits for ever.
	launch "$mode" -t 300ms -- "$hoard" fault 1
	wait_until has_line "$T/out" "ready .*|no userfaultfd"
	if holds "$T/out" "no userfaultfd"; then
		skip_one "$mode: a page that is never filled" "no userfaultfd here"
		kill -KILL "$FPID"
		continue
	fi
	late
	in_time "$mode: a page that is never filled"
	like "$mode: and what can be known is told" "$(err)" "killing [0-9]+ \(hoard\), which ignores SIGTERM"
	launch "$mode" --shield -- "$hoard" fault 1
	wait_until has_line "$T/out" "ready .*"
	kill -USR1 "$FPID"
	finish
	is "$mode: nor does it hold up --shield, which lets pass what the process may wait for" "$STATUS" 138
done

# ---- --inspect says so, and ends
launch alone -- "$hoard" fault 1
if wait_until has_line "$T/out" "ready .*"; then
	pid=$(sed -n 's/^ready //p' "$T/out")
	"$FOSTER" --inspect --stop-signal USR2 "$pid" >"$T/look" 2>"$T/said"
	is "--inspect: a process that keeps it waiting" $? 125
	like "--inspect: is named" "$(<"$T/said")" "^foster\[[0-9]+\]: cannot inspect $pid: reading it in /proc hangs$"
else
	skip_one "--inspect: a process that keeps it waiting" "no userfaultfd here"
fi
kill -KILL "$(workload)"
finish

# ---- Who waits in sigwait is known without a look into its memory
launch alone -t 200ms -- "$HELPERS/reads" thread 15
await ready
kill -TERM "$FPID"
finish
like "alone: one that reads it in sigwait" "$STATUS $(err)" "^137 .*which reads SIGTERM"

done_testing
