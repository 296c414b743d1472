"""A frame that says its product set or its edition is scored by no other."""

from decimal import Decimal

import numpy as np
import ocop
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import KINDS, best_of, columns_of, long, plain, wide
from ocop import analysis
from ocop.frames import council_results, score_sheets, score_wide

SAME_CODES = [(1, 3, 4), (5, 9), (6, 7, 8, 10, 12), (14, 15, 16, 17), (19, 20), (21, 22)]
NAMES = ["set", "product_set"]


@pytest.fixture(scope="module")
def fast_food(catalog):
    return catalog.edition("qd-26-2026").product_set(5)


@pytest.fixture(scope="module")
def sauces(catalog):
    return catalog.edition("qd-26-2026").product_set(9)


def two(of, **more):
    """Two sheets of a set, with columns that are no criteria."""
    return {**wide(of, [best_of(of)] * 2, np.int64), **{name: np.array(column) for name, column in more.items()}}


def callers(rules):
    """Everything that takes a wide frame."""
    return [
        lambda frame: score_wide(frame, rules),
        lambda frame: analysis.what_blocks(frame, rules),
        lambda frame: analysis.compare(frame, rules, rules),
    ]


def test_sets_of_the_same_codes_can_be_told_apart_by_nothing_else(catalog):
    edition = catalog.edition("qd-26-2026")
    for numbers in SAME_CODES:
        assert len({edition.product_set(n).codes for n in numbers}) == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_frame_that_says_another_set_is_refused(fast_food, sauces, kind, name):
    frame = KINDS[kind](two(fast_food, **{name: [5, 5]}))
    assert plain(score_wide(frame, fast_food))["stars"] == [5, 5]
    for call in callers(sauces):
        with pytest.raises(ocop.RuleError) as raised:
            call(frame)
        assert raised.value.code == "bad-value"
        assert raised.value.where == f"row 0, column {name}"
        assert "found 5; the rules given are of set 9 in qd-26-2026@2026-05-22." in raised.value.message


@pytest.mark.parametrize("name", NAMES)
def test_one_row_of_another_set_is_named_and_collected_alone(fast_food, kind, name):
    frame = KINDS[kind](two(fast_food, **{name: [5, 9]}))
    for call in callers(fast_food):
        with pytest.raises(ocop.RuleError, match=f"row 1, column {name}: found 9;"):
            call(frame)
    scored = plain(score_wide(frame, fast_food, on_error="collect"))
    assert scored["stars"] == [5, None]
    assert scored["issues"][0] is None
    assert scored["issues"][1].startswith(f"bad-value: row 1, column {name}: found 9;")


@pytest.mark.parametrize(
    "says",
    [
        np.array([5, 5], dtype=np.uint8), np.array([5.0, 5.0]), np.array(["5", "5"]),
        np.array([5, 5], dtype=object), np.array([Decimal(5)] * 2, dtype=object),
    ],
)  # fmt: skip
def test_a_set_may_be_said_by_any_number_or_by_its_text(fast_food, says):
    for make in (dict, pd.DataFrame):
        assert plain(score_wide(make(two(fast_food, set=says)), fast_food))["stars"] == [5, 5]


WRONG = [
    np.array([5, 5.5]), np.array([5, np.nan]), np.array(["5", "9"]), np.array(["5", "five"]), np.array(["5", "5 "]),
    np.array(["5", "05"]), np.array(["5", ""]), np.array([5, None], dtype=object), np.array([5, True], dtype=object),
    np.array([True, True]), np.array([5, -5]), np.array(["2026-05-22"] * 2, dtype="datetime64[D]"),
    np.array([None, None], dtype=object), np.array([np.nan, np.nan]), np.array([2**63 + 5, 5], dtype=np.uint64),
]  # fmt: skip


@pytest.mark.parametrize("at", range(len(WRONG)))
def test_what_is_not_the_set_is_refused_with_its_row(fast_food, at):
    for make in (dict, pd.DataFrame):
        for call in callers(fast_food):
            with pytest.raises(ocop.RuleError, match=r"row [01], column set: "):
                call(make(two(fast_food, set=WRONG[at])))


