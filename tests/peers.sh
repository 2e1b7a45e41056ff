#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# foster in the place of tini, dumb-init and catatonit, beside the real ones as Debian has them: the same command lines,
# the same signals and leftovers, side by side. A row that says "same" runs both and compares. One that says "differ"
# gives the reason, which is a defect of the peer's or a promise of foster's, and what each of them does; where a later
# release of a peer no longer has the defect, it may do as foster does. What the looks (result, streams, fate...) look
# at is said in beside.sh.
. "${0%/*}/lib.sh"
. "${0%/*}/beside.sh"

printf 'exit 0\n' >"$T/no-x"
printf '#!/no/such/interpreter\n' >"$T/no-interpreter"
printf 'echo "$0 $# $*"; exit 7\n' >"$T/no-magic"
: >"$T/empty"
printf '\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\363\0garbage' >"$T/foreign"
chmod +x "$T/no-interpreter" "$T/no-magic" "$T/empty" "$T/foreign"

# What the program exits with where foster has 125 (misuse), 127 (not found) and 126 (no program).
declare -A MISUSE=([tini]=1 [dumb-init]=1 [catatonit]=1)
declare -A NOT_FOUND=([tini]=127 [dumb-init]=2 [catatonit]=1)
declare -A NO_PROGRAM=([tini]=126 [dumb-init]=2 [catatonit]=1)

# ---- All three: a command, its end, and what can't be run

for name in tini dumb-init catatonit; do
	same "$name" result true
	same "$name" result -- true
	same "$name" result -- sh -c 'exit 3'
	same "$name" result -- sh -c 'exit 255'
	same "$name" result -- sh -c 'echo "$0 $*"; exit 4' a -b --version
	for code in 1 6 9 11 15 64; do
		same "$name" result -- "$HELPERS/die" "-$code"
	done
	MODE=pid1 same "$name" result -- "$HELPERS/die" -15
	MODE=pid1 same "$name" result -- sh -c 'exit 5'

	same "$name" streams
	same "$name" streams --
	same "$name" streams - true
	same "$name" streams -- no-such-command
	same "$name" streams -- "$T/no-such-file"
	same "$name" streams -- "$T/no-x"
	same "$name" streams -- "$T"
	same "$name" streams -- ''
	same "$name" streams -- "$T/no-interpreter"
	MODE=pid1 same "$name" streams -- no-such-command
	same "$name" result -- "$T/no-magic" a 'b  c' ''
	WITH=PATH=$T:$PATH same "$name" result -- no-magic x
	same "$name" result -- "$T/empty"
	differ "a program for another machine is no script" "127 stderr" "${NO_PROGRAM[$name]} stderr" \
		"$name" streams -- "$T/foreign"
	same "$name" streams -Z
	same "$name" streams --no-such-option

	same "$name" shape --
	MODE=pid1 same "$name" shape --
	same "$name" orphan --
	same "$name" reach --
	same "$name" left --
	for signal in 1 2 3 10 13 14 15 18 23 28 34 50; do
		SIGNAL=$signal same "$name" fate --
	done
	for signal in 20 21 22; do
		SIGNAL=$signal same "$name" suspend --
	done
done

# ---- All three: their defects, which foster doesn't copy

for name in tini catatonit; do
	differ "options behind the command are the command's; glibc's getopt takes them" "1 stderr" \
		"4$([ $name = catatonit ] || echo ' stderr')" "$name" streams sh -c 'exit 4'
	for signal in 4 5 6 7 8 11 31 32 33; do
		SIGNAL=$signal differ "it doesn't block that one" "ends the init" comes "$name" fate --
	done
	BORN="-i 17" differ "where SIGCHLD is ignored it waits for ever" hangs 5 "$name" ending -- sh -c 'exit 5'
