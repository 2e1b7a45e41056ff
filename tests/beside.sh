# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034
#
# What peers.sh needs to look at a peer and at foster in its place, side by side; over lib.sh. A look starts INIT with
# words behind it and puts what it saw into GOT, in words that can be compared.

WITNESS=$HELPERS/witness
TALLY=$HELPERS/tally
MIRROR=$HELPERS/mirror

# ---- foster by its peers' names

mkdir "$T/copy" "$T/hard" "$T/link"
for name in tini tini-static dumb-init catatonit docker-init podman-init; do
	cp "$FOSTER" "$T/copy/$name"
	ln "$T/copy/tini" "$T/hard/$name"
	ln -s "$FOSTER" "$T/link/$name"
done
REAL_PATH=$PATH
TURN=0

# in_place_of NAME: INIT becomes foster in NAME's place, each time in another way
in_place_of() {
	local ways=("$T/copy/$1" "$T/hard/$1" "$T/link/$1" "$1" "$FOSTER --as $1")
	[ "$1" != tini ] || ways+=("$T/link/tini-static" "$T/copy/tini-static")
	read -ra INIT <<<"${ways[TURN % ${#ways[@]}]}"
	TURN=$((TURN + 1))
	PATH=$T/copy:$REAL_PATH # where it goes by its name alone
}

# itself NAME: INIT becomes the real one
itself() {
	PATH=$REAL_PATH
	INIT=("$(command -v "$1")")
}

for name in tini dumb-init catatonit; do
	itself "$name"
	[ -n "${INIT[0]}" ] || skip_one "$name itself" "it is not installed"
done

# What a row may set for itself: MODE=pid1, SIGNAL, WITH for the environment ("NAME=VALUE"), BORN for what it inherits
# (options of tests/helpers/inherit.c), EXCEPT for signals that are not to be sent.
MODE=alone
SIGNAL=
WITH=
BORN=
EXCEPT=

start() {
	[ -z "$WITH" ] || UNDER+=(env "$WITH")
	read -ra ENTRY <<<"$BORN"
	FOSTER=${INIT[0]} launch "$MODE" "${INIT[@]:1}" "$@"
}

# observe NAME LOOK WORD...: SAW becomes what LOOK sees of foster in NAME's place, REAL of the real one, or "missing".
observe() {
	local name=$1 look=$2
	shift 2
	REAL=missing
	itself "$name"
	if [ -n "${INIT[0]}" ]; then
		"$look" "$@"
		REAL=$GOT
	fi
	in_place_of "$name"
	"$look" "$@"
	SAW=$GOT
	PATH=$REAL_PATH
}

# begin NAME LOOK WORD...: words the row's TITLE; false where it can't be run here.
begin() {
	TITLE="$1, $2${SIGNAL:+ of $SIGNAL}:${BORN:+ (inherits $BORN)}${WITH:+ $WITH} $1 ${*:3}"
	[ "$MODE" = alone ] || TITLE+=" (PID 1)"
	TITLE=${TITLE//$T\//}
	[ "$MODE" = alone ] || has_pid1 || skip_one "$TITLE" "no PID namespace here"
	[ "$MODE" = alone ] || has_pid1
}

# same NAME LOOK WORD...
same() {
	begin "$@" || return 0
	observe "$@"
	if [ "$REAL" = missing ]; then
		skip_one "$TITLE" "$1 is not installed"
	elif [ "$REAL" = "$SAW" ]; then
		ok "$TITLE -> $SAW"
	else
		not_ok "$TITLE" "$1 itself: $REAL" "${INIT[*]}: $SAW"
	fi
}

# differ WHY REAL FOSTER NAME LOOK WORD...
differ() {
	local why=$1 real=$2 foster=$3
	shift 3
	begin "$@" || return 0
	observe "$@"
	if [ "$SAW" != "$foster" ]; then
		not_ok "$TITLE" "${INIT[*]}: $SAW" "but it is to be: $foster"
	elif [ "$REAL" = "$foster" ]; then
		ok "$TITLE -> $SAW; $1 itself too, here"
	elif [ "$REAL" = "$real" ] || [ "$REAL" = missing ]; then
		ok "$TITLE -> $SAW, where $1 has $real: $why"
	else
		not_ok "$TITLE" "$1 itself: $REAL" "but it was seen to be: $real"
	fi
}

# ---- What a row can look at

# Exit status and output.
result() {
	start "$@"
	finish
	GOT="$STATUS <$(out)>"
}

# Exit status, and where something was written: what exactly is for each program to word.
streams() {
	start "$@"
	finish
	GOT="$STATUS$([ ! -s "$T/out" ] || echo " stdout")$([ ! -s "$T/err" ] || echo " stderr")"
}

# Which of all signals don't come to the workload.
lost() {
	local i sent=()
	for i in {1..63}; do
		case " 9 17 18 19 $EXCEPT " in *" $i "*) ;; *) sent+=("$i") ;; esac
	done
	start "$@" "$WITNESS" -q 64
	await ready
	kill -18 "$FPID" # by itself: what stops and what continues push each other out of what is pending
	await_line '18 .*'
	for i in "${sent[@]}" 64; do
		kill -"$i" "$FPID"
	done
	finish
	GOT="$STATUS lost:"
	for i in "${sent[@]}"; do
		has_line "$T/out" "$i .*" || GOT+=" $i"
	done
}

