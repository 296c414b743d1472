"""Certificates in a frame stand where each stands by itself."""

import json
import random
from datetime import date, datetime, timedelta

import numpy as np
import ocop
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import KINDS, TESTS, plain
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ocop.frames import certificates

few = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
DAYS = ("first_day_without_effect", "renewal_opens", "renewal_closes", "extension_until")
OTHERS = ("previous_end", "filed", "refused", "revoked", "replaced")
CASES = json.loads((TESTS / "cases" / "certificates.json").read_text("utf8"))


def day_of(value):
    return value.date() if hasattr(value, "date") else value


def row_of(found, row):
    """A row in the words of `ocop.certificate`."""
    frame = plain(found)
    at = lambda name: frame[name][row]
    last, what, cite = at("deadline"), at("deadline_what"), at("deadline_cite")
    deadline = last and {"on": day_of(last), "what": what, "cite": cite}
    return at("status"), *(day_of(at(name)) for name in DAYS), deadline


def words_of(status):
    """A status in the words of a row."""
    return (
        status.status, status.first_day_without_effect, status.renewal_opens, status.renewal_closes,
        status.extension_until, status.next_deadline,
    )  # fmt: skip


def frame_of(rows, kind):
    """Certificates as a frame of a kind; a day that is not given is absent."""
    names = [name for name in ("issued", *OTHERS) if any(name in row for row in rows)]
    if kind in ("arrays", "pandas"):
        days = {name: np.array([row.get(name) for row in rows], dtype="datetime64[D]") for name in names}
    else:
        days = {name: [row.get(name) for row in rows] for name in names}
    columns = {"stars": np.array([row["stars"] for row in rows]), **days}
    return {"pyarrow": lambda c: pa.table({**c, "stars": pa.array(c["stars"])}), "polars": pl.DataFrame,
            "pandas": pd.DataFrame, "arrays": dict}[kind](columns)  # fmt: skip


@few
@given(st.integers(0, 2**32))
def test_every_certificate_of_a_frame_stands_where_it_stands_alone(seed):
    rng = random.Random(seed)
    somewhere = lambda a, b: date(a, 1, 1) + timedelta(days=rng.randrange(366 * (b - a)))
    on = somewhere(2023, 2031)
    readings = {r: rng.choice(v) for r, v in {
        "R-10": ["same-day", "next-day"], "R-11": ["inclusive", "exclusive"], "R-13": ["stays", "next-working-day"],
        "R-14": ["any-late", "closed-windows"], "R-18": ["new-decision", "old-end"],
    }.items() if rng.random() < 0.3}  # fmt: skip
    edition = rng.choice([None, None, None, "qd-26-2026", "qd-148-2023@2023-02-24", "qd-1048-2019"])
    days_off = tuple(on + timedelta(days=n) for n in range(0, 40, 3)) if rng.random() < 0.3 else ()
    rows = []
    for _ in range(12):
        row = {"stars": rng.choice([0, 1, 2, 3, 3, 4, 5, 6, 100]), "issued": somewhere(2019, 2028)}
        for name in OTHERS:
            if rng.random() < 0.2:
                row[name] = row["issued"] + timedelta(days=rng.randrange(-100, 1500))
        rows.append(row)
    options = {"readings": readings, "edition": edition, "days_off": days_off}
    kind = rng.choice(list(KINDS))
    found = certificates(frame_of(rows, kind), on=on, on_error="collect", **options)
    for at, row in enumerate(rows):
        try:
            alone = ocop.certificate(**row, on=on, **options)
        except ocop.RuleError as error:
            issue = plain(found)["issues"][at]
            assert issue.startswith(f"{error.code}: row {at}")
            assert issue.endswith(error.message)
            assert row_of(found, at) == (None,) * 6
            continue
        assert plain(found)["issues"][at] is None
        assert row_of(found, at) == words_of(alone)


def test_the_windows_of_the_law_come_out_for_every_kind_of_frame(kind):
    rows = [{"stars": 4, "issued": date.fromisoformat(w["decided"])} for w in CASES["windows"]]
    found = plain(certificates(frame_of(rows, kind), on="2026-06-01", edition="qd-26-2026"))
    for at, window in enumerate(CASES["windows"]):
        shown = [day_of(found[name][at]).isoformat() for name in DAYS]
        assert shown == [window["ends"], window["opens"], window["closes"], window["until"]]


