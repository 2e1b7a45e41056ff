#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What is left when the workload has ended: asked to end, given its time, then killed, until nothing is left. The exit
# status is settled before. And --wait tree, where nothing is asked.
. "$(dirname "$0")/lib.sh"

witness=$HELPERS/witness
stubborn=$HELPERS/stubborn

# numbers [FILE]: the signals that a witness has seen, in their order
numbers() {
	sed -n 's/^\([0-9][0-9]*\) .*/\1/p' "${1:-$T/left}" | xargs
}

# leave MODE COUNT WORD... [-- WORKLOAD...]: a workload that leaves COUNT processes behind, which all write to $T/left,
# and ends with 7 once they are ready. The words behind -- start them: "$0" is the stubborn one, "$1" the witness, and
# "$2" the file.
leave() {
	local mode=$1
	COUNT=$2
	local -a words=()
	shift 2
	while [ "$1" != -- ]; do
		words+=("$1")
		shift
	done
	rm -f "$T/left"
	launch "$mode" "${words[@]}" -- sh -c "$2"$'\n'"exec '$HELPERS/awaiting' \"\$2\" $COUNT 7" \
		"$stubborn" "$witness" "$T/left"
}

# Whether the kernel has nobody of this script's left but itself.
nobody_but_me() {
	[ -z "$(started)" ]
}

# Whether foster has come to rest: its workload is gone, and it sleeps in its wait.
is_idle() {
	! has_child "$FPID" && [[ $(<"/proc/$FPID/wchan") == *poll* ]]
}

# Whether the workload that leave started has ended.
workload_has_gone() {
	local pid name
	has_lines "$T/left" "ready .*" "$COUNT" || return
	for pid in $(children "$FPID"); do
		read -r name 2>/dev/null <"/proc/$pid/comm" || continue
		[ "$name" != sh ] && [ "$name" != awaiting ] || return
	done
}

# took: how long the foster that has just ended was at it since BEGAN
took() {
	echo $(($(now_ms) - BEGAN))
}

