# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the behaviour tests share: counting, waiting with a deadline, starting foster on its own or as PID 1 of a new
# PID namespace, and leaving nothing behind. It knows how things are started and watched; what is right is for the
# scripts to say.
#
# FOSTER is the program, HELPERS the directory with the compiled tests/helpers/*.c. KERNEL_REAPING=no has foster do all of
# the reaping by itself, in every test.
#
# A script's outline:
#
#	. "$(dirname "$0")/lib.sh"
#	for mode in "${MODES[@]}"; do              # alone, pid1
#		launch "$mode" -t 1s -- "$HELPERS/witness"
#		await ready
#		kill -TERM "$FPID"
#		finish
#		is "$mode: the status" "$STATUS" 137
#	done
#	done_testing

set -u
export LC_ALL=C

[ -x "${FOSTER:-}" ] || { echo "FOSTER names no program"; exit 99; }
[ -x "${HELPERS:-}/inherit" ] || { echo "HELPERS names no directory with the compiled tests/helpers/*.c"; exit 99; }
case $FOSTER in /*) ;; *) FOSTER=$PWD/$FOSTER ;; esac
case $HELPERS in /*) ;; *) HELPERS=$PWD/$HELPERS ;; esac
TESTS=$(cd "${BASH_SOURCE[0]%/*}" && pwd) # this directory
ROOT=${TESTS%/*}

# Nothing that the caller's environment says may change what foster does.
for variable in ${!FOSTER_*} ${!TINI_*} ${!DUMB_INIT_*} ${!CATATONIT_*} ${!LISTEN_*}; do
	unset "$variable"
done
# Directories of PATH that this user may not search would make of a command that isn't there one that may not be run.
path=
while IFS= read -rd : directory; do
	[ ! -x "$directory" ] || path+=:$directory
done <<<"$PATH:"
export PATH=${path#:}

[ "${KERNEL_REAPING:-yes}" = yes ] || export FOSTER_KERNEL_REAPING=no

T=$(mktemp -d /tmp/foster-test.XXXXXX) || exit 99
chmod 755 "$T"
export TESTING_MARK="mark-${T##*.}-$$" # in the environment of all that a script starts: how clean_up finds it again
mkfifo "$T/never"
exec {NAP}<>"$T/never" # nothing writes to it: reading it is a way to wait a moment without a process

# ---- Counting

DONE=0
FAILED=0
FINISHED=

ok() {
	DONE=$((DONE + 1))
	echo "ok - $1"
}

# not_ok TEXT [DETAIL]...: with the last foster's messages, which mostly tell why.
not_ok() {
	local detail
	DONE=$((DONE + 1))
	FAILED=$((FAILED + 1))
	echo "not ok - $1"
	shift
	for detail in "$@"; do
		printf '%s\n' "$detail" | cut -c 1-400 | sed 's/^/#   /'
	done
	[ ! -s "$T/err" ] || tail -n 8 "$T/err" | cut -c 1-300 | sed 's/^/#   stderr: /'
}

# One check that can't be made here.
skip_one() {
	DONE=$((DONE + 1))
	echo "ok - $1 # SKIP $2"
}

# The whole script can't be run here.
skip() {
	echo "skip: $*"
	FINISHED=yes
	exit 77
}

# is TEXT GOT WANT
is() {
	if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "got:  $2" "want: $3"; fi
}

# like TEXT GOT REGEX: the words of an extended regular expression
like() {
	if [[ $2 =~ $3 ]]; then ok "$1"; else not_ok "$1" "got:  $2" "want: something like $3"; fi
}

unlike() {
	if [[ $2 =~ $3 ]]; then not_ok "$1" "got:  $2" "want: nothing like $3"; else ok "$1"; fi
}

# check TEXT COMMAND...: ok where the command succeeds
check() {
	local text=$1
	shift
	if "$@"; then ok "$text"; else not_ok "$text" "failed: $*"; fi
}

# The end of every script.
done_testing() {
	echo "1..$DONE"
	FINISHED=yes
	[ "$FAILED" = 0 ]
	exit
}

# ---- Time

# nap SECONDS
nap() {
	read -rt "$1" -u "$NAP" _ || :
}

now_ms() {
	echo $((${EPOCHREALTIME/./} / 1000))
}

# wait_until [-t SECONDS] COMMAND...: runs it again and again until it succeeds; false where it hasn't in time (10 s).
wait_until() {
	local limit=10 deadline
	if [ "$1" = -t ]; then
		limit=$2
		shift 2
	fi
	deadline=$((SECONDS + limit + 1))
	until "$@"; do
		[ "$SECONDS" -lt "$deadline" ] || return 1
		nap 0.004
	done
}

# ---- Starting foster

is_root() {
	[ "$EUID" = 0 ]
}

is_sanitized() {
	[ -n "$SANITIZED" ]
}

# Whether foster is linked statically: it names no dynamic linker.
is_static() {
	! grep -qaE '/ld(64|-musl|-linux|)[^ ]*\.so' "$FOSTER"
}

SANITIZED=
if grep -q __asan_init "$FOSTER"; then
	SANITIZED=yes
	# Its handlers would change what the workload inherits; a finding must not look like an exit status of foster's.
	export ASAN_OPTIONS="handle_segv=0:handle_sigbus=0:handle_sigfpe=0:detect_leaks=0:exitcode=99"
fi

PIDNS=(unshare --pid --fork --mount-proc)
ENTER=(-p)
if ! is_root; then
	PIDNS+=(--user --map-root-user)
	ENTER=(-U --preserve-credentials -p)
fi

# in_pidns COMMAND...: runs it as PID 1 of a new PID namespace
in_pidns() {
	"${PIDNS[@]}" "$@"
}

MODES=(alone)
if PIDNS_REASON=$(in_pidns true 2>&1); then
	MODES+=(pid1)
else
	skip_one "as PID 1" "no PID namespace here: $PIDNS_REASON"
fi

has_pid1() {
	[ ${#MODES[@]} = 2 ]
}

ENTRY=() # what the next foster is to inherit: options of tests/helpers/inherit.c
UNDER=() # what the next foster is to run under: a command that execs the words behind it

# The pids of PID's children, one blank between two.
children() {
	local list=
	{ read -r list <"/proc/$1/task/$1/children"; } 2>/dev/null
	echo "${list% }"
}

# has_child PID: whether it has one; its pid is in CHILD then.
has_child() {
	CHILD=$(children "$1")
	CHILD=${CHILD%% *}
	[ -n "$CHILD" ]
}

# Whether FPID is foster by now, and has blocked all signals. (A libc's fork may block them for a moment, too.)
has_begun() {
	holds "/proc/$FPID/status" $'SigBlk:\tf' && holds "/proc/$FPID/comm" "${FOSTER##*/}"
}

