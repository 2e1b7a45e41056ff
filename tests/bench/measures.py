# SPDX-License-Identifier: MIT
"""What is measured and how: one function a group of rows, each of which runs all inits in turn, round after round.

A function gets the bench (programs, contenders, counts) and adds one value a round with bench.add(row, init, value).
It must never compare: that is the report's.
"""

import os
import select
import shutil
import signal
import statistics
import subprocess
import time

import machine
from inits import BARE, DRAIN, FOSTER
from running import PATIENCE_S, Running, TracingRefused, count_calls, count_start_calls, environment

STATUS = 7  # what each workload ends with, so that an init that loses it is noticed

TRAFFIC = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGWINCH,
           signal.SIGCONT, signal.SIGRTMIN + 6, signal.SIGRTMAX)
TRAFFIC_ROUNDS, TRAFFIC_ORPHANS = 100, 1000


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def size(bench):
    for init in bench.inits(but=(BARE, DRAIN)):
        bench.add("size", init, os.path.getsize(init.path))


def start(bench):
    """Each round is one run of start.c, which itself runs all inits in turn."""
    inits = bench.inits(but=(DRAIN,))
    for _ in range(bench.counts["start_rounds"]):
        for pid1, row in ((True, "first"), (False, "nested")):
            start_round(bench, inits, pid1, row)


def start_round(bench, inits, pid1, row):
    command = [bench.paths["start"], *(["-1"] if pid1 else []), str(bench.counts["start"])]
    for position, init in enumerate(inits):
        command += (["---"] if position else []) + init.command([bench.paths["first"]], pid1)
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=environment(inits[0]),
                          check=True)
    runs = {init.name: [] for init in inits}
    for line in done.stdout.splitlines():
        index, *figures = map(int, line.split())
        runs[inits[index].name].append(figures)
    medians = {name: [statistics.median(column) for column in zip(*figures)] for name, figures in runs.items()}
    for init in inits:
        first, life, faults = medians[init.name]
        bench.add(f"start.{row}", init, first / 1e3)
        bench.add(f"start.{row}.life", init, life / 1e3)
        if init.name != BARE:
            bench.add(f"start.{row}.over", init, (first - medians[BARE][0]) / 1e3)
            if pid1:
                bench.add("start.faults", init, faults - medians[BARE][2])


def traffic(one):
    """What an init's day brings: it may touch memory that it hadn't before, and for good."""
    for _ in range(TRAFFIC_ROUNDS):
        for kind in TRAFFIC:
            os.kill(one.pid, kind)
    one.ask(f"b {TRAFFIC_ORPHANS}")
    os.kill(one.pid, signal.SIGTERM)
    one.ask("b 1")


def idle(bench):
    """All of them idle at once, so the rows cost ten seconds and not ten for each."""
    running = [(init, Running(bench.paths, init, [bench.paths["breeder"]])) for init in bench.inits(but=(BARE, DRAIN))]
    try:
        for _, one in running:
            one.ask("b 0")
        time.sleep(0.2)
        before = {init.name: one.switches() for init, one in running}
        time.sleep(bench.counts["idle_s"])
        for init, one in running:
            bench.add("idle.wakeups", init, one.switches() - before[init.name])
        for init, one in running:
            traffic(one)
            figure = one.memory_kb()
            bench.add("memory.rss", init, figure["rss"])
            bench.add("memory.private", init, figure["dirty"] + figure["tables"])
            bench.add("memory.dirty", init, figure["dirty"])
            bench.add("memory.tables", init, figure["tables"])
    finally:
        for _, one in running:
            one.__exit__()


def receiver(bench, init, count=0):
    one = Running(bench.paths, init, [bench.paths["receiver"], str(count)])
    if len(one.process.stdout.read(8)) != 8:
        raise RuntimeError(f"the receiver under {init.name} isn't ready")
    return one


def send(bench, one, kind, count):
    done = subprocess.run([bench.paths["sender"], kind, str(one.pid), str(count)], stdin=one.process.stdout,
                          stdout=subprocess.PIPE, check=True)
    return [list(map(int, line.split())) for line in done.stdout.splitlines()]


def signals(bench):
    """Latency and CPU of one forwarded signal at a time; growth is the same with more of them."""
    inits = bench.inits(but=(DRAIN,))
    for _ in range(bench.counts["ping_rounds"]):
        figures = {}
        for init in inits:
            with receiver(bench, init) as one:
                send(bench, one, "ping", 20)
                before = one.cpu_ns()
                latencies = [ns for ns, in send(bench, one, "ping", bench.counts["ping"])]
                spent = one.cpu_ns() - before
            figures[init.name] = statistics.median(latencies) / 1e3, percentile(latencies, 0.99) / 1e3
            bench.add("signal.median", init, figures[init.name][0])
            bench.add("signal.p99", init, figures[init.name][1])
            if init.name != BARE:
                bench.add("signal.cpu", init, spent / bench.counts["ping"] / 1e3)
        for init in inits:
            if init.name != BARE:
                bench.add("signal.median.over", init, figures[init.name][0] - figures[BARE][0])
                bench.add("signal.p99.over", init, figures[init.name][1] - figures[BARE][1])


