#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Job control at a shell's prompt, in the foreground and in the background.
. "${0%/*}/lib.sh"
. "${0%/*}/scenes.sh"

# ---- In the foreground of a shell

in_shells "^C, ^\\ and a new window size come once each, and the status is the workload's" <<END
line $FOSTER -- $TALLY -q 15 -x 7
$READY_ONCE
front other
$CTRL_C
$CTRL_BACKSLASH
$RESIZED
$SENT_USR1
$SENT_TERM
${ENDED_WITH}7
END

in_shells "what ^C ends is 130 and the prompt is back" <<END
line $FOSTER -- cat
$ECHOED
front other
type ^C
${ENDED_WITH}130
END

in_shells "with --stop-on INT ^C is a request to stop, and comes once" <<END
line $FOSTER --stop-on INT,TERM --stop-timeout 300ms --log-format json -v -- $TALLY -x 7
$READY_ONCE
type ^C
expect got 2 x1
expect "event":"kill"
${ENDED_WITH}137
END

in_bash "and the others of the group aren't asked once more" <<END
line $FOSTER --stop-on INT,TERM --stop-timeout 2s -- bash -c "trap : INT; $HELPERS/drains -o $T/said 1500; :"
until grep -q ready $T/said
type ^C
until grep -q saved $T/said
${ENDED_WITH}0
END
is "of whom each was asked once" "$(grep -v ready "$T/said" | xargs)" "it was asked by 2 it has saved"

in_shells "also where the workload ignores it" <<END
line $FOSTER --stop-on INT,TERM --stop-timeout 500ms -- bash -c "trap '' INT TERM; echo re''ady; sleep 9; sleep 9"
expect ready
type ^C
expect which ignores SIGINT
${ENDED_WITH}137
END

in_shells "and ^Z still stops both" <<END
line $FOSTER --stop-on INT,QUIT,TERM -- cat
$ECHOED
$CTRL_Z
line fg
line after
expect after
type ^D
expect % 
END

in_shells "the workload reads the terminal, and its end" <<END
line $FOSTER -- cat
front other
$ECHOED
type ^D
expect % 
line echo status=\$?
expect status=0
END

in_shells "^Z, jobs, fg: the workload stops, the shell is back, and it goes on with the terminal" <<END
line $FOSTER -- cat
front other
line before
expect before
expect before
$CTRL_Z
front command
line jobs
expect topped
expect % 
line fg
front other
line after
expect after
expect after
$CTRL_Z
line fg
front other
type ^D
expect % 
line echo status=\$?
expect status=0
END

in_shells "^Z, bg: SIGCONT comes once, the terminal stays the shell's; kill %1 ends it" <<END
line $FOSTER -- $TALLY -q 15
$READY_ONCE
front other
$CTRL_Z
line bg
expect got 18 x1
front command
$SENT_USR1
line kill %1
expect got 15 x1
line wait
expect % 
END

in_shells "kill %1 ends a job that is stopped" <<END
line $FOSTER -- $TALLY -q 15
expect ready
front other
$CTRL_Z
line kill -15 %1; kill -18 %1
expect got 15 x1
until [ -z "\$KID" ] || grep -q '^State:.Z' /proc/\$KID/status
line
expect % 
END

in_shells "SIGTSTP that somebody sends to foster stops both, SIGCONT goes on" <<END
line $FOSTER -- $TALLY -q 15
expect ready
front other
until kill -TSTP \$KID
expect topped
expect % 
front command
line fg
front other
expect got 18 x1
$CTRL_C
$SENT_USR1
until kill -15 \$KID
expect % 
END

in_shells "SIGSTOP that somebody sends to the workload: foster goes on, and SIGCONT is for the workload alone" <<END
line $FOSTER -- $TALLY -q 15
expect ready
never topped
front other
until kill -STOP \$GRANDKID
until grep -q '^State:.T' /proc/\$GRANDKID/status
until kill -USR1 \$KID
until grep -q '^State:.S' /proc/\$KID/status
until kill -CONT \$GRANDKID
expect got 10 x1
expect got 18 x1
$SENT_TERM
expect % 
END

