"""One product set of our rule data as plain values, from which the rules of every peer are made, and sheets to rate."""
import json
from pathlib import Path

import numpy as np
import ocop

FOLDER = Path(__file__).resolve().parents[2] / "rules"


def product_set(edition, number):
    """The set as the installed package has it, which must be as in the rule data of this checkout."""
    rules = ocop.RuleCatalog.builtin().edition(edition).product_set(number)
    if rules != ocop.RuleCatalog.from_dir(str(FOLDER)).edition(edition).product_set(number):
        raise SystemExit("the installed package has other rules than this checkout; run `pip install .`")
    return rules


def plain_rules(rules):
    """
    Fields, points, notes, marks and bands of a set without cases.

    `points` has the worth of each option at its number; 0 is nothing ticked. A criterion counts 0 where one of
    `zero_at` has 0 points. A mark is met by `least` counted points. Marks are cumulative, levels stand in rising order.
    """
    if any(c.cases for c in rules.criteria):
        raise SystemExit(f"set {rules.number} has criteria with cases, which the rules of the peers have no form for")
    zeros = zero_notes(rules)
    fields = {c.code: field_of(c.code) for c in rules.criteria}
    criteria = [
        {
            "code": c.code,
            "field": fields[c.code],
            "points": [0, *(o.points for o in c.options)],
            "zero_at": [fields[code] for code in zeros.get(c.code, [])],
        }
        for c in rules.criteria
    ]
    worth = {c["code"]: c["points"] for c in criteria}
    marks = [
        {"stars": m.stars, "field": fields[m.criterion], "least": 1 if m.on_heading else worth[m.criterion][m.option]}
        for m in rules.marks
    ]
    if any(m["least"] < 1 for m in marks):
        raise SystemExit("a mark stands at an option without points, which the rules of the peers have no form for")
    bands = [{"stars": b.stars, "first": b.first} for b in rules.edition.bands]
    levels = sorted({m["stars"] for m in marks})
    return {"criteria": criteria, "marks": marks, "bands": bands, "levels": levels}


def field_of(code):
    """A name that every language takes: `c1_dd` for 1.đ."""
    return "c" + code.replace(".", "_").replace("đ", "dd")


def zero_notes(rules):
    """Codes of criteria whose zero makes a criterion count 0, by the code of that criterion; facts are not given."""
    chosen = {r.id: r.chosen for r in rules.edition.readings}
    notes = {f"{n['note']}@{n['version']}": n for n in json.loads((FOLDER / "shared/notes.json").read_text())["notes"]}
    [file] = (FOLDER / rules.edition.rule_set / "product_sets").glob(f"{rules.number:02}-*.json")
    content = json.loads(file.read_text())
    at_criteria = [(c["id"], n) for s in content["sections"] for c in s["criteria"] for n in c.get("notes", [])]
    elsewhere = [n for place in (content, *content["sections"]) for n in place.get("notes", [])]
    found = {}
    for code, note in [*at_criteria, *((None, n) for n in elsewhere)]:
        if "zero_at" not in note:
            continue
        effect = notes[note["note"]]["effect"]
        if isinstance(effect, dict):
            effect = chosen[effect["reading"]]
        if code is None or effect != "zero":
            raise SystemExit(f"the note {note['note']} does more than count one criterion 0")
        found.setdefault(code, []).extend(note["zero_at"])
    return found


def make_sheets(plain, count, seed=148):
    """
    Distinct sheets, one row of option numbers each, 0 for nothing ticked: mostly good ones, so that marks decide.

    Each has a care of its own, from none to full, and ticks the best option where it takes care, any where it does
    not; half of them meet the marks up to a level. One in twenty has no product story, one in twenty has large gaps.
    """
    random = np.random.default_rng(seed)
    criteria = plain["criteria"]
    more = 2 * count
    best = np.array([len(c["points"]) - 1 for c in criteria], dtype=np.uint8)
    care = random.random((more, 1), dtype=np.float32) ** 0.35
    anything = (random.random((more, len(best)), dtype=np.float32) * (best + 1)).astype(np.uint8)
    sheets = np.where(random.random(anything.shape, dtype=np.float32) < care, best, anything)
    levels = random.choice(plain["levels"], more // 2)
    for level in plain["levels"]:
        rows = np.flatnonzero(levels == level)
        sheets[rows] = np.maximum(sheets[rows], least_options(plain, level))
    for field in sorted({field for c in criteria for field in c["zero_at"]}):
        sheets[random.random(more) < 0.05, column_of(plain, field)] = 1
    gaps = np.flatnonzero(random.random(more) < 0.05)
    sheets[gaps] *= random.random((len(gaps), len(best))) < 0.5
    first = np.unique(sheets.view(f"V{len(best)}"), return_index=True)[1]
    return random.permutation(sheets[first])[:count]


def column_of(plain, field):
    """Number of the column of a field."""
    return [c["field"] for c in plain["criteria"]].index(field)


def least_options(plain, level):
    """Of each criterion the first option that meets its marks up to a level; 0 where there is none."""
    least = np.zeros(len(plain["criteria"]), dtype=np.uint8)
    for mark in (m for m in plain["marks"] if m["stars"] <= level):
        at = column_of(plain, mark["field"])
        meets = [p >= mark["least"] for p in plain["criteria"][at]["points"]]
        least[at] = max(least[at], meets.index(True))
    return least


def made_zero(plain, sheets):
    """How many sheets have a tick worth points that a note makes 0."""
    has_points = {
        c["field"]: np.array(c["points"]).take(sheets[:, at]) > 0 for at, c in enumerate(plain["criteria"])
    }
    hits = [has_points[c["field"]] & ~has_points[other] for c in plain["criteria"] for other in c["zero_at"]]
    return int(np.any(hits, axis=0).sum()) if hits else 0