for mode in "${MODES[@]}"; do
	# ---- Nothing is left
	BEGAN=$(now_ms)
	run "$mode" --sweep 30s -v -- "$HELPERS/die" 7
	is "$mode: where nothing is left there is no sweep" "$STATUS $(lines "$T/err" ".*left over.*")" "7 0"

	# ---- Asked
	leave "$mode" 1 --sweep 30s -v -- '"$1" -q 15 -o "$2" &'
	BEGAN=$(now_ms)
	finish 15
	is "$mode: what is left gets TERM, and no CONT that it doesn't need" "$(numbers)" "15"
	is "$mode: and the status is the workload's" "$STATUS" 7
	check "$mode: foster ends as soon as nothing is left" [ "$(took)" -lt 12000 ]
	like "$mode: which -v tells" "$(err)" "left over"
	unlike "$mode: nothing was killed" "$(err)" "killing"
	leave "$mode" 3 --sweep 30s -- '"$0" -o "$2" & "$0" -s -o "$2" & ("$0" -s -o "$2" &)'
	finish 15
	is "$mode: wherever it went" "$STATUS" 7
	is "$mode: that is no news" "$(err)" ""
	leave "$mode" 1 --sweep 30s -- '"$0" -r -o "$2" &'
	finish 15
	is "$mode: a stopped one can act on TERM, since it is continued" "$STATUS$(err)" 7
	leave "$mode" 1 --sweep never -- '"$1" -q 12 -o "$2" &'
	wait_until has_line "$T/left" "15 .*"
	nap 0.2
	"$HELPERS/send" "$FPID" 12
	finish 15
	is "$mode: --sweep never asks, and waits" "$STATUS $(numbers)$(err)" "7 15 12"
	leave "$mode" 1 --sweep 30s -- '"$0" -C 15 -o "$2" &'
	finish 15
	is "$mode: one that catches TERM ends in its own way" "$STATUS$(err)" 7

	# ---- Killed
	leave "$mode" 3 --sweep 300ms -- '"$0" -i 15 -n deaf -o "$2" & "$0" -s -b 15 -n busy -o "$2" & "$0" -o "$2" &'
	finish 15
	is "$mode: the status stays what it was" "$STATUS" 7
	like "$mode: after its time what is left is killed, and named" "$(err)" \
		"killing [0-9]+ \(deaf\), which ignores SIGTERM, (3[0-9]|[4-9][0-9])[0-9]ms after the workload ended"
	like "$mode: all of it" "$(err)" "killing [0-9]+ \(busy\), which blocks SIGTERM"
	is "$mode: and nothing else" "$(lines "$T/err" ".*: killing .*")" 2
	leave "$mode" 1 --sweep 0 -- '"$1" -o "$2" &'
	finish 15
	is "$mode: --sweep 0 kills at once" "$STATUS $(numbers) $(lines "$T/err" ".*: killing [0-9]+ \(witness\).*")" "7  1"
	leave "$mode" 1 -t 500ms --sweep 30s -- '"$0" -i 15 -o "$2" & exec "$0" -C 15 -x 4 -o "$2"'
	wait_until has_lines "$T/left" "ready .*" 2
	kill -TERM "$FPID"
	finish 15
	is "$mode: the stop deadline ends the sweep where that is sooner" "$STATUS $(lines "$T/err" ".*: killing .*")" "4 1"
	leave "$mode" 1 -t 1s --sweep 200ms -- '"$0" -i 15 -o "$2" & exec "$0" -C 15 -x 4 -o "$2"'
	wait_until has_lines "$T/left" "ready .*" 2
	kill -TERM "$FPID"
	finish 15
	like "$mode: the stop's clock is not cut short by --sweep" "$STATUS $(err)" \
		"^4 .*killing [0-9]+ \(stubborn\), which ignores SIGTERM, 1(\.[0-9]+)?s after the request to stop \(--stop-timeout\)"

	# ---- Signals meanwhile
	leave "$mode" 2 --sweep 30s -- '"$1" -q 12 -o "$2" & "$1" -s -q 12 -o "$2" &'
	wait_until has_lines "$T/left" "15 .*" 2
	"$HELPERS/send" "$FPID" 10
	wait_until has_lines "$T/left" "10 .*" 2
	"$HELPERS/send" "$FPID" 12
	finish 15
	is "$mode: signals that arrive meanwhile go to all that is left" \
		"$STATUS $(lines "$T/left" "10 .*") $(lines "$T/left" "12 .*")" "7 2 2"
	leave "$mode" 1 --sweep 30s -t 200ms -- '"$1" -o "$2" &'
	wait_until has_line "$T/left" "15 .*"
	kill -TERM "$FPID"
	finish 15
	is "$mode: a request to stop while it sweeps has its deadline, too" "$STATUS $(numbers)" "7 15 15"

	# ---- A tree that runs away
	for life_us in 0 500 5000; do
		launch "$mode" --sweep 50ms -- "$HELPERS/chain" 4 "$life_us" 15 6
		finish 15
		is "$mode: a tree that keeps forking is chased to its end ($life_us us)" "$STATUS" 6
		check "$mode: nothing is left of it" wait_until nobody_but_me
	done
	launch "$mode" -t 100ms -- sh -c '"$0" 4 3000 15 6; exec "$1" -i 15' "$HELPERS/chain" "$stubborn"
	await_line "ready [0-9]+"
	kill -TERM "$FPID"
	finish 15
	is "$mode: at the stop timeout, too" "$STATUS" 137
	check "$mode: nothing is left of that" wait_until nobody_but_me

	# ---- --wait tree
	leave "$mode" 2 --wait tree --sweep 100ms -- '"$1" -q 10 -o "$2" & "$1" -s -q 12 -o "$2" &'
	wait_until workload_has_gone
	"$HELPERS/send" "$FPID" 10
	wait_until has_lines "$T/left" "10 .*" 2
	check "$mode: --wait tree: foster stays for the last one" eval '! is_gone "$FPID"'
	"$HELPERS/send" "$FPID" 12
	finish 15
	is "$mode: --wait tree: the status is the workload's all the same" "$STATUS" 7
	unlike "$mode: --wait tree: nothing is asked" "$(numbers)" "15"
	unlike "$mode: --wait tree: nor killed" "$(err)" killing
	leave "$mode" 2 --wait tree --stop-signal INT/200ms,QUIT -t 400ms -- '"$1" -o "$2" & "$1" -s -o "$2" &'
	wait_until workload_has_gone
	kill -TERM "$FPID"
	finish 15
	is "$mode: --wait tree: a stop plan works on the tree" \
		"$STATUS $(lines "$T/left" "2 .*") $(lines "$T/left" "3 .*") $(lines "$T/left" "15 .*")" "7 2 2 0"
	is "$mode: --wait tree: to its end" "$(lines "$T/err" ".*: killing .*")" 2
	leave "$mode" 1 --wait tree -- '"$0" -o "$2" &'
	wait_until workload_has_gone
	kill -TERM "$FPID"
	finish 15
	is "$mode: --wait tree: a request ends it, without a plan" "$STATUS$(err)" 7
done

# ---- off, and what else only shows alone
leave alone 2 --sweep off -- '"$1" -o "$2" & "$1" -s -o "$2" &'
finish
is "alone: --sweep off leaves them" "$STATUS $(numbers)" "7 "
for pid in $(sed -n 's/^ready //p' "$T/left"); do
	check "alone: --sweep off: $pid lives" kill -KILL "$pid"