in_shells "SIGSTOP that somebody sends to foster: the shell is told, fg goes on, ^C arrives once" <<END
line $FOSTER -- $TALLY -q 15
$READY_ONCE
front other
until kill -STOP \$KID
expect topped
expect % 
$FG
$CTRL_C
$SENT_USR1
$SENT_TERM
expect % 
END

in_shells "ten commands, one after the other: the terminal comes back each time" <<END
line for i in 1 2 3 4 5 6 7 8 9 10; do $FOSTER -- sh -c 'read x' </dev/null; $FOSTER -- true; done; echo do''ne
expect done
expect % 
front command
line $FOSTER -- no-such-command; echo status=\$?
expect status=127
front command
line echo al''ive
expect alive
END

steps=
for i in {1..40}; do
	steps+=$'type ^C\nexpect got 2 x'$i$'\n'
	steps+=$'type ^\\\nexpect got 3 x'$i$'\n'
	steps+=$'resize '$((20 + i))$' 80\nexpect got 28 x'$i$'\n'
	steps+="until kill -10 \$KID"$'\nexpect got 10 x'$i$'\n'
done
in_bash "forty of each, none lost, none doubled" <<END
line $FOSTER -- $TALLY -q 15
expect ready
never x41
front other
${steps}until kill -15 \$KID
expect got 15 x1
expect % 
END

# ---- In the background

in_shells "in the background it leaves the terminal alone; fg gives it over" <<END
line $FOSTER -- $TALLY -q 15 &
$READY_ONCE
line echo al''ive
expect alive
front command
line fg
front other
$CTRL_C
$SENT_USR1
$SENT_TERM
expect % 
front command
END

in_shells "^C at the shell doesn't reach a job in the background" <<END
line $FOSTER -- $TALLY -q 15 &
expect ready
never got 2
line echo al''ive
expect alive
expect % 
type ^C
expect % 
line kill -10 %1
expect got 10 x1
line kill %1
expect got 15 x1
line wait
expect % 
END

in_shells "reading the terminal in the background stops it; fg lets it read" <<END
line $FOSTER -- cat &
expect % 
until grep -q '^State:.T' /proc/\$KID/status
front command
line fg
front other
line words
expect words
expect words
type ^D
expect % 
front command
END

in_shells "stty tostop: writing in the background stops it; fg lets it write" <<END
line stty tostop
expect % 
line $FOSTER -- sh -c 'echo out\$((1 + 1))put; exit 5' &
expect % 
until grep -q '^State:.T' /proc/\$KID/status
line echo not''yet
expect notyet
front command
line fg
expect out2put
expect % 
line echo status=\$?
expect status=5
front command
END

in_shells "a workload that was killed while both were stopped: ^C reaches who is left" <<END
line $FOSTER --sweep 20s -- bash -c '"\$0" -q 2 & exec "\$0" -q 15' $TALLY
expect ready
expect ready
front other
$CTRL_Z
until kill -KILL \$GRANDKID
line fg
until ! grep -q '^State:.T' /proc/\$KID/status
front other
$CTRL_C
expect % 
front command
END

# A job in the background whose first process has ended: nobody could continue it. Without foster the read fails.
cat >"$T/orphaned.sh" <<END
"$HELPERS/inherit" -S -- sh -c 'until [ \$(ps -o ppid= -p \$\$) = \$(ps -o ppid= -p \$PPID 2>/dev/null || echo 1) ] || ! kill -0 \$0; do :; done
	exec "$FOSTER" -vv -- sh -c "echo \\\$\\\$ >$T/reader; \$1; read -r line </dev/tty; exit 7"' \$\$ "\$1" 2>"$T/err" &
END
for way in : 'trap "" HUP'; do
	rm -f "$T/reader" "$T/err"
	in_bash "reading the terminal in an orphaned group ($way): no spinning" <<END
line (bash -c 'bash $T/orphaned.sh "$way" & exit' &)
until [ -s $T/reader ]
until grep -q 'no process can give it' $T/err
until grep -qE 'stays stopped|was ended by SIGHUP' $T/err
until kill -KILL \$(cat $T/reader) || :
until grep -q 'ending with status' $T/err
until test \$(grep -c 'the workload has stopped' $T/err) -le 2
END
done

done_testing
