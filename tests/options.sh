#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The command line and the variables, as the program takes them. Whatever is malformed ends in 125 and one line that
# names the option, the value and what would be right, and the workload isn't started. That the parsers themselves take
# what they should is for the unit tests.
. "$(dirname "$0")/lib.sh"

# refused TEXT OPTION VALUE RIGHT: whether the foster that has just ended complained as it should.
refused() {
	local said wrong=
	said=$(<"$T/err")
	[ "$STATUS" = 125 ] || wrong+="status $STATUS; "
	[[ $said == "foster["*"]: "* && $said != *$'\n'* ]] || wrong+="not one line of foster's; "
	[[ $said == *"$2"* ]] || wrong+="the option $2 isn't named; "
	[[ $said == *"$3"* ]] || wrong+="the value $3 isn't named; "
	[[ $said == *"$4"* ]] || wrong+="what is right isn't told ($4); "
	[ ! -s "$T/out" ] || wrong+="the workload was started; "
	if [ -z "$wrong" ]; then ok "$1"; else not_ok "$1" "$wrong" "$said"; fi
}

# bad RIGHT OPTION VALUE [ELEMENT]: refused on the command line and as a variable
bad() {
	local right=$1 option=$2 value=$3 element=${4-$3} name
	run alone "$option=$value" -- echo started
	refused "$option=$value" "$option" "$element" "$right"
	[ -n "$value" ] || return # which is as good as unset
	name=${option#--}
	name=FOSTER_${name//-/_}
	name=${name^^}
	env_run "$name=$value" -- echo started
	refused "$name=$value" "$name" "$element" "$right"
	[ -n "$GOOD" ] || return
	env_run "$name=$value" "$option=$GOOD" -- echo started
	refused "$name=$value, even where $option=$GOOD overrides it" "$name" "$element" "$right"
	GOOD=
}
GOOD= # a value that overrides the next bad variable

# env_run VARIABLE=VALUE... [WORD]...: as run alone, with these variables
env_run() {
	local count=0 word
	for word in "$@"; do
		[[ $word =~ ^[A-Z_]+= ]] || break
		count=$((count + 1))
	done
	UNDER=(env "${@:1:count}")
	shift "$count"
	run alone "$@"
}

# ---- Durations
for value in abc -1 +1 1x "1 s" 5ss 1e3 0x10 . 1. 1s1 s ms 1m30 1,5s "1s " nevermore off 36525h0 1d 876601h 3155760001s \
	99999999999999999999 999999999999999999999999h; do
	[ "$value" != abc ] || GOOD=5s
	bad 10s --stop-timeout "$value"
done
run alone --stop-timeout= -- echo started
refused "--stop-timeout=" --stop-timeout "" 10s
run alone -t nope -- echo started
refused "-t nope" -t nope 10s
run alone -tnope -- echo started
refused "-tnope" -t nope 10s
bad off --sweep offf
bad off --sweep 3y
bad off --sweep ""
bad "0 kills" --sweep yes

# ---- Signals and their lists
bad TERM --stop-signal NOPE
bad TERM --stop-signal ""
bad 10s --stop-signal TERM/ ""
bad 10s --stop-signal TERM/x "'x'"
bad tree --stop-signal TERM@ ""
bad tree --stop-signal TERM@all "'all'"
bad 10s --stop-signal TERM@tree/ ""
bad tree --stop-signal TERM@/5s ""
bad 10s --stop-signal TERM/5s@tree "'5s@tree'"
bad 10s --stop-signal TERM/5s/5s "'5s/5s'"
bad TERM --stop-signal STOP
bad TERM --parent-death-signal STOP
bad TERM --stop-signal none
bad TERM --stop-signal none@tree/3s
bad TERM --stop-signal 0
bad TERM --stop-signal 65
bad TERM --stop-signal -15
bad TERM --stop-signal SIGSIGTERM
bad TERM --stop-signal SIG
bad TERM --stop-signal RTMIN+31
bad TERM --stop-signal RTMAX-31
bad TERM --stop-signal RTMIN-1
bad TERM --stop-signal RTMAX+1
bad TERM --stop-signal RTMIN+
bad TERM --stop-signal "TERM "
bad TERM --stop-signal TERM/5s,,INT ""
bad TERM --stop-signal ,TERM ""
bad TERM --stop-signal TERM/5s, ""
bad TERM --stop-signal TERM/5s,INT/5s,NOPE NOPE
bad TERM --stop-signal TERM,INT INT
bad 16 --stop-signal "$(printf 'TERM/1s,%.0s' {1..16})INT" INT
bad TERM --stop-on NOPE
bad TERM --stop-on ""
bad TERM --stop-on TERM,,INT ""
bad TERM --stop-on TERM,65 65
bad KILL --stop-on KILL
bad STOP --stop-on STOP
bad CHLD --stop-on CHLD
bad TERM --parent-death-signal FOO
bad TERM --parent-death-signal 0
bad TERM --parent-death-signal 65
run alone -p "" -- echo started
refused "-p ''" -p "" TERM
bad TERM:QUIT --rewrite TERM
bad "0 to drop" --rewrite TERM: ""
bad TERM --rewrite :TERM ""
bad "0 to drop" --rewrite TERM:NOPE "'NOPE'"
bad TERM --rewrite NOPE:TERM "'NOPE'"
bad "0 to drop" --rewrite TERM:INT:HUP "'INT:HUP'"
bad TERM --rewrite 0:TERM "'0'"
bad "0 to drop" --rewrite TERM:65 "'65'"
bad TERM:QUIT --rewrite HUP:INT,TERM TERM
bad TERM:QUIT --rewrite "HUP:INT,,TERM:INT" ""
bad TERM:QUIT --rewrite ""
bad KILL --rewrite KILL:TERM KILL
bad CHLD --rewrite CHLD:TERM CHLD

# ---- Words, switches, numbers
bad tree --scope all
bad tree --scope default
bad tree --scope ""
bad tree --wait child
bad json --log-format xml
bad /dev/termination-log --termination-log log
bad /dev/termination-log --termination-log ""
bad dumb-init --as systemd
for option in --shield --session --subreaper --warn-reap --pause --kernel-reaping --single-child --group; do
	bad yes "$option" maybe
	bad yes "$option" 2
done
bad 3 --verbose loud
bad 3 --verbose -1

# ---- Exit codes
for value in 256 -1 a -5-6 5-3 stopp; do
	bad 255 --exit-code "$value"
done
bad 255 --exit-code 1,,2 ""
bad 255 --exit-code 1:2,3:x "'x'"
bad 255 --exit-code 1-300 "'300'"
bad 255 --exit-code 1- ""

# ---- Options that there aren't, and words that are missing
run alone --nope -- echo started
refused "--nope" --nope "" foster
run alone --stop-sig TERM -- echo started
refused "--stop-sig: abbreviations are none" --stop-sig "" --stop-signal
run alone -Z -- echo started
refused "-Z" -Z "" foster
run alone -vZ -- echo started
refused "-vZ" -Z "" foster
for option in --stop-timeout --stop-signal --rewrite --stop-on --sweep --scope --wait --exit-code --log-format -t -r -e -p; do
	run alone "$option"
	refused "$option and nothing behind it" "$option" "" ""
done
run alone --help=yes
refused "--help=yes" --help "" "no value"
run alone
refused "no command" command "" COMMAND
run alone -v --
refused "no command behind --" command "" COMMAND
run alone --pause -- echo started
refused "--pause with a command" --pause echo ""
env_run FOSTER_PAUSE=true -- echo started
refused "FOSTER_PAUSE with a command" FOSTER_PAUSE echo ""
run alone --stop-timout 5s echo started
refused "--stop-timout" --stop-timout "" --stop-timeout
run alone -stop-timeout 5s echo started
refused "-stop-timeout" -t op-timeout --stop-timeout
printf '#!%s -t 5s --\necho started\n' "$FOSTER" >"$T/script" && chmod 755 "$T/script"
FOSTER=$T/script run alone
refused "a #! line's options in one word" -t " 5s --" "env -S"
run alone --format json -- echo started
refused "--format without --inspect" --format "" --log-format
run alone -v --as tini -- echo started
refused "--as that isn't first" --as "" first

# ---- What is good
# fine MODE-TEXT WORD...: runs the workload
fine() {
	run alone "$@" "$HELPERS/die" 3
	is "good: $*" "$STATUS$(err)" 3
}
fine
fine --
fine -t 5 --
fine -t5
fine -t 1h30m5.25s500ms
fine --stop-timeout=.5
fine --stop-timeout never
fine --stop-timeout 100ms --sweep=off
fine --sweep 876600h
fine --stop-signal sigterm/20s,Int/8s,QUIT
fine --stop-signal TERM@tree/3s,37@group/1s,RTMAX
fine --stop-signal none/10s,RTMIN+3
fine --stop-on TERM,INT,rtmin+3,64,IOT,POLL
fine -r TERM:QUIT,hup:0,SIGUSR1:none,32:33,RTMAX-1:RTMIN
fine -e 143,130:5,4-6:0,stop:0
run alone -gsw --shield=yes --session=no --wait tree --scope=child -p HUP "$HELPERS/die" 3
is "good: many at once" "$STATUS$(err)" 3

# ---- Options end at the first word that is none
run alone sh -c 'echo "$0 $*"' -v --nope -- -t
is "options end at the first word that is none" "$(out)" "-v --nope -- -t"
run alone -- -v
is "behind -- even -v is a command" "$STATUS" 127
run alone -- -- true
is "a second -- is a command" "$STATUS" 127
run alone -
is "- is a command" "$STATUS" 127

# ---- Variables
env_run FOSTER_EXIT_CODE=7:3 -- "$HELPERS/die" 7
is "FOSTER_EXIT_CODE" "$STATUS" 3
env_run FOSTER_EXIT_CODE=7:3 -e 7:4 -- "$HELPERS/die" 7
is "the command line wins over the variable" "$STATUS" 4
env_run FOSTER_EXIT_CODE=7:3 -e 8:4 -- "$HELPERS/die" 7
is "the command line's list replaces the variable's as a whole" "$STATUS" 7
env_run FOSTER_EXIT_CODE= FOSTER_STOP_TIMEOUT= FOSTER_SHIELD= FOSTER_VERBOSE= -- "$HELPERS/die" 7
is "an empty variable is as good as none" "$STATUS$(err)" 7
env_run FOSTER_VERBOSE=2 -- sh -c 'echo "$FOSTER_VERBOSE"'
is "the variables stay in the workload's environment" "$(out)" 2
like "FOSTER_VERBOSE" "$(err)" "runs as pid"
env_run FOSTER_VERBOSE=true -- true
like "FOSTER_VERBOSE=true" "$(err)" "runs as pid"
env_run FOSTER_VERBOSE=0 -- true
is "FOSTER_VERBOSE=0" "$(err)" ""
env_run FOSTER_VERBOSE=1 FOSTER_LOG_FORMAT=json -- true
like "FOSTER_LOG_FORMAT" "$(err)" '"event":"start"'
env_run FOSTER_LOG_FORMAT=json FOSTER_STOP_TIMEOUT=x -- true
like "FOSTER_LOG_FORMAT holds for an error, too" "$(err)" '^\{.*"event":"error".*FOSTER_STOP_TIMEOUT.*\}$'
env_run FOSTER_AS=dumb-init -- no-such-command
is "FOSTER_AS" "$STATUS" 2
env_run FOSTER_WARN_REAP=1 -- "$HELPERS/orphans" -a 1 0
like "FOSTER_WARN_REAP" "$(err)" "reaped orphan"
for value in yes 1 YES true On; do
	env_run FOSTER_SESSION=$value -- "$HELPERS/mirror" "$T/mirror"
	is "FOSTER_SESSION=$value" "$(sed -n 's/sid=//p' "$T/mirror")" "$(sed -n 's/^pid=//p' "$T/mirror")"
done
for value in no 0 False off; do
	env_run FOSTER_SESSION=$value -- "$HELPERS/mirror" "$T/mirror"
	unlike "FOSTER_SESSION=$value" "$(sed -n 's/sid=//p' "$T/mirror")" "^$(sed -n 's/^pid=//p' "$T/mirror")$"
done
env_run FOSTER_SESSION=yes --session=no -- "$HELPERS/mirror" "$T/mirror"
unlike "--session=no over FOSTER_SESSION=yes" "$(sed -n 's/sid=//p' "$T/mirror")" \
	"^$(sed -n 's/^pid=//p' "$T/mirror")$"

# env_launch VARIABLE=VALUE [WORD]...: starts foster alone over a witness that ends on USR1 or as the words say
env_launch() {
	UNDER=(env "$1")
	shift
	launch alone "$@"
	await ready
}
env_launch FOSTER_REWRITE=HUP:WINCH -- "$HELPERS/witness" -q 28 -x 5
kill -HUP "$FPID"
finish
is "FOSTER_REWRITE" "$STATUS" 5
env_launch FOSTER_STOP_SIGNAL=INT -- "$HELPERS/stubborn"
kill -TERM "$FPID"
finish
is "FOSTER_STOP_SIGNAL" "$STATUS" 130
env_launch FOSTER_STOP_TIMEOUT=50ms -- "$HELPERS/stubborn" -i 15
kill -TERM "$FPID"
finish
is "FOSTER_STOP_TIMEOUT" "$STATUS" 137
env_launch FOSTER_STOP_ON=USR1 -t 50ms -- "$HELPERS/stubborn" -i 10
kill -USR1 "$FPID"
finish
is "FOSTER_STOP_ON" "$STATUS" 137
env_launch FOSTER_SCOPE=group -- sh -c '"$0" -q 10 & "$0" -q 10; wait' "$HELPERS/witness"
await_line "ready .*"
wait_until has_lines "$T/out" "ready .*" 2
kill -USR1 "$FPID"
finish
is "FOSTER_SCOPE" "$(lines "$T/out" "10 .*")" 2
env_launch FOSTER_GROUP=true -- sh -c '"$0" -q 10 & "$0" -q 10; wait' "$HELPERS/witness"
await_line "ready .*"
wait_until has_lines "$T/out" "ready .*" 2
kill -USR1 "$FPID"
finish
is "FOSTER_GROUP" "$(lines "$T/out" "10 .*")" 2
env_launch FOSTER_SHIELD=yes -v -- "$HELPERS/stubborn"
kill -USR1 "$FPID"
await "is dropped" "$T/err"
kill -TERM "$FPID"
finish
is "FOSTER_SHIELD" "$STATUS" 143
env_launch FOSTER_WAIT=tree -- sh -c '"$0" -q 10 & exit 4' "$HELPERS/witness"
kill -USR1 "$FPID"
finish
is "FOSTER_WAIT" "$STATUS$(lines "$T/out" "10 .*")$(lines "$T/out" "15 .*")" "410"
env_run FOSTER_SWEEP=0 -- sh -c '"$0" -i 15 & exit 4' "$HELPERS/stubborn"
like "FOSTER_SWEEP" "$STATUS $(err)" "^4 .*killing"
UNDER=(env FOSTER_PAUSE=1)
launch alone -v
wait_until has_begun
kill -INT "$FPID"
finish
is "FOSTER_PAUSE" "$STATUS" 0
env_launch FOSTER_SUBREAPER=no --sweep off -- sh -c '("$0" & exit 0) & wait; echo "$$" >"$1"; exit 0' \
	"$HELPERS/stubborn" "$T/pid"
finish
child=$(sed -n 's/^ready //p' "$T/out")
unlike "FOSTER_SUBREAPER=no: orphans go elsewhere" "$(status_field "$child" PPid)" "^$FPID$"
kill -KILL "$child"
for value in no 0; do
	UNDER=(env FOSTER_KERNEL_REAPING=$value)
	launch alone -- "$HELPERS/orphans" 3 6
	await "done"
	check "FOSTER_KERNEL_REAPING=$value" eval '! kernel_reaps'
	kill -TERM "$FPID"
	finish
done
UNDER=(env FOSTER_PARENT_DEATH_SIGNAL=USR1 sh -c '"$@" & read -r _ <"$0"' "$T/never")
launch alone -- "$HELPERS/witness" -q 10
await ready
FPID=$(children "$LPID")
kill -KILL "$LPID"
finish 2>/dev/null
check "FOSTER_PARENT_DEATH_SIGNAL" wait_until has_line "$T/out" "10 .*"

env_run FOSTER_NO_SUCH=1 -- "$HELPERS/die" 3
is "a variable that names no option is no error" "$STATUS" 3
like "but it is worth a warning" "$(err)" "FOSTER_NO_SUCH: no option of foster's has this variable$"
env_run FOSTER_STOP_TIMOUT=secret -- true
like "one that is near an option's says so" "$(err)" "FOSTER_STOP_TIMOUT: .*: did you mean that of --stop-timeout$"
unlike "and not its value" "$(err)" secret
env_run FOSTER_ONE=1 FOSTER_TWO=2 FOSTER_THREE=3 -- true
is "several: each is told" "$(grep -c "no option of foster's has" "$T/err")" 3
for program in tini dumb-init catatonit; do
	FOSTER_PAUSE=yes timeout -s KILL 20 "$FOSTER" --as "$program" -- echo started >"$T/out" 2>"$T/err"
	like "FOSTER_PAUSE with a command, in $program's place" "$? $(out)$(err)" "^1 foster\[[0-9]+\]: FOSTER_PAUSE runs nothing, but there is a command: echo$"
done

# ---- What is printed
run alone --help
is "--help: the status" "$STATUS" 0
is "--help: nothing on stderr" "$(err)" ""
check "--help fits a screen of 80 by 44" eval '[ "$(wc -l <"$T/out")" -le 44 ] && [ "$(wc -L <"$T/out")" -le 80 ]'
out >"$T/help"
run alone -h
check "-h is the same" cmp -s "$T/help" "$T/out"
{
	wait_until [ -e "$T/gone" ]
	"$FOSTER" --help 2>"$T/err"
	echo $? >"$T/status"
} | {
	exec <&-
	touch "$T/gone"
}
like "--help without a reader: it says so" "$(<"$T/status") $(err)" "^125 .*: cannot write to stdout: reader is gone$"
env_run FOSTER_STOP_TIMEOUT=x --help
is "help is to be had whatever the variables say" "$STATUS" 0
run alone --version
like "--version" "$(out)" '^foster [^ ]+ - git\.[0-9a-z]+$'
is "--version: the status and stderr" "$STATUS$(err)" 0
run alone -V
like "-V" "$(out)" '^foster [^ ]+ - git\.[0-9a-z]+$'
for name in docker-init tini tini-static; do
	ln -sf "$FOSTER" "$T/$name"
	like "--version as $name" "$("$T/$name" --version)" '^tini version [^ ]+_foster - git\.[0-9a-z]+$'
done
for option in --license -l -L; do
	run alone "$option"
	like "$option" "$(out)" "^MIT License.*WITHOUT WARRANTY"
done
OUT=/dev/full run alone --help
is "help that can't be written is a failure" "$STATUS" 125

done_testing