done
SIGNAL=32 differ "the libc leaves it out" "ends the init" comes dumb-init fate --
SIGNAL=33 differ "the libc leaves it out" "ends the init" comes dumb-init fate --
BORN="-i 17" same dumb-init ending -- sh -c 'exit 5'

MODE=pid1 differ "faults that a process sends, and what the libc leaves out, are signals too" \
	"0 lost: 4 5 6 7 8 11 21 22 31 32 33" "0 lost: 21 22" tini lost --
MODE=pid1 EXCEPT="20 21 22" differ "what the libc leaves out are signals too" \
	"0 lost: 32 33" "0 lost:" dumb-init lost --
MODE=pid1 differ "faults that a process sends, and what the libc leaves out, are signals too" \
	"0 lost: 4 5 6 7 8 11 20 21 22 31 32 33" "0 lost: 20 21 22" catatonit lost --

BORN="-b 10 -i 1" same tini mask --
BORN="-b 10 -i 1" differ "what was blocked or ignored stays so in the workload" \
	"6 blocked= ignored=" "6 blocked=200 ignored=1" dumb-init mask --
BORN="-b 10 -i 1" differ "nothing but what was blocked is blocked in the workload" \
	"6 blocked=380200 ignored=1" "6 blocked=200 ignored=1" catatonit mask --

BORN="-c 0" differ "a closed stdin is no error" 1 5 tini ending -- sh -c 'exit 5'
for name in dumb-init catatonit; do
	BORN="-c 0" same "$name" ending -- sh -c 'exit 5'
done
BORN="-c 0 -c 1 -c 2" same dumb-init ending -- sh -c 'exit 5'

BORN=-l differ "socket activation works behind an init too" "6 LISTEN_PID:init" "6 LISTEN_PID:own" tini listen --
BORN=-l differ "socket activation works behind an init too" "6 LISTEN_PID:init" "6 LISTEN_PID:own" dumb-init listen --
BORN=-l same catatonit listen --

why="foster holds none of the workload's files and no mount"
differ "$why" "7:open cwd:kept" "7:closed cwd:/" tini holds_on --
differ "$why" "7:open cwd:/" "7:closed cwd:/" dumb-init holds_on --
differ "$why" "7:closed cwd:kept" "7:closed cwd:/" catatonit holds_on --

if is_root && command -v setpriv >/dev/null; then
	differ "a workload that may not be signalled is no reason to end" 1 0 tini forbidden --
	same dumb-init forbidden --
	same catatonit forbidden --
else
	skip_one "a workload that may not be signalled" "needs root and setpriv"
fi

# ---- tini

same tini streams -h
same tini streams -l
same tini streams --version
same tini streams --help
differ "--version is an option like any other" "1 stderr" "0 stdout" tini streams --version x
differ "options behind the command are the command's; glibc's getopt takes them" "0 <>" "0 <-s>" tini result echo -s

same tini result -e 3 -- sh -c 'exit 3'
same tini result -e3 -- sh -c 'exit 3'
same tini result -e 3 -- sh -c 'exit 4'
same tini result -e 3 -e 4 -- sh -c 'exit 4'
same tini result -e 0 -- true
same tini result -e 255 -- sh -c 'exit 255'
same tini result -e 143 -- "$HELPERS/die" -15
for word in 256 -1 abc 3x 3:5 1-4 stop; do
	same tini streams -e "$word" -- true
done
for word in '' ' 3' $'\t3' +3 -0 03 0x3 '3 ' ' ' 3,4 4294967299; do
	same tini result -e "$word" -- sh -c 'exit 3'
	same tini result "-e$word" -- sh -c 'exit 3'
done
differ "foster's own codes are never mapped" "0 <>" "127 <>" tini result -e 127 -- no-such-command

for word in SIGTERM SIGKILL SIGUSR1 SIGCHLD SIGSTOP SIGSYS SIGFOO 0 65 ''; do
	same tini streams -p "$word" -- true
