"""Frames of every kind come to what the sheets come to one by one; what is no answer is named."""

import json
import pickle
import random

import narwhals as nw
import numpy as np
import ocop
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import (
    EDITIONS, KINDS, TESTS, best_of, columns_of, long, plain, random_facts, random_readings, random_sheet,
    random_sheets, wide,
)  # fmt: skip
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ocop.frames import score_sheets, score_wide

few = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
WORDS = ("outcome", "total", "stars_by_points", "stars", "capped_by")


def words_of(result):
    """A result in the words of a row of `score_wide`."""
    marks = {m.stars for m in result.product_set.marks}
    return {
        **{part: int(points) for part, points in result.points.items()},
        "total": int(result.total), "outcome": result.outcome, "stars_by_points": result.stars_by_points,
        "stars": result.stars, "capped_by": result.capped_by,
        **{f"unmet_{b.stars}": sum(m.stars == b.stars for m in result.unmet_marks)
           for b in result.edition.bands if b.stars in marks},
    }  # fmt: skip


def row_of(scored, row):
    return {name: column[row] for name, column in plain(scored).items()}


# --- The same as one by one --------------------------------------------------------------------------


@few
@given(st.sampled_from(EDITIONS), st.integers(0, 2**32))
def test_many_sheets_come_to_what_each_comes_to_alone(catalog, edition, seed):
    rng = random.Random(seed)
    rules = rng.choice(catalog.edition(edition).product_sets)
    facts, readings = random_facts(rng), random_readings(rng)
    sheets = random_sheets(rules, seed, 12)
    alone, refused = [], []
    for row, sheet in enumerate(sheets):
        try:
            alone.append(words_of(ocop.Sheet(rules, sheet, facts=facts, readings=readings).score()))
        except ocop.RuleError as error:
            refused.append((row, error.code))
    frame = wide(rules, sheets)
    if refused and refused[0][1] == "missing-fact":
        with pytest.raises(ocop.errors.MissingFactError):
            score_wide(frame, rules, facts=facts, readings=readings)
        return
    scored = score_wide(frame, rules, facts=facts, readings=readings, on_error="collect", threads=1)
    failed = [row for row, text in enumerate(plain(scored)["issues"]) if text is not None]
    assert failed == [row for row, _ in refused]
    together = [row_of(scored, row) for row in range(12) if row not in failed]
    assert [{k: v for k, v in row.items() if k != "issues"} for row in together] == alone
    for threads in (2, 3):
        again = score_wide(frame, rules, facts=facts, readings=readings, on_error="collect", threads=threads)
        assert plain(again) == plain(scored)


@few
@given(st.sampled_from(EDITIONS), st.integers(0, 2**32))
def test_long_frames_come_to_what_the_exact_mean_of_the_sheets_comes_to(catalog, edition, seed):
    rng = random.Random(seed)
    rules = rng.choice(catalog.edition(edition).product_sets)
    dossiers = {
        f"DN-{n}": {f"M{m}": random_sheet(rules, rng, 0.9) for m in range(rng.choice([1, 1, 2, 3]))} for n in range(4)
    }
    rows = long(rules, dossiers)
    rng.shuffle(rows)
    scored = plain(score_sheets(columns_of(rows), rules))
    for at, (name, sheets) in enumerate(sorted(dossiers.items())):
        alone = ocop.council(rules, sheets)
        assert scored["dossier_id"][at] == name
        assert scored["members"][at] == len(sheets)
        assert scored["total"][at] == alone.total * len(sheets)
        assert scored["mean"][at] == float(alone.total)
        found = scored["outcome"][at], scored["stars_by_points"][at], scored["stars"][at], scored["capped_by"][at]
        assert found == (alone.outcome, alone.stars_by_points, alone.stars, alone.capped_by)
        for part, points in alone.points.items():
            assert scored[part][at] == pytest.approx(float(points))


def choices_of(text, codes):
    """A sheet as the case files write it: a digit per criterion, ``[case:option]`` where there are cases."""
    found, at = {}, 0
    for code in codes:
        if text[at] == "[":
            found[code] = {"case": int(text[at + 1]), "option": int(text[at + 3])}
            at += 5
        else:
            found[code] = int(text[at])
            at += 1
    return found


