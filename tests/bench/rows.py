# SPDX-License-Identifier: MIT
"""The rows of the table: what each is called, in which unit, whose figure stands for foster; and the statistics.

Pure: figures in, medians out. A row is an entry here and a bench.add() in measures.py.
"""

import statistics
from collections import namedtuple

from inits import DRAIN, FOSTER

FULL = {
    "start_rounds": 20, "start": 50, "idle_s": 10, "ping_rounds": 15, "ping": 4000, "queue_rounds": 15, "queue": 2000,
    "few_rounds": 7, "few": 20000, "many_rounds": 1, "many": 200000, "burst_rounds": 5, "burst": 5000,
    "growth_rounds": [7, 3, 1], "growth": [1000, 10000, 100000], "million": 1000000, "calls": 250,
    "crowd": 10000, "crowd_rounds": 5, "stop": [1, 100, 10000], "stop_rounds": 5, "others": 20000,
}
QUICK = {
    **FULL, "start_rounds": 5, "start": 20, "idle_s": 3, "ping_rounds": 7, "ping": 1000, "queue_rounds": 9,
    "few_rounds": 1, "few": 10000, "many": 20000, "burst_rounds": 1, "growth_rounds": [3, 1, 1],
    "growth": [100, 1000, 10000], "million": 50000, "calls": 50, "crowd": 3000, "crowd_rounds": 2,
    "stop": [1, 100, 3000], "stop_rounds": 3, "others": 5000,
}
# For testing the benchmark itself: every row is there, and means nothing.
TINY = {
    "start_rounds": 1, "start": 2, "idle_s": 0.2, "ping_rounds": 1, "ping": 20, "queue_rounds": 1, "queue": 50,
    "few_rounds": 1, "few": 100, "many_rounds": 1, "many": 200, "burst_rounds": 1, "burst": 100,
    "growth_rounds": [1, 1, 1], "growth": [10, 20, 40], "million": 300, "calls": 10, "crowd": 50, "crowd_rounds": 1,
    "stop": [1, 5, 20], "stop_rounds": 1, "others": 30,
}
COUNTS = {"full": FULL, "quick": QUICK, "tiny": TINY}

# NOISE is how far the middle half of the rounds may lie apart, as a share of the larger figure compared, before the
# row is called noise instead of a result.
NOISE = 0.25

# WHO stands for foster; LESS: is less better; HEAD: also in README's table.
Row = namedtuple("Row", "id title unit who less head")


def row(identity, title, unit, who=FOSTER, less=True, head=False):
    return Row(identity, title, unit, who, less, head)


def table(counts):
    """All rows for COUNTS, in the order of the report."""
    return [*rows_of_start(), *rows_of_rest(counts), *rows_of_signals(counts), *rows_of_reaping(counts),
            *rows_of_growth(counts), *rows_of_stopping(counts),
            row("calls.start", "system calls from the init's start to the workload's exec", ""),
            row("calls.signal", "system calls for each signal forwarded", ""),
            row("calls.orphan", "system calls for each orphan, one at a time", ""),
            row("calls.orphan", "system calls for each orphan, one at a time, by waitid", "", DRAIN),
            row("inspect.time", f"`--inspect` over {counts['crowd']:,} processes (beside it, under no init: `ps -e`)",
                "ms")]


def rows_of_start():
    rows = [row("size", "size of the binary, stripped", "bytes", head=True)]
    for key, place in (("first", "as PID 1"), ("nested", "not as PID 1")):
        main = key == "first"
        rows += [
            row(f"start.{key}", f"exec to the workload's first instruction, {place}", "µs"),
            row(f"start.{key}.over", f"what the init adds to exec of the workload, {place}", "µs", head=main),
            row(f"start.{key}.life", f"whole life around a workload that ends at once, {place}", "µs"),
        ]
    return [*rows, row("start.faults", "page faults that the init adds to the workload's", "")]


def rows_of_rest(counts):
    return [
        row("memory.rss", "RSS after signals, orphans and a request to stop", "kB", head=True),
        row("memory.private", "private dirty memory and page tables, then", "kB"),
        row("memory.dirty", "of which private dirty memory", "kB"),
        row("memory.tables", "of which page tables", "kB"),
        row("idle.wakeups", f"wake-ups in {counts['idle_s']} idle seconds", ""),
    ]