done
for word in TERM 15 sigterm SIGPWR SIGIO SIGRTMIN; do
	differ "foster knows all signals, by all of their names" "1 stderr" "0 stderr" tini streams -p "$word" -- true
done
same tini bereaved -p SIGUSR1 --
same tini bereaved -s -p SIGTERM --
same tini bereaved -g -p SIGHUP --

for name in tini catatonit; do
	same "$name" result echo -- -n a
	same "$name" result echo a '' - -- -- -n
	same "$name" result echo --
	same "$name" result -- echo -- a
done
same tini streams -- true
BORN=-s same tini streams -- true
BORN=-s same tini orphan --
same tini streams -s -- true
MODE=pid1 same tini streams -- true
MODE=pid1 same tini streams -s -- true
for word in -v -vv -vvv -vvvv; do
	differ "messages go to stderr: stdout is the workload's" "0 stdout stderr" "0 stderr" tini streams "$word" -- true
done
differ "messages go to stderr: stdout is the workload's" "0 stdout" "0 stderr" tini streams -s -v -- true
differ "messages go to stderr: stdout is the workload's" "0 stdout" "0 stderr" tini streams -svw -- true
for value in 0 1 '' x; do
	WITH=TINI_VERBOSITY=$value same tini streams -- true
	WITH=TINI_VERBOSITY=$value same tini streams -- no-such-command
done
WITH=TINI_VERBOSITY=2 differ "messages go to stderr: stdout is the workload's" "0 stdout stderr" "0 stderr" \
	tini streams -- true
WITH=TINI_VERBOSITY=-1 differ "less than nothing isn't everything" "0 stdout stderr" 0 tini streams -- true
WITH=TINI_VERBOSITY=0 differ "the command line wins" 0 "0 stderr" tini streams -v -- true

same tini orphan -s --
WITH=TINI_SUBREAPER= same tini orphan --
WITH=TINI_SUBREAPER=0 same tini orphan --
WITH=TINI_SUBREAPER= same tini streams -- true
MODE=pid1 same tini streams -w -- "$HELPERS/orphans" -a 3 4
MODE=pid1 same tini streams -- "$HELPERS/orphans" -a 3 4
same tini streams -s -w -- "$HELPERS/orphans" -a 3 4

same tini reach -g --
WITH=TINI_KILL_PROCESS_GROUP= same tini reach --
WITH=TINI_KILL_PROCESS_GROUP=0 same tini reach --
MODE=pid1 same tini reach --
MODE=pid1 same tini reach -g --
same tini left -s --
same tini left -g --

# ---- dumb-init

for word in -h --help; do
	differ "help goes to stdout" "0 stderr" "0 stdout" dumb-init streams "$word"
done
for word in -V --version; do
	differ "the version goes to stdout, where Docker reads it" "0 stderr" "0 stdout" dumb-init streams "$word"
done
same dumb-init result echo -s -v
for word in -v --verbose -c --single-child -cv; do
	same dumb-init streams "$word" echo x
done
for word in --verb --single --s --ver --v --=x --a --verbose=1 --verbose= --sing=1 --rewrite --rew --rew= --rew=15:3; do
	same dumb-init streams "$word" true
done
same dumb-init streams --rew 15:3 true
same dumb-init result true -- x

for word in 15:3 15:0 1:31 31:1 9:15 17:15 15:17 15:9 015:3; do
	same dumb-init streams -r "$word" true
	same dumb-init streams "--rewrite=$word" true
done
same dumb-init streams -r15:3 true
same dumb-init streams --rewrite 15:3 true
for word in TERM:QUIT 15 0:1 32:1 1:32 64:1 15: :3 15:-1 '' 15:3x 15:3:4 ' 15:3' '15: 3' '15 :3' '15:3 ' +15:+3 15:-0 \
	15:3,2:1 0xf:3 15:0x3 $'\n15:\v3' 15:99999999999999999999; do
	same dumb-init streams -r "$word" true
	same dumb-init streams "-r$word" true
