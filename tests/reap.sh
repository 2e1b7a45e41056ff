#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Orphans are adopted and reaped, by foster or by the kernel itself, and the workload's exit status comes through either
# way. Where the kernel reaps it costs foster nothing; where nothing happens foster sleeps.
. "$(dirname "$0")/lib.sh"

orphans=$HELPERS/orphans

# Whether foster has its workload and no other child, dead or alive.
only_the_workload() {
	[[ $(children "$FPID") =~ ^[0-9]+$ ]]
}

# again: has the workload make as many orphans once more
again() {
	local before
	before=$(lines "$T/out" "done")
	kill -USR1 "$(workload)"
	wait_until has_lines "$T/out" "done" $((before + 1))
}

# ---- Idle, the beginning: these sleep while the others are at work
# switches PID: how often it has slept and woken
switches() {
	status_field "$1" voluntary_ctxt_switches
}

# settled PID: whether it sleeps, and has not woken for a moment
settled() {
	local before
	before=$(switches "$1")
	nap 0.2
	holds "/proc/$1/stat" ") S" && [ "$before" = "$(switches "$1")" ]
}

idle=() # foster's pid, what it is, and how often it had woken when it had settled: for each
begin_idle() {
	local text=$1
	shift
	OUT=$T/idle.$text launch "$@"
	disown "$LPID"
	[[ $* == *--pause* ]] || await_line "ready .*|done" "$T/idle.$text"
	wait_until settled "$FPID"
	idle+=("$FPID" "$text" "$(switches "$FPID")")
}
for mode in "${MODES[@]}"; do
	begin_idle "$mode" "$mode" -t 10s -- "$HELPERS/witness"
	begin_idle "$mode, after orphans" "$mode" -- "$orphans" 50 0
	begin_idle "$mode, after orphans that it reaped" "$mode" --kernel-reaping=no -- "$orphans" 50 0
	begin_idle "$mode, a pause" "$mode" --pause
done
IDLE_BEGAN=$(now_ms)

# ---- Both manners, both ways to end
for mode in "${MODES[@]}"; do
	for manner in yes no; do
		for status in 37 0 255 -15 -11; do
			want=$((status < 0 ? 128 - status : status))
			launch "$mode" --kernel-reaping="$manner" -- "$orphans" -c 3 100 "$status"
			await "done"
			check "$mode, $manner: 100 orphans are reaped" wait_until only_the_workload
			if [ "$status" = 37 ]; then
				again
				check "$mode, $manner: and 100 more" wait_until only_the_workload
			fi
			kill -TERM "$FPID"
			finish
			is "$mode, $manner: and the status comes through, $status" "$STATUS" "$want"
		done
		run "$mode" --kernel-reaping="$manner" -- "$orphans" -a 1000 9
		is "$mode, $manner: the workload ends right behind 1,000 orphans" "$STATUS" 9
		launch "$mode" --kernel-reaping="$manner" -- "$orphans" 300 4
		await "done"
		kill -STOP "$FPID"
		again
		again
		kill -CONT "$FPID"
		check "$mode, $manner: 600 that ended while foster couldn't run" wait_until only_the_workload
		kill -TERM "$FPID"
		finish
		is "$mode, $manner: and the status after that" "$STATUS" 4
	done
done
launch alone -- "$orphans" 30 6
await "done"
kill -STOP "$FPID"
pid=$(workload)
again
kill -TERM "$pid"
wait_until is_gone "$pid"
kill -CONT "$FPID"
finish
is "a workload that ended among orphans while foster couldn't run" "$STATUS" 6

