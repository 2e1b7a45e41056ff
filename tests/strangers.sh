#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# A number that was given out again: no signal of foster's reaches the process, or the group, that has it now. The scenes
# are PID namespaces of their own, where root may say which number comes next (ns_last_pid).
. "$(dirname "$0")/lib.sh"

witness=$HELPERS/witness

is_root && has_pid1 || skip "it takes root and a PID namespace to choose pids"
command -v strace >/dev/null || skip "no strace to hold up a system call"
strace -qq -o /dev/null -e inject=getppid:error=EPERM true 2>/dev/null || skip "strace can't be used here"
is_sanitized && skip "the sanitizers' own system calls would be held up, too"
is_static || skip "the dynamic loader's own system calls would be held up, too"

# What the scenes share, in their namespace. NUMBER is the pid that is given out again.
cat >"$T/scene.sh" <<'END'
. "$TESTS/wait.sh"
is_free() {
	! [ -e "/proc/$1" ]
}
# innocent NUMBER: a process, and a group, with this number; ends the scene where another process is faster, again and again
innocent() {
	local try
	wait_until is_free "$1"
	for try in 1 2 3 4 5 6 7 8; do
		rm -f "$T/innocent"
		echo $(($1 - 1)) >/proc/sys/kernel/ns_last_pid
		setsid "$WITNESS" -o "$T/innocent" &
		INNOCENT=$!
		[ "$INNOCENT" != "$1" ] || break
		kill -KILL "$INNOCENT"
		nap 0.05
	done
	[ "$INNOCENT" = "$1" ] || { echo "the number $1 is not to be had: $INNOCENT came" >"$T/unlucky"; exit; }
	wait_until holds "$T/innocent" ready
}
# The end of a scene: whether the innocent lives.
over() {
	wait_until -t 20 has_ended "$foster"
	has_ended "$INNOCENT" || : >"$T/at-alive"
}
has_ended() {
	! kill -0 "$1" 2>/dev/null || [[ $(<"/proc/$1/stat") == *") Z "* ]]
} 2>/dev/null
END
# lib.sh's waits, for bash alone.
{
	declare -f nap wait_until holds
	echo 'exec {NAP}<>"$T/never"'
} >"$T/wait.sh"
sed -i "s|\"\$TESTS/wait.sh\"|\"$T/wait.sh\"|" "$T/scene.sh"

export T FOSTER WITNESS=$witness ORPHANS=$HELPERS/orphans STUBBORN=$HELPERS/stubborn AWAITING=$HELPERS/awaiting

# scene TITLE: runs the script on stdin in a PID namespace, and sees that the innocent got nothing
scene() {
	local title=$1
	rm -f "$T/innocent" "$T/unlucky" "$T"/at-*
	timeout -s KILL 60 "${PIDNS[@]}" --kill-child bash -c ". '$T/scene.sh'; $(cat)" >"$T/out" 2>"$T/err" </dev/null
	if [ -e "$T/unlucky" ]; then
		skip_one "$title" "$(<"$T/unlucky")"
	elif ! holds "$T/innocent" ready; then
		not_ok "$title" "the scene did not come to its point: $(<"$T/out")"
	else
		is "$title: no other process gets it" "$(sed 1d "$T/innocent")$([ -e "$T/at-alive" ] || echo killed)" ""
	fi
}

# The workload's own number, once it has ended and the kernel has reaped it: a signal for its group, held up on its way.
scene "the workload's group, where the kernel reaps" <<'END'
strace -D -qq -o /dev/null -e inject=kill,pidfd_send_signal:delay_enter=1s "$FOSTER" --scope group -- \
	sh -c '"$0" -a 3 0; echo $$ >"$1/at-pid"; until [ -e "$1/at-end" ]; do :; done' "$ORPHANS" "$T" &
foster=$!
wait_until [ -s "$T/at-pid" ]
number=$(<"$T/at-pid")
wait_until grep -q '^SigIgn:.*1....$' "/proc/$foster/status" # from here on the kernel reaps
kill -USR1 "$foster"
nap 0.3
: >"$T/at-end"
innocent "$number"
over
END

# The same in the sweep, where there is no /proc to find processes by: foster has reaped the workload, and knows its group
# alone. A process is left that has a session of its own, so that the sweep takes its time.
for reaping in yes no; do
	REAPING=$reaping
	export REAPING
	scene "the workload's group in the sweep, without /proc, kernel reaping $reaping" <<'END'
unshare -m sh -c 'umount -l /proc; exec "$@"' x "$FOSTER" --kernel-reaping="$REAPING" --sweep 700ms -- \
	sh -c 'echo $$ >"$1/at-pid"; setsid "$0" -o "$1/at-left" & exec "$2" "$1/at-left" 1 7' "$STUBBORN" "$T" "$AWAITING" &
foster=$!
wait_until holds "$T/at-left" ready
number=$(<"$T/at-pid")
innocent "$number"
over
END
done
unset REAPING

# The same for another program's name, whose group is asked to end as foster ends: there the number has to stay taken.
scene "the workload's group, as dumb-init ends" <<'END'
strace -D -qq -o /dev/null -e inject=kill,pidfd_send_signal:delay_enter=1s:when=1 "$FOSTER" --as dumb-init -- \
	sh -c 'echo $$ >"$0/at-pid"' "$T" &
foster=$!
wait_until [ -s "$T/at-pid" ]
innocent "$(<"$T/at-pid")"
over
END

# One of the tree, between the look at it and the signal, which the workload has got by then: its number is lower.
scene "one of the tree" <<'END'
strace -D -qq -o /dev/null -e inject=kill,pidfd_send_signal:delay_enter=1s "$FOSTER" --scope tree -- \
	bash -c 'sh -c "echo \$\$ >\"\$0/at-pid\"; until [ -e \"\$0/at-end\" ]; do :; done" "$0" & trap ": >\"\$0/at-got\"" USR1
		until [ -e "$0/at-done" ]; do wait; read -rt 0.1 <>"$0/never"; done' "$T" &
foster=$!
wait_until [ -s "$T/at-pid" ]
number=$(<"$T/at-pid")
kill -USR1 "$foster"
wait_until [ -e "$T/at-got" ]
nap 0.3
: >"$T/at-end"
innocent "$number"
nap 1.2
: >"$T/at-done"
over
END

done_testing
