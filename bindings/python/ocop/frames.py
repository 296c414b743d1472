"""
Whole frames at once: pandas, polars and pyarrow alike, or NumPy arrays.

A frame comes back as the kind that it was. Long frames have one row per tick, wide ones one row per sheet and one
column per criterion code. Numbers of options are those of the printed form; 0 is nothing ticked. A criterion that has
cases needs one more column, ``CODE@case``, with the number of the case.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, overload

import numpy as np
from narwhals.typing import IntoDataFrameT
from numpy.typing import NDArray

from . import _core
from ._columns import (
    Coded,
    Column,
    Columns,
    Nullable,
    SheetColumns,
    Table,
    factorize,
    native_like,
    option_counts,
    options_of_texts,
    other_edition,
    other_law,
    wide_columns,
    without,
)
from .errors import RuleError, check_text, from_code
from .rules import (
    Day,
    ProductSet,
    Readings,
    RuleCatalog,
    catalog_or_builtin,
    days_of,
    edition_or_nothing,
    iso,
    wanted,
    whole,
)
from .scoring import Facts, facts_text, product_set_of

__all__ = ["Columns", "certificates", "council_results", "score_sheets", "score_wide"]

Arrays = Mapping[str, NDArray[Any]]
Issues = dict[int, list[RuleError]]
_EMPTY = "it is empty. Name every row."
_SHOWN_DAYS = ("first_day_without_effect", "renewal_opens", "renewal_closes", "extension_until", "next_on")
_TOO_LATE = "its days lie after 2262-04-11, the last that pandas holds. Give a polars or pyarrow frame, or arrays."
_DAYS = ("issued", "previous_end", "filed", "refused", "revoked", "replaced")


def thread_count(threads: int | None) -> int:
    """Threads to use: as many as this process may, if not given; at most 256."""
    if threads is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if whole("threads", threads) < 1:
        raise ValueError(f"threads is {threads}; give at least 1")
    return min(whole("threads", threads), 256)


def table_of(frame: Any, rules: ProductSet) -> Table:
    """A frame, a dict of arrays, or an array with one column per criterion in printed order."""
    product_set_of(rules)
    if isinstance(frame, np.ndarray):
        if frame.ndim != 2 or frame.shape[1] != len(rules.codes):
            raise ValueError(
                f"the array has the shape {frame.shape}; set {rules.number} needs (sheets, {len(rules.codes)})"
            )
        return Table({code: frame[:, at] for at, code in enumerate(rules.codes)})
    return Table(frame)


def _check_on_error(on_error: str) -> None:
    if on_error not in ("raise", "collect"):
        raise ValueError(f"on_error is {on_error!r}; allowed are 'raise' and 'collect'")


@overload
def score_wide(
    frame: NDArray[Any] | Arrays, rules: ProductSet, *, on_error: str = ..., facts: Facts = ...,
    readings: Readings = ..., threads: int | None = ...,
) -> Columns: ...  # fmt: skip
@overload
def score_wide(
    frame: IntoDataFrameT, rules: ProductSet, *, on_error: str = ..., facts: Facts = ...,
    readings: Readings = ..., threads: int | None = ...,
) -> IntoDataFrameT: ...  # fmt: skip
def score_wide(
    frame: Any,
    rules: ProductSet,
    *,
    on_error: str = "raise",
    facts: Facts = None,
    readings: Readings = None,
    threads: int | None = None,
) -> Any:
    """
    Score many sheets of one product set, one row each.

    Every sheet is a self-assessment of its own product. Plain columns of ``uint8`` are read where they stand.

    Parameters
    ----------
    frame : DataFrame, dict of arrays, or numpy.ndarray, shape (n_sheets, n_criteria)
        One column per criterion code with option numbers, or option ids (or numbers) as texts or categories; 0 is
        nothing ticked, a missing value is not answered, which is an error. Where criteria have cases, one column
        ``CODE@case`` for each of them with the number of the case. A column `set` (or `product_set`) with the number
        of the product set, or `edition` (or `rules`) with the edition or rule set, must agree with `rules` in every
        row. Keep a column `set`: several sets have the same criterion codes, and nothing else tells their sheets
        apart. Other columns are left alone. The columns of an array stand in printed order.
    rules : ProductSet
        Criteria that the sheets answer.
    on_error : {"raise", "collect"}, default "raise"
        With "collect", the frame gets a column `issues` that says, one line each, what is wrong with the cells of a
        row; such a row has no result.
    facts : dict, optional
        Facts that hold for all of them.
    readings : dict of str to str, optional
        Alternatives of readings.
    threads : int, optional
        All cores if not given. The result does not depend on it.

    Returns
    -------
    DataFrame or dict of arrays
        One row per sheet, in order, with the index of a pandas frame: points of each part by its code and `total`
        (int16), `outcome` (categories), `stars_by_points` and `stars` (Int64, absent where not ranked; in arrays
        uint8, 0 where not ranked), `capped_by` (categories: the criterion whose mark holds the product below its
        band, absent where none does) and `unmet_N` (uint8: marks of level N that are not met). Categories are
        categories in pandas, an enum in polars, a dictionary in pyarrow; arrays come as `Columns`, with codes and -1
        where absent: ``result.names`` says what they stand for, ``result.texts(name)`` writes them out.

        With "collect", points and marks are Int64 in frames, absent in rows with an issue (in arrays 0), and a pandas
        frame lists the issues in ``attrs["issues"]``, each a dict of `row`, `code`, `where`, `message` and `cite`.

    Raises
    ------
    KeyError
        Where a column is missing; names it and those expected.
    TypeError
        Where a column holds neither numbers nor texts; names it.
    RuleError
        What is wrong with the first bad cell, with row and column in ``where``; rows count from 0. A column that says
        another set or edition; ticks at a criterion that only other sets of the edition have.

    Notes
    -----
    Source: qd-26-2026/4.1 and the annex of the set; readings R-01 to R-05. What our sources lack of an edition stands
    in ``rules.edition.missing_law``: where it names ``gates``, no mark is known and stars are provisional.

    Examples
    --------
    >>> import numpy as np, ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> best = np.array([[len(c.options) for c in rules.criteria]], dtype=np.uint8)
    >>> sheets = np.repeat(best, 3, axis=0)
    >>> sheets[1, rules.codes.index("1.5")] = 3
    >>> scored = ocop.frames.score_wide(sheets, rules)
    >>> scored["total"].tolist(), scored["stars"].tolist(), scored.texts("capped_by").tolist()
    ([100, 99, 100], [5, 4, 5], ['', '1.5', ''])
    """
    _check_on_error(on_error)
    table = table_of(frame, rules)
    columns = wide_columns(table, rules, collect=on_error == "collect")
    found = _core.score_columns(
        rules._core, columns.options, columns.cases, facts_text(facts), wanted(readings), thread_count(threads),
        columns.rows * len(rules.codes) if on_error == "collect" else 1,
    )  # fmt: skip
    issues = issues_by_row(columns, found, on_error)
    return _made(table, _scored_columns(rules, found), issues, columns.rows, on_error)


def issues_by_row(columns: SheetColumns, found: dict[str, Any], on_error: str = "raise") -> Issues:
    """What is wrong with cells, by row; the first is raised where they are not collected."""
    cases = columns.cases_of_nothing()
    bad = sorted({*found["bad"], *cases})
    if bad and on_error == "raise":
        raise _noted(columns.issue(*bad[0]), found["bad_cells"] + len(cases))
    issues: Issues = {row: list(errors) for row, errors in columns.of_other_law.items()}
    for cell in bad:
        issues.setdefault(cell[0], []).append(columns.issue(*cell))
    return issues


def _noted(error: RuleError, count: int) -> RuleError:
    """An error, with a note where it is not the only one."""
    if count > 1:
        error.add_note(f"{count - 1} more things are wrong; ocop.frames lists them all with on_error='collect'")
    return error


def _made(
    table: Table, made: dict[str, Column], issues: Issues, rows: int, on_error: str,
    index: tuple[str, NDArray[Any]] | None = None,
) -> Any:  # fmt: skip
    """The frame that comes back; where issues are collected, with them and with nothing else in their rows."""
    if on_error == "raise":
        return native_like(table, made, index)
    failed = np.zeros(rows, dtype=bool)
    failed[list(issues)] = True
    made = without(made, failed)
    made["issues"] = _joined(issues, rows)
    result = native_like(table, made, index)
    if hasattr(result, "attrs"):
        result.attrs["issues"] = [
            {"row": row, "code": e.code, "where": e.where, "message": e.message, "cite": e.cite}
            for row in sorted(issues)
            for e in issues[row]
        ]
    return result


def _joined(issues: Issues, rows: int) -> list[str | None]:
    texts: list[str | None] = [None] * rows
    for row, errors in issues.items():
        texts[row] = "\n".join(f"{error.code}: {error}" for error in errors)
    return texts


def _outcome(how: NDArray[np.uint8]) -> Coded:
    return Coded(how.view(np.int8), _core.outcomes)  # what is not evaluated is -1 then


def _stars(stars: NDArray[np.uint8]) -> Nullable:
    return Nullable(stars, stars == 0)


def _in_points(rules: ProductSet, units: NDArray[Any]) -> NDArray[Any]:
    """Points of whole rules as they are; of others, whose points come in parts of a point, as float64 for display."""
    unit = rules.edition.points_unit
    return units if unit == 1 else units / unit.denominator


def _holders(rules: ProductSet) -> list[str]:
    """What may hold a product below its band: criteria by their marks, then headings by their minimums."""
    return [*rules.codes, *(f"{m.at} ≥ {m.points}" for m in rules.minimums)]


def _scored_columns(rules: ProductSet, found: dict[str, Any]) -> dict[str, Column]:
    parts = {p.code: found["by_part"][at] for at, p in enumerate(rules.edition.parts)}
    made: dict[str, Column] = {name: _in_points(rules, units) for name, units in parts.items()}
    made["total"] = _in_points(rules, found["total"])
    made["outcome"] = _outcome(found["how"])
    made["stars_by_points"] = _stars(found["by_points"])
    made["stars"] = _stars(found["stars"])
    made["capped_by"] = Coded(found["capped_by"], _holders(rules))
    for band, unmet in zip(rules.edition.bands, found["unmet"], strict=True):
        if any(m.stars == band.stars for m in (*rules.marks, *rules.minimums)):
            made[f"unmet_{band.stars}"] = unmet
    return made


@overload
def score_sheets(
    sheets: Arrays, rules: ProductSet, *, on_error: str = ..., facts: Facts = ..., readings: Readings = ...,
    threads: int | None = ...,
) -> Columns: ...  # fmt: skip
@overload
def score_sheets(
    sheets: IntoDataFrameT, rules: ProductSet, *, on_error: str = ..., facts: Facts = ...,
    readings: Readings = ..., threads: int | None = ...,
) -> IntoDataFrameT: ...  # fmt: skip
def score_sheets(
    sheets: Any,
    rules: ProductSet,
    *,
    on_error: str = "raise",
    facts: Facts = None,
    readings: Readings = None,
    threads: int | None = None,
) -> Any:
    """
    Score the sheets of many dossiers: the exact mean of each dossier's sheets, and its stars.

    Parameters
    ----------
    sheets : DataFrame or dict of arrays, shape (n_ticks, 4)
        One row per tick: `dossier_id`, `member_id`, `criterion_id` (texts or whole numbers) and `option_id` (numbers,
        or option ids as texts); `case` too where criteria have cases. A column `set` (or `product_set`), `edition` or
        `rules` must agree with `rules` in every row, as in `score_wide`; keep one. Row order does not matter.
    rules : ProductSet
        Criteria that the sheets answer.
    on_error : {"raise", "collect"}, default "raise"
        With "collect", the frame gets a column `issues` that says, one line each, what is wrong with the rows of a
        dossier; such a dossier has no result.
    facts : dict, optional
        Facts that hold for all of them.
    readings : dict of str to str, optional
        Alternatives of readings.
    threads : int, optional
        All cores if not given. The result does not depend on it.

    Returns
    -------
    DataFrame or dict of arrays
        One row per dossier, sorted by `dossier_id`, which is the index in pandas and a column elsewhere: mean points
        of each part by its code (float64, display only), `total` (int64, points summed over the sheets), `members`
        (int64, sheets), `mean` (float64, display only), `outcome`, `stars_by_points`, `stars` and `capped_by` as in
        `score_wide`. With "collect", a dossier with an issue has none of them, as there; means in arrays are NaN.

    Raises
    ------
    KeyError
        Where a column is missing; names it and those expected.
    TypeError
        Where a column holds neither numbers nor texts; names it.
    RuleError
        What is wrong with the first dossier that has a bad row, with row and column in ``where``; a row that names no
        dossier, or another set or edition.

    Notes
    -----
    Names of dossiers and members are one where they are equal in Unicode's form NFC and without blanks at both ends:
    two writings of one name are an error that shows the code points. The result has names as they were written.

    Source: qd-26-2026/4.1. Bands are decided on the exact mean, `total` / `members`.

    Examples
    --------
    >>> import ocop, pandas as pd
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> ticks = pd.DataFrame([
    ...     {"dossier_id": "DN-1", "member_id": m, "criterion_id": c.code, "option_id": len(c.options)}
    ...     for m in ("An", "Bình") for c in rules.criteria])
    >>> scored = ocop.frames.score_sheets(ticks, rules)
    >>> int(scored.loc["DN-1", "total"]), int(scored.loc["DN-1", "members"]), int(scored.loc["DN-1", "stars"])
    (200, 2, 5)
    """
    return _council(
        sheets, rules, None, level="", members=None, round=None, on_error=on_error, facts=facts, readings=readings,
        threads=threads,
    )  # fmt: skip


@overload
def council_results(
    sheets: Arrays, rules: ProductSet, *, regulation: str = ..., level: str = ...,
    members: int | Mapping[Any, int] | None = ..., round: int | Mapping[Any, int] | None = ..., on_error: str = ...,
    facts: Facts = ..., readings: Readings = ..., threads: int | None = ...,
) -> Columns: ...  # fmt: skip
@overload
def council_results(
    sheets: IntoDataFrameT, rules: ProductSet, *, regulation: str = ..., level: str = ...,
    members: int | Mapping[Any, int] | None = ..., round: int | Mapping[Any, int] | None = ..., on_error: str = ...,
    facts: Facts = ..., readings: Readings = ..., threads: int | None = ...,
) -> IntoDataFrameT: ...  # fmt: skip
def council_results(
    sheets: Any,
    rules: ProductSet,
    *,
    regulation: str = "default",
    level: str = "province",
    members: int | Mapping[Any, int] | None = None,
    round: int | Mapping[Any, int] | None = None,
    on_error: str = "raise",
    facts: Facts = None,
    readings: Readings = None,
    threads: int | None = None,
) -> Any:
    """
    Take the sheets of many councils together under their regulation.

    Parameters
    ----------
    sheets : DataFrame or dict of arrays
        As in `score_sheets`; a column `role` may say ``chair`` or ``member``; empty: a member.
    rules : ProductSet
        Criteria that the sheets answer.
    regulation : str, default "default"
        Id of the regulation; `RuleCatalog.regulations` lists them.
    level : str, default "province"
        Of the councils.
    members : int or dict, optional
        Members of the council, present or not: of all, or by dossier; the number of sheets if not given.
    round : int or dict, optional
        Round of scoring, from 1 to the rounds of the regulation: of all, or by dossier; the first if not given.
    on_error : {"raise", "collect"}, default "raise"
        As in `score_sheets`.
    facts : dict, optional
        Facts that hold for all dossiers.
    readings : dict of str to str, optional
        Alternatives of readings; they win over those of the regulation.
    threads : int, optional
        All cores if not given. The result does not depend on it.

    Returns
    -------
    DataFrame or dict of arrays
        As in `score_sheets`, and `needed` (Int64: sheets that the quorum asks for) and `spread` (Int64: points
        between the highest and the lowest), absent where the regulation has no such rule, and `next_round` (Int64: the
        round that must follow), absent where none must or the regulation has no more (in arrays all three -1). The
        exact mean is `total` / `members`: points as the regulation takes them together, over what it divides by.

    Raises
    ------
    KeyError
        Where a column is missing, or `members` or `round` says nothing of a dossier.
    TypeError
        Where a column holds neither numbers nor texts; names it.
    RuleError
        What is wrong with the first dossier that has a bad row, or with the regulation.

    Notes
    -----
    Source: the regulation's own, see its file under ``rules/councils``.

    Examples
    --------
    >>> import ocop, pandas as pd
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> ticks = pd.DataFrame([
    ...     {"dossier_id": "DN-1", "member_id": m, "criterion_id": c.code, "option_id": len(c.options), "role": role}
    ...     for m, role in (("An", "chair"), ("Bình", "")) for c in rules.criteria])
    >>> ocop.frames.council_results(ticks, rules, regulation="tay-ninh", members=4).loc["DN-1", "outcome"]
    'no-quorum'
    """
    return _council(
        sheets, rules, regulation, level=level, members=members, round=round, on_error=on_error, facts=facts,
        readings=readings, threads=threads,
    )  # fmt: skip


@dataclass
class _Ticks(SheetColumns):
    """A long frame as sheets in columns, by dossier and member; ticks that are none are left out, with their issues."""

    dossiers: NDArray[Any] = field(default_factory=lambda: np.zeros(0))
    members: NDArray[Any] = field(default_factory=lambda: np.zeros(0))
    sheet_keys: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    ticks: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # sheet and criterion, sorted
    row_of_tick: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    issues: Issues = field(default_factory=dict)

    @property
    def first(self) -> NDArray[np.int64]:
        """First sheet of every dossier, and the end of the last."""
        dossier = self.sheet_keys // max(1, len(self.members))
        return np.searchsorted(dossier, np.arange(len(self.dossiers) + 1)).astype(np.int64)

    def dossier_of(self, sheet: int) -> int:
        return int(self.sheet_keys[sheet]) // max(1, len(self.members))

    def member_of(self, sheet: int) -> Any:
        return self.members[int(self.sheet_keys[sheet]) % max(1, len(self.members))]

    def refuse(self, sheet: int, error: RuleError) -> None:
        self.issues.setdefault(self.dossier_of(sheet), []).append(error)

    def place(self, row: int, at: int, of_case: bool) -> tuple[str, Any]:
        code = self.rules.codes[at]
        who = f"dossier {self.dossiers[self.dossier_of(row)]}, member {self.member_of(row)}, criterion {code}"
        key = row * len(self.rules.codes) + at
        tick = int(np.searchsorted(self.ticks, key))
        if tick == len(self.ticks) or self.ticks[tick] != key:
            return who, None
        name = "case" if of_case else "option_id"
        line = int(self.row_of_tick[tick])
        there = self.table.cell(name, line) if name in self.table.names else None
        return f"row {line}, column {name} ({who})", there

    def bad_cells(self) -> list[tuple[int, int, int, int]]:
        """Ticks that their criterion does not have, by sheet and criterion."""
        found = self.cases_of_nothing()
        for at, criterion in enumerate(self.rules.criteria):
            options = self.options[at]
            cases = self.cases[at] if self.cases else None
            case_of = np.zeros_like(options) if cases is None else cases
            wrong = np.flatnonzero((options != 0) & (options.astype(np.int64) > option_counts(criterion)[case_of]))
            found += [(int(row), at, int(options[row]), int(case_of[row])) for row in wrong]
        return sorted(found)


def _ids(table: Table, name: str) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The sorted names in a column, and which one stands in each row; negative: none."""
    kind = table.kind(name)
    if kind == "integer":
        values, codes = factorize(table.array(name))
        absent = table.nulls(name)
        return (values, codes) if absent is None else _of_some(values, np.where(absent, -1, codes))
    if kind not in ("text", "none"):
        remedy = "read the column as text" if kind == "float" else "give names as one of them"
        raise TypeError(f"column {name!r} holds neither texts nor whole numbers; {remedy}")
    known, codes = table.coded(name)
    return _of_some(np.array(known, dtype=object), codes)


