#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# --inspect: what it says of each posture of a process, of a tree, of a foster's plan, and where it can't look.
. "${0%/*}/lib.sh"

cp "$FOSTER" "$T/foster" # where another user can run it, and under its own name
chmod 755 "$T/foster"
FOSTER=$T/foster
LOOKER=("$FOSTER")
# Another user, in no group that hidepid makes an exception for.
NOBODY=(setpriv --reuid 65534 --regid 65534 --clear-groups)

# look [WORD]...: what --inspect says in $T/seen, its messages in $T/err, its exit status in SEEN
look() {
	"${LOOKER[@]}" --inspect "$@" >"$T/seen" 2>"$T/err"
	SEEN=$?
}

seen() {
	echo "$(<"$T/seen")"
}

# fate PID: the word for it in what was seen
fate() {
	awk -v pid="$1" '$1 == pid && $2 != "is" { print $4 }' "$T/seen"
}

# has_fate WORD PID [WORD]...: looks (with the words) and compares
has_fate() {
	local want=$1 pid=$2
	shift 2
	look "$@" "$pid"
	[ "$(fate "$pid")" = "$want" ]
}

# start COMMAND...: a process that tells "ready PID"; that pid is in PID
start() {
	: >"$T/ready"
	"$@" >"$T/ready" 2>&1 </dev/null {NAP}>&- &
	STARTED=$!
	await_line 'ready [0-9]+' "$T/ready"
	read -r _ PID <"$T/ready"
}

stop_it() {
	kill -KILL "$STARTED"
	wait "$STARTED"
} 2>/dev/null

# enter PID: the looks that follow are from inside the namespaces of PID
enter() {
	LOOKER=(nsenter -t "$1" -m -p)
	is_root || LOOKER=(nsenter -t "$1" -U --preserve-credentials -m -p)
	LOOKER+=("$FOSTER")
}

# ---- Postures: what a process does with SIGTERM, and what is said of it
# posture WORD STATUS COMMAND...
posture() {
	local word=$1 status=$2
	shift 2
	start "$@"
	if wait_until -t 5 has_fate "$word" "$PID"; then
		ok "${*##*/} is $word"
	else
		not_ok "${*##*/} is $word" "$(seen)"
	fi
	is "${*##*/}: exit status" "$SEEN" "$status"
	stop_it
}

posture ends 0 "$HELPERS/stubborn"
posture caught 0 "$HELPERS/stubborn" -c 15
posture ignored 1 "$HELPERS/stubborn" -i 15
posture blocked 1 "$HELPERS/stubborn" -b 15
posture blocked 1 "$HELPERS/stubborn" -b 15 -c 15
posture stopped 1 "$HELPERS/stubborn" -r
posture stopped 1 "$HELPERS/stubborn" -r -c 15
posture ignored 1 "$HELPERS/stubborn" -r -i 15
posture read 0 "$HELPERS/reads" wait 15
posture blocked 1 "$HELPERS/reads" other 15
posture read 0 "$HELPERS/reads" fd 15
posture read 0 "$HELPERS/reads" fd0 15
posture blocked 1 "$HELPERS/reads" held 15
posture read 0 "$HELPERS/reads" thread 15
posture blocked 1 "$HELPERS/reads" closed 15
posture ends 0 "$HELPERS/reads" open 15
posture read 0 "$HELPERS/reads" left 15
posture zombie 0 "$HELPERS/reads" zombie 15

start "$HELPERS/reads" pending 15
look "$PID"
like "a signal that waits already is told" "$(seen)" "$PID .* blocked +\[pending\] reads"
stop_it

# ---- Which signal
start "$HELPERS/stubborn" -i 15 -c 37
for row in "TERM ignored" "sigterm ignored" "15 ignored" "USR2 ends" "KILL ends" "RTMIN+3 caught" "37 caught" "WINCH ignored" \
           "TSTP stopped"; do
	read -r signal word <<<"$row"
	look --stop-signal "$signal" "$PID"
	is "--stop-signal $signal" "$(fate "$PID")" "$word"
