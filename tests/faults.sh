#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# System calls that fail. Before the workload exists: one clear line and 125, or it goes on without. After that nothing
# makes foster end, hang or tell a wrong status.
. "$(dirname "$0")/lib.sh"

command -v strace >/dev/null || skip "no strace to make system calls fail"
strace -qq -o /dev/null -e inject=getppid:error=EPERM true 2>/dev/null || skip "strace can't be used here"
is_sanitized && skip "the sanitizers' own system calls would fail, too"
is_static || skip "the dynamic loader's own system calls would fail, too"

witness=$HELPERS/witness

# faulty FAULT...: has the next foster run with these (strace -e inject=FAULT); strace stands aside (-D), so that foster
# stays whom the script started. Where a fault hits only foster, and not its workload, is for what it says to settle.
faulty() {
	local fault
	UNDER=(strace -D -qq -o /dev/null)
	for fault in "$@"; do
		UNDER+=(-e "inject=$fault")
	done
}

# ---- Before
# dies FAULTS WORDS: one line that has the words, 125, and nothing was started
dies() {
	local wrong=
	# shellcheck disable=SC2086
	faulty $1
	run alone -- echo started
	[ "$STATUS" = 125 ] || wrong+="status $STATUS; "
	[ "$(wc -l <"$T/err")" = 1 ] || wrong+="not one line; "
	[[ $(err) == "foster["*"]: cannot $2"* ]] || wrong+="it doesn't say 'cannot $2'; "
	[ ! -s "$T/out" ] || wrong+="the workload was started; "
	if [ -z "$wrong" ]; then ok "before: $1: cannot $2"; else not_ok "before: $1: cannot $2" "$wrong" "$(err)"; fi
}
dies signalfd4:error=ENOSYS "read signals: "
dies signalfd4:error=EMFILE "read signals: too many open files"
dies "clone:error=EAGAIN fork:error=EAGAIN" "start a process for echo: "
dies "clone:error=ENOMEM fork:error=ENOMEM" "start a process for echo: "
dies "clone:error=EPERM pipe2:error=EMFILE" "start a process for echo: "

# goes_on FAULTS: the workload runs, and its status comes through
goes_on() {
	# shellcheck disable=SC2086
	faulty $1
	run alone -- sh -c 'echo started; exit 7'
	is "before: $1: it goes on" "$STATUS$(out)" 7started
}
goes_on prctl:error=EINVAL
like "and says that orphans go elsewhere" "$(err)" "subreaper.*orphans"
goes_on "clone:error=EAGAIN"
goes_on "clone:error=EAGAIN read:error=EINTR:when=1"
goes_on "ioctl:error=ENOTTY"
goes_on "ioctl:error=EIO"
goes_on "getpgid:error=EPERM"
goes_on "open:error=EACCES openat:error=EACCES"
for code in 126 127; do
	faulty waitid:error=EINTR:when=1..3
	if [ "$code" = 127 ]; then run alone -- no-such-command; else run alone -- /; fi
	is "before: waitid:error=EINTR: an exec that fails" "$STATUS" "$code"
done

# ---- After
# A life with all that foster does: orphans, a signal, one with a value, and a request to stop. What the workload ends
# with is 6, once it has seen them.
# lives FAULTS [WORD]...
lives() {
	local faults=$1
	shift
	# shellcheck disable=SC2086
	faulty $faults
	launch alone -v "$@" -- sh -c '"$0" -a 3 0; exec "$1" -q 15 -x 6' "$HELPERS/orphans" "$witness"
	await ready
	"$HELPERS/send" "$FPID" 10 34:5
	wait_until -t 5 has_line "$T/out" "34 .*" || LOST=lost
	kill -TERM "$FPID"
	finish
	is "after: $faults${*:+ $*}" "$STATUS$LOST" 6
	LOST=
}
LOST=
for manner in yes no; do
	lives getppid:error=EPERM --kernel-reaping="$manner" # none: what is right
	for fault in ppoll:error=EINTR:when=1..3 ppoll:error=EINTR:when=2+2 read:error=EINTR:when=1..3 read:error=EINTR:when=2+2 \
		read:error=EAGAIN:when=1..3 \
		close_range:error=ENOSYS close_range:error=EPERM chdir:error=EACCES dup3:error=EMFILE dup3:error=EBUSY:when=1 \
		openat:error=ENOENT openat:error=EMFILE fcntl:error=EMFILE close:error=EINTR close:error=EIO \
		pidfd_open:error=EMFILE pidfd_open:error=ENOSYS pidfd_send_signal:error=ENOSYS:when=1 ioctl:error=ENOTTY \
		write:error=EIO write:error=ENOSPC pwritev2:error=ENOSYS lseek:error=EIO sendto:error=EIO \
		munmap:error=EINVAL madvise:error=EINVAL mprotect:error=ENOMEM prlimit64:error=EPERM; do
		lives "$fault" --kernel-reaping="$manner"
	done
