#!/usr/bin/env python3
"""Counts the instructions of the hot paths and the bytes of the program and compares them with those that are stored: a
guard against slower code where the clock says little, and against a program that grows unseen.

usage: count_instructions.py HOT_PATHS OCOP COMPILER [--update]

Instructions are counted by valgrind (cachegrind without caches): the same number on every run, which `perf stat` does
not give and virtual machines seldom have. Valgrind knows no AVX-512, so the batch goes by AVX2. The start of the
program cancels out: the count for one unit is the difference of two runs of different length, over that difference.

instructions.json keeps the counts of each compiler (`GNU 12.2.0 Release`) and the share by which a count may move.
Exits 1 where one moved by more, either way: what got cheaper is stored too, by --update. Counts of a compiler that is
not stored say nothing of those of another: they are shown, nothing is compared, and the exit is 0.
"""
import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

STORED = Path(__file__).resolve().parent / "instructions.json"

# What is run, how many units the longer run has beyond the shorter one, and what a unit is.
HOT_PATHS = {"one-sheet": (2048, "sheet"), "dossier": (1024, "dossier of 3 sheets"), "batch": (20, "batch of 10,000")}
SHORTER = 64
PROGRAM = "program"


def instructions(program, path, count):
    """Instructions of one run, and what it printed."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["valgrind", "--tool=cachegrind", "--cache-sim=no", f"--cachegrind-out-file={folder}/out",
                   program, path, str(count)]
        run = subprocess.run(command, capture_output=True, text=True)
    counted = re.search(r"I\s+refs:\s+([\d,]+)", run.stderr)
    if run.returncode != 0 or not counted:
        raise SystemExit(f"{' '.join(command)} did not count:\n{run.stderr[-2000:]}")
    return int(counted[1].replace(",", ""))


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("hot_paths")
    options.add_argument("ocop", type=Path, help="the command")
    options.add_argument("compiler", help="name, version and kind of build: `GNU 12.2.0 Release`")
    options.add_argument("--update", action="store_true", help="store the counts of this compiler")
    o = options.parse_args()
    stored = json.loads(STORED.read_text())
    before = stored["compilers"].get(o.compiler)
    tolerance = stored["tolerance"]
    counts = {}
    moved = []

    def compare(name, unit, count):
        counts[name] = count
        was = (before or {}).get(name)
        change = count / was - 1 if was else None
        if change is not None and abs(change) > tolerance:
            moved.append(name)
        print(f"{name:12} {unit:34} {was or '-':>12} {count:>12}   "
              + ("-" if change is None else f"{change:+.2%}{'  <--' if name in moved else ''}"), flush=True)

    print(f"{'':12} {'':34} {'stored':>12} {'now':>12}   moved")
    for path, (more, unit) in HOT_PATHS.items():
        runs = [instructions(o.hot_paths, path, count) for count in (SHORTER, SHORTER + more)]
        compare(path, f"instructions a {unit}", round((runs[1] - runs[0]) / more))
    compare(PROGRAM, "bytes of ocop, rules built in", o.ocop.stat().st_size)
    if o.update:
        stored["compilers"][o.compiler] = counts
        STORED.write_text(json.dumps(stored, indent=2) + "\n")
        print(f"stored for {o.compiler}")
        return 0
    if before is None:
        print(f"nothing is stored for {o.compiler}, only for {', '.join(stored['compilers']) or 'no compiler'}: "
              "nothing is compared. Store these counts by --update.")
        return 0
    missing = [path for path in counts if path not in before]
    if missing:
        print(f"not stored for {o.compiler}: {', '.join(missing)}. Store them by --update.")
    if moved:
        print(f"moved by more than {tolerance:.0%}: {', '.join(moved)}. If that is meant, store it by --update.")
    return 1 if moved or missing else 0


if __name__ == "__main__":
    sys.exit(main())
