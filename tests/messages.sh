#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What foster says: which message at which level, as text and as JSON, with any bytes in a process's name, and the
# sentence at its end. Every event that can be brought about here is.
. "$(dirname "$0")/lib.sh"

witness=$HELPERS/witness
stubborn=$HELPERS/stubborn
send=$HELPERS/send

# ---- JSON: one object a line, by a strict parser
# json: foster's messages, one a line as NAME=VALUE words in a fixed order; or what is wrong with them
json() {
	python3 -c '
import datetime, json, re, sys
names = ["event", "level", "pid", "name", "signal", "sent", "status", "reason", "elapsed_ms", "killed", "sender_pid", "sender_uid"]
for line in open(sys.argv[1], "rb").read().split(b"\n")[:-1]:
    try:
        said = json.loads(line.decode("utf-8", "strict"), object_pairs_hook=lambda pairs: dict(pairs) if
                          len(dict(pairs)) == len(pairs) else sys.exit("a field stands twice"))
    except ValueError as error:
        sys.exit(f"{error}: {line!r}")
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", said["time"]):
        sys.exit("time " + said["time"])
    age = datetime.datetime.now(datetime.timezone.utc) - datetime.datetime.fromisoformat(said["time"][:-1] + "+00:00")
    if abs(age.total_seconds()) > 60:
        sys.exit("time " + said["time"])
    if not isinstance(said["message"], str) or not said["message"] or said["program"] != "foster" or set(said) - set(names) - {"time", "message", "program"}:
        sys.exit(f"fields: {said}")
    if re.search(r"[\x00-\x1f\x7f-\x9f]", line.decode()):
        sys.exit(f"control characters: {line!r}")
    print(*(f"{name}=" + str(said[name]).encode("unicode_escape").decode() for name in names if name in said))
' "$T/err" 2>&1
}

KNOWN=$(sed -n 's/.*X(EVENT_[A-Z]*, "\([a-z]*\)", LEVEL_\([A-Z]*\)).*/\1 \2/p' "$TESTS/../src/base/event.h")
SEEN=

# says TEXT REGEX: whether a line of the messages that json gives fits; notes the events on the way
says() {
	if [[ -z $SAID ]]; then not_ok "$1" "no message"; return; fi
	SEEN+=" $(sed -n 's/^event=\([a-z]*\) level=\([a-z]*\).*/\1:\2/p' <<<"$SAID" | sort -u | xargs)"
	if grep -qxE -- "$2" <<<"$SAID"; then ok "$1"; else not_ok "$1" "got:  $SAID" "want: $2"; fi
}

if ! command -v python3 >/dev/null; then
	skip_one "JSON" "no python3 to read it with"
