#!/usr/bin/env python3
"""Runs every benchmark of a build and writes what it measured, with the machine, as RESULTS.md.

usage: write_results.py BUILD [--repetitions N] [--quick] [--reuse] [--python PYTHON] [--peers FILE] [--output FILE]

Every program bench_* of the build is run and its figures are kept as JSON beside it; a figure is the median of the
repetitions. large_file.py scores a file of 2 GB. bench_frames.py is run with PYTHON where the package `ocop` and NumPy
are installed there. A benchmark or a counter that a table names and no program gives is an error, and nothing is
written.

--quick    one short repetition, to see that all of it runs: written into the build, not beside the sources
--reuse    no program is run: the JSON of the last run is written anew
--peers    the table that peers/run.py --markdown wrote, taken over into the page
"""
import argparse
import json
import math
import os
import platform
import re
import statistics
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent


class Promise(NamedTuple):
    """A row of the table of speed: what is promised of the benchmarks whose names match, the worst of them."""

    work: str
    against: str
    pattern: str
    counter: str  # a key of BETTER
    reach: float
    ours: str = "ours_ns"
    floor: str = "floor_ns"


# What is promised holds for `<=` (ours / floor) or `>=` (floor / ours).
BETTER = {"ratio": "<=", "share": ">="}

PROMISES = [
    Promise("one sheet: points, gates, stars, rules loaded", "a hand-written scalar loop over packed 16-entry tables",
            r"BM_one_sheet/set:\d+", "ratio", 1.3),
    Promise("dossier JSON in, result JSON out", "RapidJSON SAX over the same bytes doing nothing",
            r"BM_dossier/members:\d+", "ratio", 1.5),
    Promise("columnar batch, one byte per choice, plain columns", "reading those bytes once",
            r"BM_columns/sheets:10000000/fresh:0/all:0/threads:1/", "share", 0.20),
    Promise("columnar batch, tiled bytes", "reading those bytes once",
            r"BM_tiles/sheets:10000000/fresh:0/all:0/threads:1/", "share", 0.60),
    Promise("columnar batch, nibble tiles", "reading those bytes once",
            r"BM_nibbles/sheets:10000000/fresh:0/all:0/threads:1/", "share", 0.70),
    Promise("`ocop` start to first result, built-in rules", "`ocop --version`",
            r"BM_start\b", "ratio", 2.0, "ours_ms", "version_ms"),
]


class Table(NamedTuple):
    """Figures of the benchmarks whose names match, one row each; the arguments in the names come first."""

    title: str
    says: str
    pattern: str
    counters: dict  # heading: counter


BATCH_SAYS = "Rules and memory fresh or kept, stars alone or every column, by size, threads and instructions."
BATCH = {"a sheet": "ours_ns", "reading alone": "floor_ns", "share": "share", "sheets/s": "items_per_second"}

# Arguments that are numbers in the name and words in the label.
LABELLED = {"fresh", "all", "path"}

TABLES = [
    Table("One sheet", "Choices in memory to stars, rules loaded, facts judged once; `whole` by a plan, with all that each sheet comes to; `assessed` by assess(), which judges the facts and looks at every argument too.",
          r"BM_one_sheet", {"a sheet": "ours_ns", "packed tables": "floor_ns", "ratio": "ratio"}),
    Table("Getting ready", "A `set_scorer` from loaded rules; the built-in rules from nothing; every rule file loaded, "
          "checked and compiled.", r"BM_(prepare|start_builtin_rules|load_rule_files)\b", {"time": "real_ns"}),
    Table("Batches in plain columns", BATCH_SAYS, r"BM_columns/", BATCH),
    Table("Batches in tiles of bytes", BATCH_SAYS, r"BM_tiles/", BATCH),
    Table("Batches in tiles of nibbles", BATCH_SAYS, r"BM_nibbles/", BATCH),
    Table("Dossiers", "JSON in, JSON out; `general` goes by the structured result.", r"BM_dossier/",
          {"bytes": "bytes", "a dossier": "ours_ns", "SAX alone": "floor_ns", "ratio": "ratio",
           "general": "general_ns", "its ratio": "general_ratio"}),
    Table("Decision records", "Written and replayed, one sheet each, against SAX over the record.", r"BM_\w+_record\b",
          {"bytes": "bytes", "a record": "ours_ns", "SAX alone": "floor_ns", "ratio": "ratio"}),
    Table("Start", "Whole processes, in turns.", r"BM_start\b",
          {"`ocop score`": "ours_ms", "`ocop --version`": "version_ms", "ratio": "ratio"}),
]


