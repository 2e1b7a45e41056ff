#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The end, told in a file (--termination-log): what is there, that what the workload wrote stays, and that nothing about
# that file changes a status, or holds foster up.
. "$(dirname "$0")/lib.sh"

stubborn=$HELPERS/stubborn
inner=$FOSTER
log=$T/log

# begin MODE WORD...: launches foster with an empty file to write to
begin() {
	local mode=$1
	shift
	: >"$log"
	launch "$mode" --termination-log "$log" "$@"
}

told() {
	echo "$(<"$log")"
}

# ---- How it ended
for mode in "${MODES[@]}"; do
	begin "$mode" -- "$HELPERS/die" 3
	finish
	is "$mode: an exit, without -v" "$STATUS $(told)$(err)" \
		"3 ending with status 3: the workload ended by itself, and foster killed nothing"
	begin "$mode" --log-format json -v -e 3:4 -- "$HELPERS/die" 3
	finish
	is "$mode: it is text where messages are JSON" "$STATUS $(told)" \
		"4 ending with status 4 (--exit-code made it of 3): the workload ended by itself, and foster killed nothing"
	begin "$mode" -- "$HELPERS/die" -11
	finish
	like "$mode: a crash" "$STATUS $(told)" "^139 the workload was ended by SIGSEGV, which foster did not send[^"$'\n'"]*"$'\n'"ending with status 139: the workload was ended by SIGSEGV, and foster killed nothing$"
	UNDER=(env FOSTER_AS=tini "FOSTER_TERMINATION_LOG=$log")
	: >"$log"
	launch "$mode" -- "$HELPERS/die" -9
	finish
	like "$mode: SIGKILL, with a hint at the OOM killer, in tini's place" "$STATUS $(told)" "^137 .*SIGKILL.*(OOM|memory).*"$'\n'"ending .* SIGKILL"
	begin "$mode" -t 100ms -- "$stubborn" -i 15 -n $'red\033[31m\303\244'
	await ready
	kill -TERM "$FPID"
	finish
	like "$mode: who asked, who was killed, why" "$STATUS $(told)" \
		"^137 killing [0-9]+ \(red\\\\x1b\[31m"$'\303\244'"\), which ignores SIGTERM, .*--stop-timeout\)"$'\n'"ending with status 137: SIGTERM from .* asked to stop.*, and foster killed 1$"
	# shellcheck disable=SC2016
	begin "$mode" --sweep 50ms -- sh -c 'i=0; while [ $i -lt 40 ]; do
		i=$((i + 1)); "$0" -i 15 -n "stubborn-as-$i" & done; until [ "$(grep -c ready "$1")" = 40 ]; do sleep 0.01; done' "$stubborn" "$T/out"
	finish 30
	like "$mode: more than fit are counted" "$STATUS $(told)" "^0 killing .* \(stubborn-as-[0-9]+\), .*"$'\n'"and [0-9]+ more messages"$'\n'"ending .* killed 40$"
	check "$mode: in no more than Kubernetes reads: $(wc -c <"$log")" test "$(wc -c <"$log")" -le 4096
	is "$mode: and none half" "$(grep -cvE '^(ending .*[0-9]|killing .*\)|and [0-9]+ more messages)$' "$log")" 0
	begin "$mode" -P
	wait_until has_begun
	kill -TERM "$FPID"
	finish
	like "$mode: a pause" "$STATUS $(told)" "^0 ending the pause with status 0: SIGTERM .* asked for it$"
done