def rows_of_signals(counts):
    queued = f"{counts['queue']:,} queued real-time signals"
    return [
        row("signal.median", "latency of one signal to the workload, median", "µs"),
        row("signal.median.over", "what the init adds to a signal's latency, median", "µs"),
        row("signal.p99", "latency of one signal to the workload, 99th percentile", "µs"),
        row("signal.p99.over", "what the init adds to a signal's latency, 99th percentile", "µs"),
        row("signal.cpu", "the init's CPU for each signal forwarded", "µs"),
        row("queue.cpu", f"the init's CPU for each of {queued}", "µs"),
        row("queue.rate", f"{queued}: a millisecond", "", less=False),
        row("queue.came", f"{queued}: arrived", "", less=False),
        row("queue.intact", f"{queued}: arrived with value and in turn", "", less=False),
    ]


def rows_of_reaping(counts):
    rows = []
    for key in ("few", "many"):
        for who, how in ((FOSTER, ""), (DRAIN, ", by waitid")):
            few = key == "few"
            rows += [
                row(f"orphans.{key}.cpu", f"the init's CPU for {counts[key]:,} orphans{how}", "ms", who,
                    head=few and who == FOSTER),
                row(f"orphans.{key}.time", f"time for {counts[key]:,} orphans, birth included{how}", "ms", who),
                row(f"orphans.{key}.wakeups", f"wake-ups for {counts[key]:,} orphans{how}", "", who),
            ]
    zombies = f"{counts['burst']:,} zombies met at once"
    return rows + [row("burst.time", f"time for {zombies}", "ms"),
                   row("burst.cpu", f"the init's CPU for {zombies}", "ms")]


def rows_of_growth(counts):
    rows = []
    for what, who, how in (("orphan", FOSTER, ""), ("orphan", DRAIN, ", by waitid"), ("signal", FOSTER, "")):
        for step, count in enumerate(counts["growth"], 1):
            rows.append(row(f"growth.{what}.{step}", f"the init's CPU for each {what} of {count:,}{how}", "µs", who))
    return rows + [row("million.rss", f"RSS after {counts['million']:,} orphans", "kB"),
                   row("million.private", f"private dirty memory and page tables after {counts['million']:,}", "kB")]


def rows_of_stopping(counts):
    few = counts["stop"][1]
    rows = [row(f"stop.tree.{step}", f"from a request to stop to the init's end, {count:,} behind a shell", "ms",
                head=step == 2) for step, count in enumerate(counts["stop"], 1)]
    return rows + [row("stop.alone", f"the same not as PID 1, {few:,} behind a shell", "ms"),
                   row("stop.crowded", f"and beside {counts['others']:,} processes of others", "ms")]


def summary(values, less=True):
    """Of the values of all rounds: median, the best of them, and how far the middle half lies apart."""
    ordered = sorted(values)
    quarter = len(ordered) // 4
    return {
        "median": statistics.median(ordered),
        "best": ordered[0] if less else ordered[-1],
        "spread": ordered[-1 - quarter] - ordered[quarter] if len(ordered) > 2 else 0,
        "rounds": len(ordered),
    }


def best_peer(entry, facts, less=True):
    """The name of the peer with the best median in the row; None without one."""
    peers = [name for name in entry if facts.get(name, {}).get("peer")]
    choose = min if less else max
    return choose(peers, key=lambda name: entry[name]["median"]) if peers else None


def noise(entry, names):
    """How uncertain a comparison of NAMES is, from 0 (certain) on: the largest spread by the largest median."""
    scale = max(abs(entry[name]["median"]) for name in names)
    return max(entry[name]["spread"] for name in names) / scale if scale else 0


def ratio(entry, who, other):
    """WHO's median by OTHER's; None where that says nothing."""
    if who not in entry or other not in entry or entry[other]["median"] <= 0:
        return None
    return entry[who]["median"] / entry[other]["median"]
