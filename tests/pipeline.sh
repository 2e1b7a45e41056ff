#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Terminals that foster shares: pipelines and redirections at a shell's prompt, and programs that stand between the
# terminal and foster: scripts, shells, foster itself, script(1), sudo and tmux.
. "${0%/*}/lib.sh"
. "${0%/*}/scenes.sh"

# ---- Pipelines and redirections

in_bash "foster | command: less has the keyboard" <<END
line TERM=xterm $FOSTER -- sh -c 'echo first-pa''ge' | TERM=xterm less
expect first-page
expect END
type q
expect % 
front command
line echo status=\${PIPESTATUS[*]}
expect status=0 0
END

in_bash "foster | foster: ^C comes once to each, the statuses are the workloads'" <<END
line $FOSTER -- $TALLY -o $T/n1 -q 3 -x 4 | $FOSTER -- $TALLY -o $T/n2 -q 3 -x 6
until grep -q ready $T/n1 && grep -q ready $T/n2
type ^C
until grep -q 'got 2 x1' $T/n1 && grep -q 'got 2 x1' $T/n2
resize 30 90
until grep -q 'got 28 x1' $T/n1 && grep -q 'got 28 x1' $T/n2
until kill -10 \$KID
until grep -q 'got 10 x1' $T/n1 && grep -q 'got 10 x1' $T/n2
type ^\\
expect % 
line echo status=\${PIPESTATUS[*]}
expect status=4 6
until ! grep x2 $T/n1 $T/n2
END

steps=
for i in {1..40}; do
	steps+=$'type ^C\nexpect got 2 x'$i$'\nresize '$((20 + i))$' 80\nexpect got 28 x'$i$'\n'
	steps+="until kill -10 \$KID"$'\nexpect got 10 x'$i$'\n'
done
in_bash "forty of each to foster that shares its group, none lost, none doubled" <<END
line $FOSTER -- $TALLY -q 15 </dev/null
expect ready
never x41
${steps}until kill -15 \$KID
expect got 15 x1
expect % 
END

in_shells "^Z and fg of a pipeline: both go on, SIGCONT comes once to each" <<END
line $FOSTER -- $TALLY -o $T/n1 -q 3 | $FOSTER -- $TALLY -o $T/n2 -q 3
until grep -q ready $T/n1 && grep -q ready $T/n2
$CTRL_Z
front command
line fg
front other
until grep -q 'got 18 x1' $T/n1 && grep -q 'got 18 x1' $T/n2
until kill -10 \$KID
until grep -q 'got 10 x1' $T/n1 && grep -q 'got 10 x1' $T/n2
type ^C
until grep -q 'got 2 x1' $T/n1 && grep -q 'got 2 x1' $T/n2
type ^\\
expect % 
front command
until ! grep x2 $T/n1 $T/n2
END

in_shells "foster cat | foster cat at the keyboard, with ^Z in between" <<END
line $FOSTER -- cat | $FOSTER -- cat
line one
expect one
expect one
$CTRL_Z
line fg
expect cat
line two
expect two
expect two
type ^D
expect % 
front command
END

in_shells "a reader that has enough: SIGPIPE ends the workload, and the prompt is back" <<END
line $FOSTER -- yes enough | head -n 1
expect enough
expect % 
front command
END

in_shells "stdin from a file, stdout to a file: ^C comes once, ^Z and fg work" <<END
line $FOSTER -- $TALLY -q 15 </dev/null
$READY_ONCE
$CTRL_C
$CTRL_Z
$FG
$SENT_USR1
$SENT_TERM
expect % 
line $FOSTER -- $TALLY -q 15 >$T/n1
until grep -q ready $T/n1
type ^C
until grep -q 'got 2 x1' $T/n1
until kill -10 \$KID
until grep -q 'got 10 x1' $T/n1
until kill -15 \$KID
expect % 
until ! grep x2 $T/n1
front command
END

in_shells "^C that is a request to stop: the workload has it from the terminal, and once" <<END
line $FOSTER --stop-on INT -- $TALLY -o $T/n1 -q 15 | cat
until grep -q ready $T/n1
type ^C
until grep -q 'got 2 x1' $T/n1
until kill -10 \$(sed -n 's/^PPid:[[:space:]]*//p' /proc/\$(sed -n 's/^ready //p' $T/n1)/status)
until grep -q 'got 10 x1' $T/n1
until kill -15 \$(sed -n 's/^PPid:[[:space:]]*//p' /proc/\$(sed -n 's/^ready //p' $T/n1)/status)
expect % 
until ! grep x2 $T/n1
front command
END

