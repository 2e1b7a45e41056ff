#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# foster as docker-init under a dockerd of the test's own, which has everything in a temporary directory: exit statuses,
# stopping, signals by name and number, terminals, inspection, and what docker itself says of it. Real images get no
# more than busybox and two programs of ours; nothing leaves this machine.
. "${0%/*}/engine.sh"

needs dockerd docker runc busybox cc
. "${0%/*}/dockerd.sh"

# stop NAME: docker stop, with more patience than any workload here needs
stop() {
	docker stop -t 60 "$1" >/dev/null
	STATUS=$(state "$1" ExitCode)
}

cp "$FOSTER" "$T/docker-init"
image "$T/root"
start_daemon --init-path="$T/docker-init"
tar -C "$T/root" -c . | docker import - box >/dev/null || skip "no image can be imported"
docker create --name model --stop-signal QUIT box witness -q 3 -x 40 >/dev/null
docker commit model quitbox >/dev/null

# ---- Exit statuses

check_statuses
box box sh -c 'kill -KILL $$'
is "ended by SIGKILL" "$STATUS" 137
box box sh -c 'kill -TERM $$'
is "ended by SIGTERM" "$STATUS" 143
box --user 1000:1000 --read-only --cap-drop ALL --security-opt no-new-privileges box sh -c 'id -u; exit 3'
is "an unprivileged user on a read-only root" "$STATUS $(out)" "3 1000"
box -e FOSTER_STOP_TIMEOUT=soon box true
is "a malformed variable" "$STATUS" 125
like "is named" "$(err)" "FOSTER_STOP_TIMEOUT.*soon"
is "-i passes stdin and its end" \
	"$(printf 'one\ntwo\n' | docker run -i --rm --pull never --network none --init box cat 2>&1)" $'one\ntwo'

# ---- Stopping

behind plain box sleep 1000
stop plain
is "docker stop" "$STATUS" 143

ready option --stop-signal QUIT box witness -q 3 -x 40
stop option
is "docker stop with --stop-signal" "$STATUS $(said option '[0-9]')" "40 1"

ready image quitbox witness -q 3 -x 40
stop image
is "docker stop with the image's STOPSIGNAL" "$STATUS $(said image '[0-9]')" "40 1"

ready translated -e FOSTER_STOP_SIGNAL=QUIT box witness -q 3 -x 40
stop translated
is "docker stop translated by FOSTER_STOP_SIGNAL" "$STATUS $(said translated '[0-9]')" "40 1"

ready paused box witness -q 15 -x 40
docker pause paused >/dev/null
is "docker pause" "$(state paused Paused)" true
stop paused
is "docker stop of a paused container" "$STATUS" 40

ready stubborn -e FOSTER_STOP_TIMEOUT=300ms box witness
stop stubborn
is "docker stop of a stubborn workload, FOSTER_STOP_TIMEOUT" "$STATUS" 137
like "the log names it and the signal" "$(docker logs stubborn 2>&1)" "witness.*SIGTERM"

# ---- Signals

ready signals box witness
for row in HUP:1 SIGINT:2 QUIT:3 ABRT:6 USR1:10 SEGV:11 WINCH:28 SYS:31 RTMIN:34 RTMIN+3:37 RTMAX:64 34:34 37:37 64:64; do
	docker kill -s "${row%:*}" signals >/dev/null
	check "docker kill -s ${row%:*}" wait_until says signals "${row#*:} "
done
docker kill -s USR2 signals >/dev/null # comes after all the others, by when none of them can be under way
wait_until says signals '12 '
is "docker kill: each as often as it was sent" "$(said signals '[0-9]')" 15
is "34 twice, as SIGRTMIN and by number" "$(said signals '34 ')" 2
docker kill signals >/dev/null
is "docker kill" "$(state signals ExitCode)" 137

# ---- Orphans

# shellcheck disable=SC2016
box box sh -c '
	i=0; while [ $i -lt 50 ]; do (true &); i=$((i + 1)); done
	i=0; while grep -q "^State:.Z" /proc/[0-9]*/status 2> /dev/null && [ $i -lt 100 ]; do sleep 0.1; i=$((i + 1)); done
	[ $i -lt 100 ]'
is "orphans are reaped" "$STATUS" 0

# ---- What docker says

commit=$("$FOSTER" --version | sed -n 's/.* - git\.//p')
version=$("$FOSTER" --version | sed -n 's/^foster \([^ ]*\) .*/\1/p')
is "docker info: the commit" "$(docker info -f '{{.InitCommit.ID}}' 2>/dev/null)" "$commit"
docker version -f '{{range .Server.Components}}{{.Name}} {{.Version}} {{.Details.GitCommit}}{{"\n"}}{{end}}' >"$T/out"
is "docker version: version and commit" "$(sed -n 's/^docker-init //p' "$T/out")" "${version}_foster $commit"
unlike "dockerd can read the version" "$(<"$T/log")" "unknown output format|retrieve.*init"

# ---- Looking

behind caught box sh -c 'trap "exit 0" TERM; echo ready; while :; do sleep 1000 & wait; done'
wait_until says caught ready
docker exec caught /sbin/docker-init --inspect >"$T/out" 2>"$T/err"
is "docker exec --inspect where all would end" $? 0
like "it shows the workload" "$(out)" "sleep"
behind ignored box sh -c 'trap "" TERM; echo ready; sleep 1000 & wait'
wait_until says ignored ready
docker exec ignored /sbin/docker-init --inspect >"$T/out" 2>"$T/err"
is "docker exec --inspect where something would not" $? 1
like "it says so" "$(out)" "ignored"
# all FOSTER...: what it says of all containers, in $T/out; its exit status in STATUS
all() {
	"$@" --inspect all >"$T/out" 2>"$T/err"
	STATUS=$?
}

