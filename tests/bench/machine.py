# SPDX-License-Identifier: MIT
"""The machine: one CPU and a CPU cgroup for everything that is measured, and the words that describe it.

On several CPUs the times of signals and of reaping are a lottery of the scheduler. An init that calls setsid puts the
workload into another autogroup, which gives it a CPU share of its own and flatters it: inside a cgroup there are no
autogroups.
"""

import contextlib
import os
import platform
import re
import time


def read(path, default=""):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return default


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def cpus():
    """The CPUs that may be used, the one that the measurements get first: the last one, far from interrupts."""
    return sorted(os.sched_getaffinity(0), reverse=True)


def own_cgroup():
    """The directory of the cgroup in which this process is for the cpu controller; None where there is none."""
    for line in read("/proc/self/cgroup").splitlines():
        number, controllers, path = line.split(":", 2)
        if "cpu" in controllers.split(","):
            return find_mount("cgroup", "cpu", path)
        if number == "0":
            unified = find_mount("cgroup2", None, path)
            if unified and "cpu" in read(unified + "/cgroup.subtree_control").split():
                return unified
    return None


def find_mount(kind, option, path):
    for line in read("/proc/self/mountinfo").splitlines():
        left, _, right = line.partition(" - ")
        fields, (fstype, _, options) = left.split(), right.split(" ", 2)
        if fstype == kind and (option is None or option in options.split(",")):
            return (fields[4] + path).rstrip("/")
    return None


@contextlib.contextmanager
def quiet_corner():
    """Pins to one CPU and moves into a CPU cgroup for the duration; yields (cpu, sentence about autogroups)."""
    before = os.sched_getaffinity(0)
    cpu = cpus()[0]
    os.sched_setaffinity(0, {cpu})
    parent, corner = own_cgroup(), None
    try:
        if parent:
            corner = f"{parent}/foster-bench-{os.getpid()}"
            os.mkdir(corner)
            write(corner + "/cgroup.procs", str(os.getpid()))
    except OSError:
        remove(corner)
        corner = None
    try:
        yield cpu, autogroup_note(corner)
    finally:
        os.sched_setaffinity(0, before)
        if corner:
            write(parent + "/cgroup.procs", str(os.getpid()))
            remove(corner)


def remove(directory):
    """What has just been killed may need a moment to leave its cgroup."""
    for _ in range(100):
        try:
            os.rmdir(directory)
            return
        except FileNotFoundError:
            return
        except OSError:
            time.sleep(0.02)


def autogroup_note(corner):
    if corner:
        return "in a CPU cgroup of its own"
    if read("/proc/sys/kernel/sched_autogroup_enabled").strip() == "1":
        return "no CPU cgroup to be had and autogroups on, which flatters an init that calls setsid (dumb-init)"
    return "autogroups off"


def describe():
    info = read("/proc/cpuinfo")
    model = re.search(r"^model name\s*:\s*(.+)$", info, re.M)
    memory = re.search(r"^MemTotal:\s*(\d+)", read("/proc/meminfo"), re.M)
    words = [model.group(1).strip() if model else platform.machine(), f"{os.cpu_count()} CPUs"]
    if memory:
        words.append(f"{round(int(memory.group(1)) / 1048576)} GiB")
    if re.search(r"^flags\s*:.*\bhypervisor\b", info, re.M):
        words.append("virtual machine")
    return ", ".join(words)


def kernel():
    return f"{platform.system()} {platform.release()} {platform.machine()}"


def pid_max():
    return int(read("/proc/sys/kernel/pid_max", "32768"))


def available_kib():
    found = re.search(r"^MemAvailable:\s*(\d+)", read("/proc/meminfo"), re.M)
    return int(found.group(1)) if found else 0