done
look --stop-signal RTMIN+3 "$PID"
like "the signal stands above, and in the last sentence" "$(seen)" 'S SIGRTMIN\+3 .*SIGRTMIN\+3 would end 1 of 1 process\.$'
stop_it

for words in "1 --format json" "--format=json 1 -v"; do
	# shellcheck disable=SC2086
	"$FOSTER" --inspect $words >"$T/out" 2>"$T/err"
	like "--inspect $words: options go first" "$? $(err)" "^125 .*: cannot inspect -[a-z-]+: .*, and options before it$"
done

# ---- Trees
# shellcheck disable=SC2016
TREE='"$1/stubborn" -n first & "$1/stubborn" -i 15 -n second & sh -c "\"$1/stubborn\" -n third; :" & echo ready; wait'
for mode in "${MODES[@]}"; do
	LOOKER=("$FOSTER")
	launch "$mode" -t 7s -- bash -c "$TREE" bash "$HELPERS"
	wait_until has_lines "$T/out" 'ready.*' 4
	root=$FPID
	if [ "$mode" = pid1 ]; then
		root=1
		enter "$FPID"
	fi
	look "$root"
	is "$mode: one of the tree ignores it: exit status" "$SEEN" 1
	is "$mode: no warning" "$(err)" ""
	like "$mode: the plan comes first" "$(head -n 1 "$T/seen")" \
		"^$root is foster: on SIGTERM it sends SIGTERM to the workload, and to others from the top where that can't take it, to all who were not asked 3s before the end, and SIGKILL to all that is left 7s after the request; "
	is "$mode: the tree" "$(sed -n '3,$s/^ *[0-9]* *[0-9]* [A-Z] //p' "$T/seen" | cut -c 13- | cut -d : -f 1)" \
"$(printf '%s\n' foster '`- bash' '   |- first' '   |- second' '   `- sh' '      `- third')"
	like "$mode: the last sentence" "$(tail -n 1 "$T/seen")" \
		'^SIGTERM would end 5 of 6 processes; 1 would outlive it: [0-9]+ \(second, ignored\)\.$'
	is "$mode: foster itself reads it" "$(fate "$root")" read
	look --stop-signal INT "$root"
	unlike "$mode: SIGINT would end all but what the shell started in the background" "$(seen)" 'bash, '
	LC_ALL=C.UTF-8 look "$root"
	like "$mode: lines where the locale allows" "$(seen)" '├─ first'
	LC_ALL='' LC_CTYPE='' LANG=C.utf8 look "$root"
	like "$mode: LANG counts where nothing else is set" "$(seen)" '└─ bash'
	LC_ALL='' LC_CTYPE=POSIX LANG=C.UTF-8 look "$root"
	like "$mode: LC_CTYPE goes before LANG" "$(seen)" '`- bash'
	if [ "$mode" = pid1 ]; then
		look
		like "PID 1 is where it starts by itself" "$(head -n 1 "$T/seen")" '^1 is foster'
		"${LOOKER[@]:0:${#LOOKER[@]}-1}" "$HELPERS/stubborn" -i 15 -n visitor >"$T/visitor" 2>&1 {NAP}>&- &
		await ready "$T/visitor"
		look
		like "what entered from outside is shown and marked" "$(seen)" ' S ignored +\[from outside\] visitor: '
		like "and counts" "$(tail -n 1 "$T/seen")" '2 would outlive it: .*visitor, ignored'
		unlike "the one that looks isn't shown" "$(seen)" 'outside\] foster'
		"${LOOKER[@]}" --kill KILL "$(awk '/visitor: / { print $1 }' "$T/seen")"
	fi
	kill -KILL "$FPID"
	finish
done
LOOKER=("$FOSTER")