class Growth(NamedTuple):
    """What the benchmarks whose names match say of cost while one argument grows; `whole_ns` is the cost of all."""

    what: str
    pattern: str
    argument: str
    at_least: int = 1  # steps below are shown, but say nothing of the growth: what every run costs outweighs them


GROWTHS = [
    Growth("a batch, by sheets; rules loaded, memory kept", r"BM_grow_sheets/", "sheets", 1_000),
    Growth("a batch, by sheets; rules loaded for it, fresh memory", r"BM_grow_sheets_from_nothing/", "sheets",
           1_000_000),
    Growth("a batch of 10,000 sheets, by criteria", r"BM_grow_criteria_batch/", "criteria"),
    Growth("one sheet, by criteria", r"BM_grow_criteria_sheet/", "criteria"),
    Growth("a dossier, by members of its council", r"BM_grow_members/", "members"),
    Growth("a dossier of 3 sheets, by editions loaded", r"BM_grow_editions_dossier/", "editions"),
    Growth("compiling a rule set, by its editions", r"BM_grow_editions_compile/", "editions"),
    Growth("loading all rules, by product sets", r"BM_grow_product_sets_load/", "sets"),
    Growth("a batch of 4,000,000 sheets, by threads", r"BM_grow_threads_batch/", "threads"),
    Growth("a stream of 8,192 dossiers, by threads", r"BM_grow_threads_stream/", "threads"),
]

# A fitted exponent as near as this to 0 or 1 counts as that.
NEAR = 0.1


class Row(NamedTuple):
    """One benchmark: the median of each counter over the repetitions, and all that were measured."""

    name: str
    label: str
    median: dict
    every: dict

    @property
    def arguments(self):
        """What stands in the name: `BM_tiles/sheets:1000/threads:2` has sheets and threads."""
        return dict(re.findall(r"/([a-z_]+):(-?\d+)", self.name))


# Nanoseconds in the units of Google Benchmark.
UNITS = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}

# What Google Benchmark adds to a name that is no argument of the benchmark.
SETTINGS = re.compile(r"/(manual_time|real_time|process_time|repeats:\d+|min_time:[\d.]+)")


def rows_of(report):
    """The rows of a report of Google Benchmark, in its order, and what failed in it."""
    runs = {}
    failed = []
    for run in report["benchmarks"]:
        if run.get("error_occurred"):
            # What this processor cannot do is no failure.
            if run["error_message"] != "not available":
                failed.append(f"{run['name']}: {run['error_message']}")
        elif run["run_type"] == "iteration":
            if "real_time" in run:
                run = {**run, "real_ns": run["real_time"] * UNITS[run["time_unit"]]}
            runs.setdefault(SETTINGS.sub("", run["run_name"]), []).append(run)
    rows = []
    for name, several in runs.items():
        every = {key: [run[key] for run in several] for key, figure in several[0].items()
                 if isinstance(figure, (int, float)) and all(key in run for run in several)}
        rows.append(Row(name, several[0].get("label", ""), {k: statistics.median(v) for k, v in every.items()}, every))
    return rows, failed


class Measured:
    """All rows of a run, and every look-up that found nothing."""

    def __init__(self, reports):
        self.rows = []
        self.missing = []
        for report in reports:
            rows, failed = rows_of(report)
            self.rows += rows
            self.missing += failed

    def matching(self, pattern, counters):
        """Rows whose names begin as the pattern says and that have these counters."""
        found = [row for row in self.rows if re.match(pattern, row.name)]
        if not found:
            self.missing.append(f"no benchmark is named like {pattern}")
        for row in found:
            self.missing += [f"{row.name}: no counter {counter}" for counter in counters if counter not in row.median]
        return [row for row in found if all(counter in row.median for counter in counters)]


def figure(number):
    """Three digits or so: 1,234, 123, 12.3, 1.23, 0.0123."""
    for least, digits in (100, 0), (10, 1), (1, 2):
        if abs(number) >= least:
            return f"{number:,.{digits}f}"
    return f"{number:.3g}"