def test_a_row_that_says_no_set_is_told_apart_from_one_that_says_another(fast_food):
    for frame in (
        pd.DataFrame(two(fast_food)).assign(set=pd.array([5, None], dtype="Int64")),
        pl.DataFrame(two(fast_food)).with_columns(set=pl.Series([5, None])),
        pa.table(two(fast_food)).append_column("set", pa.array([5, None])),
        pl.DataFrame(two(fast_food)).with_columns(set=pl.Series(["5", None])),
        pl.DataFrame(two(fast_food)).with_columns(set=pl.Series(["5", None], dtype=pl.Categorical)),
    ):
        with pytest.raises(ocop.errors.MissingKeyError, match="row 1, column set: it is empty, and the rules given"):
            score_wide(frame, fast_food)


@pytest.mark.parametrize("name", ["edition", "rules"])
def test_a_frame_that_says_another_edition_is_refused(catalog, fast_food, kind, name):
    of = lambda *editions: KINDS[kind](two(fast_food, **{name: list(editions)}))
    assert plain(score_wide(of("qd-26-2026", "qd-26-2026@2026-05-22"), fast_food))["stars"] == [5, 5]
    for wrong in ("qd-148-2023", "qd-148-2023@2025-07-06", "qd-26-2026@2027-01-01", "", "26/2026"):
        for call in callers(fast_food):
            with pytest.raises(ocop.RuleError, match=f"row 1, column {name}: "):
                call(of("qd-26-2026", wrong))
    first = catalog.edition("qd-148-2023@2023-02-24").product_set(5)
    sheets = wide(first, [best_of(first)], np.int64)
    assert len(plain(score_wide({**sheets, name: np.array(["qd-148-2023"])}, first))["stars"]) == 1
    with pytest.raises(ocop.RuleError, match="found 'qd-148-2023@2025-07-06'; the rules given are of qd-148-2023@2023"):
        score_wide({**sheets, name: np.array(["qd-148-2023@2025-07-06"])}, first)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scores", [score_sheets, council_results])
def test_ticks_of_another_set_are_refused_and_the_other_dossiers_are_scored(fast_food, sauces, kind, name, scores):
    rows = [{**row, name: 5} for row in long(fast_food, {"a": {"An": best_of(fast_food)}})]
    rows += [{**row, name: 9} for row in long(fast_food, {"b": {"An": best_of(fast_food)}})]
    frame = KINDS[kind](columns_of(rows))
    with pytest.raises(ocop.RuleError, match=rf"row {len(fast_food.codes)}, column {name}: found 9;"):
        scores(frame, fast_food)
    with pytest.raises(ocop.RuleError, match=rf"row 0, column {name}: found 5; the rules given are of set 9"):
        scores(frame, sauces)
    found = plain(scores(frame, fast_food, on_error="collect"))
    assert (found["dossier_id"], found["stars"]) == (["a", "b"], [5, None])
    assert len(found["issues"][1].splitlines()) == 1


def test_ticks_at_criteria_that_only_another_set_has_are_refused(catalog):
    edition = catalog.edition("qd-26-2026")
    inner, outer = next(
        (a, b) for a in edition.product_sets for b in edition.product_sets if set(a.codes) < set(b.codes)
    )
    sheets = {**wide(outer, [best_of(outer)], np.int64), **wide(inner, [best_of(inner)], np.int64)}
    extra = next(code for code in outer.codes if code not in inner.codes)
    for call in callers(inner):
        with pytest.raises(ocop.errors.UnknownCriterionError, match=f"row 0, .*set {inner.number} does not have"):
            call(sheets)
    # A column `set` decides, and one without any value says nothing; other names are nobody's criteria.
    assert plain(score_wide({**sheets, "set": np.array([inner.number])}, inner))["stars"] == [5]
    alone = wide(inner, [best_of(inner)], np.int64)
    assert plain(score_wide(pd.DataFrame(alone).assign(**{extra: None}), inner))["stars"] == [5]
    assert plain(score_wide({**alone, "99.9": np.array([1]), "note": np.array(["x"])}, inner))["stars"] == [5]


def test_missing_columns_name_the_sets_that_would_fit(catalog):
    edition = catalog.edition("qd-26-2026")
    sheets = wide(edition.product_set(5), [best_of(edition.product_set(5))], np.int64)
    with pytest.raises(KeyError, match=r"missing columns .*; found .*; the columns are those of set .*5.*9"):
        score_wide(sheets, edition.product_set(26))


