#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What foster keeps resident, and that it stays so little at work: after signals, a request to stop and orphans. A page
# that one of these touches for the first time comes back with the fifteen around it.
. "$(dirname "$0")/lib.sh"

RSS_MAX=40 # kB
ROUNDS=100
KINDS=(HUP INT QUIT USR1 USR2 ALRM WINCH CONT 40 64)

is_static || skip "only the static program gives its pages back"
is_sanitized && skip "a sanitizer has pages of its own"
[[ " ${USER_FLAGS:-} " != *" -O"[0g]" "* ]] || skip "the flags leave functions outside that are within the loop otherwise"
has_pid1 || skip "no PID namespace here: $PIDNS_REASON"
[ "$(getconf PAGESIZE)" = 4096 ] || skip "the pages are not of 4 KiB"
[ -r /proc/self/smaps_rollup ] || skip "this kernel has no smaps_rollup"

# rss PID: the resident set in kB
rss() {
	sed -n 's/^Rss: *\([0-9]*\) kB$/\1/p' "/proc/$1/smaps_rollup"
}

# small WHEN: checks the resident set of the foster that runs, once it sleeps
small() {
	local size
	wait_until holds "/proc/$FPID/stat" ") S"
	size=$(rss "$FPID")
	check "$reaping, $1: at most $RSS_MAX kB: $size" test "${size:-999}" -le "$RSS_MAX"
}

# signals ROUND: sends one of each kind, and waits until the last has come to the workload
signals() {
	"$HELPERS/send" "$FPID" "${NUMBERS[@]}"
	wait_until has_line "$T/out" "got 64 x$1"
}

NUMBERS=()
for kind in "${KINDS[@]}"; do
	[[ $kind =~ ^[0-9]+$ ]] && NUMBERS+=("$kind") || NUMBERS+=("$(kill -l "$kind")")
done

for reaping in yes no; do
	# shellcheck disable=SC2016
	launch pid1 -t 1h --termination-log "$T/log" --kernel-reaping="$reaping" -- sh -c '"$1" 1000 0 >"$2" & exec "$3"' sh "$HELPERS/orphans" \
		"$T/orphans.$reaping" "$HELPERS/tally"
	await ready
	small "with a workload"
	await "done" "$T/orphans.$reaping"
	small "after 1,000 orphans"
	for ((round = 1; round <= ROUNDS; round++)); do
		signals "$round" || break
	done
	is "$reaping: $ROUNDS rounds of ${#KINDS[@]} kinds of signals came" "$round" $((ROUNDS + 1))
	small "after 1,000 signals"
	kill -TERM "$FPID"
	await_line "got 15 x1"
	small "after a request to stop"
	signals "$round"
	small "after signals behind that"
	kill -KILL "$FPID"
	finish
done

done_testing
