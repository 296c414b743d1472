"""Upgrades, sensitivity, what blocks and two laws side by side, against loops over single sheets."""

import itertools
import random
from collections import Counter

import numpy as np
import ocop
import pandas as pd
import polars as pl
import pytest
from conftest import (
    EDITIONS, KINDS, best_of, case_of, option_of, plain, random_facts, random_sheet, random_sheets, tick, wide,
)  # fmt: skip
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ocop.analysis import compare, sensitivity, upgrade_path, what_blocks

few = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def points_of(criterion, ticked):
    if option_of(ticked) == 0:
        return 0
    return next(o.points for o in criterion.options if (o.case, o.number) == (case_of(ticked), option_of(ticked)))


def random_costs(rules, rng):
    """None, or for some criteria a price per point or prices of options."""
    if rng.random() < 0.3:
        return None
    costs = {}
    for criterion in rules.criteria:
        if rng.random() < 0.5:
            costs[criterion.code] = rng.randrange(6)
        elif rng.random() < 0.7:
            some = [o for o in criterion.options if rng.random() < 0.7]
            costs[criterion.code] = {(o.case, o.number) if o.case else o.number: rng.randrange(9) for o in some}
    return costs


def cost_of(criterion, before, after, costs):
    """What a change costs; None where it cannot be made."""
    if before == after:
        return 0
    more = points_of(criterion, after) - points_of(criterion, before)
    if costs is None:
        return more if more > 0 else None
    price = costs.get(criterion.code)
    if isinstance(price, dict):
        return price.get((case_of(after), option_of(after)) if case_of(after) else option_of(after))
    return price * more if price is not None and more > 0 else None


def cheapest_by_trying(sheet, target, costs, free):
    """The least cost over every combination of ticks at the free criteria; None where no combination gets there."""
    rules = sheet.rules
    ways = []
    for criterion in rules.criteria:
        now = sheet.choices[criterion.code]
        others = [0, *map(tick, criterion.options)] if criterion.code in free else []
        prices = [(way, cost_of(criterion, now, way, costs)) for way in others if way != now]
        ways.append([(now, 0), *((way, price) for way, price in prices if price is not None)])
    all_ways = list(itertools.product(*ways))
    assert len(all_ways) < 30_000
    sheets = [dict(zip(rules.codes, (way for way, _ in one))) for one in all_ways]
    stars = ocop.frames.score_wide(wide(rules, sheets), rules, facts=sheet.facts, readings=sheet.readings)["stars"]
    return min((sum(price for _, price in one) for one, n in zip(all_ways, stars) if n >= target), default=None)


@few
@given(st.sampled_from(EDITIONS), st.integers(0, 2**32))
def test_no_combination_of_changes_is_cheaper_than_the_path(catalog, edition, seed):
    rng = random.Random(seed)
    rules = rng.choice(catalog.edition(edition).product_sets)
    readings = {"R-01": rng.choice(["cumulative", "own-marks"]), "R-05": rng.choice(["cap", "reject"])}
    facts = random_facts(rng) if rng.random() < 0.3 else None
    sheet = ocop.Sheet(rules, random_sheet(rules, rng, rng.choice([0.5, 0.8, 0.95])), facts=facts, readings=readings)
    costs, target = random_costs(rules, rng), rng.randint(2, 5)
    free = rng.sample(rules.codes, 5)
    found = upgrade_path(sheet, target, costs, [code for code in rules.codes if code not in free], most_plans=3)
    assert found.cost == cheapest_by_trying(sheet, target, costs, free)
    assert (found.cost is None) == (not found.plans)
    for plan in found.plans:
        assert sum(change.cost for change in plan) == found.cost
        assert all(sheet.choices[change.criterion] == change.before != change.after for change in plan)
        assert {change.criterion for change in plan} <= set(free)
        reached = sheet.replaced({change.criterion: change.after for change in plan}).score()
        assert reached.stars >= target
    if found.plans:
        assert found.applied(sheet).score().stars >= target
        assert len({frozenset((c.criterion, str(c.after)) for c in plan) for plan in found.plans}) == len(found.plans)


