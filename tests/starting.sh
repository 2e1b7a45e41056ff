#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Between the new process and its program: an exec that takes for ever, because its file system doesn't answer, or one that
# is stopped on its way there. foster acts on signals and keeps its time all the same.
. "$(dirname "$0")/lib.sh"

witness=$HELPERS/witness

# Whether the youngest process below foster, CHILD then, has no program of its own yet.
child_is_foster() {
	CHILD=$(children "$FPID")
	CHILD=${CHILD##* }
	[ -n "$CHILD" ] && cmp -s "/proc/$CHILD/comm" "/proc/$FPID/comm" && has_begun
}

# ---- A file system that never answers
mkdir "$T/silent"
if ! is_root; then
	skip_one "an exec that hangs" "it takes root to mount a file system"
elif ! said=$("$HELPERS/silent" "$T/silent" true 2>&1); then
	skip_one "an exec that hangs" "$said"
else
	silent=("$HELPERS/silent" "$T/silent")
	plain=("${PIDNS[@]}")
	for mode in "${MODES[@]}"; do
		# Outside of the namespace, since whoever is in there is foster's.
		PIDNS=("${silent[@]}" "${plain[@]}")
		before=()
		[ "$mode" != alone ] || before=("${silent[@]}")
		UNDER=("${before[@]}")
		launch "$mode" -v --sweep 0 -- "$T/silent/program"
		wait_until child_is_foster
		kill -TERM "$FPID"
		finish
		is "$mode: an exec that hangs: a request to stop ends it" "$STATUS" 143
		like "$mode: as it would end the program" "$(err)" "was ended by SIGTERM"
		ENTRY=(-i 15)
		UNDER=("${before[@]}")
		launch "$mode" -t 300ms --sweep 0 -- "$T/silent/program"
		wait_until child_is_foster
		kill -TERM "$FPID"
		finish
		is "$mode: an exec that hangs, and TERM was ignored: SIGKILL at the timeout" "$STATUS" 137
		like "$mode: which is told" "$(err)" "killing [0-9]+ \(.*\), which ignores SIGTERM"
		UNDER=("${before[@]}" env PATH="$T/silent:$PATH")
		launch "$mode" -t 300ms --sweep 0 -- program
		wait_until child_is_foster
		kill -HUP "$FPID"
		finish
		is "$mode: a directory of PATH that hangs: every signal arrives" "$STATUS" 129
	done
	PIDNS=("${plain[@]}")
fi

# ---- Held up before its exec
if ! command -v strace >/dev/null || ! strace -f -qq -o /dev/null -e inject=rt_sigprocmask:delay_exit=1:when=1 true 2>/dev/null; then
	skip_one "held up before its exec" "strace can't be used here"
elif is_sanitized || ! is_static; then
	skip_one "held up before its exec" "other system calls would be held up, too"
else
	# The child's only rt_sigprocmask(2) is its last call but one; the first of foster's waits as well.
	held=(strace -D -f -qq -o /dev/null -e trace=rt_sigprocmask -e inject=rt_sigprocmask:delay_exit=1s:when=1)
	UNDER=("${held[@]}")
	launch alone -t 300ms -- "$witness"
	wait_until -t 20 child_is_foster
	kill -STOP "$CHILD"
	kill -TERM "$FPID"
	finish 20
	is "alone: a child that is stopped before its exec: the timeout is kept" "$STATUS" 137
	ENTRY=(-b 34)
	UNDER=("${held[@]}")
	launch alone -- "$witness" -q 10 -x 6
	wait_until -t 20 child_is_foster
	"$HELPERS/send" "$FPID" 34:7
	await_line "34 .*"
	"$HELPERS/send" "$FPID" 10
	finish 20
	is "alone: a child that is late: foster goes on, and its exec comes" "$STATUS" 6
	UNDER=("${held[@]}")
	launch alone --exit-code 127:3 -- no-such-command
	wait_until -t 20 child_is_foster
	finish 20
	is "alone: a child that is late and has no program: the status" "$STATUS" 127
	like "alone: and the reason" "$(err)" "cannot run no-such-command: no such"
	UNDER=("${held[@]}")
	launch alone --as dumb-init -- no-such-command
	finish 20
	is "alone: and another program's status for that" "$STATUS" 2
fi

# ---- A copy instead of shared memory, which is late: the child says by itself what was wrong
directories=$(printf '/none/%.0s:' {1..3000})
for words in "--as dumb-init" "--as catatonit" ""; do
	want=127
	[ "$words" != "--as dumb-init" ] || want=2
	[ "$words" != "--as catatonit" ] || want=1
	ENTRY=(-b 28)
	UNDER=("$HELPERS/refuse" vfork bash -c 'kill -WINCH $$; PATH=$0$PATH; exec "$@"' "$directories")
	# shellcheck disable=SC2086
	run alone $words -- no-such-command
	like "alone: a copy that is late ($words): the status, and why" "$STATUS $(err)" "^$want .*cannot run no-such-command: no such command"
done

done_testing