# ---- A foster's own signal goes first
launch alone --stop-signal QUIT@tree/2s,INT -- "$HELPERS/stubborn" -i 3
await ready
look "$FPID"
like "the first signal of its plan" "$(seen)" 'S SIGQUIT .*1 would outlive it'
look --stop-signal TERM "$FPID"
like "another one" "$(seen)" 'SIGTERM would end 2 of 2 processes\.$'
kill -KILL "$FPID"
finish
# shellcheck disable=SC2034 # launch uses it
UNDER=(env FOSTER_STOP_TIMEOUT=90 FOSTER_STOP_SIGNAL=USR1)
launch alone -- "$HELPERS/stubborn"
await ready
look "$FPID"
like "its environment counts" "$(head -n 1 "$T/seen")" 'sends SIGUSR1 to the workload, .*, and SIGKILL to all that is left 1m30s after'
if is_root; then
	LOOKER=("${NOBODY[@]}" "$FOSTER")
	look "$FPID"
	like "an environment that can't be read is told" "$(head -n 1 "$T/seen")" "is foster: .*its environment can't be read\\)\\.$"
	is "and foster counts as reading where that can't be seen" "$SEEN" 0
	LOOKER=("$FOSTER")
fi
kill -KILL "$FPID"
finish

# ---- Under other users' eyes
if is_root; then
	LOOKER=("${NOBODY[@]}" "$FOSTER")
	for row in "wait ends" "fd blocked?" "closed blocked?" "thread read?"; do
		read -r way word <<<"$row"
		start "$HELPERS/reads" "$way" 15
		wait_until -t 5 has_fate "$word" "$PID" || :
		is "another user's, $way" "$(fate "$PID")" "$word"
		[ "${word%\?}" = "$word" ] || like "another user's, $way: the mark is explained" "$(tail -n 1 "$T/seen")" '^A \? marks a guess'
		stop_it
	done
	LOOKER=("$FOSTER")
else
	skip_one "another user's processes" "not root"
fi

# ---- Width, and bytes that a terminal would act on
NAME=$'\e[31mevil\x9b\n"\\'
start "$HELPERS/stubborn" -n "$NAME" -x 5 -x 6 -i 1 -i 2 -i 10 -i 12
COLUMNS=50 look "$PID"
is "cut to COLUMNS" "$(sed '1d;$d' "$T/seen" | awk '{ print length($0) }')" 50
look "$PID"
check "uncut where there is no terminal" [ "$(sed '1d;$d' "$T/seen" | awk '{ print length($0) }')" -gt 80 ]
is "no control character gets out as text" "$(LC_ALL=C tr -d '\n -~' <"$T/seen" | wc -c)" 0
like "but as its number" "$(seen)" '\\x1b\[31mevil'
look --format json "$PID"
is "no control character gets out as JSON" "$(LC_ALL=C tr -d '\n -~' <"$T/seen" | wc -c)" 0
stop_it
start bash -c 'exec -a "$1" "$2/stubborn"' bash $'a\e]0;b\a\nc' "$HELPERS"
look "$PID"
is "nor one of a command line" "$(LC_ALL=C tr -d '\n -~' <"$T/seen" | wc -c)" 0
is "nor a line of its own" "$(wc -l <"$T/seen")" 3
stop_it

