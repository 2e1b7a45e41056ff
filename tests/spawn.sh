#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What the workload is started with: the mask, the 64 dispositions and the descriptors that foster itself was started
# with, a process group of its own, LISTEN_PID; and the children that foster inherited, which are not the workload.
. "$(dirname "$0")/lib.sh"

# seen NAME [FILE]: a line's value in what the mirror wrote
seen() {
	sed -n "s/^$1=//p" "${2:-$T/mirror}"
}

# bare ENTRY...: what the mirror shows without foster
bare() {
	"$HELPERS/inherit" "$@" -- "$HELPERS/mirror" "$T/bare" </dev/null {NAP}>&-
}

only_one_child() {
	[[ $(children "$FPID") =~ ^[0-9]+$ ]]
}

# same TEXT NAME: foster's workload has what there is without it
same() {
	is "$1" "$(seen "$2")" "$(seen "$2" "$T/bare")"
}

for mode in "${MODES[@]}"; do
	for mask in "" "-b 10" "-b 1 -b 15 -b 20 -b 32 -b 33 -b 34 -b 64" "-b all"; do
		# shellcheck disable=SC2206
		ENTRY=($mask)
		bare "${ENTRY[@]}"
		run "$mode" -- "$HELPERS/mirror" "$T/mirror" 3
		same "$mode: blocked as it came in (${mask:-none})" blocked
		same "$mode: nothing ignored then" ignored
		is "$mode: the status" "$STATUS" 3
	done
	for ignored in "-i 1" "-i 17" "-i 2 -i 3 -i 13 -i 20 -i 32 -i 33 -i 34 -i 64" "-i all"; do
		# shellcheck disable=SC2206
		ENTRY=($ignored)
		bare "${ENTRY[@]}"
		run "$mode" -- "$HELPERS/mirror" "$T/mirror" 3
		same "$mode: ignored as it came in ($ignored)" ignored
		same "$mode: nothing blocked then" blocked
		is "$mode: the status" "$STATUS" 3
	done
done
wrong=
for signal in {1..64}; do
	ENTRY=(-i "$signal")
	bare "${ENTRY[@]}"
	run alone -- "$HELPERS/mirror" "$T/mirror"
	[ "$(seen ignored)" = "$(seen ignored "$T/bare")" ] || wrong+=" $signal"
done
is "each of the 64 is ignored as it came in" "$wrong" ""

# ---- SIGCHLD ignored on entry
for mode in "${MODES[@]}"; do
	for code in 0 7 255 -9 -15; do
		ENTRY=(-i 17)
		run "$mode" -- "$HELPERS/die" "$code"
		is "$mode: SIGCHLD ignored on entry, $code" "$STATUS" "$((code < 0 ? 128 - code : code))"
	done
	ENTRY=(-i 17)
	run "$mode" -- no-such-command
	is "$mode: SIGCHLD ignored on entry, no such command" "$STATUS" 127
	ENTRY=(-i 17)
	run "$mode" -- "$HELPERS/orphans" -a 20 5
	is "$mode: SIGCHLD ignored on entry, orphans" "$STATUS" 5

	# ---- Children from before the exec
	ENTRY=(-k 9)
	run "$mode" -- "$HELPERS/die" 5
	is "$mode: an inherited child that had ended isn't the workload" "$STATUS" 5
	ENTRY=(-k 9 -k 8 -k 0)
	launch "$mode" -- "$HELPERS/witness" -q 10 -x 6
	await ready
	check "$mode: inherited children are reaped" wait_until only_one_child
	kill -USR1 "$FPID"
	finish
	is "$mode: and the status is the workload's" "$STATUS" 6
	rm -f "$T/go"
	ENTRY=(-K "$T/go")
	launch "$mode" -- "$HELPERS/witness" -q 10 -x 6
	await ready
	: >"$T/go"
	check "$mode: an inherited child that ends later is reaped" wait_until only_one_child
	kill -USR1 "$FPID"
	finish
	is "$mode: and isn't the workload" "$STATUS" 6
	rm -f "$T/go"
	ENTRY=(-K "$T/go")
	run "$mode" -- "$HELPERS/die" 4
	is "$mode: an inherited child that is left over is swept" "$STATUS" 4
	ENTRY=(-k 9)
	run "$mode" -- no-such-command
	is "$mode: an inherited child and a command that isn't there" "$STATUS" 127
