#!/usr/bin/env python3
"""The same sheets by ocop and by engines and databases that people use today; answers are compared before any time.

usage: run.py [--sheets N] [--rounds N] [--only PEER]... [--folder DIR] [--markdown FILE]

Every peer rates sheets of set 1 of qd-148-2023 by rules made from our rule data: total, unmet marks of each level and
stars. Needs the package (`pip install .`), and pip and npm for the peers, which are installed into DIR in the versions
of requirements.txt and package-lock.json; one that cannot be installed is left out with a word. Linux only.
"""
import argparse
import json
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import ocop

import rules_of_set

HERE = Path(__file__).resolve().parent
EDITION, SET = "qd-148-2023", 1


@dataclass(frozen=True)
class Peer:
    """What rates sheets, how many of them at most, and what its time covers."""

    name: str
    script: str
    sheets: int
    timed: str
    package: str = ""
    way: str = ""
    is_brief: bool = False  # says total and stars, and no marks


OURS = (
    Peer("ocop, arrays", "by_ocop.py", 1_000_000, "arrays of option numbers to arrays", way="arrays"),
    Peer("ocop, command", "by_ocop.py", 100_000, "JSON file to JSON file, start included", way="command"),
    Peer("ocop, one by one", "by_ocop.py", 10_000, "a call a sheet, JSON text to dict", way="calls"),
    Peer("ocop, SetScorer", "by_ocop.py", 100_000, "a call a sheet, total and stars alone", way="scorer", is_brief=True),
)
PEERS = (
    Peer("NumPy", "by_numpy.py", 1_000_000, "arrays of option numbers to arrays", "numpy"),
    Peer("DuckDB", "by_duckdb.py", 1_000_000, "a table in memory to arrays, one query", "duckdb"),
    Peer("json-logic-engine", "by_json_logic.mjs", 100_000, "a call a sheet, compiled logic", "json-logic-engine"),
    Peer("GoRules ZEN", "by_zen.py", 10_000, "100 sheets a call, a graph in loop mode", "zen-engine"),
    Peer("CLIPS", "by_clips.py", 10_000, "20 sheets a run, facts from binary files", "clipspy"),
    Peer("json-rules-engine", "by_json_rules.mjs", 10_000, "a run a sheet, total by a function", "json-rules-engine"),
)
BASES = ("ocop, one by one", "ocop, arrays")


def install(folder, peers):
    """The command of each peer that could be installed."""
    commands = {}
    python, node = folder / "venv/bin/python", folder / "node"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    for peer in (p for p in peers if p.script.endswith(".py")):
        pip = [python, "-m", "pip", "install", "--quiet", "--constraint", HERE / "requirements.txt", "numpy"]
        if worked(peer.name, [*pip, peer.package]):
            commands[peer.name] = [python, HERE / peer.script]
    scripts = [p for p in peers if p.script.endswith(".mjs")]
    if scripts:
        node.mkdir(exist_ok=True)
        for file in (*HERE.glob("*.mjs"), *HERE.glob("package*.json")):
            shutil.copy(file, node)
        npm = ["npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", node]
        if worked(" and ".join(p.name for p in scripts), npm):
            commands |= {p.name: ["node", node / p.script] for p in scripts}
    return commands


def worked(name, command):
    """Whether an installation worked; says why not."""
    try:
        ran = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    except FileNotFoundError as error:
        print(f"{name} left out: there is no {error.filename}")
        return False
    if ran.returncode:
        print(f"{name} left out: {(ran.stderr.strip().splitlines() or ['the installation failed'])[-1]}")
    return ran.returncode == 0