@pytest.mark.parametrize("folder", ["qd-1048-2019", "qd-148-2023", "qd-26-2026"])
def test_the_cases_of_the_law_come_out_as_the_tables_give_them(catalog, folder):
    compared = 0
    for path in sorted((TESTS / "cases" / folder).iterdir()):
        file = json.loads(path.read_text("utf8"))
        rules = catalog.edition(file["rules"]).product_set(file["set"])
        groups = {}
        for case in file["cases"]:
            if len(case["sheets"]) == 1 and "*" not in case["sheets"][0]:
                asked = json.dumps([case.get("facts"), case.get("readings")])
                groups.setdefault(asked, []).append(case)
        for asked, cases in groups.items():
            facts, readings = json.loads(asked)
            sheets = [choices_of(case["sheets"][0], file["criteria"]) for case in cases]
            scored = plain(score_wide(wide(rules, sheets), rules, facts=facts, readings=readings))
            for row, case in enumerate(cases):
                expect = case["expect"]
                found = {name: scored[name][row] for name in ("outcome", "stars_by_points", "stars", "A", "B", "C")}
                assert found == {
                    name: int(expect[name]) if name in "ABC" else expect[name] for name in found
                }, f"{path.name}: {case['name']}"
                assert scored["total"][row] == int(expect["mean"])
                for level in {m.stars for m in rules.marks}:
                    unmet = sum(gate[0] == level for gate in expect["unmet_gates"])
                    assert scored[f"unmet_{level}"][row] == unmet, f"{path.name}: {case['name']}"
                compared += 1
    assert compared > {"qd-1048-2019": 200, "qd-148-2023": 400, "qd-26-2026": 1500}[folder]


# --- Every kind of frame, every layout ---------------------------------------------------------------


def as_numbers(columns):
    return {name: column.tolist() for name, column in columns.items()}


@pytest.mark.parametrize("number", [1, 26])
def test_every_kind_of_frame_comes_to_the_same(catalog, number):
    rules = catalog.edition("qd-26-2026").product_set(number)
    columns = wide(rules, random_sheets(rules, 7, 40))
    expected = plain(score_wide(columns, rules))
    for make in KINDS.values():
        for dtype in (np.uint8, np.int8, np.int16, np.uint32, np.int64, np.uint64, np.float32, np.float64):
            frame = make({name: column.astype(dtype) for name, column in columns.items()})
            assert plain(score_wide(frame, rules)) == expected
    big_endian = {name: column.astype(">i4") for name, column in columns.items()}
    assert plain(score_wide(big_endian, rules)) == expected
    assert plain(score_wide(as_numbers(columns), rules)) == expected
    frame = score_wide(nw.from_native(pl.DataFrame(columns)), rules)
    assert isinstance(frame, nw.DataFrame)
    assert plain(frame.to_native()) == expected


def test_long_frames_of_every_kind_come_to_the_same(catalog):
    for rules in (catalog.edition("qd-26-2026").product_set(1), catalog.edition("qd-1048-2019").product_set(1)):
        rng = random.Random(5)
        rows = long(rules, {f"DN-{n}": {f"M{m}": random_sheet(rules, rng) for m in range(2)} for n in range(5)})
        rng.shuffle(rows)
        columns = columns_of(rows)
        expected = plain(score_sheets(columns, rules))
        by_id = {(c.code, o.case, o.number): o.id for c in rules.criteria for o in c.options}
        ids = [by_id.get((r["criterion_id"], r.get("case", 0), r["option_id"]), "0") for r in rows]
        for make in KINDS.values():
            assert plain(score_sheets(make(columns), rules)) == expected
            assert plain(score_sheets(make({**columns, "option_id": np.array(ids)}), rules)) == expected
            numbers_as_texts = {**columns, "option_id": columns["option_id"].astype(str)}
            assert plain(score_sheets(make(numbers_as_texts), rules)) == expected
        categories = pd.DataFrame({**columns, "option_id": ids}).astype(
            {name: "category" for name in ("dossier_id", "member_id", "criterion_id", "option_id")}
        )
        assert plain(score_sheets(categories, rules)) == expected
        names = pl.from_pandas(pd.DataFrame(columns)).with_columns(pl.col("criterion_id").cast(pl.Categorical))
        assert plain(score_sheets(names, rules)) == expected
        numbered = {**columns, "dossier_id": np.array([int(d[3:]) for d in columns["dossier_id"]])}
        for make in KINDS.values():
            found = plain(score_sheets(make(numbered), rules))
            assert found["dossier_id"] == [0, 1, 2, 3, 4]
            assert found["total"] == expected["total"]


def test_the_layout_in_memory_does_not_matter(fresh):
    columns = wide(fresh, random_sheets(fresh, 11, 64))
    expected = plain(score_wide(columns, fresh))
    rows = np.column_stack([columns[code] for code in fresh.codes])
    spread = np.zeros((64, 2 * len(fresh.codes)), dtype=np.uint8)
    spread[:, ::2] = rows
    every_second = np.zeros((128, len(fresh.codes)), dtype=np.uint8)
    every_second[::2] = rows
    read_only = rows.copy()
    read_only.flags.writeable = False
    layouts = {
        "C": np.ascontiguousarray(rows), "Fortran": np.asfortranarray(rows), "reversed twice": rows[::-1].copy()[::-1],
        "every second column": spread[:, ::2], "every second row": every_second[::2], "read-only": read_only,
        "broadcast numbers": rows.astype(np.int64), "columns reversed": rows[:, ::-1].copy()[:, ::-1],
    }  # fmt: skip
    for name, layout in layouts.items():
        assert plain(score_wide(layout, fresh, threads=2)) == expected, name
    turned = plain(score_wide(rows[::-1], fresh))
    assert {name: column[::-1] for name, column in turned.items()} == expected
    same = np.broadcast_to(rows[:1], rows.shape)
    assert plain(score_wide(same, fresh))["total"] == expected["total"][:1] * 64


