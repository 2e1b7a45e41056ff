# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# A dockerd of a test's own, over engine.sh: everything that it has is in the test's directory, and ends with it.
export DOCKER_HOST="unix://$T/socket" DOCKER_CONFIG="$T/config"
# shellcheck disable=SC2034 # engine.sh uses them
ENGINE=docker RUN=(--pull never --network none --init)
DAEMON=

finish_daemon() {
	local status=$? names
	if [ -n "$DAEMON" ]; then
		names=$(docker ps -aq)
		# shellcheck disable=SC2086
		[ -z "$names" ] || docker rm -f $names >/dev/null 2>&1
		end_child "$DAEMON"
	fi
	unmount_below "$T"
	(exit "$status")
	clean_up
}
trap finish_daemon EXIT

# start_daemon [OPTION]...: with the options; skips the script where that doesn't work
start_daemon() {
	dockerd --storage-driver=vfs --iptables=false --ip6tables=false --bridge=none "$@" \
		-H "$DOCKER_HOST" --data-root "$T/data" --exec-root "$T/exec" --pidfile "$T/pid" \
		>"$T/log" 2>&1 </dev/null {NAP}>&- &
	DAEMON=$!
	wait_until -t 60 daemon_answers || skip "dockerd does not start here: $(tail -n 1 "$T/log")"
}

daemon_answers() {
	docker info >/dev/null 2>&1 || ! kill -0 "$DAEMON"
} 2>/dev/null
