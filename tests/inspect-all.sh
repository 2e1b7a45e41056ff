#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# --inspect all: which PID namespaces there are, who is in each, what it says of them, in which order, and what it can't see.
# All of it happens in a PID namespace of the test's own, since others may come and go on this machine meanwhile.
. "${0%/*}/lib.sh"

has_pid1 || skip "no PID namespace here: $PIDNS_REASON"
cp "$FOSTER" "$T/foster" # where another user can run it, and under its own name
chmod 755 "$T/foster"
FOSTER=$T/foster

: >"$T/outer"
"${PIDNS[@]}" "$HELPERS/stubborn" >"$T/outer" 2>&1 {NAP}>&- &
disown
await ready "$T/outer"
has_child $! || skip "the PID namespace has gone"
OUTER=(nsenter -t "$CHILD" -m -p)
is_root || OUTER=(nsenter -t "$CHILD" -U --preserve-credentials -m -p)
LOOKER=("$FOSTER")
SPACE=(unshare --pid --fork --mount-proc) # in there everybody is root

# look [WORD]...: what --inspect all says in $T/seen, its messages in $T/err, its exit status in SEEN
look() {
	"${OUTER[@]}" "${LOOKER[@]}" --inspect "$@" all >"$T/seen" 2>"$T/err"
	SEEN=$?
}

seen() {
	echo "$(<"$T/seen")"
}

# begin COMMAND...: runs it in there, in the background; what it says is in $T/said
begin() {
	: >"$T/said"
	"${OUTER[@]}" "$@" >"$T/said" 2>&1 </dev/null {NAP}>&- &
	disown
}

# space NAME COMMAND...: runs it as PID 1 of a namespace below that, in a container of that name; waits for its "ready"
space() {
	begin env HOSTNAME="$1" "${SPACE[@]}" "${@:2}"
	await ready "$T/said"
}

# row NAME: its line, without pid and command
row() {
	awk -v name="$1" '$2 == name { print $3, $4, $5, $6, $7, $8, $9 }' "$T/seen"
}

# pid NAME: of its PID 1
pid() {
	awk -v name="$1" '$2 == name { print $1 }' "$T/seen"
}

# end NAME...: ends these
end() {
	local name
	look
	for name in "$@"; do
		"${OUTER[@]}" "$FOSTER" --kill KILL "$(pid "$name")"
	done
	wait_until is_without "$@"
}

is_without() {
	local name
	look
	for name in "$@"; do
		[ -z "$(pid "$name")" ] || return 1
	done
}

# has_row NAME ROW: looks and compares
has_row() {
	look
	[ "$(row "$1")" = "$2" ]
}

# shows NAME ROW TEXT
shows() {
	wait_until has_row "$1" "$2" || :
	is "$3" "$(row "$1")" "$2"
}

# ---- Nothing
look
is "no namespace: exit status" "$SEEN" 0
is "no namespace: one line" "$(wc -l <"$T/seen") $(err)" "1 "
like "no namespace: why" "$(seen)" '^No other PID namespace can be seen from here'
look --format json
is "no namespace: JSON" "$(tr -d '\n' <"$T/seen")" '{"total":0,"outliving":0,"uncertain":0,"namespaces":[]}'

# ---- All would end
space good "$HELPERS/reads" fd 15
shows good "SIGTERM read 0 0 1 of 1" "a PID 1 that reads it"
is "all would end: exit status" "$SEEN" 0
is "the last line" "$(tail -n 1 "$T/seen")" "PID namespaces: 1; a process would outlive the signal in 0, may do so in 0."
is "and no warning" "$(err)" ""
like "the line ends in the program" "$(seen)" "1 of 1  reads: $HELPERS/reads fd 15"
look --stop-signal RTMIN+3
is "--stop-signal" "$(row good) $SEEN" "SIGRTMIN+3 shielded 1 0 0 of 1 1"
look --stop-signal KILL
is "SIGKILL from out here reaches PID 1" "$(row good) $SEEN" "SIGKILL ends 0 0 1 of 1 0"

