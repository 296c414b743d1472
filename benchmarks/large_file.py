#!/usr/bin/env python3
"""Scores a file far larger than memory is allowed to be, and checks that nothing depends on its size.

usage: large_file.py OCOP [--bytes N] [--folder DIR] [--threads N...] [--json FILE]

Writes submissions of every edition and product set, by councils of one to nine, one per line and with a broken line
here and there, until the file has so many bytes. Then scores it on each number of threads: as many answers as lines, an
error for each broken line, the same bytes whatever the threads, and the process never above 100 MB. The same is checked
of a second file, of lines that are longer than any submission and of empty ones. Prints MB/s of the first file, the
answers going nowhere, and the peak memory, and exits 1 where something does not hold. The files are removed at the end.
"""
import argparse
import csv
import hashlib
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEAD = b'{"format":"ocop-submission/1","submission":"L-'
MOST_MEMORY = 100_000_000
LONGEST_LINE = 9_000_000  # longer than any submission may be


def product_sets(ocop):
    """Of every edition and product set, the criteria: code -> [(case, number of options)]."""
    def output(*arguments):
        return subprocess.run([ocop, "rules", *arguments], capture_output=True, text=True, check=True).stdout

    editions = [line.split()[0] for line in output("list").splitlines() if "@" in line.split()[0]]
    for edition in editions:
        sets = {}
        for row in csv.DictReader(io.StringIO(output("table", edition))):
            cases = sets.setdefault(int(row["set_no"]), {}).setdefault(row["criterion_code"], {})
            cases[row["case"]] = max(cases.get(row["case"], 0), int(row["option_no"]))
        for number, criteria in sets.items():
            yield edition, number, {code: list(cases.items()) for code, cases in criteria.items()}


def sheet(criteria, drawn, member):
    choices = {}
    for code, cases in criteria.items():
        case, options = drawn.choice(cases)
        option = drawn.randint(0, options)
        choices[code] = {"case": int(case), "option": option} if case and option else option
    return {"member": f"M{member}", "choices": choices}


def submissions(ocop, drawn):
    """What follows the number of a submission to the end of its line; a few of every kind of council."""
    for edition, number, criteria in product_sets(ocop):
        for members in 1, 1, 3, 5, 9:
            rest = {"product": {"name": "Mật ong rừng", "set": number}, "rules": edition}
            if members > 1:
                rest["council"] = {"regulation": "default", "level": "province", "members": members}
            rest["sheets"] = [sheet(criteria, drawn, m + 1) for m in range(members)]
            yield b'",' + json.dumps(rest, ensure_ascii=False, separators=(",", ":")).encode()[1:] + b"\n"


def broken(right):
    """The same kind of rest with mistakes: an end that is missing, keys and options that there are not, bad UTF-8."""
    yield right[: len(right) // 2] + b"\n"
    yield b'"}\n'
    yield right.replace(b'"set":', b'"sets":', 1)
    yield right.replace(b'"choices":{', b'"choices":{"0.0":1,', 1)
    yield right.replace(b"M1", b"\xff", 1)
    yield right.replace(b'"sheets":[', b'"sheets":[[', 1)


def write_file(path, ocop, size):
    """Writes the file; gives its lines and how many of them are broken."""
    drawn = random.Random(26)
    right = list(submissions(ocop, drawn))
    wrong = [rest for of in drawn.sample(right, 50) for rest in broken(of)]
    lines = failed = written = 0
    with open(path, "wb") as out:
        while written < size:
            parts = []
            for _ in range(1000):
                is_broken = drawn.random() < 0.001
                parts += [HEAD, b"%08d" % lines, drawn.choice(wrong if is_broken else right)]
                lines += 1
                failed += is_broken
            written += out.write(b"".join(parts))
    return lines, failed


def write_extremes(path):
    """Writes lines that are longer than any submission, and empty ones; gives how many. All of them fail."""
    lines = 0
    with open(path, "wb") as out:
        for line, times in [(b" " * LONGEST_LINE + b"\n", 40), (b"\n", 1_000_000), (b"x" * LONGEST_LINE + b"\n", 20)]:
            # One by one: what this process holds counts as memory of those that it starts.
            for _ in range(times):
                out.write(line)
            lines += times
    return lines


def score(ocop, path, threads):
    """A run whose answers are looked at: exit code, answers, errors among them, their SHA-256, peak memory in bytes."""
    digest = hashlib.sha256()
    answers = errors = 0
    process = subprocess.Popen(command_of(ocop, path, threads), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                               bufsize=1 << 20)
    for line in process.stdout:
        digest.update(line)
        answers += 1
        errors += line.startswith(b'{"format":"ocop-error/1"')
    process.stdout.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, answers, errors, digest.hexdigest(), usage.ru_maxrss * 1024


def seconds_of(ocop, path, threads):
    """What a run takes whose answers go nowhere: reading them would take a core of its own."""
    start = time.perf_counter()
    code = subprocess.run(command_of(ocop, path, threads), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
    if code != 3:
        raise SystemExit(f"{threads} threads: exit {code}, not 3, where the answers go nowhere")
    return time.perf_counter() - start


def command_of(ocop, path, threads):
    return [ocop, "score", path, "--threads", str(threads)]


def main():
    cores = os.cpu_count() or 1
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("ocop")
    options.add_argument("--bytes", type=int, default=2_000_000_000)
    options.add_argument("--folder", type=Path, help="where the file is written; the system's if not given")
    options.add_argument("--threads", type=int, nargs="+", default=sorted({1, 2, cores, 16}))
    options.add_argument("--json", type=Path, help="a file for the figures")
    o = options.parse_args()
    wrong, runs = [], []
    digests = {}

    def check(path, threads, lines, failed):
        """Scores a file; gives the peak memory."""
        code, answers, errors, digest, peak = score(o.ocop, path, threads)
        for holds, what in [(code == 3, f"exit {code}, not 3"), (answers == lines, f"{answers:,} answers"),
                            (errors == failed, f"{errors:,} errors"),
                            (digest == digests.setdefault(path, digest), "other bytes than before"),
                            (peak < MOST_MEMORY, f"peak memory of {peak / 1e6:.1f} MB")]:
            if not holds:
                wrong.append(f"{path.name} on {threads} threads: {what}")
        return peak

    with tempfile.TemporaryDirectory(prefix="ocop-large-", dir=o.folder) as folder:
        path, extremes = Path(folder, "submissions.jsonl"), Path(folder, "extremes.jsonl")
        lines, failed = write_file(path, o.ocop, o.bytes)
        extreme_lines = write_extremes(extremes)
        size = path.stat().st_size
        print(f"{size / 1e6:,.0f} MB, {lines:,} lines, {failed:,} of them broken", flush=True)
        for threads in o.threads:
            peaks = check(path, threads, lines, failed), check(extremes, threads, extreme_lines, extreme_lines)
            seconds = seconds_of(o.ocop, path, threads)
            runs.append({"threads": threads, "seconds": seconds, "peak_bytes": peaks[0], "extreme_bytes": peaks[1]})
            print(f"{threads} threads: {size / 1e6 / seconds:,.0f} MB/s, {lines / seconds:,.0f} submissions/s, peak "
                  f"{peaks[0] / 1e6:.1f} MB, of the extremes {peaks[1] / 1e6:.1f} MB", flush=True)
    if o.json:
        o.json.write_text(json.dumps({"bytes": size, "lines": lines, "broken": failed, "wrong": wrong, "runs": runs}))
    print("\n".join(wrong) or "all of it holds")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