# What one signal does: it comes, it is dropped, or it ends the init. SIGNAL is the signal.
fate() {
	start "$@" "$WITNESS" -q 64
	await ready
	kill -"$SIGNAL" "$FPID"
	kill -64 "$FPID" 2>/dev/null
	finish 2>/dev/null # bash tells of the signal
	if has_line "$T/out" "$SIGNAL .*"; then
		GOT="comes"
	elif [ "$STATUS" = $((128 + SIGNAL)) ]; then
		GOT="ends the init"
	else
		GOT="is dropped, $STATUS"
	fi
	is_gone "$FPID" && kill -KILL "$(sed -n 's/^ready //p' "$T/out")" 2>/dev/null
}

# Which signal comes of SIGNAL.
becomes() {
	start "$@" "$WITNESS" -q 64
	await ready
	kill -"$SIGNAL" "$FPID"
	kill -64 "$FPID"
	finish
	GOT=$(sed -n 's/^\([0-9]*\) .*/\1/p' "$T/out" | grep -v 64)
}

# The pid of the witness who writes FILE, as it is counted out here.
witness_pid() {
	local pid outer
	pid=$(sed -n 's/^ready //p' "$1")
	if [ "$MODE" = pid1 ]; then
		for outer in $(children "$FPID") $(children "$(workload)"); do
			[[ $(status_field "$outer" NSpid) != *[[:space:]]"$pid" ]] || pid=$outer
		done
	fi
	echo "$pid"
}

# bystander FILE: the signals that the witness who writes FILE got. It gets a last one, to know that there is no other.
bystander() {
	local pid
	pid=$(witness_pid "$1")
	kill -63 "$pid"
	wait_until has_line "$1" '63 .*'
	kill -KILL "$pid"
	sed -n 's/^\([0-9]*\) .*/\1/p' "$1" | grep -v 63 | paste -sd ' '
}

family() {
	rm -f "$T/group" "$T/session"
	# shellcheck disable=SC2016
	start "$@" sh -c '"$0" -o "$1/group" & "$0" -s -o "$1/session" & exec "$0" -q 64 -x 9' "$WITNESS" "$T"
	await ready
	await ready "$T/group"
	await ready "$T/session"
}

# Who gets SIGUSR1: the workload, another in its group, one in a session of its own.
reach() {
	family "$@"
	kill -USR1 "$FPID"
	await_line '10 .*'
	GOT="workload group:$(bystander "$T/group") session:$(bystander "$T/session")"
	kill -64 "$FPID"
	finish
}

# Who is left when the workload ends, and what they were sent.
left() {
	family "$@"
	kill -64 "$(witness_pid "$T/out")"
	finish
	GOT="$STATUS group:$(bystander "$T/group") session:$(bystander "$T/session")"
}

# relation NUMBER: whose number it is, where mirror wrote pid, ppid
relation() {
	local number pid ppid
	number=$(sed -n "s/^$1=//p" "$T/mirror")
	pid=$(sed -n 's/^pid=//p' "$T/mirror")
	ppid=$(sed -n 's/^ppid=//p' "$T/mirror")
	if [ "$number" = "$pid" ]; then echo own; elif [ "$number" = "$ppid" ]; then echo init; else echo other; fi
}

# The workload's process group and session.
shape() {
	start "$@" "$MIRROR" "$T/mirror" 6
	finish
	GOT="$STATUS group:$(relation pgid) session:$(relation sid)"
}

# Signals that are blocked and ignored in the workload.
mask() {
	start "$@" "$MIRROR" "$T/mirror" 6
	finish
	GOT="$STATUS $(sed -n '/^blocked=/p; /^ignored=/p' "$T/mirror" | sed 's/=0*/=/' | tr '\n' ' ')"
	GOT=${GOT% }
}

# Whose pid LISTEN_PID says, where it named the init.
listen() {
	start "$@" "$MIRROR" "$T/mirror" 6
	finish
	GOT="$STATUS LISTEN_PID:$(relation listen_pid)"
}