else
	for mode in "${MODES[@]}"; do
		from="sender_pid=[0-9]+ sender_uid=$EUID"
		[ "$mode" = alone ] || from="sender_pid=0 sender_uid=[0-9]+"
		launch "$mode" -vvv --log-format json -r HUP:USR2,QUIT:0 --stop-signal INT/100ms,none/50ms,TERM/100ms -- \
			"$witness" -n "$(printf 'a"b\\c\n\033[31m\001\377')"
		await ready
		"$send" "$FPID" 10 1 3 32
		wait_until has_line "$T/out" "32 .*"
		kill -TERM "$FPID"
		finish
		SAID=$(json)
		says "$mode: json: start" "event=start level=info pid=[0-9]+ name=.*witness"
		says "$mode: json: forward" "event=forward level=info pid=[0-9]+ signal=SIGUSR1 sent=SIGUSR1 $from"
		says "$mode: json: forward, rewritten" "event=forward level=info pid=[0-9]+ signal=SIGHUP sent=SIGUSR2 $from"
		says "$mode: json: forward, without a name" "event=forward .*signal=(signal )?32 sent=(signal )?32 .*"
		says "$mode: json: drop" "event=drop level=info .*signal=SIGQUIT $from"
		says "$mode: json: stop" "event=stop level=info .*signal=SIGTERM sent=SIGINT $from"
		says "$mode: json: step" "event=step level=info .*sent=SIGTERM $from"
		says "$mode: json: kill" "event=kill level=warning pid=[0-9]+ name=a\"b.+ signal=SIGTERM sent=SIGKILL reason=reads elapsed_ms=2[5-9][0-9]"
		says "$mode: json: ended" "event=ended level=info pid=[0-9]+ signal=SIGKILL status=137"
		says "$mode: json: end" "event=end level=info signal=SIGTERM status=137 elapsed_ms=[0-9]+ killed=1 $from"
		run "$mode" --log-format=json -- "$HELPERS/die" -11
		SAID=$(json)
		says "$mode: json: crash" "event=crash level=warning pid=[0-9]+ signal=SIGSEGV( status=139)?"
		run "$mode" --log-format=json --warn-reap -- "$HELPERS/orphans" -a -c 3 1 0
		SAID=$(json)
		says "$mode: json: orphan" "event=orphan level=warning pid=[0-9]+ status=3"
		run "$mode" --log-format=json -vv -- "$HELPERS/orphans" -a -c 3 1 0
		SAID=$(json)
		says "$mode: json: reap" "event=reap level=debug pid=[0-9]+ status=3"
		run "$mode" --log-format=json -v --sweep 100ms -- sh -c '"$0" -n x -i 15 & until [ -s "$1" ]; do :; done' \
			"$stubborn" "$T/out"
		SAID=$(json)
		says "$mode: json: sweep" "event=sweep level=info.*"
		says "$mode: json: ask" "event=ask level=info pid=[0-9]+ name=x sent=SIGTERM reason=it is foster's child"
		says "$mode: json: killed by the sweep" "event=kill level=warning pid=[0-9]+ name=x signal=SIGTERM sent=SIGKILL reason=ignores elapsed_ms=[0-9]+"
		launch "$mode" -v --sweep 200ms --log-format json -- sh -c 'trap "" TERM; "$0" -n deaf & exec "$0" -b 15 -C 12 -n blocked' \
			"$stubborn"
		wait_until has_lines "$T/out" "ready.*" 2
		kill -TERM "$FPID"
		wait_until has_lines "$T/err" '.*"waiting".*' 2
		kill -USR2 "$FPID"
		finish
		SAID=$(json)
		says "$mode: json: refused" "event=refused level=warning pid=[0-9]+ signal=SIGTERM reason=blocks"
		says "$mode: json: waiting" "event=waiting level=warning pid=[0-9]+ name=deaf signal=SIGTERM reason=ignores"
		launch "$mode" -v --sweep 200ms --log-format json -- "$stubborn" -c 15 -C 12
		await ready
		kill -TERM "$FPID"
		wait_until holds "$T/err" '"busy"'
		kill -USR2 "$FPID"
		finish
		SAID=$(json)
		says "$mode: json: busy" "event=busy level=info pid=[0-9]+ name=stubborn signal=SIGTERM reason=catches"
		run "$mode" --log-format=json -- "$(printf '/no/such\033[31m"\\\n\tfile\377\302\233')"
		SAID=$(json)
		says "$mode: json: error" "event=error level=error.*"
		is "$mode: json: whose status is 127" "$STATUS" 127
	done
	mkfifo "$T/narrow"
	exec 8<>"$T/narrow"
	dd if=/dev/zero of="$T/narrow" bs=4096 count=100 oflag=nonblock status=none 2>/dev/null
	ERR=$T/narrow launch alone -v --log-format json -- "$witness"
	await ready
	dd if="$T/narrow" of=/dev/null bs=4096 iflag=nonblock status=none 2>/dev/null
	"$send" "$FPID" 10
	read -rt 10 line <&8
	echo "$line" >"$T/err"
	SAID=$(json)
	says "json: lost" "event=lost level=warning"
	exec 8>&-
	kill -KILL "$(workload)"
	finish
	UNDER=(env FOSTER_NO_SUCH=x)
	run alone --log-format json -- true
	SAID=$(json)
	says "json: warning" "event=warning level=warning"
	if is_root && command -v setpriv >/dev/null; then
		UNDER=(setpriv --bounding-set=-kill --inh-caps=-kill)
		launch alone --log-format json -- setpriv --reuid 65534 --clear-groups "$witness" -q 30
		await ready
		"$send" "$FPID" 10
		wait_until holds "$T/err" undelivered
		SAID=$(json)
		says "json: undelivered" "event=undelivered level=warning pid=[0-9]+ sent=SIGUSR1"
		kill -PWR "$(workload)"
		finish
	else
		skip_one "json: undelivered" "it takes root and setpriv"
	fi
	for event in $(tr ' ' '\n' <<<"$SEEN" | sort -u); do
		level=${event#*:}
		check "the event ${event%:*} is one of the table's, with its level" \
			grep -qx "${event%:*} ${level^^}" <<<"$KNOWN"
	done
fi

# ---- Text: one line a message, and nothing that a terminal would act on
for mode in "${MODES[@]}"; do
	for name in $'red\033[31m' $'bell\a\b' $'two\nlines' $'c1\302\233x' $'raw\233' $'half\303' $'del\177' $'\303\244' '%s%n' ' '; do
		launch "$mode" -t 50ms -- "$stubborn" -i 15 -n "$name"
		await ready
		kill -TERM "$FPID"
		finish
		plain=$(LC_ALL=C.UTF-8 grep -caP '^foster\[[0-9]+\]: killing [0-9]+ \([^\x00-\x1f\x7f-\x9f]+\), which ' "$T/err")
		is "$mode: a process may be called $(printf %q "$name")" "$plain $(wc -l <"$T/err")" "1 1"
	done
	run "$mode" -- $'/no/such\033[31m\nfoster[1]: fake\tfile\377'
	is "$mode: so may a command" "$(wc -l <"$T/err") $(LC_ALL=C grep -c '[^ -~]' "$T/err")" "1 0"
done
unlike "an umlaut stays readable in the log" "$(launch alone -t 50ms -- "$stubborn" -i 15 -n $'\303\244'
	await ready
	kill -TERM "$FPID"
	finish
	err)" '\\x'

# ---- Levels
for mode in "${MODES[@]}"; do
	launch "$mode" -- "$witness" -q 10 -x 3
	await ready
	"$send" "$FPID" 1 28
	"$send" "$FPID" 10
	finish
	is "$mode: a life without trouble is no news" "$STATUS$(err)" 3
	run "$mode" -v -- "$HELPERS/die" 3
	is "$mode: every line is foster[PID]: and a sentence" "$(lines "$T/err" 'foster\[[0-9]+\]: .*[^ .]')" "$(wc -l <"$T/err")"
	like "$mode: -v: the start" "$(err)" "die runs as pid [0-9]+"
	like "$mode: -v: the workload's end" "$(err)" "the workload, pid [0-9]+, has exited with status 3"
	like "$mode: -v: the last line is why foster ends" "$(tail -n 1 "$T/err")" \
		"ending with status 3: the workload ended by itself, and foster killed nothing"
	run "$mode" -v -e 3:4 -- "$HELPERS/die" 3
	like "$mode: -v: and what --exit-code made of the status" "$(tail -n 1 "$T/err")" "status 4 .*3"
	run "$mode" -v -- "$HELPERS/die" -10
	like "$mode: -v: ended by a signal" "$(err)" "the workload, pid [0-9]+, was ended by SIGUSR1"
	launch "$mode" -v -t 100ms -- "$stubborn" -i 15
	await ready
	kill -TERM "$FPID"
	finish
	like "$mode: -v: who asked, how long it took and who was killed" "$(tail -n 1 "$T/err")" \
		"status 137: SIGTERM from (pid $$ \(uid $EUID\)|outside the container) asked to stop [0-9]+ms ago, .*killed 1"
	launch "$mode" -v -- "$stubborn"
	await ready
	kill -TERM "$FPID"
	finish
	like "$mode: -v: nothing was killed" "$(tail -n 1 "$T/err")" "status 143: .* asked to stop .* ago, and foster killed nothing"
done

is "a signal is told by its name in every sentence" \
	"$(grep -nE 'signal %d|SIG%d|signal %u' "$TESTS"/../src/*/*.c)" ""

# ---- A workload that is ended by a signal that foster didn't send
for mode in "${MODES[@]}"; do
	run "$mode" -- "$HELPERS/die" -11
	like "$mode: SIGSEGV is news" "$STATUS $(err)" "^139 foster.*: the workload was ended by SIGSEGV, which foster did not send"
	run "$mode" -- "$HELPERS/die" -9
	like "$mode: SIGKILL may be the OOM killer's" "$STATUS $(err)" "^137 .*SIGKILL.*(OOM|memory)"
	launch "$mode" -- "$stubborn"
	await ready
	"$send" "$FPID" 11
	finish
	is "$mode: SIGSEGV that foster forwarded isn't" "$STATUS$(err)" 139
	run "$mode" -- "$HELPERS/die" -13
	is "$mode: nor SIGPIPE, which is everyday" "$STATUS$(err)" 141
done
cgroup=$(sed -n 's/^0:://p' /proc/self/cgroup)
if is_root && [ -n "$cgroup" ]; then
	cat >"$T/oom" <<-'END'
		mount -t tmpfs none /sys/fs/cgroup && mkdir -p "/sys/fs/cgroup$0" &&
		printf 'low 0\nhigh 0\nmax 4\noom 2\noom_kill 3\n' >"/sys/fs/cgroup$0/memory.events" && exec "$@"
	END
	UNDER=(unshare --mount sh -c "$(<"$T/oom")" "$cgroup")
	run alone -- "$HELPERS/die" -9
	like "the memory cgroup's count is told" "$(err)" "memory.*oom_kill 3"
else
	skip_one "the memory cgroup's count is told" "it takes root and cgroup 2"
fi

# ---- One a second
if is_root && command -v setpriv >/dev/null; then
	UNDER=(setpriv --bounding-set=-kill --inh-caps=-kill)
	launch alone -- setpriv --reuid 65534 --clear-groups "$witness" -q 30
	await ready
	"$send" "$FPID" 10
	wait_until has_lines "$T/err" ".*cannot send.*" 1
	"$send" "$FPID" 10 12 1
	nap 1.1
	"$send" "$FPID" 10
	check "a second later a failed delivery is told again" wait_until has_lines "$T/err" ".*cannot send.*" 2
	nap 0.05
	is "but not each time" "$(lines "$T/err" ".*cannot send.*")" 2
	kill -PWR "$(workload)"
	finish
else
	skip_one "one warning a second" "it takes root and setpriv"
fi

# ---- Bytes that are a control character to a terminal which doesn't know UTF-8 (9b begins an escape sequence)
name=$'/no/such/\xc4\x9b31m\xf0\x9f\x98\x80'
for locale in C POSIX en_US.ISO-8859-1 ''; do
	UNDER=(env "LC_ALL=$locale" LANG=)
	run alone -- "$name"
	like "in the locale '$locale' they are escaped" "$STATUS $(err)" '^127 .*/no/such/\\xc4\\x9b31m\\xf0\\x9f\\x98\\x80: '
done
for variable in LC_ALL=C.UTF-8 LC_CTYPE=de_DE.utf8 LANG=C.UTF-8; do
	UNDER=(env -u LC_ALL "$variable")
	run alone -- "$name"
	check "with $variable they are letters" holds "$T/err" "$name: "
done
UNDER=(env LC_ALL=C.UTF-8)
run alone --log-format json -- "$name"
check "in JSON they are escaped as such" holds "$T/err" '/no/such/\u011b31m\ud83d\ude00: '

# ---- A parser of JSON gets back what came in; for what is no UTF-8, what Unicode recommends, as Python follows it
if command -v python3 >/dev/null; then
	is "any bytes pass through JSON" "$(python3 - "$FOSTER" <<-'END'
		import json, random, subprocess, sys
		leads, others = b"\x7f\x80\xbf\xc0\xc1\xc2\xdf\xe0\xe1\xec\xed\xee\xef\xf0\xf1\xf3\xf4\xf5\xff", b"a\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0"
		edges = [bytes(some) for a in leads for b in others for some in [(a, b)] + [(a, b, c, d) for c in others for d in (97, 128, 191)]]
		random.seed(1)
		random.shuffle(edges)
		names = [b"/no/" + b"/".join(edges[i:i + 60]) for i in range(0, len(edges), 60)]
		every = [chr(c) for c in (*range(1, 0x300), *range(0x2000, 0x2070), 0x61c, 0xd7ff, 0xe000, 0xfeff, 0xfffd, 0xffff, 0x10000, 0x1f600, 0x10ffff)]
		names += ["".join(["/no/", *every[i:i + 200]]).encode() for i in range(0, len(every), 200)]
		for name in names:
		    said = subprocess.run([sys.argv[1], "--log-format", "json", "--", name], capture_output=True).stderr
		    got, want = json.loads(said.decode())["message"], "cannot run " + name.decode("utf-8", "replace") + ": no such file"
		    if got.partition(": no such file")[0] + ": no such file" != want: # a hint follows where there is a blank
		        sys.exit(print(f"{name}: got {got!r}, want {want!r}"))
		print("as", len(names) > 20)
	END
	)" "as True"
fi

done_testing