def duration(nanoseconds):
    for unit, size in ("s", 1e9), ("ms", 1e6), ("µs", 1e3):
        if nanoseconds >= size:
            return f"{figure(nanoseconds / size)} {unit}"
    return f"{figure(nanoseconds)} ns"


def amount(counter, number):
    """A counter in words, by what its name says of its unit."""
    for suffix, size in ("_ns", 1), ("_us", 1e3), ("_ms", 1e6):
        if counter.endswith(suffix):
            return duration(number * size)
    if counter.endswith("ratio"):
        return f"{number:.2f} x"
    if counter == "share":
        return f"{100 * number:.0f} %" if number >= 0.1 else f"{100 * number:.2g} %"
    if counter.endswith("_per_second"):
        return f"{figure(number / 1e6)} M" if number >= 1e6 else f"{number:,.0f}"
    return figure(number)


def markdown(headings, rows):
    """A table; what is a number stands to the right."""
    def is_number(text):
        return bool(re.match(r"[<>=\- ]*\d", text))

    sides = ["---:" if rows and all(is_number(row[i]) for row in rows) else "---" for i in range(len(headings))]
    return "".join(f"| {' | '.join(row)} |\n" for row in [headings, sides, *rows])


def promises_of(measured):
    """The table of speed."""
    rows = []
    for p in PROMISES:
        found = measured.matching(p.pattern, [p.counter, p.ours, p.floor])
        if not found:
            continue
        is_less_better = BETTER[p.counter] == "<="
        row = (max if is_less_better else min)(found, key=lambda row: row.median[p.counter])
        got = row.median[p.counter]
        is_met = got <= p.reach if is_less_better else got >= p.reach
        low, high = (amount(p.counter, take(row.every[p.counter])) for take in (min, max))
        rows.append([p.work, p.against, f"{BETTER[p.counter]} {amount(p.counter, p.reach)}",
                     f"{amount(p.counter, got)} ({low} to {high})", "yes" if is_met else "**no**",
                     amount(p.ours, row.median[p.ours]), amount(p.floor, row.median[p.floor]),
                     f"`{row.name}`" + (f" {row.label}" if row.label else "")])
    return markdown(["work", "measured against", "reach", "measured", "met", "ours", "floor", "benchmark"], rows)


def table_of(measured, table):
    found = measured.matching(table.pattern, table.counters.values())
    functions = {row.name.split("/")[0] for row in found}
    has_labels = any(row.label for row in found)
    arguments = list(dict.fromkeys(name for row in found for name in row.arguments
                                   if not (has_labels and name in LABELLED)))
    headings = (["benchmark"] if len(functions) > 1 else []) + arguments + ([""] if has_labels else [])
    rows = []
    for row in found:
        cells = [f"`{row.name.split('/')[0]}`"] if len(functions) > 1 else []
        cells += [f"{int(row.arguments[name]):,}" if name in row.arguments else "" for name in arguments]
        cells += [row.label] if has_labels else []
        rows.append(cells + [amount(counter, row.median[counter]) for counter in table.counters.values()])
    return f"## {table.title}\n\n{table.says}\n\n" + markdown(headings + list(table.counters), rows)


def exponent_of(steps):
    """The slope of the straight line that fits the logarithms of (amount, cost) best: cost ~ amount ** exponent."""
    logs = [(math.log(amount), math.log(cost)) for amount, cost in steps]
    mean = [statistics.fmean(axis) for axis in zip(*logs)]
    return sum((x - mean[0]) * (y - mean[1]) for x, y in logs) / sum((x - mean[0]) ** 2 for x, _ in logs)


def growth_in_words(exponent):
    if exponent < -NEAR:
        return "falls"
    if exponent <= NEAR:
        return "constant"
    if exponent < 1 - NEAR:
        return "less than linear"
    return "linear" if exponent <= 1 + NEAR else "**more than linear**"