# ---- Colours
start bash -c '"$1/stubborn" -i 15 >/dev/null & echo "ready $$"; wait' bash "$HELPERS"
wait_until eval 'look "$PID"; grep -q " ignored " "$T/seen"'
unlike "no colours where stdout is no terminal" "$(seen)" $'\e'
look --color "$PID"
like "--color: green for what ends, red for what lives on" "$(seen)" $'S \e\\[32mends\e\\[0m +bash.*S \e\\[31mignored\e\\[0m .*stubborn'
is "without them it is the same" "$(sed $'s/\e\\[[0-9]*m//g' "$T/seen")" "$("$FOSTER" --inspect "$PID")"
COLUMNS=50 look --color=always "$PID"
is "they take no room" "$(sed -n $'1d;$d;s/\e\\[[0-9]*m//gp' "$T/seen" | awk '{ print length($0) }' | sort -u)" 50
COLUMNS=20 look --color=always "$PID"
is "and never run on" "$(sed -n $'2s/.*\e/ESC/p' "$T/seen")" "ESC[0m"
for row in " coloured" "NO_COLOR=1 plain" "NO_COLOR= coloured" "TERM=dumb plain" "FOSTER_COLOR=never plain"; do
	COLUMNS=80 script -qec "env TERM=xterm ${row% *} '$FOSTER' --inspect $PID" /dev/null >"$T/seen" </dev/null
	got=plain
	! grep -q $'\e\\[3[12]m' "$T/seen" || got=coloured
	is "on a terminal, ${row% *}" "$got" "${row##* }"
done
stop_it

# ---- JSON
JSON='import json, sys
document = json.load(sys.stdin)
one = document["processes"][1]
print(document["signal"], document["total"], document["outliving"], document["uncertain"], document["plan"][:20].split(" ", 1)[1],
      one["name"], one["fate"], one["outlives"], one["outside"], one["state"], one["command"].endswith(" end"))'
launch alone --stop-signal HUP -- "$HELPERS/stubborn" -i 1 -n $'"\e\\' -x 3 -- end
await ready
look --format json "$FPID"
is "JSON: exit status" "$SEEN" 1
if command -v python3 >/dev/null; then
	like "JSON is one document with all of it" "$(python3 -c "$JSON" <"$T/seen" 2>&1)" \
		$'^SIGHUP 2 1 0 is foster: .* "\e\\\\\\\\? ignored True False S True$'
else
	skip_one "JSON is one document" "no python3"
fi
FOSTER_LOG_FORMAT=json look "$FPID"
like "--log-format is for messages only" "$(sed -n 2p "$T/seen")" ' PID '
FOSTER_LOG_FORMAT=json look 99999999
like "and these are JSON then" "$(err)" '^\{"time":.*"event":"error","message":"cannot inspect 99999999: no such process"\}$'
kill -KILL "$FPID"
finish

# ---- Many
start bash -c 'for ((i = 0; i < 400; i++)); do "$1/stubborn" >/dev/null & done; echo ready $$; wait' bash "$HELPERS"
wait_until has_fate caught "$PID" || :
wait_until eval 'look "$PID"; grep -q "^SIGTERM would end 401 of 401" "$T/seen"'
like "400 processes below one" "$(tail -n 1 "$T/seen")" '^SIGTERM would end 401 of 401 processes\.$'
is "by rising pid" "$(sed '1,2d;$d' "$T/seen" | awk '{ print $1 }' | sort -nc 2>&1)" ""
stop_it

# ---- Processes that come and go
start bash -c 'echo ready $$; while :; do (true; (true; true) & wait); done'
bad=
for ((i = 0; i < 60; i++)); do
	look "$PID"
	[ "$SEEN" != 125 ] || bad+="$(err) "
done
is "processes that end meanwhile are no errors" "$bad" ""
stop_it
look "$PID"
is "one that has ended: exit status" "$SEEN" 125
like "one that has ended" "$(err)" "cannot inspect $PID: no such process"

# ---- Where it can't look
for words in x 0 -1 1x "" "1 2" 99999999999999999999; do
	# shellcheck disable=SC2086
	if [ -n "$words" ]; then look -- $words; else look -- ""; fi
	is "'$words': exit status" "$SEEN" 125
	is "'$words': prints nothing" "$(seen)" ""
	like "'$words': says so" "$(err)" '^foster\[[0-9]+\]: cannot inspect '
done
start "$HELPERS/stubborn"
"$FOSTER" --inspect "$PID" >/dev/full 2>"$T/err"
is "a full disk: exit status" $? 125
like "a full disk: says so" "$(err)" 'cannot write to stdout: no space left'
stop_it