def test_an_upgrade_costs_what_its_options_cost(fresh):
    sheet = ocop.Sheet(fresh, {**best_of(fresh), "1.5": 2})
    assert upgrade_path(sheet, 5).cost == 2
    assert upgrade_path(sheet, 5, {"1.5": 7}).cost == 14
    assert upgrade_path(sheet, 5, {"1.5": {4: 11}}).cost == 11
    assert upgrade_path(sheet, 5, {"1.5": {3: 1, 4: 0}}).cost == 0
    plan = upgrade_path(sheet, 5, {"1.5": {4: 11}}).plans[0]
    assert plan == (ocop.analysis.Change("1.5", 2, 4, 11),)


def test_a_case_has_its_own_price(tourism):
    sheet = ocop.Sheet(tourism, {**best_of(tourism), "8": 0})
    target = sheet.score().stars + 1 if sheet.score().stars < 5 else 5
    best = tick(max(tourism.criterion("8").options, key=lambda o: o.points))
    found = upgrade_path(sheet, target, {"8": {(best["case"], best["option"]): 3}})
    assert (found.cost, found.plans[0]) in ((0, ()), (3, (ocop.analysis.Change("8", 0, best, 3),)))
    assert found.applied(sheet).score().stars >= target


def test_a_level_that_cannot_be_reached_has_no_plan(fresh):
    sheet = ocop.Sheet(fresh, {**best_of(fresh), "1.5": 2})
    for found in (
        upgrade_path(sheet, 5, fixed=["1.5"]), upgrade_path(sheet, 5, {}), upgrade_path(sheet, 5, {"1.5": {3: 1}}),
        upgrade_path(ocop.Sheet(fresh, best_of(fresh), facts={"dossier": {"forged": True}}), 3),
    ):  # fmt: skip
        assert (found.cost, found.plans) == (None, ())
        with pytest.raises(ValueError, match="stars cannot be reached: there is no plan"):
            found.applied(sheet)


def test_what_blocks_an_upgrade_is_told(fresh):
    best = best_of(fresh)
    low = dict.fromkeys(fresh.codes, 1)
    marks_only = upgrade_path(ocop.Sheet(fresh, {**best, "1.5": 3}), 5)
    assert (marks_only.blocked_by, marks_only.lacking) == ("marks", 0)
    assert [(m.criterion, m.stars) for m in marks_only.unmet] == [("1.5", 5)]
    both = upgrade_path(ocop.Sheet(fresh, low), 5)
    assert (both.blocked_by, both.lacking) == ("both", 90 - 16)
    assert all(m.stars <= 5 for m in both.unmet)
    points = upgrade_path(ocop.Sheet(fresh, low), 2)
    assert (points.blocked_by, points.lacking, points.unmet) == ("points", 14, ())
    there = upgrade_path(ocop.Sheet(fresh, best), 5)
    assert (there.blocked_by, there.cost, there.plans) == ("nothing", 0, ((),))
    assert there.applied(ocop.Sheet(fresh, best)).choices == best
    own = upgrade_path(ocop.Sheet(fresh, {**best, "2.2": 1}, readings={"R-01": "own-marks"}), 5)
    assert own.unmet == ()  # 2.2 has a mark of three stars only


def test_wrong_calls_of_an_upgrade_are_named(fresh):
    sheet = ocop.Sheet(fresh, best_of(fresh))
    with pytest.raises(KeyError, match="has no criterion '9.9'"):
        upgrade_path(sheet, 5, fixed=["9.9"])
    with pytest.raises(KeyError, match="has no criterion '9.9'"):
        upgrade_path(sheet, 5, {"9.9": 1})
    with pytest.raises(KeyError, match="costs of 1.5: there is no option 9; it has 1, 2, 3, 4"):
        upgrade_path(sheet, 5, {"1.5": {9: 1}})
    with pytest.raises(ocop.errors.BadValueError, match="cost"):
        upgrade_path(ocop.Sheet(fresh, {**best_of(fresh), "1.5": 1}), 5, {"1.5": -1})
    for costs in ({"1.5": 2.5}, {"1.5": {4: 1.0}}):
        with pytest.raises(TypeError):
            upgrade_path(ocop.Sheet(fresh, {**best_of(fresh), "1.5": 1}), 5, costs)
    for level in (0, 6, -1):
        with pytest.raises(ocop.errors.BadValueError):
            upgrade_path(sheet, level)
    with pytest.raises(ocop.errors.MissingCriteriaError):
        upgrade_path(ocop.Sheet(fresh, {"1.1": 1}), 5)