@pytest.mark.parametrize(
    ("issued", "ends"),
    [
        ("2024-02-28", "2027-02-28"), ("2024-02-29", "2027-02-28"), ("2024-03-01", "2027-03-01"),
        ("2025-02-28", "2028-02-28"), ("2024-01-31", "2027-01-31"), ("2024-08-31", "2027-08-31"),
        ("2024-12-31", "2027-12-31"),
    ],
)  # fmt: skip
def test_a_term_ends_on_the_same_day_of_the_month_or_on_its_last(kind, issued, ends):
    found = plain(certificates(frame_of([{"stars": 3, "issued": date.fromisoformat(issued)}], kind), on="2026-09-01"))
    assert day_of(found["first_day_without_effect"][0]).isoformat() == ends


def test_a_missing_day_of_issue_is_an_issue_and_other_missing_days_are_not(kind):
    rows = [{"stars": 4, "issued": date(2024, 3, 1), "revoked": date(2025, 1, 1)}, {"stars": 4}]
    with pytest.raises(ocop.errors.MissingKeyError, match="row 1, column issued: the day of the decision is missing"):
        certificates(frame_of(rows, kind), on="2026-09-01")
    found = plain(certificates(frame_of(rows, kind), on="2026-09-01", on_error="collect"))
    assert found["status"] == ["revoked", None]
    assert found["issues"][0] is None
    assert found["issues"][1].startswith("missing-key: row 1, column issued")
    rows[1] = {"stars": 4, "issued": date(2025, 3, 1)}
    assert plain(certificates(frame_of(rows, kind), on="2026-09-01"))["status"] == ["revoked", "valid"]


def test_days_may_be_texts(kind):
    columns = {"stars": np.array([4, 3]), "issued": np.array(["2024-02-29", "2020-02-04"])}
    found = plain(certificates(KINDS[kind](columns), on="2026-09-01"))
    assert found["status"] == ["renewal-open", "expired"]
    if kind == "pandas":
        frame = pd.DataFrame(columns).astype({"issued": object})
        assert plain(certificates(frame, on="2026-09-01"))["status"] == found["status"]
        frame = pd.DataFrame(columns).astype({"issued": "category"})
        assert plain(certificates(frame, on="2026-09-01"))["status"] == found["status"]


def test_a_certificate_that_has_ended_has_no_extension(kind):
    rows = [{"stars": 4, "issued": date(2024, 1, 10)}]
    for on, readings, until in (
        ("2027-01-09", {}, date(2027, 7, 9)), ("2027-01-10", {}, None), ("2027-01-15", {}, None),
        ("2027-01-15", {"R-27": "within-extension"}, date(2027, 7, 9)),
        ("2027-07-10", {"R-27": "within-extension"}, None),
    ):  # fmt: skip
        found = plain(certificates(frame_of(rows, kind), on=on, readings=readings))
        assert (found["extension_until"][0] and day_of(found["extension_until"][0])) == until
        assert ocop.certificate(4, "2024-01-10", on, readings=readings).extension_until == until


def test_days_may_be_dates_of_python_and_of_rarer_types():
    days = [date(2024, 2, 29), None, date(2020, 2, 4)]
    moments = [datetime(2024, 2, 29), None, pd.Timestamp("2020-02-04")]
    stars = [4, 4, 3]
    frames = [
        pd.DataFrame({"stars": stars, "issued": pd.Series(days, dtype=object)}),
        pd.DataFrame({"stars": stars, "issued": pd.Series(moments, dtype=object)}),
        pd.DataFrame({"stars": stars, "issued": pd.Series(days, dtype=pd.ArrowDtype(pa.date64()))}),
        pd.DataFrame({"stars": stars, "issued": pd.Series(days, dtype=pd.ArrowDtype(pa.date32()))}),
        pa.table({"stars": stars, "issued": pa.array(days, type=pa.date64())}),
        pa.table({"stars": stars, "issued": pa.array([d and str(d) for d in days], type=pa.string_view())}),
        {"stars": np.array(stars), "issued": np.array(days, dtype=object)},
        {"stars": stars, "issued": days},
    ]
    for frame in frames:
        found = plain(certificates(frame, on="2026-09-01", on_error="collect"))
        assert found["status"] == ["renewal-open", None, "expired"]
        assert found["issues"][1].startswith("missing-key: row 1, column issued")