def queue(bench):
    """A stopped init finds them all at once: what it costs to pass on a burst, and whether it does."""
    count = bench.counts["queue"]
    for _ in range(bench.counts["queue_rounds"]):
        for init in bench.inits(but=(BARE, DRAIN)):
            with receiver(bench, init, count) as one:
                send(bench, one, "ping", 1)
                before = one.cpu_ns()
                (elapsed, came, _, in_turn), = send(bench, one, "queue", count)
                spent = one.cpu_ns() - before
            bench.add("queue.cpu", init, spent / count / 1e3)
            bench.add("queue.came", init, came)
            bench.add("queue.intact", init, in_turn)
            if came == count:
                bench.add("queue.rate", init, count / elapsed * 1e6)


def breed(bench, one, init, count, row):
    cpu, switches = one.cpu_ns(), one.switches()
    elapsed = one.ask(f"b {count}")
    bench.add(row + ".time", init, elapsed / 1e6)
    bench.add(row + ".cpu", init, (one.cpu_ns() - cpu) / 1e6)
    bench.add(row + ".wakeups", init, one.switches() - switches)
    return one.cpu_ns() - cpu


def end(bench, one, init):
    status = one.end(STATUS)
    if status != STATUS:
        bench.warn(f"{init.name} ended with {status} where its workload had ended with {STATUS}")


def orphans(bench):
    """The first orphan is not counted: foster learns from it whether the kernel reaps by itself."""
    for row in ("few", "many"):
        for _ in range(bench.counts[row + "_rounds"]):
            for init in bench.inits(but=(BARE,)):
                with Running(bench.paths, init, [bench.paths["breeder"]]) as one:
                    one.ask("b 1")
                    breed(bench, one, init, bench.counts[row], "orphans." + row)
                    end(bench, one, init)


def burst(bench):
    """Zombies that are there before the init looks: it is stopped while they come to be."""
    for _ in range(bench.counts["burst_rounds"]):
        for init in bench.inits(but=(BARE,)):
            with Running(bench.paths, init, [bench.paths["breeder"]]) as one:
                one.ask("b 0")
                os.kill(one.pid, signal.SIGSTOP)
                made = one.ask(f"z {bench.counts['burst']}")
                if made != bench.counts["burst"]:
                    bench.warn(f"only {made} zombies could be made")
                before = one.cpu_ns()
                one.tell("w 0")
                os.kill(one.pid, signal.SIGCONT)
                bench.add("burst.time", init, one.answer() / 1e6)
                bench.add("burst.cpu", init, (one.cpu_ns() - before) / 1e6)
                end(bench, one, init)


def growth(bench):
    """Cost a piece must not depend on how many there have been."""
    for step, count in enumerate(bench.counts["growth"], 1):
        for _ in range(bench.counts["growth_rounds"][step - 1]):
            for init in bench.inits(but=(BARE,)):
                with Running(bench.paths, init, [bench.paths["breeder"]]) as one:
                    one.ask("b 1")
                    before = one.cpu_ns()
                    one.ask(f"b {count}")
                    bench.add(f"growth.orphan.{step}", init, (one.cpu_ns() - before) / count / 1e3)
                    end(bench, one, init)
            for init in bench.inits(but=(BARE, DRAIN)):
                with receiver(bench, init) as one:
                    send(bench, one, "ping", 1)
                    before = one.cpu_ns()
                    send(bench, one, "ping", count)
                    bench.add(f"growth.signal.{step}", init, (one.cpu_ns() - before) / count / 1e3)


def million(bench):
    """Memory is no matter of time, so here every CPU is put to use, one init on each."""
    waiting, running = bench.inits(but=(BARE,)), []
    free = bench.cpus[:]
    while waiting or running:
        while waiting and free:
            init, cpu = waiting.pop(0), free.pop(0)
            one = Running(bench.paths, init, [bench.paths["breeder"]], cpu=cpu)
            one.tell(f"b {bench.counts['million']}")
            running.append((init, cpu, one))
        init, cpu, one = running.pop(0)
        with one:
            one.answer()
            figure = one.memory_kb()
            bench.add("million.rss", init, figure["rss"])
            bench.add("million.private", init, figure["dirty"] + figure["tables"])
            end(bench, one, init)
        free.append(cpu)


def calls(bench):
    if not shutil.which("strace"):
        bench.warn("system calls aren't counted: there is no strace")
        return
    try:
        for init in bench.inits(but=(BARE,)):
            count_for(bench, init)
    except TracingRefused as reason:
        bench.warn(f"system calls aren't counted: {reason}")


