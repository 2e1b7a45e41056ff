# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the tests of container engines share, over lib.sh: an image's files, an engine's own home, and its end.
. "${0%/*}/../lib.sh"

TYPIST=$HELPERS/typist

# needs TOOL...: skips the script where one is missing, or where an engine can't be run at all.
needs() {
	local tool
	is_root || skip "an engine needs root"
	[ -z "$SANITIZED" ] || skip "an image without a libc needs a static program"
	for tool in "$@"; do
		command -v "$tool" >/dev/null || skip "$tool is not installed"
	done
	is_static || skip "an image without a libc needs a static program"
}

# image DIRECTORY: the files of an image with busybox and two workloads that tell what signals they get, and no libc.
image() {
	local name
	mkdir -p "$1"/{bin,etc,tmp,proc,dev,sys,run}
	cp "$(command -v busybox)" "$1/bin/busybox"
	for name in sh sleep cat echo id grep true stty; do
		ln -s busybox "$1/bin/$name"
	done
	for name in witness tally; do
		cc -static -O1 -D_GNU_SOURCE -o "$1/bin/$name" "$TESTS/helpers/$name.c" || skip "cannot link statically"
	done
	echo 'not a program' >"$1/etc/plain"
	echo 'root:x:0:0::/:/bin/sh' >"$1/etc/passwd"
}

# block NAME: the block of README that is called so, behind its language. engines/readme.sh checks that all are used.
block() {
	awk -v name="$1" '/^```/ { on = ($2 == name); next } on' "$ROOT/README.md"
}

# end_child PID: ends a child of this script, gently and then not.
end_child() {
	kill -TERM "$1" 2>/dev/null
	wait_until is_zombie_or_gone "$1" || kill -KILL "$1"
	wait "$1"
}

is_zombie_or_gone() {
	case $(status_field "$1" State) in '' | Z*) ;; *) return 1 ;; esac
}

# unmount_below DIRECTORY: what an engine has left mounted there, so that the directory can be removed.
unmount_below() {
	sed -n "s|^[^ ]* \($1/[^ ]*\) .*|\1|p" /proc/self/mounts | sort -r | xargs -r -n 1 umount
}

# ---- What is said to the engine: ENGINE is its command, RUN what each container is run with.

# box ARG...: runs a container to its end; its status is in STATUS.
box() {
	"$ENGINE" run --rm "${RUN[@]}" "$@" >"$T/out" 2>"$T/err" </dev/null
	STATUS=$?
}

# behind NAME ARG...: runs one in the background
behind() {
	"$ENGINE" run -d "${RUN[@]}" --name "$@" >/dev/null
}

# ready NAME ARG...: the same, and waits until it says that it is ready
ready() {
	behind "$@"
	wait_until says "$1" ready || not_ok "$1 is ready" "$("$ENGINE" logs "$1" 2>&1)"
}

# says NAME REGEX: whether a line of its log begins so
says() {
	[ "$(said "$@")" -gt 0 ]
}

# said NAME REGEX: how many do
said() {
	"$ENGINE" logs "$1" 2>&1 | grep -cE -- "^$2"
}

# state NAME FIELD
state() {
	"$ENGINE" inspect -f "{{.State.$2}}" "$1"
}

has_ended() {
	[ "$(state "$1" Status)" = exited ]
}

# What any engine must report of a workload's end.
check_statuses() {
	box box true
	is "true" "$STATUS" 0
	box box sh -c 'exit 3'
	is "exit 3" "$STATUS" 3
	box box /etc/plain
	is "a file that is not executable" "$STATUS" 126
	box box nosuch
	is "no such command" "$STATUS" 127
	like "and the message names it" "$(err)" "nosuch"
}

# ---- Terminals

# scene TITLE COMMAND...: a person at a terminal; the steps (tests/helpers/typist.c) are on stdin.
scene() {
	local title=$1 said
	shift
	if said=$("$TYPIST" "$@" 2>&1); then ok "$title"; else not_ok "$title" "$said"; fi
}