def growths_of(measured):
    """How cost grows, each in one row, and the steps behind it."""
    summary, every = [], []
    for growth in GROWTHS:
        steps = [(int(row.arguments[growth.argument]), row.median["whole_ns"])
                 for row in measured.matching(growth.pattern, ["whole_ns"])]
        every += [[growth.what, f"{amount:,}", duration(cost), duration(cost / amount)] for amount, cost in steps]
        fitted = [step for step in steps if step[0] >= growth.at_least]
        (first, cost), (last, end) = (fitted[0], fitted[-1]) if fitted else ((0, 0), (0, 0))
        if first == last:
            continue  # one core has one number of threads
        exponent = exponent_of(fitted)
        summary.append([growth.what, f"{first:,} to {last:,}", duration(cost), duration(end), f"{exponent:.2f}",
                        growth_in_words(exponent), f"{end / last / (cost / first):.2f} x"])
    return ("## Growth\n\nOne thing varies, the others stay. Cost grows as the amount to the power of the exponent, "
            "fitted over all steps of the range.\n\n"
            + markdown(["cost of", "from, to", "first", "last", "exponent", "growth", "a unit, last / first"], summary)
            + "\n### Steps\n\n" + markdown(["cost of", "amount", "all", "a unit"], every))


def frames_of(report):
    """What a batch costs that comes as a frame of Python."""
    title = "## Frames of Python\n\n"
    if "skipped" in report:
        return f"{title}Not measured: {report['skipped']}.\n"
    rows = [[row["frame"], duration(row["ours_ns"]), f"{figure(row['sheets_per_second'] / 1e6)} M",
             duration(row["numpy_ns"]), f"{figure(row['numpy_ns'] / row['ours_ns'])} x",
             f"{row['peak_bytes']:.1f}"] for row in report["frames"]]
    missing = f" Not installed, not measured: {', '.join(report['missing'])}." if report["missing"] else ""
    return (f"{title}`ocop.frames.score_wide` over {report['sheets']:,} sheets of {report['criteria']} criteria, "
            f"{report['threads']} threads, Python {report['python']}, NumPy {report['numpy']}, against the same "
            f"look-up written in NumPy.{missing}\n\n"
            + markdown(["frame", "time", "sheets/s", "NumPy", "NumPy / ours", "peak, bytes a sheet"], rows))


def large_file_of(report):
    """One file far larger than memory may be, by the command."""
    rows = [[f"{run['threads']}", f"{run['seconds']:.1f} s", f"{report['bytes'] / 1e6 / run['seconds']:,.0f}",
             f"{report['lines'] / run['seconds']:,.0f}", f"{run['peak_bytes'] / 1e6:.0f} MB",
             f"{run['extreme_bytes'] / 1e6:.0f} MB"] for run in report["runs"]]
    return (f"## A large file\n\n`ocop score` of {report['bytes'] / 1e6:,.0f} MB: {report['lines']:,} submissions of every "
            f"edition and product set, {report['broken']:,} of them broken. The answers are the same bytes on every number "
            "of threads; timed, they go nowhere. Beside it the memory for a file of lines that are longer than any "
            "submission and of empty ones.\n\n"
            + markdown(["threads", "time", "MB/s", "submissions/s", "peak memory", "of extremes"], rows))


def first_line(path, pattern):
    """What a line of a file of the system says."""
    try:
        found = re.search(pattern, Path(path).read_text(), re.M)
    except OSError:
        return "unknown"
    return found[1].strip() if found else "unknown"


def caches():
    """Level, size and sharing of each cache of the first core."""
    said = []
    for folder in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        level, kind, size, shared = ((folder / name).read_text().strip()
                                     for name in ("level", "type", "size", "shared_cpu_list"))
        mark = {"Data": "d", "Instruction": "i"}.get(kind, "")
        said.append(f"L{level}{mark} {size}" + (f" (cores {shared})" if "-" in shared or "," in shared else ""))
    return ", ".join(said) or "unknown"


def machine_of(build):
    """Everything that a figure depends on and the figures do not say."""
    def output(*command):
        run = subprocess.run(command, capture_output=True, text=True)
        return run.stdout.strip() if run.returncode == 0 else ""

    def cached(key):
        return first_line(build / "CMakeCache.txt", rf"^{key}:\w+=(.*)$")

    compiler = output(cached("CMAKE_CXX_COMPILER"), "--version").splitlines() or ["unknown"]
    flags = set(first_line("/proc/cpuinfo", r"^flags\s*:\s*(.*)$").split())
    build_type = cached("CMAKE_BUILD_TYPE")
    memory = first_line("/proc/meminfo", r"^MemTotal:\s*(\d+)")
    return {
        "processor": first_line("/proc/cpuinfo", r"^model name\s*:\s*(.*)$"),
        "cores": str(len(os.sched_getaffinity(0))),
        "instructions": ", ".join(f for f in ("avx2", "avx512f", "avx512bw", "avx512vbmi") if f in flags) or "baseline",
        "caches": caches(),
        "memory": f"{int(memory) / 2 ** 20:.1f} GiB" if memory.isdigit() else memory,
        "kernel": f"{platform.system()} {platform.release()}",
        "compiler": compiler[0],
        "build": f"{build_type}, {cached('CMAKE_CXX_FLAGS_' + build_type.upper())} {cached('CMAKE_CXX_FLAGS')}".strip(),
        "commit": output("git", "-C", str(HERE), "describe", "--always", "--dirty=, with changes") or "unknown",
        "date": f"{datetime.now(timezone.utc):%Y-%m-%d %H:%M} UTC",
        "load before": first_line("/proc/loadavg", r"^(\S+)"),
    }


