# SPDX-License-Identifier: MIT
"""
differential.py DIRECTORY COUNT SEED: command lines and environments as tini, dumb-init and catatonit may meet them,
right and wrong ones, made from a grammar of their options; each is run with the program itself and with foster in its
place, over a workload that tells what it got (helpers/report.c). What differs has to be in the table INTENDED, and what
is in that has to be seen. Prints a line for each program and each row, "ok" or "not ok".

In DIRECTORY are what differential.sh has made: the commands, and foster under each name in NAME/by-copy/NAME and so on.
"""
import os
import random
import re
import select
import signal
import sys
import time
from multiprocessing import get_context

DIRECTORY, COUNT, SEED = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
FULL = COUNT >= 3000  # rows of the table have to be seen then
LIMIT = 20  # seconds for one run, which takes a millisecond
PEERS = [name for name in ("tini", "tini-static", "dumb-init", "catatonit") if os.path.exists(f"{DIRECTORY}/real/{name}")]
TINIS = ("tini", "tini-static")
PERMUTING = ("tini", "tini-static", "catatonit")
FAULTS = (4, 5, 6, 7, 8, 11, 31)  # not 32 and 33, which posix_spawn(3) leaves ignored; peers.sh has them

# ---- The grammar

BLANKS = ["", "", "", "", " ", "  ", "\t", "\n", "\v", "\f", "\r"]
SIGNS = ["", "", "", "+", "-", "+-", "+ "]
STATUSES = ["0", "1", "3", "7", "126", "127", "128", "130", "137", "143", "200", "255", "256", "0143", "0x3", "00", "-1", "", "x",
            "1-3", "3:4", "1,3", "stop", "4294967299", "99999999999999999999", "-0"]
SIGNALS = ["0", "1", "2", "3", "9", "10", "12", "15", "15", "15", "17", "28", "31", "32", "64", "-1", "-0", "015", "0xf", "x", "",
           "TERM", "SIGTERM", "4294967311", "99999999999999999999"]
DEATHS = ["SIGTERM", "SIGKILL", "SIGHUP", "SIGUSR1", "SIGSYS", "TERM", "15", "sigterm", "SIGPWR", "SIGIO", "SIGRTMIN", "", "SIGFOO",
          "0", "65", " SIGTERM"]
LONG = {"dumb-init": ["help", "single-child", "rewrite", "verbose", "version"], "catatonit": ["version"]}
OTHER = ["-Z", "--help", "--verbose", "--rewrite=15:3", "--sweep", "--as-is", "--subreaper", "-t5", "-c", "-g", "-L", "-r", "-s",
         "--versio", "---", "-=", "-:", "-?", "-1", "--=", "--=x"]
ARGUMENTS = ["a", "b c", "", "-", "x=1", "a", "7", "-s", "-g", "-x", "--", "--", "-c", "-h", "--version", "-e", "-vv", "--verb",
             "-lL", "--as=foster"]


def number(rng, of):
    """A number as somebody may write it."""
    text = rng.choice(of)
    if rng.random() < 0.35:
        text = rng.choice(BLANKS) + rng.choice(SIGNS) + text
    if rng.random() < 0.1:
        text += rng.choice([" ", "x", ",1", ":", "\n", "0"])
    return text


def pair(rng):
    """A value for -r."""
    if rng.random() < 0.1:
        return rng.choice(["", "15", ":", "15:", ":3", "TERM:QUIT", "15;3", "15 :3"])
    to = number(rng, [word for word in SIGNALS if word != "9"] if rng.random() < 0.9 else SIGNALS)
    return number(rng, SIGNALS) + ":" + to


def valued(rng, letter, value, cluster=""):
    """-LETTER and its value, attached or not."""
    if rng.random() < 0.5:
        return ["-" + cluster + letter + value]
    return ["-" + cluster + letter, value]


def long_option(rng, names):
    """One of these, perhaps cut short, perhaps with a value that it may want or not."""
    name = rng.choice(names)
    if rng.random() < 0.6:
        name = name[: rng.randint(1, len(name))]
    if rng.random() < 0.05:
        name += "x"
    if "rewrite".startswith(name):
        return rng.choice([["--" + name + "=" + pair(rng)], ["--" + name, pair(rng)]])
    return ["--" + name + rng.choice(["", "", "", "", "", "=", "=1"])]