done

# Delivery that fails is a warning; the workload's end then comes from elsewhere.
for fault in kill:error=EPERM kill:error=ESRCH kill:error=EAGAIN "rt_sigqueueinfo:error=EAGAIN kill:error=EINVAL" \
	pidfd_send_signal:error=EPERM:when=3+ pidfd_send_signal:error=EAGAIN:when=3+; do
	# shellcheck disable=SC2086
	faulty $fault
	launch alone --kernel-reaping="$([[ $fault == pidfd* ]] && echo yes || echo no)" -- sh -c '"$0" -a 3 0; exec "$1" -q 15 -x 6' "$HELPERS/orphans" "$witness"
	await ready
	"$HELPERS/send" "$FPID" 10 34:5 15
	nap 0.05
	check "delivery: $fault: foster goes on" eval '! is_gone "$FPID"'
	kill -TERM "$(workload)" 2>/dev/null
	finish
	is "delivery: $fault: to the workload's end" "$STATUS" 6
done

# The end: a stop that comes to SIGKILL. Where /proc doesn't tell who is left, the workload at least is known.
for fault in ppoll:error=EINTR:when=1+2 openat:error=ENOENT:when=3+ openat:error=EMFILE getdents64:error=ENOENT \
	kill:error=EPERM:when=2 rt_sigaction:error=EINVAL:when=2+; do
	faulty "$fault"
	launch alone -t 100ms -- "$HELPERS/stubborn" -i 15
	await ready
	kill -TERM "$FPID"
	finish
	is "the end: $fault: SIGKILL all the same" "$STATUS" 137
done

# The kernel reaps the workload at the very deadline, before foster reaps by itself again: its pidfd has the status.
if kernel_can_reap; then
	faulty rt_sigaction:delay_enter=1s:when=3
	# shellcheck disable=SC2016
	launch alone -t 100ms --kernel-reaping=yes -- bash -c '"$0" -a 3 0; trap "read -r -t 0.3 <> <(:); exit 7" TERM
		echo ready; while :; do read -r -t 10 <> <(:); done' "$HELPERS/orphans"
	await ready
	wait_until kernel_reaps
	kill -TERM "$FPID"
	finish 20
	is "the end: the status of a workload that the kernel reaps at the deadline" "$STATUS" 7
else
	skip_one "a workload that the kernel reaps at the deadline" "this kernel doesn't, or was told not to"
fi

# ---- What SIGKILL doesn't end: told, and left where the workload's status is known
faulty kill:error=EPERM pidfd_send_signal:error=EPERM
launch alone --sweep 50ms -- sh -c '"$0" -i 15 -n undying & until [ -s "$1" ]; do read -r _ <"$1"; done; exit 7' \
	"$HELPERS/stubborn" "$T/out"
finish 15
is "what can't be killed doesn't keep foster for ever" "$STATUS" 7
like "and is named" "$(err)" "(cannot kill [0-9]+ \(undying\).*|\(undying\) outlives SIGKILL): it is another user's"
kill -KILL "$(sed -n 's/^ready //p' "$T/out")"
faulty kill:error=EPERM pidfd_send_signal:error=EPERM
launch alone -t 50ms -- "$HELPERS/stubborn" -i 15 -n undying
await ready
pid=$(sed -n 's/^ready //p' "$T/out")
kill -TERM "$FPID"
check "a workload that can't be killed is told of, too" wait_until holds "$T/err" "(undying), which ignores SIGTERM"
like "and why" "$(err)" "cannot kill [0-9]+ \(undying\).*: it is another user's"
kill -KILL "$pid"
finish
is "and foster stays for its status" "$STATUS" 137

done_testing
