#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# foster below foster, as where an engine injects one into an image that has one: the variables, which both find, count
# once. And the way the other way round: a foster that is killed takes its workload along.
. "$(dirname "$0")/lib.sh"

witness=$HELPERS/witness
stubborn=$HELPERS/stubborn

# Copies, not links: an image's foster and the engine's are two files, of other names.
mkdir "$T/engine" "$T/image"
cp "$FOSTER" "$T/engine/docker-init"
cp "$FOSTER" "$T/image/entry"
outer=$T/engine/docker-init inner=$T/image/entry

# both MODE VARIABLE WORD...: the witness under one foster inside the other, with the VARIABLE in the environment
both() {
	local mode=$1 variable=$2
	shift 2
	UNDER=(env "$variable")
	FOSTER=$outer launch "$mode" -- "$inner" "$@"
	await ready
}

for mode in "${MODES[@]}"; do
	both "$mode" FOSTER_REWRITE=USR1:USR2,USR2:USR1 -- "$witness" -q 12
	kill -USR1 "$FPID"
	finish
	is "$mode: FOSTER_REWRITE counts once" "$STATUS $(sed -n 's/^\([0-9]*\) .*/\1/p' "$T/out" | xargs)" "0 12"
	both "$mode" FOSTER_STOP_SIGNAL=none/1s,TERM -- "$witness" -q 15
	BEGAN=$(now_ms)
	kill -TERM "$FPID"
	finish
	check "$mode: a delay is not doubled" [ $(($(now_ms) - BEGAN)) -lt 1900 ]
	both "$mode" FOSTER_STOP_TIMEOUT=1s -- "$stubborn" -i 15
	kill -TERM "$FPID"
	finish
	is "$mode: a timeout ends both, and only one kills" "$STATUS $(grep -c "killing .*(stubborn)" "$T/err")" "137 1"
	UNDER=(env FOSTER_EXIT_CODE=1:2,2:3)
	FOSTER=$outer run "$mode" -- "$inner" -- sh -c 'exit 1'
	is "$mode: a status is mapped once" "$STATUS" 2
	UNDER=(env FOSTER_AS=dumb-init)
	FOSTER=$outer run "$mode" -- "$inner" --stop-timeout 8s -- true
	is "$mode: FOSTER_AS is not for the inner one" "$STATUS $(err)" "0 "
	UNDER=(env FOSTER_EXIT_CODE=1:2)
	FOSTER=$outer run "$mode" -- sh -c '"$0" -- sh -c "exit 1"; exit $((10 + $?))' "$inner"
	is "$mode: below another program it obeys its variables" "$STATUS" 12
	UNDER=(env FOSTER_VERBOSE=1)
	FOSTER=$outer run "$mode" -- "$inner" -v -- true
	is "$mode: its own command line counts" "$(grep -c "runs as pid" "$T/err")" 2
done

# A program that is called like foster, and is none, is no reason to be deaf to variables.
cp "$(command -v sh)" "$T/foster"
FOSTER_EXIT_CODE=1:2 "$T/foster" -c '"$0" -- sh -c "exit 1"; exit $?' "$inner"
is "a shell that is called foster is none" $? 2

# ---- Killed itself

# killed WORD...: starts foster with these words before the witness, kills it, and waits for the witness' end
killed() {
	launch alone "$@" -- "$witness"
	await ready
	pid=$(workload)
	kill -KILL "$FPID"
	finish
}
killed
check "a foster that is killed takes its workload along" wait_until is_gone "$pid"
killed --wait tree
check "with --wait tree, too" wait_until is_gone "$pid"
killed --sweep off
check "but not with --sweep off" kill -0 "$pid"
kill -KILL "$pid"
for name in tini dumb-init catatonit; do
	killed --as "$name"
	check "nor as $name" kill -0 "$pid"
	kill -KILL "$pid"
done
setsid -w timeout -s KILL 0.3 "$FOSTER" -- "$witness" -o "$T/timed" 2>"$T/err"
await ready "$T/timed"
check "timeout -s KILL: the workload's end is its end" wait_until is_gone "$(sed -n 's/^ready //p' "$T/timed")"

done_testing