def test_chunks_do_not_matter(fresh):
    columns = wide(fresh, random_sheets(fresh, 12, 30))
    expected = plain(score_wide(columns, fresh))
    parts = [{name: column[a:b] for name, column in columns.items()} for a, b in ((0, 1), (1, 1), (1, 17), (17, 30))]
    arrow = pa.concat_tables([pa.table({k: pa.array(v) for k, v in part.items()}) for part in parts])
    assert arrow.column(0).num_chunks > 1
    polars = pl.concat([pl.DataFrame(part) for part in parts], rechunk=False)
    assert polars.n_chunks() > 1
    assert plain(score_wide(arrow, fresh)) == plain(score_wide(polars, fresh)) == expected
    sliced = arrow.slice(5, 20)
    assert plain(score_wide(sliced, fresh)) == {name: column[5:25] for name, column in expected.items()}
    assert plain(score_wide(pd.DataFrame(columns).iloc[25:4:-2], fresh)) == {
        name: column[25:4:-2] for name, column in expected.items()
    }


@pytest.mark.parametrize("number", [1, 26])
def test_option_ids_stand_for_their_numbers(catalog, number):
    rules = catalog.edition("qd-26-2026").product_set(number)
    columns = wide(rules, random_sheets(rules, 13, 30))
    expected = plain(score_wide(columns, rules))
    ids = dict(columns)
    for c in rules.criteria:
        case = columns[f"{c.code}@case"] if c.cases else np.zeros(30, dtype=np.uint8)
        name_of = {(o.case, o.number): o.id for o in c.options}
        ids[c.code] = np.array([name_of.get(at, "0") for at in zip(case.tolist(), columns[c.code].tolist())])
    texts = pd.DataFrame(ids)
    codes = list(rules.codes)
    as_categories = texts.astype({code: "category" for code in codes})
    frames = [
        ids, texts, texts.astype({code: object for code in codes}), texts.astype({code: "string" for code in codes}),
        as_categories, pl.DataFrame(ids), pl.DataFrame(ids).with_columns(pl.col(codes).cast(pl.Categorical)),
        KINDS["pyarrow"](ids),
        pa.table({n: pa.array(v).dictionary_encode() if n in codes else pa.array(v) for n, v in ids.items()}),
        pa.table({n: pa.array(v, type=pa.large_string()) if n in codes else pa.array(v) for n, v in ids.items()}),
        pd.DataFrame(columns).astype({code: "category" for code in codes}),  # categories that are numbers
    ]  # fmt: skip
    for frame in frames:
        assert plain(score_wide(frame, rules)) == expected


def test_other_columns_are_left_alone_and_the_input_stays_as_it_was(fresh):
    columns = {"name": np.array(["a", "b"]), **wide(fresh, random_sheets(fresh, 1, 2), np.int64)}
    for make in KINDS.values():
        frame = make(columns)
        before = pickle.dumps(plain(frame))
        scored = score_wide(frame, fresh, on_error="collect")
        assert "name" not in plain(scored)
        assert pickle.dumps(plain(frame)) == before
    bad = pd.DataFrame(columns).assign(**{"1.1": [900, -1]})
    kept = bad.copy(deep=True)
    score_wide(bad, fresh, on_error="collect")
    pd.testing.assert_frame_equal(bad, kept)


def test_the_index_of_a_pandas_frame_is_kept(fresh):
    columns = wide(fresh, random_sheets(fresh, 1, 4))
    for index in (
        pd.Index(["d", "c", "b", "b"], name="dossier"), pd.RangeIndex(10, 2, -2),
        pd.date_range("2026-01-01", periods=4),
        pd.MultiIndex.from_product([["x", "y"], [1, 2]], names=["commune", "n"]),
    ):  # fmt: skip
        pd.testing.assert_index_equal(score_wide(pd.DataFrame(columns, index=index), fresh).index, index)


# --- Types of what comes back ------------------------------------------------------------------------