# ---- Some wouldn't: of PID 1 and of those below it
# shellcheck disable=SC2016
BELOW='"$0" -n one -i 15 & "$0" -n two -b 15 & "$0" -n three & echo all; wait'
space shielded "$HELPERS/stubborn"
space shell bash -c "trap : TERM; $BELOW" "$HELPERS/stubborn"
wait_until has_lines "$T/said" 'ready.*' 3
space master "$FOSTER" -t 5s --stop-signal QUIT -- "$HELPERS/stubborn" -i 3
space plain "$FOSTER" -- "$HELPERS/stubborn" -c 15
shows master "SIGQUIT read 1 0 1 of 2" "a foster's plan says which signal"
is "and it doesn't count itself" "$(row plain)" "SIGTERM read 0 0 2 of 2"
is "a PID 1 without a handler" "$(row shielded)" "SIGTERM shielded 1 0 0 of 1"
is "those below it count" "$(row shell)" "SIGTERM caught? 2 1 1 of 4"
is "exit status" "$SEEN" 1
is "the slowest first, then by pid" "$(awk 'NR > 1 && $1 != "PID" { print $2 }' "$T/seen" | tr '\n' ' ')" \
	"shielded shell master good plain "
is "the pids of equals rise" "$([ "$(pid good)" -lt "$(pid plain)" ]; echo $?)" 0
like "the last line" "$(tail -n 1 "$T/seen")" '^PID namespaces: 5; a process would outlive the signal in 3, may do so in 0\.$'
is "the signal that is asked for goes before a plan's" "$(look --stop-signal TERM; row master)" "SIGTERM read 0 0 2 of 2"

# ---- Who is in which: those that enter from outside, and those further down
begin nsenter -t "$(pid plain)" -p "$HELPERS/stubborn" -i 15 -n visitor
await ready "$T/said"
shows plain "SIGTERM read 1 0 2 of 3" "one that entered counts where it is"
begin nsenter -t "$(pid good)" -p env HOSTNAME=inner "${SPACE[@]}" "$HELPERS/stubborn"
await ready "$T/said"
look
is "a namespace in another has its own line" "$(row inner)" "SIGTERM shielded 1 0 0 of 1"
like "and doesn't count for the one around it, but for what is in that" "$(row good)" '^SIGTERM read [01] 0 [12] of 2$'
look --format json
if command -v python3 >/dev/null; then
	JSON='import json, sys
document = json.load(sys.stdin)
of = {one["container"]: one for one in document["namespaces"]}
one = of["shielded"]
print(document["total"], len(of), of["inner"]["around"] == of["good"]["pid"], of["good"]["around"], one["signal"],
      one["fate"], one["unsure"], one["total"], one["outliving"], one["uncertain"], one["name"], one["command"][-8:])'
	is "JSON: one document with all of it" "$(python3 -c "$JSON" <"$T/seen" 2>&1)" \
		"6 6 True 0 SIGTERM shielded False 1 1 0 stubborn stubborn"
else
	skip_one "JSON is one document" "no python3"
fi
is "JSON: exit status" "$SEEN" 1
end shielded shell master plain
is_without inner || end inner
wait_until has_row good "SIGTERM read 0 0 1 of 1"
is "those that have ended are gone" "$(row good) $SEEN" "SIGTERM read 0 0 1 of 1 0"

# ---- What can't be seen
if is_root; then
	NOBODY=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	space master "$FOSTER" -- "$HELPERS/stubborn"
	LOOKER=("${NOBODY[@]}" "$FOSTER")
	look
	is "another user takes a foster's word for it" "$(row - | sed -n '$p')" "SIGTERM blocked? 0 0 2 of 2"
	LOOKER=("$FOSTER")
	end master
	LOOKER=("${NOBODY[@]}" "$FOSTER")
	look
	is "another user can't tell" "$(row -) $SEEN" "SIGTERM blocked? 0 1 0 of 1 2"
	like "and the last line counts those" "$(tail -n 1 "$T/seen")" 'in 0, may do so in 1\.$'
	LOOKER=("$FOSTER")
	space deaf "$HELPERS/stubborn" -i 15
	look
	LOOKER=("${NOBODY[@]}" "$FOSTER")
	look
	is "another user's: what its masks tell" "$(row - | head -n 1) $SEEN" "SIGTERM ignored 1 0 0 of 1 1"
	LOOKER=("$FOSTER")
	look
	GOOD=$(pid good)
	begin nsenter -t "$GOOD" -p "$HELPERS/stubborn"
	await ready "$T/said"
	LOOKER=("${NOBODY[@]}" "$FOSTER")
	look
	is "another user can't place one that entered: exit status" "$SEEN" 125
	like "and it is told" "$(err)" 'cannot inspect 1 of the processes: permission denied'
	begin nsenter -t "$GOOD" -p "${NOBODY[@]}" "$HELPERS/stubborn"
	await ready "$T/said"
	look
	like "nor one of its own, in a namespace that it may not see" "$(err)" 'cannot inspect 2 of the processes: permission denied'
	LOOKER=("$FOSTER")
	shows good "SIGTERM read 0 0 3 of 3" "root can place both"
	# shellcheck disable=SC2016
	in_pidns bash -c 'mount -t proc -o hidepid=2 proc /proc; '"${NOBODY[*]}"' "$1" --inspect all; exit' bash "$FOSTER" >"$T/seen" 2>"$T/err"
	is "hidepid: exit status and output" "$? $(seen)" "125 "
	like "hidepid: it is told" "$(err)" 'cannot inspect 1: /proc hides it from this user \(hidepid\)'
	end deaf