@few
@given(st.sampled_from(EDITIONS), st.integers(0, 2**32))
def test_sensitivity_is_scoring_again(catalog, edition, seed):
    rng = random.Random(seed)
    rules = rng.choice(catalog.edition(edition).product_sets)
    readings = {"R-05": rng.choice(["cap", "reject"]), "R-03": rng.choice(["points", "printed-order"])}
    sheet = ocop.Sheet(rules, random_sheet(rules, rng, 0.9), facts=random_facts(rng), readings=readings)
    had = sheet.score().stars or 0
    effects = iter(sensitivity(sheet))
    for criterion in rules.criteria:
        now = sheet.choices[criterion.code]
        for other in [0, *map(tick, criterion.options)]:
            if other == now:
                continue
            effect, then = next(effects), sheet.replaced({criterion.code: other}).score()
            assert (effect.criterion, effect.option) == (criterion.code, other)
            assert (effect.total, effect.outcome) == (then.total, then.outcome)
            assert (effect.stars_by_points, effect.stars) == (then.stars_by_points, then.stars)
            assert effect.change == (then.stars or 0) - had
    assert list(effects) == []


# --- What blocks -------------------------------------------------------------------------------------


def blocks_by_looking(rules, results):
    """Counts over results, one by one, where marks are cumulative and minimums cap."""
    holds, alone, first = Counter(), Counter(), Counter()
    levels = {b.stars: Counter() for b in rules.edition.bands}
    ranked = [r for r in results if r.outcome == "ranked"]
    for r in ranked:
        held = [(m.criterion, m.stars) for m in r.unmet_marks if m.stars <= r.stars_by_points]
        if r.stars < r.stars_by_points:
            holds.update(held)
            alone.update(held if len(held) == 1 else [])
            lowest = min(stars for _, stars in held)
            first[next(mark for mark in held if mark[1] == lowest)] += 1
        for level, count in levels.items():
            short = r.stars_by_points < level
            unmet = any(m.stars <= level for m in r.unmet_marks)
            count["reached" if r.stars >= level else "both" if short and unmet else "points" if short else "marks"] += 1
    return len(ranked), sum(r.stars < r.stars_by_points for r in ranked), holds, alone, first, levels


@few
@given(st.sampled_from(EDITIONS), st.integers(0, 2**32))
def test_what_blocks_many_is_what_blocks_each(catalog, edition, seed):
    rng = random.Random(seed)
    rules = rng.choice(catalog.edition(edition).product_sets)
    sheets = random_sheets(rules, seed, 25)
    facts = random_facts(rng) if rng.random() < 0.3 else None
    results = [ocop.Sheet(rules, sheet, facts=facts).score() for sheet in sheets]
    found = what_blocks(wide(rules, sheets), rules, facts=facts, threads=rng.choice([1, 2, 3]))
    ranked, capped, holds, alone, first, levels = blocks_by_looking(rules, results)
    assert (found.sheets, found.ranked, found.capped) == (25, ranked, capped)
    assert {(m.mark.criterion, m.mark.stars): m.unmet for m in found.marks} == {
        (m.criterion, m.stars): holds[m.criterion, m.stars] for m in rules.marks
    }
    for m in found.marks:
        key = m.mark.criterion, m.mark.stars
        assert (m.alone, m.first) == (alone[key], first[key])
    assert [m.unmet for m in found.marks] == sorted((m.unmet for m in found.marks), reverse=True)
    for level in found.levels:
        counts = levels[level.stars]
        shown = level.reached, level.points_only, level.marks_only, level.both
        assert shown == (counts["reached"], counts["points"], counts["marks"], counts["both"])
        assert sum(shown) == ranked