def test_the_types_of_a_wide_result_are_those_documented(fresh):
    columns = wide(fresh, random_sheets(fresh, 1, 3))
    scored = score_wide(pd.DataFrame(columns), fresh)
    expected = {
        **dict.fromkeys(("A", "B", "C", "total"), "int16"), "outcome": "category", "stars_by_points": "Int64",
        "stars": "Int64", "capped_by": "category", **dict.fromkeys(("unmet_3", "unmet_4", "unmet_5"), "uint8"),
    }  # fmt: skip
    assert {name: str(dtype) for name, dtype in scored.dtypes.items()} == expected
    assert list(scored["outcome"].cat.categories) == ["ranked", "rejected", "stopped", "rescore", "no-quorum"]
    assert list(scored["capped_by"].cat.categories) == list(fresh.codes)
    collected = score_wide(pd.DataFrame(columns), fresh, on_error="collect").dtypes
    assert {str(collected[name]) for name in ("A", "total", "unmet_3", "stars")} == {"Int64"}
    assert str(collected["issues"]) == "str"

    polars = score_wide(pl.DataFrame(columns), fresh).schema
    assert polars["total"] == pl.Int16
    assert polars["stars"] == pl.Int64
    assert isinstance(polars["outcome"], pl.Enum)
    assert polars["unmet_3"] == pl.UInt8
    arrow = score_wide(KINDS["pyarrow"](columns), fresh).schema
    assert arrow.field("total").type == pa.int16()
    assert arrow.field("stars").type == pa.int64()
    assert pa.types.is_dictionary(arrow.field("outcome").type)
    arrays = score_wide(columns, fresh)
    assert {arrays[n].dtype for n in ("stars", "stars_by_points", "unmet_3")} == {np.dtype(np.uint8)}
    assert arrays["total"].dtype == np.int16
    assert (arrays["outcome"].dtype, arrays["capped_by"].dtype) == (np.int8, np.int16)
    assert arrays.names == {
        "outcome": ("ranked", "rejected", "stopped", "rescore", "no-quorum"), "capped_by": fresh.codes,
    }  # fmt: skip
    assert arrays.texts("outcome").tolist() == ["ranked"] * len(columns["1.1"])
    assert set(arrays.texts("capped_by").tolist()) <= {"", *fresh.codes}


def test_the_types_of_a_long_result_are_those_documented(fresh):
    columns = columns_of(long(fresh, {"DN-1": {"M1": best_of(fresh)}}))
    scored = score_sheets(pd.DataFrame(columns), fresh)
    assert {name: str(dtype) for name, dtype in scored.dtypes.items()} == {
        "A": "float64", "B": "float64", "C": "float64", "total": "int64", "members": "int64", "mean": "float64",
        "outcome": "category", "stars_by_points": "Int64", "stars": "Int64", "capped_by": "category",
    }  # fmt: skip
    assert (scored.index.name, scored.index.tolist()) == ("dossier_id", ["DN-1"])
    assert score_sheets(pl.DataFrame(columns), fresh).columns[0] == "dossier_id"
    assert score_sheets(pl.DataFrame(columns), fresh).schema["mean"] == pl.Float64


def test_frames_without_rows_come_back_without_rows(fresh, tourism):
    for rules in (fresh, tourism):
        names = list(wide(rules, []))
        empty = [
            {name: np.zeros(0, dtype=np.uint8) for name in names}, pd.DataFrame(columns=names),
            pl.DataFrame(schema=names), pl.DataFrame(schema=dict.fromkeys(names, pl.UInt8)),
            pa.table({name: pa.array([], type=pa.uint8()) for name in names}),
            pa.table({name: pa.nulls(0) for name in names}),
        ]  # fmt: skip
        for frame in empty:
            for on_error in ("raise", "collect"):
                scored = plain(score_wide(frame, rules, on_error=on_error))
                assert set(scored) >= set(WORDS)
                assert not any(scored.values())
        names = ["dossier_id", "member_id", "criterion_id", "option_id", "case"]
        ticks = [
            {name: np.zeros(0, dtype=str) for name in names[:4]} | {"case": np.zeros(0, dtype=int)},
            pd.DataFrame(columns=names), pl.DataFrame(schema=names),
            pa.table({name: pa.nulls(0) for name in names}),
        ]  # fmt: skip
        for frame in ticks[0 if rules is fresh else 1 :]:
            assert not any(plain(score_sheets(frame, rules)).values())
    assert plain(score_wide(np.zeros((0, len(fresh.codes)), dtype=np.uint8), fresh))["stars"] == []


# --- What is no answer -------------------------------------------------------------------------------

OUT_OF_RANGE = [9, 300, -5, -1, 254, 255, 256, 2**40, -(2**40), 2**62]


@pytest.mark.parametrize("value", OUT_OF_RANGE)
def test_an_option_out_of_range_is_named_with_row_column_and_value(fresh, kind, value):
    columns = wide(fresh, [best_of(fresh)] * 3, np.int64)
    columns["1.5"][1] = value
    with pytest.raises(ocop.errors.UnknownOptionError) as raised:
        score_wide(KINDS[kind](columns), fresh)
    assert raised.value.where == "row 1, column 1.5"
    assert raised.value.message == f"found option {value}; it has options 1 to 4, 0 for nothing ticked."
    assert raised.value.cite == "qd-26-2026/annex-2.1/1.5"
    ticks = columns_of(long(fresh, {"DN-1": {"M1": best_of(fresh)}}))
    row = list(fresh.codes).index("1.5")
    ticks["option_id"][row] = value
    with pytest.raises(ocop.errors.UnknownOptionError) as raised:
        score_sheets(KINDS[kind](ticks), fresh)
    assert raised.value.where == f"row {row}, column option_id (dossier DN-1, member M1, criterion 1.5)"
    assert f"found option {value};" in raised.value.message


@pytest.mark.parametrize("value", [5, 254, 255])
def test_a_byte_out_of_range_is_never_taken_for_no_answer(fresh, kind, value):
    columns = wide(fresh, [best_of(fresh)] * 3)
    columns["1.5"][2] = value
    with pytest.raises(ocop.errors.UnknownOptionError, match=f"row 2, column 1.5: found option {value};"):
        score_wide(KINDS[kind](columns), fresh)