# ---- What could not be run
for mode in "${MODES[@]}"; do
	begin "$mode" -- /no/such
	finish
	is "$mode: no such command" "$STATUS $(told)" "127 cannot run /no/such: no such file"
	UNDER=(env FOSTER_AS=dumb-init "FOSTER_TERMINATION_LOG=$log")
	: >"$log"
	launch "$mode" -- "$T"
	finish
	like "$mode: one that can't be run" "$STATUS $(told)" "^2 cannot run $T: it is a directory"
	: >"$log"
	UNDER=(env "FOSTER_STOP_TIMEOUT=soon" FOSTER_SHIELD=maybe "FOSTER_TERMINATION_LOG=$log")
	run "$mode" -- true
	want=
	[ "$mode" = alone ] || want="FOSTER_STOP_TIMEOUT: 'soon' is no duration"
	like "$mode: misuse, where foster is the container's init" "$STATUS $(told)" "^125 $want"
	[ "$mode" = pid1 ] || is "$mode: else not" "$(told)" ""
	UNDER=(env "FOSTER_TERMINATION_LOG=$log")
	run "$mode" --kill TERM x
	[ "$mode" = pid1 ] || is "$mode: nor what a tool says" "$STATUS $(told)" "125 "
	for file in log ./log ''; do
		run "$mode" --termination-log "$file" -- true
		like "$mode: '$file' is no absolute path" "$STATUS $(err)" "^125 .*--termination-log: ('log'|'./log'|an empty word) is no absolute path"
	done
	check "$mode: and is not written to" test ! -e "$PWD/log"
done

# ---- Beside the workload's own
for mode in "${MODES[@]}"; do
	begin "$mode" -- sh -c 'printf "I am done" >"$0"; exit 5' "$log"
	finish
	is "$mode: what the workload wrote stays" "$STATUS $(told)" $'5 I am done\nending with status 5: the workload ended by itself, and foster killed nothing'
	begin "$mode" -- sh -c 'for file in /proc/$PPID/fd/*; do readlink "$file"; done' "$log"
	finish
	unlike "$mode: the file isn't open meanwhile" "$(out)" "$log"
	cp "$FOSTER" "$T/docker-init"
	: >"$log"
	UNDER=(env "FOSTER_TERMINATION_LOG=$log")
	FOSTER=$T/docker-init run "$mode" -- "$inner" -- "$HELPERS/die" 3
	is "$mode: of two fosters the upper one tells" "$STATUS $(wc -l <"$log")" "3 1"
done

# ---- What is no file to write to is a warning; the status stays
mkfifo "$T/fifo" "$T/read-fifo"
exec {READER}<>"$T/read-fifo"
: >"$T/target"
ln -s "$T/target" "$T/link"
for mode in "${MODES[@]}"; do
	while read -r file why; do
		run "$mode" --termination-log "$file" -- "$HELPERS/die" 3
		like "$mode: $file" "$STATUS $(err)" "^3 foster\[[0-9]+\]: cannot append to $file: $why$"
	done <<-END
		$T/missing no such file or directory
		$T/fifo no regular file
		$T/read-fifo no regular file
		$T/link no regular file
		$T it is a directory
		/dev/null no regular file
		/dev/full no regular file
	END
done
is "a link's target is left alone" "$(wc -c <"$T/target")" 0
check "no file was made" test ! -e "$T/missing"
exec {READER}>&-

# in_mounts SCRIPT: sets UNDER to what runs the script in mounts of its own, and then foster
in_mounts() {
	UNDER=(unshare --mount sh -c "$1"' && shift && exec "$@"' "$log" "$T")
}
if is_root && unshare --mount true 2>/dev/null; then
	# shellcheck disable=SC2016
	in_mounts 'mount -t tmpfs -o size=4k,nr_inodes=9 none "$1" && head -c 4090 /dev/zero >"$0"'
	run alone --termination-log "$log" -- "$HELPERS/die" 3
	like "a disk that is full" "$STATUS $(err)" "^3 .*: no space left$"
	if command -v setpriv >/dev/null; then
		: >"$log"
		chmod 666 "$log"
		# shellcheck disable=SC2016
		in_mounts 'mount --bind "$1" "$1" && mount --bind "$0" "$0" && mount -o remount,bind,ro "$1"'
		UNDER+=(setpriv --reuid 65534 --regid 65534 --clear-groups)
		run alone --termination-log "$log" -- "$HELPERS/die" 3
		like "another user, all read-only, and the file mounted" "$STATUS $(err)$(told)" "^3 ending with status 3"
		# shellcheck disable=SC2016
		in_mounts 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"'
		run alone --termination-log "$log" -- "$HELPERS/die" 3
		like "and where the file isn't mounted" "$STATUS $(err)" "^3 .*: read-only file system$"
	fi