def count_for(bench, init):
    """Counted twice, with few and with many: the difference leaves out what strace's coming and going adds."""
    few, many = bench.counts["calls"], 3 * bench.counts["calls"]
    if init.name != DRAIN:
        bench.add("calls.start", init, count_start_calls(bench.paths, init, bench.scratch))
        with receiver(bench, init) as one:
            send(bench, one, "ping", 1)
            counted = [count_calls(one.pid, lambda n=n: send(bench, one, "ping", n), bench.scratch)
                       for n in (few, many)]
        bench.add("calls.signal", init, (counted[1] - counted[0]) / (many - few))
    with Running(bench.paths, init, [bench.paths["breeder"]]) as one:
        one.ask("b 1")
        counted = [count_calls(one.pid, lambda n=n: one.ask(f"s {n}"), bench.scratch) for n in (few, many)]
        bench.add("calls.orphan", init, (counted[1] - counted[0]) / (many - few))


def inspect(bench):
    """foster's own tool: no peer has one, so ps over the same processes gives the scale."""
    if not shutil.which("unshare"):
        bench.warn("--inspect isn't measured: there is no unshare")
        return
    count = min(bench.counts["crowd"], machine.pid_max() - 2000)
    if machine.available_kib() < count * 64:
        bench.warn("--inspect isn't measured: too little memory for the processes")
        return
    tools = [(FOSTER, [bench.paths["foster"], "--inspect"])]
    tools += [(BARE, ["ps", "-eo", "pid,user,stat,args"])] if shutil.which("ps") else []
    namespace = ["unshare", "-pf" if os.geteuid() == 0 else "-Urpf", "--mount-proc"]
    for name, command in tools:
        crowd = [bench.paths["crowd"], str(count), str(bench.counts["crowd_rounds"]), *command]
        done = subprocess.run([*namespace, bench.paths["floor"], *crowd], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, check=False)
        made, *times = map(int, done.stdout.split() or [0])
        if done.returncode != 0 or made != count:
            bench.warn(f"{command[0]} over {count:,} processes could not be measured ({made:,} were made)")
            continue
        for ns in times:
            bench.add_named("inspect.time", name, ns / 1e6)


def await_end(pid):
    """Popen.wait with a timeout looks ever more seldom, up to 50 ms apart: a pidfd tells at once."""
    descriptor = os.pidfd_open(pid)
    try:
        ended = select.poll()
        ended.register(descriptor, select.POLLIN)
        if not ended.poll(PATIENCE_S * 1000):
            raise RuntimeError("a stop came to no end")
    finally:
        os.close(descriptor)


def stop_ms(bench, init, count, pid1):
    """A shell in front ends at once. What is behind it foster asks; of a PID 1 that just ends, the kernel kills it."""
    tree = ["/bin/sh", "-c", '"$0" "$1"; true', bench.paths["crowd"], str(count)]
    with Running(bench.paths, init, tree, pid1) as one:
        if int(one.process.stdout.readline()) != count:
            raise RuntimeError(f"not all of {count:,} processes could be made")
        before = time.monotonic_ns()
        os.kill(one.pid, signal.SIGTERM)
        await_end(one.process.pid)
        return (time.monotonic_ns() - before) / 1e6


def stop(bench):
    """To the end of all, as the one above the init sees it."""
    for step, count in enumerate(bench.counts["stop"], 1):
        if count > machine.pid_max() - 2000 or machine.available_kib() < count * 64:
            bench.warn(f"a stop of {count:,} processes isn't measured: there is no room for them")
            continue
        for _ in range(bench.counts["stop_rounds"]):
            for init in bench.inits(but=(BARE, DRAIN)):
                bench.add(f"stop.tree.{step}", init, stop_ms(bench, init, count, True))
    stop_beside(bench)


def stop_beside(bench):
    """Not as PID 1 the peers leave what is below; foster's work must not grow with what others run."""
    foster, = bench.inits(but=[init.name for init in bench.contenders if init.name != FOSTER])
    few = bench.counts["stop"][1]
    others = min(bench.counts["others"], machine.pid_max() - 4000)
    for _ in range(bench.counts["stop_rounds"]):
        bench.add("stop.alone", foster, stop_ms(bench, foster, few, False))
    crowd = subprocess.Popen([bench.paths["crowd"], str(others)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             start_new_session=True)
    try:
        made = int(crowd.stdout.readline())
        if made < bench.counts["others"]:
            bench.warn(f"beside others means {made:,} of them")
        for _ in range(bench.counts["stop_rounds"]):
            bench.add("stop.crowded", foster, stop_ms(bench, foster, few, False))
    finally:
        os.killpg(crowd.pid, signal.SIGKILL)
        crowd.wait()


GROUPS = {"size": size, "start": start, "idle": idle, "signals": signals, "queue": queue, "orphans": orphans,
          "burst": burst, "stop": stop, "calls": calls, "inspect": inspect, "growth": growth, "million": million}