@pytest.mark.parametrize("value", [2**64 - 1, 2**64 - 255, 2**63])
def test_the_largest_numbers_are_shown_as_they_stand(fresh, value):
    columns = wide(fresh, [best_of(fresh)], np.uint64)
    columns["1.5"][0] = value
    with pytest.raises(ocop.errors.UnknownOptionError, match=f"found .*{value}"):
        score_wide(columns, fresh)


@pytest.mark.parametrize("value", [2.5, 1e30, float("inf"), -1.0, 255.0, 256.0, 257.0])
def test_a_fraction_is_no_option(fresh, kind, value):
    columns = wide(fresh, [best_of(fresh)] * 2, np.float64)
    columns["1.5"][1] = value
    with pytest.raises(ocop.errors.UnknownOptionError) as raised:
        score_wide(KINDS[kind](columns), fresh)
    assert str(raised.value) == f"row 1, column 1.5: found {value!r}; its options are 1 to 4, 0 for nothing ticked."


@pytest.mark.parametrize("value", ["9", "-1", "", " 3", "best", "x\x00"])
def test_a_text_that_is_no_option_is_shown_with_the_options(fresh, kind, value):
    columns = wide(fresh, [best_of(fresh)] * 2)
    columns["1.5"] = np.array(["3", value]) if kind == "arrays" else ["3", value]
    frame = columns if kind == "arrays" else KINDS[kind](columns)
    allowed = ", ".join(o.id for o in fresh.criterion("1.5").options)
    if kind == "arrays" and value.endswith("\x00"):
        value = value[:-1]  # NumPy's texts end there
    with pytest.raises(ocop.errors.UnknownOptionError) as raised:
        score_wide(frame, fresh)
    assert str(raised.value) == f"row 1, column 1.5: found {value!r}; its options are {allowed}, 0 for nothing ticked."


def missing_frames(rules):
    """The best sheet twice, the second without an answer to 1.5, in every way to say so."""
    columns = {name: column.tolist() for name, column in wide(rules, [best_of(rules)] * 2).items()}
    gaps = {**columns, "1.5": [4, None]}
    ids = {**columns, "1.5": [rules.criterion("1.5").options[3].id, None]}
    floats = {**columns, "1.5": np.array([4, np.nan])}
    masked = {**columns, "1.5": np.ma.array([4, 4], mask=[False, True], dtype=np.uint8)}
    frames = {
        "NumPy NaN": floats, "NumPy mask": masked, "pandas NaN": pd.DataFrame(floats),
        "pandas Int64": pd.DataFrame(gaps).astype({"1.5": "Int64"}),
        "pandas UInt8": pd.DataFrame(gaps).astype({"1.5": "UInt8"}),
        "pandas Float64": pd.DataFrame(gaps).astype({"1.5": "Float64"}),
        "pandas arrow": pd.DataFrame(gaps).astype({"1.5": "int64[pyarrow]"}),
        "pandas str": pd.DataFrame(ids), "pandas object": pd.DataFrame(ids).astype({"1.5": object}),
        "pandas string": pd.DataFrame(ids).astype({"1.5": "string"}),
        "pandas categories": pd.DataFrame(ids).astype({"1.5": "category"}),
        "pandas categories of numbers": pd.DataFrame(gaps).astype({"1.5": "Int64"}).astype({"1.5": "category"}),
        "polars null": pl.DataFrame(gaps), "polars NaN": pl.DataFrame(floats), "polars ids": pl.DataFrame(ids),
        "polars bytes": pl.DataFrame(gaps).with_columns(pl.col("1.5").cast(pl.UInt8)),
        "polars categories": pl.DataFrame(ids).with_columns(pl.col("1.5").cast(pl.Categorical)),
        "arrow null": pa.table(gaps), "arrow NaN": pa.table({**gaps, "1.5": pa.array([4.0, float("nan")])}),
        "arrow bytes": pa.table({**gaps, "1.5": pa.array([4, None], type=pa.uint8())}),
        "arrow ids": pa.table(ids),
        "arrow categories": pa.table({**ids, "1.5": pa.array(ids["1.5"]).dictionary_encode()}),
    }  # fmt: skip
    return frames


def test_what_is_missing_is_not_answered_and_never_nothing_ticked(fresh):
    for name, frame in missing_frames(fresh).items():
        with pytest.raises(ocop.errors.MissingCriteriaError) as raised:
            score_wide(frame, fresh)
        assert str(raised.value).startswith("row 1, column 1.5: not answered."), name
        found = plain(score_wide(frame, fresh, on_error="collect"))
        assert found["total"] in ([100, None], [100, 0]), name
        assert found["stars"] == [5, None], name
        assert found["outcome"] == ["ranked", None], name
        assert found["issues"][0] is None
        assert found["issues"][1].startswith("missing-criteria: row 1, column 1.5: not answered."), name