def test_a_picture_of_another_edition_is_refused(catalog, fresh):
    plot = pytest.importorskip("ocop.plot")
    scored = pd.DataFrame(score_wide(pd.DataFrame(two(fresh)), fresh)).assign(edition="qd-26-2026")
    from matplotlib.figure import Figure

    plot.totals(scored, fresh.edition, ax=Figure().subplots())
    with pytest.raises(ocop.RuleError, match="row 0, column edition: found 'qd-26-2026'; the rules given are of"):
        plot.totals(scored, catalog.edition("qd-148-2023"), ax=Figure().subplots())


def test_frames_that_cannot_be_read_say_what_to_give(fresh):
    columns = two(fresh)
    frame = pd.DataFrame(columns)
    for given, message in (
        (pl.DataFrame(columns).lazy(), r"found a LazyFrame; call its collect\(\) first"),
        (pa.table(columns).to_reader(), r"found a RecordBatchReader; call its read_all\(\) first"),
        (pa.table(columns).to_batches()[0], r"found a RecordBatch; give pyarrow.Table.from_batches"),
        ([1, 2], "found a list; give a pandas or polars DataFrame"),
        (None, "found a NoneType; give a pandas or polars DataFrame"),
        (frame["1.1"], "found a Series; give a frame"),
        (pl.Series("1.1", [1]), "found a Series; give a frame"),
    ):
        for call in callers(fresh):
            with pytest.raises(TypeError, match=message):
                call(given)
    with pytest.raises(KeyError, match='names that are numbers are no codes: read them as text, so that "1.1" is not'):
        score_wide(frame.rename(columns=lambda code: float(code) if code.count(".") < 2 else code), fresh)


def test_columns_that_stand_twice_matter_where_they_are_read(fresh):
    frame = pd.DataFrame(two(fresh))
    unrelated = pd.DataFrame([[1, 2]] * 2, columns=["note", "note"])
    assert plain(score_wide(pd.concat([frame, unrelated], axis=1), fresh))["stars"] == [5, 5]
    with pytest.raises(ocop.errors.DuplicateKeyError, match=r"column 1\.1: it stands in the frame more than once"):
        score_wide(pd.concat([frame, frame[["1.1"]]], axis=1), fresh)
    with pytest.raises(ocop.errors.DuplicateKeyError, match="column set: it stands in the frame more than once"):
        score_wide(pd.concat([frame, pd.DataFrame([[1, 1]] * 2, columns=["set", "set"])], axis=1), fresh)
    table = pa.table(columns_of([{"x": 1}])).append_column("x", pa.array([1]))
    with pytest.raises(KeyError, match="missing columns"):
        score_wide(table, fresh)


def test_rarer_types_of_text_are_read(fresh):
    ids = {c.code: max(c.options, key=lambda o: o.points).id for c in fresh.criteria}
    category, view = pd.ArrowDtype(pa.dictionary(pa.int32(), pa.string())), pd.ArrowDtype(pa.string_view())
    for frame in (
        pd.DataFrame({code: pd.Series([text] * 2, dtype=category) for code, text in ids.items()}),
        pd.DataFrame({code: pd.Series([text] * 2, dtype=view) for code, text in ids.items()}),
        pa.table({code: pa.array([text] * 2, type=pa.string_view()) for code, text in ids.items()}),
        {code: np.array([text] * 2, dtype=object) for code, text in ids.items()},
    ):
        assert plain(score_wide(frame, fresh))["stars"] == [5, 5]


def test_ids_that_became_fractions_are_refused_with_what_to_do(fresh):
    rows = long(fresh, {1: {"An": best_of(fresh)}})
    columns = columns_of(rows)
    for name in ("dossier_id", "member_id", "criterion_id"):
        with pytest.raises(TypeError, match=f"column '{name}' holds neither texts nor whole numbers; read the column"):
            score_sheets(pd.DataFrame(columns).assign(**{name: 1.1}), fresh)


def test_a_tick_that_stands_twice_names_its_member(fresh, kind):
    rows = long(fresh, {"DN-1": {"An": best_of(fresh), "Bình": best_of(fresh)}})
    frame = KINDS[kind](columns_of([*rows, rows[-1]]))
    code = fresh.codes[-1]
    told = f"{code} stands twice on the sheet of member Bình, dossier DN-1"
    with pytest.raises(ocop.errors.DuplicateKeyError, match=told):
        score_sheets(frame, fresh)