done
leave alone 1 --sweep off -v -- '"$1" -o "$2" &'
finish
unlike "alone: --sweep off: no word of it" "$(err)" "left over"
for pid in $(sed -n 's/^ready //p' "$T/left"); do
	kill -KILL "$pid"
done
aside "$witness" -o "$T/bystander"
await_line "ready .*" "$T/bystander"
leave alone 1 --sweep 100ms -- '"$0" -i 15 -o "$2" &'
finish
"$HELPERS/send" "$ASIDE" 12
wait_until has_line "$T/bystander" "12 .*"
is "alone: nothing beside foster's tree is touched" "$(numbers "$T/bystander")" 12
kill -KILL "$ASIDE"
leave alone 1 -- '"$0" -i 15 -o "$2" &'
BEGAN=$(now_ms)
finish
check "alone: three seconds are the default" [ "$(took)" -ge 2900 ]
is "alone: and then it is killed" "$STATUS $(lines "$T/err" ".*: killing .*")" "7 1"

# ---- Who entered from outside is left over, too
if has_pid1; then
	launch pid1 --sweep 30s -- "$witness" -q 10 -x 3
	await ready
	rm -f "$T/left"
	enter "$witness" -q 15 -o "$T/left"
	await_line "ready .*" "$T/left"
	kill -USR1 "$FPID"
	finish 15
	is "pid1: who entered from outside is asked, and waited for" "$STATUS $(numbers)" "3 15"
	launch pid1 --sweep 100ms -- "$witness" -q 10 -x 3
	await ready
	rm -f "$T/left"
	enter "$stubborn" -i 15 -n outsider -o "$T/left"
	await_line "ready .*" "$T/left"
	kill -USR1 "$FPID"
	finish 15
	like "pid1: and killed" "$STATUS $(err)" "^3 .*killing [0-9]+ \(outsider\)"
	# One without its main thread, too.
	launch pid1 --sweep 100ms -- "$witness" -q 10 -x 3
	await ready
	rm -f "$T/left"
	enter sh -c 'trap "" TERM; exec "$0" left 10 headless >"$1"' "$HELPERS/reads" "$T/left"
	await_line "ready .*" "$T/left"
	kill -USR1 "$FPID"
	finish 15
	like "pid1: and one whose main thread has ended is named" "$STATUS $(err)" "^3 .*killing [0-9]+ \\(headless\\), which ignores"
	# Whoever stays for long costs no look at all: its end is waited for.
	launch pid1 --sweep never -- "$witness" -q 10 -x 3
	await ready
	rm -f "$T/left"
	enter "$witness" -q 12 -o "$T/left"
	await_line "ready .*" "$T/left"
	kill -USR1 "$FPID"
	await_line "15 .*" "$T/left"
	wait_until is_idle
	woken=$(status_field "$FPID" voluntary_ctxt_switches)
	nap 0.7
	is "pid1: foster sleeps while one from outside stays" $(($(status_field "$FPID" voluntary_ctxt_switches) - woken)) 0
	in_foster sh -c 'kill -KILL "$1"' x "$(sed -n 's/^ready //p' "$T/left")"
	finish 15
	is "pid1: and ends with it" "$STATUS" 3
	launch pid1 --wait tree -- "$witness" -q 10 -x 3
	await ready
	rm -f "$T/left"
	enter "$witness" -q 12 -o "$T/left"
	await_line "ready .*" "$T/left"
	pid=$(workload)
	kill -USR1 "$FPID"
	wait_until is_gone "$pid"
	kill -HUP "$FPID"
	await_line "1 .*" "$T/left"
	kill -USR2 "$FPID"
	finish 15
	is "pid1: --wait tree waits for it" "$STATUS $(numbers)" "3 1 12"
fi

# ---- With the /proc of another PID namespace the tree can't be seen: the workload's group, through its pidfd, can
if is_root && has_pid1 && kernel_can_reap; then
	rm -f "$T/left"
	unshare --pid --fork --kill-child sh -c '"$@"; exit' x "$FOSTER" --sweep 300ms -- \
		sh -c '"$0" -q 15 -o "$1" & exec "$2" "$1" 1 7' "$witness" "$T/left" "$HELPERS/awaiting" 2>"$T/err" {NAP}>&-
	is "the /proc of another namespace: the status" $? 7
	is "and who is left in the workload's group is asked" "$(numbers)" 15
else
	skip_one "the /proc of another namespace" "it takes root, a PID namespace, and a pidfd for a group"
fi

done_testing
