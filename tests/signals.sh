#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Forwarding: all 61 signals, with their values, in order, rewritten or dropped, to whom the scope says; early ones,
# too. A delivery that fails is a warning.
. "$(dirname "$0")/lib.sh"

witness=$HELPERS/witness
send=$HELPERS/send

# numbers [FILE]: the signals that a witness has seen, in their order
numbers() {
	sed -n 's/^\([0-9][0-9]*\) .*/\1/p' "${1:-$T/out}" | tr '\n' ' '
}

# witnessed SIGNAL [FILE]: whether, and with wait_until for it to come
witnessed() {
	has_line "${2:-$T/out}" "$1 .*"
}

# Ends the workload from out here.
end() {
	kill -KILL "$(workload)"
	finish
}

# ---- All of them
for mode in "${MODES[@]}"; do
	launch "$mode" -- "$witness"
	await ready
	all=
	for signal in {1..64}; do
		case $signal in 9 | 17 | 19) continue ;; esac
		"$send" "$FPID" "$signal"
		wait_until -t 5 witnessed "$signal" || all+="(lost $signal)"
	done
	"$send" "$FPID" 17
	"$send" "$FPID" 28
	wait_until has_lines "$T/out" "28 .*" 2
	is "$mode: 61 signals are forwarded, each once, and SIGCHLD is not" "$all$(numbers)" \
		"$(echo {1..8} {10..16} 18 {20..64} 28) "
	end
	is "$mode: and foster was there to the end" "$STATUS" 137
done

# ---- Values, order and count
for mode in "${MODES[@]}"; do
	launch "$mode" -- "$witness"
	await ready
	"$send" "$FPID" 10:42 12:-1 34:9223372036854775807 64:-9223372036854775808 32:7 33:8
	wait_until witnessed 64
	for line in "10 -1 42" "12 -1 -1" "34 -1 9223372036854775807" "64 -1 -9223372036854775808" "32 -1 7" "33 -1 8"; do
		check "$mode: a value arrives: $line" wait_until -t 5 has_line "$T/out" "$line .*"
	done
	kill -STOP "$FPID"
	"$send" -n 500 "$FPID" 34
	"$send" -n 100 "$FPID" 64
	kill -CONT "$FPID"
	check "$mode: 600 queued real-time signals all arrive" wait_until has_lines "$T/out" "64 -1 [0-9]+ .*" 100
	is "$mode: in the order sent, with their values" \
		"$(sed -n 's/^34 -1 \([0-9]*\) .*/\1/p' "$T/out" | tail -n +2 | tr '\n' ' ')" "$(echo {0..499}) "
	is "$mode: of the other, too" \
		"$(sed -n 's/^64 -1 \([0-9]*\) .*/\1/p' "$T/out" | tr '\n' ' ')" "$(echo {0..99}) "
	end
done

# ---- Rewriting and dropping
for mode in "${MODES[@]}"; do
	launch "$mode" -r HUP:USR1,usr2:SIGWINCH -r 36:RTMAX,INT:0 --rewrite QUIT:none,RTMIN:32 -- "$witness"
	await ready
	for signal in 1 12 36 2 3 34 23; do
		"$send" "$FPID" "$signal"
	done
	wait_until witnessed 23
	wait_until witnessed 64
	is "$mode: rewritten and dropped" "$(numbers | tr ' ' '\n' | sort -n | xargs)" "10 23 28 32 64"
	end
	launch "$mode" -r TERM:0 -t 50ms -- "$witness"
	await ready
	"$send" "$FPID" 15 15 28
	wait_until witnessed 28
	nap 0.15
	is "$mode: a request to stop that is dropped is none" "$(numbers)" "28 "
	end
	launch "$mode" -r USR1:TERM -t 50ms -- "$witness"
	await ready
	"$send" "$FPID" 10
	wait_until witnessed 15
	nap 0.15
	check "$mode: what is rewritten to TERM is no request to stop" eval '! is_gone "$FPID"'
	end
	launch "$mode" -r USR1:KILL -- "$witness"
	await ready
	"$send" "$FPID" 10
	finish
	is "$mode: rewritten to KILL" "$STATUS" 137
done
launch alone -r HUP:USR1 -r HUP:USR2 -- "$witness"
await ready
"$send" "$FPID" 1
check "a later rule for the same signal wins" wait_until witnessed 12
end

# ---- Scopes
# family MODE WORD...: a workload with a child in its group and one in a session of its own; all of them are witnesses
family() {
	rm -f "$T"/family.*
	launch "$1" --sweep 0 "${@:2}" -- sh -c '"$0" -o "$1.group" & "$0" -s -o "$1.session" & exec "$0" -o "$1.child"' "$witness" "$T/family"
	await_line "ready .*" "$T/family.group"
	await_line "ready .*" "$T/family.session"
	await_line "ready .*" "$T/family.child"
}

# reached SIGNAL: who of the family has seen it
reached() {
	local who
	for who in child group session; do
		! witnessed "$1" "$T/family.$who" || echo "$who"
	done
}

