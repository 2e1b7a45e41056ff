#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# A request to stop: the plan's signals, their waits and whom they go to, and SIGKILL for everything that is left, with
# a warning that says whom and why.
. "$(dirname "$0")/lib.sh"

witness=$HELPERS/witness
stubborn=$HELPERS/stubborn

# when SIGNAL [FILE]: the time in milliseconds at which a witness first saw it
when() {
	awk -v signal="$1" '$1 == signal && NF == 5 { print $5; exit }' "${2:-$T/out}"
}

# numbers [FILE]: the signals that a witness has seen, in their order
numbers() {
	sed -n 's/^\([0-9][0-9]*\) .*/\1/p' "${1:-$T/out}" | xargs
}

# apart TEXT FROM TO MILLISECONDS
apart() {
	if [ -n "$2" ] && [ -n "$3" ] && [ $(($3 - $2)) -ge "$4" ]; then ok "$1"; else not_ok "$1" "from $2 to $3"; fi
}

# nobody PIDS: whether all of these have gone
nobody() {
	local pid
	for pid in $1; do
		is_gone "$pid" || return
	done
}

# Whether the workload's main thread has ended, and others live.
has_main_gone() {
	has_child "$FPID" && holds "/proc/$CHILD/status" $'State:\tZ' && ! holds "/proc/$CHILD/status" $'Threads:\t1\n'
}

# ask MODE WORD...: starts it, waits until the workload is there, and asks it to stop
ask() {
	launch "$@"
	await ready
	kill -TERM "$FPID"
}

