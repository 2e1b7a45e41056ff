#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The archive of make dist: the same bytes wherever, whenever and by whomever it is made, of its own contents too; dated
# by the commit; and nothing in it but what the repository knows and what autotools make.
. "${0%/*}/lib.sh"

PRODUCTS='\.commit|(.*/)?Makefile\.in|aclocal\.m4|configure|build-aux/[a-z.-]+'
EPOCH=1700000000
NAME='foster-*.tar.gz'

is_sanitized && skip "the archive doesn't depend on sanitizers"
[ -x "$ROOT/configure" ] || skip "there is no configure"
for tool in autoconf automake; do
	command -v $tool >/dev/null || skip "there is no $tool, which an archive made elsewhere would need"
done
unset MAKEFLAGS MFLAGS MAKELEVEL CFLAGS CPPFLAGS LDFLAGS CC TESTS_CC SOURCE_DATE_EPOCH

# sources: what the archive is made of, a name a line
sources() {
	cd "$ROOT" || return
	if [ -e .git ] && git ls-files >"$T/known" 2>/dev/null; then
		cat "$T/known"
		printf '%s\n' {,src/,packaging/completions/,tests/,tests/helpers/}Makefile.in aclocal.m4 configure build-aux/*
	else
		find . \( -name _build -o -name _inst -o -name _dist -o -name .deps -o -name Makefile -o -name 'config.*[a-z]' -not -path '*/build-aux/*' \
			-o -name '*.[ao]' -o -path './src/foster*' \) -prune -o -type f -print | sed 's|^\./||'
	fi
}

# copy FOLDER SECONDS: the source into $T/FOLDER, all of it of that time, with what people leave lying in such folders
copy() {
	mkdir "$T/$1"
	tar -C "$ROOT" -c -T "$T/sources" | tar -C "$T/$1" -x --no-same-permissions
	mkdir -p "$T/$1"/tests/{fuzz,bench,engines}/.deps "$T/$1/tests/bench/__pycache__"
	touch "$T/$1"/tests/fuzz/{.deps/fuzz_text.Po,fuzz_text.o,fuzz_text} "$T/$1/tests/bench/__pycache__/rows.pyc" "$T/$1/tests/x.log"
	echo 0123456789ab >"$T/$1/.commit"
	find "$T/$1" -exec touch -d "@$2" {} +
	touch -d "@$EPOCH" "$T/$1/.commit"
}

# dist FOLDER [COMMAND...]: makes the archive there, by the command's leave; what was said is in $T/FOLDER.log
dist() {
	local folder=$1
	shift
	(cd "$T/$folder" && "$@" ./configure --disable-static && "$@" make dist) >"$T/$folder.log" 2>&1 </dev/null ||
		not_ok "make dist in $folder" "$(tail -n 5 "$T/$folder.log")"
}

sources >"$T/sources"
copy one $((EPOCH + 1000))
dist one
mkdir "$T/deeper"
(
	umask 077
	copy deeper/two $((EPOCH - 100000))
)
other=(env TZ=Asia/Tokyo LC_ALL=C.UTF-8 TAR_OPTIONS=)
if is_root && command -v setpriv >/dev/null; then
	chown -R 65534:65534 "$T/deeper"
	chmod 755 "$T/deeper"
	other+=(setpriv --reuid=65534 --regid=65534 --clear-groups env HOME="$T/deeper")
fi
touch "$T/deeper/two.log"
(umask 077 && dist deeper/two "${other[@]}")
check "other path, time, umask, user and zone: the same bytes" cmp "$T"/one/$NAME "$T"/deeper/two/$NAME

mkdir "$T/again"
tar -xzf "$T"/one/$NAME -C "$T/again" --strip-components=1
dist again
check "made of what is in it: the same bytes" cmp "$T"/one/$NAME "$T"/again/$NAME

tar -tzf "$T"/one/$NAME | sed 's|^[^/]*/||' | grep -v '/$\|^$' | LC_ALL=C sort >"$T/list"
check "there are at least 200 files in it: $(wc -l <"$T/list")" test "$(wc -l <"$T/list")" -ge 200
is "it has nothing that a build leaves" "$(grep -E '(^|/)(\.deps|\.dirstamp|__pycache__)/|\.(o|a|log|trs|pyc|Po)$|fuzz_text$|config\.(status|log)$' "$T/list")" ""
if [ -s "$T/known" ]; then
	LC_ALL=C sort "$T/known" >"$T/known.sorted"
	is "nothing that git doesn't know" "$(LC_ALL=C comm -23 "$T/list" "$T/known.sorted" | grep -vxE "$PRODUCTS")" ""
	is "and all that it knows" "$(LC_ALL=C comm -13 "$T/list" "$T/known.sorted" | grep -vxF .gitignore)" ""
else
	skip_one "nothing that git doesn't know" "this is no repository"
	skip_one "and all that it knows" "this is no repository"
fi

# dates FOLDER: the different times of what is in the archive there
dates() {
	TZ=UTC tar -tvzf "$T/$1"/$NAME | awk '{ print $4, $5 }' | sort -u
}
is "all is of .commit's time" "$(dates one)" "2023-11-14 22:13"
SOURCE_DATE_EPOCH=1000000000 make -C "$T/again" dist >"$T/again.log" 2>&1
is "SOURCE_DATE_EPOCH decides, where there is one" "$(dates again)" "2001-09-09 01:46"
if command -v git >/dev/null; then
	rm "$T/again/.commit"
	export GIT_COMMITTER_DATE="1600000000 +0000"
	git -C "$T/again" init -q && git -C "$T/again" -c user.name=x -c user.email=x commit -q --allow-empty -m x
	make -C "$T/again" dist >"$T/again.log" 2>&1
	is "in a repository all is of the commit's time" "$(dates again)" "2020-09-13 12:26"
	is "and .commit names it" "$(tar -xzOf "$T"/again/$NAME --wildcards '*/.commit')" "$(git -C "$T/again" rev-parse --short=12 HEAD)"
else
	skip_one "in a repository all is of the commit's time" "there is no git"
fi

done_testing
