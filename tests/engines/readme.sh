#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Every block of README is run as it stands there, but for the places: a directory of the test's for those that root
# would write to, and no network. The picture in README is made anew and compared; PICTURE=FILE writes it there.
. "${0%/*}/engine.sh"

needs dockerd docker runc busybox cc
. "${0%/*}/dockerd.sh"
export DOCKER_BUILDKIT=0

# here: what is on stdin, with README's places in this test's directory
here() {
	sed -e "s|/usr/local|$T/local|g; s|/etc/docker|$T/etc|g; s|/var/tmp/foster-build/foster|$FOSTER|; s|/var/tmp/foster-build/shipped install|$BUILT install DESTDIR=$T/installed|" \
		-e 's/docker run /docker run --pull never --network none /'
}

# ---- Docker knows the init that daemon.json names, and its version
BUILT=${PWD%/tests*}
cd "$T" || exit
cp "$FOSTER" foster
mkdir etc
block daemon | here >etc/daemon.json
block docker-run | here >run.sh
sed -n 1p run.sh | sh -e
start_daemon --config-file "$T/etc/daemon.json"
is "daemon.json: docker version knows foster" \
	"$(docker version -f '{{range .Server.Components}}{{.Name}} {{.Version}}{{"\n"}}{{end}}' | grep docker-init)" \
	"docker-init $("$FOSTER" --version | sed -n 's/^foster \([^ ]*\) .*/\1_foster/p')"

image "$T/root"
tar -C "$T/root" -c . | docker import -c 'CMD ["witness", "-q", "3", "-x", "40"]' - my-image >/dev/null

# ---- docker run --init, with variables
name=$(sed 1d run.sh | sh -e)
wait_until says "$name" ready
docker stop "$name" >/dev/null
is "docker run --init: the variables translate the stop" "$(state "$name" ExitCode) $(said "$name" 3)" "40 1"

# ---- One Dockerfile, before and after, with a real Node.js
node_image() {
	local node library
	node=$(readlink -f "$(command -v node)")
	mkdir -p "$T/node/usr/bin"
	cp -a "$T/root/." "$T/node"
	cp "$node" "$T/node/usr/bin/node"
	[ ! -d /usr/share/nodejs ] || cp -a --parents /usr/share/nodejs "$T/node" # parts of Debian's own
	for library in $(ldd "$node" | grep -o '/[^ ]*'); do
		mkdir -p "$T/node${library%/*}"
		cp -L "$library" "$T/node$library"
	done
	tar -C "$T/node" -c . | docker import -c 'ENV PATH=/usr/bin:/bin' - node:22-slim >/dev/null
}

listens() {
	docker exec "$1" cat /proc/net/tcp /proc/net/tcp6 | grep -q ':1F90 '
} 2>/dev/null

if command -v node >/dev/null && node_image; then
	# The program is what README calls app.js.
	# shellcheck disable=SC2016
	mkdir app
	cp foster app
	sed -n 's/^`\(require.*\)`\.$/\1/p' "$ROOT/README.md" >app/app.js
	block before >app/Dockerfile.before
	block after >app/Dockerfile
	docker build -q -t before -f app/Dockerfile.before app >/dev/null 2>&1
	docker build -q -t after app >/dev/null 2>"$T/err" || not_ok "the Dockerfile builds" "$(err)"
	for name in before after; do
		docker run -d --pull never --network none --name "$name" "$name" >/dev/null
		wait_until -t 30 listens "$name"
		docker stop -t 3 "$name" >/dev/null
	done
	is "without foster node is killed, with it ends" "$(state before ExitCode) $(state after ExitCode)" "137 143"
else
	skip_one "one Dockerfile, before and after" "no node"
fi

# ---- Compose
if command -v docker-compose >/dev/null; then
	block compose >compose.yaml
	printf 'services:\n  web:\n    network_mode: none\n' >offline.yaml
	compose=(docker-compose -p readme -f compose.yaml -f offline.yaml)
	"${compose[@]}" up -d >/dev/null 2>"$T/err"
	name=$(docker ps -aq --filter label=com.docker.compose.project=readme)
	check "compose: it runs, behind foster" wait_until says "$name" 'foster\[1\]: '
	wait_until says "$name" ready
	docker exec "$name" docker-init --inspect >"$T/out"
	like "compose: the timeout counts" "$(out)" 'SIGKILL to all that is left 25s after the request'
	docker kill -s QUIT "$name" >/dev/null
	wait_until has_ended "$name"
	"${compose[@]}" down >/dev/null 2>&1
else
	skip_one "compose" "docker-compose is not installed"
fi

# ---- Looking, at a container without foster
printf '#!/bin/sh\nqueue-worker &\nhttpd -f -p 8080\n' >root/start.sh
printf '#!/bin/sh\ntrap "" TERM\nwhile :; do read -r _; done <>/tmp/jobs\n' >root/bin/queue-worker
ln -s busybox root/bin/httpd
mkfifo root/tmp/jobs
chmod 755 root/start.sh root/bin/queue-worker
tar -C "$T/root" -c . | docker import -c 'CMD ["/start.sh"]' - story >/dev/null
docker run -d --pull never --network none --name web story >/dev/null