# ---- Which manner it is
for mode in "${MODES[@]}"; do
	if kernel_can_reap; then
		launch "$mode" -- "$orphans" 3 6
		await "done"
		check "$mode: after the first orphan the kernel reaps" wait_until kernel_reaps
		kill -TERM "$FPID"
		finish
		is "$mode: and the status is there" "$STATUS" 6
	else
		skip_one "$mode: after the first orphan the kernel reaps" "Linux 6.15 can, where it isn't switched off"
	fi
	launch "$mode" --kernel-reaping=no -- "$orphans" 3 6
	await "done"
	wait_until only_the_workload
	check "$mode: --kernel-reaping=no: it doesn't" eval '! kernel_reaps'
	kill -TERM "$FPID"
	finish
done

# ---- Where the kernel refuses what it takes
for mode in "${MODES[@]}"; do
	for calls in ioctl ioctl:25 ioctl:0 pidfd_open pidfd_open:38 pidfd_send_signal pidfd_send_signal:38 \
		pidfd_send_signal,ioctl,pidfd_open,close_range; do
		UNDER=("$HELPERS/refuse" "$calls")
		launch "$mode" -- "$orphans" 20 6
		await "done"
		check "$mode: refused $calls: orphans are reaped" wait_until only_the_workload
		kill -TERM "$FPID"
		finish
		is "$mode: refused $calls: the status" "$STATUS" 6
		UNDER=("$HELPERS/refuse" "$calls")
		run "$mode" -- "$orphans" -a -c 2 20 -11
		is "$mode: refused $calls: the signal" "$STATUS" 139
	done
done

# ---- What it costs: system calls of foster's, once the kernel reaps
if ! command -v strace >/dev/null; then
	skip_one "no system call for an orphan" "no strace"
elif ! kernel_can_reap; then
	skip_one "no system call for an orphan" "this kernel doesn't reap by itself, or may not"
else
	for mode in "${MODES[@]}"; do
		launch "$mode" -- "$orphans" 250 6
		await "done"
		wait_until kernel_reaps
		strace -f -o "$T/trace" -p "$FPID" 2>"$T/strace" {NAP}>&- &
		strace=$!
		wait_until holds "$T/strace" attached
		again
		again
		kill -INT "$strace"
		wait "$strace" 2>/dev/null
		is "$mode: 500 orphans cost no system call" \
			"$(grep -vE 'detached|resuming|restart_syscall|ppoll\(\[.* <detached' "$T/trace" | grep -c '[a-z]')" 0
		kill -TERM "$FPID"
		finish
		is "$mode: and the status is there" "$STATUS" 6
	done
fi

# ---- Told
for mode in "${MODES[@]}"; do
	run "$mode" --warn-reap -- "$orphans" -a -c 5 10 3
	is "$mode: --warn-reap warns of each orphan" \
		"$STATUS $(lines "$T/err" "foster\[[0-9]+\]: reaped orphan [0-9]+, which had exited with status 5")" "3 10"
	run "$mode" -vv -- "$orphans" -a 10 3
	is "$mode: -vv tells of each" "$STATUS $(lines "$T/err" "foster.*: reaped orphan .*")" "3 10"
	run "$mode" -v -- "$orphans" -a 10 3
	is "$mode: -v doesn't" "$STATUS $(lines "$T/err" "foster.*: reaped orphan .*")" "3 0"
	run "$mode" -- "$orphans" -a 10 3
	is "$mode: else it's no news" "$STATUS$(err)" 3
	run "$mode" -w -- sh -c '("$0" -9 & exit 0); until [ -s "$1" ]; do :; done; exit 2' "$HELPERS/die" "$T/err"
	like "$mode: -w: a signal that ended one is told" "$STATUS $(err)" "^2 .*reaped orphan [0-9]+, which was ended by SIGKILL$"
done

# ---- Idle, to its end
while [ "$(now_ms)" -lt $((IDLE_BEGAN + 10000)) ]; do
	nap 0.1
done
for ((i = 0; i < ${#idle[@]}; i += 3)); do
	is "${idle[i + 1]}: no wake-up in ten idle seconds" "$(switches "${idle[i]}")" "${idle[i + 2]}"
done

done_testing
