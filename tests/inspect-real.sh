#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# --inspect on real programs: those that catch the signal as PID 1, where their handler decides, and what becomes of
# them then; and a shell that is about to start a command.
. "${0%/*}/lib.sh"

# look PID: what --inspect says in $T/seen, its exit status in SEEN
look() {
	"$FOSTER" --inspect "$1" >"$T/seen" 2>"$T/err"
	SEEN=$?
}

# has_fate WORD PID: looks and compares
has_fate() {
	look "$2"
	[ "$(awk -v pid="$2" '$1 == pid { print $4 }' "$T/seen")" = "$1" ]
}

# as_pid1 NAME AFTERWARDS COMMAND...: runs it as PID 1 until it catches SIGTERM, and compares; then sends it that:
# AFTERWARDS is what it is then, or "gone".
as_pid1() {
	local name=$1 afterwards=$2
	shift 2
	if ! command -v "$1" >/dev/null; then
		skip_one "$name as PID 1" "$1 is not installed"
		return
	fi
	"${PIDNS[@]}" "$@" >"$T/out" 2>&1 </dev/null &
	STARTED=$!
	wait_until has_child "$STARTED"
	[[ $* != *ready* ]] || await ready "$T/out" # node catches it before it has the program's handler
	if wait_until -t 60 has_fate 'caught?' "$CHILD"; then
		ok "$name as PID 1: it is caught, but who knows"
	else
		not_ok "$name as PID 1: it is caught, but who knows" "$(<"$T/seen")"
	fi
	is "$name as PID 1: exit status" "$SEEN" 2
	like "$name as PID 1: why" "$(tail -n 1 "$T/seen")" \
		"SIGTERM would end [01] of [12] process(es)?; 1 can't be told: $CHILD \(.*, caught; as PID 1 it ends only if its handler exits by itself\)\.$"
	like "$name as PID 1: JSON" "$("$FOSTER" --inspect --format json "$CHILD" | tr -d '\n')" \
		'"outliving":0,"uncertain":1,.*"fate":"caught","unsure":true,"outlives":false'
	kill -TERM "$CHILD"
	if [ "$afterwards" = gone ]; then
		check "$name as PID 1: its handler exits by itself" wait_until -t 30 is_gone "$CHILD"
	else
		check "$name as PID 1: its handler does not, and then it is $afterwards" wait_until -t 30 has_fate "$afterwards" "$CHILD"
		kill -KILL "$CHILD"
	fi
	kill -KILL "$STARTED"
	wait "$STARTED"
} 2>/dev/null

if has_pid1; then
	as_pid1 node shielded node -e 'setInterval(() => {}, 1000)'
	as_pid1 "node with a handler" gone node -e 'process.on("SIGTERM", () => process.exit(0)); console.log("ready"); setInterval(() => {}, 1000)'
	as_pid1 python gone python3 -c 'import signal, sys
signal.signal(signal.SIGTERM, lambda *rest: sys.exit(0))
while True: signal.pause()'
	# shellcheck disable=SC2016
	as_pid1 "bash with a trap" gone bash -c 'trap "kill \$!; exit 0" TERM; sleep 1000 & wait'
	as_pid1 java gone java -Xshare:auto -cp "$T" -m java.rmi/sun.rmi.registry.RegistryImpl 0
	# The same below foster: nothing is left in doubt.
	if command -v node >/dev/null; then
		launch pid1 -- node -e 'setInterval(() => {}, 1000)'
		wait_until eval 'has_child "$FPID" && has_fate caught "$CHILD"'
		look "$FPID"
		is "node below foster: exit status" "$SEEN" 0
		kill -TERM "$FPID"
		finish
		is "and it ends at once" "$STATUS" 143
	fi
else
	skip_one "real programs as PID 1" "no PID namespace here"
fi

# ---- Between fork and exec a shell blocks its signals: foster is stopped as it is about to look again, and meanwhile
# the moment passes.
if command -v strace >/dev/null && strace -qq -o /dev/null true 2>/dev/null && ! is_sanitized; then
	"$HELPERS/stubborn" -b 15 -u >"$T/ready" 2>&1 &
	blocker=$!
	await ready "$T/ready"
	look "$blocker"
	is "who goes on blocking it is told" "$SEEN $(awk -v pid="$blocker" '$1 == pid { print $4 }' "$T/seen")" "1 blocked"
	: >"$T/trace"
	strace -f -qq -o "$T/trace" -e trace=poll,ppoll -e inject=poll,ppoll:signal=STOP:when=1 \
		"$FOSTER" --inspect "$blocker" >"$T/seen" 2>"$T/err" &
	tracer=$!
	wait_until eval '[ "$(grep -c "stopped by SIGSTOP" "$T/trace")" = 2 ]'
	kill -USR1 "$blocker"
	wait_until eval 'has_fate ends "$blocker"'
	awk '{ print $1 }' "$T/trace" | sort -u | while read -r pid; do kill -CONT "$pid"; done
	wait "$tracer"
	is "who blocked it for a moment isn't" "$? $(awk -v pid="$blocker" '$1 == pid { print $4 }' "$T/seen")" "0 ends"
	kill -KILL "$blocker"
	wait "$blocker" 2>/dev/null
else
	skip_one "blocked for a moment" "no strace here"
fi

done_testing