def test_days_beyond_what_pandas_holds_are_an_issue_of_their_row_and_right_elsewhere():
    for issued, ends in ((date(2259, 4, 11), "2262-04-11"), (date(2259, 4, 12), "2262-04-12")):
        for kind in KINDS:
            frame = frame_of([{"stars": 4, "issued": date(2024, 2, 29)}, {"stars": 4, "issued": issued}], kind)
            found = plain(certificates(frame, on="2259-06-01", edition="qd-148-2023@2023-02-24", on_error="collect"))
            if kind == "pandas" and ends > "2262-04-11":
                assert found["issues"][1].startswith("bad-date: row 1, column issued: its days lie after 2262-04-11")
                assert found["status"] == ["expired", None]
                with pytest.raises(ocop.errors.BadDateError, match="row 1, column issued"):
                    certificates(frame, on="2259-06-01", edition="qd-148-2023@2023-02-24")
            else:
                assert found["issues"] == [None, None]
                assert day_of(found["first_day_without_effect"][1]).isoformat() == ends


def test_an_edition_or_a_day_that_is_empty_is_not_one_that_is_not_given(kind):
    frame = frame_of([{"stars": 4, "issued": date(2024, 2, 29)}], kind)
    for call in (
        lambda: certificates(frame, on="2026-09-01", edition=""),
        lambda: certificates(frame, on=""),
        lambda: certificates(frame, on="2026-09-01", days_off=("",)),
        lambda: ocop.certificate(4, "2024-02-29", "2026-09-01", edition=""),
        lambda: ocop.certificate(4, "2024-02-29", ""),
        lambda: ocop.certificate(4, "", "2026-09-01"),
        lambda: ocop.certificate(4, "2024-02-29", "2026-09-01", filed=""),
        lambda: ocop.certificate(4, "2024-02-29", "2026-09-01", refused=""),
        lambda: ocop.certificate(4, "2024-02-29", "2026-09-01", revoked=""),
        lambda: ocop.certificate(4, "2024-02-29", "2026-09-01", replaced=""),
        lambda: ocop.certificate(4, "2024-02-29", "2026-09-01", previous_end=""),
        lambda: ocop.RuleCatalog.builtin().governing("first", ""),
        lambda: ocop.RuleCatalog.builtin().governing("first", "2026-06-15", ""),
        lambda: ocop.RuleCatalog.builtin().governing("", "2026-06-15"),
        lambda: ocop.RuleCatalog.builtin().edition(""),
        lambda: ocop.RuleCatalog.builtin().in_force_on(""),
    ):
        with pytest.raises(ocop.RuleError):
            call()
    with pytest.raises(TypeError, match="days_off is the text '2026-09-02'; give a list of days"):
        certificates(frame, on="2026-09-01", days_off="2026-09-02")
    with pytest.raises(TypeError, match="edition is 26; give text"):
        ocop.certificate(4, "2024-02-29", "2026-09-01", edition=26)


def test_a_column_that_says_another_edition_than_the_one_asked_for_is_an_error(kind):
    columns = {"stars": np.array([4, 4]), "issued": np.array(["2024-02-29"] * 2)}
    says = lambda *editions: KINDS[kind]({**columns, "edition": np.array(editions)})
    asked = {"on": "2026-09-01", "edition": "qd-26-2026"}
    assert plain(certificates(says("qd-26-2026", "qd-26-2026@2026-05-22"), **asked))["status"] == ["renewal-open"] * 2
    with pytest.raises(ocop.RuleError, match="row 1, column edition: found 'qd-148-2023'; the rules given are of qd-26"):
        certificates(says("qd-26-2026", "qd-148-2023"), **asked)
    found = plain(certificates(says("qd-148-2023", "qd-26-2026"), **asked, on_error="collect"))
    assert found["status"] == [None, "renewal-open"]
    assert plain(certificates(says("qd-148-2023", "qd-26-2026"), on="2026-09-01"))["status"] == ["renewal-open"] * 2


NO_DAYS = ["today", "now", "2024-02-30", "2024-02", "2024", "2024-02-29T05", "29/02/2024", "20240229", "0000-00-00",
           "2024-2-9", " 2024-02-09", "2024-02-09 ", "٢٠٢٤-02-09", "NaT"]  # fmt: skip