def test_what_blocks_takes_every_kind_of_frame(fresh, kind):
    columns = wide(fresh, random_sheets(fresh, 4, 20))
    assert what_blocks(KINDS[kind](columns), fresh) == what_blocks(columns, fresh)
    columns["1.5"] = columns["1.5"].astype(np.int64)
    columns["1.5"][3] = 300
    with pytest.raises(ocop.errors.UnknownOptionError, match="row 3, column 1.5: found option 300"):
        what_blocks(KINDS[kind](columns), fresh)


# --- Two laws ----------------------------------------------------------------------------------------


def bounds_of(sheet, before, after):
    """Results under the other law: every open criterion at its worst that is certain, and at its best."""
    carried = ocop.carry_over(sheet, before, after)
    best = best_of(after)
    least, most = dict(carried.choices), dict(carried.choices)
    for criterion in carried.open:
        is_still_there = criterion.why == "option-above" and criterion.nearest
        case = case_of(sheet[criterion.was]) if is_still_there else 0
        number = criterion.nearest if is_still_there else 0
        least[criterion.criterion] = {"case": case, "option": number} if case else number
        most[criterion.criterion] = best[criterion.criterion]
    return ocop.Sheet(after, least).score(), ocop.Sheet(after, most).score(), carried


@pytest.mark.parametrize("number", [1, 9, 26])
def test_comparing_many_is_carrying_each_over(catalog, number, kind):
    before = catalog.edition("qd-148-2023").product_set(number)
    after = catalog.edition("qd-26-2026").product_set(number)
    sheets = random_sheets(before, number, 30)
    found = compare(KINDS[kind](wide(before, sheets)), before, after, threads=2)
    rows = plain(found.frame)
    open_counts, matrix = Counter(), Counter()
    for at, sheet in enumerate(sheets):
        least, most, carried = bounds_of(sheet, before, after)
        stars = ocop.Sheet(before, sheet).score().stars
        assert rows["stars_before"][at] == stars
        assert rows["stars_least"][at] == least.stars
        assert rows["stars_most"][at] == most.stars
        is_decided = (least.outcome, least.stars) == (most.outcome, most.stars)
        assert rows["decided"][at] == is_decided
        matrix[stars, least.stars if is_decided else "open"] += 1
        open_counts.update((o.criterion, o.why) for o in carried.open)
    assert found.matrix == matrix
    assert sum(found.matrix.values()) == 30
    assert {(o.criterion, o.why): o.sheets for o in found.open} == open_counts
    assert [o.criterion for o in found.open] == sorted((o.criterion for o in found.open), key=after.codes.index)
    assert found.levels == (1, 2, 3, 4, 5)


def test_comparing_readings_of_one_law_leaves_nothing_open(fresh):
    sheets = random_sheets(fresh, 2, 40)
    found = compare(wide(fresh, sheets), fresh, fresh, readings_after={"R-05": "reject"})
    assert found.open == ()
    assert found.frame["decided"].all()
    after = [ocop.Sheet(fresh, sheet, readings={"R-05": "reject"}).score().stars for sheet in sheets]
    before = [ocop.Sheet(fresh, sheet).score().stars for sheet in sheets]
    assert found.matrix == Counter(zip(before, after))
    assert plain(found.frame)["stars_most"] == after


def test_a_comparison_keeps_the_kind_and_the_index(catalog):
    before = catalog.edition("qd-148-2023").product_set(1)
    after = catalog.edition("qd-26-2026").product_set(1)
    columns = wide(before, random_sheets(before, 1, 3))
    index = pd.Index(["x", "y", "z"], name="dossier")
    found = compare(pd.DataFrame(columns, index=index), before, after).frame
    pd.testing.assert_index_equal(found.index, index)
    assert {name: str(dtype) for name, dtype in found.dtypes.items()} == {
        "stars_before": "Int64", "stars_least": "Int64", "stars_most": "Int64", "decided": "bool",
    }  # fmt: skip
    assert isinstance(compare(pl.DataFrame(columns), before, after).frame, pl.DataFrame)
    assert compare({name: column[:0] for name, column in columns.items()}, before, after).matrix == {}


