#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# foster in catatonit's place under podman: containers with --init, and a pod's infra container, which is catatonit -P
# from an image that holds nothing else. podman's state is in a temporary directory; nothing leaves this machine. Debian's
# podman takes catatonit from a path of its own before it looks into helper_binaries_dir, so foster is mounted over
# that, in a mount namespace that ends with the script.
if [ "$EUID" = 0 ] && [ -z "${PODMAN_TEST_APART:-}" ]; then
	export PODMAN_TEST_APART=yes
	exec unshare --mount --propagation private "$BASH" "$0" "$@"
fi
. "${0%/*}/engine.sh"

export PODMAN_IGNORE_CGROUPSV1_WARNING=1 # podman 5 says of such a machine that it is deprecated

needs podman runc busybox cc
export HOME="$T" XDG_RUNTIME_DIR="$T/run" CONTAINERS_CONF="$T/containers.conf" CONTAINERS_STORAGE_CONF="$T/storage.conf"

ENGINE=podman RUN=(--pull never --init)

podman() {
	command podman --runtime runc "$@"
}

finish_podman() {
	local status=$?
	podman pod rm -f -a >/dev/null 2>&1
	podman rm -f -a >/dev/null 2>&1
	unmount_below "$T"
	(exit "$status")
	clean_up
}
trap finish_podman EXIT

start_podman() {
	mkdir -p "$T/helpers" "$T/run"
	cp "$FOSTER" "$T/helpers/catatonit"
	cp "$FOSTER" "$T/plain"
	# Limits as low as any that this process may have: podman's own defaults need CAP_SYS_RESOURCE.
	cat >"$T/containers.conf" <<-END
		[containers]
		default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
		netns = "none"
		[engine]
		helper_binaries_dir = ["$T/helpers", "/usr/lib/podman", "/usr/libexec/podman"]
		cgroup_manager = "cgroupfs"
		events_logger = "file"
		image_default_transport = "containers-storage:"
	END
	cat >"$T/storage.conf" <<-END
		[storage]
		driver = "vfs"
		graphroot = "$T/data"
		runroot = "$T/runroot"
	END
	[ ! -e /usr/libexec/podman/catatonit ] ||
		mount --bind "$T/helpers/catatonit" /usr/libexec/podman/catatonit || skip "nothing can be mounted here"
	image "$T/root"
	tar -C "$T/root" -c . | podman import - box >"$T/log" 2>&1 || skip "podman does not work here: $(tail -n 1 "$T/log")"
	podman run --rm box true >"$T/log" 2>&1 || skip "podman runs no containers here: $(tail -n 1 "$T/log")"
}

start_podman

# ---- Containers with --init

check_statuses
box --init-path "$T/plain" box sh -c 'kill -TERM $$'
is "--init-path, ended by SIGTERM" "$STATUS" 143
box --user 1000:1000 --read-only --cap-drop all box sh -c 'id -u; exit 3'
is "an unprivileged user on a read-only root" "$STATUS $(out)" "3 1000"
box box sh -c 'cat /proc/1/cmdline | tr "\0" " "'
like "PID 1 is podman-init" "$(out)" "^/[a-z]+/(podman-)?init -- sh"
# shellcheck disable=SC2016
sh -c 'LISTEN_FDS=1 LISTEN_PID=$$ exec podman --runtime runc run --rm --pull never --init box \
	sh -c "test \$LISTEN_PID = \$\$ && cat <&3"' >"$T/out" 2>&1 3<"$T/root/etc/plain"
is "socket activation reaches the workload, with its pid" "$? $(out)" "0 not a program"

ready signals box witness -q 15 -x 40
for row in HUP:1 INT:2 SEGV:11 WINCH:28 RTMIN:34 RTMIN+3:37 RTMAX:64 34:34; do
	podman kill -s "${row%:*}" signals >/dev/null
	check "podman kill -s ${row%:*}" wait_until says signals "${row#*:} "
