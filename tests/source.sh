#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What the source promises of itself: the reading order is the order of includes, what is pure makes no system call,
# nothing needs stdio or a heap, files and functions stay short, and the program small.
. "${0%/*}/lib.sh"

ROOT=$(cd "$TESTS/.." && pwd)
OBJECTS=${FOSTER%/*}/../../src # where the program was built
LINES_MAX=450 FUNCTION_MAX=80 COLUMNS_MAX=120
SIZE_MAX=65536 # bytes of the stripped static program, all in

cd "$ROOT/src" || exit 99

# none TEXT: ok where stdin is empty; else its lines are shown.
none() {
	local found
	found=$(head -n 20)
	if [ -z "$found" ]; then ok "$1"; else not_ok "$1" "$found"; fi
}

# The names of all files in the reading order of Makefile.am; main.c is the last. PURE: those under "Pure:" only.
reading_order() {
	awk -v pure="${1:-}" '
		/^# / { on = !pure || /^# Pure:/ }
		/^\t/ && on { for (i = 1; i <= NF; i++) if ($i ~ /\.[ch]$/) print $i }' Makefile.am
	[ -n "${1:-}" ] || echo main.c
}

# ---- Order

none "Makefile.am lists every file once" < <(
	diff <(reading_order | LC_ALL=C sort) <(printf '%s\n' *.[ch] | LC_ALL=C sort) | grep '^[<>]'
)

none "a file includes only headers of files before it" < <(
	# shellcheck disable=SC2046
	awk '
		FNR == NR { sub(/\.[ch]$/, "", $1); if (!($1 in at)) at[$1] = ++count; next }
		/^#include "/ {
			split($2, name, "\""); other = name[2]; sub(/\.h$/, "", other)
			self = FILENAME; sub(/\.[ch]$/, "", self)
			if (!(other in at) || at[other] > at[self]) print FILENAME " includes " name[2]
		}' <(reading_order) $(reading_order)
)

# fate, describe and tree are pure too, though they are the tools'.
# shellcheck disable=SC2046
none "pure files include nothing to do with the system" < <(
	grep -nE '#include <' $(reading_order pure) fate.[ch] describe.[ch] tree.[ch] |
		grep -vE '<(errno|limits|signal|stdarg|stdbool|stddef|stdint|string)\.h>'
)
# shellcheck disable=SC2046
none "and call nothing of it" < <(
	grep -nE '\b(syscall|kill|raise|read|write|open|close|time|clock_gettime|getpid|_?exit|abort|kernel_[a-z_]+)\(' \
		$(reading_order pure) fate.[ch] describe.[ch] tree.[ch] | grep -vE ':[[:space:]]*(/?\*|//)|/\*.*\('
)
none "no stdio, no heap, none of the libc that is large" < <(
	grep -nE '#include <(stdio|stdlib|getopt|regex|dirent|locale|wchar|pthread)\.h>' ./*.[ch]
	grep -nE '\b(malloc|calloc|realloc|free|alloca|s?n?printf|strerror|strsignal|qsort|strtol+|getopt(_long)?)\(' ./*.[ch] |
		grep -vE '\*.*\((3|[a-z]*)\)'
)

# ---- Size and form

none "no file is over $LINES_MAX lines" < <(
	awk -v most="$LINES_MAX" 'FNR > most { print FILENAME ": over " most " lines"; nextfile }' ./*.[ch] \
		"$TESTS"/*.[ch] "$TESTS"/*/*.[ch]
)
none "no function is over $FUNCTION_MAX lines" < <(
	awk -v most="$FUNCTION_MAX" '
		FNR == 1 { from = 0 }
		/^[{]/ { from = FNR }
		/^}/ && from { if (FNR - from + 1 > most) print FILENAME ":" from ": " FNR - from + 1 " lines"; from = 0 }' \
		./*.c "$TESTS"/*.c "$TESTS"/*/*.c
)
none "no line is over $COLUMNS_MAX characters" < <(
	LC_ALL=C.UTF-8 grep -nE "^.{$((COLUMNS_MAX + 1)),}" ./*.[ch]
)
none "every file opens with its license" < <(
	for file in ./*.[ch] ./*.ld "$TESTS"/*.[ch] "$TESTS"/*/*.[ch] "$TESTS"/*.sh "$TESTS"/*/*.sh "$TESTS"/bench/*.py \
		"$ROOT"/*.am "$ROOT"/*/*.am "$ROOT"/configure.ac "$ROOT"/autogen.sh "$ROOT"/packaging/* "$ROOT"/.ci/run; do
		head -n 2 "$file" | grep -q 'SPDX-License-Identifier: MIT' || echo "$file"
	done
)
none "and then says what it is for" < <(
	for file in ./*.[ch]; do
		sed -n 2p "$file" | grep -q '^/\*' || echo "$file"
	done
)
none "nothing is left to do" < <(
	grep -nE '\b(TODO|FIXME|XXX|HACK)\b' ./*.[ch] "$TESTS"/*.[ch] "$TESTS"/*/*.[ch]
)