# picture: what the first picture shows, of a foster that is called so, as in an image
picture() {
	echo "$ docker exec web foster --inspect"
	docker exec web /tmp/foster --inspect --color=always
}

# without_pids FILE: the picture without what depends on them, as they are the kernel's business
without_pids() {
	sed -E '/>[0-9]+</d; s/[0-9]+ \(/N (/g; s/ (textLength|width|viewBox)="[^"]*"//g' "$1"
}

settled() {
	[ "$(docker exec web /tmp/foster --inspect | grep -cE ' (shielded|ignored|ends) .*(start.sh|queue-worker|httpd)')" = 3 ]
} 2>/dev/null

docker cp -q foster web:/tmp/foster 2>/dev/null || docker cp foster web:/tmp/foster
wait_until settled
block look | here >look.sh
while read -r line; do
	case $line in
	*docker-init*) continue ;; # below
	kubectl*)
		if ! command -v kubectl >/dev/null; then
			skip_one "$line" "kubectl is not installed"
			continue
		fi
		said=$(kubectl debug --help 2>&1)
		for word in -it --image= --target=; do
			[[ $line == *"$word"* ]] && [[ $said == *"${word%=}"* || $said == *"${word%t}"* ]] || not_ok "$line" "no $word"
		done
		ok "$line: such options exist"
		;;
	*)
		PATH=$T:$PATH sh -c "$line" >"$T/out" 2>"$T/err"
		is "$line" "$? $(grep -c 'SIGTERM would end 1 of 3 processes; 2 would outlive it' "$T/out") $(err)" "1 1 "
		;;
	esac
done <look.sh
PATH=$T:$PATH sh -c "$(block all)" >"$T/out" 2>"$T/err"
check "--inspect all: exit status" [ $? -lt 3 ]
like "--inspect all has it" "$(out)" " $(docker inspect -f '{{.Id}}' web | cut -c 1-12) "
if command -v python3 >/dev/null; then
	picture | "$ROOT/packaging/picture" "What SIGTERM would do to each process of a container" >"${PICTURE:-$T/picture.svg}"
	is "README's picture is what --inspect shows" "$(without_pids "${PICTURE:-$T/picture.svg}")" \
		"$(without_pids "$ROOT/packaging/inspect.svg")"
else
	skip_one "README's picture" "no python3"
fi
docker rm -f web >/dev/null

# ---- And with one
docker run -d --pull never --network none --init --name web story >/dev/null
wait_until eval 'docker exec web docker-init --inspect | grep -q " ignored .*queue-worker"'
sh -c "$(block look | grep docker-init)" >"$T/out"
is "docker exec web docker-init --inspect" $? 1
docker stop -t 60 web >/dev/null
is "what docker logs says then is what README says" "$(docker logs web 2>&1 | grep killing | sed 's/killing [0-9]*/killing N/; s/ 3[.0-9]*s after/ 3s after/')" \
	"$(sed -n 's/^    \(foster\[1\]: killing\) [0-9]*/\1 N/p' "$ROOT/README.md")"

# ---- The other blocks
printf '#!/bin/sh\nexit 5\n' >run-tests
chmod 755 run-tests
PATH=$T:$PATH sh -c "$(block standalone)"
is "anywhere: its exit status" $? 5
block get | here >get.sh
check "packaging/quickstart is there" [ -x "$ROOT/$(sed -n 1p get.sh)" ]
if [ -e "$BUILT/Makefile" ]; then
	sh -ec "$(sed 1d get.sh)" >"$T/out" 2>&1 || not_ok "make install" "$(tail -n 20 "$T/out")"
	is "what is installed runs" "$("$T"/installed/usr/local/sbin/foster --version)" "$("$FOSTER" --version)"
else
	skip_one "make install" "the build is elsewhere"
fi
if command -v systemd-analyze >/dev/null; then
	mkdir -p local/sbin local/bin
	cp foster local/sbin/foster
	cp foster local/bin/my-server
	block unit | here >web.service
	is "systemd takes the unit" "$(systemd-analyze verify "$T/web.service" 2>&1 | grep -F web.service)" ""
else
	skip_one "the unit" "systemd is not installed"
fi

# ---- All of them were run: here, or under podman
for name in $(sed -n 's/^```[a-z]* \(.*\)/\1/p' "$ROOT/README.md"); do
	check "README's block '$name' is run" grep -qE "block $name\b" "$TESTS"/engines/readme.sh "$TESTS"/engines/podman.sh
done
is "and each has a name" "$(grep -c '^```[a-z]*$' "$ROOT/README.md")" "$(grep -cE '^```[a-z]+ ' "$ROOT/README.md")"

done_testing