# Sends USR1 and then to the child alone WINCH, which is behind it: what hasn't come by then, doesn't.
for mode in "${MODES[@]}"; do
	family "$mode"
	"$send" "$FPID" 10
	wait_until witnessed 10 "$T/family.child"
	nap 0.05
	is "$mode: the scope is the workload alone" "$(echo $(reached 10))" "child"
	end
	for option in -g "--scope=group"; do
		family "$mode" "$option"
		"$send" "$FPID" 10
		wait_until witnessed 10 "$T/family.group"
		wait_until witnessed 10 "$T/family.child"
		nap 0.05
		is "$mode: $option is its process group" "$(echo $(reached 10))" "child group"
		end
	done
	family "$mode" --scope tree
	"$send" "$FPID" 10
	wait_until witnessed 10 "$T/family.session"
	wait_until witnessed 10 "$T/family.child"
	wait_until witnessed 10 "$T/family.group"
	is "$mode: --scope tree is everyone below" "$(echo $(reached 10))" "child group session"
	is "$mode: once" "$(cat "$T"/family.* | lines /dev/stdin "10 .*")" 3
	end
	family "$mode" -g -c
	"$send" "$FPID" 10
	wait_until witnessed 10 "$T/family.child"
	nap 0.05
	is "$mode: -c after -g is the workload alone" "$(echo $(reached 10))" "child"
	end
done

aside "$witness" -o "$T/bystander"
bystander=$ASIDE
await_line "ready .*" "$T/bystander"
family alone --scope tree
"$send" "$FPID" 10
wait_until witnessed 10 "$T/family.session"
"$send" "$bystander" 12
wait_until witnessed 12 "$T/bystander"
is "alone: --scope tree reaches nothing beside it" "$(numbers "$T/bystander")" "12 "
end
kill -KILL "$bystander"

if has_pid1; then
	launch pid1 --scope tree --sweep 0 -- "$witness"
	await ready
	enter "$witness" -o "$T/outsider"
	await_line "ready .*" "$T/outsider"
	"$send" "$FPID" 10
	check "pid1: --scope tree reaches who entered from outside" wait_until witnessed 10 "$T/outsider"
	end
fi

# ---- --shield
for mode in "${MODES[@]}"; do
	launch "$mode" --shield -v -- "$HELPERS/stubborn" -c 1 -i 2 -b 3 -c 34
	await ready
	for signal in 10 12 14 11 64 35 13; do
		"$send" "$FPID" "$signal"
	done
	check "$mode: --shield drops what would end the workload" wait_until has_lines "$T/err" ".* is dropped" 7
	for signal in 1 2 3 34 28 18; do
		"$send" "$FPID" "$signal"
	done
	check "$mode: --shield lets pass what it catches, ignores or blocks, and what does no harm" \
		wait_until has_lines "$T/err" ".* goes to the workload" 6
	"$send" "$FPID" 15
	finish
	is "$mode: --shield lets a request to stop pass" "$STATUS" 143
	launch "$mode" -- "$HELPERS/stubborn" -c 1
	await ready
	"$send" "$FPID" 10
	finish
	is "$mode: without it the signal ends the workload" "$STATUS" 138
done

# ---- Who sent it
launch alone -v -r HUP:USR2 -- "$witness"
await ready
kill -USR1 "$FPID"
check "alone: -v tells the sender" wait_until has_line "$T/err" "foster.*: SIGUSR1 from pid $$ \(uid $EUID\) goes to the workload"
kill -HUP "$FPID"
check "alone: and what the signal was made" \
	wait_until has_line "$T/err" "foster.*: SIGHUP from pid $$ \(uid $EUID\) goes to the workload as SIGUSR2"
"$send" "$FPID" 36 32
check "alone: a real-time one by its name" wait_until has_line "$T/err" "foster.*: SIGRTMIN\+2 from pid .*"
check "alone: 32 by its number" wait_until has_line "$T/err" "foster.*: signal 32 from pid .*"
end
if has_pid1; then
	launch pid1 -v -- "$witness"
	await ready
	kill -USR1 "$FPID"
	check "pid1: -v tells that it came from outside" \
		wait_until has_line "$T/err" "foster\[1\]: SIGUSR1 from outside the container goes to the workload"
	in_foster sh -c 'kill -HUP 1'
	check "pid1: -v tells who inside" \
		wait_until has_line "$T/err" "foster\[1\]: SIGHUP from pid [0-9]+ \(uid 0\) goes to the workload"
	end
fi

# ---- The workload has changed user: EPERM is a warning, and one a second
if is_root && command -v setpriv >/dev/null; then
	chmod 666 "$T/out"
	for mode in "${MODES[@]}"; do
		UNDER=(setpriv --bounding-set=-kill --inh-caps=-kill)
		launch "$mode" -- setpriv --reuid 65534 --clear-groups "$HELPERS/witness" -q 30 -x 7
		await ready
		for signal in {1..8} 10 12 {34..64}; do
			"$send" "$FPID" "$signal"
		done
		"$send" "$FPID" 15
		check "$mode: EPERM is told" wait_until has_line "$T/err" \
			"foster.*: cannot send SIG[A-Z]+ to the workload: operation not permitted"
		nap 0.1
		check "$mode: but not for each signal" eval '[ "$(lines "$T/err" ".*cannot send.*")" -le 2 ]'
		check "$mode: and foster goes on" eval '! is_gone "$FPID"'
		kill -PWR "$(workload)"
		finish
		is "$mode: to the workload's end" "$STATUS" 7
	done
else
	skip_one "a workload that has changed user" "it takes root and setpriv"
fi

# ---- The first millisecond
# early COUNT MANNER SCOPE
early() {
	local count=$1
	! is_sanitized || count=20
	is "$2, --scope $3: of $count early signals" \
		"$("$HELPERS/early" "$count" "$2" "$FOSTER" --scope "$3" -- "$HELPERS/early" target 2>&1)" \
		"0 of $count lost, 0 strange"
}
early 300 blocked child
early 1000 blocked group
early 100 open child
early 200 open group
early 50 open tree
if has_pid1; then
	early 300 pid1 child
	early 1000 pid1 group
fi

done_testing