# Whether PID has ended: a zombie has, whoever is to reap it.
is_gone() {
	local stat=
	kill -0 "$1" 2>/dev/null || return 0
	{ read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
	[[ $stat == *") Z "* ]]
}

has_child_or_is_gone() {
	has_child "$1" || is_gone "$1"
}

# launch MODE [WORD]...: starts foster with these words, and sets FPID (foster, as pids are counted out here) and LPID
# (whom to wait for). Its files are $IN, $OUT and $ERR where these are given; else /dev/null, $T/out and $T/err.
launch() {
	local mode=$1 command
	shift
	command=("$HELPERS/inherit" "${ENTRY[@]}" -- "${UNDER[@]}" "$FOSTER" "$@")
	[ "$mode" = alone ] || command=("${PIDNS[@]}" "${command[@]}")
	ENTRY=()
	UNDER=()
	: >"$T/out"
	: >"$T/err"
	"${command[@]}" <"${IN:-/dev/null}" >"${OUT:-$T/out}" 2>"${ERR:-$T/err}" {NAP}>&- &
	LPID=$!
	FPID=$LPID
	STATUS=
	[ "$mode" = alone ] && return
	CHILD=
	wait_until has_child_or_is_gone "$LPID"
	FPID=${CHILD:-$LPID}
}

# finish [SECONDS]: waits until foster has ended; its exit status is in STATUS, or "hangs".
finish() {
	if ! wait_until -t "${1:-10}" is_gone "$LPID"; then
		kill -KILL "$FPID" "$LPID" 2>/dev/null
		wait "$LPID" 2>/dev/null
		STATUS=hangs
		return 1
	fi
	wait "$LPID"
	STATUS=$?
}

# run MODE [WORD]...: both
run() {
	launch "$@"
	finish
}

out() {
	echo "$(<"$T/out")"
}

err() {
	echo "$(<"$T/err")"
}

# holds FILE TEXT: whether the file has the text in it
holds() {
	local text
	text=$(<"$1")
	[[ $text == *"$2"* ]]
} 2>/dev/null

# has_line FILE REGEX: whether the file has a line that the whole expression fits
has_line() {
	grep -qxE -- "$2" "$1" 2>/dev/null
}

# lines FILE REGEX: how many
lines() {
	if [ -e "$1" ]; then grep -cxE -- "$2" "$1"; else echo 0; fi
}

has_lines() {
	[ "$(lines "$1" "$2")" -ge "$3" ]
}

# await TEXT [FILE]: waits until the workload's output, or FILE, has it
await() {
	wait_until holds "${2:-$T/out}" "$1" || not_ok "waiting for '$1'" "there is: $(cat "${2:-$T/out}" 2>&1)"
}

# await_line REGEX [FILE]
await_line() {
	wait_until has_line "${2:-$T/out}" "$1" || not_ok "waiting for a line '$1'" "there is: $(cat "${2:-$T/out}" 2>&1)"
}

# The workload's pid as it is counted out here.
workload() {
	wait_until has_child "$FPID"
	echo "$CHILD"
}

# in_foster COMMAND...: runs it in the namespaces of the foster that runs as PID 1, entering from outside
in_foster() {
	nsenter -t "$FPID" "${ENTER[@]}" "$@"
}

# aside COMMAND...: runs it in the background, where bash does not say how it ends; its pid is in ASIDE.
aside() {
	"$HELPERS/inherit" -- "$@" </dev/null {NAP}>&- &
	ASIDE=$!
	disown
}

# enter COMMAND...: the same in the namespaces of the foster that runs as PID 1
enter() {
	aside nsenter -t "$FPID" "${ENTER[@]}" "$@"
}

# status_field PID NAME: a line's value in /proc/PID/status
status_field() {
	sed -n "s/^$2:[[:space:]]*//p" "/proc/$1/status" 2>/dev/null
}

# Whether the kernel reaps for FPID: it has SIGCHLD ignored.
kernel_reaps() {
	local ignored
	ignored=$(status_field "$FPID" SigIgn)
	[ $((0x${ignored:-0} >> 16 & 1)) = 1 ]
}

# Whether this kernel could: Linux 6.15 has what it takes.
kernel_can_reap() {
	local major minor
	[ -z "${FOSTER_KERNEL_REAPING:-}" ] || return 1
	IFS=.- read -r major minor _ < <(uname -r)
	[ "$major" -gt 6 ] || { [ "$major" = 6 ] && [ "$minor" -ge 15 ]; }
}

# ---- Leaving nothing behind

# The pids of all that this script has started and that lives.
started() {
	local file pid
	for file in $(grep -l "$TESTING_MARK" /proc/[0-9]*/environ 2>/dev/null); do
		pid=${file#/proc/}
		pid=${pid%/environ}
		[ "$pid" = $$ ] || [ "$pid" = "$BASHPID" ] || echo "$pid"
	done
}

clean_up() {
	local status=$? round pids before='' directory
	[ "$BASHPID" = $$ ] || exit # a child of bash's that a signal met before it had left this behind
	trap '' EXIT INT TERM HUP
	for round in 1 2 3 4 5 6; do
		pids=$(started)
		# One look can miss what is between fork and exec: nobody twice is nobody.
		[ -n "$pids$before" ] || [ "$round" = 1 ] || break
		# shellcheck disable=SC2086
		[ -z "$pids" ] || kill -KILL $pids 2>/dev/null
		before=$pids
		nap 0.02
	done
	for directory in $(sed -n "s|^[^ ]* \($T/[^ ]*\) .*|\1|p" /proc/self/mounts); do
		umount -l "$directory"
	done
	rm -rf "$T"
	[ -n "$FINISHED" ] || echo "not ok - the script ended before its end (exit status $status)"
	[ -n "$FINISHED" ] || status=1
	exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP
