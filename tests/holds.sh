#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What foster holds on to while the workload runs: nothing of the workload's but stderr, which may be full or gone.
. "$(dirname "$0")/lib.sh"

witness=$HELPERS/witness
send=$HELPERS/send

# fds PID: the numbers of its descriptors
fds() {
	ls "/proc/$1/fd" 2>/dev/null | sort -n | xargs
}

# target PID FD: what that descriptor is
target() {
	readlink "/proc/$1/fd/$2"
}

# flags PID FD: its flags as an octal number
flags() {
	sed -n 's/^flags:[[:space:]]*//p' "/proc/$1/fdinfo/$2"
}

# Whether foster has let go of what it had.
has_let_go() {
	[ "$(readlink "/proc/$FPID/cwd")" = / ] && { [ "$FPID" != "$LPID" ] || [ "$(target "$FPID" 1)" = /dev/null ]; }
}

# end: ends the workload from out here
end() {
	kill -KILL "$(workload)"
	finish
}

# read_to_end FIFO: reads it in the background, and writes to $T/read what it saw; whom to wait for is in reader.
read_to_end() {
	(
		seen=
		while IFS= read -rt 10 line; do seen+="$line, "; done
		[ $? -gt 128 ] || seen+="the end"
		echo "$seen" >"$T/read"
	) <"$1" &
	reader=$!
}

mkfifo "$T/seven" "$T/output" "$T/narrow"

for mode in "${MODES[@]}"; do
	# ---- Descriptors and the directory
	cd "$T" || exit
	exec 3<"$TESTS/lib.sh" 7<>"$T/seven" 200</dev/null
	launch "$mode" -- "$witness"
	exec 3<&- 7>&- 200<&-
	cd / || exit
	await ready
	check "$mode: foster's directory is /" wait_until has_let_go
	is "$mode: its stdin is /dev/null" "$(target "$FPID" 0)" /dev/null # as it was given
	if [ "$mode" = alone ]; then
		is "$mode: its stdout is /dev/null" "$(target "$FPID" 1)" /dev/null
	else
		is "$mode: its stdout is what others in the container write to as /proc/1/fd/1" "$(target "$FPID" 1)" "$T/out"
	fi
	is "$mode: its stderr is the workload's" "$(target "$FPID" 2)" "$T/err"
	wrong=
	for fd in $(fds "$FPID"); do
		[ "$fd" -gt 2 ] || continue
		[[ $(target "$FPID" "$fd") == "anon_inode:"* ]] || wrong+=" $fd is $(target "$FPID" "$fd")"
		[ $((0$(flags "$FPID" "$fd") & 02000000)) != 0 ] || wrong+=" $fd is open on exec"
	done
	is_sanitized || is "$mode: above them it has files of its own alone, closed on exec" "$wrong" ""
	like "$mode: the workload has what it was given" " $(fds "$(workload)") " " 3 7 .*200 "
	end

	# ---- Whoever reads what the workload writes sees its end
	# (opened by what becomes foster: unshare would keep it open)
	read_to_end "$T/seven"
	UNDER=(sh -c 'exec "$@" 7>"$0"' "$T/seven")
	launch "$mode" -- sh -c 'echo words >&7; exec 7>&- 1>&- 0<&-; exec "$0" -o "$1"' "$witness" "$T/witness.$mode"
	wait "$reader"
	is "$mode: a reader of what the workload writes to 7 sees its end while it runs" "$(cat "$T/read")" "words, the end"
	end
	read_to_end "$T/output"
	rm -f "$T/witness.$mode"
	UNDER=(sh -c 'exec "$@" >"$0"' "$T/output")
	launch "$mode" -- sh -c 'echo words; exec >&-; exec "$0" -o "$1"' "$witness" "$T/witness.$mode"
	await ready "$T/witness.$mode"
	[ "$mode" = alone ] || end
	wait "$reader"
	is "$mode: so does a reader of its stdout, which PID 1 keeps to its own end" "$(cat "$T/read")" "words, the end"
	[ "$mode" = pid1 ] || end

	# ---- What others in a container reach as PID 1's files
	if [ "$mode" = pid1 ]; then
		for name in foster tini dumb-init catatonit; do
			ln -sf "$FOSTER" "$T/$name"
			got=$(echo typed | in_pidns "$T/$name" -- sh -c 'sh -c "echo written >/proc/1/fd/1; cat /proc/1/fd/0"' | cat)
			is "$mode: $name: /proc/1/fd/1 and /proc/1/fd/0 work" "$got" "written"$'\n'"typed"
		done
		mkfifo "$T/console"
		exec 9<>"$T/console"
		IN=$T/console launch "$mode" -- "$witness"
		await ready
		nsenter -t "$FPID" -m "${ENTER[@]}" sh -c 'echo stop >/proc/1/fd/0'
		IFS= read -rt 10 typed <&9
		is "$mode: a console: what is written to /proc/1/fd/0 comes to the workload's stdin" "$typed" stop
		end
		exec 9>&-
	fi

	# ---- 0 to 2 closed
	ENTRY=(-c 0 -c 1 -c 2)
	launch "$mode" -v -- "$witness" -o "$T/closed.$mode"
	await ready "$T/closed.$mode"
	wait_until has_let_go
	is "$mode: with 0 to 2 closed its own never land there" \
		"$(target "$FPID" 0) $(target "$FPID" 1) $(target "$FPID" 2)" "/dev/null /dev/null /dev/null"
	"$send" "$FPID" 10
	check "$mode: and it works" wait_until has_line "$T/closed.$mode" "10 .*"
	end

	# ---- A stderr that is full
	exec 8<>"$T/narrow"
	dd if=/dev/zero of="$T/narrow" bs=4096 count=100 oflag=nonblock status=none 2>/dev/null
	ERR=$T/narrow launch "$mode" -v -- "$witness"
	await ready
	before=$(flags "$FPID" 2)
	"$send" "$FPID" 10 12 1
	check "$mode: a full stderr holds nothing up" wait_until has_line "$T/out" "12 .*"
	wait_until has_line "$T/out" "1 .*"
	wait_until has_line "$T/out" "10 .*"
	is "$mode: its flags stay as they are" "$(flags "$FPID" 2)" "$before"
	is "$mode: the workload's, too" "$(flags "$(workload)" 2)" "$before"
	is "$mode: it doesn't wait for room" $((0$before & 04000)) 0
	dd if="$T/narrow" of=/dev/null bs=4096 iflag=nonblock status=none 2>/dev/null
	"$send" "$FPID" 28
	read -rt 10 lost <&8
	read -rt 10 next <&8
	like "$mode: what was lost is counted, once there is room again" "$lost" "foster\[[0-9]+\]: 4 messages could not be written$"
	like "$mode: and the next message follows" "$next" "foster\[[0-9]+\]: SIGWINCH from"
	dd if=/dev/zero of="$T/narrow" bs=4096 count=100 oflag=nonblock status=none 2>/dev/null
	end
	is "$mode: nor is the end held up" "$STATUS" 137
	ERR=$T/narrow launch "$mode" -v --sweep 100ms -t 100ms -- sh -c '"$0" -i 15 & exec "$0" -i 15' "$HELPERS/stubborn"
	wait_until has_lines "$T/out" "ready .*" 2
	kill -TERM "$FPID"
	finish
	is "$mode: nor a stop, nor a sweep" "$STATUS" 137
	exec 8>&-

	# ---- A stderr that is gone
	exec 8<>"$T/narrow"
	ERR=$T/narrow launch "$mode" -v -- "$witness" -q 15 -x 6
	await ready
	exec 8>&-
	"$send" "$FPID" 10
	wait_until has_line "$T/out" "10 .*"
	"$send" "$FPID" 12 28
	wait_until has_line "$T/out" "12 .*"
	kill -TERM "$FPID"
	finish
	is "$mode: a stderr without a reader ends nothing" "$STATUS" 6
	is "$mode: and its SIGPIPE isn't forwarded" "$(lines "$T/out" "13 .*")" 0
	ENTRY=(-c 2)
	run "$mode" -v -- "$HELPERS/die" 6
	is "$mode: a closed stderr" "$STATUS" 6
	ERR=/dev/full run "$mode" -vvv -- "$HELPERS/die" 6
	is "$mode: /dev/full as stderr" "$STATUS" 6
done

# ---- A stderr that is a socket, and full
if command -v python3 >/dev/null; then
	UNDER=(python3 -c '
import os, socket, sys
ours, theirs = socket.socketpair()
theirs.setblocking(False)
try:
    while True:
        theirs.send(b"x" * 4096)
except BlockingIOError:
    pass
theirs.setblocking(True)
os.set_inheritable(ours.fileno(), True)
os.dup2(theirs.fileno(), 2)
theirs.close()
os.execvp(sys.argv[1], sys.argv[1:])')
	launch alone -v -- "$witness" -q 15 -x 6
	await ready
	is "a socket's flags stay as they are" $((0$(flags "$FPID" 2) & 04000)) 0
	"$send" "$FPID" 10
	check "a full socket as stderr holds nothing up" wait_until has_line "$T/out" "10 .*"
	kill -TERM "$FPID"
	finish
	is "to the end" "$STATUS" 6
else
	skip_one "a full socket as stderr" "no python3 to make it"
fi

# ---- Without /dev/null
if is_root && has_pid1; then
	for mode in "${MODES[@]}"; do
		UNDER=(unshare --mount sh -c 'mount -t tmpfs none /dev && exec "$@"' sh)
		launch "$mode" -v -- "$witness" -q 15 -x 6
		await ready
		"$send" "$FPID" 10
		check "$mode: without /dev/null it works" wait_until has_line "$T/out" "10 .*"
		[ "$mode" = pid1 ] || unlike "$mode: and still lets go of the workload's output" "$(target "$FPID" 1)" "$T/out"
		kill -TERM "$FPID"
		finish
		is "$mode: to the end" "$STATUS" 6
	done
else
	skip_one "without /dev/null" "it takes root and mount(2)"
fi

# ---- A directory that foster was started in isn't pinned
if is_root && mkdir "$T/mount" && mount -t tmpfs none "$T/mount" 2>/dev/null; then
	cd "$T/mount" || exit
	launch alone -- sh -c 'cd / && exec "$0"' "$witness"
	cd / || exit
	await ready
	wait_until has_let_go
	check "a mount that foster was started in can be unmounted" umount "$T/mount"
	end
else
	skip_one "a mount that foster was started in can be unmounted" "it takes root and mount(2)"
fi

done_testing