in_shells "what is typed goes into a file" <<END
line $FOSTER -- cat >$T/n1
line into-the-file
type ^D
expect % 
until grep -qx into-the-file $T/n1
END

in_shells "in a command substitution: the output is whole, the terminal stays the shell's" <<END
line echo "<\$($FOSTER -- sh -c 'echo who''le; read x; echo "\$x"; exit 3'; echo status=\$?)>"
line typed
expect <whole
expect typed
expect status=3>
expect % 
front command
END

# ---- Below other programs

in_shells "a script without job control reads the terminal after foster" <<END
line sh -c '$FOSTER -- $TALLY -q 3; read x; echo "got:\$x"'
expect ready
$CTRL_C
$CTRL_BACKSLASH
line words
expect got:words
expect % 
front command
END

in_shells "^Z stops a script without job control, fg goes on with all of it" <<END
line sh -c '$FOSTER -- $TALLY -q 3; read x; echo "got:\$x"'
expect ready
$CTRL_Z
$FG
$CTRL_BACKSLASH
line words
expect got:words
expect % 
END

in_shells "foster bash: job control works inside" <<END
line PS1='inside> ' $FOSTER -- bash --norc --noprofile --noediting -i
expect inside> 
front other
line case \$- in *m*) echo job''control;; esac
expect jobcontrol
expect inside> 
$(job_control "inside> ")
line suspend
expect topped
expect % 
front command
line fg
front other
line echo al''ive
expect alive
line exit 4
${ENDED_WITH}4
END

in_shells "foster under foster" <<END
line $FOSTER -- $FOSTER -- $TALLY -q 3 -x 5
$READY_ONCE
front other
$CTRL_C
$CTRL_Z
front command
line fg
front other
expect got 18 x1
$RESIZED
$SENT_USR1
type ^\\
${ENDED_WITH}5
END

in_shells "foster under foster in the background" <<END
line $FOSTER -- $FOSTER -- $TALLY -q 3 -x 5 &
expect ready
front command
line fg
front other
$CTRL_C
$SENT_USR1
type ^\\
expect % 
front command
END

if command -v script >/dev/null; then
	in_bash "script(1): ^C and a new window size come once" <<END
line script -qec '$FOSTER -- $TALLY -q 15 -x 9' /dev/null
$READY_ONCE
$CTRL_C
$RESIZED
until kill -15 \$(cat /proc/\$GRANDKID/task/*/children) || kill -15 \$GRANDKID
expect got 15 x1
expect % 
line echo status=\$?
expect status=9
END
else
	skip_one "script(1)" "it is not installed"
fi

if command -v sudo >/dev/null && is_root; then
	in_bash "sudo: ^C comes once, ^Z and fg work" <<END
line sudo $FOSTER -- $TALLY -q 3
$READY_ONCE
$CTRL_C
$CTRL_Z
$FG
$CTRL_BACKSLASH
expect % 
END
else
	skip_one "sudo" "it is not installed, or asks for a password"
fi

# in_tmux WORD...: on a server of this test's own
in_tmux() {
	# A user whose shell is nologin has none that tmux could run the command by.
	SHELL=/bin/sh tmux -S "$T/tmux" -f /dev/null "$@" >/dev/null 2>"$T/err"
}

if command -v tmux >/dev/null; then
	in_tmux new-session -d -x 80 -y 24 "$FOSTER -- $TALLY -o $T/n"
	await ready "$T/n"
	in_tmux send-keys C-c
	await_line "got 2 x1" "$T/n"
	in_tmux resize-window -x 90 -y 30
	await_line "got 28 x1" "$T/n"
	in_tmux send-keys 'C-\'
	await_line "got 3 x1" "$T/n"
	tally=$(sed -n 's/^ready //p' "$T/n")
	kill -USR1 "$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$tally/status")"
	await_line "got 10 x1" "$T/n"
	is "tmux: ^C, ^\\ and a new window size come once each" \
		"$(count "$T/n" 2) $(count "$T/n" 3) $(count "$T/n" 28)" "1 1 1"
	in_tmux kill-server
	await_line "got 1 x1" "$T/n"
	ok "tmux: a window that is closed is a SIGHUP"
	kill -KILL "$tally"
	: >"$T/err"
else
	skip_one "tmux" "it is not installed"
fi

done_testing
