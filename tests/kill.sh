#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# --kill: to whom signals go, and what is said where they don't.
. "${0%/*}/lib.sh"

# start FILE [WORD]...: a process that tells "ready"; its pid is in PID. What it writes is in $T/FILE.
start() {
	local file=$T/$1
	shift
	: >"$file"
	"$@" >"$file" 2>&1 </dev/null {NAP}>&- &
	PID=$!
	await ready "$file"
}

# ended PID: its exit status in STATUS, or "lives"
ended() {
	STATUS=lives
	wait_until is_gone "$1" || return 1
	wait "$1" 2>/dev/null
	STATUS=$?
}

foster_kill() {
	"$FOSTER" --kill "$@" 2>"$T/err"
}

# ---- By every name
for name in TERM SIGTERM term 15; do
	start one "$HELPERS/stubborn" -C 15 -x 7
	foster_kill "$name" "$PID"
	is "$name: exit status" $? 0
	ended "$PID"
	is "$name arrived" "$STATUS" 7
done
for name in -TERM -SIGTERM -15 "-s TERM"; do # as kill(1) has it
	start one "$HELPERS/stubborn" -C 15 -x 7
	# shellcheck disable=SC2086
	foster_kill $name "$PID"
	is "$name: exit status" $? 0
	ended "$PID"
	is "$name arrived" "$STATUS" 7
done
start one "$HELPERS/stubborn" -C 37 -x 8
foster_kill RTMIN+3 "$PID"
ended "$PID"
is "RTMIN+3 is 37" "$STATUS" 8

# ---- A probe sends nothing
start one "$HELPERS/stubborn" -C 15 -x 7
foster_kill 0 "$PID"
is "a probe: exit status" $? 0
check "a probe: it lives" kill -0 "$PID"
foster_kill -0 "$PID"
is "a probe by -0: exit status" $? 0
check "a probe by -0: it lives" kill -0 "$PID"
foster_kill KILL "$PID"
ended "$PID"
is "KILL" "$STATUS" 137
foster_kill 0 "$PID"
is "a probe for no process: exit status" $? 1
like "a probe for no process" "$(err)" "^foster\[[0-9]+\]: cannot send a probe to process $PID: no such process$"
gone=$PID

# ---- Groups
for dashes in "" --; do
	start one "$HELPERS/stubborn" -s -C 15 -x 7
	# shellcheck disable=SC2086
	foster_kill TERM $dashes "-$PID"
	is "a group, $dashes: exit status" $? 0
	ended "$PID"
	is "a group, $dashes" "$STATUS" 7
done
foster_kill TERM "-$PID"
is "a group without a process: exit status" $? 1
like "a group without a process" "$(err)" "cannot send SIGTERM to process group $PID: no such process"

# ---- Every one is tried, and each error told apart
start one "$HELPERS/stubborn" -C 10 -x 7
one=$PID
start two "$HELPERS/stubborn" -C 10 -x 7
two=$PID
foster_kill USR1 "$one" "$gone" "$two"
is "one of three is missing: exit status" $? 1
is "one of three is missing: one line" "$(wc -l <"$T/err")" 1
like "one of three is missing: says which" "$(err)" "cannot send SIGUSR1 to process $gone: no such process"
ended "$one"
is "the one before it got it" "$STATUS" 7
ended "$two"
is "the one behind it got it" "$STATUS" 7

if is_root; then
	start one "$HELPERS/stubborn" -c 10
	cp "$FOSTER" "$T/foster" # where another user can run it
	setpriv --reuid 65534 --clear-groups "$T/foster" --kill USR1 "$PID" "$gone" 2>"$T/err"
	is "another user's: exit status" $? 1
	like "another user's" "$(err)" "cannot send SIGUSR1 to process $PID: operation not permitted"
	like "another user's, and nobody's" "$(err)" "cannot send SIGUSR1 to process $gone: no such process"
	kill -KILL "$PID"
else
	foster_kill USR1 1
	is "another user's: exit status" $? 1
	like "another user's" "$(err)" "cannot send SIGUSR1 to process 1: operation not permitted"
fi

# ---- A word that is no process: nothing is sent to the others either
start one "$HELPERS/stubborn" -C 10 -x 7
for word in "" x "${PID}x" " $PID" +1 1.5 - -x --1 2147483648 99999999999999999999 "$PID "; do
	foster_kill USR1 "$PID" "$word"
	is "'$word': exit status" $? 125
	like "'$word': says so" "$(err)" '^foster\[[0-9]+\]: cannot send USR1 to .*: it is no process id'
done
for name in "" FOO 65 -1 1x SIG RTMIN+31; do
	foster_kill -- "$name" "$PID"
	is "signal '$name': exit status" $? 125
	like "signal '$name': says so" "$(err)" '^foster\[[0-9]+\]: cannot send '
done
for name in -TREM -99 -9x; do
	foster_kill "$name" "$PID"
	is "$name: exit status" $? 125
	like "$name: says so" "$(err)" "cannot send ${name#-}: --kill wants a signal"
done
foster_kill
is "no operand: exit status" $? 125
foster_kill USR1
is "no process: exit status" $? 125
foster_kill USR1 --
is "no process behind --: exit status" $? 125
foster_kill CHLD $'1\e[31m'
unlike "no terminal escape gets through" "$(err)" $'\e'
check "nothing was sent" kill -0 "$PID"
foster_kill USR1 "$PID"
ended "$PID"
is "it was there to be told all the time" "$STATUS" 7

# ---- PID 1 of one's own namespace
if has_pid1; then
	# inside POSTURE WORD: what --kill WORD 1 says and returns beside a PID 1 that is a stubborn with the options POSTURE
	inside() {
		local enter=(nsenter -m -p)
		is_root || enter+=(-U --preserve-credentials)
		# shellcheck disable=SC2086
		start pid1 "${PIDNS[@]}" "$HELPERS/stubborn" $1
		wait_until has_child "$PID"
		"${enter[@]}" -t "$CHILD" "$FOSTER" --kill "$2" 1 2>&1
		echo "status $?"
		kill -KILL "$CHILD"
	}
	for name in KILL STOP TERM; do
		got=$(inside "" "$name")
		like "PID 1 without a handler, $name: exit status" "$got" 'status 1$'
		like "PID 1 without a handler, $name: says so" "$got" "cannot send SIG$name to process 1: the kernel silently drops"
	done
	is "PID 1 with a handler" "$(inside "-c 15" TERM)" "status 0"
	is "PID 1 that ignores it" "$(inside "-i 15" TERM)" "status 0"
	is "PID 1 is probed" "$(inside "" 0)" "status 0"
	like "PID 1 without a handler, KILL, and without a /proc" \
		"$(in_pidns bash -c 'mount -t tmpfs none /proc && "$1" --kill KILL 1; echo "status $?"' bash "$FOSTER" 2>&1)" \
		$'silently drops.*\nstatus 1$'
	# It stays for now: foster's sweep would end whoever is still about to exit beside it.
	launch pid1 -- "$HELPERS/witness" -q 10 -x 7
	await ready
	in_foster "$FOSTER" --kill TERM 1 2>"$T/said"
	is "PID 1 that reads it by a signalfd: exit status" $? 0
	is "PID 1 that reads it by a signalfd: no warning" "$(<"$T/said")" ""
	check "PID 1 that reads it by a signalfd got it" wait_until has_line "$T/out" "15 .*"
	kill -USR1 "$FPID"
	finish
	is "PID 1 that reads it by a signalfd: the workload's status" "$STATUS" 7
else
	skip_one "PID 1 of one's own namespace" "no PID namespace here"
fi
done_testing
