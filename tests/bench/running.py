# SPDX-License-Identifier: MIT
"""One running init with a workload below it, and what /proc and strace tell about it from outside."""

import os
import re
import signal
import subprocess
import time

import machine

PATIENCE_S = 20


class TracingRefused(RuntimeError):
    """No strace, or none that may look."""


class Running:
    """Starts INIT with WORKLOAD through the launcher; a context manager that ends it for certain."""

    def __init__(self, paths, init, workload, pid1=True, cpu=None):
        receiving, sending = os.pipe()
        command = [paths["launch"], *(["-1"] if pid1 else []), str(sending), *init.command(workload, pid1)]
        if cpu is not None:
            command = ["taskset", "-c", str(cpu), *command]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=[sending],
                                        env=environment(init))
        os.close(sending)
        with os.fdopen(receiving) as report:
            line = report.readline()
        if not line.strip():
            raise RuntimeError(f"{init.name} could not be started")
        self.pid, self.name = int(line), init.name

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(PATIENCE_S)

    def tell(self, line):
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def answer(self):
        line = self.process.stdout.readline().split()
        if not line:
            raise RuntimeError(f"the workload under {self.name} has gone")
        return int(line[1])

    def ask(self, line):
        self.tell(line)
        return self.answer()

    def end(self, status):
        """Has the workload end with STATUS and returns what became of it above the init."""
        self.tell(f"x {status}")
        return self.process.wait(PATIENCE_S)

    def cpu_ns(self):
        """The init's own time on a CPU, to the nanosecond where the kernel counts it so, else in ticks."""
        statistics = machine.read(f"/proc/{self.pid}/schedstat").split()
        if statistics:
            return int(statistics[0])
        fields = machine.read(f"/proc/{self.pid}/stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000000000 // os.sysconf("SC_CLK_TCK")

    def switches(self):
        """How often it has been on a CPU and left it again: each wake-up is one."""
        found = re.findall(r"^(?:non)?voluntary_ctxt_switches:\s*(\d+)", machine.read(f"/proc/{self.pid}/status"), re.M)
        return sum(map(int, found))

    def memory_kb(self):
        """RSS, private dirty pages and page tables, in units of 1,024 bytes."""
        rollup = machine.read(f"/proc/{self.pid}/smaps_rollup")
        status = machine.read(f"/proc/{self.pid}/status")
        figure = {}
        wanted = ("rss", "Rss", rollup), ("dirty", "Private_Dirty", rollup), ("tables", "VmPTE", status)
        for name, key, text in wanted:
            found = re.search(rf"^{key}:\s*(\d+)", text, re.M)
            if not found:
                raise RuntimeError(f"/proc has no {key} for {self.name}")
            figure[name] = int(found.group(1))
        return figure


def environment(init):
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", **init.env}


def wait_for(condition, what):
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError(f"waited in vain for {what}")
        time.sleep(0.005)


def is_traced(pid):
    return not re.search(r"^TracerPid:\s*0$", machine.read(f"/proc/{pid}/status"), re.M)


def count_calls(pid, action, scratch):
    """System calls of process PID while ACTION runs, counted by strace."""
    output = os.path.join(scratch, "strace.count")
    tracer = subprocess.Popen(["strace", "-qq", "-c", "-o", output, "-p", str(pid)], stdin=subprocess.DEVNULL)
    try:
        wait_for(lambda: tracer.poll() is not None or is_traced(pid), "strace")
        if tracer.returncode is not None:
            raise TracingRefused("strace may not attach to a process here")
        action()
    finally:
        if tracer.returncode is None:
            tracer.send_signal(signal.SIGINT)
            tracer.wait(PATIENCE_S)
    found = re.search(r"^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s.*total$", machine.read(output), re.M)
    return int(found.group(1)) if found else 0


def count_start_calls(paths, init, scratch, pid1=True):
    """System calls from the init's own execve, which isn't counted, to the workload's, which is."""
    output = os.path.join(scratch, "strace.start")
    workload = paths["first"]
    command = ["strace", "-f", "-qq", "-o", output, paths["launch"], *(["-1"] if pid1 else []), "2",
               *init.command([workload], pid1)]
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   env=environment(init), timeout=PATIENCE_S, check=False)
    counting, calls = False, 0
    launcher = None
    for line in machine.read(output).splitlines():
        pid, _, call = line.partition(" ")
        call = call.strip()
        launcher = launcher or pid
        if "resumed>" in call or call.startswith(("+++", "---")):
            continue
        if not counting:
            counting = call.startswith(f'execve("{init.path}"')
            continue
        # The launcher's own calls may fall in between.
        if pid == launcher:
            continue
        calls += 1
        if call.startswith(f'execve("{workload}"'):
            return calls
    raise TracingRefused(f"strace did not see {init.name} start its workload")
