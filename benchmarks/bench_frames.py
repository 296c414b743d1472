#!/usr/bin/env python3
"""A million sheets from Python against the same look-up written in NumPy, in one run; answers are compared first.

usage: bench_frames.py [--sheets N] [--threads N] [--repeat N] [--json FILE]

Prints sheets a second, the ratio to NumPy, and the peak memory beside the input in bytes a row; --json writes the
same to a file. Needs the package (`pip install .`); pandas, polars and pyarrow are measured where they are installed.
"""
import argparse
import ctypes
import gc
import importlib
import importlib.util
import json
import platform
import time
from pathlib import Path

import numpy as np
import ocop


def make_sheets(rules, count):
    """Plain columns of bytes: mostly good sheets, every tick worth points, so that no note on zeros bears on them."""
    random = np.random.default_rng(1)
    columns = {}
    for criterion in rules.criteria:
        worth = np.array([o.number for o in criterion.options if o.points > 0], dtype=np.uint8)
        best = worth[len(worth) - 1 - random.integers(0, min(2, len(worth)), count)]
        anything = random.choice(worth, count)
        columns[criterion.code] = np.where(random.random(count) < 0.75, best, anything)
    return columns


class NumpyLookup:
    """Points and unmet marks by one packed table per criterion: the fastest of the ways that we tried in NumPy."""

    def __init__(self, rules):
        self.rules = rules
        self.levels = sorted({m.stars for m in rules.marks})
        parts = [p.code for p in rules.edition.parts]
        self.tables, self.fails = [], []
        for criterion in rules.criteria:
            table = np.zeros(16, dtype=np.uint64)
            worth = {o.number: o.points for o in criterion.options} | {0: 0}
            for option, points in worth.items():
                table[option] += np.uint64(points << 8 * parts.index(criterion.part))
            for mark in (m for m in rules.marks if m.criterion == criterion.code):
                for option, points in worth.items():
                    if option == 0 or points < worth[mark.option]:
                        table[option] += np.uint64(1 << 8 * (3 + self.levels.index(mark.stars)))
            self.tables.append(table)

    def __call__(self, columns):
        count = len(columns[self.rules.codes[0]])
        packed = np.zeros(count, dtype=np.uint64)
        for code, table in zip(self.rules.codes, self.tables):
            packed += table.take(columns[code])
        taken = packed.view(np.uint8).reshape(count, 8)
        total = taken[:, 0] + taken[:, 1] + taken[:, 2]
        edges = np.array([b.first for b in self.rules.edition.bands[1:]])
        by_points = np.searchsorted(edges, total, side="right") + 1
        stars = by_points.copy()
        for at in reversed(range(len(self.levels))):
            unmet = taken[:, 3 : 4 + at].any(axis=1)
            stars = np.where(unmet & (stars >= self.levels[at]), self.levels[at] - 1, stars)
        return total, by_points, stars


def best_of(repeat, *calls):
    """The shortest time of each call, taken in turns."""
    times = [[] for _ in calls]
    for _ in range(repeat):
        for taken, call in zip(times, calls):
            start = time.perf_counter()
            call()
            taken.append(time.perf_counter() - start)
    return [min(t) for t in times]


def peak_beside(call):
    """Most memory that a call adds to the process, in bytes; Linux with glibc."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    with open("/proc/self/clear_refs", "w") as reset:
        reset.write("5")
    status = lambda key: int(next(l for l in open("/proc/self/status") if l.startswith(key)).split()[1]) * 1024
    before = status("VmRSS")
    result = call()
    peak = status("VmHWM") - before
    del result
    return peak


# Every kind of frame but plain arrays, and what makes one of columns.
FRAMES = {"pandas": "DataFrame", "polars": "DataFrame", "pyarrow": "table"}


def frames_of(columns):
    """The same columns as each kind of frame that is installed."""
    made = {"arrays": columns}
    for name, maker in FRAMES.items():
        if importlib.util.find_spec(name):
            made[name] = getattr(importlib.import_module(name), maker)(columns)
    return made


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--sheets", type=int, default=1_000_000)
    options.add_argument("--threads", type=int, default=1)
    options.add_argument("--repeat", type=int, default=9)
    options.add_argument("--json", type=Path)
    o = options.parse_args()
    rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    columns = make_sheets(rules, o.sheets)
    by_numpy = NumpyLookup(rules)
    score = lambda frame: ocop.frames.score_wide(frame, rules, threads=o.threads)
    total, by_points, stars = by_numpy(columns)
    scored = score(columns)
    same = scored["total"] == total, scored["stars_by_points"] == by_points, scored["stars"] == stars
    if not all(s.all() for s in same):
        raise SystemExit(f"wrong answer: {[int((~s).sum()) for s in same]} sheets differ")
    print(f"{o.sheets} sheets of {len(rules.codes)} criteria and {len(rules.marks)} marks, {o.threads} threads")
    few = frames_of({code: column[:1000] for code, column in columns.items()})
    report = {"sheets": o.sheets, "criteria": len(rules.codes), "threads": o.threads, "frames": [],
              "missing": [name for name in FRAMES if name not in few],
              "python": platform.python_version(), "numpy": np.__version__}
    for name, frame in frames_of(columns).items():
        score(few[name])  # what is loaded at the first call is no memory of the sheets
        peak = peak_beside(lambda: score(frame)) / o.sheets
        ours, floor = best_of(o.repeat, lambda: score(frame), lambda: by_numpy(columns))
        print(f"{name:8} {ours * 1e3:8.2f} ms {o.sheets / ours / 1e6:8.1f} M/s   NumPy {floor * 1e3:7.1f} ms"
              f"   {floor / ours:5.1f} times   {peak:5.1f} bytes a row")
        report["frames"].append({"frame": name, "ours_ns": ours * 1e9, "numpy_ns": floor * 1e9,
                                 "sheets_per_second": o.sheets / ours, "peak_bytes": peak})
    if o.json:
        o.json.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