done

# ---- Descriptors
for mode in "${MODES[@]}"; do
	for closed in "" "-c 0" "-c 1" "-c 2" "-c 0 -c 1" "-c 0 -c 2" "-c 1 -c 2" "-c 0 -c 1 -c 2"; do
		# shellcheck disable=SC2206
		ENTRY=($closed)
		bare "${ENTRY[@]}"
		run "$mode" -- "$HELPERS/mirror" "$T/mirror" 3
		same "$mode: 0 to 2 as foster found them (${closed:-all open})" fds
		is "$mode: and the status" "$STATUS" 3
	done
	exec 3</dev/null 7>/dev/null 100</dev/null
	bare
	run "$mode" -- "$HELPERS/mirror" "$T/mirror"
	same "$mode: what foster inherited, the workload inherits, and nothing more" fds
	bare -c 0 -c 1 -c 2
	ENTRY=(-c 0 -c 1 -c 2)
	run "$mode" -v -- "$HELPERS/mirror" "$T/mirror" 3
	same "$mode: the same with 0 to 2 closed" fds
	exec 3<&- 7>&- 100<&-
	ENTRY=(-c 0 -c 1)
	run "$mode" -- no-such-command
	is "$mode: with 0 and 1 closed, no such command" "$STATUS" 127
	ENTRY=(-c 2)
	run "$mode" -- no-such-command
	is "$mode: with 2 closed, no such command" "$STATUS" 127
done

# ---- What names foster names the workload: sockets, the watchdog, the journal
if command -v python3 >/dev/null; then
	cat >"$T/addressed.py" <<-'END'
		import os, sys
		def id_of(pid):
		    try:
		        return str(os.fstat(os.pidfd_open(pid)).st_ino)
		    except (AttributeError, OSError):
		        return "none"
		names = ("LISTEN_PID", "WATCHDOG_PID", "SYSTEMD_EXEC_PID")
		if sys.argv[1] == "addressed":
		    me = str(os.getpid())
		    wrong = [name for name in names if os.environ.get(name) != me]
		    # in pidfs each process has an inode of its own (Linux 6.9)
		    distinct = id_of(os.getpid()) != id_of(os.getppid())
		    if os.environ.get("LISTEN_PIDFDID") != (id_of(os.getpid()) if distinct else None):
		        wrong.append("LISTEN_PIDFDID")
		    print("wrong:", *wrong, os.environ.get("OTHER_PID"))
		else:
		    me = str(os.getpid())
		    os.execve(sys.argv[1], sys.argv[1:], dict(os.environ, LISTEN_PIDFDID=id_of(os.getpid()), OTHER_PID=me,
		              **{name: me for name in names}))
	END
	for mode in "${MODES[@]}"; do
		UNDER=(python3 "$T/addressed.py")
		run "$mode" -- python3 "$T/addressed.py" addressed
		like "$mode: LISTEN_PID, WATCHDOG_PID, SYSTEMD_EXEC_PID and LISTEN_PIDFDID that name foster name the workload" \
			"$(out)" "^wrong: [0-9]+$"
	done
else
	skip_one "variables that name foster" "no python3 to make them"
fi

# ---- LISTEN_PID
for mode in "${MODES[@]}"; do
	ENTRY=(-l)
	run "$mode" -- "$HELPERS/mirror" "$T/mirror"
	is "$mode: LISTEN_PID that names foster names the workload" "$(seen listen_pid)" "$(seen pid)"
	like "$mode: which has a pid" "$(seen pid)" "^[0-9]+$"
	UNDER=(env LISTEN_PID=99999)
	run "$mode" -- "$HELPERS/mirror" "$T/mirror"
	is "$mode: LISTEN_PID of another process stays" "$(seen listen_pid)" 99999
	run "$mode" -- "$HELPERS/mirror" "$T/mirror"
	is "$mode: without one there is none" "$(seen listen_pid)" ""
