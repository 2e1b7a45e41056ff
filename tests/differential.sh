#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# foster in the place of tini, dumb-init and catatonit, beside the real ones, on thousands of command lines that nobody
# chose (differential.py makes and compares them). What differs on purpose is in a table there.
#
# DIFFERENTIAL_SEED and DIFFERENTIAL_COUNT make it others, or more: a difference names its command line.
. "${0%/*}/lib.sh"

command -v python3 >/dev/null || skip "python3 is not installed"
[ -z "$SANITIZED" ] || skip "the sanitizers' start takes as long as all of this"

mkdir "$T/real" "$T/copy" "$T/link" "$T/commands"
for name in tini tini-static dumb-init catatonit; do
	if command -v "$name" >/dev/null; then
		ln -s "$(command -v "$name")" "$T/real/$name"
		cp "$FOSTER" "$T/copy/$name"
		ln -s "$FOSTER" "$T/link/$name"
	else
		skip_one "$name, command lines" "it is not installed"
	fi
done
[ -n "$(ls "$T/real")" ] || skip "none of tini, dumb-init and catatonit is installed"
cp "$FOSTER" "$T/foster"
cp "$HELPERS/report" "$T/commands/report"
# shellcheck disable=SC2016
printf 'exec "$REPORT" "$0" "$@"\n' >"$T/commands/script"
printf '\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\363\0garbage' >"$T/commands/foreign"
: >"$T/commands/empty"
chmod 755 "$T/commands"/*
: >"$T/commands/plain"

cd "$T" || exit
"$HELPERS/inherit" -- python3 -I "$TESTS/differential.py" "$T" "${DIFFERENTIAL_COUNT:-4000}" "${DIFFERENTIAL_SEED:-1}" >"$T/said" 2>&1 ||
	not_ok "differential.py" "$(tail -n 5 "$T/said")"
while IFS= read -r line; do
	case $line in
	"ok - "*) ok "${line#ok - }" ;;
	"not ok - "*) not_ok "${line#not ok - }" ;;
	*) echo "$line" ;;
	esac
done <"$T/said"
check "it came to its end" [ "$(lines "$T/said" '(not )?ok - .*')" -gt 1 ]

done_testing
