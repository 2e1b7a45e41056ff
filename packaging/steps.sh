# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What quickstart and check share: a line a step with the time it took, a log of each, packages, the build. It decides
# nothing about what is built or tested.

SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD_DIR=${BUILD_DIR:-/var/tmp/foster-build}
LOGS=$BUILD_DIR/logs
STEPS=0

say() {
	printf '%s\n' "$*"
}

give_up() {
	say "quickstart: $*" >&2
	exit 1
}

# The build's directory: outside the source, and nobody else's.
prepare() {
	mkdir -p "$BUILD_DIR" 2>/dev/null
	[ -d "$BUILD_DIR" ] && [ -O "$BUILD_DIR" ] && [ ! -L "$BUILD_DIR" ] ||
		give_up "cannot use $BUILD_DIR: it is not a directory of yours. Name another: BUILD_DIR=DIRECTORY $0"
	mkdir -p "$LOGS" && chmod 755 "$BUILD_DIR"
}

seconds_since() {
	local ms=$(((${EPOCHREALTIME/./} - $1) / 1000))
	printf '%d.%d s' $((ms / 1000)) $((ms % 1000 / 100))
}

# step TITLE COMMAND...: runs it quietly and says how long it took; its output is in LOG. Its status.
step() {
	local title=$1 start=${EPOCHREALTIME/./} status
	shift
	STEPS=$((STEPS + 1))
	LOG=$LOGS/$(printf '%02d' "$STEPS")-${title//[^a-zA-Z0-9]/-}.log
	printf '%-64s ' "$title"
	"$@" >"$LOG" 2>&1 </dev/null
	status=$?
	if [ "$status" = 0 ]; then
		say "$(seconds_since "$start")"
	else
		say "FAILED after $(seconds_since "$start")"
	fi
	return "$status"
}

# must ADVICE TITLE COMMAND...: a step without which nothing that follows makes sense.
must() {
	local advice=$1
	shift
	step "$@" && return
	tail -n 25 "$LOG" | sed 's/^/    /'
	say "What to do: $advice"
	say "The whole log: $LOG"
	exit 1
}

# Those of the packages that are not installed.
missing() {
	local name
	for name in "$@"; do
		dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q '^install ok installed$' || echo "$name"
	done
}

# Installs packages, but starts no service that comes with them.
install_packages() {
	local policy=/usr/sbin/policy-rc.d ours='' status
	if [ ! -e "$policy" ]; then
		printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy"
		ours=yes
	fi
	DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" ||
		{ apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }
	status=$?
	[ -z "$ours" ] || rm -f "$policy"
	return "$status"
}

# packages NAME...: installs what is missing; needs no network where nothing is.
packages() {
	local names
	mapfile -t names < <(missing "$@")
	if [ ${#names[@]} = 0 ]; then
		say "Everything is installed that this needs."
		return
	fi
	say "To be installed: ${names[*]}"
	[ "$EUID" = 0 ] || give_up "cannot install packages: not root. As root: apt-get install ${names[*]}"
	must "see whether this machine reaches Debian's packages: apt-get update; apt-get install ${names[*]}" \
		"Installing ${#names[@]} packages" install_packages "${names[@]}"
}

# build NAME [ARG]...: configures with ARG and builds in BUILD_DIR/NAME, from nothing: it takes seconds, and what another
# source or another commit has left there would only confuse.
build() {
	local name=$1
	shift
	[ "$SOURCE/configure" -nt "$SOURCE/configure.ac" ] && [ "$SOURCE/tests/Makefile.in" -nt "$SOURCE/tests/Makefile.am" ] ||
		must "look for a missing autoconf, automake or pkg-config in the log" "Making configure" "$SOURCE/autogen.sh"
	rm -rf "${BUILD_DIR:?}/$name" && mkdir -p "$BUILD_DIR/$name"
	must "look for the missing tool in the log" "Configuring $name" configure_in "$BUILD_DIR/$name" "$@"
	must "a compiler error above is a defect of foster's: please report it, with the log" \
		"Building $name" make -C "$BUILD_DIR/$name" -j2
}

configure_in() {
	cd "$1" && shift && "$SOURCE/configure" "$@"
}