done
differ "a number that is too large is a mistake" 0 "1 stderr" dumb-init streams -r 4294967311:3 true

SIGNAL=15 same dumb-init becomes -r 15:3
SIGNAL=15 same dumb-init becomes "-r 15:3"
SIGNAL=15 same dumb-init becomes -r 15:3,15:10
SIGNAL=15 same dumb-init becomes --rew=15:0
SIGNAL=15 same dumb-init becomes -r 15:0
SIGNAL=15 same dumb-init becomes -r 15:3 -r 15:10
SIGNAL=15 same dumb-init becomes -c -r 15:3
SIGNAL=3 same dumb-init becomes -r 15:3
SIGNAL=10 same dumb-init becomes -r 10:12 -r 12:15
MODE=pid1 SIGNAL=15 same dumb-init becomes -r 15:3

for value in 1 0 yes 11 ''; do
	WITH=DUMB_INIT_DEBUG=$value same dumb-init streams true
done
for value in 1 yes 00 ''; do
	WITH=DUMB_INIT_SETSID=$value same dumb-init shape
done
same dumb-init shape -c
MODE=pid1 same dumb-init shape -c
same dumb-init shape --single-child
WITH=DUMB_INIT_SETSID=0 same dumb-init shape
WITH=DUMB_INIT_SETSID=0 same dumb-init reach
WITH=DUMB_INIT_SETSID=0 same dumb-init left
same dumb-init reach -c
same dumb-init left -c
MODE=pid1 same dumb-init reach
MODE=pid1 same dumb-init reach -c
why="a rule is for what arrives; at the end it is SIGTERM that the rest gets"
differ "$why" "9 group:10 session:" "9 group:15 session:" dumb-init left -r 15:10
differ "$why" "9 group: session:" "9 group:15 session:" dumb-init left -r 15:0

for signal in 20 21 22; do
	MODE=pid1 SIGNAL=$signal same dumb-init suspend
	SIGNAL=$signal same dumb-init suspend -c
	MODE=pid1 SIGNAL=$signal same dumb-init suspend -c
done
SIGNAL=20 same dumb-init suspend -r 20:20
SIGNAL=20 same dumb-init suspend -r 20:19
SIGNAL=20 same dumb-init suspend -r 20:15
SIGNAL=20 differ "what is dropped stops nothing" "init stopped, workload runs, then init runs, workload runs" \
	"init runs, workload runs, then init runs, workload runs" dumb-init suspend -r 20:0

# ---- catatonit

differ "help goes to stdout" "0 stderr" "0 stdout" catatonit streams -h
for word in -L -V --version; do
	same catatonit streams "$word"
done
same catatonit streams --help
same catatonit streams -V true
for word in --vers --v --version=1 --a; do
	same catatonit streams "$word"
done
differ "options behind the command are the command's; glibc's getopt takes them" "1 <>" "0 <-s -v>" \
	catatonit result echo -s -v
for value in 1 0 ''; do
	WITH=CATATONIT_DEBUG=$value same catatonit streams -- true
done
WITH=CATATONIT_LOG=debug differ "nobody has asked for that variable" "1 stderr" 0 catatonit streams -- true

same catatonit reach -g --
same catatonit reach -gg --
same catatonit left -g --
MODE=pid1 same catatonit reach --
MODE=pid1 same catatonit reach -g --

for signal in 15 2 1 3 10 20 28; do
	SIGNAL=$signal same catatonit pause -P
	MODE=pid1 SIGNAL=$signal same catatonit pause -P
done
SIGNAL=15 same catatonit pause -P -- true

# ---- Options of one program under another's name

# refused NAME WORD...: as the program itself refuses it, naming the option and the name that foster runs under
refused() {
	local name=$1 option
	shift
	same "$name" streams "$@" -- true
	option=${1%%=*}
	like "$name: $1 is told, and under which name foster runs" "$(err)" "^foster\[[0-9]+\]: $option .*$name"
}