def cluster(rng, letters, most, least=0):
    return "".join(rng.choice(letters) for _ in range(rng.randint(least, most)))


def option(rng, name):
    """The words of one option."""
    if rng.random() < 0.04:
        return [rng.choice(OTHER)]
    if name in TINIS:
        letters = "sgvwsgvw" + ("hl" if rng.random() < 0.03 else "")
        kind = rng.random()
        if kind < 0.4:
            return ["-" + cluster(rng, letters, 3, 1)]
        if kind < 0.75:
            return valued(rng, "e", number(rng, STATUSES), cluster(rng, letters, 2))
        if kind < 0.95:
            return valued(rng, "p", rng.choice(DEATHS[:5] if rng.random() < 0.6 else DEATHS), cluster(rng, letters, 1))
        return ["--version"]
    if name == "dumb-init":
        letters = "ccv" + ("hV" if rng.random() < 0.05 else "")
        kind = rng.random()
        if kind < 0.3:
            return ["-" + cluster(rng, letters, 3, 1)]
        if kind < 0.65:
            return valued(rng, "r", pair(rng), cluster(rng, letters, 2))
        return long_option(rng, LONG[name])
    if rng.random() < 0.8:
        return ["-" + cluster(rng, "gggg" + ("hLVP" if rng.random() < 0.1 else ""), 3, 1)]
    return long_option(rng, LONG[name])


def environment(rng):
    """The variables of the three, of all for each."""
    chosen = {}
    for variable, values in (
        ("TINI_SUBREAPER", ["", "0", "1"]),
        ("TINI_KILL_PROCESS_GROUP", ["", "0", "1"]),
        ("TINI_VERBOSITY", ["", "0", "1", "3", " 2", "+1", "-1", "x", "2x", "99999999999"]),
        ("DUMB_INIT_SETSID", ["", "0", "0", "00", " 0", "1", "no"]),
        ("DUMB_INIT_DEBUG", ["", "0", "1", "11"]),
        ("CATATONIT_DEBUG", ["", "0", "1"]),
    ):
        if rng.random() < 0.12:
            chosen[variable] = rng.choice(values)
    return chosen


class Case:
    """One command line, with its environment, and what the workload is to do."""

    def __init__(self, index):
        rng = random.Random(SEED * 1000003 + index)
        self.name = PEERS[index % len(PEERS)]
        self.way = rng.choice(["copy", "link", "--as", "--as="])
        self.options = [word for _ in range(rng.choice([0, 1, 1, 2, 2, 3])) for word in option(rng, self.name)]
        self.closed = rng.random() < 0.5  # by --
        self.command = []
        if rng.random() < 0.97:
            self.command = [self.program(rng)] + [rng.choice(ARGUMENTS) for _ in range(rng.choice([0, 0, 0, 1, 2, 3, 4]))]
        self.words = self.options + ["--"] * self.closed + self.command
        self.variables = environment(rng)
        self.signal = 0
        self.act = self.action(rng)

    @staticmethod
    def program(rng):
        if rng.random() < 0.7:
            return f"{DIRECTORY}/commands/report"
        return rng.choice(["report", "script", f"{DIRECTORY}/commands/script", f"{DIRECTORY}/commands/empty",
                           f"{DIRECTORY}/commands/foreign", "no-such-command", f"{DIRECTORY}/none", f"{DIRECTORY}/commands/plain",
                           DIRECTORY, "", "-"])

    def action(self, rng):
        kind = rng.random()
        if kind < 0.35:
            return f"exit {rng.choice([0, 1, 3, 3, 7, 126, 127, 128, 143, 143, 200, 255])}"
        if kind < 0.45:
            return f"die {rng.choice([1, 2, 3, 6, 9, 11, 15, 15, 64])}"
        if kind < 0.55:
            return "orphan"
        usual = [1, 2, 3, 10, 12, 13, 14, 15, 15, 15, 15, 18, 23, 28, 30, 34, 40, 62]
        stops = [20, 21, 22]  # dumb-init stops itself on these: a test of its own (peers.sh)
        self.signal = rng.choice(usual if self.name == "dumb-init" or rng.random() < 0.8 else stops + usual)
        if rng.random() < 0.08:
            self.signal = rng.choice(FAULTS)
        return "signals"

    def pauses(self):
        """Whether this may pause: then SIGTERM is sent at once, which is blocked, and ends a pause."""
        return self.name == "catatonit" and any(re.match(r"-[A-Za-z]*P", word) for word in self.words)

    def behind(self):
        """The first word behind the command that looks like an option, where getopt(3) gets that far; else None."""
        if self.closed or self.name not in PERMUTING:
            return None
        for word in self.command[1:]:
            if len(word) > 1 and word[0] == "-":
                return word
        return None

    def runs(self, name):
        return any(word.endswith("/" + name) for word in self.command[:1])

    def tail(self):
        """How the command's arguments show in the report."""
        return str(self.command[1:])[1:]

    def told(self):
        said = " ".join(f"{key}={value!r}" for key, value in self.variables.items())
        words = " ".join(repr(word).replace(DIRECTORY + "/", "") for word in self.words)
        return f"{said} {self.name} {words}".strip() + f"  [{self.act}{f' {self.signal}' if self.signal else ''}]"