done
exec 3<<<"socket"
ENTRY=(-l)
run alone -- sh -c 'read -r word <&3 && [ "$LISTEN_PID" = $$ ] && echo "$word"'
is "what is handed over by number is there" "$(out)" socket
exec 3<&-

# ---- Process group and session
for mode in "${MODES[@]}"; do
	rm -f "$T/mirror" # what an earlier one has left would be taken for this one's
	launch "$mode" -- sh -c '"$0" "$1"; read -r _ <"$2"' "$HELPERS/mirror" "$T/mirror" "$T/never"
	wait_until holds "$T/mirror" end=
	like "$mode: the workload is foster's child" "$(status_field "$(workload)" PPid)" "^$FPID$"
	kill -KILL "$(workload)"
	finish
	is "$mode: the workload's group is its own" "$(seen pgid)" "$(seen ppid)"
	run "$mode" -- "$HELPERS/mirror" "$T/mirror"
	is "$mode: a group of its own" "$(seen pgid)" "$(seen pid)"
	unlike "$mode: but no session" "$(seen sid)" "^$(seen pid)$"
	run "$mode" --session -- "$HELPERS/mirror" "$T/mirror" 3
	is "$mode: --session" "$(seen sid):$(seen pgid)" "$(seen pid):$(seen pid)"
	is "$mode: --session, the status" "$STATUS" 3
done

# ---- Where the kernel refuses vfork
UNDER=("$HELPERS/refuse" vfork,clone3)
run alone -- "$HELPERS/die" 0
if [ "$STATUS" = 77 ]; then
	skip_one "without vfork" "$(err)"
else
	for mode in "${MODES[@]}"; do
		for code in 0 7 -11; do
			UNDER=("$HELPERS/refuse" vfork,clone3)
			run "$mode" -- "$HELPERS/die" "$code"
			is "$mode: without vfork, $code" "$STATUS" "$((code < 0 ? 128 - code : code))"
		done
		UNDER=("$HELPERS/refuse" vfork,clone3)
		run "$mode" -- no-such-command
		like "$mode: without vfork, no such command" "$STATUS $(err)" "^127 .*no such command in PATH$"
		UNDER=("$HELPERS/refuse" vfork,clone3)
		run "$mode" -- /
		like "$mode: without vfork, a directory" "$STATUS $(err)" "^126 .*it is a directory$"
		UNDER=("$HELPERS/refuse" vfork,clone3)
		ENTRY=(-c 0 -c 1 -c 2 -b 10)
		bare "${ENTRY[@]}"
		run "$mode" -- "$HELPERS/mirror" "$T/mirror"
		same "$mode: without vfork, 0 to 2 closed" fds
		same "$mode: without vfork, the mask" blocked
		UNDER=("$HELPERS/refuse" vfork,clone3)
		launch "$mode" -g -- "$HELPERS/witness" -q 12 -x 4
		await ready
		kill -USR2 "$FPID"
		finish
		is "$mode: without vfork, the group is there" "$STATUS" 4
	done
	UNDER=("$HELPERS/refuse" vfork,fork,clone,clone3)
	run alone -- echo started
	like "without any fork: one line and 125" "$STATUS $(err)" "^125 foster\[[0-9]+\]: cannot start a process for echo: "
fi

# ---- --parent-death-signal
UNDER=(sh -c '"$@" & read -r _ <"$0"' "$T/never")
launch alone --parent-death-signal USR2 -- "$HELPERS/witness" -q 12 -x 4
await ready
pid=$(children "$LPID")
check "while its parent lives foster gets nothing" eval '! has_line "$T/out" "12 .*"'
kill -KILL "$LPID"
finish 2>/dev/null
check "--parent-death-signal is forwarded when foster's parent dies" wait_until has_line "$T/out" "12 .*"
check "and foster ends with its workload" wait_until is_gone "$pid"
UNDER=(sh -c '"$@" & read -r _ <"$0"' "$T/never")
launch alone -p TERM -t 100ms -- "$HELPERS/stubborn" -i 15
await ready
pid=$(children "$LPID")
kill -KILL "$LPID"
finish 2>/dev/null
check "--parent-death-signal TERM is a request to stop" wait_until is_gone "$pid"
like "which is told" "$(err)" "killing .*after the request to stop"

done_testing
