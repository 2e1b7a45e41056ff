#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Terminals and sessions: a terminal that goes away, foster as a session's leader, --session, PID 1 with a terminal, no
# terminal at all.
. "${0%/*}/lib.sh"
. "${0%/*}/scenes.sh"

# ---- The terminal goes away

scene "a terminal that goes away is one SIGHUP, and one SIGCONT, as the kernel sends them" \
	"$FOSTER" -- "$TALLY" -o "$T/n" -q 10 -x 5 <<END
until grep -q ready $T/n
front other
hangup
until grep -q 'got 1 x1' $T/n
until grep -q 'got 18 x1' $T/n
signal 10
ends 5
END
is "none of them twice" "$(count "$T/n" 1) $(count "$T/n" 18)" "1 1"

scene "it is passed on by a session's leader that shares its group, too: the kernel sends it to that one alone" \
	sh -c "exec $FOSTER -- $TALLY -o $T/n -q 10 -x 5 >/dev/null" <<END
until grep -q ready $T/n
hangup
until grep -q 'got 1 x1' $T/n
signal 10
ends 5
END
is "that too is once" "$(count "$T/n" 1)" 1

for shell in bash dash; do
	command -v "$shell" >/dev/null || continue
	# shellcheck disable=SC2086
	scene "$shell: the login shell's terminal goes away: the job gets SIGHUP, and nothing is left" \
		${SHELLS[$shell]} <<END
expect % 
line $FOSTER -- $TALLY -o $T/n -q 1
until grep -q ready $T/n
front other
until echo \$KID >$T/n.pid && kill -0 \$KID
hangup
until grep -q 'got 1 x1' $T/n
until ! kill -0 \$(cat $T/n.pid)
END
done

scene "as under nohup: SIGHUP stays ignored in the workload" \
	"$HELPERS/inherit" -S -i 1 -- "$FOSTER" -- "$HELPERS/mirror" "$T/n" 3 <<END
ends 3
END
check "and it was ignored" has_line "$T/n" "ignored=0*1"

# ---- foster leads the session, as in a container

scene "as the session's leader: ^C comes once, and ^Z, which nothing could undo, goes on at once" \
	"$FOSTER" -- "$TALLY" -q 15 -x 2 <<END
expect ready
never x3
front other
$CTRL_C
type ^Z
expect got 18 x1
type ^C
expect got 2 x2
signal 10
expect got 10 x1
signal 15
ends 2
END

scene "as the session's leader: SIGSTOP that somebody sends to the workload isn't undone" "$FOSTER" -- "$TALLY" -q 15 <<END
expect ready
front other
until kill -STOP \$KID
until grep -q '^State:.T' /proc/\$KID/status
signal 10
until grep -q '^ShdPnd:.*2..$' /proc/\$KID/status
until grep -q '^State:.T' /proc/\$KID/status
until kill -CONT \$KID
expect got 18 x1
signal 15
expect got 15 x1
ends 0
END

# The workload has been killed while both were stopped: the terminal is not for its group any more, and ^C is for who is left.
scene "as the session's leader: a workload that was killed while it was stopped" \
	"$FOSTER" --sweep 20s -- bash -c '"$0" -q 2 & wait; exec "$1"' "$TALLY" "$HELPERS/stubborn" <<END
expect ready
until kill -KILL \$KID
front command
$CTRL_C
ends 137
END

scene "--session: the workload leads the terminal, no signal comes of that, and genuine ones come once" \
	"$FOSTER" --session -- "$TALLY" -q 15 -x 3 <<END
$READY_ONCE
front other
signal 10
expect got 10 x1
$GENUINE
signal 12
expect got 12 x1
signal 15
ends 3
END

scene "--session: /dev/tty is the terminal, and a shell has job control" \
	env PS1='inside> ' "$FOSTER" --session -- bash --norc --noprofile --noediting -i <<END
expect inside> 
never cannot set
line echo to-the''-terminal >/dev/tty
expect to-the-terminal
expect inside> 
$(job_control "inside> ")
line exit 6
ends 6
END

