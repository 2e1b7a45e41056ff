#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# System calls that are refused for good, as a seccomp profile or an old kernel does it: whatever foster waits with, the
# workload's end is seen, a request is acted on, a deadline comes, and foster doesn't burn the processor meanwhile.
. "$(dirname "$0")/lib.sh"

witness=$HELPERS/witness
stubborn=$HELPERS/stubborn

strace -qq -o /dev/null -e inject=getppid:error=EPERM true 2>/dev/null && STRACE=yes || STRACE=
FUTEX=futex:38
[ -z "$SANITIZED" ] && is_static || STRACE='' FUTEX='' # other system calls would be refused, too; some libcs abort

# ticks: the hundredths of a second of processor that FPID has used
ticks() {
	local stat
	stat=$(<"/proc/$FPID/stat") 2>/dev/null || return
	# shellcheck disable=SC2086
	set -- ${stat##*) }
	echo $((${12} + ${13}))
}

# hold MODE WHAT: the next foster is to run with these refused. WHAT is for strace (NAME:error=ERROR..., for foster alone)
# where it has a =, and else for tests/helpers/refuse.c (for all).
hold() {
	local fault
	case $2 in
	*=*)
		[ "$1" = alone ] && [ -n "$STRACE" ] || return
		UNDER=(strace -D -qq -o /dev/null)
		for fault in $2; do
			UNDER+=(-e "inject=$fault")
		done
		;;
	*) UNDER=("$HELPERS/refuse" "$2") ;;
	esac
}

# A life with an orphan, after which the kernel may reap; a signal with a value; the processor in an idle while; and the
# workload's end by itself, with 6, which nothing asks for.
lives() {
	local mode=$1 what=$2 reaping=$3 before used
	hold "$mode" "$what" || return 0
	launch "$mode" --kernel-reaping="$reaping" -- sh -c '"$0" -a 3 0; exec "$1" -q 12 -x 6' "$HELPERS/orphans" "$witness"
	await ready
	"$HELPERS/send" "$FPID" 34:5 15
	await_line "34 .*"
	before=$(ticks)
	nap 0.2
	used=$(($(ticks) - before))
	check "$mode, $what, reaping $reaping: it sleeps ($used ticks in a fifth of a second)" [ "$used" -lt 12 ]
	"$HELPERS/send" "$(workload)" 12
	finish
	is "$mode, $what, reaping $reaping: signals, and the end" "$STATUS $(lines "$T/out" "15 .*")" "6 1"
}

# A request to stop, which comes to SIGKILL; and a sweep, which does.
ends() {
	local mode=$1 what=$2
	hold "$mode" "$what" || return 0
	launch "$mode" -t 200ms -- "$stubborn" -i 15
	await ready
	kill -TERM "$FPID"
	finish
	is "$mode, $what: SIGKILL at the timeout" "$STATUS" 137
	hold "$mode" "$what"
	rm -f "$T/left"
	launch "$mode" --sweep 200ms -- sh -c '"$0" -i 15 -o "$1" & until [ -s "$1" ]; do :; done; exit 7' "$stubborn" "$T/left"
	finish
	is "$mode, $what: a sweep ends" "$STATUS" 7
}

