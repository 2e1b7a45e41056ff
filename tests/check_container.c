/* SPDX-License-Identifier: MIT */
/* container.c: what engines leave in /proc/PID/cgroup and in an environment, and what is not to be taken for that. */
#include <string.h>

#include "proc/container.h"
#include "unit.h"

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"
#define UID "2c48913c-b29f-11e7-9350-020968147796"

static const struct {
	const char *cgroup, *want; /* null: nothing is found */
} ROWS[] = {
	/* Docker: systemd and cgroupfs, cgroup v2 and v1, and a parent of the user's */
	{ "0::/system.slice/docker-" ID ".scope\n", "0123456789ab" },
	{ "0::/docker/" ID "\n", "0123456789ab" },
	{ "12:pids:/docker/" ID "\n1:name=systemd:/docker/" OTHER "\n0::/\n", "0123456789ab" },
	{ "11:cpu,cpuacct:/\n10:memory:/my:own/" ID "\n0::/\n", "0123456789ab" },
	{ "0::/docker/" ID "/init.scope", "0123456789ab" },
	/* in another: the innermost */
	{ "0::/docker/" ID "/docker/" OTHER "\n", "fedcba987654" },
	{ "0::/docker/" ID "/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod2c48913c.slice/cri-containerd-" OTHER
	  ".scope\n", "fedcba987654" },
	{ "0::/lxc.payload.web/docker/" ID "\n", "0123456789ab" },
	/* seen from a cgroup namespace beside it, or from within */
	{ "0::/../docker-" ID ".scope\n", "0123456789ab" },
	{ "0::/../../pod" UID "/" ID "\n", "0123456789ab" },
	{ "0::/..\n", NULL },
	{ "0::/\n", NULL },
	/* podman, its processes one level further down; that of its monitor is no container's */
	{ "0::/machine.slice/libpod-" ID ".scope/container\n", "0123456789ab" },
	{ "0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" ID ".scope\n", "0123456789ab" },
	{ "0::/libpod_parent/libpod-" ID "\n", "0123456789ab" },
	{ "0::/machine.slice/machine-libpod_pod_" ID ".slice\n", NULL },
	/* Kubernetes */
	{ "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod2c48913c_b29f_11e7.slice/cri-containerd-" ID
	  ".scope\n", "0123456789ab" },
	{ "0::/kubepods.slice/kubepods-pod2c48913c_b29f_11e7.slice/crio-" ID ".scope/container\n", "0123456789ab" },
	{ "4:cpu:/kubepods/besteffort/pod" UID "/" ID "\n", "0123456789ab" },
	{ "4:cpu:/system.slice/containerd.service/kubepods-burstable-pod2c48913c.slice:cri-containerd:" ID "\n", "0123456789ab" },
	{ "4:cpu:/kubepods/besteffort/pod" UID "\n", NULL },
	/* LXC, nspawn */
	{ "0::/lxc.payload.web-1/init.scope\n", "web-1" },
	{ "0::/lxc.monitor.web\n", NULL },
	{ "0::/machine.slice/machine-debian.scope/payload\n", "debian" },
	{ "0::/machine.slice/machine-my\\x2dbox\\x2.scope/payload/system.slice/x.service\n", "my-box\\x2" },
	{ "0::/machine.slice/machine-a\\x1b\\x.scope\n", "a\x1b\\x" },
	{ "0::/machine.slice/systemd-nspawn@web.service/payload\n", "web" },
	{ "0::/machine.slice/systemd-nspawn@web.scope\n", NULL },
	/* what is none */
	{ "", NULL },
	{ "\n", NULL },
	{ "0::/user.slice/user-0.slice/session-1.scope\n", NULL },
	{ "0::/machine.slice\n", NULL },
	{ "0::/machine-.scope\n", NULL },
	{ "0::/lxc.payload.\n", NULL },
	{ "0::/docker/0123456789abcdef\n", NULL },
	{ "0::/docker/A" ID "\n", NULL },
	{ "0::/docker/x" ID "\n", NULL },
	{ "0::/docker/" ID "0\n", NULL },
	{ "0::/docker/" ID ".slice\n", NULL },
	{ "0::/docker/0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef\n", NULL },
};

START_TEST(names)
{
	TEXT_BUFFER(name, 65);
	bool found;

	text_add(&name, "before");
	found = container_name(&name, ROWS[_i].cgroup);
	ck_assert_msg(found == (ROWS[_i].want != NULL), "%s: %s", ROWS[_i].cgroup, found ? name.data : "nothing");
	if (found)
		ck_assert_msg(strcmp(name.data, ROWS[_i].want) == 0, "%s: got %s, want %s", ROWS[_i].cgroup, name.data,
		              ROWS[_i].want);
	else
		ck_assert_str_eq(name.data, "before");
}
END_TEST

/* Strings that a NUL ends stand for themselves; so does what is cut in the middle of a variable. */
static const struct {
	const char *variables;
	long length;
	const char *want;
} VARIABLES[] = {
	{ "PATH=/bin\0HOSTNAME=web\0HOSTNAME=other\0", 39, "web" },
	{ "HOSTNAME=3f2a9c0b11de", 21, "3f2a9c0b11de" },
	{ "HOSTNAME=\0HOSTNAME=web", 22, "" },
	{ "MYHOSTNAME=web\0hostname=web", 27, "" },
	{ "", 0, "" },
	{ "HOSTNAME=web", -1, "" },
	{ "HOSTNAM", 7, "" },
};

START_TEST(hostnames)
{
	TEXT_BUFFER(name, 65);

	container_hostname(&name, VARIABLES[_i].variables, VARIABLES[_i].length);
	ck_assert_str_eq(name.data, VARIABLES[_i].want);
}
END_TEST

START_TEST(long_names)
{
	TEXT_BUFFER(name, 8);

	ck_assert(container_name(&name, "0::/lxc.payload.a-very-long-name\n"));
	ck_assert_str_eq(name.data, "a-very-");
}
END_TEST

UNIT_TESTS(container)
{
	tcase_add_loop_test(tcase, names, 0, ROWS_OF(ROWS));
	tcase_add_loop_test(tcase, hostnames, 0, ROWS_OF(VARIABLES));
	tcase_add_test(tcase, long_names);
}
