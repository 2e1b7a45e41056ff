#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# A stop that loses nothing: who is asked to end, in which order, once, and with which time to act on it; who is waited
# for, and what is said of that. Stand-ins (helpers/drains.c), and the real programs that are there.
. "$(dirname "$0")/lib.sh"

drains=$HELPERS/drains
stubborn=$HELPERS/stubborn

# said: what the drains have said, in their order, the beginnings aside
said() {
	grep -v '^ready' "$T/said" 2>/dev/null | tr '\n' ',' | sed 's/,$//'
}

# begin MODE READY WORD...: starts foster, and waits until READY drains have said so in $T/said
begin() {
	local mode=$1 ready=$2
	shift 2
	rm -f "$T/said"
	launch "$mode" "$@"
	wait_until has_lines "$T/said" "ready.*" "$ready"
}

# stop MODE READY WORD...: the same, then a request to stop, to the end; how long that took is in TOOK
stop() {
	begin "$@"
	BEGAN=$(now_ms)
	kill -TERM "$FPID"
	finish 20
	TOOK=$(($(now_ms) - BEGAN))
}

# Whether the workload that leaves one behind has ended.
nobody_but_leftover() {
	! grep -qs awaiting "/proc/$FPID/task/$FPID/children" && [ "$(children "$FPID" | wc -w)" = 1 ]
}

SAVED="it was asked by 15,it has saved"

# ---- A shell blocks its signals between fork and exec: that is no reason to ask others
refused=
for ((i = 0; i < 15; i++)); do
	launch alone -- sh -c 'echo ready; while :; do /bin/true; done'
	await ready
	kill -TERM "$FPID"
	finish 20
	refused+=$(err)
done
is "a shell in a loop of short commands can take its signal" "$refused" ""