@pytest.mark.parametrize("text", NO_DAYS)
def test_a_text_that_is_no_day_is_named_as_for_one_certificate(kind, text):
    columns = {"stars": np.array([4, 4]), "issued": np.array(["2024-02-29"] * 2), "filed": np.array(["2026-10-01", text])}
    with pytest.raises(ocop.errors.BadDateError) as raised:
        certificates(KINDS[kind](columns), on="2026-11-01")
    with pytest.raises(ocop.errors.BadDateError) as alone:
        ocop.certificate(4, "2024-02-29", "2026-11-01", filed=text)
    assert raised.value.where == "row 1, column filed"
    assert raised.value.message == alone.value.message
    found = plain(certificates(KINDS[kind](columns), on="2026-11-01", on_error="collect"))
    assert found["status"][1] is found["first_day_without_effect"][1] is found["deadline_what"][1] is None
    assert found["status"][0] == "renewal-open"


@pytest.mark.parametrize("stars", [0, -1, 100, 254, 255, 256, 300, 2**40])
def test_a_level_that_is_none_is_named_as_for_one_certificate(kind, stars):
    columns = {"stars": np.array([3, stars]), "issued": np.array(["2024-02-29", "2024-02-29"])}
    with pytest.raises(ocop.errors.BadValueError) as raised:
        certificates(KINDS[kind](columns), on="2026-11-01")
    assert raised.value.where == "row 1, column stars"
    assert raised.value.message == f"found {stars}; expected a whole number from 1 to 99."
    if abs(stars) < 300:
        with pytest.raises(ocop.errors.BadValueError) as alone:
            ocop.certificate(stars, "2024-02-29", "2026-11-01")
        assert raised.value.message == alone.value.message


def test_a_missing_or_broken_level_is_an_issue():
    for stars, message in ((None, "row 1, column stars: it is empty."), (3.5, "row 1, column stars: found 3.5;")):
        for frame in (
            pd.DataFrame({"stars": [3, stars], "issued": ["2024-02-29"] * 2}),
            pl.DataFrame({"stars": [3.0, stars], "issued": ["2024-02-29"] * 2}),
            pa.table({"stars": pa.array([3.0, stars]), "issued": ["2024-02-29"] * 2}),
        ):
            with pytest.raises(ocop.RuleError, match=message):
                certificates(frame, on="2026-11-01")
            found = plain(certificates(frame, on="2026-11-01", on_error="collect"))
            assert found["status"] == ["renewal-late", None]


def zoned_and_timed():
    moment = pd.to_datetime(["2024-02-29 05:00"])
    zoned = pd.to_datetime(["2024-02-29"]).tz_localize("Asia/Ho_Chi_Minh")
    stars = {"stars": [4]}
    return [
        (pd.DataFrame({**stars, "issued": zoned}), "holds days with a zone"),
        (pl.DataFrame({**stars, "issued": pl.from_pandas(zoned.to_series())}), "holds days with a zone"),
        (pa.table({**stars, "issued": pa.array(zoned)}), "holds days with a zone"),
        (pd.DataFrame({**stars, "issued": moment}), "row 0: found 2024-02-29T05:00.*; give a day without a time"),
        (pl.DataFrame({**stars, "issued": moment}), "row 0: found 2024-02-29T05:00.*; give a day without a time"),
        (pa.table({**stars, "issued": pa.array(moment)}), "row 0: found 2024-02-29T05:00.*; give a day without a time"),
        ({**stars, "issued": moment.to_numpy()}, "row 0: found 2024-02-29T05:00.*; give a day without a time"),
        ({**stars, "issued": np.array(["2024-02"], dtype="datetime64[M]")}, "holds no days"),
        ({**stars, "issued": np.array([3])}, "holds no days"),
        (pd.DataFrame({**stars, "issued": [True]}), "holds no days"),
        (pd.DataFrame({**stars, "issued": pd.Series([date(2024, 2, 29), 3], dtype=object)[1:]}), "holds no days"),
        (pd.DataFrame({**stars, "issued": pd.Series([datetime(2024, 2, 29, 5)], dtype=object)}),
         "row 0: found 2024-02-29 05:00.*; give a day without a time"),
        (pl.DataFrame({**stars, "issued": [5]}), "holds no days"),
        (pl.DataFrame({**stars, "issued": [timedelta(3)]}), "holds no days"),
    ]


@pytest.mark.parametrize("at", range(len(zoned_and_timed())))
def test_a_zone_or_a_time_or_no_day_is_refused_with_its_column(at):
    frame, message = zoned_and_timed()[at]
    with pytest.raises(TypeError, match=f"column 'issued'.*{message}"):
        certificates(frame, on="2026-11-01")