def test_a_column_without_any_value_is_not_answered(fresh):
    columns = {name: column.tolist() for name, column in wide(fresh, [best_of(fresh)] * 2).items()}
    for frame in (
        pd.DataFrame({**columns, "1.5": [None, None]}), pl.DataFrame({**columns, "1.5": [None, None]}),
        pa.table({**columns, "1.5": pa.nulls(2)}),
    ):  # fmt: skip
        issues = plain(score_wide(frame, fresh, on_error="collect"))["issues"]
        assert [text.split(":")[0] for text in issues] == ["missing-criteria"] * 2


def test_collecting_names_every_bad_cell(fresh, kind):
    columns = wide(fresh, [best_of(fresh)] * 4, np.int64)
    columns["1.1"][0], columns["12"][0], columns["3.1"][2] = 77, -3, 400
    scored = plain(score_wide(KINDS[kind](columns), fresh, on_error="collect"))
    assert scored["issues"] == [
        "unknown-option: row 0, column 1.1: found option 77; it has options 1 to 3, 0 for nothing ticked.\n"
        "unknown-option: row 0, column 12: found option -3; it has options 1 to 3, 0 for nothing ticked.",
        None,
        "unknown-option: row 2, column 3.1: found option 400; it has options 1 to 3, 0 for nothing ticked.",
        None,
    ]
    assert scored["stars"] == [None, 5, None, 5]
    with pytest.raises(ocop.RuleError) as raised:
        score_wide(KINDS[kind](columns), fresh)
    assert raised.value.__notes__ == ["2 more things are wrong; ocop.frames lists them all with on_error='collect'"]


def test_issues_are_data_that_can_be_kept(fresh, tmp_path):
    frame = pd.DataFrame(wide(fresh, [best_of(fresh)] * 2, np.int64)).assign(**{"1.5": [4, 9]})
    scored = score_wide(frame, fresh, on_error="collect")
    assert scored.attrs["issues"] == [{
        "row": 1, "code": "unknown-option", "where": "row 1, column 1.5",
        "message": "found option 9; it has options 1 to 4, 0 for nothing ticked.", "cite": "qd-26-2026/annex-2.1/1.5",
    }]  # fmt: skip
    scored.to_parquet(tmp_path / "scored.parquet")
    assert pd.read_parquet(tmp_path / "scored.parquet")["stars"].tolist() == [5, pd.NA]


def test_a_missing_column_is_named_with_those_expected(fresh, tourism, kind):
    columns = wide(fresh, [best_of(fresh)])
    del columns["1.5"], columns["12"]
    with pytest.raises(KeyError) as raised:
        score_wide(KINDS[kind](columns), fresh)
    some = ", ".join(list(columns)[:20])
    told = f"missing columns 1.5, 12; expected {', '.join(fresh.codes)}; found {some}, …"
    assert raised.value.args == (told,)
    columns = wide(tourism, [best_of(tourism)])
    del columns["8@case"]
    with pytest.raises(KeyError, match="missing columns 8@case; expected .*, 8@case, 9@case, 15@case"):
        score_wide(KINDS[kind](columns), tourism)
    ticks = columns_of(long(tourism, {"DN-1": {"M1": best_of(tourism)}}))
    for name in list(ticks):
        rest = {key: column for key, column in ticks.items() if key != name}
        with pytest.raises(KeyError, match=f"missing columns {name}; expected dossier_id, .*, case"):
            score_sheets(KINDS[kind](rest), tourism)


def wrong_columns():
    days = pd.to_datetime(["2026-01-01"])
    return {
        "NumPy booleans": lambda c: {**c, "1.5": np.array([True])},
        "NumPy objects": lambda c: {**c, "1.5": np.array([3], dtype=object)},
        "NumPy days": lambda c: {**c, "1.5": np.array(["2026-01-01"], dtype="datetime64[D]")},
        "NumPy bytes": lambda c: {**c, "1.5": np.array([b"3"])},
        "NumPy complex": lambda c: {**c, "1.5": np.array([3j])},
        "pandas booleans": lambda c: pd.DataFrame({**c, "1.5": [True]}),
        "pandas boolean": lambda c: pd.DataFrame(c).assign(**{"1.5": pd.array([True], dtype="boolean")}),
        "pandas objects": lambda c: pd.DataFrame(c).assign(**{"1.5": pd.Series([3], dtype=object)}),
        "pandas days": lambda c: pd.DataFrame({**c, "1.5": days}),
        "pandas days with a zone": lambda c: pd.DataFrame({**c, "1.5": days.tz_localize("Asia/Ho_Chi_Minh")}),
        "polars booleans": lambda c: pl.DataFrame({**c, "1.5": [True]}),
        "polars days": lambda c: pl.DataFrame({**c, "1.5": days.date}),
        "polars lists": lambda c: pl.DataFrame({**c, "1.5": [[3]]}),
        "arrow booleans": lambda c: pa.table({**c, "1.5": [True]}),
        "arrow days": lambda c: pa.table({**c, "1.5": days.date}),
        "arrow bytes": lambda c: pa.table({**c, "1.5": [b"3"]}),
    }


