#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What CONTRIBUTING promises to whoever extends foster: a row whose type doesn't fit its member doesn't build, an option
# is one row and its member, and a fifth program to stand in for is one row.
. "${0%/*}/lib.sh"

command -v cc >/dev/null || skip "there is no cc"
cp -r "$TESTS/../src" "$T/src" && chmod -R u+w "$T/src" && cd "$T/src" || exit 99
flags=(-std=gnu11 -D_GNU_SOURCE -I. -DFOSTER_SANITIZED=0 -DFOSTER_VERSION='"0"' -DFOSTER_COMMIT='"0"' -DFOSTER_LIBC_NOTICE='""' -DPACKAGE_URL='""')

# mutated SED FILE: puts what that makes of the file into $T/mutated; whether it is another
mutated() {
	sed "$1" "$2" >"$T/mutated" && ! cmp -s "$2" "$T/mutated"
}

# ---- The table is checked

table=options/optiontable.h
cp $table "$T/table"
compiles() {
	cc "${flags[@]}" -fsyntax-only options/optiontable.c 2>"$T/said"
}
check "the table compiles" compiles
while read -r row type; do
	check "the row of $row is there to be changed" mutated "s/X($row, \([^,]*\), \([^,]*\), [A-Z_]*,/X($row, \1, \2, $type,/" "$T/table"
	cp "$T/mutated" $table
	if compiles; then not_ok "$row as a $type doesn't compile"; else ok "$row as a $type doesn't compile"; fi
	like "$row as a $type: the compiler says why" "$(<"$T/said")" "_Generic|association"
done <<'END'
SHIELD DURATION
STOP_TIMEOUT SWITCH
VERBOSE SCOPE
SCOPE MODE
REWRITE STOP_ON
AS SIGNAL
END
cp "$T/table" $table

# ---- An option is a row and a member, a program is a row

check "a member more" mutated 's/^\tbool shield;/&\n\tbool nice;/' options/options.h
cp "$T/mutated" options/options.h
check "a row for it" mutated 's/^\tX(SHIELD,/\tX(NICE, "nice", '"'n'"', SWITCH, nice, true, "", "be nice") \\\n&/' $table
cp "$T/mutated" $table
row='.name = "fifth", .letters = "ghn", .words = "nice", .scope = SCOPE_GROUP, .on_exit = ON_EXIT_LEAVE, .usage_error_code = 9,'
check "a row for a program" mutated "s/^\t\t\.name = \"tini\",/\t\t$row\n\t},\n\t{\n&/" options/presets.c
cp "$T/mutated" options/presets.c
check "it builds" cc "${flags[@]}" -o "$T/fifth" ./*.c ./*/*.c

extended() {
	"$T/fifth" "$@" >"$T/out" 2>"$T/err" </dev/null
	STATUS=$?
}
extended --as foster --help
like "--help shows the option" "$(out)" $'\n  -n, --nice +be nice\n'
like "--help shows the program" "$(out)" $'\nPROGRAM: foster, fifth, tini, dumb-init, catatonit.\n'
extended --as foster -n --nice=no -- sh -c 'exit 3'
is "the option is taken, as a letter and as a word" "$STATUS $(err)" "3 "
FOSTER_NICE=maybe extended --as foster -- true
like "its variable is read" "$STATUS $(err)" "^125 .*: FOSTER_NICE: 'maybe' is neither yes nor no$"
extended --as sixth -- true
like "a message lists the program" "$(err)" ": --as: 'sixth' is none of foster, fifth, tini, dumb-init, catatonit$"
extended -g -- sh -c 'exit 4'
is "its name is its command line: it has this option" "$STATUS $(err)" "4 "
extended -t 5 -- true
like "and not that, and its own exit status" "$STATUS $(err)" "^9 .*: -t is no option of fifth"
extended -h
like "its help" "$(out)" "^Usage: fifth .*  -g .*  -n, --nice"

done_testing
