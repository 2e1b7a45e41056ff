#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What a process comes with that foster must not trip over: rights of its file, a small stack, thousands of groups, signals
# that wait from before the exec, a parent that ends, users that may not be signalled.
. "$(dirname "$0")/lib.sh"

witness=$HELPERS/witness
stubborn=$HELPERS/stubborn
NOBODY=(setpriv --reuid=65534 --regid=65534 --clear-groups)

# ---- Rights of the file
if ! is_root || is_sanitized || ! is_static; then
	skip_one "set-user-ID and file capabilities" "it takes root, and the static program"
else
	chmod 755 "$T"
	for rights in 4755 2755; do
		cp "$FOSTER" "$T/rights" && chmod "$rights" "$T/rights"
		"${NOBODY[@]}" "$T/rights" -- id -u >"$T/out" 2>"$T/err"
		is "mode $rights: 125, and nothing is run" "$?$(out)" 125
		like "mode $rights: one line says why" "$(err)" "^foster\[[0-9]+\]: cannot run with rights that its caller lacks \(set-user-ID, set-group-ID, file cap[^"$'\n'"]*$"
		"$T/rights" -- true
		is "mode $rights: root, who has those rights, may" $? 0
	done
	"${NOBODY[@]}" "$T/rights" --kill TERM $$ 2>/dev/null
	is "the tools refuse, too" $? 125
	ln -s rights "$T/tini"
	"${NOBODY[@]}" "$T/tini" -- true 2>/dev/null
	is "with another program's status under its name" $? 1
	if command -v setcap >/dev/null && cp "$FOSTER" "$T/capable" && setcap cap_kill+ep "$T/capable" 2>/dev/null; then
		"${NOBODY[@]}" "$T/capable" --kill 0 1 2>"$T/err"
		like "file capabilities" "$?$(err)" "^125foster\[[0-9]+\]: cannot run .*file capabilities"
		"$T/capable" -- true
		is "file capabilities: root may" $? 0
	else
		skip_one "file capabilities" "setcap can't be used here"
	fi
fi

# ---- A small stack: either one line, or a life to its end
small() {
	local kib=$1 environment=$2
	rm -f "$T/left"
	UNDER=(env -i "PATH=$PATH" "TESTING_MARK=$TESTING_MARK" ${FOSTER_KERNEL_REAPING:+FOSTER_KERNEL_REAPING=no} bash -c 'ulimit -s "$0" && export PAD=$1 && shift && exec "$@"' "$kib" "$(printf "%${environment}s" '')")
	launch alone -v --log-format json -t 100ms -- "$stubborn" -i 15
	wait_until eval 'holds "$T/out" ready || is_gone "$FPID"'
	kill -TERM "$FPID" 2>/dev/null
	finish
	case $STATUS in
	137) like "ulimit -s $kib, $environment bytes: it runs, and kills" "$(err)" '"message":"killing' ;;
	125) like "ulimit -s $kib, $environment bytes: one line" "$(err)" "^foster\[[0-9]+\]: cannot run on a stack this small[^"$'\n'"]*$" ;;
	*) not_ok "ulimit -s $kib, $environment bytes: it runs or says why not" "status $STATUS" ;;
	esac
}
if is_sanitized || ! is_static; then
	skip_one "a small stack" "what isn't the static program needs a larger one"
else
	for kib in 16 20 24 28 32 36 40 64; do
		small "$kib" 0
	done
	for environment in 1000 4000 8000 12000 16000 20000; do
		small 32 "$environment"
	done
fi

# ---- 3,000 groups
if is_root && said=$(setpriv --groups "$(seq -s , 1000000001 1000003000)" true 2>&1); then
	launch alone -t 100ms -- setpriv --groups "$(seq -s , 1000000001 1000003000)" "$stubborn" -i 15 -n joiner
	await ready
	"$FOSTER" --inspect "$FPID" >"$T/look"
	like "3,000 groups: --inspect" "$?$(<"$T/look")" "^1.* ignored .*joiner"
	kill -TERM "$FPID"
	finish
	like "3,000 groups: named as it is killed" "$STATUS $(err)" "^137 .*killing [0-9]+ \(joiner\), which ignores SIGTERM"
else
	skip_one "3,000 groups" "it takes root: ${said:-}"
fi

# ---- A signal from before the exec, which the process sent itself
for signal in USR1 PIPE XFSZ; do
	ENTRY=(-b all)
	UNDER=(bash -c "kill -$signal \$\$; exec \"\$@\"" x "$HELPERS/inherit" -S -b "$(kill -l $signal)" --)
	launch alone -- "$witness" -q 15
	await_line "$(kill -l $signal) .*"
	kill -TERM "$FPID"
	finish
	is "SIG$signal that foster's process sent itself before its exec arrives" "$STATUS $(lines "$T/out" "$(kill -l $signal) .*")" "0 1"