@pytest.mark.parametrize("name", list(wrong_columns()))
def test_what_is_neither_number_nor_text_is_refused_with_its_column(fresh, name):
    frame = wrong_columns()[name](wide(fresh, [best_of(fresh)]))
    with pytest.raises(TypeError, match="column '1.5' holds neither numbers nor texts"):
        score_wide(frame, fresh)
    with pytest.raises(TypeError, match="column '1.5' holds neither numbers nor texts"):
        score_wide(frame, fresh, on_error="collect")


def test_what_is_no_frame_is_refused(fresh):
    columns = wide(fresh, [best_of(fresh)])
    for given_ in (None, 3, [columns], pd.Series([1]), pl.DataFrame(columns).lazy()):
        with pytest.raises(TypeError):
            score_wide(given_, fresh)
    with pytest.raises(ValueError, match=r"\(2, 3\).*needs \(sheets, 32\)"):
        score_wide(np.zeros((2, 3), dtype=np.uint8), fresh)
    with pytest.raises(ValueError, match="different lengths"):
        score_wide({**columns, "1.5": np.array([1, 2])}, fresh)
    with pytest.raises(ValueError, match="array '1.5' has 2 dimensions"):
        score_wide({**columns, "1.5": np.array([[1]])}, fresh)
    with pytest.raises(ValueError, match="array '1.5' has 0 dimensions"):
        score_wide({**columns, "1.5": 3}, fresh)
    with pytest.raises(ValueError, match="on_error is 'ignore'; allowed are 'raise' and 'collect'"):
        score_wide(columns, fresh, on_error="ignore")
    with pytest.raises(ValueError, match="threads is 0; give at least 1"):
        score_wide(columns, fresh, threads=0)


def test_a_mask_on_a_matrix_is_not_answered(fresh):
    rows = np.ma.array([list(best_of(fresh).values())] * 2, dtype=np.uint8)
    rows[1, fresh.codes.index("1.5")] = np.ma.masked
    with pytest.raises(ocop.errors.MissingCriteriaError, match="row 1, column 1.5"):
        score_wide(rows, fresh)


# --- Cases of a criterion ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "option", "code", "where", "found"),
    [
        (3, 1, "wrong-case", "8@case", "found case 3; its cases are 1, 2."),
        (0, 1, "wrong-case", "8@case", "found no case; its cases are 1, 2."),
        (300, 1, "wrong-case", "8@case", "found case 300; its cases are 1, 2."),
        (-1, 1, "wrong-case", "8@case", "found case -1; its cases are 1, 2."),
        (255, 1, "wrong-case", "8@case", "found case 255; its cases are 1, 2."),
        (3, 0, "wrong-case", "8@case", "found case 3; its cases are 1, 2."),
        (1, 99, "unknown-option", "8", "found option 99;"),
        (2, -7, "unknown-option", "8", "found option -7;"),
    ],
)
def test_a_case_that_a_criterion_does_not_have_is_named(tourism, kind, case, option, code, where, found):
    columns = wide(tourism, [best_of(tourism)] * 2, np.int64)
    columns["8@case"][1], columns["8"][1] = case, option
    with pytest.raises(ocop.RuleError) as raised:
        score_wide(KINDS[kind](columns), tourism)
    assert (raised.value.code, raised.value.where) == (code, f"row 1, column {where}")
    assert raised.value.message.startswith(found)
    scored = plain(score_wide(KINDS[kind](columns), tourism, on_error="collect"))
    assert (scored["outcome"], scored["stars"]) == (["ranked", None], [5, None])
    ticks = columns_of(long(tourism, {"DN-1": {"M1": best_of(tourism)}}))
    row = ticks["criterion_id"].tolist().index("8")
    ticks["case"][row], ticks["option_id"][row] = case, option
    with pytest.raises(ocop.RuleError) as raised:
        score_sheets(KINDS[kind](ticks), tourism)
    assert raised.value.code == code
    name = "case" if where == "8@case" else "option_id"
    assert raised.value.where == f"row {row}, column {name} (dossier DN-1, member M1, criterion 8)"
    assert raised.value.message.startswith(found)


def test_a_missing_case_is_no_case(tourism):
    columns = {name: column.tolist() for name, column in wide(tourism, [best_of(tourism)] * 2).items()}
    for frame in (
        pd.DataFrame({**columns, "8@case": pd.array([2, None], dtype="Int64")}),
        pl.DataFrame({**columns, "8@case": [2, None]}), pa.table({**columns, "8@case": [2, None]}),
    ):  # fmt: skip
        with pytest.raises(ocop.errors.WrongCaseError, match="row 1, column 8@case: found no case"):
            score_wide(frame, tourism)
    for frame in (pd.DataFrame({**columns, "8@case": ["1", "2"]}), pl.DataFrame({**columns, "8@case": [True, True]})):
        with pytest.raises(TypeError, match="column '8@case' holds no numbers"):
            score_wide(frame, tourism)


