# SPDX-License-Identifier: MIT
"""Compiles what measures and what is measured, and strips it.

Private memory is read from the page cache's point of view: a page of a file that was just written is dirty, and counts
as the process's own dirty page. So everything is written, stripped and synced before anything runs.
"""

import os
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
FLAGS = ["-std=gnu11", "-D_GNU_SOURCE", "-Os", "-static", "-Wall", "-Wextra"]
SHARED = ["launch", "start", "sender", "receiver", "breeder", "crowd"]
ALONE = ["first", "floor"]
# The floor gets the linker's best, or it would be none: one segment less to map, and no pages to protect again.
FLOOR = ["-Wl,-z,noseparate-code", "-Wl,-z,norelro", "-Wl,--build-id=none"]


def compiler():
    for name in ("musl-gcc", "gcc", "cc"):
        if shutil.which(name):
            return name
    raise SystemExit("bench: no C compiler found: install gcc, or musl-tools for figures that can be compared")


def compile_one(directory, name, cc):
    output = os.path.join(directory, name)
    command = [cc, *FLAGS, "-o", output, os.path.join(HERE, name + ".c")]
    if name in SHARED:
        command.append(os.path.join(HERE, "bench.c"))
    if name == "floor":
        command += FLOOR
    subprocess.run(command, check=True)
    strip(output)
    return output


def strip(path):
    if shutil.which("strip"):
        subprocess.run(["strip", path], check=False)


def build(directory, foster):
    """Compiles everything and copies FOSTER, stripped; returns ({program: path}, compiler)."""
    os.makedirs(directory, exist_ok=True)
    cc = compiler()
    paths = {name: compile_one(directory, name, cc) for name in SHARED + ALONE}
    paths["foster"] = os.path.join(directory, "foster")
    shutil.copyfile(foster, paths["foster"])
    os.chmod(paths["foster"], 0o755)
    strip(paths["foster"])
    os.sync()
    return paths, cc