for word in -c -r -P -L -V -t --rewrite --sweep --stop-timeout=5 --verbose --help --wait; do
	refused tini "$word"
done
for word in -g -s -p -e -w -l -L -P -t --stop-signal --session --subreaper; do
	refused dumb-init "$word"
done
for word in -c -r -v -s -p -e -w -l -t --verbose --rewrite=15:3 --pause; do
	refused catatonit "$word"
done

# ---- foster's own, under every name

for name in tini tini-static dumb-init catatonit; do
	for INIT in "$T/copy/$name" "$T/hard/$name" "$T/link/$name"; do
		start -- no-such-command
		finish
		is "${INIT#"$T"/}: no such command" "$STATUS" "${NOT_FOUND[${name%-static}]}"
		start --sweep 1s -- true
		finish
		is "${INIT#"$T"/}: an option of foster's" "$STATUS" "${MISUSE[${name%-static}]}"
		start --as foster --sweep 1s -- no-such-command
		finish
		is "${INIT#"$T"/} --as foster is foster" "$STATUS" 127
	done
done
for name in docker-init podman-init; do
	INIT=("$T/link/$name")
	start --sweep 1s -- sh -c 'exit 6'
	finish
	is "$name is plain foster" "$STATUS" 6
done
for name in tini tini-static docker-init; do
	like "$name --version is as Docker reads it" "$("$T/copy/$name" --version)" \
		'^tini version [0-9.]+_foster - git\.[0-9a-z]+$'
done
for name in dumb-init catatonit podman-init; do
	like "$name --version tells foster's" "$("$T/copy/$name" --version)" '^foster [0-9.]+ - git\.[0-9a-z]+$'
done

for name in tini dumb-init catatonit; do
	in_place_of "$name"
	WITH=FOSTER_STOP_SIGNAL=INT SIGNAL=15 becomes --
	is "$name: FOSTER_STOP_SIGNAL works there too" "$GOT" 2
	WITH=FOSTER_EXIT_CODE=3:4 result -- sh -c 'exit 3'
	is "$name: FOSTER_EXIT_CODE works there too" "$GOT" "4 <>"
	WITH=FOSTER_SWEEP=nonsense streams -- true
	is "$name: a FOSTER_ variable that is malformed is a misuse, in its manner" "$GOT" "${MISUSE[$name]} stderr"
done

# Without a terminal no shell would continue it: dumb-init -c, and foster there, stay as they are with what stops below.
stays_awake() {
	rm -f "$T/job"
	# shellcheck disable=SC2016
	setsid bash -c 'set -m; "$1" -c sh -c "kill -TSTP \$\$; sleep 30" & echo "$!" >"$0"; wait' "$T/job" "$1" >"$T/out" 2>&1 </dev/null &
	wait_until [ -s "$T/job" ]
	read -r FPID <"$T/job"
	wait_until has_child "$FPID"
	check "${1##*/} -c: without a terminal, a workload that stops" wait_until eval 'grep -q "^State:.T" "/proc/$CHILD/status"'
	kill -USR1 "$FPID" # what it does about that it has done before it takes this
	wait_until eval '[ $((0x$(status_field "$FPID" ShdPnd) & 0x200)) = 0 ]'
	is "${1##*/} -c: stops alone" "$(status_field "$FPID" State | cut -c 1)" S
	kill -KILL "$CHILD" "$FPID"
	wait
} 2>/dev/null
stays_awake "$T/copy/dumb-init"
! command -v dumb-init >/dev/null || stays_awake "$(command -v dumb-init)"

# podman tells its pause process by its name.
INIT=("$T/copy/catatonit")
start -P
wait_until blocks "$FPID" 10
is "catatonit: the command's name is its own" "$(cat "/proc/$FPID/comm")" catatonit
kill -INT "$FPID"
finish

done_testing