# away WORDS REGEX TEXT COMMAND...: exit status 125 and a sentence, run as PID 1's child in a namespace of its own
away() {
	local words=$1 want=$2
	shift 2
	"$@" >"$T/seen" 2>"$T/err"
	is "$words: exit status" $? 125
	like "$words: says so" "$(err)" "$want"
}

if has_pid1; then
	for row in "shielded 1" "caught? 2 -c 15" "ignored 1 -i 15" "blocked 1 -b 15"; do
		# shellcheck disable=SC2086
		set -- $row
		start "${PIDNS[@]}" "$HELPERS/stubborn" "${@:3}"
		wait_until has_child "$STARTED"
		enter "$CHILD"
		look
		is "PID 1, $1" "$(fate 1)" "$1"
		is "PID 1, $1: exit status" "$SEEN" "$2"
		look --stop-signal KILL
		is "PID 1, $1, and SIGKILL" "$(fate 1)" shielded
		LOOKER=("$FOSTER")
		look --stop-signal KILL "$CHILD"
		is "SIGKILL from above reaches it" "$(fate "$CHILD")" ends
		kill -KILL "$CHILD"
		stop_it
	done
	if is_sanitized; then
		skip_one "no /proc" "a sanitizer wants one"
	else
		# shellcheck disable=SC2016
		away "no /proc" 'cannot read /proc/self/status: no such file or directory \(is /proc mounted' \
			in_pidns bash -c 'mount -t tmpfs none /proc && "$1" --inspect; exit' bash "$FOSTER"
	fi
	away "another namespace's /proc" 'cannot inspect 1: /proc is that of another PID namespace|is /proc mounted' \
		"${PIDNS[@]/--mount-proc/--mount}" bash -c '"$1" --inspect; exit' bash "$FOSTER"
	if is_root; then
		for way in 1 2; do
			# shellcheck disable=SC2016
			away "hidepid=$way" 'cannot inspect 1: .*/proc .*hidepid' in_pidns bash -c \
				'mount -t proc -o hidepid='$way' proc /proc; '"${NOBODY[*]}"' "$1" --inspect; exit' bash "$FOSTER"
			# shellcheck disable=SC2016
			away "hidepid=$way, below one's own" 'cannot inspect .*processes.*hidepid' in_pidns bash -c \
				'mount -t proc -o hidepid='$way' proc /proc
				'"${NOBODY[*]}"' bash -c "\"\$1\" --inspect \$\$; exit" bash "$1"; exit' bash "$FOSTER"
			like "hidepid=$way, below one's own: what can be seen is shown" "$(seen)" ' bash: bash'
		done
	else
		skip_one "hidepid" "not root"
	fi
else
	skip_one "PID 1 without a handler, /proc of others, hidepid" "no PID namespace here"
fi
# ---- Where its output goes: a reader that takes its time isn't a process that keeps it waiting
start sh -c 'word=$(printf "%03000d" 0); i=0; while [ $i -lt 40 ]; do "$0" "$word" >"$1" & i=$((i + 1)); done; echo ready $$; wait' \
	"$HELPERS/stubborn" "$T/slowly"
wait_until eval '[ "$(children "$PID" | wc -w)" = 40 ]'
mkfifo "$T/slow"
"$FOSTER" --inspect --format json "$PID" >"$T/slow" 2>"$T/said" &
looker=$!
{
	nap 11 # longer than foster has patience with a process
	cat >"$T/slowly"
} <"$T/slow"
wait "$looker"
is "a reader that takes its time gets all of it" "$? $(tail -c 2 "$T/slowly")$(<"$T/said")" "0 }"
check "which is more than fits in a pipe" [ "$(stat -c %s "$T/slowly")" -gt 65536 ]
stop_it
"$FOSTER" --inspect $$ <&- >&- 2>"$T/said"
like "stdin and stdout closed" "$? $(<"$T/said")" "^125 .*cannot write to stdout: bad file descriptor$"

done_testing
