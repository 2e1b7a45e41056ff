# SPDX-License-Identifier: MIT
"""What foster is to reach, each checked against one run.

Pure: figures in, one verdict a target out: reached, not reached, or can't tell, with the figures that say so.
"""

from inits import DRAIN, FLOOR, FOSTER
from rows import NOISE, best_peer, noise

NOT_MEASURED = "not measured in this run"
REACHED, MISSED, UNKNOWN = "reached", "not reached", "can't tell"
# A peer that does the same work by the same calls is not beaten, and the medians of two equals differ by this much.
EQUAL = 1.03


def figure(run, identity, name=FOSTER):
    """The median; KeyError where it was not measured, which becomes "can't tell"."""
    return run["rows"][identity][name]["median"]


def at_most(value, limit, unit=""):
    return value <= limit, f"{value:,.6g}{unit}, limit {limit:,g}"


def against(run, identity, name, factor, who=FOSTER, digits=2):
    """WHO's median at most FACTOR times NAME's, unless the rounds lie too far apart to compare two that close."""
    entry = run["rows"][identity]
    value, other = entry[who]["median"], entry[name]["median"]
    text = f"{value:.{digits}f} against {other:.{digits}f} ({name}), at most {factor:g} times that"
    uncertain = noise(entry, [who, name])
    if uncertain > NOISE and abs(value - other * factor) < uncertain * max(value, other):
        return None, f"{text}; spread {uncertain * 100:.0f} %"
    return value <= other * factor, text


def against_peers(run, identity, factor=1.0, who=FOSTER, digits=2):
    return against(run, identity, best_peer(run["rows"][identity], run["inits"]), factor, who, digits)


def no_calls(run):
    return at_most(figure(run, "calls.orphan"), 0, " calls an orphan")


def no_wakeups(run):
    return at_most(figure(run, "orphans.few.wakeups"), 0, f" wake-ups for {run['counts']['few']:,} orphans")


def no_cpu(run):
    return at_most(figure(run, "orphans.few.cpu"), 0, f" ms for {run['counts']['few']:,} orphans")


def fallback(run):
    return against_peers(run, "orphans.few.cpu", EQUAL, DRAIN)


def size(run):
    return at_most(figure(run, "size"), 75 * 1024, " bytes")


def beside_others(run):
    value, limit = figure(run, "stop.crowded"), 2 * figure(run, "stop.alone")
    return at_most(value, limit, " ms")


def intact(run):
    value = figure(run, "queue.intact")
    return value == run["counts"]["queue"], f"{value:g} of {run['counts']['queue']}"


TARGETS = [
    ("1", "the kernel reaps: no system call", no_calls),
    ("1", "the kernel reaps: no wake-up", no_wakeups),
    ("1", "the kernel reaps: no CPU time", no_cpu),
    ("1", "reaping by waitid no dearer than the cheapest peer, ms", fallback),
    ("2", "start-up over bare within 1.15 of the floor's, µs",
     lambda run: against(run, "start.first.over", FLOOR, 1.15)),
    ("2", "page faults over bare", lambda run: at_most(figure(run, "start.faults"), 9)),
    ("3", "RSS", lambda run: at_most(figure(run, "memory.rss"), 40, " kB")),
    ("3", "private dirty memory and page tables", lambda run: at_most(figure(run, "memory.private"), 36, " kB")),
    ("4", "latency over direct, median, within 8 % of the floor's, µs",
     lambda run: against(run, "signal.median.over", FLOOR, 1.08)),
    ("4", "latency over direct, median, below every peer's, µs", lambda run: against_peers(run, "signal.median.over")),
    ("4", "latency over direct, p99, within 8 % of the floor's, µs",
     lambda run: against(run, "signal.p99.over", FLOOR, 1.08)),
    ("4", "latency over direct, p99, below every peer's, µs", lambda run: against_peers(run, "signal.p99.over")),
    ("4", "CPU a signal within 8 % of the floor's, µs", lambda run: against(run, "signal.cpu", FLOOR, 1.08)),
    ("4", "CPU a signal below every peer's, µs", lambda run: against_peers(run, "signal.cpu")),
    ("4", "system calls a signal", lambda run: at_most(figure(run, "calls.signal"), 3)),
    ("4", "queued real-time signals cheaper than in any peer, µs",
     lambda run: against_peers(run, "queue.cpu", digits=3)),
    ("4", "queued real-time signals arrive with value and order", intact),
    ("5", "idle wake-ups", lambda run: at_most(figure(run, "idle.wakeups"), 0)),
    ("7", "stop of the largest tree, at most twice the cheapest peer's, ms",
     lambda run: against_peers(run, "stop.tree.3", 2)),
    ("7", "stop beside others, not as PID 1, at most twice the time without, ms", beside_others),
    ("6", "size of the stripped static binary", size),
    ("6", "system calls from start to the workload's exec", lambda run: at_most(figure(run, "calls.start"), 14)),
]


def verdicts(run):
    """[(number, title, verdict, figures)] in the order above."""
    found = []
    for number, title, check in TARGETS:
        try:
            good, figures = check(run)
        except (KeyError, TypeError):
            good, figures = None, NOT_MEASURED
        verdict = UNKNOWN if good is None else REACHED if good else MISSED
        found.append((number, title, verdict, figures))
    return found


def text(run):
    """A line each; a run of some groups only is silent about the targets that these say nothing about."""
    return "\n".join(f"target {number}: {verdict:11}  {title}: {figures}"
                     for number, title, verdict, figures in verdicts(run)
                     if figures != NOT_MEASURED or not run["partial"])