else
	skip_one "another user's namespaces, hidepid" "not root"
fi

# ---- Names
ID=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
CGROUP=
for directory in $(sed -n 's/^[^ ]* \([^ ]*\) cgroup2\? .*/\1/p' /proc/self/mounts); do
	if mkdir "$directory/docker-$ID.scope-$$" 2>/dev/null; then
		rmdir "$directory/docker-$ID.scope-$$"
		mkdir -p "$directory/foster-test-$$/docker-$ID.scope" && CGROUP=$directory/foster-test-$$
		break
	fi
done
if [ -n "$CGROUP" ] && (echo 0 >"$CGROUP/docker-$ID.scope/cgroup.procs") 2>/dev/null; then
	# shellcheck disable=SC2016
	space caged bash -c 'echo 0 >"$1" && exec "$2" fd 15' bash "$CGROUP/docker-$ID.scope/cgroup.procs" "$HELPERS/reads"
	shows 0123456789ab "SIGTERM read 0 0 1 of 1" "a container's id, from its cgroup"
	is "its HOSTNAME is no more then" "$(row caged)" ""
	end 0123456789ab
else
	skip_one "a container's id" "no cgroup can be made here"
fi
[ -z "$CGROUP" ] || wait_until rmdir "$CGROUP/docker-$ID.scope" "$CGROUP" 2>/dev/null
space "$(uname -n)" "$HELPERS/reads" fd 15
look
is "a HOSTNAME that is this machine's is none" "$(row -)" "SIGTERM read 0 0 1 of 1"
NAME=$'\e[31mevil\x9b'
space "$NAME"$'\n' "$HELPERS/stubborn" -n "$NAME" -i 15 -i 10 -i 12
look
is "no control character gets out as text" "$(LC_ALL=C tr -d '\n -~' <"$T/seen" | wc -c)" 0
like "but as its number" "$(seen)" '\\x1b\[31mevil\\x9b\\x0a SIGTERM ignored .* \\x1b\[31mevil'
is "each has one line" "$(wc -l <"$T/seen")" 5
look --format json
is "no control character gets out as JSON" "$(LC_ALL=C tr -d '\n -~' <"$T/seen" | wc -c)" 0
COLUMNS=75 look
is "cut to COLUMNS" "$(awk '{ print length($0) }' "$T/seen" | sort -n | sed -n '$p')" 75
look
check "uncut where there is no terminal" [ "$(awk '{ print length($0) }' "$T/seen" | sort -n | tail -n 1)" -gt 80 ]

# ---- Many
# shellcheck disable=SC2016
begin bash -c 'for ((i = 0; i < 60; i++)); do "${@:2}" "$1" & done; wait' bash "$HELPERS/stubborn" "${SPACE[@]}"
wait_until -t 30 has_lines "$T/said" 'ready.*' 60
look
like "60 more" "$(tail -n 1 "$T/seen")" '^PID namespaces: 63; a process would outlive the signal in 61,'
is "sorted" "$(sed '1d;$d' "$T/seen" | sort -s -k 5,5nr -k 1,1n | diff - <(sed '1d;$d' "$T/seen"))" ""

# ---- Words
for words in "all 1" "1 all" al all1 0; do
	# shellcheck disable=SC2086
	"$FOSTER" --inspect $words >"$T/seen" 2>"$T/err"
	is "'$words': exit status and output" "$? $(seen)" "125 "
	like "'$words': says so" "$(err)" 'cannot inspect .*: --inspect wants one process id or all, and options before it$'
done

done_testing