def test_a_case_where_a_criterion_has_none_is_refused_in_long_frames(tourism):
    ticks = columns_of(long(tourism, {"DN-1": {"M1": best_of(tourism)}}))
    ticks["case"][0] = 1
    with pytest.raises(ocop.errors.WrongCaseError, match="row 0, column case .*: found case 1; it has no cases."):
        score_sheets(ticks, tourism)


# --- Long frames -------------------------------------------------------------------------------------


def bad_ticks(rules):
    """Dossiers DN-0 to DN-5: a repeated tick, an unknown criterion, an unnamed member, a gap, a bad option, none."""
    rows = long(rules, {f"DN-{n}": {"M1": best_of(rules), "M2": best_of(rules)} for n in range(6)})
    by_dossier = {f"DN-{n}": [r for r in rows if r["dossier_id"] == f"DN-{n}"] for n in range(6)}
    by_dossier["DN-0"].append(dict(by_dossier["DN-0"][4]))
    by_dossier["DN-1"][4]["criterion_id"] = "1.55"
    by_dossier["DN-2"][4]["member_id"] = None
    del by_dossier["DN-3"][4]
    by_dossier["DN-4"][4]["option_id"] = 70
    return [row for some in by_dossier.values() for row in some]


def test_collecting_names_every_bad_tick_of_a_long_frame(fresh):
    rows = bad_ticks(fresh)
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    for frame in (pd.DataFrame(columns), pl.DataFrame(columns), pa.table(columns)):
        scored = plain(score_sheets(frame, fresh, on_error="collect"))
        codes = [text and [line.split(":")[0] for line in text.split("\n")] for text in scored["issues"]]
        assert codes == [
            ["duplicate-key"], ["unknown-criterion", "missing-criteria"], ["missing-key", "missing-criteria"],
            ["missing-criteria"], ["unknown-option"], None,
        ]  # fmt: skip
        assert scored["stars"] == [None] * 5 + [5]
        assert scored["total"] == [None] * 5 + [200]
        assert scored["mean"] == [None] * 5 + [100.0]
        assert "row 64, column criterion_id: 1.5 stands twice on the sheet of member M1, dossier DN-0." in scored["issues"][0]
        assert "found 1.55; set 1 has 1.1, 1.2," in scored["issues"][1]
        assert "column member_id: it is empty." in scored["issues"][2]
        assert "dossier DN-3, member M1, criterion 1.5: not answered." in scored["issues"][3]
        with pytest.raises(ocop.errors.DuplicateKeyError):
            score_sheets(frame, fresh)
    attrs = score_sheets(pd.DataFrame(columns), fresh, on_error="collect").attrs["issues"]
    assert [a["row"] for a in attrs] == [0, 1, 1, 2, 2, 3, 4]


def test_ticks_without_a_dossier_cannot_be_placed(fresh):
    rows = long(fresh, {"DN-1": {"M1": best_of(fresh)}})
    rows[3]["dossier_id"] = None
    for on_error in ("raise", "collect"):
        with pytest.raises(ocop.errors.MissingKeyError, match="row 3, column dossier_id: it is empty"):
            score_sheets(pl.DataFrame(rows), fresh, on_error=on_error)


def test_names_are_texts_or_whole_numbers(fresh):
    rows = long(fresh, {"DN-1": {"M1": best_of(fresh)}})
    for name in ("dossier_id", "member_id", "criterion_id"):
        for value in (1.5, True, pd.Timestamp("2026-01-01")):
            frame = pd.DataFrame([{**row, name: value} for row in rows])
            with pytest.raises(TypeError, match=f"column '{name}' holds neither texts nor whole numbers"):
                score_sheets(frame, fresh)
    with pytest.raises(TypeError, match="column 'option_id' holds neither numbers nor texts"):
        score_sheets(pd.DataFrame([{**row, "option_id": True} for row in rows]), fresh)


def test_a_missing_tick_value_is_not_answered(fresh):
    rows = long(fresh, {"DN-1": {"M1": best_of(fresh)}})
    rows[4]["option_id"] = None
    for frame in (pd.DataFrame(rows), pl.DataFrame(rows), pa.Table.from_pylist(rows)):
        where = r"row 4, column option_id \(dossier DN-1, member M1, criterion 1.5\): not answered"
        with pytest.raises(ocop.errors.MissingCriteriaError, match=where):
            score_sheets(frame, fresh)


def test_members_of_other_dossiers_may_have_the_same_names(fresh):
    rows = long(fresh, {"a": {"1": best_of(fresh)}, "b": {"1": {**best_of(fresh), "1.5": 3}}})
    assert plain(score_sheets(columns_of(rows), fresh))["total"] == [100, 99]


def test_unused_categories_are_no_dossiers(fresh):
    rows = pd.DataFrame(long(fresh, {"b": {"1": best_of(fresh)}, "a": {"1": best_of(fresh)}}))
    rows["dossier_id"] = pd.Categorical(rows["dossier_id"], categories=["z", "b", "a", "c"])
    assert score_sheets(rows, fresh).index.tolist() == ["a", "b"]
