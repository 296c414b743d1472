"""What the tests of the package share: the rules, random sheets, frames of every kind, results as plain rows."""

import json
import random
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import ocop
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis.configuration import set_hypothesis_home_dir

SCRATCH = tempfile.TemporaryDirectory()
set_hypothesis_home_dir(SCRATCH.name)  # what Hypothesis keeps goes with the run
TESTS = Path(__file__).resolve().parent.parent
SOURCES = TESTS.parent
MADE_UP = TESTS / "cases" / "made-up-decree"
EDITIONS = [e.id for e in ocop.RuleCatalog.builtin().editions]
FACTS = [f["fact"] for f in json.loads((SOURCES / "rules" / "shared" / "facts.json").read_text("utf8"))["facts"]]
READINGS = {
    "R-01": ["cumulative", "own-marks"], "R-03": ["points", "printed-order"], "R-04": ["any-points", "highest-option"],
    "R-05": ["cap", "reject"], "R-06": ["stop", "later-zero", "reject"], "R-08": ["exact", "rounded"],
    "R-09": ["thresholds", "undetermined"], "R-17": ["independent", "same-case"], "R-20": ["assume-not", "error"],
    "R-21": ["none", "waive-marks"], "R-22": ["zero", "reject"], "R-23": ["reject", "stop"], "R-24": ["none", "zero"],
}  # fmt: skip


@pytest.fixture(scope="session")
def catalog():
    return ocop.RuleCatalog.builtin()


@pytest.fixture(scope="session")
def made_up():
    return ocop.RuleCatalog.from_dir(MADE_UP)


@pytest.fixture(scope="session")
def fresh(catalog):
    """Set 1 of Decision 26/2026: no cases, marks of three levels."""
    return catalog.edition("qd-26-2026").product_set(1)


@pytest.fixture(scope="session")
def tourism(catalog):
    """Set 26 of Decision 26/2026: three criteria with cases."""
    return catalog.edition("qd-26-2026").product_set(26)


def best_of(rules):
    """The option with the most points everywhere."""
    return {c.code: tick(max(reversed(c.options), key=lambda o: o.points)) for c in rules.criteria}


def tick(option):
    return {"case": option.case, "option": option.number} if option.case else option.number


def random_sheet(rules, rng, good=0.7):
    """Mostly the best option, else any or none."""
    sheet = {}
    for criterion in rules.criteria:
        best = max(criterion.options, key=lambda o: o.points)
        sheet[criterion.code] = tick(best) if rng.random() < good else rng.choice([0, *map(tick, criterion.options)])
    return sheet


def random_sheets(rules, seed, count):
    rng = random.Random(seed)
    return [random_sheet(rules, rng, rng.choice([0.3, 0.7, 0.9, 0.97, 1.0])) for _ in range(count)]


def random_facts(rng):
    """A few facts, as a submission nests them."""
    facts = {}
    for fact in rng.sample(FACTS, rng.choice([0, 0, 1, 2])):
        room, name = fact.split(".")
        facts.setdefault(room, {})[name] = rng.choice([True, False])
    return facts


def random_readings(rng):
    return {reading: rng.choice(READINGS[reading]) for reading in rng.sample(list(READINGS), rng.choice([0, 1, 3]))}


def option_of(ticked):
    return ticked["option"] if isinstance(ticked, dict) else ticked


def case_of(ticked):
    return ticked["case"] if isinstance(ticked, dict) else 0


def wide(rules, sheets, dtype=np.uint8):
    """Sheets as arrays, a column per criterion and one for each case."""
    columns = {}
    for criterion in rules.criteria:
        ticks = [sheet[criterion.code] for sheet in sheets]
        columns[criterion.code] = np.array([option_of(t) for t in ticks], dtype=dtype)
        if criterion.cases:
            columns[f"{criterion.code}@case"] = np.array([case_of(t) for t in ticks], dtype=dtype)
    return columns


def long(rules, dossiers):
    """Dossiers, each with its members' sheets, as rows of ticks."""
    has_cases = any(c.cases for c in rules.criteria)
    rows = []
    for dossier, sheets in dossiers.items():
        for member, sheet in sheets.items():
            for code, ticked in sheet.items():
                row = {"dossier_id": dossier, "member_id": member, "criterion_id": code, "option_id": option_of(ticked)}
                rows.append({**row, "case": case_of(ticked)} if has_cases else row)
    return rows


def columns_of(rows):
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def key_pair(folder, name, *more):
    """The texts of a private key and of its public one."""
    private = folder / f"{name}.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", private, *more], check=True)
    phrase = ["-passin", more[-1]] if more else []
    public = subprocess.run(
        ["openssl", "pkey", "-in", private, "-pubout", *phrase], check=True, capture_output=True, text=True
    )
    return private.read_text("utf8"), public.stdout


KINDS = {
    "arrays": lambda columns: {name: np.asarray(column) for name, column in columns.items()},
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "pyarrow": lambda columns: pa.table({name: pa.array(column) for name, column in columns.items()}),
}


@pytest.fixture(params=list(KINDS))
def kind(request):
    return request.param


def plain(frame):
    """A result of any kind as a dict of lists; None where there is nothing (in arrays: 0 stars, -1, an empty text)."""
    if isinstance(frame, pd.DataFrame):
        frame = frame.reset_index() if frame.index.name else frame
        return {
            name: [None if value is pd.NA or value is pd.NaT or value != value else value for value in column.tolist()]
            for name, column in frame.items()
        }
    if isinstance(frame, pl.DataFrame):
        return {name: column.to_list() for name, column in frame.to_dict(as_series=True).items()}
    if isinstance(frame, pa.Table):
        return frame.to_pydict()
    coded = getattr(frame, "names", {})
    lists = {
        name: (frame.texts(name) if name in coded else np.asarray(column)).tolist() for name, column in frame.items()
    }
    for name, column in lists.items():
        if name in ("stars", "stars_by_points", "stars_before", "stars_least", "stars_most"):
            lists[name] = [value or None for value in column]
        nothing = -1 if name in ("needed", "spread", "next_round") else ""
        lists[name] = [None if value == nothing or value != value else value for value in lists[name]]
    return lists
