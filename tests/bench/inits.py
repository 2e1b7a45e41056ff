# SPDX-License-Identifier: MIT
"""Which inits are compared, how each is called for the same job, and what is known of its binary.

Nothing here measures. A peer that isn't installed is left out of the table, with a line that says so.
"""

import os
import re
import shutil
import subprocess

PEERS = {
    # name: (arguments as PID 1, arguments where not PID 1, Debian's package)
    "tini": (["--"], ["-s", "--"], "tini"),
    "tini-static": (["--"], ["-s", "--"], "tini"),
    "docker-init": (["--"], ["-s", "--"], None),
    "dumb-init": (["--"], ["--"], "dumb-init"),
    "catatonit": (["--"], ["--"], "catatonit"),
}
TOOLS = {"strace": "strace", "gnuplot": "gnuplot-nox"}

FOSTER, DRAIN, FLOOR, BARE = "foster", "foster-waitid", "floor", "bare"


class Init:
    """One contender: PATH is what is executed, ARGS_FIRST and ARGS_NESTED go before the workload."""

    def __init__(self, name, path, args_first=(), args_nested=(), env=None, peer=False):
        self.name, self.path, self.peer = name, path, peer
        self.args = {True: list(args_first), False: list(args_nested)}
        self.env = dict(env or {})

    def command(self, workload, pid1=True):
        return ([self.path] + self.args[pid1] if self.path else []) + list(workload)

    def facts(self):
        return {"version": version(self.path), "linked": linkage(self.path), "peer": self.peer}


def version(path):
    """The first thing that looks like a version in what --version prints, on either stream; None without one."""
    try:
        done = subprocess.run([path, "--version"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(rb"\d+\.\d+(?:\.\d+)?(?:-\w+)?", done.stdout)
    return found.group().decode() if found else None


def linkage(path):
    """Static or not, and with which libc, read from the binary itself."""
    with open(path, "rb") as file:
        content = file.read()
    interpreter = re.search(rb"/lib[\w/.-]*/ld[\w.-]+", content[:65536])
    if interpreter:
        return "dynamic, " + ("musl" if b"musl" in interpreter.group() else "glibc")
    return "static, " + ("glibc" if b"GLIBC_TUNABLES" in content or b"gconv" in content else "no glibc")


def install(say):
    """Installs missing peers and tools with apt-get where that is possible: as root, on a Debian."""
    wanted = {package for name, (_, _, package) in PEERS.items() if package and not shutil.which(name)}
    wanted |= {package for tool, package in TOOLS.items() if not shutil.which(tool)}
    if not wanted:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        say("not installed, and left out: " + ", ".join(sorted(wanted)))
        return
    say("installing " + ", ".join(sorted(wanted)))
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *sorted(wanted)]
    if subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False).returncode != 0:
        say("apt-get could not install all of them: `apt-get update` may help")


def find(foster, floor, say):
    """All contenders in the order of the table, and {alias: name} for peers that are one and the same file."""
    contenders = [
        Init(FOSTER, foster, ["--"], ["--"]),
        Init(DRAIN, foster, ["--"], ["--"], env={"FOSTER_KERNEL_REAPING": "no"}),
        Init(FLOOR, floor),
        Init(BARE, None),
    ]
    aliases, files = {}, {}
    for name, (first, nested, _) in PEERS.items():
        path = shutil.which(name)
        if path is None:
            say(f"{name} is not here, and left out")
            continue
        same = files.setdefault(os.path.realpath(path), name)
        if same != name:
            aliases[name] = same
        else:
            contenders.append(Init(name, path, first, nested, peer=True))
    return contenders, aliases