in_shells "--session below a shell: the terminal can't be had, which is no error; ^C comes all the same" <<END
line $FOSTER --session -- $TALLY -q 15 -x 3
never foster[
never x2
expect ready
$CTRL_C
until kill -1 \$KID
expect got 1 x1
$SENT_USR1
until kill -15 \$KID
expect % 
line echo status=\$?
expect status=3
front command
END

# pending TITLE WORD...: the script on stdin with what these words start, which somebody has sent SIGHUP and SIGCONT
pending() {
	local title=$1
	shift
	scene "$title" "$HELPERS/inherit" -S -b 1 -b 18 -- bash -c '(kill -1 $$; kill -18 $$); exec "$@"' bash "$@"
}

for program in foster dumb-init; do
	words=(--session)
	[ $program = foster ] || words=()
	pending "as $program, --session: SIGHUP and SIGCONT that waited before it started come, once" \
		"$FOSTER" --as "$program" "${words[@]}" -- "$TALLY" -q 15 -x 3 <<END
$READY_ONCE
expect got 1 x1
expect got 18 x1
signal 10
expect got 10 x1
signal 15
ends 3
END
done
# The kernel folds a signal that is pending already into the one that the hand-over costs, so that for a microsecond
# nobody can tell them apart; what is sent at any other time of the start must come.
for signal in 1 18; do
	for program in foster dumb-init; do
		words=(--session)
		[ $program = foster ] || words=()
		lost=$("$HELPERS/hail" 300 $signal "$FOSTER" --as "$program" "${words[@]}" -- "$HELPERS/hail" target $signal)
		check "as $program, --session: signal $signal sent while it starts comes (of 300 lost: $lost)" [ "$lost" -le 3 ]
	done
done

if command -v dumb-init >/dev/null; then
	pending "dumb-init itself loses them: it drops the first of each as its own doing" dumb-init "$TALLY" -q 15 -x 3 <<END
expect ready
never got 1 x
never got 18 x
signal 10
expect got 10 x1
signal 15
ends 3
END
else
	skip_one "dumb-init itself" "it is not installed"
fi

# ---- As PID 1

if has_pid1; then
	CONTAINER=("${PIDNS[@]}" setsid --ctty)

	scene "PID 1: ^C, ^\\ and a new window size come once each" -b "${CONTAINER[@]}" "$FOSTER" -- "$TALLY" -q 15 -x 4 <<END
$READY_ONCE
$CTRL_C
$CTRL_BACKSLASH
$RESIZED
$SENT_USR1
until kill -15 \$KID
ends 4
END

	scene "PID 1: ^Z leaves the workload stopped and foster running; SIGCONT goes on" \
		-b "${CONTAINER[@]}" "$FOSTER" -- "$TALLY" -q 15 -x 4 <<END
expect ready
never got 18 x2
type ^Z
until grep -q '^State:.T' /proc/\$GRANDKID/status
until grep -q '^State:.S' /proc/\$KID/status
until kill -CONT \$KID
expect got 18 x1
$CTRL_C
$SENT_USR1
until kill -15 \$KID
ends 4
END

	scene "PID 1: a shell has job control" -b "${CONTAINER[@]}" "$FOSTER" -- bash --norc --noprofile --noediting -i <<END
expect % 
never cannot set
$(job_control "% ")
line exit 6
ends 6
END

	scene "PID 1: the terminal goes away" -b "${CONTAINER[@]}" "$FOSTER" -- "$TALLY" -o "$T/n" -q 10 -x 5 <<END
until grep -q ready $T/n
until echo \$KID >$T/n.pid && kill -0 \$KID
hangup
until grep -q 'got 1 x1' $T/n
until kill -10 \$(cat $T/n.pid)
ends 5
END
	is "PID 1: that is one SIGHUP" "$(count "$T/n" 1)" 1

	in_shells "PID 1 of a namespace below a shell: the terminal is the workload's to read" <<END
line ${PIDNS[*]} $FOSTER -- cat
$ECHOED
type ^D
expect % 
front command
END

	in_shells "PID 1 of a namespace below a shell: ^C and a new window size come once each" <<END
line ${PIDNS[*]} $FOSTER -- $TALLY -q 15
$READY_ONCE
$CTRL_C
$RESIZED
until kill -10 \$GRANDKID
expect got 10 x1
until kill -15 \$GRANDKID
expect got 15 x1
line
expect % 
front command
END

	in_shells "PID 1 of a namespace, started in the background: the terminal stays the shell's" <<END
line ${PIDNS[*]} $FOSTER -- $TALLY -q 15 &
expect ready
front command
line echo al''ive
expect alive
until kill -15 \$GRANDKID
expect got 15 x1
line wait
expect % 
front command
END
fi

# ---- No terminal

# quietly TITLE WORD...: foster with these words exits with 4 and says nothing; STDIN and the rest as they come
quietly() {
	local title=$1 said status
	shift
	said=$("$@" 2>&1)
	status=$?
	is "$title: status and messages" "$status <$said>" "4 <>"
}

quietly "no terminal" setsid -w "$FOSTER" -- sh -c 'exit 4' </dev/null
quietly "no terminal, --session" setsid -w "$FOSTER" --session -- sh -c 'exit 4' </dev/null
quietly "closed stdin" setsid -w "$FOSTER" -- sh -c 'exit 4' <&-
quietly "closed stdin, --session" setsid -w "$FOSTER" --session -- sh -c 'exit 4' <&-
for program in tini dumb-init catatonit; do
	words=(--as "$program")
	[ "$program" != tini ] || words+=(-s)
	quietly "closed stdin, as $program" setsid -w "$FOSTER" "${words[@]}" -- sh -c 'exit 4' <&-
done
said=$(setsid -w "$FOSTER" -vv -- true 2>&1 </dev/null)
like "at -vv the missing terminal is told" "$said" "terminal"

scene "stdin closed at a terminal" sh -c "exec $FOSTER -- $TALLY -q 15 -x 4 <&-" <<END
expect ready
never foster[
never x2
$CTRL_C
signal 10
expect got 10 x1
signal 15
ends 4
END

scene "stdin, stdout and stderr closed at a terminal" \
	sh -c "exec $FOSTER -- $TALLY -o $T/n -q 15 -x 4 <&- >&- 2>&-" <<END
until grep -q ready $T/n
type ^C
until grep -q 'got 2 x1' $T/n
signal 15
ends 4
END

# Without /dev/tty: an empty /dev, but for null.
HIDDEN="exec 3</dev/null; mount -t tmpfs none /dev && exec 3<&- && exec \"\$@\""
UNSHARED=(unshare --mount)
is_root || UNSHARED+=(--user --map-root-user)
if "${UNSHARED[@]}" sh -c "$HIDDEN" sh true 2>/dev/null; then
	scene "no /dev/tty" "${UNSHARED[@]}" sh -c "$HIDDEN" sh "$FOSTER" -- "$TALLY" -q 15 -x 4 <<END
expect ready
never foster[
front other
$CTRL_C
signal 15
ends 4
END
else
	skip_one "no /dev/tty" "no mount namespace here"
fi

done_testing
