#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Stopping real programs so that nothing is lost: supervisors whose children must be asked by them, servers behind shells
# that swallow the request, and what npm and interactive shells make of it. Those that are not installed are left out.
. "$(dirname "$0")/lib.sh"

# without PROGRAM TEXT: whether it is missing, which is told
without() {
	! command -v "$1" >/dev/null || return 1
	skip_one "$2" "$1 is not installed"
}

# stop: a request to stop, to the end; how long that took is in TOOK
stop() {
	BEGAN=$(now_ms)
	kill -TERM "$FPID"
	finish 40
	TOOK=$(($(now_ms) - BEGAN))
}

# The worker of each supervisor: it is at a task, and says by whom it was asked to end.
cat >"$T/worker" <<END
#!/bin/sh
trap 'echo "worker was asked" >>"$T/said"; exit 0' TERM
echo ready >>"$T/said"
while :; do sleep 0.05; done
END
chmod 755 "$T/worker"

said() {
	grep -v ready "$T/said" | tr '\n' ',' | sed 's/,$//'
}

for mode in "${MODES[@]}"; do
	# ---- supervisord, behind a shell: it stops its program by itself, and only then ends
	if ! without supervisord "$mode: supervisord"; then
		rm -f "$T/said"
		printf '%s\n' '[supervisord]' 'nodaemon=true' "logfile=$T/supervisord.log" "pidfile=$T/supervisord.pid" 'user=root' \
			'[program:worker]' "command=$T/worker" 'stopsignal=USR1' 'stopwaitsecs=1' >"$T/supervisord.conf"
		sed -i '/^user=/d' "$T/supervisord.conf"
		launch "$mode" -t 30s -- sh -c 'true && supervisord -n -c "$0"' "$T/supervisord.conf"
		wait_until has_line "$T/said" ready
		stop
		# It asks by USR1, which ends the worker; a SIGTERM of foster's would have been noticed.
		is "$mode: supervisord behind a shell: its worker is asked by it alone" "$STATUS $(said)" "143 "
		check "$mode: and it has said so" holds "$T/supervisord.log" "stopped: worker"
	fi

	# ---- runsv: the same
	if ! without runsv "$mode: runsv"; then
		rm -rf "$T/said" "$T/service"
		mkdir "$T/service"
		printf '#!/bin/sh\nexec "%s"\n' "$T/worker" >"$T/service/run"
		printf '#!/bin/sh\necho "runsv asks" >>"%s"; exit 1\n' "$T/said" >"$T/control"
		chmod 755 "$T/service/run" "$T/control"
		mkdir -p "$T/service/control"
		cp "$T/control" "$T/service/control/t"
		launch "$mode" -t 30s -- sh -c 'true && runsv "$0"; echo' "$T/service"
		wait_until has_line "$T/said" ready
		stop
		is "$mode: runsv behind a shell: it is asked, and asks its service" "$STATUS $(said)" "143 runsv asks,worker was asked"
	fi

	# ---- gunicorn behind a shell: a request that it is at is answered
	if ! without gunicorn "$mode: gunicorn"; then
		cat >"$T/app.py" <<-END
			import time
			def app(environ, start):
			    open("$T/asked.$mode", "w").close()
			    time.sleep(1)
			    start("200 OK", [("Content-Length", "5")])
			    return [b"whole"]
		END
		rm -f "$T/gunicorn.sock"
		launch "$mode" -t 30s -- sh -c 'true && gunicorn -b "unix:$0/gunicorn.sock" -w 2 --chdir "$0" app:app; echo' "$T"
		wait_until -t 30 test -S "$T/gunicorn.sock"
		python3 - "$T/gunicorn.sock" >"$T/answer" <<-'END' &
			import socket, sys
			connection = socket.socket(socket.AF_UNIX)
			connection.connect(sys.argv[1])
			connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
			answer = b""
			while got := connection.recv(4096):
			    answer += got
			print(answer.split(b"\r\n\r\n")[-1].decode())
		END
		client=$!
		wait_until -t 30 test -e "$T/asked.$mode"
		stop
		wait "$client"
		is "$mode: gunicorn behind a shell: its worker finishes what it is at" "$STATUS $(<"$T/answer")" "143 whole"
	fi

	# ---- npm: it ends before what it runs has saved
	if ! without npm "$mode: npm"; then
		mkdir -p "$T/npm"
		rm -f "$T/said"
		printf '{"name":"x","version":"1.0.0","scripts":{"start":"%s -o %s 5000"}}\n' "$HELPERS/drains" "$T/said" >"$T/npm/package.json"
		cd "$T/npm" || exit
		launch "$mode" -t 20s -- env HOME="$T/npm" npm start --no-update-notifier
		cd / || exit
		wait_until -t 60 holds "$T/said" ready
		stop
		like "$mode: npm start: what it runs has the time to save" "$(said)" "it has saved$"
		unlike "$mode: and is not killed" "$(err)" "killing"
	fi
done

# ---- An interactive bash on a terminal that foster's session has
if said=$("$HELPERS/typist" "$FOSTER" -- bash --norc --noprofile -i 2>&1 <<-'END'
	line echo here-$((20 + 3))
	expect here-23
	signal 15
	ends 129
END
); then ok "alone: an interactive bash gets SIGHUP, too, and ends"; else not_ok "alone: bash -i" "$said"; fi

# ---- mariadb's mysqld_safe, a shell that ignores SIGTERM
if is_root && ! without mysqld_safe "mysqld_safe"; then
	install -d -o mysql -g mysql "$T/data"
	mysql_install_db --no-defaults --user=mysql --datadir="$T/data" --auth-root-authentication-method=normal \
		--skip-test-db >/dev/null 2>&1
	for mode in "${MODES[@]}"; do
		rm -f "$T/data/log.err"
		launch "$mode" -t 30s -- mysqld_safe --no-defaults --user=mysql --datadir="$T/data" --skip-networking \
			--socket="$T/data/socket" --log-error="$T/data/log.err" --pid-file="$T/data/pid"
		wait_until -t 60 holds "$T/data/log.err" "ready for connections"
		stop
		like "$mode: mysqld_safe: the server is asked, and shuts down" "$(<"$T/data/log.err")" "Shutdown complete"
		like "$mode: which is told" "$STATUS $(err)" "^0 .*the workload ignores SIGTERM, so what is below it is asked"
	done
elif ! is_root; then
	skip_one "mysqld_safe" "it takes root to be another user"
fi

done_testing