for mode in "${MODES[@]}"; do
	for what in ppoll:38 ppoll:1,poll:1 ppoll:38,poll:38,nanosleep:38 ppoll:12,poll:12 waitid:38 waitid:1 \
		clock_gettime:38 clock_gettime:1 $FUTEX rt_sigqueueinfo:1,pidfd_send_signal:1 \
		ppoll:error=ENOSYS "ppoll:error=EPERM poll:error=EPERM" "ppoll:error=EINTR poll:error=EINTR" \
		read:error=EIO read:error=ENOSYS "read:error=EINVAL rt_sigtimedwait:error=EPERM:when=1..3" \
		waitid:error=EINTR waitid:error=EINTR:when=2 waitid:error=EINTR:when=2..4 waitid:error=EINVAL:when=3+ \
		clock_gettime:error=EINVAL clock_gettime:error=EINVAL:when=1 clock_gettime:error=EINVAL:when=2+3 \
		nanosleep:error=EINTR pidfd_open:error=EMFILE ioctl:error=EINVAL; do
		for reaping in yes no; do
			lives "$mode" "$what" "$reaping"
		done
		ends "$mode" "$what"
	done

	# ---- What foster can't do without: one line, before anything is started
	for what in waitid:38,wait4:38 waitid:1,wait4:1; do
		hold "$mode" "$what"
		run "$mode" -- echo started
		is "$mode, $what: 125, and nothing was started" "$STATUS$(out)" 125
		like "$mode, $what: one line says it" "$(err)" "^foster\[[0-9]+\]: cannot wait for processes: [^"$'\n'"]*$"
	done

	# ---- A value that can't be sent: without it, and told
	hold "$mode" rt_sigqueueinfo:1,pidfd_send_signal:1
	launch "$mode" -- "$witness" -q 12
	await ready
	"$HELPERS/send" "$FPID" 34:777
	await_line "34 .*"
	kill -USR2 "$FPID"
	finish
	like "$mode: a value that is refused is told of" "$(err)" "cannot send SIGRTMIN with its value to the workload: "
	is "$mode: and the signal arrives" "$STATUS $(lines "$T/out" "34 .*")" "0 1"
done

# ---- No descriptors to spare: poll(2) takes no more than RLIMIT_NOFILE
for limit in 1 2 4; do
	launch alone -- sh -c '"$0" -a 3 0; exec "$1" -q 15 -x 6' "$HELPERS/orphans" "$witness"
	await ready
	prlimit --pid "$FPID" --nofile=$limit:$limit
	kill -TERM "$FPID"
	finish
	is "alone: RLIMIT_NOFILE $limit: a request, and the end" "$STATUS" 6
done

# ---- A signal that poll(2) has announced and that is gone before it is read: SIGSTOP takes back a SIGCONT of PID 1's
if has_pid1; then
	launch pid1 -- sh -c '(true &); i=0; trap "" CONT
		while [ $i -lt 20000 ]; do kill -CONT 1; kill -STOP 1; i=$((i + 1)); done; exit 9'
	finish 60
	is "pid1: 20,000 pairs of SIGCONT and SIGSTOP don't make it deaf" "$STATUS" 9
fi
launch alone -- "$witness" -q 15 -x 4
await ready
flags=$(sed -n 's/^flags:\t//p' $(grep -l '^sigmask' /proc/"$FPID"/fdinfo/* 2>/dev/null) /dev/null)
is "alone: the signalfd never blocks" "$((0${flags:-0} & 04000))" $((04000))
kill -TERM "$FPID"
finish

# ---- Before Linux 4.7 waitid(2) doesn't know __WALL, and says EINVAL: dumb-init's group is asked all the same
for reaping in yes no; do
	rm -f "$T/asked"
	UNDER=("$HELPERS/refuse" waitid:22)
	FOSTER_KERNEL_REAPING=$reaping launch alone --as dumb-init -- \
		sh -c '"$0" -q 15 -o "$1" & until [ -s "$1" ]; do :; done; exit 5' "$witness" "$T/asked"
	finish
	is "alone, waitid:22, reaping $reaping: the status" "$STATUS" 5
done
if [ -n "$STRACE" ]; then
	rm -f "$T/asked"
	UNDER=(strace -D -qq -o /dev/null -e inject=waitid:error=EINVAL:when=1)
	FOSTER_KERNEL_REAPING=no launch alone --as dumb-init -- \
		sh -c '"$0" -q 15 -o "$1" & until [ -s "$1" ]; do :; done; exit 5' "$witness" "$T/asked"
	finish
	is "alone: a waitid that doesn't take __WALL: the status" "$STATUS" 5
	check "and the group is asked" wait_until has_line "$T/asked" "15 .*"
fi

done_testing
