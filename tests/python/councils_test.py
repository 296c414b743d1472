"""Councils in a frame come to what each comes to by itself, under every regulation."""

import json
import random
from fractions import Fraction

import numpy as np
import ocop
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import (
    EDITIONS, KINDS, SOURCES, best_of, columns_of, long, plain, random_facts, random_readings, random_sheet,
)  # fmt: skip
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ocop.frames import council_results

REGULATIONS = SOURCES / "rules" / "councils"
few = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def with_chairs(rows, chairs):
    return [{**row, "role": "chair" if chairs.get(row["dossier_id"]) == row["member_id"] else ""} for row in rows]


def words_of(result, regulation, members):
    """A council's result in the words of a row; quorum and spread from the regulation's file and the sheets."""
    quorum, limit = regulation["quorum"], regulation["spread"]
    totals = [sheet["points"]["total"] for sheet in result.to_dict()["sheets"]]
    return {
        **{part: float(points) for part, points in result.points.items()},
        "mean": result.total, "outcome": result.outcome, "stars_by_points": result.stars_by_points,
        "stars": result.stars, "capped_by": result.capped_by,
        "needed": quorum and -(-members * quorum["present"] // quorum["of"]),
        "spread": limit and max(totals) - min(totals), "next_round": result.next_round,
    }  # fmt: skip


def row_of(scored, at):
    row = {name: column[at] for name, column in scored.items() if name not in ("dossier_id", "members", "total")}
    return {**row, "mean": Fraction(scored["total"][at], scored["members"][at])}


@few
@given(st.sampled_from(EDITIONS), st.integers(0, 2**32))
def test_every_council_of_a_frame_comes_to_what_it_comes_to_alone(catalog, edition, seed):
    rng = random.Random(seed)
    rules = rng.choice(catalog.edition(edition).product_sets)
    regulation = rng.choice(catalog.regulations)
    facts, readings = random_facts(rng), random_readings(rng)
    if rng.random() < 0.5:
        readings["R-19"] = rng.choice(["accepted", "refused"])
        readings["R-07"] = rng.choice(["majority", "all", "mean"])
    most = 1 if regulation == "agreed-score" and rng.random() < 0.8 else 5
    dossiers = {
        f"DN-{n}": {
            f"M{m}": random_sheet(rules, rng, rng.choice([0.8, 0.95, 1.0])) for m in range(rng.randint(1, most))
        }
        for n in range(4)
    }
    members = {name: len(sheets) + rng.choice([0, 0, 0, 1, 2]) for name, sheets in dossiers.items()}
    chairs = {name: rng.choice([None, *sheets]) for name, sheets in dossiers.items()}
    rows = with_chairs(long(rules, dossiers), chairs)
    rng.shuffle(rows)
    try:
        scored = plain(council_results(
            columns_of(rows), rules, regulation=regulation, members=members, facts=facts, readings=readings,
            on_error="collect", threads=rng.choice([1, 2, 3]),
        ))  # fmt: skip
    except ocop.RuleError as refused:  # facts or readings that hold for none of them
        name = next(iter(dossiers))
        with pytest.raises(type(refused)):
            ocop.council(
                rules, dossiers[name], regulation=regulation, members=members[name], chair=chairs[name], facts=facts,
                readings=readings,
            )  # fmt: skip
        return
    for at, (name, sheets) in enumerate(sorted(dossiers.items())):
        try:
            alone = ocop.council(
                rules, sheets, regulation=regulation, members=members[name], chair=chairs[name], facts=facts,
                readings=readings,
            )  # fmt: skip
        except ocop.RuleError as error:
            assert scored["issues"][at].startswith(f"{error.code}: "), (error, scored["issues"][at])
            continue
        assert scored["issues"][at] is None
        found = row_of(scored, at)
        del found["issues"]
        expected = words_of(alone, json.loads((REGULATIONS / f"{regulation}.json").read_text("utf8")), members[name])
        for part in alone.points:
            assert found.pop(part) == pytest.approx(expected.pop(part))
        assert found == expected


def lowered(rules, left, part=None):
    """The best sheet less some points, all of them in one part if it is named."""
    sheet = best_of(rules)
    for criterion in rules.criteria:
        worth = {o.points: o.number for o in criterion.options if o.points > 0}
        less = max(n for n in range(min(left, criterion.max_points) + 1) if criterion.max_points - n in worth)
        if less and not criterion.cases and part in (None, criterion.part):
            sheet[criterion.code] = worth[criterion.max_points - less]
            left -= less
    assert left == 0
    return sheet


def scored_of(rules, totals, kind="arrays", chair="M0", **options):
    """One dossier whose sheets come to the totals."""
    sheets = {f"M{m}": lowered(rules, 100 - total) for m, total in enumerate(totals)}
    rows = with_chairs(long(rules, {"DN-1": sheets}), {"DN-1": chair})
    return row_of(plain(council_results(KINDS[kind](columns_of(rows)), rules, **options)), 0)


def test_a_spread_of_ten_points_is_the_limit_in_tay_ninh(fresh, kind):
    for lowest, spread, readings, outcome in (
        (91, 9, {}, "ranked"), (90, 10, {}, "ranked"), (90, 10, {"R-19": "refused"}, "rescore"),
        (89, 11, {}, "rescore"),
    ):  # fmt: skip
        row = scored_of(fresh, [100, lowest, 95, 95], kind, regulation="tay-ninh", readings=readings)
        assert (row["spread"], row["outcome"]) == (spread, outcome)
        assert (row["stars"] is None) == (outcome == "rescore")


def test_members_too_far_apart_score_again_until_the_rounds_are_used_up(fresh, kind):
    for round, next_round in ((None, 2), (1, 2), (2, None)):
        row = scored_of(fresh, [100, 80, 95, 95], kind, regulation="tay-ninh", round=round)
        assert (row["outcome"], row["next_round"]) == ("rescore", next_round)
        assert scored_of(fresh, [100, 95], kind, regulation="tay-ninh", round=round)["next_round"] is None
    assert scored_of(fresh, [100, 80], kind, regulation="dong-thap")["next_round"] is None
    rows = [row for name in ("a", "b") for row in long(fresh, {name: {
        "An": best_of(fresh), "Bình": lowered(fresh, 20)}})]  # fmt: skip
    rows = with_chairs(rows, {"a": "An", "b": "An"})
    frame = KINDS[kind](columns_of(rows))
    scored = plain(council_results(frame, fresh, regulation="tay-ninh", round={"a": 1, "b": 2}))
    assert scored["next_round"] == [2, None]
    for wrong in (0, 3, -1, 2**70):
        with pytest.raises(ocop.RuleError, match="dossier a, /council/round: found round .* has 2 rounds"):
            council_results(frame, fresh, regulation="tay-ninh", round=wrong)
    with pytest.raises(KeyError, match="round says nothing of the dossiers b"):
        council_results(frame, fresh, regulation="tay-ninh", round={"a": 1})
    with pytest.raises(TypeError, match=r"round is 1\.5; give a whole number"):
        council_results(frame, fresh, regulation="tay-ninh", round=1.5)


def test_a_council_says_which_round_must_follow(fresh):
    sheets = {"An": best_of(fresh), "Bình": lowered(fresh, 20)}
    sit = lambda **options: ocop.council(fresh, sheets, regulation="tay-ninh", chair="An", **options)
    assert sit().next_round == sit(round=1).next_round == 2
    assert sit(round=2).next_round is None
    assert sit().to_dict() == sit(round=1).to_dict() == sit(round=2).to_dict()
    assert "score again: round 2 of 2" in sit(round=1).explain("en")
    assert "Chấm lại: vòng 2 trong 2" in sit(round=1)._repr_html_()
    assert "The rounds are used up: 2" in sit(round=2).page("en")._repr_html_()
    assert ocop.council(fresh, {"An": best_of(fresh)}, round=1).next_round is None
    for wrong in (0, 3, -(2**70)):
        with pytest.raises(ocop.RuleError) as raised:
            sit(round=wrong)
        assert (raised.value.code, raised.value.where) == ("bad-value", "/council/round")
    with pytest.raises(TypeError, match="round is True; give a whole number"):
        sit(round=True)


def test_a_name_costs_its_own_length(fresh):
    import tracemalloc

    def peak_of(longest):
        names = ["N" * longest, *(f"DN-{n}" for n in range(5000))]
        frame = pl.DataFrame({
            "dossier_id": names, "member_id": ["An"] * 5001, "criterion_id": ["1.1"] * 5001, "option_id": [1] * 5001,
        })  # fmt: skip
        tracemalloc.start()
        found = council_results(frame, fresh, on_error="collect")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert found["dossier_id"].to_list() == sorted(names)
        return peak

    assert peak_of(20_000) < peak_of(2) + 10_000_000


@pytest.mark.parametrize("names", [["DN-1", "DN-1\0"], ["DN-1\0", "DN-1\0\0"], ["\0", "\0\0"]])
def test_names_that_differ_by_a_last_nul_are_never_taken_for_one(fresh, names):
    rows = [row for name in names for row in long(fresh, {name: {"An": best_of(fresh)}})]
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    objects = {n: np.array(c, dtype=object if isinstance(c[0], str) else None) for n, c in columns.items()}
    for frame in (pd.DataFrame(columns), pl.DataFrame(columns), pa.table(columns), objects):
        with pytest.raises(ocop.errors.BadValueError, match=r"row 0, column dossier_id|nothing can be seen"):
            council_results(frame, fresh, members=2)


def test_no_ticks_are_no_dossiers_in_every_kind(fresh):
    columns = {name: [] for name in ("dossier_id", "member_id", "criterion_id", "option_id")}
    objects = {name: np.array([], dtype=object) for name in columns}
    for frame in (pd.DataFrame(columns, dtype="str"), pl.DataFrame(columns), pa.table(columns), objects):
        assert plain(council_results(frame, fresh))["dossier_id"] == []


def test_three_of_four_members_with_the_chair_are_a_quorum_in_tay_ninh(fresh, kind):
    for present, members, chair, needed, outcome in (
        (3, 4, "M0", 3, "ranked"), (2, 4, "M0", 3, "no-quorum"), (3, 4, "M9", 3, "no-quorum"),
        (4, 4, None, 3, "no-quorum"), (6, 9, "M0", 7, "no-quorum"), (7, 9, "M0", 7, "ranked"),
    ):  # fmt: skip
        row = scored_of(fresh, [95] * present, kind, regulation="tay-ninh", members=members, chair=chair)
        assert (row["needed"], row["outcome"]) == (needed, outcome)


def test_a_regulation_without_a_spread_leaves_it_empty(fresh, kind):
    row = scored_of(fresh, [100, 50], kind, regulation="default")
    assert (row["spread"], row["needed"], row["outcome"], row["mean"]) == (None, 2, "ranked", 75)
    row = scored_of(fresh, [100, 99], kind, regulation="software-2023")
    assert (row["spread"], row["needed"]) == (1, None)


def test_the_software_of_2019_rounds_the_mean_of_each_part(catalog, kind):
    rules = catalog.edition("qd-1048-2019@2019-08-21").product_set(1)
    sheets = {"M0": lowered(rules, 11, "A"), "M1": lowered(rules, 11, "B"), "M2": lowered(rules, 8, "C")}
    rows = KINDS[kind](columns_of(long(rules, {"DN-1": sheets})))
    rounded = row_of(plain(council_results(rows, rules, regulation="software-2019")), 0)
    exact = row_of(plain(council_results(rows, rules)), 0)
    assert (exact["mean"], exact["stars"]) == (90, 5)
    assert (rounded["mean"], rounded["stars"]) == (90, 4)  # 31.33, 21.33 and 37.33 are 89.99
    assert ocop.council(rules, sheets, regulation="software-2019").stars == 4


def test_the_council_agrees_on_one_score_in_thoi_binh(fresh):
    assert scored_of(fresh, [88], regulation="agreed-score")["mean"] == 88
    sheets = {"DN-1": {"M0": best_of(fresh), "M1": best_of(fresh)}}
    with pytest.raises(ocop.errors.TooManySheetsError, match="dossier DN-1"):
        council_results(columns_of(long(fresh, sheets)), fresh, regulation="agreed-score")


def test_the_order_of_rows_does_not_matter(fresh, kind):
    rng = random.Random(3)
    rows = long(fresh, {f"DN-{n}": {f"M{m}": random_sheet(fresh, rng) for m in range(3)} for n in range(5)})
    rows = with_chairs(rows, {f"DN-{n}": "M1" for n in range(5)})
    expected = plain(council_results(KINDS[kind](columns_of(rows)), fresh, regulation="tay-ninh"))
    for _ in range(3):
        rng.shuffle(rows)
        assert plain(council_results(KINDS[kind](columns_of(rows)), fresh, regulation="tay-ninh")) == expected


def test_members_are_given_for_all_or_by_dossier(fresh):
    rows = columns_of(long(fresh, {"a": {"1": best_of(fresh)}, "b": {"1": best_of(fresh)}}))
    assert plain(council_results(rows, fresh, members=2))["outcome"] == ["no-quorum", "no-quorum"]
    assert plain(council_results(rows, fresh, members={"a": 1, "b": 2}))["outcome"] == ["ranked", "no-quorum"]
    assert plain(council_results(rows, fresh, members=np.int64(1)))["outcome"] == ["ranked", "ranked"]
    with pytest.raises(KeyError, match="members says nothing of the dossiers b"):
        council_results(rows, fresh, members={"a": 1})
    for wrong in (0, -1, {"a": 1, "b": 0}):
        with pytest.raises(ocop.errors.BadValueError, match="a council has at least 1 member"):
            council_results(rows, fresh, members=wrong)
    with pytest.raises(TypeError):
        council_results(rows, fresh, members=2.5)
    two = columns_of(long(fresh, {"a": {"1": best_of(fresh), "2": best_of(fresh)}}))
    with pytest.raises(ocop.errors.TooManySheetsError, match="dossier a"):
        council_results(two, fresh, members=1)


def test_a_role_is_chair_or_member(fresh):
    rows = long(fresh, {"a": {"1": best_of(fresh)}, "b": {"1": best_of(fresh), "2": best_of(fresh)}})
    roles = [{**row, "role": None} for row in rows]
    roles[4]["role"] = "boss"
    message = 'row 4, column role: found "boss"; a role is "chair" or "member".'
    with pytest.raises(ocop.errors.BadValueError, match=message):
        council_results(pl.DataFrame(roles), fresh)
    scored = council_results(pd.DataFrame(roles), fresh, on_error="collect")
    assert scored["issues"].isna().tolist() == [False, True]
    with pytest.raises(TypeError, match="column 'role' holds no texts"):
        council_results(pl.DataFrame([{**row, "role": 1} for row in rows]), fresh)
    chairs = pl.DataFrame([{**row, "role": "chair"} for row in rows])
    with pytest.raises(ocop.errors.RepeatedMemberError, match="dossier b"):
        council_results(chairs, fresh)


def test_an_unknown_regulation_is_refused_with_those_there_are(fresh):
    rows = columns_of(long(fresh, {"a": {"1": best_of(fresh)}}))
    with pytest.raises(ocop.errors.UnknownRegulationError, match="tay-ninh"):
        council_results(rows, fresh, regulation="no-such")


def test_the_types_of_a_council_are_those_documented(fresh):
    rows = columns_of(long(fresh, {"a": {"1": best_of(fresh)}}))
    scored = council_results(pd.DataFrame(rows), fresh)
    assert {str(scored[name].dtype) for name in ("needed", "spread", "stars")} == {"Int64"}
    assert scored["needed"].tolist() == [1]
    assert scored["spread"].isna().all()
    assert council_results(pl.DataFrame(rows), fresh).schema["spread"] == pl.Int64
    assert council_results(rows, fresh)["spread"].tolist() == [-1]


def test_a_level_that_has_no_council_is_refused_as_for_one_product(fresh):
    ticks = columns_of(long(fresh, {"a": {"M1": best_of(fresh)}}))
    for level in ("galaxy", ""):
        with pytest.raises(ocop.errors.BadValueError, match="has councils of province, centre"):
            council_results(ticks, fresh, level=level)


def test_a_quorum_of_very_many_members_is_shown_as_it_is(fresh):
    ticks = columns_of(long(fresh, {"a": {"M1": best_of(fresh)}}))
    found = plain(council_results(ticks, fresh, regulation="tay-ninh", members=4_000_000_000))
    assert (found["outcome"], found["needed"]) == (["no-quorum"], [3_000_000_000])