class Bench:
    """Rules and sheets; what each peer answers, and how long it takes."""

    def __init__(self, folder, count):
        self.folder = folder
        self.rules = rules_of_set.product_set(EDITION, SET)
        self.plain = rules_of_set.plain_rules(self.rules)
        self.sheets = rules_of_set.make_sheets(self.plain, count)
        self.names = ["total", "stars", *(f"unmet_{level}" for level in self.plain["levels"])]
        self.expected = None

    def measure(self, peer, command, rounds):
        """Seconds a sheet, sheets and peak bytes; the first to answer is what all others are compared with."""
        sheets = self.sheets[: peer.sheets]
        files = {name: str(self.folder / f"{name}.bin") for name in ("sheets", "answers")}
        sheets.tofile(files["sheets"])
        job = self.folder / "job.json"
        job.write_text(json.dumps({"rules": self.plain, "rounds": rounds, **files}))
        way = [self.rules.edition.id, str(SET), peer.way] if peer.way else []
        ran = subprocess.run([*command, job, *way], stdout=subprocess.PIPE, text=True)
        if ran.returncode:
            raise SystemExit(f"{peer.name} failed")
        columns = 2 if peer.is_brief else len(self.names)
        answers = np.fromfile(files["answers"], dtype=np.uint8).reshape(len(sheets), columns)
        if self.expected is None:
            self.expected = answers
        self.compare(peer, answers)
        found = json.loads(ran.stdout)
        seconds = statistics.median(found["seconds"]) / len(sheets) if rounds else None
        return seconds, len(sheets), found["peak_bytes"]

    def compare(self, peer, answers):
        """Stops at the first sheet that a peer rates otherwise."""
        count, columns = answers.shape
        differs = (answers != self.expected[:count, :columns]).any(axis=1)
        if not differs.any():
            return
        at = int(differs.argmax())
        sheet = dict(zip(self.rules.codes, self.sheets[at].tolist()))
        ours, theirs = (dict(zip(self.names, a[at].tolist())) for a in (self.expected, answers))
        raise SystemExit(f"{peer.name} differs at {differs.sum()} sheets, first {sheet}:\n{theirs}, ocop {ours}")

    def check_variety(self, count):
        """The first sheets, which all rate, must reach each band at its edge, miss marks of each level, be made 0."""
        total, stars = self.expected[:count, 0], self.expected[:count, 1]
        at_edges = [((total == b["first"]) & (stars == b["stars"])).any() for b in self.plain["bands"][1:]]
        unmet = (self.expected[:count, 2:] > 0).sum(axis=0)
        zeros = rules_of_set.made_zero(self.plain, self.sheets[:count])
        each = np.bincount(stars)[1:].tolist()
        print(f"{len(self.sheets):,} sheets; of the first {len(stars):,} {each} have 1 to 5 stars,")
        print(f"{unmet.tolist()} miss marks of the levels {self.plain['levels']}, {zeros:,} have ticks that a note makes 0")
        if not (all(at_edges) and unmet.all() and zeros):
            raise SystemExit("these sheets do not try every rule; give more of them")


def rows_of(measured):
    """The table: a row per peer with its rate, how many times the time of ocop it takes, and its memory."""
    pinned = dict(line.split("==") for line in (HERE / "requirements.txt").read_text().split())
    pinned |= json.loads((HERE / "package.json").read_text())["dependencies"]
    took = {peer.name: seconds for peer, (seconds, _, _) in measured}
    times = [f"times {base}" for base in BASES]
    yield ["", "version", "sheets/s", "µs a sheet", *times, "peak MB", "sheets", "timed"]
    for peer, (seconds, count, peak) in measured:
        yield [
            peer.name, pinned.get(peer.package, ocop.__version__), f"{1 / seconds:,.0f}", short(seconds * 1e6),
            *(short(seconds / took[base]) for base in BASES), "" if peer.way == "command" else short(peak / 1e6),
            f"{count:,}", peer.timed,
        ]  # fmt: skip


def short(value):
    """Two or three digits, without exponents."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}" if value >= 0.001 else "< 0.001"


def aligned(rows):
    """Rows as lines, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    is_text = [at in (0, 1, len(widths) - 1) for at in range(len(widths))]
    cells = lambda row: (t.ljust(w) if left else t.rjust(w) for t, w, left in zip(row, widths, is_text))
    return "\n".join("  ".join(cells(row)).rstrip() for row in rows)


def markdown(rows):
    """The same as a Markdown table."""
    rule = ["---", "---", *["---:"] * (len(rows[0]) - 3), "---"]
    return "".join(f"| {' | '.join(row)} |\n" for row in (rows[0], rule, *rows[1:]))


def machine():
    """Processor, cores, system, and versions of the languages."""
    cpus = [l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")] or ["unknown"]
    node = shutil.which("node") and subprocess.check_output(["node", "--version"], text=True).strip()
    return f"{cpus[0]}, {len(cpus)} cores, Python {platform.python_version()}, Node {node or 'absent'}"


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--sheets", type=int, default=1_000_000, help="at most; slow peers rate fewer")
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--only", action="append", choices=[p.name for p in PEERS], help="may be repeated")
    options.add_argument("--folder", type=Path, default=HERE.parents[1] / ".build/peers", help="for what is installed")
    options.add_argument("--markdown", type=Path, help="file for the table")
    o = options.parse_args()
    o.folder.mkdir(parents=True, exist_ok=True)
    wanted = [p for p in PEERS if o.only is None or p.name in o.only]
    commands = {p.name: [sys.executable, HERE / p.script] for p in OURS} | install(o.folder.resolve(), wanted)
    peers = [p for p in (*OURS, *wanted) if p.name in commands]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), o.sheets)
        for peer in peers:
            bench.measure(peer, commands[peer.name], 0)
        bench.check_variety(min(p.sheets for p in peers))
        print("All answers are the same. Timing; the machine should do nothing else.\n", flush=True)
        rows = list(rows_of([(peer, bench.measure(peer, commands[peer.name], o.rounds)) for peer in peers]))
    about = f"{bench.rules.edition.id}, set {SET}; {date.today()}; {machine()}; median of {o.rounds} rounds, one thread"
    print(f"{about}\n\n{aligned(rows)}")
    if o.markdown:
        o.markdown.write_text(f"{about}\n\n{markdown(rows)}")


if __name__ == "__main__":
    main()
