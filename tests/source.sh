#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What the source promises of itself: the reading order is the order of includes, what is pure makes no system call,
# nothing needs stdio or a heap, files and functions stay short, and the program small.
. "${0%/*}/lib.sh"

OBJECTS=${FOSTER%/*}/../../src # where the program was built
LINES_MAX=450 FUNCTION_MAX=80 COLUMNS_MAX=120 CONDITIONALS_MAX=79
CC=${PROGRAM_CC:-gcc}

# Bytes of the stripped static program, all in, that this machine's gcc may make with the project's own flags and musl:
# machine, gcc's version at most, bytes. gcc 14 and musl 1.2.5 make more of it than 12 and 1.2.3 do.
size_max() {
	local machine version name most bytes
	machine=$($CC -dumpmachine)
	version=$($CC -dumpversion)
	while read -r name most bytes; do
		[ "$name" != "${machine%%-*}" ] || [ "${version%%.*}" -gt "$most" ] || { echo "$bytes" && return; }
	done <<'END'
x86_64 12 76800
x86_64 99 77824
END
}
SIZE_MAX=$(size_max)

cd "$ROOT/src" || exit 99

# none TEXT: ok where stdin is empty; else its lines are shown.
none() {
	local found
	found=$(head -n 20)
	if [ -z "$found" ]; then ok "$1"; else not_ok "$1" "$found"; fi
}

# All files of the program in the reading order of Makefile.am; main.c is the last. A check that reads too few of them
# would say ok to anything.
FILES_MIN=80
mapfile -t FILES < <(awk '/^\t/ { for (i = 1; i <= NF; i++) if ($i ~ /\.[ch]$/) print $i }' Makefile.am; echo main.c)
check "Makefile.am lists at least $FILES_MIN files: ${#FILES[@]}" test "${#FILES[@]}" -ge "$FILES_MIN"

# Those whose header says that they are pure: the .h and, where there is one, the .c
mapfile -t PURE < <(
	for file in $(grep -lw 'Pure' ./*/*.h); do
		echo "${file#./}"
		[ ! -e "${file%.h}.c" ] || echo "${file#./}" | sed 's/h$/c/'
	done
)
check "at least 30 of them are pure: ${#PURE[@]}" test "${#PURE[@]}" -ge 30

# ---- Order

none "Makefile.am lists every file once" < <(
	diff <(printf '%s\n' "${FILES[@]}" | LC_ALL=C sort) <(printf '%s\n' ./*.[ch] ./*/*.[ch] | sed 's|^\./||' | LC_ALL=C sort) |
		grep '^[<>]'
)

# includes FILE...: each include of one of foster's own headers, as "FILE HEADER"
includes() {
	awk '/^#include "/ { split($2, name, "\""); print FILENAME, name[2] }' "$@"
}
includes "${FILES[@]}" >"$T/includes"
check "there are includes to check: $(wc -l <"$T/includes")" test "$(wc -l <"$T/includes")" -ge 200

none "base < options, proc < init, tools < main: a file includes no directory but its own and those below" < <(
	awk '
		BEGIN {
			may["base"] = "base"; may["options"] = "base options"; may["proc"] = "base proc"
			may["init"] = "base options proc init"; may["tools"] = "base options proc tools"
			may["main.c"] = "base options proc init tools"
		}
		{
			split($1, from, "/"); split($2, to, "/")
			if (!(from[1] in may) || index(" " may[from[1]] " ", " " to[1] " ") == 0) print $1 " includes " $2
		}' "$T/includes"
)

none "a file includes only headers of files before it" < <(
	awk '
		FNR == NR { sub(/\.[ch]$/, "", $1); if (!($1 in at)) at[$1] = ++count; next }
		{
			self = $1; other = $2; sub(/\.c$|\.h$/, "", self); sub(/\.h$/, "", other)
			if (!(other in at) || at[other] > at[self]) print $1 " includes " $2
		}' <(printf '%s\n' "${FILES[@]}") "$T/includes"
)

none "pure files include nothing to do with the system" < <(
	grep -nE '#include <' "${PURE[@]}" |
		grep -vE '<(elf|errno|limits|signal|stdarg|stdbool|stddef|stdint|string|sys/signalfd)\.h>'
)
none "and call nothing of it" < <(
	grep -nE '\b(syscall|kill|raise|read|write|open|close|time|clock_gettime|getpid|_?exit|abort|kernel_[a-z_]+)\(' \
		"${PURE[@]}" | grep -vE ':[[:space:]]*(/?\*|//)|/\*.*\('
)
none "no stdio, no heap, none of the libc that is large" < <(
	grep -nE '#include <(stdio|stdlib|getopt|regex|dirent|locale|wchar|pthread)\.h>' "${FILES[@]}"
	grep -nE '\b(malloc|calloc|realloc|free|alloca|s?n?printf|strerror|strsignal|strstr|qsort|strtol+|getopt(_long)?)\(' "${FILES[@]}" |
		grep -vE '\*.*\((3|[a-z]*)\)'
)

# ---- Size and form