done
# foster's own, by writing where nothing reads or past a file's limit, is for no other process.
mkfifo "$T/broken"
ERR=$T/broken
{ exec {READER}<>"$T/broken"; } && ERR=$T/broken launch alone -v -- "$witness" -q 15
await ready
exec {READER}<&-
"$HELPERS/send" "$FPID" 10 12
await_line "12 .*"
kill -TERM "$FPID"
finish
unset ERR
is "its own SIGPIPE doesn't" "$STATUS $(lines "$T/out" "13 .*")" "0 0"
UNDER=(bash -c 'ulimit -f 0 && exec "$@"' x)
OUT=/dev/null launch alone -v -- "$HELPERS/witness" -q 15 -o /dev/null
wait_until has_begun && wait_until has_child "$FPID"
nap 0.1
kill -TERM "$FPID"
finish
is "its own SIGXFSZ doesn't" "$STATUS" 0

# ---- A parent that ends while foster begins
if command -v strace >/dev/null && ! is_sanitized && is_static && strace -qq -o /dev/null -e inject=getppid:error=EPERM true 2>/dev/null; then
	for words in "-p USR1 -- $witness -q 15" "--pause -p TERM"; do
		rm -f "$T/pid" "$T/calls"
		: >"$T/calls"
		# shellcheck disable=SC2086
		"$HELPERS/inherit" -b 10 -- sh -c '"$@" >"$0/out" 2>"$0/err" & echo $! >"$0/pid"; until grep -q "^prctl(" "$0/calls"; do :; done' "$T" \
			strace -D -e trace=prctl -e inject=prctl:delay_enter=300ms -o "$T/calls" "$FOSTER" $words {NAP}>&-
		FPID=$(<"$T/pid")
		if [[ $words == --pause* ]]; then
			check "--pause: a parent that ends before foster asks is noticed" wait_until is_gone "$FPID"
		else
			await_line "10 .*"
			is "a parent that ends before foster asks is noticed" "$(lines "$T/out" "10 .*")" 1
			kill -TERM "$FPID"
			wait_until is_gone "$FPID"
		fi
	done
else
	skip_one "a parent that ends while foster begins" "strace can't be used here"
fi

# ---- Whom foster may not signal
if ! is_root || is_sanitized; then
	skip_one "whom foster may not signal" "it takes root"
else
	# Not even root may, without the capability.
	without=(setpriv --bounding-set=-kill --inh-caps=-kill)
	for mode in "${MODES[@]}"; do
		for scope in child group tree; do
			UNDER=("${without[@]}")
			launch "$mode" --scope "$scope" -- setpriv --reuid=65534 --clear-groups "$witness" -q 12
			await ready
			kill -USR1 "$FPID"
			check "$mode: --scope $scope: what may not be sent is told of" wait_until holds "$T/err" \
				": operation not permitted"
			like "$mode: --scope $scope: once, and as what it is" "$(err)" "^foster\[[0-9]+\]: cannot send SIGUSR1 to [^"$'\n'"]*$"
			kill -USR2 "$(workload)"
			finish
		done
	done
	if has_pid1; then
		BEGAN=$(now_ms)
		UNDER=("${without[@]}")
		launch pid1 -t 200ms -- setpriv --reuid=65534 --clear-groups "$stubborn" -i 15 -n other
		await ready
		kill -TERM "$FPID"
		finish
		is "pid1: who may not be killed is killed by foster's end" "$STATUS" 137
		check "pid1: at the timeout" [ $(($(now_ms) - BEGAN)) -lt 4000 ]
		like "pid1: which is told" "$(err)" "cannot kill [0-9]+ \(other\), which .* SIGTERM, .*: it is another user's"
		rm -f "$T/left"
		: >"$T/left"
		chmod 666 "$T/left"
		BEGAN=$(now_ms)
		UNDER=("${without[@]}")
		launch pid1 --sweep 200ms -- sh -c 'setpriv --reuid=65534 --clear-groups "$0" -i 15 -n other -o "$1" &
			until [ -s "$1" ]; do :; done; exit 7' "$stubborn" "$T/left"
		finish
		is "pid1: the same in a sweep: the status" "$STATUS" 7
		check "pid1: at its end" [ $(($(now_ms) - BEGAN)) -lt 4000 ]
	else
		skip_one "pid1: who may not be killed" "no PID namespace here"
	fi
fi

# ---- A workload that has left its group: what is for the group reaches nothing, and is reported, whoever reaps
if command -v python3 >/dev/null; then
	for reaping in yes no; do
		launch alone --kernel-reaping="$reaping" --scope group -- python3 -c '
import os, subprocess, sys
subprocess.call([sys.argv[1], "-a", "3", "0"])
leader = os.fork()
if leader == 0:
    os.setpgid(0, 0)
    os.read(0, 1)
    os._exit(0)
while os.getpgid(leader) != leader: pass
os.setpgid(0, leader)
os.execv(sys.argv[2], [sys.argv[2], "-q", "12", "-x", "5"])' "$HELPERS/orphans" "$witness" </dev/null
		await ready
		kill -USR1 "$FPID"
		check "kernel reaping $reaping: a group that the workload has left: told of" \
			wait_until holds "$T/err" "cannot send SIGUSR1 to the workload's process group: no such process"
		kill -USR2 "$(workload)"
		finish
		is "kernel reaping $reaping: and foster goes on" "$STATUS" 5
	done
else
	skip_one "a group that the workload has left" "no python3"
fi

done_testing