# The exit status where that may never come.
ending() {
	start "$@"
	finish 1
	GOT=$STATUS
}

# Where an orphan goes.
orphan() {
	rm -f "$T/orphan" "$T/parent"
	start "$@" sh -c 'sh -c '\''echo $$ >"$1/parent"; "$0" -o "$1/orphan" & exit 0'\'' "$0" "$1"; exec "$0" -q 64' \
		"$WITNESS" "$T"
	await ready
	await ready "$T/orphan"
	wait_until is_gone "$(cat "$T/parent")"
	GOT=elsewhere
	[ "$(status_field "$(witness_pid "$T/orphan")" PPid)" != "$FPID" ] || GOT=adopted
	kill -KILL "$(witness_pid "$T/orphan")"
	kill -64 "$FPID"
	finish
}

# Whether PID is stopped.
is_stopped() {
	[[ $(status_field "$1" State) == T* ]]
}

has_pending() {
	local pending
	pending=$(status_field "$1" ShdPnd)
	[ $((0x${pending:-0} >> ($2 - 1) & 1)) = 1 ]
}

# What SIGNAL was to stop has stopped, or the signal behind it has come.
has_acted() {
	is_stopped "$FPID" || is_stopped "$1" || has_line "$T/out" 'got 39 .*'
}

# The init has stopped, or has passed on one more signal, and so will not.
is_settled() {
	is_stopped "$FPID" || has_pending "$1" 40 || has_line "$T/out" 'got 40 .*'
}

state() {
	if is_stopped "$1"; then echo stopped; else echo runs; fi
}

# What SIGNAL, of those that stop, stops; then whether SIGCONT to the init gets all going.
suspend() {
	local workload
	start "$@" "$TALLY" -q 64
	await ready
	workload=$(witness_pid "$T/out")
	kill -"$SIGNAL" "$FPID"
	kill -39 "$FPID"
	wait_until has_acted "$workload"
	kill -40 "$FPID"
	wait_until is_settled "$workload"
	GOT="init $(state "$FPID"), workload $(state "$workload")"
	kill -CONT "$FPID"
	await "got 18 x1"
	GOT+=", then init $(state "$FPID"), workload $(state "$workload")"
	kill -64 "$FPID"
	finish
}

# What the init holds on to: descriptor 7, and the directory it was started in.
holds_on() {
	start "$@" "$WITNESS" -q 64 7</dev/null
	await ready
	GOT="7:$(if [ -e "/proc/$FPID/fd/7" ]; then echo open; else echo closed; fi)"
	GOT+=" cwd:$(if [ "$(readlink "/proc/$FPID/cwd")" = / ]; then echo /; else echo kept; fi)"
	kill -64 "$FPID"
	finish
}

# The signal that comes when the init's own parent dies.
bereaved() {
	: >"$T/out"
	"$HELPERS/inherit" -- sh -c '"$@" & wait' sh "${INIT[@]}" "$@" "$WITNESS" -q 64 >"$T/out" 2>"$T/err" {NAP}>&- &
	LPID=$!
	await ready
	kill -KILL "$LPID"
	wait "$LPID" 2>/dev/null
	await_line '[0-9]+ .*'
	GOT=$(sed -n 's/^\([0-9]*\) .*/\1/p' "$T/out")
	kill -KILL "$(witness_pid "$T/out")"
}

# What becomes of the init where it may not signal the workload: it is root without CAP_KILL, the workload another user.
forbidden() {
	local workload
	UNDER=(setpriv --bounding-set -kill)
	start "$@" setpriv --reuid 65534 --clear-groups "$WITNESS" -q 64
	await ready
	workload=$(witness_pid "$T/out")
	kill -USR1 "$FPID"
	wait_until eval '! has_pending "$FPID" 10'
	kill -64 "$FPID" 2>/dev/null
	wait_until eval '! has_pending "$FPID" 64'
	kill -64 "$workload"
	finish
	GOT=$STATUS
}

blocks() {
	local blocked
	blocked=$(status_field "$1" SigBlk)
	[ $((0x${blocked:-0} >> ($2 - 1) & 1)) = 1 ]
}

# The exit status of a pause that SIGNAL comes to, and then, where that doesn't end it, SIGTERM.
pause() {
	start "$@"
	wait_until blocks "$FPID" 10 # a shell that hasn't come to its exec blocks SIGTERM, but not that
	kill -"$SIGNAL" "$FPID"
	kill -64 "$FPID" 2>/dev/null
	wait_until eval '! has_pending "$FPID" 64'
	GOT="$(if is_gone "$FPID"; then echo ends; else echo stays; fi)"
	kill -TERM "$FPID" 2>/dev/null
	finish
	GOT+=" $STATUS"
}