# line NAME: of the container, found by the id that docker ps shows
line() {
	awk -v id="$(docker ps -qf "name=^$1\$")" '$2 == id { print $3, $4, $5, $6, $7, $8, $9, $10 }' "$T/out"
}

docker run -d --pull never --network none --name bare box sleep 1000 >/dev/null
docker exec -d caught sleep 1000
wait_until eval 'all "$FOSTER"; [[ $(line caught) == *"4 of 4"* ]]' || :
is "--inspect all on the host: what docker exec brought in counts" "$(line caught)" "SIGTERM read 0 0 4 of 4 docker-init:"
like "a container in which something would not end" "$(line ignored)" '^SIGTERM read [12] 0 [12] of 3 docker-init:$'
is "one without an init" "$(line bare)" "SIGTERM shielded 1 0 0 of 1 sleep:"
is "exit status" "$STATUS" 1
all docker run --rm --pull never --network none --pid host --cap-add SYS_PTRACE -v "$FOSTER:/foster" box /foster
is "--inspect all in a container with --pid host" "$(line bare)" "SIGTERM shielded 1 0 0 of 1 sleep:"
docker rm -f bare >/dev/null

docker exec caught /sbin/docker-init --kill TERM 1
check "docker exec --kill TERM 1" wait_until has_ended caught
is "is a request to stop" "$(state caught ExitCode)" 0

# ---- What was lost before

cp "$FOSTER" "$T/root/bin/entry"
tar -C "$T/root" -c . | docker import - boxed >/dev/null
box -e FOSTER_EXIT_CODE=1:2,2:3 boxed entry -- sh -c 'exit 1'
is "an image's own foster below docker's leaves the variables to that" "$STATUS" 2
box box sh -c 'sh -c "echo written >/proc/1/fd/1"'
is "what is written to /proc/1/fd/1 is in the log" "$STATUS $(out)" "0 written"
behind front box sh -c 'sh -c "trap \"sleep 4; echo saved; exit\" TERM; echo ready; while :; do sleep 0.1; done"; true'
wait_until says front ready
stop front
is "what a shell in front leaves has as long as docker gives" "$STATUS $(said front saved)" "143 1"

# ---- Terminals

RUN=(docker run --pull never --network none)
SIZE="docker exec tty sh -c 'stty size < /dev/console'"

# resizes TITLE [OPTION]: a container called tty, resized and detached from; how often one new size came is in RESIZES.
# The client may miss a new size while it starts, so it is told again until the size is there.
resizes() {
	docker rm -f tty >/dev/null 2>&1
	scene "$1: ^C comes once, the size is the terminal's, detached it goes on" \
		"${RUN[@]}" ${2:+"$2"} -it --name tty box tally -q 15 -x 40 <<END
until docker logs tty | grep -q ready
resize 40 100
until kill -WINCH \$PID; $SIZE | grep -q '^40 100'
until docker kill -s USR1 tty
until docker logs tty | grep -q 'got 10 x1'
until docker logs tty > $T/before
resize 50 120
until $SIZE | grep -q '^50 120'
type ^C
expect got 2 x1
until docker kill -s USR1 tty
expect got 10 x2
never got 2 x2
type ^P
type ^Q
ends 0
END
	RESIZES=$(($(said tty 'got 28 ') - $(grep -c 'got 28 ' "$T/before")))
	is "$1: detached, it runs" "$(state tty Running)" true
}

# By the terminal, and by docker's client, which sends on what it gets; the two may arrive as one.
resizes "-it without foster"
check "-it without foster: a new size comes once or twice ($RESIZES)" test "$RESIZES" -ge 1 -a "$RESIZES" -le 2
resizes "-it" --init
check "-it: and with foster no more often ($RESIZES)" test "$RESIZES" -ge 1 -a "$RESIZES" -le 2
scene "-it: attached again" docker attach tty <<END
resize 30 90
until kill -WINCH \$PID; $SIZE | grep -q '^30 90'
type ^C
expect got 2 x2
until docker kill -s TERM tty
ends 40
END
scene "-it: a shell has job control" "${RUN[@]}" --init -it --rm box sh -i <<'END'
line echo "flags <$-> $((20 + 3))"
expect m
expect > 23
line sleep 1000
until docker top $(docker ps -ql) | grep -q 'sleep 1000'
type ^Z
expect Stopped
line jobs; echo $((30 + 3))
expect Stopped
expect 33
line exit 5; exit 5
ends 5
END
# Interactive shells ignore SIGTERM, and end on SIGHUP.
scene "-it: an interactive shell as the workload ends at once" "${RUN[@]}" --init -it --name person box sh -i <<'END'
line echo here-$((20 + 3))
expect here-23
until docker stop -t 60 person
END
unlike "-it: and is not killed" "$(state person ExitCode) $(docker logs person 2>&1)" "^137|killing"
docker run -d --pull never --network none --init -e FOSTER_STOP_TIMEOUT=50s --name left box witness -q 15 -x 40 >/dev/null
wait_until says left ready
scene "a shell that somebody left open by docker exec doesn't hold up a stop" docker exec -it left sh -i <<'END'
line echo here-$((20 + 3))
expect here-23
until docker stop -t 60 left
END
is "and nobody is killed" "$(state left ExitCode) $(docker logs left 2>&1 | grep -c killing)" "40 0"

scene "-i: ^C at docker's terminal comes once" "${RUN[@]}" --init -i --name pipe box tally -q 15 -x 40 <<END
until docker logs pipe | grep -q ready
type ^C
expect got 2 x1
until docker kill -s USR1 pipe
expect got 10 x1
never got 2 x2
until docker kill -s TERM pipe
ends 40
END

done_testing