else
	skip_one "a full disk, a read-only one" "it takes root"
fi
for call in fork poll,ppoll; do
	: >"$log"
	UNDER=("$HELPERS/refuse" "$call")
	run alone --termination-log "$log" -- "$HELPERS/die" 3
	[ "$STATUS" = 77 ] && skip_one "where $call is refused" "there is no such call" && continue
	case $call in
	fork) like "where $call is refused that is a warning" "$STATUS $(told) $(err)" "^3  .*cannot append to $log: operation not permitted$" ;;
	*) like "where $call is refused it is told all the same" "$STATUS $(told)" "^3 ending with status 3" ;;
	esac
done

# ---- What writes leaves nothing behind, and what else runs inside a container doesn't tell of its own end
if command -v python3 >/dev/null; then
	: >"$log"
	is "the child that writes is reaped" "$(python3 - "$FOSTER" --termination-log "$log" -- "$HELPERS/die" 3 <<-'END'
		import ctypes, os, sys
		ctypes.CDLL(None).prctl(36, 1, 0, 0, 0) # orphans are ours
		pid = os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:])
		status = os.waitpid(pid, 0)[1]
		try:
		    print(os.waitstatus_to_exitcode(status), os.waitpid(-1, os.WNOHANG))
		except ChildProcessError:
		    print(os.waitstatus_to_exitcode(status), "none left")
	END
	) $(grep -c ending "$log")" "3 none left 1"
else
	skip_one "the child that writes is reaped" "no python3"
fi
if has_pid1; then
	: >"$log"
	# shellcheck disable=SC2034 # launch uses it
	UNDER=(env FOSTER_TERMINATION_LOG="$log")
	launch pid1 -- sh -c 'sh -c "\"\$0\" false; \"\$0\" /no/such; :" "$0"; exit 5' "$inner"
	finish
	is "one that runs inside leaves the variable to PID 1" "$STATUS $(told)" \
		"5 ending with status 5: the workload ended by itself, and foster killed nothing"
fi

# ---- A file system that hangs
# Every open(2) with O_APPEND waits for an answer that never comes: seccomp_unotify(2).
cat >"$T/hang" <<'END'
import ctypes, os, platform, socket, struct, sys
numbers = {"x86_64": (257, 317), "aarch64": (56, 277)}
if platform.machine() not in numbers: sys.exit(77)
openat, seccomp = numbers[platform.machine()]
ours, theirs = socket.socketpair()
child = os.fork()
if child == 0:
    code = [(0x20, 0, 0, 0), (0x15, 0, 2, openat), (0x20, 0, 0, 32), (0x45, 1, 0, os.O_APPEND), (6, 0, 0, 0x7fff0000), (6, 0, 0, 0x7fc00000)]
    filter = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in code))
    class Program(ctypes.Structure): _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(38, 1, 0, 0, 0)
    fd = libc.syscall(seccomp, 1, 8, ctypes.byref(Program(len(code), ctypes.addressof(filter))))
    if fd < 0: os._exit(77)
    socket.send_fds(theirs, [b"x"], [fd])
    os.close(fd)
    os.execv(sys.argv[1], sys.argv[1:])
theirs.close()
held = socket.recv_fds(ours, 1, 1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
END
if command -v python3 >/dev/null; then
	: >"$log"
	timeout -s KILL 30 python3 "$T/hang" "$FOSTER" --termination-log "$log" -- "$HELPERS/die" 3 2>"$T/err"
	STATUS=$?
	if [ "$STATUS" = 77 ]; then
		skip_one "a file system that hangs" "no seccomp_unotify here"
	else
		like "a file system that hangs" "$STATUS $(err)" "^3 .*cannot append to $log: timed out$"
	fi
else
	skip_one "a file system that hangs" "no python3"
fi

done_testing