def page_of(machine, reports, large_file, frames, peers, repetitions):
    """The page, and what is missing for it."""
    measured = Measured(reports)
    parts = ["# Results\n\n"
             "Written by `cmake --build --preset bench --target benchmarks`; every benchmark checks its answer before "
             f"it is timed. A figure is the median of {repetitions} repetitions; `ratio` is our time / the floor's, "
             "`share` the floor's time / ours, both sides timed in turns in one process.\n",
             markdown(["", "this run"], [[key, said] for key, said in machine.items()]),
             f"## What is promised\n\n{promises_of(measured)}",
             *(table_of(measured, table) for table in TABLES), large_file_of(large_file), growths_of(measured),
             frames_of(frames), *([f"## Beside other engines\n\n{peers}"] if peers else [])]
    return "\n".join(parts), measured.missing


def run_large_file(ocop, to, is_quick):
    """The report of large_file.py; what does not hold ends all."""
    command = [sys.executable, str(HERE / "large_file.py"), str(ocop), "--json", str(to)]
    subprocess.run(command + (["--bytes", "20000000"] if is_quick else []), check=True)
    return json.loads(to.read_text())


def run_frames(python, to, is_quick):
    """The report of bench_frames.py, or why there is none."""
    for module in ("numpy", "ocop"):
        if subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode != 0:
            return {"skipped": f"the package {module} is not installed for {Path(python).name}"}
    command = [python, str(HERE / "bench_frames.py"), "--json", str(to)]
    subprocess.run(command + (["--sheets", "10000", "--repeat", "1"] if is_quick else []), check=True)
    return json.loads(to.read_text())


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("build", type=Path)
    options.add_argument("--repetitions", type=int, default=3)
    options.add_argument("--quick", action="store_true")
    options.add_argument("--reuse", action="store_true")
    options.add_argument("--python", default=sys.executable)
    options.add_argument("--peers", type=Path)
    options.add_argument("--output", type=Path)
    o = options.parse_args()
    folder = o.build.resolve() / "benchmarks"
    programs = [p for p in sorted(folder.glob("bench_*")) if p.is_file() and not p.suffix and os.access(p, os.X_OK)]
    if not programs:
        raise SystemExit(f"{folder}: no benchmark is built there")
    kept = folder / "figures.json"
    if o.reuse:
        run = json.loads(kept.read_text())
    else:
        run = {"machine": machine_of(o.build.resolve()), "reports": [], "is_quick": o.quick,
               "repetitions": 1 if o.quick else o.repetitions}
        settings = [f"--benchmark_repetitions={run['repetitions']}", "--benchmark_out_format=json",
                    *(["--benchmark_min_time=0.01"] if o.quick else [])]
        for program in programs:
            report = program.with_suffix(".json")
            subprocess.run([program, f"--benchmark_out={report}", *settings], check=True)
            run["reports"].append(json.loads(report.read_text()))
        run["large_file"] = run_large_file(o.build.resolve() / "src/cli/ocop", folder / "large_file.json", o.quick)
        run["frames"] = run_frames(o.python, folder / "bench_frames.json", o.quick)
        kept.write_text(json.dumps(run))
    peers = o.peers.read_text() if o.peers else ""
    page, missing = page_of(run["machine"], run["reports"], run["large_file"], run["frames"], peers, run["repetitions"])
    if missing:
        raise SystemExit("\n".join(["nothing is written:", *dict.fromkeys(missing)]))
    output = o.output or (folder if run["is_quick"] else HERE) / "RESULTS.md"
    output.write_text(page, encoding="utf8")
    print(f"written: {output}")


if __name__ == "__main__":
    main()
