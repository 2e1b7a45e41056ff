#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What a build makes of the source: the same bytes in every folder, without symbols unless they were asked for, and with
# the notices of what was linked in. The user's flags are the last word, and each set that distributions use builds
# without a warning. A compiler for another machine is never this one's by mistake.
. "${0%/*}/lib.sh"

SYMBOLS=${FOSTER%/*}/../../src/foster-symbols

is_sanitized && skip "a sanitized build is another one"
nm "$SYMBOLS" 2>/dev/null | grep -q __gcov && skip "a build that counts lines is another one"
[ -x "$ROOT/configure" ] || skip "there is no configure"

unset MAKEFLAGS MFLAGS MAKELEVEL CFLAGS CPPFLAGS LDFLAGS CC TESTS_CC SOURCE_DATE_EPOCH
CONFIGURE=(--enable-werror ${PROGRAM_CC:+CC="$PROGRAM_CC"})
# Whether a libc is linked in. (lib.sh's is_static looks for a name that glibc's static library has too.)
has_libc() {
	! readelf -l "$FOSTER" | grep -q INTERP
}
if has_libc; then CONFIGURE+=(--enable-static); else CONFIGURE+=(--disable-static); fi

# copy FOLDER: the source as it was before anybody built anything in it, into $T/FOLDER
copy() {
	mkdir "$T/$1"
	tar -C "$ROOT" --exclude=Makefile --exclude=.deps --exclude='*.[ao]' --exclude='src/foster*' -c configure configure.ac \
		aclocal.m4 build-aux Makefile.in LICENSE src tests/Makefile.in tests/helpers/Makefile.in packaging/completions man | tar -C "$T/$1" -x
	"$FOSTER" --version | sed 's/.*git\.//' >"$T/$1/.commit"
}

# configured NAME [ARG]...: configures with ARG in $T/NAME
configured() {
	local name=$1
	shift
	mkdir -p "$T/$name"
	cd "$T/$name" && "${SOURCE:-$T/source}/configure" "${CONFIGURE[@]}" "$@"
}

# build NAME [ARG]...: configures with ARG, and builds the program in $T/NAME; what both said is in $T/NAME.log.
build() {
	(configured "$@" && make -j2 -C src) >"$T/$1.log" 2>&1
}

# same TEXT PROGRAM: whether it is the plain one, but for the first bytes, which tell of a kind of symbol of glibc's.
same() {
	check "$1" cmp -i 16 "$T/plain/src/foster" "$2"
}

# has_symbols PROGRAM
has_symbols() {
	nm "$1" 2>/dev/null | grep -q ' main$'
}

# built TEXT NAME [ARG]...: whether the build succeeds, says nothing of a warning, and makes a program that works.
built() {
	local text=$1 name=$2 status
	shift 2
	if ! build "$name" "$@"; then
		not_ok "$text: it builds" "$(tail -n 8 "$T/$name.log")"
		return 1
	fi
	is "$text: no warning" "$(grep -i 'warning' "$T/$name.log" | grep -v '^configure: WARNING: using cross')" ""
	"$T/$name/src/foster" -t 1s -- sh -c 'exit 7' >"$T/out" 2>&1
	status=$?
	is "$text: it works" "$status $(out)" "7 "
	# shellcheck disable=SC2016
	like "$text: another foster knows it, wherever the linker has put its note" \
		"$("$T/$name/src/foster" sh -c '"$0" --inspect $PPID' "$FOSTER" | head -n 1)" " is foster: on SIGTERM "
}

# ---- The same bytes

copy source
built "the project's flags" plain
if has_symbols "$T/plain/src/foster"; then not_ok "the program has no symbols"; else ok "the program has no symbols"; fi
copy elsewhere
SOURCE=$T/elsewhere
export LC_ALL=C.UTF-8 TZ=Asia/Tokyo
(umask 077 && build elsewhere/b)
export LC_ALL=C
unset SOURCE TZ
check "another folder, umask, time zone and locale: the same bytes" cmp "$T/plain/src/foster" "$T/elsewhere/b/src/foster"

# ---- Symbols
if built "CFLAGS=-g" debug CFLAGS=-g; then
	check "CFLAGS=-g: the symbols are kept" has_symbols "$T/debug/src/foster"
	strip -o "$T/stripped" "$T/debug/src/foster"
	same "CFLAGS=-g: the rest is the same" "$T/stripped"
fi
build enabled --enable-debug
check "--enable-debug: the symbols are kept" has_symbols "$T/enabled/src/foster"
check "--enable-debug: there is debug information" grep -q '\.debug_info' "$T/enabled/src/foster"
make -C "$T/enabled/src" install-strip DESTDIR="$T/installed" >/dev/null 2>&1
same "make install-strip leaves them out" "$T/installed/usr/local/sbin/foster"

# ---- The flags of distributions, as they are in Debian with all hardening, and in Fedora

if [[ $("${PROGRAM_CC:-cc}" --version 2>/dev/null) == *"Free Software Foundation"* ]]; then
	control=
	[ "$(uname -m)" != x86_64 ] || control=-fcf-protection
	built "Debian's flags" debian CPPFLAGS="-Wdate-time -D_FORTIFY_SOURCE=2" \
		CFLAGS="-g -O2 -ffile-prefix-map=$T=. -fPIE -fstack-protector-strong -fstack-clash-protection -Wformat \
			-Werror=format-security $control -flto=auto -ffat-lto-objects" \
		LDFLAGS="-fPIE -pie -flto=auto -ffat-lto-objects -Wl,-z,relro -Wl,-z,now"
	check "Debian's -g leaves the symbols to dh_strip" has_symbols "$T/debian/src/foster"
	built "Fedora's flags" fedora LDFLAGS="-Wl,-z,relro -Wl,--as-needed -Wl,-z,now -Wl,--build-id=sha1" \
		CFLAGS="-O2 -flto=auto -ffat-lto-objects -fexceptions -g -grecord-gcc-switches -pipe -Wall \
			-Werror=format-security -Wp,-U_FORTIFY_SOURCE,-D_FORTIFY_SOURCE=2 -Wp,-D_GLIBCXX_ASSERTIONS \
			-fstack-protector-strong -fasynchronous-unwind-tables -fstack-clash-protection -fno-omit-frame-pointer"
	check "Fedora's --build-id leaves one" grep -q 'Build ID: ' <(readelf -n "$T/fedora/src/foster")
else
	skip_one "the flags of distributions" "the compiler is not gcc"
fi
built "no optimisation" slow CFLAGS=-O0

# ---- Notices

FELKER='2005-2020 Rich Felker, et al.'
"$FOSTER" --license >"$T/license"
sed '/^-----/Q' "$ROOT/LICENSE" | sed '$d' >"$T/LICENSE"
check "--license is LICENSE, but for a libc's notice" cmp "$T/LICENSE" <(sed '/^Contains /d' "$T/license")
contains=$(sed -n 's/^Contains parts of //p' "$T/license")
if ! has_libc; then
	is "--license names no libc, since none is linked in" "$contains" ""
elif nm "$SYMBOLS" | grep -q ' __init_libc$'; then
	is "--license has musl's notice" "$contains" "musl libc, Copyright (c) $FELKER"
else
	like "--license says that another libc has a license of its own" "$contains" "^the libc .* license of its own\.$"
fi
check "LICENSE has musl's notice" grep -qxF "Copyright © $FELKER" "$ROOT/LICENSE"

# ---- Another machine's compiler

cpu=s390x
[ "$(uname -m)" != s390x ] || cpu=aarch64
other=$cpu-foster-linux-gnu
CONFIGURE=(--host="$other")
said=$(configured refused 2>&1)
is "--host without a compiler is refused" "$? $(grep -c "^configure: error: cannot build for .*: there is no $other-musl-gcc or $cpu-foster-linux-musl-gcc\. CC=" <<<"$said")" "1 1"
said=$(configured refused --disable-static 2>&1)
is "--host without a compiler and musl is refused" "$? $(grep -c "^configure: error: cannot build for .*: there is no $other-gcc\. CC=" <<<"$said")" "1 1"
if command -v cc >/dev/null; then
	mkdir "$T/bin"
	printf '#!/bin/sh\n[ "$1" != -dumpmachine ] || { echo %s; exit; }\nexec cc "$@"\n' "$cpu-linux-musl" >"$T/bin/$cpu-foster-linux-musl-gcc"
	chmod 755 "$T/bin/$cpu-foster-linux-musl-gcc"
	PATH=$T/bin:$PATH configured crossed >"$T/crossed.log" 2>&1
	is "musl's compiler for it is taken" "$(sed -n 's/^CC = //p' "$T/crossed/src/Makefile" 2>&1)" "$cpu-foster-linux-musl-gcc"
else
	skip_one "musl's compiler for it is taken" "there is no cc"
fi
CONFIGURE=()

# ---- Machines whose signals have other numbers

if command -v cc >/dev/null; then
	for machine in mips64el-linux-gnuabi64 alpha-linux-gnu sparc64-linux-gnu hppa-linux-gnu riscv32-linux-gnu; do
		printf '#!/bin/sh\n[ "$1" != -dumpmachine ] || { echo %s; exit; }\nexec cc "$@"\n' "$machine" >"$T/cc" && chmod 755 "$T/cc"
		said=$(configured machine CC="$T/cc" 2>&1)
		is "configure refuses $machine" "$? $(grep -c "error: cannot build for $machine: its signals or system calls have other numbers" <<<"$said")" "1 1"
	done
else
	skip_one "configure refuses other machines" "there is no cc"
fi

done_testing
