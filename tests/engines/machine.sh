#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# foster as PID 1 of a whole machine (init=/sbin/foster): a user-mode Linux, which is a real kernel, 6.1 in Debian 12, as
# an ordinary process. The kernel's own threads are there; they are no leftovers, cost no time, and get no line.
. "${0%/*}/engine.sh"

needs linux.uml busybox

mkdir -p "$T/root"/{bin,sbin,proc,dev,tmp}
cp "$(command -v busybox)" "$T/root/bin/busybox"
for name in sh sleep mount ps kill; do
	ln -s busybox "$T/root/bin/$name"
done
cp "$FOSTER" "$T/root/sbin/foster"
cp "$HELPERS/stubborn" "$T/root/bin/"

# boot OPTION...: a machine whose PID 1 is foster with these options and the job on stdin, to its end; what it wrote
# goes to $T/out. It ends in a panic, as every machine does whose PID 1 ends; the panic tells the status.
boot() {
	printf '#!/bin/sh\nmount -t proc proc /proc\n%s\n' "$(cat)" >"$T/root/bin/job"
	printf '#!/bin/sh\nexec /sbin/foster %s -- /bin/job\n' "$*" >"$T/root/sbin/start"
	chmod 755 "$T/root/bin/job" "$T/root/sbin/start"
	{
		TMPDIR=$T timeout -s KILL 60 linux.uml root=/dev/root rootfstype=hostfs "rootflags=$T/root" ro mem=64M quiet \
			panic=-1 con0=null,fd:1 con=null init=/sbin/start >"$T/out" 2>&1 </dev/null
	} 2>/dev/null # bash says that it was aborted
	STATUS=$(sed -n 's/.*Attempted to kill init! exitcode=0x0000\(..\)00.*/\1/p' "$T/out")
	STATUS=$((0x${STATUS:-ff}))
}

boot -v <<'END'
echo "threads of the kernel: $(ps | grep -c '\[')"
exit 7
END
holds "$T/out" "threads of the kernel" || skip "no user-mode Linux can be run here: $(tail -n 1 "$T/out")"
unlike "the kernel's threads are there" "$(out)" "threads of the kernel: [0-5]"$'\n'
is "the status is the workload's" "$STATUS" 7
unlike "nothing is left over" "$(out)" "left over|killing|outlives"
boot -v <<'END'
sleep 1000 &
exit 5
END
is "something is left over: the status" "$STATUS" 5
like "and is asked" "$(out)" "left over and asked to end"
unlike "but nothing is killed, and nothing outlives it" "$(out)" "killing|outlives"
boot -v --sweep 300ms <<'END'
stubborn -i 15 -n deaf &
sleep 0.3
exit 4
END
is "something ignores that: the status" "$STATUS" 4
is "that one alone is killed" "$(grep -c ': killing ' "$T/out") $(grep -c 'killing [0-9]* (deaf), which ignores SIGTERM' "$T/out")" "1 1"
like "and counted" "$(out)" "and foster killed 1"
boot -v -t 500ms <<'END'
trap "" TERM
(sleep 0.2; kill -TERM 1) &
sleep 1000
END
is "a request to stop, to its end" "$STATUS" 137
is "the workload's tree is killed, and no more" "$(grep -c ': killing [0-9]* (\(job\|busybox\|sleep\))' "$T/out") $(grep -c ': killing ' "$T/out")" "2 2"
boot -v --wait tree <<'END'
(sleep 1; echo "the last one ends") &
exit 3
END
is "--wait tree: the status" "$STATUS" 3
like "--wait tree waits, and not for the kernel" "$(out)" "the last one ends"
boot <<'END'
/sbin/foster --inspect >/tmp/look 2>&1; /sbin/foster --inspect
exit 0
END
like "--inspect draws what is no thread of the kernel's" "$(out)" "would end [0-9]+ of [0-9]+ processes"
unlike "--inspect: and only that" "$(out)" "kthreadd"

done_testing