none "no file is over $LINES_MAX lines" < <(
	awk -v most="$LINES_MAX" 'FNR > most { print FILENAME ": over " most " lines"; nextfile }' "${FILES[@]}" \
		"$TESTS"/*.[ch] "$TESTS"/*/*.[ch]
)
none "no function is over $FUNCTION_MAX lines" < <(
	awk -v most="$FUNCTION_MAX" '
		FNR == 1 { from = 0 }
		/^[{]/ { from = FNR }
		/^}/ && from { if (FNR - from + 1 > most) print FILENAME ":" from ": " FNR - from + 1 " lines"; from = 0 }' \
		"${FILES[@]}" "$TESTS"/*.c "$TESTS"/*/*.c
)
none "no line is over $COLUMNS_MAX characters" < <(
	LC_ALL=C.UTF-8 grep -nE "^.{$((COLUMNS_MAX + 1)),}" "${FILES[@]}"
)
# code FILE...: the lines without comments, strings and characters, as FILE:NUMBER:LINE
code() {
	awk '
		FNR == 1 { open = 0 }
		{
			line = $0; gsub(/"(\\.|[^"\\])*"/, "\"\"", line); gsub(/\047(\\.|[^\047\\])\047/, "0", line); text = ""
			while (line != "") {
				if (open) { at = index(line, "*/"); if (!at) break; line = substr(line, at + 2); open = 0; continue }
				at = index(line, "/*")
				if (!at) { text = text line; break }
				text = text substr(line, 1, at - 1); line = substr(line, at + 2); open = 1
			}
			print FILENAME ":" FNR ":" text
		}' "$@"
}
code "${FILES[@]}" >"$T/code"
conditionals=$(grep -o '?' "$T/code" | wc -l)
check "there are at most $CONDITIONALS_MAX ?: in all: $conditionals" test "$conditionals" -le "$CONDITIONALS_MAX" -a "$conditionals" -gt 0
none "and at most one in a statement" < <(
	awk '
		{
			split($0, part, ":"); text = substr($0, length(part[1] part[2]) + 3)
			while (text != "") {
				at = match(text, /[;{}]/)
				piece = at ? substr(text, 1, at) : text
				text = at ? substr(text, at + 1) : ""
				count += gsub(/[?]/, "", piece)
				if (count > 1) { print part[1] ":" part[2]; count = 0 }
				if (at) count = 0
			}
		}' "$T/code"
)
none "only base/kernel.c calls the kernel, and the child of init/spawn.c three times" < <(
	grep 'syscall(SYS_' "$T/code" | grep -v '^base/kernel\.c:' | awk -F: '$1 != "init/spawn.c" || ++count > 3'
)
none "hot.ld names functions that there are" < <(
	grep -o '\.text\.[a-z_]*' init/hot.ld | sed 's/^\.text\.//' | grep -vxE 'foster' | while read -r name; do
		grep -qE "^[^[:space:]:]+:[0-9]+:[a-z].*[ *]$name\(" "$T/code" || echo "$name"
	done
)
none "every file opens with its license" < <(
	for file in "${FILES[@]}" ./*/*.ld "$TESTS"/*.[ch] "$TESTS"/*/*.[ch] "$TESTS"/*.sh "$TESTS"/*/*.sh "$TESTS"/bench/*.py \
		"$ROOT"/*.am "$ROOT"/*/*.am "$ROOT"/configure.ac "$ROOT"/autogen.sh "$ROOT"/.ci/run \
		"$ROOT"/packaging/completions/{*.am,*.awk,*.c,foster*.in} $(find "$ROOT/packaging" -maxdepth 1 -type f); do
		head -n 2 "$file" | grep -q 'SPDX-License-Identifier: MIT' || echo "$file"
	done
)
none "and then says what it is for" < <(
	for file in "${FILES[@]}"; do
		sed -n 2p "$file" | grep -q '^/\*' || echo "$file"
	done
)
none "nothing is left to do" < <(
	grep -nE '\b(TODO|FIXME|XXX|HACK)\b' "${FILES[@]}" "$TESTS"/*.[ch] "$TESTS"/*/*.[ch]
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
SYMBOLS=$OBJECTS/foster-symbols
# User's flags without those that don't change what is left after strip: debug information, paths, warnings.
changing=$(printf '%s\n' ${USER_FLAGS:-} | grep -vxE -- '-g[0-3]?|-ggdb.*|-gdwarf.*|-g[nrz].*|-pipe|-W[a-z][^,].*|-f[a-z]*-prefix-map=.*' | xargs)
reason=
if ! is_static || [ -n "$SANITIZED" ]; then
	reason="it is not the static one"
elif ! [ -f "$SYMBOLS" ]; then
	reason="it was not built here"
elif ! nm "$SYMBOLS" | grep -q ' __init_libc$'; then
	reason="it is not linked with musl"
fi
size=$(stat -c %s "$FOSTER")
if [ -n "$reason$changing" ] || [ -z "$SIZE_MAX" ]; then
	skip_one "the size of the program: $size" "${reason:-${changing:-no limit is stated for this machine}}"
else
	check "the program is at most $SIZE_MAX bytes: $size" test "$size" -le "$SIZE_MAX"
fi
if [ -n "$reason" ]; then
	skip_one "the program holds no stdio and no heap" "$reason"
else
	none "the program holds no stdio and no heap" < <(
		nm "$SYMBOLS" | grep -E ' [TtWw] _*(libc_)?(malloc|calloc|realloc|v?f?s?n?printf|fwrite|getopt|qsort|strerror)$'
	)
fi

done_testing