done
podman kill -s USR2 signals >/dev/null # comes after all the others
wait_until says signals '12 '
is "podman kill: each as often as it was sent" "$(said signals '[0-9]')" 9
podman stop -t 60 signals >/dev/null
is "podman stop" "$(state signals ExitCode)" 40

ready stubborn -e FOSTER_STOP_TIMEOUT=300ms box witness
podman stop -t 60 stubborn >/dev/null
is "podman stop of a stubborn workload, FOSTER_STOP_TIMEOUT" "$(state stubborn ExitCode)" 137

# ---- A pod's infra container

# infra SIGNAL...: a pod whose infra container gets these; its status is in STATUS.
infra() {
	local signal
	podman pod create --name pod --network none >/dev/null && podman pod start pod >/dev/null
	INFRA=$(podman pod inspect -f '{{.InfraContainerID}}' pod)
	PID=$(state "$INFRA" Pid)
	is "a pod's infra container: the command's name" "$(cat "/proc/$PID/comm")" catatonit
	check "it is foster" cmp -s "/proc/$PID/exe" "$FOSTER"
	for signal in "$@"; do
		podman kill -s "$signal" "$INFRA" >/dev/null
	done
	wait_until has_ended "$INFRA"
	STATUS=$(state "$INFRA" ExitCode)
	podman pod rm -f pod >/dev/null 2>&1
}

infra INT
is "ended by SIGINT" "$STATUS" 0
infra HUP USR1 TERM
is "ended by SIGTERM, not by others" "$STATUS" 0
podman pod create --name pod --network none >/dev/null
podman run --rm --pull never --pod pod box sh -c 'exit 3' >/dev/null 2>&1
is "a container in a pod" "$?" 3
podman pod stop -t 60 pod >/dev/null
is "podman pod stop" "$(state "$(podman pod inspect -f '{{.InfraContainerID}}' pod)" ExitCode)" 0

# ---- What README says: a pod's file, and containers.conf

mkdir -p "$T/local" "$T/etc"
cp "$FOSTER" "$T/foster"
cp -a "$T/root" "$T/app"
mkdir -p "$T/app/sbin"
cp "$FOSTER" "$T/app/sbin/foster"
ln -s witness "$T/app/bin/my-server"
tar -C "$T/app" -c . | podman import - localhost/my-image >/dev/null 2>&1
block pod >"$T/pod.yaml"
: >"$T/said"
podman play kube --network none "$T/pod.yaml" >"$T/out" 2>&1 || not_ok "play kube takes README's pod" "$(out)"
wait_until says web-web ready
podman exec web-web /sbin/foster --inspect >"$T/out"
like "README's pod: foster is what runs it, as an ordinary user, on a read-only root" "$(out)" \
	'SIGKILL to all that is left 50s after the request.* 1000 S read +foster: '
podman pod rm -f -t 1 web >/dev/null 2>&1

(
	cd "$T" && install -D -m 755 foster local/lib/foster/catatonit && block podman | sed "s|/usr/local|$T/local|g" >etc/containers.conf
)
sed -i '/^\[containers\]/,/^helper_binaries_dir/d' "$CONTAINERS_CONF"
cat "$T/etc/containers.conf" >>"$CONTAINERS_CONF"
printf '%s\n' 'cgroup_manager = "cgroupfs"' 'events_logger = "file"' >>"$CONTAINERS_CONF"
sed -i '/^init_path/a default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\nnetns = "none"' "$CONTAINERS_CONF"
box box sh -c 'exec /proc/1/exe --version'
like "README's containers.conf: podman run --init runs foster" "$STATUS $(out)" "^0 foster "

# ---- A terminal

scene "-it: ^C comes once" env podman --runtime runc run -it --rm --pull never --init box tally -q 15 -x 40 <<END
expect ready
type ^C
expect got 2 x1
never got 2 x2
until podman --runtime runc kill -s TERM -l
ends 40
END

done_testing