# ---- Running


def base_environment(case):
    kept = {name: os.environ[name] for name in ("TESTING_MARK", "LC_ALL", "FOSTER_KERNEL_REAPING") if name in os.environ}
    return {**kept, "PATH": f"{DIRECTORY}/commands:/usr/bin:/bin", "DO": case.act, "REPORT": f"{DIRECTORY}/commands/report",
            **case.variables}


def starts(case, real):
    """The program, and the words in front of the case's."""
    if real:
        return f"{DIRECTORY}/real/{case.name}", [case.name]
    if case.way in ("copy", "link"):
        path = f"{DIRECTORY}/{case.way}/{case.name}"
        return path, [path]
    if case.way == "--as":
        return f"{DIRECTORY}/foster", ["foster", "--as", case.name]
    return f"{DIRECTORY}/foster", ["foster", f"--as={case.name}"]


def read_all(fd, until, pidfd, deadline):
    """What comes out of FD until that holds UNTIL, or the process has ended."""
    data = b""
    while until not in data:
        ready = select.select([fd, pidfd], [], [], max(0.0, deadline - time.monotonic()))[0]
        chunk = os.read(fd, 65536) if fd in ready else b""
        if not chunk:
            break
        data += chunk
    return data


def unpack(data):
    """What the workload wrote, in words to be compared: how it stands to the init, its words, its signals and orphan."""
    run, rest = "not run", []
    for line in data.decode().splitlines():
        kind, _, more = line.partition(" ")
        if kind == "run":
            group, session, *words = more.split(" ")
            words = [bytes.fromhex(word[1:]).decode() for word in words]
            run = f"ran in group:{group} session:{session} as {words}".replace(DIRECTORY + "/", "")
        elif kind != "ready":
            rest.append(line)
    return " ".join([run] + sorted(rest))