def test_sets_of_other_products_are_not_compared(catalog):
    before = catalog.edition("qd-148-2023").product_set(1)
    after = catalog.edition("qd-26-2026").product_set(26)
    columns = wide(before, random_sheets(before, 1, 2))
    with pytest.raises(ocop.errors.NoCounterpartError):
        compare(columns, before, after)
    columns["1.b"][1] = 99
    with pytest.raises(ocop.errors.UnknownOptionError, match="row 1, column 1.b: found option 99"):
        compare(columns, before, catalog.edition("qd-26-2026").product_set(1))


# --- Borders ------------------------------------------------------------------------------------------


def test_costs_are_added_up_exactly_up_to_the_highest_one_and_refused_above(fresh):
    sheet = ocop.Sheet(fresh, {**best_of(fresh), "1.5": 3})
    assert upgrade_path(sheet, 5, {"1.5": {4: 2**50 - 1}}).cost == 2**50 - 1
    assert upgrade_path(sheet, 5, {"1.5": {4: 2**50}}).cost == 2**50
    for cost in (2**50 + 1, 2**62, 2**63, 2**70, -1, -(2**70)):
        for costs in ({"1.5": cost}, {"1.5": {4: cost}}):
            with pytest.raises(ocop.errors.BadValueError, match=f"a change costs {cost}; a cost is 0 to {2**50}") as raised:
                upgrade_path(sheet, 5, costs)
            assert raised.value.where == "/1.5"
    nothing = ocop.Sheet(fresh, dict.fromkeys(fresh.codes, 0))
    dear = {code: {n: 2**50 for n in range(1, len(fresh.criterion(code).options) + 1)} for code in fresh.codes}
    found = upgrade_path(nothing, 5, dear)
    assert found.cost == 2**50 * len(found.plans[0]) > 2**53


def test_a_product_that_a_fact_rejects_is_blocked_by_its_outcome(fresh):
    forged = ocop.Sheet(fresh, best_of(fresh), facts={"dossier": {"forged": True}})
    found = upgrade_path(forged, 5)
    assert (found.cost, found.plans, found.blocked_by) == (None, (), "outcome")


def test_wrong_arguments_are_named_in_the_words_of_the_call(fresh):
    sheet = ocop.Sheet(fresh, best_of(fresh))
    with pytest.raises(ValueError, match="most_plans is 0; give at least 1"):
        upgrade_path(sheet, 5, most_plans=0)
    with pytest.raises(TypeError, match="fixed is the text '1.5'; give a list of criterion codes"):
        upgrade_path(sheet, 5, fixed="1.5")
    for target in (5.0, True, "5", None, np.bool_(True)):
        with pytest.raises(TypeError, match=r"target is .*; give a whole number"):
            upgrade_path(sheet, target)
    for target in (0, 6, -1, 2**70):
        with pytest.raises(ocop.RuleError, match=r"found -?\d+;"):
            upgrade_path(sheet, target)
    for cost in (2.5e6, "3", True, None):
        with pytest.raises(TypeError, match=r"the cost of 1\.5 is .*; give a whole number"):
            upgrade_path(sheet, 5, {"1.5": cost})
        with pytest.raises(TypeError, match=r"the cost of 1\.5 is .*; give a whole number"):
            upgrade_path(sheet, 5, {"1.5": {4: cost}})
    with pytest.raises(TypeError, match="costs is 3; give a dict of criterion code to cost"):
        upgrade_path(sheet, 5, 3)
    with pytest.raises(TypeError, match="give an ocop.Sheet"):
        upgrade_path(best_of(fresh), 5)
    with pytest.raises(TypeError, match="give a ProductSet"):
        what_blocks(np.zeros((1, 3), dtype=np.uint8), fresh.edition)
    for wrong in (2**70, {"case": "x", "option": 1}, {"case": 2**70, "option": 1}):
        with pytest.raises(ocop.RuleError) as raised:
            sensitivity(ocop.Sheet(fresh, {**best_of(fresh), "1.5": wrong}))
        assert raised.value.where == "/1.5"