def test_days_of_every_unit_are_days():
    expected = certificates({"stars": np.array([4]), "issued": np.array(["2024-02-29"])}, on="2026-11-01")
    for unit in ("D", "h", "s", "ms", "us", "ns"):
        issued = np.array(["2024-02-29"], dtype=f"datetime64[{unit}]")
        assert row_of(certificates({"stars": [4], "issued": issued}, on="2026-11-01"), 0) == row_of(expected, 0)
    plain_day = [date(2024, 2, 29)]
    for frame in (
        pa.table({"stars": [4], "issued": pa.array(plain_day, type=pa.date32())}),
        pd.DataFrame({"stars": [4], "issued": pd.array(plain_day, dtype="date32[pyarrow]")}),
        pd.DataFrame({"stars": [4], "issued": pd.array(plain_day, dtype="timestamp[us][pyarrow]")}),
        pl.DataFrame({"stars": [4], "issued": plain_day}).with_columns(pl.col("issued").cast(pl.Datetime("ms"))),
    ):
        assert row_of(certificates(frame, on="2026-11-01"), 0) == row_of(expected, 0)


def test_days_beyond_the_calendar_are_refused():
    for far in (4_000_000, -1_000_000, 2**40):
        issued = np.array([far]).astype("datetime64[D]")
        with pytest.raises(ocop.errors.BadDateError, match="row 0, column issued"):
            certificates({"stars": np.array([4]), "issued": issued}, on="2026-11-01")


def test_days_that_contradict_each_other_are_issues(kind):
    row = {"stars": 4, "issued": date(2024, 3, 1), "revoked": date(2023, 1, 1)}
    with pytest.raises(ocop.RuleError) as raised:
        certificates(frame_of([row], kind), on="2026-09-01")
    with pytest.raises(ocop.RuleError) as alone:
        ocop.certificate(**row, on="2026-09-01")
    assert (raised.value.code, raised.value.message) == (alone.value.code, alone.value.message)
    assert raised.value.where == "row 0, column revoked"


def test_the_types_of_certificates_are_those_documented():
    rows = [{"stars": 4, "issued": date(2024, 3, 1)}]
    index = pd.Index(["x"], name="dossier")
    found = certificates(frame_of(rows, "pandas").set_axis(index), on="2026-09-01")
    pd.testing.assert_index_equal(found.index, index)
    assert str(found["status"].dtype) == "category"
    assert {str(found[name].dtype) for name in (*DAYS, "deadline")} == {"datetime64[ns]"}
    assert {str(found[name].dtype) for name in ("deadline_what", "deadline_cite")} == {"str"}
    polars = certificates(frame_of(rows, "polars"), on="2026-09-01").schema
    assert polars["deadline"] == pl.Date
    assert isinstance(polars["status"], pl.Enum)
    arrow = certificates(frame_of(rows, "pyarrow"), on="2026-09-01").schema
    assert arrow.field("deadline").type == pa.date32()
    assert certificates(frame_of(rows, "arrays"), on="2026-09-01")["deadline"].dtype == "datetime64[D]"


def test_no_certificates_come_back_as_none(kind):
    columns = {"stars": np.zeros(0, dtype=int), "issued": np.zeros(0, dtype="datetime64[D]")}
    for on_error in ("raise", "collect"):
        assert not any(plain(certificates(KINDS[kind](columns), on="2026-09-01", on_error=on_error)).values())
    for frame in (pd.DataFrame(columns=["stars", "issued"]), pl.DataFrame(schema=["stars", "issued"])):
        assert len(certificates(frame, on="2026-09-01")) == 0


def test_missing_columns_and_wrong_calls_are_named(kind):
    columns = {"stars": np.array([4]), "issued": np.array(["2024-02-29"])}
    for name in columns:
        rest = {key: column for key, column in columns.items() if key != name}
        with pytest.raises(KeyError, match=f"missing columns {name}; expected stars, issued"):
            certificates(KINDS[kind](rest), on="2026-09-01")
    with pytest.raises(TypeError, match="column 'stars' holds no numbers"):
        certificates(KINDS[kind]({**columns, "stars": np.array([True])}), on="2026-09-01")
    with pytest.raises(ocop.errors.BadDateError):
        certificates(KINDS[kind](columns), on="today")
    with pytest.raises(ocop.errors.UnknownRuleSetError):
        certificates(KINDS[kind](columns), on="2026-09-01", edition="qd-99")
