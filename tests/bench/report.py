#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""From the last run's JSON: the table for the terminal and for README, the chart, the list of targets.

Usage: report.py JSON [--readme FILE] [--table FILE] [--chart SVG] [--targets]. It must not measure, and nothing in its output is
written here by hand but the rows' names.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import rows  # noqa: E402
import targets  # noqa: E402
from inits import BARE, FLOOR, FOSTER  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
MARKERS = "<!-- bench -->", "<!-- /bench -->"
PANELS = [
    ("start.first.over", "start-up, added (µs)"),
    ("memory.rss", "RSS after traffic (kB)"),
    ("signal.median.over", "signal latency, added (µs)"),
    ("queue.cpu", "CPU for a queued signal (µs)"),
    ("orphans.few.cpu", "CPU for {few:,} orphans (ms)"),
    ("burst.time", "{burst:,} zombies met at once (ms)"),
]


def number(value):
    """Three significant digits, and no more than are there."""
    if value == int(value) or abs(value) >= 100:
        return f"{round(value):,}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def cell(entry, name):
    """The median, and the minimum in brackets where it differs; a row is left empty where nothing was measured."""
    if name not in entry:
        return ""
    median, best = (number(entry[name][key]) for key in ("median", "best"))
    return median if median == best else f"{median} ({best})"


def times(value):
    return "" if value is None else "0" if value == 0 else f"{value:.2f}"


def columns(run):
    """Who has a column, and what stands above it."""
    peers = [name for name, facts in run["inits"].items() if facts["peer"]]
    return [(FOSTER, "foster"), (FLOOR, "floor"), *((name, name) for name in peers), (BARE, "no init")]


def line(run, row):
    """One row as a list of texts: title, a cell for each contender, ratio to the best peer, ratio to the floor.

    Where the rounds lie too far apart for a comparison, there is no ratio; nor a figure, if it is the best peer's.
    """
    entry = run["rows"].get(row.id, {})
    title = f"{row.title}, {row.unit}" if row.unit else row.title
    cells = [cell(entry, row.who if name == FOSTER else name) for name, _ in columns(run)]
    if row.who not in entry:
        return [title, *cells, "", ""]
    best = rows.best_peer(entry, run["inits"], row.less)
    uncertain = rows.noise(entry, [row.who] + ([best] if best else []))
    if uncertain > rows.NOISE:
        cells[0] = f"noise: ±{uncertain * 50:.0f} %"
        return [title, *cells, "", ""]
    certain = FLOOR in entry and rows.noise(entry, [row.who, FLOOR]) <= rows.NOISE
    of_floor = rows.ratio(entry, row.who, FLOOR) if certain else None
    return [title, *cells, times(rows.ratio(entry, row.who, best)), times(of_floor)]


def lines(run, head_only=False):
    head = ["", *(text for _, text in columns(run)), "of best peer", "of floor"]
    wanted = [row for row in rows.table(run["counts"]) if row.id in run["rows"] and (row.head or not head_only)]
    return head, [line(run, row) for row in wanted]


def text_table(run):
    head, body = lines(run)
    body = [[text.replace("`", "") for text in texts] for texts in body]
    widths = [max(len(texts[i]) for texts in [head, *body]) for i in range(len(head))]
    return "\n".join("  ".join(text.ljust(width) if i == 0 else text.rjust(width)
                               for i, (text, width) in enumerate(zip(texts, widths))).rstrip()
                     for texts in [head, *body])


def markdown_table(run, head_only):
    head, body = lines(run, head_only)
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(texts) + " |" for texts in [head, rule, *body])


def footnote(run):
    """When, on what, and what else a reader has to know before believing the table."""
    linked = {}
    for name, facts in run["inits"].items():
        if facts["peer"]:
            linked.setdefault(facts["linked"], []).append(f"{name} {facts['version'] or ''}".strip())
    parts = [f"{run['date']}, {run['kernel']}, {run['machine']}, all on one CPU, {run['corner']}.",
             "Median (best) of all rounds; the inits take turns within each.",
             " ".join(f"{', '.join(names)}: {how}." for how, names in linked.items())]
    parts += [f"{alias} is {name} here." for alias, name in run["aliases"].items()]
    parts += ["The floor is 60 lines of C that block, read and pass on signals and reap, with no options, built by "
              f"{run['compiler']}.",
              "“By waitid” is foster where the kernel can't reap by itself (before Linux 6.15)."]
    if run["mode"] != "full":
        parts.append(f"This was a {run['mode']} run, which is rough.")
    return " ".join(part for part in parts if part)


def write_table(run, path, chart=None, head_only=False):
    """Replaces what stands between the markers in the file PATH: the chart, the table, and what it was measured on."""
    with open(path, encoding="utf-8") as file:
        before, start, rest = file.read().partition(MARKERS[0])
    _, stop, after = rest.partition(MARKERS[1])
    if not start or not stop:
        raise SystemExit(f"report: {path} lacks the markers {' and '.join(MARKERS)}")
    picture = ""
    if chart:
        relative = os.path.relpath(chart, os.path.dirname(os.path.abspath(path)))
        picture = f"![What each init costs]({relative})\n\n"
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{before}{start}\n{picture}{markdown_table(run, head_only)}\n\n{footnote(run)}\n{stop}{after}")


def chart_data(run):
    """One line an init, one column a panel; a figure that wasn't measured is NaN, which gnuplot leaves out."""
    names = [name for name, _ in columns(run) if name != BARE]
    text = "init " + " ".join(f'"{title.format(**run["counts"])}"' for _, title in PANELS) + "\n"
    for name in names:
        entries = [run["rows"].get(identity, {}).get(name) for identity, _ in PANELS]
        text += f"{name} " + " ".join(str(round(entry["median"], 3)) if entry else "NaN" for entry in entries) + "\n"
    return text


def drawable(run):
    """A run of some groups only may leave a panel empty."""
    return all(identity in run["rows"] for identity, _ in PANELS)


def draw(run, svg):
    with tempfile.NamedTemporaryFile("w", suffix=".dat", encoding="utf-8") as data:
        text = chart_data(run)
        data.write(text)
        data.flush()
        settings = f"data='{data.name}'; svg='{svg}'; panels={len(PANELS)}; inits={text.count(chr(10)) - 1}"
        subprocess.run(["gnuplot", "-e", settings, os.path.join(HERE, "chart.gp")], check=True)


def main():
    parser = argparse.ArgumentParser(description="Makes table, chart and targets from a run of the benchmark.")
    parser.add_argument("json")
    parser.add_argument("--readme", help="replace what stands between the markers in this file by the rows for README")
    parser.add_argument("--table", help="the same, with all rows")
    parser.add_argument("--chart", help="draw this SVG, and show it in --readme")
    parser.add_argument("--targets", action="store_true", help="print only which targets are reached")
    arguments = parser.parse_args()
    with open(arguments.json, encoding="utf-8") as file:
        run = json.load(file)
    if arguments.chart:
        if not drawable(run):
            raise SystemExit("report: this run lacks figures that the chart shows; run all groups")
        draw(run, arguments.chart)
    if arguments.readme:
        write_table(run, arguments.readme, arguments.chart, head_only=True)
    if arguments.table:
        write_table(run, arguments.table)
    if arguments.targets:
        print(targets.text(run))
    elif not arguments.readme and not arguments.table and not arguments.chart:
        print(f"{text_table(run)}\n\n{footnote(run)}\n\n{targets.text(run)}")


if __name__ == "__main__":
    main()
