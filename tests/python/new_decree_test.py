"""A made-up decree with all that rules may say, from Python: tests/cases/made-up-2033 and its case file."""

import json
from fractions import Fraction

import numpy as np
import pytest

import ocop
from conftest import TESTS

FILE = json.loads((TESTS / "cases" / "made-up-2033.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def catalog():
    return ocop.RuleCatalog.from_dir(TESTS / "cases" / "made-up-2033")


@pytest.fixture(scope="module")
def kites(catalog):
    return catalog.edition("made-up-2033").product_set(1)


def choices_of(text):
    found, at = [], 0
    while at < len(text):
        if text[at] == "[":
            found.append({"case": int(text[at + 1]), "option": int(text[at + 3])})
            at += 5
        else:
            found.append(int(text[at]))
            at += 1
    return dict(zip(FILE["criteria"], found, strict=True))


def submission_of(case):
    sheets = [
        {
            "member": f"M{number}",
            "role": "chair" if case.get("chair") == number else "member",
            "choices": choices_of(text),
        }
        for number, text in enumerate(case["sheets"], 1)
    ]
    return {
        "format": "ocop-submission/1", "submission": "kite-1", "product": {"name": "Diều", "set": 1},
        "filing": {"kind": "first", "filed_on": "2033-03-01", "decided_on": "2033-04-01"},
        "council": {"regulation": case.get("regulation", "default"), "level": "harbour", "members": len(sheets)},
        **{part: case[part] for part in ("readings", "facts") if part in case},
        "sheets": sheets,
    }  # fmt: skip


@pytest.mark.parametrize("case", FILE["cases"], ids=lambda case: case["name"])
def test_case(catalog, case):
    expect = case["expect"]
    result = ocop.score(submission_of(case), catalog=catalog)
    assert (result.outcome, result.stars_by_points, result.stars) == (
        expect["outcome"], expect["stars_by_points"], expect["stars"]
    )  # fmt: skip
    assert result.total == Fraction(expect["mean"])
    assert {code: str(points) for code, points in result.points.items()} == {p: expect[p] for p in "KLMN"}
    assert [[m.stars, m.criterion] for m in result.unmet_marks] == expect["unmet_gates"]
    assert [[m.stars, m.at, str(m.found)] for m in result.unmet_minimums] == expect["unmet_minimums"]
    assert result.to_dict()["format"] == "ocop-result/2"
    page = result._repr_html_()
    assert page.count("<table") >= 1
    if result.stars is not None and result.stars < 6:
        after = result.next_star
        assert after.stars == result.stars + 1
        assert bool(after.lacking or after.unmet or after.unmet_minimums)


def test_points_are_exact(kites):
    assert kites.edition.points_unit == Fraction(1, 2)
    assert kites.criterion("1.1").max_points == Fraction(25, 2)
    assert [o.points for o in kites.criterion("1.1").options] == [0, Fraction(9, 2), 9, Fraction(25, 2)]
    assert [b.first for b in kites.edition.bands] == [0, 20, 35, 50, Fraction(131, 2), Fraction(165, 2)]
    assert [(m.stars, m.at, m.points) for m in kites.minimums] == [
        (6, "K", Fraction(49, 2)), (5, "total", 70), (4, "2", 5), (5, "3.1", Fraction(9, 2))
    ]  # fmt: skip


def test_many_sheets_come_to_what_each_comes_to(kites):
    cases = [c for c in FILE["cases"] if len(c["sheets"]) == 1 and "facts" not in c and "readings" not in c]
    ticks = [choices_of(c["sheets"][0]) for c in cases]
    option = [[t if isinstance(t, int) else t["option"] for t in row.values()] for row in ticks]
    number = [[0 if isinstance(t, int) else t["case"] for t in row.values()] for row in ticks]
    columns = {code: np.array([row[at] for row in option], np.uint8) for at, code in enumerate(FILE["criteria"])}
    columns["1.2@case"] = np.array([row[FILE["criteria"].index("1.2")] for row in number], np.uint8)
    scored = ocop.frames.score_wide(columns, kites)
    scorer = ocop.SetScorer(kites)
    held = scored.texts("capped_by").tolist()
    for row, case in enumerate(cases):
        expect = case["expect"]
        one = scorer.score(option[row], number[row])
        assert Fraction(one.total) == Fraction(expect["mean"])
        assert one.stars == expect["stars"]
        assert scored["total"][row] == float(Fraction(expect["mean"]))
        assert scored["K"][row] == float(Fraction(expect["K"]))
        assert scored["stars"][row] == expect["stars"]
        assert (one.capped_by is None) == (not held[row])
    assert "total ≥ 70" in held
    blocked = ocop.analysis.what_blocks(columns, kites)
    assert sum(m.first for m in blocked.minimums) + sum(m.first for m in blocked.marks) == blocked.capped


def test_upgrade_names_minimums(kites):
    sheet = ocop.Sheet(kites, choices_of("4[1:2]2222222223322"))
    found = ocop.analysis.upgrade_path(sheet, 5)
    assert found.lacking == 0
    assert [m.at for m in found.unmet_minimums] == ["total"]
    assert found.blocked_by == "marks"
    assert found.applied(sheet).score().stars >= 5
    assert ocop.analysis.sensitivity(sheet)[0].total == Fraction(113, 2)


def test_late_filing_is_governed_by_what_the_clause_says(catalog):
    late = catalog.governing("first", "2032-12-31", "2033-02-01")
    assert (late.edition.rule_set, late.because, late.by_else) == ("made-up-2033", "made-up-2033/9.2", True)
    assert not catalog.governing("first", "2032-12-31", "2033-01-31").by_else


def test_record_replays(catalog):
    record = ocop.record(submission_of(FILE["cases"][2]), catalog=catalog)
    assert [r["status"] for r in ocop.replay([record], catalog=catalog)] == ["same"]