def _of_some(values: NDArray[Any], codes: NDArray[np.int64]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Only the values that stand somewhere, sorted."""
    used = np.unique(codes[codes >= 0])
    order = used[np.argsort(values[used], kind="stable")]
    place = np.full(len(values) + 1, -1, dtype=np.int64)
    place[order] = np.arange(len(order))
    return values[order], place[codes]


def _read_ticks(table: Table, rules: ProductSet) -> _Ticks:
    has_cases = any(c.cases for c in rules.criteria)
    table.require(("dossier_id", "member_id", "criterion_id", "option_id", *(["case"] if has_cases else [])))
    contradictions = other_law(table, rules)
    made = _Ticks(table, rules, 0)
    made.dossiers, dossier = _ids(table, "dossier_id")
    unnamed = np.flatnonzero(dossier < 0)
    if len(unnamed):
        raise from_code("missing-key", f"row {int(unnamed[0])}, column dossier_id", _EMPTY)
    keys = _keys(made.dossiers, dossier, "dossier_id")
    blank = np.flatnonzero(keys[dossier] == _BLANK)
    if len(blank):
        row = int(blank[0])
        raise from_code("bad-value", f"row {row}, column dossier_id", _blank(made.dossiers[dossier[row]]))
    made.members, member = _ids(table, "member_id")
    member_keys = np.append(_keys(made.members, member, "member_id"), -1)
    is_blank = member_keys[member] == _BLANK
    names, criterion = _ids(table, "criterion_id")
    place = {code: at for at, code in enumerate(rules.codes)}
    places = np.array([place.get(str(name), -1) for name in names] + [-1], dtype=np.int64)[criterion]

    def refuse(rows: NDArray[np.bool_], column: str, code: str, what: Callable[[int], str]) -> None:
        for row in np.flatnonzero(rows).tolist():
            error = from_code(code, f"row {row}, column {column}", what(row))
            made.issues.setdefault(int(dossier[row]), []).append(error)

    for row, errors in sorted(contradictions.items()):
        made.issues.setdefault(int(dossier[row]), errors)
    codes = ", ".join(rules.codes)
    for first, other in _twins(keys):
        before, after = made.dossiers[first], made.dossiers[other]
        for row, one, two in ((_first_row(dossier, other), after, before), (_first_row(dossier, first), before, after)):
            issue = from_code("bad-value", f"row {row}, column dossier_id", _written_twice(one, two))
            made.issues.setdefault(int(dossier[row]), []).append(issue)
    refuse(member < 0, "member_id", "missing-key", lambda row: _EMPTY)
    refuse(is_blank, "member_id", "bad-value", lambda row: _blank(made.members[member[row]]))
    refuse(criterion < 0, "criterion_id", "missing-key", lambda row: _EMPTY)
    refuse(
        (criterion >= 0) & (places < 0), "criterion_id", "unknown-criterion",
        lambda row: f"found {names[criterion[row]]}; set {rules.number} has {codes}.",
    )  # fmt: skip

    good = np.flatnonzero((member >= 0) & ~is_blank & (places >= 0))
    made.sheet_keys, sheet = factorize(dossier[good] * max(1, len(made.members)) + member[good])
    made.rows = len(made.sheet_keys)
    ticks = sheet * len(rules.codes) + places[good]
    order = np.argsort(ticks, kind="stable")
    ticks, rows = ticks[order], good[order]
    is_again = np.zeros(table.rows, dtype=bool)
    is_again[rows[1:][ticks[1:] == ticks[:-1]]] = True
    refuse(
        is_again, "criterion_id", "duplicate-key",
        lambda row: (
            f"{rules.codes[places[row]]} stands twice on the sheet of member {made.members[member[row]]}, dossier "
            f"{made.dossiers[dossier[row]]}. Leave one."
        ),
    )  # fmt: skip
    once = ~is_again[rows]
    made.ticks, made.row_of_tick = ticks[once], rows[once]
    _refuse_twin_members(made, member_keys)
    _fill(made, has_cases)
    return made


def _refuse_twin_members(made: _Ticks, member_keys: NDArray[np.int64]) -> None:
    """Say which sheets of a dossier are those of one member whose name is written in two ways."""
    many = max(1, len(made.members))
    dossier, member = np.divmod(made.sheet_keys, many)
    for first, other in _twins(dossier * many + member_keys[member]):
        row = int(made.row_of_tick[np.searchsorted(made.ticks, other * len(made.rules.codes))])
        where = f"row {row}, column member_id (dossier {made.dossiers[dossier[other]]})"
        what = _written_twice(made.members[member[other]], made.members[member[first]])
        made.refuse(other, from_code("repeated-member", where, f"{what} One member gives one sheet."))


_BLANK = -2


def _keys(names: NDArray[Any], codes: NDArray[np.int64], column: str) -> NDArray[np.int64]:
    """Which names are one by what the engine compares names by: the first of them; of a blank one `_BLANK`."""
    keys = np.arange(len(names))
    if names.dtype.kind not in "UO":
        return keys
    texts = names.tolist()
    try:
        found = _core.name_keys(texts)
    except TypeError:
        for at, text in enumerate(texts):
            check_text(text, f"row {_first_row(codes, at)}, column {column}")
        raise
    first: dict[str, int] = {}
    for at, key in enumerate(found):
        keys[at] = first.setdefault(key, at) if key else _BLANK
    return keys


def _twins(keys: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Places that have the key of an earlier one, with that."""
    _, first, which = np.unique(keys, return_index=True, return_inverse=True)
    return [(int(first[which[at]]), at) for at in np.flatnonzero(first[which] != np.arange(len(keys))).tolist()]


def _first_row(codes: NDArray[np.int64], code: int) -> int:
    return int(np.flatnonzero(codes == code)[0])


def _blank(name: str) -> str:
    return f"found {ascii(name)}, in which nothing can be seen. Name every row."


def _written_twice(name: str, other: str) -> str:
    differ = _core.differing_code_points(name, other)
    return f'found "{name}"; "{other}" is the same name, written otherwise: {differ}. Write it in one way.'


def _fill(made: _Ticks, has_cases: bool) -> None:
    """Options and cases of the ticks into one column per criterion."""
    table, rules = made.table, made.rules
    sheet, criterion = np.divmod(made.ticks, len(rules.codes))
    cases = None
    if "case" in table.names:
        if table.kind("case") not in ("integer", "float", "none"):
            raise TypeError("column 'case' holds no numbers; give the number of the case")
        cases = table.bytes("case", 0)[made.row_of_tick]
    kind = table.kind("option_id")
    if kind == "text":
        known, codes = table.coded("option_id")
        numbers = options_of_texts(rules.criteria, criterion, known, codes[made.row_of_tick], cases)
    elif kind in ("integer", "float", "none"):
        numbers = table.bytes("option_id", _core.unanswered)[made.row_of_tick]
    else:
        raise TypeError("column 'option_id' holds neither numbers nor texts; give option numbers or ids")
    wide = np.full((len(rules.codes), made.rows), _core.unanswered, dtype=np.uint8)
    wide[criterion, sheet] = numbers
    made.options = list(wide)
    if cases is not None:
        of_cases = np.zeros_like(wide)
        of_cases[criterion, sheet] = cases
        made.cases = [of if c.cases or of.any() else None for c, of in zip(rules.criteria, of_cases, strict=True)]


def _chairs(ticks: _Ticks) -> NDArray[np.uint8]:
    """Which sheets are those of a chair."""
    is_chair = np.zeros(ticks.rows, dtype=np.uint8)
    table = ticks.table
    if "role" not in table.names:
        return is_chair
    if table.kind("role") not in ("text", "none"):
        raise TypeError("column 'role' holds no texts; give chair, member or nothing")
    known, codes = table.coded("role")
    role = codes[ticks.row_of_tick]
    sheet = ticks.ticks // len(ticks.rules.codes)
    is_chair[sheet[np.array([text == "chair" for text in known] + [False])[role]]] = 1
    is_unknown = np.array([text not in ("chair", "member", "") for text in known] + [False])[role]
    for tick in np.flatnonzero(is_unknown).tolist():
        row = int(ticks.row_of_tick[tick])
        message = f'found "{known[codes[row]]}"; a role is "chair" or "member".'
        ticks.refuse(int(sheet[tick]), from_code("bad-value", f"row {row}, column role", message))
    chairs = np.flatnonzero(is_chair)
    for before, after in zip(chairs[:-1].tolist(), chairs[1:].tolist(), strict=True):
        if ticks.dossier_of(before) == ticks.dossier_of(after):
            where = f"dossier {ticks.dossiers[ticks.dossier_of(after)]}"
            message = f"{ticks.member_of(before)} and {ticks.member_of(after)} are both the chair; a council has one."
            ticks.refuse(after, from_code("repeated-member", where, message))
    return is_chair


def _council(
    sheets: Any,
    rules: ProductSet,
    regulation: str | None,
    *,
    level: str,
    members: int | Mapping[Any, int] | None,
    round: int | Mapping[Any, int] | None,
    on_error: str,
    facts: Facts,
    readings: Readings,
    threads: int | None,
) -> Any:
    _check_on_error(on_error)
    product_set_of(rules)
    if regulation == "":
        raise from_code("bad-value", "regulation", "it is empty. Name one, or leave it out.")
    table = Table(sheets)
    ticks = _read_ticks(table, rules)
    is_chair = np.zeros(ticks.rows, dtype=np.uint8) if regulation is None else _chairs(ticks)
    for cell in ticks.bad_cells():
        ticks.refuse(cell[0], ticks.issue(*cell))
    issues = ticks.issues
    found = _core.score_councils(
        rules.edition.catalog._core, rules._core, ticks.options, ticks.cases, ticks.first, is_chair,
        _members(members, ticks), _by_dossier("round", round, ticks),
        None if regulation is None else check_text(regulation, "regulation"), check_text(level, "level"),
        facts_text(facts), wanted(readings), thread_count(threads),
    )  # fmt: skip
    for dossier, code, where, message in found["issues"]:
        if dossier not in issues:
            name = f"dossier {ticks.dossiers[dossier]}"
            issues[dossier] = [from_code(code, f"{name}{where and ', '}{where}", message)]
    if issues and on_error == "raise":
        raise _noted(issues[min(issues)][0], sum(map(len, issues.values())))
    made: dict[str, Column] = {p.code: found["by_part"][at] for at, p in enumerate(rules.edition.parts)}
    made["total"] = found["sum"]
    made["members"] = found["count"]
    made["mean"] = found["sum"] / found["count"]
    made["outcome"] = _outcome(found["how"])
    made["stars_by_points"] = _stars(found["by_points"])
    made["stars"] = _stars(found["stars"])
    made["capped_by"] = Coded(found["capped_by"], _holders(rules))
    if regulation is not None:
        made["needed"] = Nullable(found["needed"], found["needed"] < 0, -1)
        made["spread"] = Nullable(_in_points(rules, found["spread"]), found["spread"] < 0, -1)
        made["next_round"] = Nullable(found["next_round"], found["next_round"] < 0, -1)
    return _made(table, made, issues, len(ticks.dossiers), on_error, ("dossier_id", ticks.dossiers))


def _members(members: int | Mapping[Any, int] | None, ticks: _Ticks) -> NDArray[np.int64]:
    counts = _by_dossier("members", members, ticks)
    if counts is None:
        return np.diff(ticks.first)
    for dossier, count in zip(ticks.dossiers.tolist(), counts.tolist(), strict=True):
        if count < 1:
            raise from_code("bad-value", "members", f"found {count} for {dossier}; a council has at least 1 member.")
    return counts


def _by_dossier(name: str, given: int | Mapping[Any, int] | None, ticks: _Ticks) -> NDArray[np.int64] | None:
    """A whole number for each dossier: the same for all, or its own."""
    if given is None:
        return None
    dossiers = ticks.dossiers.tolist()
    if isinstance(given, Mapping):
        given = _named_as(given, dossiers, name)
        missing = [str(d) for d in dossiers if d not in given]
        if missing:
            raise KeyError(f"{name} says nothing of the dossiers {', '.join(missing)}")
        counts = [whole(f"{name} of {d}", given[d]) for d in dossiers]
    else:
        counts = [whole(name, given)] * len(dossiers)
    return np.array([min(max(count, -(2**63)), 2**63 - 1) for count in counts], dtype=np.int64)


def _named_as(given: Mapping[Any, int], dossiers: list[Any], what: str) -> dict[Any, int]:
    """Numbers by the dossiers' own writing of their names."""
    made = {d: given[d] for d in dossiers if d in given}
    texts = [check_text(name, what) for name in given if isinstance(name, str)]
    names: dict[str, str] = {}
    for name, key in zip(texts, _core.name_keys(texts), strict=True):
        if names.setdefault(key, name) != name:
            raise from_code("bad-value", what, _written_twice(name, names[key]))
    others = [d for d in dossiers if d not in made and isinstance(d, str)]
    for name, key in zip(others, _core.name_keys(others), strict=True):
        if key in names:
            made[name] = given[names[key]]
    return made


@overload
def certificates(
    frame: Arrays, *, on: Day, edition: str | None = ..., readings: Readings = ..., days_off: tuple[Day, ...] = ...,
    on_error: str = ..., catalog: RuleCatalog | None = ...,
) -> Columns: ...  # fmt: skip
@overload
def certificates(
    frame: IntoDataFrameT, *, on: Day, edition: str | None = ..., readings: Readings = ...,
    days_off: tuple[Day, ...] = ..., on_error: str = ..., catalog: RuleCatalog | None = ...,
) -> IntoDataFrameT: ...  # fmt: skip
def certificates(
    frame: Any,
    *,
    on: Day,
    edition: str | None = None,
    readings: Readings = None,
    days_off: tuple[Day, ...] = (),
    on_error: str = "raise",
    catalog: RuleCatalog | None = None,
) -> Any:
    """
    Say where many certificates stand on a day.

    Parameters
    ----------
    frame : DataFrame or dict of arrays
        One row per certificate: `stars` (integers) and `issued` (days), and where they are known the days
        `previous_end`, `filed`, `refused`, `revoked` and `replaced`. Days are dates without time or zone, or texts
        ``YYYY-MM-DD``.
    on : datetime.date or str
        Day asked for; nothing reads a clock.
    edition : str, optional
        Rule set or edition whose terms apply; by the days if not given. A column `edition` or `rules` must agree with
        it in every row.
    readings : dict of str to str, optional
        Alternatives of readings.
    days_off : tuple of datetime.date or str, optional
        Holidays, for reading R-13.
    on_error : {"raise", "collect"}, default "raise"
        With "collect", the frame gets a column `issues`; a row with an issue has nothing else.
    catalog : RuleCatalog, optional
        Rules to go by; the built-in ones if not given.

    Returns
    -------
    DataFrame or dict of arrays
        One row per certificate, in order: `status` (categories), `first_day_without_effect`, `renewal_opens`,
        `renewal_closes`, `extension_until` (that it has or can still get), `deadline` (days, absent where there is
        none; in pandas ``datetime64[ns]``, so none after 2262-04-11), `deadline_what` and `deadline_cite` (texts).

    Raises
    ------
    KeyError
        Where `stars` or `issued` is missing.
    TypeError
        Where a column of days holds something else, a time or a zone; names it.
    RuleError
        What is wrong with the first bad row, with row and column in ``where``; rows count from 0.

    Examples
    --------
    >>> import numpy as np, ocop
    >>> found = ocop.frames.certificates(
    ...     {"stars": np.array([4, 3]), "issued": np.array(["2024-02-29", "2020-02-04"], dtype="datetime64[D]")},
    ...     on="2026-09-01")
    >>> found.texts("status").tolist(), found["first_day_without_effect"].tolist()[0].isoformat()
    (['renewal-open', 'expired'], '2027-02-28')
    """
    _check_on_error(on_error)
    table = Table(frame)
    table.require(("stars", "issued"))
    if table.kind("stars") not in ("integer", "float", "none"):
        raise TypeError("column 'stars' holds no numbers; give the star level")
    stars = table.bytes("stars", 0)
    by = catalog_or_builtin(catalog)
    terms = edition_or_nothing(edition)
    issues: Issues = other_edition(table, by.edition(terms)) if terms else {}
    days: list[NDArray[np.int64] | None] = []
    for name in _DAYS:
        counted, wrong = table.days(name) if name in table.names else (None, {})
        days.append(counted)
        for row, text in wrong.items():
            issues.setdefault(row, []).append(from_code("bad-date", f"row {row}, column {name}", _no_day(text)))
    for row in np.flatnonzero((stars < 1) | (stars > 99)).tolist():
        value = table.cell("stars", row)
        message = "it is empty. Give the star level." if value is None else _no_level(value)
        code = "missing-key" if value is None else "bad-value"
        issues.setdefault(row, []).append(from_code(code, f"row {row}, column stars", message))
    found = _core.certificates(by._core, stars, days, iso(on), terms, wanted(readings), days_of(days_off))
    for row, code, where, message in found["failed"]:
        if row not in issues:
            column = where.lstrip("/")
            issues[row] = [from_code(code, f"row {row}{f', column {column}' if column else ''}", message)]
    if table.frame is not None and table.frame.implementation.is_pandas():
        for row in _beyond_pandas(found):
            issues.setdefault(row, []).append(from_code("bad-date", f"row {row}, column issued", _TOO_LATE))
            for name in _SHOWN_DAYS:
                found[name][row] = np.datetime64("NaT", "D").view(np.int64)
    if issues and on_error == "raise":
        raise _noted(issues[min(issues)][0], sum(map(len, issues.values())))
    made: dict[str, Column] = {
        "status": Coded(found["state"].astype(np.int8), found["states"]),
        "first_day_without_effect": found["first_day_without_effect"].view("datetime64[D]"),
        "renewal_opens": found["renewal_opens"].view("datetime64[D]"),
        "renewal_closes": found["renewal_closes"].view("datetime64[D]"),
        "extension_until": found["extension_until"].view("datetime64[D]"),
        "deadline": found["next_on"].view("datetime64[D]"),
        "deadline_what": [text or None for text in found["next_what"]],
        "deadline_cite": [text or None for text in found["next_cite"]],
    }
    return _made(table, made, issues, table.rows, on_error)


def _beyond_pandas(found: dict[str, Any]) -> list[int]:
    """Rows with a day that pandas cannot hold in nanoseconds."""
    far = [found[name].view("datetime64[D]") > np.datetime64("2262-04-11") for name in _SHOWN_DAYS]
    return [int(row) for row in np.flatnonzero(np.any(far, axis=0))]


def _no_day(text: str) -> str:
    """As `ocop.certificate` says it of one."""
    return f'found "{text}"; a day is written YYYY-MM-DD and must exist in the calendar, e.g. 2026-06-15.'


def _no_level(value: Any) -> str:
    return f"found {value}; expected a whole number from 1 to 99."