for mode in "${MODES[@]}"; do
	# ---- B: a shell in front, which ends at once; what is below it is asked then, and has the whole time
	for words in "--stop-timeout 30s --sweep 500ms" "--sweep 500ms"; do
		# shellcheck disable=SC2086
		stop "$mode" 1 $words -- sh -c '"$0" -o "$1" 1500; true' "$drains" "$T/said"
		is "$mode: foster $words -- sh -c 'drains; true': it has the whole time, and the status is the shell's" \
			"$STATUS $(said) $(err)" "143 $SAVED "
	done
	stop "$mode" 1 --wait tree --stop-timeout 30s -- sh -c '"$0" -o "$1" 300; true' "$drains" "$T/said"
	is "$mode: the same with --wait tree: asked as it becomes foster's child" "$STATUS $(said) $(err)" "143 $SAVED "

	# ---- C: a workload that can't take it: what is below it is asked at once, from the top
	for words in "--stop-timeout 30s" ""; do
		# shellcheck disable=SC2086
		stop "$mode" 1 $words -- sh -c 'trap "" TERM; (trap - TERM; exec "$0" -o "$1" 300) & wait' "$drains" "$T/said"
		is "$mode: foster $words -- a shell that ignores it: its child is asked" "$STATUS $(said)" "0 $SAVED"
		like "$mode: and a warning says why" "$(err)" "the workload ignores SIGTERM, so what is below it is asked"
	done
	stop "$mode" 1 -t 30s -- sh -c 'trap "" TERM; (trap - TERM; "$0" -n deep -o "$1" 300; :) & wait' "$drains" "$T/said"
	is "$mode: and what is below that, as it ends" "$(said)" "deep was asked by 15,deep has saved"
	begin "$mode" 2 -t 30s -- sh -c '"$0" -o "$1" 0 & exec "$2" -b 15 -C 12 -o "$1"' "$drains" "$T/said" "$stubborn"
	kill -TERM "$FPID"
	await "it has saved" "$T/said"
	kill -USR2 "$FPID"
	finish
	is "$mode: one that blocks it for good can't take it either" "$STATUS $(said)" "0 $SAVED"
	begin "$mode" 1 -t 400ms --scope child -- sh -c 'trap "" TERM; (trap - TERM; exec "$0" -o "$1" 300) & wait' \
		"$drains" "$T/said"
	kill -TERM "$FPID"
	finish
	is "$mode: --scope child is the workload and nobody else" "$STATUS $(said)" "137 "
	like "$mode: which the warning says" "$(err)" "\(drains\), which was not asked, "

	# ---- C': the last call
	stop "$mode" 1 -t 3s -- bash -c 'trap "echo trapped >>\"$1\"" TERM; "$0" -n front -o "$1" 300; :' "$drains" "$T/said"
	is "$mode: a shell that waits for a command in front: a last call, and its trap runs" \
		"$STATUS $(said)" "0 front was asked by 15,front has saved,trapped"
	check "$mode: at half of the time" [ "$TOOK" -ge 1490 ]
	begin "$mode" 1 -v -t 800ms --sweep 300ms -- bash -c 'trap : TERM; "$0" -c 15 -o "$1"; :' "$stubborn" "$T/said"
	kill -TERM "$FPID"
	finish
	like "$mode: when --sweep is left, where that is less; -v tells" "$(err)" \
		"asking [0-9]+ \(stubborn\) to end by SIGTERM: it is the last call"
	unlike "$mode: and the shell doesn't wait for somebody unasked then" "$(err)" "waits for a command"
	begin "$mode" 1 -t 800ms --scope child -- bash -c 'trap : TERM; "$0" -c 15 -o "$1"; :' "$stubborn" "$T/said"
	kill -TERM "$FPID"
	finish
	like "$mode: a shell that waits is told of" "$(err)" \
		"\(bash\), which catches SIGTERM but waits for a command in front \(--scope group reaches it\), 8[0-9]+ms after the request to stop \(--stop-timeout\)"
	begin "$mode" 1 -t 400ms --stop-signal TERM/200ms,INT -- bash -c 'trap : TERM INT; "$0" -c 15 -c 2 -o "$1"; :' \
		"$stubborn" "$T/said"
	kill -TERM "$FPID"
	finish
	like "$mode: a ladder is taken at its word" "$(err)" "\(stubborn\), which was not asked, "

	# ---- D: asked once, whoever sends it
	for words in "-g" "--stop-signal TERM@tree" "--scope tree" "--scope tree --wait tree" "--scope group --wait tree" \
		"--stop-signal TERM@group"; do
		# shellcheck disable=SC2086
		stop "$mode" 1 $words -- bash -c '"$0" -o "$1" 500; true' "$drains" "$T/said"
		is "$mode: foster $words -- bash -c 'drains; true': asked once" "$(said)" "$SAVED"
	done

	# ---- E: masters before workers
	MASTER="master was asked by 15,master has saved,worker was asked by 15,worker has saved"
	stop "$mode" 2 -- sh -c '"$0" -n master -w worker -o "$1" 500; true' "$drains" "$T/said"
	is "$mode: a master behind a shell: its worker is asked by it" "$STATUS $(said)$(err)" "143 $MASTER"
	stop "$mode" 3 -t 30s -- sh -c '"$0" -f -n master -w worker -o "$1" 500; exec "$2" -C 15 -o "$1"' "$drains" "$T/said" \
		"$stubborn"
	is "$mode: a master in the background: the same, after the workload" "$STATUS $(said)$(err)" "0 $MASTER"
	begin "$mode" 2 -v --sweep 30s -- sh -c '"$0" -f -s -n master -w worker -o "$1" 500; exec "$2" "$1" 2 3' "$drains" \
		"$T/said" "$HELPERS/awaiting"
	finish 20
	is "$mode: and where the workload ends by itself" "$STATUS $(said)" "3 $MASTER"
	like "$mode: -v tells who is asked, and why" "$(err)" "asking [0-9]+ \(drains\) to end by SIGTERM: it is foster's child"

	# ---- G: one that is stopped can act
	begin "$mode" 1 -t 30s -- "$drains" -o "$T/said" 100
	kill -STOP "$(workload)"
	kill -TERM "$FPID"
	finish
	is "$mode: a workload that was stopped gets SIGCONT behind it" "$STATUS $(said)$(err)" "0 $SAVED"
	begin "$mode" 1 -g -t 30s -- "$drains" -o "$T/said" 100
	kill -STOP "$(workload)"
	kill -TERM "$FPID"
	finish
	is "$mode: with -g, too" "$STATUS $(said)$(err)" "0 $SAVED"
	begin "$mode" 1 -- sh -c '"$0" -o "$1" 0 & "$2" "$1" 1 0; kill -STOP $!
		until grep -q "^State:.T" /proc/$!/status; do :; done' "$drains" "$T/said" "$HELPERS/awaiting"
	finish 20
	is "$mode: so does what is left over" "$STATUS $(said)$(err)" "0 $SAVED"

	# ---- Q: no clock: who is waited for is said, and nobody is killed
	begin "$mode" 1 --sweep 300ms -- "$stubborn" -i 15 -n deaf -o "$T/said"
	kill -TERM "$FPID"
	wait_until holds "$T/err" "waiting"
	nap 0.5
	like "$mode: without a clock a word is said" "$(err)" \
		"^foster\[[0-9]+\]: still waiting for [0-9]+ \(deaf\), which ignores SIGTERM \(--stop-timeout would end it\)$"
	check "$mode: and nobody is killed" has_child "$FPID"
	kill -KILL "$(workload)"
	finish
	begin "$mode" 1 -v --sweep 200ms -- "$drains" -o "$T/said" 700
	kill -TERM "$FPID"
	finish
	like "$mode: of those that catch it, at -v" "$(err)" "still waiting for [0-9]+ \(drains\), which catches SIGTERM \("
	stop "$mode" 1 --sweep 200ms -- "$drains" -o "$T/said" 700
	is "$mode: and only there" "$STATUS$(err)" 0
	stop "$mode" 1 --sweep 300ms -- sh -c '"$0" -i 15 -n deaf -o "$1"; true' "$stubborn" "$T/said"
	like "$mode: what is left and can't take it has --sweep" "$STATUS $(err)" \
		"^143 .*killing [0-9]+ \(deaf\), which ignores SIGTERM, [3-9][0-9]+ms after the workload ended \(--sweep\)$"
	stop "$mode" 2 --sweep 200ms -- sh -c '"$0" -i 15 -n deaf -o "$2" & "$1" -o "$2" 900; true' "$stubborn" "$drains" "$T/said"
	is "$mode: and as long as another that can" "$(said)" "$SAVED"
	check "$mode: takes" [ "$TOOK" -ge 890 ]

	begin "$mode" 1 -t 900ms -- perl -e '$SIG{TERM} = sub { sleep 9 }; open(F, ">", $ARGV[0]); print F "ready\n"; close F;
		sleep 9' "$T/said"
	kill -TERM "$FPID"
	finish
	like "$mode: one that is in its handler catches it, although the kernel blocks the next one meanwhile" "$(err)" \
		"\(perl\), which catches SIGTERM, "
	begin "$mode" 1 --sweep 30s -t 500ms -- sh -c '"$0" -i 15 -o "$1" & exec "$2" "$1" 1 0' "$stubborn" "$T/said" \
		"$HELPERS/awaiting"
	wait_until nobody_but_leftover
	kill -TERM "$FPID"
	finish
	like "$mode: a request during a sweep makes it a stop, with the stop's clock" "$(err)" \
		"which ignores SIGTERM, 5[0-9]+ms after the request to stop \(--stop-timeout\)"

	# ---- What a process made of it when it was asked counts: a handler that ignores the next one is at work
	stop "$mode" 2 -g --sweep 300ms -- sh -c 'i=0; while [ $i -lt 50 ]; do sleep 50 & i=$((i + 1)); done
		perl -e '\''$SIG{TERM} = sub { $SIG{TERM} = "IGNORE"; select undef, undef, undef, 1; say("saved"); exit };
			sub say { open(F, ">>", $ARGV[0]); print F "@_\n"; close F } say("ready"); sleep 50'\'' "$1" & exec "$0" -C 15 -o "$1"' \
		"$stubborn" "$T/said"
	is "$mode: a handler that begins by ignoring the signal has the time that it takes" "$STATUS $(said)$(err)" "0 saved"

	# ---- Only the rung's own scope
	begin "$mode" 1 -v --stop-signal TERM/300ms,INT@child/600ms -- \
		sh -c 'trap "" TERM INT; "$0" -c 15 -c 2 -o "$1" & wait' "$stubborn" "$T/said"
	kill -TERM "$FPID"
	finish
	unlike "$mode: a rung for the workload is for nobody else, although that couldn't take the one before" "$(err)" \
		"asking [0-9]+ .* by SIGINT"

	# ---- Many
	begin "$mode" 1 --sweep 300ms -- sh -c 'trap "" TERM; i=0; while [ $i -lt 60 ]; do sleep 50 & i=$((i + 1)); done
		exec "$0" -i 15 -o "$1"' "$stubborn" "$T/said"
	kill -TERM "$FPID"
	wait_until holds "$T/err" "more (--stop-timeout"
	is "$mode: 32 that are waited for are named, and the rest is counted" \
		"$(lines "$T/err" ".*still waiting for [0-9]+ \(.*") $(lines "$T/err" ".*still waiting for 29 more.*")" "32 1"
	kill -KILL "$(workload)"
	finish

	# ---- Stopped between two requests; foster held up
	begin "$mode" 1 -- "$drains" -o "$T/said" 5000
	kill -TERM "$FPID"
	wait_until has_line "$T/said" "it was asked by 15"
	kill -STOP "$(workload)"
	kill -TERM "$FPID"
	finish
	is "$mode: a further request continues what was stopped since" "$(said)" "it was asked by 15,it was asked twice"
	begin "$mode" 1 -t 1s -- bash -c 'trap : TERM; "$0" -o "$1" 100; :' "$drains" "$T/said"
	kill -TERM "$FPID"
	kill -STOP "$FPID"
	nap 1.5
	kill -CONT "$FPID"
	finish
	is "$mode: where foster is held up, who is asked late has time all the same" "$(said)" "$SAVED"

	# ---- A further request is delivered again, to whoever was asked
	begin "$mode" 1 -- sh -c '"$0" -o "$1" 5000; true' "$drains" "$T/said"
	kill -TERM "$FPID"
	wait_until has_line "$T/said" "it was asked by 15"
	kill -TERM "$FPID"
	finish
	is "$mode: a further request is delivered again" "$(said)" "it was asked by 15,it was asked twice"
done

# ---- A PID 1 of its own that drops the signal
if is_root && has_pid1; then
	for mode in "${MODES[@]}"; do
		begin "$mode" 2 --sweep 400ms -- sh -c 'unshare --pid --fork "$0" -o "$1" & exec "$0" -C 15 -o "$1"' "$stubborn" "$T/said"
		kill -TERM "$FPID"
		finish
		is "$mode: what drops the signal is not waited for" "$STATUS" 0
	done
fi

# ---- Who came in from outside, and shells that somebody left open
if has_pid1; then
	begin pid1 1 -t 30s -- "$drains" -o "$T/said" 300
	enter "$drains" -n guest -o "$T/said" 0
	wait_until has_line "$T/said" "ready guest"
	kill -TERM "$FPID"
	finish
	is "pid1: who came in from outside is asked after the workload" "$STATUS $(said)" \
		"0 $SAVED,guest was asked by 15,guest has saved"
fi

done_testing
