#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# --list-signals: the whole list, and translations, compared with what this bash's kill -l says.
. "${0%/*}/lib.sh"

translate() {
	"$FOSTER" --list-signals "$@"
}

# ---- The list
all=$(translate)
is "the list: exit status" $? 0
is "the list has all 64" "$(tr '\t' '\n' <<<"$all" | grep -c ')')" 64
for number in 32 33; do
	like "$number has no name" "$all" $'(^|\t|\n)'"$number\) $number"$'(\t|\n|$)'
done
mine=$(tr '\t' '\n' <<<"$all" | sed 's/^ *//' | grep -v -e '^3[23])' -e '^$')
bashes=$(kill -l | tr '\t' '\n' | sed 's/^ *//' | grep -v '^$')
is "the rest is kill -l's" "$mine" "$bashes"

# ---- One word after another
bad=
for number in 0 {1..31} {34..64} {129..159} {162..192}; do
	want=$(kill -l "$number")
	got=$(translate "$number") || got+=" status $?"
	[ "$got" = "$want" ] || bad+="$number: got $got, want $want; "
done
is "each number and exit status is what kill -l says" "$bad" ""

bad=
for name in $(compgen -A signal | grep ^SIG); do
	case $name in SIGJUNK*) continue ;; esac
	for word in "$name" "${name#SIG}" "$(tr A-Z a-z <<<"${name#SIG}")"; do
		want=$(kill -l "$word")
		got=$(translate -- "$word") || got+=" status $?"
		[ "$got" = "$want" ] || bad+="$word: got $got, want $want; "
	done
done
is "each name that bash knows is the number that it says" "$bad" ""

is "32 and 33 stay numbers" "$(translate 32 33 160 161 | tr '\n' ' ')" "32 33 32 33 "
is "several words, a line each" "$(translate 143 TERM 9 sigkill RTMIN RTMAX-1 | tr '\n' ' ')" "TERM 15 KILL 9 34 63 "
is "old names" "$(translate IOT CLD POLL UNUSED | tr '\n' ' ')" "6 17 29 31 "

# ---- What is none
for word in "" 65 128 193 255 99999999999999999999 -1 +1 1x " 15" SIG SIGFOO RTMIN+31 RTMAX-31 "TERM," 1.5; do
	out=$(translate -- "$word" 2>"$T/err")
	is "'$word': exit status" $? 125
	is "'$word': prints nothing" "$out" ""
	like "'$word': says so" "$(err)" '^foster\[[0-9]+\]: cannot translate '
done
out=$(translate 9 nonsense 15 2>"$T/err")
is "one bad word of three: exit status" $? 125
is "one bad word of three: the others are translated" "$(tr '\n' ' ' <<<"$out")" "KILL TERM "
"$FOSTER" --list-signals $'\e[31m' 2>"$T/err"
unlike "no terminal escape gets through" "$(err)" $'\e'

# ---- Nowhere to write to
translate >/dev/full 2>"$T/err"
is "a full disk: exit status" $? 125
like "a full disk: says so" "$(err)" 'cannot write to stdout: no space left'
translate >&- 2>"$T/err"
is "a closed stdout: exit status" $? 125
like "a closed stdout: says so" "$(err)" 'cannot write to stdout: bad file descriptor'
done_testing