def run(case, real):
    """Status and report."""
    path, words = starts(case, real)
    reading, writing = os.pipe()
    null = os.open("/dev/null", os.O_RDWR)
    blocked = [signal.SIGTERM] if case.pauses() else []
    pid = os.posix_spawn(path, words + case.words, base_environment(case), setsid=True, setsigmask=blocked, setsigdef=range(1, 32),
                         file_actions=[(os.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1, 2)] + [(os.POSIX_SPAWN_DUP2, writing, 3)])
    os.close(writing)
    os.close(null)
    pidfd = os.pidfd_open(pid)
    deadline = time.monotonic() + LIMIT
    data = b""
    if case.pauses():
        os.kill(pid, signal.SIGTERM)
    elif case.signal:
        data = read_all(reading, b"ready\n", pidfd, deadline)
        if b"ready\n" in data:
            os.kill(pid, case.signal)
            os.kill(pid, 63)
    ended = select.select([pidfd], [], [], max(0.0, deadline - time.monotonic()))[0]
    if not ended:
        os.kill(pid, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.close(pidfd)
    os.set_blocking(reading, False)
    try:
        while chunk := os.read(reading, 65536):
            data += chunk
    except BlockingIOError:
        pass  # a workload that is left, dying
    os.close(reading)
    ended = f"{status}" if ended else "hangs"
    return ended, unpack(data)


def both(index):
    case = Case(index)
    return index, run(case, True), run(case, False)


# ---- What is different on purpose

# Each: which programs, what these do, what foster does instead, in README's words; and a test of (case, real, foster),
# the last two pairs of the status and of what the workload told. The first row that fits counts.


def ran(seen):
    return seen[1].startswith("ran ")


def valued_by(case, letter):
    """The values that the options give to LETTER, however they are written."""
    values = []
    for at, word in enumerate(case.options):
        found = re.fullmatch(r"-[A-Za-z]*?" + letter + r"(.*)", word, re.S) if not word.startswith("--") else None
        if found:
            values.append(found[1] or "".join(case.options[at + 1 : at + 2]))
        elif letter == "r" and re.match(r"--r", word):
            values.append(word.partition("=")[2] if "=" in word else "".join(case.options[at + 1 : at + 2]))
    return values


def takes_modulo(case):
    return any(re.search(r"42949673|9{20}", value) for value in valued_by(case, "r"))


def other_death(case):
    """A signal for -p that foster knows and tini doesn't."""
    return any(value in ("TERM", "15", "sigterm", "SIGPWR", "SIGIO", "SIGRTMIN") for value in valued_by(case, "p"))


INTENDED = [
    (PERMUTING, "takes options behind the command for its own", "options end at the command",
     lambda case, real, foster: case.behind() not in (None, "--") and (not ran(foster) or foster[1].find(case.tail()) > 0)),
    (TINIS, "knows --version only where it is alone", "as any option",
     lambda case, real, foster: "--version" in case.options and real == ("1", "not run") and foster == ("0", "not run")),
    (TINIS, "-p knows 28 names", "knows all signals, with or without SIG and by number",
     lambda case, real, foster: other_death(case) and real == ("1", "not run") and (ran(foster) or foster[0] != "1")),
    (TINIS, "-e maps 126 and 127 where the command can't be run", "never maps its own statuses",
     lambda case, real, foster: real == ("0", "not run") and foster in (("126", "not run"), ("127", "not run"))
     and any(int(value) == int(foster[0]) for value in valued_by(case, "e") if re.fullmatch(r"\s*\+?\d+", value))),
    (("dumb-init",), "-r takes numbers modulo 2^32", "a number that large is a mistake",
     lambda case, real, foster: takes_modulo(case) and real != foster == ("1", "not run")),
    (PEERS, "runs a program for another machine as a shell script", "says which architecture it is for",
     lambda case, real, foster: case.runs("foreign") and foster[0] in ("126", "2", "1") and not ran(foster)),
    (PERMUTING, "ILL, TRAP, ABRT, BUS, FPE, SEGV and SYS end it", "forwards them",
     lambda case, real, foster: case.signal in FAULTS and real[0] == str(-case.signal) and f"got {case.signal}" in foster[1]),
]


def row_of(case, real, foster):
    for at, (programs, _, _, fits) in enumerate(INTENDED):
        if case.name in programs and fits(case, real, foster):
            return at
    return None


def main():
    done = dict.fromkeys(PEERS, 0)
    bad = dict.fromkeys(PEERS, 0)
    seen = [0] * len(INTENDED)
    began = 0
    with get_context("fork").Pool(2) as pool:
        for index, real, foster in pool.imap_unordered(both, range(COUNT), chunksize=25):
            case = Case(index)
            done[case.name] += 1
            began += ran(foster)
            if real == foster:
                continue
            row = row_of(case, real, foster)
            if row is not None:
                seen[row] += 1
                continue
            bad[case.name] += 1
            if bad[case.name] <= 10:
                print(f"#   {case.told()}\n#     itself: {' '.join(real)}\n#     foster: {' '.join(foster)}  ({case.way})")
    for name in PEERS:
        print(f"{'not ok' if bad[name] else 'ok'} - {name}: {done[name]} command lines, {bad[name]} differ unintended")
    for (programs, what, instead, _), count in zip(INTENDED, seen):
        programs = [name for name in programs if name in PEERS]
        words = f"{', '.join(programs)}: {what} | foster: {instead}"
        if programs and FULL and not count:
            print(f"not ok - nothing shows this any more: {words}")
        elif programs:
            print(f"ok - {count} times: {words}")
    print(f"{'ok' if began > COUNT // 4 else 'not ok'} - the workload ran in {began} of {COUNT}")


main()