# ---- What was built

if [ -f "$OBJECTS/libfoster.a" ] && command -v objdump >/dev/null && [ -z "$SANITIZED" ] && ! nm "$OBJECTS/libfoster.a" 2>/dev/null | grep -q gcov; then
	none "what is mutable and static is the log's level, the clock, and what is there for a life" < <(
		objdump -t "$OBJECTS/libfoster.a" | awk '
			/file format/ { file = $1 }
			/ O (\.data|\.bss|\*COM\*)/ && !/ O \.data\.rel\.ro/ && file !~ /^log\.o/ && $NF !~ /(^|\.)(batch|clock|child)(\.|$)/ { print file " " $NF }'
	)
	none "functions are named after their file" < <(
		nm -A -g --defined-only "$OBJECTS/libfoster.a" 2>/dev/null | awk '
			$2 == "T" {
				split($1, part, ":"); file = part[2]; sub(/\.o$/, "", file)
				known = file == "kernel" ? "procdir_" : file == "help" ? "version_add|license_add" : file
				if ($3 !~ "^(" file "|" known ")") print file ".c: " $3
			}'
	)
else
	skip_one "what is mutable at file scope is the log's level" "this build has counters and checks of its own"
	skip_one "functions are named after their file" "this build has counters and checks of its own"
fi
if ! is_static || ! [ -f "$OBJECTS/foster" ] || [ -n "$SANITIZED" ]; then
	skip_one "the program is at most $SIZE_MAX bytes" "it is not the static one"
	skip_one "and holds no stdio and no heap" "it is not the static one"
elif ! nm "$OBJECTS/foster" | grep -q ' __init_libc$'; then
	skip_one "the program is at most $SIZE_MAX bytes" "it is not linked with musl"
	skip_one "and holds no stdio and no heap" "it is not linked with musl"
else
	size=$(stat -c %s "$FOSTER")
	check "the program is at most $SIZE_MAX bytes: $size" test "$size" -le "$SIZE_MAX"
	none "and holds no stdio and no heap" < <(
		nm "$OBJECTS/foster" | grep -E ' [TtWw] _*(libc_)?(malloc|calloc|realloc|v?f?s?n?printf|fwrite|getopt|qsort|strerror)$'
	)
fi

# ---- What it is not built for: machines whose signals have other numbers
if [ -x "$ROOT/configure" ] && command -v cc >/dev/null; then
	for machine in mips64el-linux-gnuabi64 alpha-linux-gnu sparc64-linux-gnu hppa-linux-gnu riscv32-linux-gnu; do
		printf '#!/bin/sh\n[ "$1" != -dumpmachine ] || { echo %s; exit; }\nexec cc "$@"\n' "$machine" >"$T/cc" && chmod 755 "$T/cc"
		mkdir -p "$T/configured" && said=$(cd "$T/configured" && "$ROOT/configure" CC="$T/cc" 2>&1)
		is "configure refuses $machine" "$? $(grep -c "error: cannot build for $machine: its signals or system calls have other numbers" <<<"$said")" "1 1"
	done
else
	skip_one "configure refuses other machines" "there is no configure, or no cc"
fi

done_testing
