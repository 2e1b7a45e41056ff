#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What the documentation promises: --help, the table of options, the manual and README tell of the same options, events
# and files, and are as short as they should be.
. "${0%/*}/lib.sh"

MANUAL=$ROOT/man/foster.8
HELP_LINES=40 HELP_COLUMNS=80 README_LINES=250

# same TEXT FILE FILE: whether the files, lists of words, are the same
same() {
	if diff "$2" "$3" >"$T/differences"; then ok "$1"; else not_ok "$1" "$(grep '^[<>]' "$T/differences")"; fi
}

list() {
	LC_ALL=C sort -u
}

# ---- Options

# The table's rows (src/options/optiontable.h), without comments: X(CONSTANT, "name", 'l', ...
sed -n 's/^\tX([A-Z_]*, "\([a-z-]*\)", \(.\)\(.\{0,1\}\).*/\1 \3/p' "$ROOT/src/options/optiontable.h" >"$T/rows"
check "the table of options is read" test "$(wc -l <"$T/rows")" -ge 25
awk 'NF && $1 ~ /../ { print "--" $1 }' "$T/rows" >"$T/table.raw"
sed -n "s/^\tX([A-Z_]*, \"[a-z-]*\", '\(.\)'.*/-\1/p" "$ROOT/src/options/optiontable.h" >>"$T/table.raw"
list <"$T/table.raw" >"$T/table"

"$FOSTER" --help >"$T/help"
is "--help ends with 0" $? 0
grep -oE '^ +(-[a-zA-Z](, )?)?(--[a-z-]+)?' "$T/help" | grep -oE -- '-(-[a-z-]+|[a-zA-Z])' >"$T/in-help.raw"
grep '^\(Usage:\|  *\)  *foster' "$T/help" | grep -oE -- '--[a-z-]+' >>"$T/in-help.raw"
list <"$T/in-help.raw" >"$T/in-help"
same "--help has every option of the table, and no other" "$T/table" "$T/in-help"

# In the manual a list's item names an option: .It Fl c , Fl -single-child
sed -n 's/^\.It Fl //p' "$MANUAL" | sed 's/ Ar .*//; s/ Ns .*//; s/ , Fl /\n/g; s/ , /\n/g' | sed 's/^/-/' | grep -E '^-(-[a-z-]+|[a-zA-Z])$' |
	list >"$T/in-manual"
same "the manual has every option of the table, and no other" "$T/table" "$T/in-manual"

# default_of OPTION: what stands behind "Default:" in its item
default_of() {
	awk -v option=" Fl -$1 " '/^\.It Fl / { on = index($0 " ", option) > 0 } on && told { print $2; exit } on { told = /^Default:$/ }' "$MANUAL"
}

sed -n 's/^ .\{0,8\}--\([a-z-]*\) .*(\([a-z0-9]*\|TERM\))$/\1 \2/p' "$T/help" >"$T/defaults"
check "--help tells defaults" test "$(wc -l <"$T/defaults")" -ge 7
while read -r option value; do
	is "--$option: the manual has the default of --help" "$(default_of "$option" | sed 's/^SIG//')" "$value"
done <"$T/defaults"

# What asks for something else than to run a command has no variable.
sed -n '/^\tX(/{/, MODE,/!s/^\tX([A-Z_]*, "\([a-z-]*\)".*/FOSTER_\1/p}' "$ROOT/src/options/optiontable.h" |
	tr 'a-z-' 'A-Z_' | list >"$T/variables"
sed -n 's/^\.It Ev \(FOSTER_[A-Z_]*\).*/\1/p' "$MANUAL" | list >"$T/in-manual"
same "the manual has every variable, and no other" "$T/variables" "$T/in-manual"

check "--help is at most $HELP_LINES lines" test "$(wc -l <"$T/help")" -le "$HELP_LINES"
check "of at most $HELP_COLUMNS characters" test -z "$(grep -E "^.{$((HELP_COLUMNS + 1))}" "$T/help")"

# ---- Events and files

sed -n 's/^\tX(EVENT_[A-Z]*, "\([a-z]*\)".*/\1/p' "$ROOT/src/base/event.h" | list >"$T/events"
awk '/^\.S[hs] /{ messages = /^\.Sh MESSAGES/ } messages' "$MANUAL" | sed -n 's/^\.It Cm \([a-z]*\)$/\1/p' | list >"$T/in-manual"
check "there are events" test -s "$T/events"
same "the manual has every event, and no other" "$T/events" "$T/in-manual"

none_missing() {
	local file missing=
	for file in "$ROOT"/src/*.c "$ROOT"/src/*/*.c; do
		file=${file##*/}
		grep -qE "(^|[^a-z])${file%.c}([^a-z]|\$)" "$T/map" || missing+=" $file"
	done
	if [ -z "$missing" ]; then ok "$1"; else not_ok "$1" "missing:$missing"; fi
}

# The map is what stands between the heading that speaks of the source and the next one.
awk '/^## /{ on = /[Ss]ource|src|[Mm]ap/ } on' "$ROOT/CONTRIBUTING.md" >"$T/map"
none_missing "the map of src has every file"
check "README is at most $README_LINES lines" test "$(wc -l <"$ROOT/README.md")" -le "$README_LINES"

# ---- Form

if command -v mandoc >/dev/null; then
	is "mandoc -T lint finds nothing" "$(mandoc -T lint -W warning "$MANUAL" 2>&1)" ""
else
	skip_one "mandoc -T lint finds nothing" "mandoc is not installed"
fi
for file in README NEWS CONTRIBUTING SECURITY; do
	check "$file.md is there" test -s "$ROOT/$file.md"
done
is "the manual tells this version's date in mdoc's form" "$(grep -cE '^\.Dd (\$Mdocdate|[A-Z][a-z]+ [0-9]+, 20[0-9]{2})' "$MANUAL")" 1

done_testing