for mode in "${MODES[@]}"; do
	# ---- Without a plan
	ask "$mode" -- "$witness" -q 10 -x 5
	wait_until has_line "$T/out" "15 .*"
	kill -TERM "$FPID"
	wait_until has_lines "$T/out" "15 .*" 2
	nap 0.3
	kill -USR1 "$FPID"
	finish
	is "$mode: without a timeout a request is passed on, each time, and that is all" "$(numbers)" "15 15 10"
	is "$mode: and the status is the workload's" "$STATUS" 5
	is "$mode: without a word" "$(err)" ""
	ask "$mode" -- "$stubborn"
	finish
	is "$mode: a workload that ends by the request" "$STATUS" 143
	is "$mode: is no news" "$(err)" ""
	ask "$mode" -t never -- "$witness" -q 15
	finish
	is "$mode: -t never" "$STATUS" 0
	ask "$mode" -t 30s -- "$stubborn" -C 15 -x 9
	finish
	is "$mode: a workload that ends in time isn't killed" "$STATUS$(err)" 9

	# ---- The timeout
	ask "$mode" -t 300ms -- "$stubborn" -i 15 -n patient
	finish
	is "$mode: SIGKILL at the timeout" "$STATUS" 137
	like "$mode: the warning says whom, why and when" "$(err)" \
		"^foster\[[0-9]+\]: killing [0-9]+ \(patient\), which ignores SIGTERM, (3[0-9][0-9]|[4-9][0-9][0-9])ms after the request"
	ask "$mode" -t 0 -- "$witness"
	finish
	is "$mode: a timeout of 0 kills at once" "$STATUS $(numbers)" "137 "
	ask "$mode" -t 100ms -- "$stubborn" -b 15
	finish
	like "$mode: one that blocks it" "$STATUS $(err)" "^137 .*which blocks SIGTERM"
	ask "$mode" -t 100ms -- "$stubborn" -c 15
	finish
	like "$mode: one that catches it" "$STATUS $(err)" "^137 .*which catches SIGTERM"
	ask "$mode" -t 100ms -- "$stubborn" -b 15 -c 15
	finish
	like "$mode: blocked goes before caught" "$(err)" "which blocks SIGTERM"
	ask "$mode" -t 30s -- "$stubborn" -r
	finish
	is "$mode: one that is stopped is continued, and can act" "$STATUS$(err)" 143
	ask "$mode" --stop-signal QUIT/100ms,INT/100ms -- "$stubborn" -i 2 -i 3 -c 15
	finish
	like "$mode: the signal that is named is the last that was sent" "$STATUS $(err)" "^137 .*which ignores SIGINT,"

	# ---- A process whose main thread has ended is no zombie
	ENTRY=(-i 15)
	launch "$mode" -v -t 100ms -- "$HELPERS/reads" left 10 headless
	wait_until has_main_gone
	kill -TERM "$FPID"
	finish
	like "$mode: one without its main thread is named, and counted" "$STATUS $(err)" \
		"^137 .*killing [0-9]+ \\(headless\\), which ignores SIGTERM.*and foster killed 1"

	# ---- Everyone who is left is named, and killed, wherever it went
	rm -f "$T/tree"
	launch "$mode" -t 300ms --scope tree -- sh -c '"$0" -o "$1" -n one -i 15 & "$0" -o "$1" -s -n two -b 15 &
		("$0" -o "$1" -s -n three -c 15 &); exec "$0" -o "$1" -n four -C 15 -x 3' "$stubborn" "$T/tree"
	wait_until has_lines "$T/tree" "ready .*" 4
	pids=$(started | xargs)
	kill -TERM "$FPID"
	finish
	is "$mode: the status is settled by the workload, which ended in time" "$STATUS" 3
	for words in "(one), which ignores SIGTERM" "(two), which blocks SIGTERM" "(three), which catches SIGTERM"; do
		check "$mode: named: $words" holds "$T/err" "$words"
	done
	unlike "$mode: not named: who ended" "$(err)" "four"
	check "$mode: nobody survives" wait_until nobody "$pids"
	launch "$mode" -t 200ms -- sh -c '"$0" -o "$1" -s & exec "$0" -o "$1" -i 15' "$stubborn" "$T/tree"
	wait_until has_lines "$T/tree" "ready .*" 6
	kill -TERM "$FPID"
	finish
	is "$mode: who left the session is asked where the workload can't take it" \
		"$STATUS $(lines "$T/err" ".*: killing .*")" "137 1"
	like "$mode: which is told" "$(err)" "the workload ignores SIGTERM, so what is below it is asked as well"

	# ---- A deadline that has passed as it is told of is no time at all
	ask "$mode" -v --stop-signal none/0,TERM/0,INT/0 -- "$stubborn" -i 15 -i 2
	finish
	unlike "$mode: rungs without a wait: 'never' is not said of what comes at once" "$STATUS $(err)" "in never"
	like "$mode: but that there is no time" "$(err)" "SIGKILL to all that is left in 0"

	# ---- A ladder
	ask "$mode" --stop-signal TERM/200ms,INT/200ms,QUIT/200ms -- "$witness"
	finish
	is "$mode: a ladder in its order, then SIGKILL" "$STATUS $(numbers)" "137 15 2 3"
	# (200 each; on a busy machine the witness may be late to see the earlier one)
	apart "$mode: the first wait" "$(when 15)" "$(when 2)" 100
	apart "$mode: the second" "$(when 2)" "$(when 3)" 100
	like "$mode: the last" "$(err)" "(6[0-9][0-9]|[7-9][0-9][0-9])ms after the request"
	ask "$mode" --stop-signal INT/30s,QUIT/30s -- "$stubborn" -i 15 -C 2 -x 4
	finish
	is "$mode: it ends where the workload does" "$STATUS" 4
	ask "$mode" --stop-signal INT/30s,QUIT -t 200ms -- "$witness"
	finish
	is "$mode: the timeout is the end, wherever the ladder is" "$STATUS $(numbers)" "137 2"
	ask "$mode" --stop-signal INT/100ms -t 30s -- "$witness"
	finish
	is "$mode: so is the last wait" "$STATUS $(numbers)" "137 2"
	ask "$mode" --stop-signal RTMIN+3/100ms,32/100ms -- "$witness"
	finish
	is "$mode: real-time signals, too" "$(numbers)" "37 32"
	ask "$mode" --stop-signal KILL -- "$witness"
	finish
	is "$mode: so is KILL" "$STATUS" 137

	# ---- Scopes on the ladder
	rm -f "$T"/family.*
	launch "$mode" --stop-signal HUP/200ms,USR1@group/200ms,USR2@tree/200ms -- \
		sh -c '"$0" -o "$1.group" & "$0" -s -o "$1.session" & exec "$0" -o "$1.child"' "$witness" "$T/family"
	for who in child group session; do
		await_line "ready .*" "$T/family.$who"
	done
	kill -TERM "$FPID"
	finish
	is "$mode: a rung may widen the scope: the workload" "$(numbers "$T/family.child")" "1 10 12"
	is "$mode: its group" "$(numbers "$T/family.group")" "10 12"
	is "$mode: and everyone" "$(numbers "$T/family.session")" 12

	# ---- none
	launch "$mode" --stop-signal none/300ms,INT/100ms -- "$witness"
	await ready
	asked=$(awk '{ printf "%d", $1 * 1000 }' /proc/uptime)
	kill -TERM "$FPID"
	finish
	is "$mode: none sends nothing" "$STATUS $(numbers)" "137 2"
	apart "$mode: for its wait" "$asked" "$(when 2)" 285

	# ---- Asked again
	ask "$mode" --stop-signal INT/150ms,QUIT -t 1s -- "$witness"
	wait_until has_line "$T/out" "2 .*"
	wait_until has_line "$T/out" "3 .*"
	kill -TERM "$FPID"
	wait_until has_lines "$T/out" "3 .*" 2
	nap 0.4
	kill -TERM "$FPID"
	finish
	is "$mode: a further request sends the rung's signal again" "$STATUS $(numbers)" "137 2 3 3 3"
	like "$mode: and moves no deadline" "$(err)" " 1(\.[0-2][0-9]*)?s after the request"

	# ---- What is a request
	launch "$mode" --stop-signal QUIT/100ms -- "$witness"
	await ready
	kill -QUIT "$FPID"
	finish
	is "$mode: what --stop-signal names first is a request, too" "$STATUS $(numbers)" "137 3"
	launch "$mode" --stop-on INT,USR1 -t 200ms -- "$witness"
	await ready
	kill -TERM "$FPID"
	wait_until has_line "$T/out" "15 .*"
	nap 0.3
	kill -USR1 "$FPID"
	finish
	is "$mode: --stop-on: TERM is a signal like others, USR1 a request" "$STATUS $(numbers)" "137 15 10"
	ask "$mode" -r TERM:QUIT -t 100ms -- "$witness"
	finish
	is "$mode: --rewrite maps the request" "$STATUS $(numbers)" "137 3"
	like "$mode: and the warning names what was sent" "$(err)" "SIGQUIT"
	ask "$mode" -r TERM:QUIT --stop-signal INT -- "$stubborn"
	finish
	is "$mode: but not what --stop-signal names" "$STATUS" 130
	ask "$mode" --shield -t 30s -- "$stubborn"
	finish
	is "$mode: --shield doesn't hold it up" "$STATUS" 143

	# ---- Other signals go their way meanwhile
	ask "$mode" --stop-signal INT/30s -- "$witness" -q 10 -x 6
	wait_until has_line "$T/out" "2 .*"
	kill -HUP "$FPID"
	kill -USR1 "$FPID"
	finish
	is "$mode: other signals are forwarded while foster stops" "$STATUS $(numbers | tr ' ' '\n' | sort -n | xargs)" \
		"6 1 2 10"

	# ---- More than can be named
	rm -f "$T/tree"
	launch "$mode" -t 300ms -- sh -c 'i=0; while [ $i -lt 40 ]; do "$0" -o "$1" -i 15 & i=$((i + 1)); done
		exec "$0" -o "$1" -i 15' "$stubborn" "$T/tree"
	wait_until has_lines "$T/tree" "ready .*" 41
	kill -TERM "$FPID"
	finish
	is "$mode: 32 are named" "$(lines "$T/err" ".*: killing [0-9]+ \(.*")" 32
	like "$mode: and the others counted" "$(err)" "killing 9 more"
done

# ---- -v
launch alone -v --stop-signal QUIT/100ms,INT@tree/100ms -- "$witness"
await ready
kill -TERM "$FPID"
finish
like "-v: the request, by whom, and what is sent" "$(err)" \
	"SIGTERM from pid $$ \(uid $EUID\) asks to stop: SIGQUIT goes to the workload, .*200ms"
like "-v: each further step" "$(err)" "SIGINT goes to all below foster"

# ---- Who entered from outside
if has_pid1; then
	launch pid1 -t 200ms -- "$stubborn" -i 15
	await ready
	rm -f "$T/outsider"
	enter "$stubborn" -i 15 -n outsider -o "$T/outsider"
	await_line "ready .*" "$T/outsider"
	kill -TERM "$FPID"
	finish
	like "pid1: who entered from outside is killed with the rest, and named" "$STATUS $(err)" "^137 .*\(outsider\)"
	check "pid1: and gone" wait_until is_gone "$ASIDE"
fi

# ---- Where nothing is mounted on /proc, as in many a chroot
if is_root && has_pid1 && ! is_sanitized; then
	for mode in "${MODES[@]}"; do
		UNDER=(unshare --mount sh -c 'mount -t tmpfs none /proc && exec "$@"' sh)
		launch "$mode" -t 100ms -- "$stubborn" -i 15
		await ready
		kill -TERM "$FPID"
		finish
		like "$mode: without /proc it kills all the same, and says so" "$STATUS $(err)" "^137 .*killing"
		UNDER=(unshare --mount sh -c 'mount -t tmpfs none /proc && exec "$@"' sh)
		launch "$mode" -- "$stubborn"
		await ready
		kill -TERM "$FPID"
		finish
		is "$mode: and what ends by the request is no crash" "$STATUS $(err)" "143 "
		UNDER=(unshare --mount sh -c 'mount -t tmpfs none /proc && exec "$@"' sh)
		launch "$mode" -- "$HELPERS/tally" -q 12
		await ready
		for count in 1 2 3; do
			kill -TERM "$FPID"
			await_line "got 15 x$count"
		done
		nap 0.1
		kill -USR2 "$FPID"
		finish
		unlike "$mode: and each request comes once" "$(out)" "got 15 x4"
	done
else
	skip_one "without /proc" "it takes root, a PID namespace, and no sanitizer"
fi

# ---- A STOPSIGNAL that isn't in --stop-on starts no clock, and -v says why
for mode in "${MODES[@]}"; do
	launch "$mode" -v -t 1h -r USR1:USR2 -- "$HELPERS/witness" -q 15
	await ready
	count=0
	for signal in 3 10 3; do
		"$HELPERS/send" "$FPID" "$signal"
		count=$((count + 1))
		wait_until has_lines "$T/err" ".* goes to the workload.*" "$count"
	done
	kill -TERM "$FPID"
	finish
	is "$mode: once for each signal" "$(sed -n 's/.* goes to the workload//p' "$T/err" | head -n 3 | xargs -d '\n')" \
		" (no request to stop: --stop-on)  as SIGUSR2 (no request to stop: --stop-on) "
	for options in "-t never" "-t 1h --stop-on QUIT"; do
		# shellcheck disable=SC2086
		launch "$mode" -v $options -- "$HELPERS/stubborn"
		await ready
		"$HELPERS/send" "$FPID" 3
		finish
		unlike "$mode: not with $options" "$STATUS $(err)" "no request to stop: --stop-on"
	done
done

done_testing
