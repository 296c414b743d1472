"""Frames of any kind into the engine's columns and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from . import _core
from .errors import RuleError, from_code
from .rules import Criterion, Edition, ProductSet, iso

Bytes = NDArray[np.uint8]
_NO_OPTION = 254  # no option list is so long: stands for what does not fit a byte
_KINDS = {"i": "integer", "u": "integer", "f": "float", "U": "text", "M": "day"}
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CODE = re.compile(r"[0-9]+(\.\w+)*")
_KNOWN = "give a pandas or polars DataFrame, a pyarrow Table, or a dict of NumPy arrays"
_HOW = {
    "LazyFrame": "call its collect() first", "RecordBatchReader": "call its read_all() first",
    "RecordBatch": "give pyarrow.Table.from_batches([batch])", "DuckDBPyRelation": "call its pl() or df() first",
    "Series": "give a frame with a column of that name",
}  # fmt: skip


class Table:
    """Named columns of a native frame, or of NumPy arrays."""

    def __init__(self, given: Any) -> None:
        self.given = given
        self.frame: nw.DataFrame[Any] | None = None
        self.arrays: dict[str, NDArray[Any]] = {}
        self.repeated: set[str] = set()  # columns that stand in the frame more than once, and are left out
        self._series: dict[str, nw.Series[Any]] = {}
        self._shown: dict[str, tuple[NDArray[np.bool_] | None, Any]] = {}
        if isinstance(given, Mapping):
            written = {name: given.texts(name) for name in given.names} if isinstance(given, Columns) else {}
            columns = {**given, **written}
            self.arrays = {str(name): _one_dimensional(str(name), column) for name, column in columns.items()}
            lengths = {name: len(column) for name, column in self.arrays.items()}
            if len(set(lengths.values())) > 1:
                raise ValueError(f"arrays are of different lengths: {lengths}; give one entry per row")
            self.rows = next(iter(lengths.values()), 0)
            return
        given, self.repeated = _without_repeated(given)
        try:
            self.frame = nw.from_native(given, eager_only=True)
        except TypeError:
            name = type(given).__name__
            raise TypeError(f"found a {name}; {_HOW.get(name, _KNOWN)}") from None
        self.rows = self.frame.shape[0]
        kind = self.frame.implementation
        if not (kind.is_pandas() or kind.is_polars() or kind.is_pyarrow()):
            raise TypeError(f"frames of {kind} are not known; {_KNOWN}")

    def series(self, name: str) -> nw.Series[Any]:
        """A column of the frame, in a type that all of the readers here know."""
        assert self.frame is not None
        if name not in self._series:
            self._series[name] = _known_type(self.frame[name])
        return self._series[name]

    @property
    def names(self) -> list[str]:
        return list(self.arrays) if self.frame is None else self.frame.columns

    def require(self, names: Sequence[str], hint: Callable[[], str] = str) -> None:
        """Every one of these columns, once, or a KeyError that names those that are missing and those there are."""
        for name in names:
            if name in self.repeated:
                raise from_code("duplicate-key", f"column {name}", "it stands in the frame more than once. Leave one.")
        there = set(self.names)
        missing = [name for name in names if name not in there]
        if not missing:
            return
        shown = [str(name) for name in self.names[:20]] + ["…"] * (len(self.names) > 20)
        found = f"found {', '.join(shown)}" if shown else "found none"
        if any(not isinstance(name, str) for name in self.names):
            hint = lambda: '; names that are numbers are no codes: read them as text, so that "1.1" is not "1.10"'
        raise KeyError(f"missing columns {', '.join(missing)}; expected {', '.join(names)}; {found}{hint()}")

    def kind(self, name: str) -> str:
        """``integer``, ``float``, ``text``, ``day``, ``zoned``, ``none`` (no value anywhere) or ``other``."""
        if self.frame is None:
            kind = self.arrays[name].dtype.kind
            return _object_kind(self.arrays[name]) if kind == "O" else _KINDS.get(kind, "other")
        dtype = self.series(name).dtype
        if dtype.is_integer() and dtype not in (nw.Int128, nw.UInt128):
            return "integer"
        if dtype.is_float():
            return "float"
        of_pandas = getattr(self.series(name).to_native(), "dtype", None)  # narwhals misses some of its zones
        if any(getattr(one, zone, None) is not None for one, zone in ((dtype, "time_zone"), (of_pandas, "tz"))):
            return "zoned"
        if dtype == nw.Date or isinstance(dtype, nw.Datetime):
            return "day"
        is_text = dtype in (nw.String, nw.Categorical, nw.Enum)
        if (is_text or dtype in (nw.Unknown, nw.Object)) and bool(self.series(name).is_null().all()):
            return "none"
        if dtype == nw.Object:
            return _object_kind(self.series(name).to_list())
        return "text" if is_text else "other"

    def nulls(self, name: str) -> NDArray[np.bool_] | None:
        """Where a column has no value; None: everywhere there is one."""
        if self.frame is None:
            column = self.arrays[name]
            absent: NDArray[np.bool_] = np.ma.getmaskarray(column)
            if column.dtype.kind in "fM":
                absent = absent | np.isnan(np.ma.getdata(column))
            if column.dtype.kind == "O":
                absent = absent | np.array([_is_nothing(value) for value in column], dtype=bool)
            return absent if absent.any() else None
        series = self.series(name)
        if _is_full(series):
            return None
        empty = series.is_null()
        if series.dtype.is_float():
            empty = empty | series.fill_null(0).is_nan()
        return empty.to_numpy() if empty.any() else None

    def array(self, name: str) -> NDArray[Any]:
        """A column as NumPy sees it, without a copy where its memory allows; anything where there is no value."""
        if self.frame is None:
            return np.ma.getdata(self.arrays[name])
        series = self.series(name)
        if series.dtype == nw.Date:
            series = series.cast(nw.Datetime("us"))
        if series.dtype.is_numeric() and not _is_full(series):
            series = series.fill_null(0)
        return series.to_numpy()

    def bytes(self, name: str, absent_as: int) -> Bytes:
        """A column of numbers as bytes. What does not fit is 254; where there is no value, `absent_as`."""
        if self.kind(name) == "none":
            return np.full(self.rows, absent_as, dtype=np.uint8)
        absent = self.nulls(name)
        column = self.array(name)
        if column.dtype == np.uint8 and absent is None:
            return column
        with np.errstate(invalid="ignore"):
            small = column.astype(np.uint8)
        small[small != column] = _NO_OPTION
        if absent is not None:
            small[absent] = absent_as
        return small

    def coded(self, name: str) -> tuple[list[str], NDArray[np.int64]]:
        """The texts of a column, and which one stands in each row; negative: none."""
        absent = self.nulls(name)
        if self.kind(name) == "none":
            return [], np.full(self.rows, -1, dtype=np.int64)
        if self.frame is None and self.array(name).dtype.kind == "O" or self._is_object(name):
            return _coded_objects(self.array(name))
        if self.frame is None:
            values, codes = factorize(self.array(name))
            known = [str(value) for value in values]
        else:
            series = self.series(name)
            if self.frame.implementation.is_pandas() and series.dtype != nw.String:
                listed = series.to_native().cat
                return [str(c) for c in listed.categories], listed.codes.to_numpy().astype(np.int64)
            series = series if series.dtype == nw.String else series.cast(nw.String)
            known = series.drop_nulls().unique().sort().to_list()
            filled = series if absent is None else series.fill_null(known[0])
            codes = filled.replace_strict(known, list(range(len(known))), return_dtype=nw.Int64).to_numpy()
        return known, codes if absent is None else np.where(absent, np.int64(-1), codes)

    def _is_object(self, name: str) -> bool:
        return self.frame is not None and self.series(name).dtype == nw.Object

    def texts(self, name: str) -> NDArray[Any]:
        """A column of texts, as objects; None where there is none."""
        known, codes = self.coded(name)
        return np.array([*known, None], dtype=object)[codes]

    def numbers(self, name: str) -> NDArray[np.int64]:
        """A column of whole numbers; -1 where there is none."""
        column, absent = self.array(name), self.nulls(name)
        return (column if absent is None else np.where(absent, np.int64(-1), column)).astype(np.int64)

    def days(self, name: str) -> tuple[NDArray[np.int64], dict[int, str]]:
        """A column of days, counted from 1970 with NumPy's NaT for none, and by row the texts that are no day."""
        kind = self.kind(name)
        none = np.datetime64("NaT", "D")
        if kind == "none":
            return np.full(self.rows, none).view(np.int64), {}
        if kind == "text":
            known, codes = self.coded(name)
            days = np.array([_day_of(text) for text in known] + [none], dtype="datetime64[D]")
            odd = np.flatnonzero((codes >= 0) & np.isnat(days[codes]))
            return days[codes].view(np.int64), {int(row): known[codes[row]] for row in odd}
        if kind == "day" and self.array(name).dtype.kind == "O":
            return self._days_of_objects(name), {}
        if kind != "day" or np.datetime_data(self.array(name).dtype)[0] in ("Y", "M", "W"):
            found = "days with a zone" if kind == "zoned" else "no days"
            raise TypeError(f"column {name!r} holds {found}; give dates without time or zone, or texts YYYY-MM-DD")
        column = self.array(name)
        days = column.astype("datetime64[D]")
        timed = np.flatnonzero((days != column) & ~np.isnat(column))
        if len(timed):
            row = int(timed[0])
            raise TypeError(f"column {name!r}, row {row}: found {column[row]}; give a day without a time")
        absent = self.nulls(name)
        days = days if absent is None else np.where(absent, none, days)
        far = np.flatnonzero((days < np.datetime64("0000-01-01")) | (days > np.datetime64("9999-12-31")))
        wrong = {int(row): str(days[row]) for row in far}
        days[far] = none
        return days.view(np.int64), wrong

    def _days_of_objects(self, name: str) -> NDArray[np.int64]:
        """Days of a column of Python's own dates."""
        known: dict[Any, str] = {}
        texts: list[str] = []
        for row, value in enumerate(self.array(name)):
            if _is_nothing(value):
                texts.append("NaT")
                continue
            if value not in known:
                try:
                    known[value] = iso(value)
                except TypeError:
                    message = f"column {name!r}, row {row}: found {value}; give a day without a time"
                    raise TypeError(message) from None
            texts.append(known[value])
        return np.array(texts, dtype="datetime64[D]").view(np.int64)

    def cell(self, name: str, row: int) -> Any:
        """What stands in a cell, as Python's own; None: nothing. A column that is asked once is kept for the next."""
        if name not in self._shown:
            values = self.array(name) if self.frame is None else self.series(name).to_list()
            self._shown[name] = self.nulls(name), values
        absent, values = self._shown[name]
        if absent is not None and absent[row]:
            return None
        return values[row].item() if isinstance(values[row], np.generic) else values[row]


def _without_repeated(given: Any) -> tuple[Any, set[str]]:
    """A frame without the columns of which there are several of one name, and those names."""
    names = getattr(given, "columns", None) if hasattr(given, "iloc") else getattr(given, "column_names", None)
    if names is None or len(set(names)) == len(names):
        return given, set()
    listed = list(names)
    repeated = {name for name in listed if listed.count(name) > 1}
    kept = [at for at, name in enumerate(listed) if name not in repeated]
    made = given.iloc[:, kept] if hasattr(given, "iloc") else given.select(kept)
    return made, {str(name) for name in repeated}


def _known_type(series: nw.Series[Any]) -> nw.Series[Any]:
    """A column of Arrow's rarer types as one of the usual type of the same meaning."""
    native = series.to_native()
    of_pandas = getattr(getattr(native, "dtype", None), "pyarrow_dtype", None)
    arrow = str(getattr(native, "type", "") if of_pandas is None else of_pandas)
    is_category = of_pandas is not None and arrow.startswith("dictionary<values=") and "string" in arrow
    wanted = "date32" if arrow.startswith("date64") else "string" if is_category or arrow == "string_view" else None
    if wanted is None:
        return series
    column = native if of_pandas is None else native.array.__arrow_array__()
    made: nw.Series[Any] = nw.from_native(column.cast(wanted), series_only=True)
    return made


def _is_nothing(value: Any) -> bool:
    """None, or what is unlike itself: NaN, NaT; pandas' NA."""
    if value is None or type(value).__name__ == "NAType":
        return True
    return isinstance(value, (float, datetime, np.generic)) and bool(value != value)


def _object_kind(values: Iterable[Any]) -> str:
    """The kind of a column of Python's objects."""
    kinds = {type(value) for value in values if not _is_nothing(value)}
    if not kinds:
        return "none"
    if all(issubclass(kind, str) for kind in kinds):
        return "text"
    return "day" if all(issubclass(kind, date) for kind in kinds) else "other"


def _coded_objects(column: NDArray[Any]) -> tuple[list[str], NDArray[np.int64]]:
    """The texts of a column of objects, sorted, and which one stands in each row; negative: none."""
    known = sorted({str(value) for value in column if not _is_nothing(value)})
    place = {text: at for at, text in enumerate(known)}
    codes = (-1 if _is_nothing(value) else place[str(value)] for value in column)
    return known, np.fromiter(codes, dtype=np.int64, count=len(column))


def _is_full(series: nw.Series[Any]) -> bool:
    """Has every row a value? Told without looking at the rows, where the column's type or memory says it."""
    of_numpy = getattr(series.to_native(), "dtype", None)
    if isinstance(of_numpy, np.dtype) and of_numpy.kind in "iu":
        return True
    return not series.dtype.is_float() and series.null_count() == 0


def _one_dimensional(name: str, column: Any) -> NDArray[Any]:
    """A column as an array, masked where it was."""
    made: NDArray[Any] = column if isinstance(column, np.ma.MaskedArray) else np.asarray(column)
    if made.ndim != 1:
        raise ValueError(f"array {name!r} has {made.ndim} dimensions; give one entry per row")
    return made


def _day_of(text: str) -> np.datetime64:
    """The day of a text ``YYYY-MM-DD``, NaT where it is none; NumPy alone would read the clock for ``today``."""
    try:
        return np.datetime64(text if _DAY.fullmatch(text) else "NaT", "D")
    except ValueError:
        return np.datetime64("NaT", "D")


def factorize(column: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The sorted values of a column, and which one stands in each row."""
    values, codes = np.unique(column, return_inverse=True)
    return values, codes.astype(np.int64, copy=False)


def option_counts(criterion: Criterion) -> NDArray[np.int64]:
    """Number of options by case; negative: the criterion has no such case."""
    counts = np.full(256, -1, dtype=np.int64)
    for option in criterion.options:
        counts[option.case] = max(counts[option.case], option.number)
    return counts


def options_of_texts(
    criteria: Sequence[Criterion], criterion: NDArray[np.int64], known: list[str], codes: NDArray[np.int64],
    cases: Bytes | None,
) -> Bytes:  # fmt: skip
    """
    Texts as option numbers: ids, or numbers as texts.

    `criterion` and `cases` say what is answered in each row. 254 for what is no option there, 255 for no text.
    """
    place = {text: at for at, text in enumerate(known)}
    most_case = max(o.case for c in criteria for o in c.options)
    table = np.full((len(criteria), most_case + 2, len(known) + 1), _NO_OPTION, dtype=np.uint8)  # last: no such case
    table[:, :, -1] = _core.unanswered
    if "0" in place:
        table[:, :, place["0"]] = 0
    for at, one in enumerate(criteria):
        for option in one.options:
            for text in (str(option.number), option.id):
                if text in place:
                    table[at, option.case, place[text]] = option.number
    made: Bytes = table[criterion, 0 if cases is None else np.minimum(cases, most_case + 1), codes]
    return made


def case_column(code: str) -> str:
    """Name of the column that says which case of a criterion is answered."""
    return f"{code}@case"


@dataclass(frozen=True, slots=True)
class _Allowed:
    """What a column that says the law may hold: a number, or one of some texts."""

    texts: tuple[str, ...]
    number: int | None = None

    def holds(self, value: Any) -> bool:
        if isinstance(value, str):
            return value in self.texts
        return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) and value == self.number


def _rows_not(table: Table, name: str, allowed: _Allowed) -> NDArray[np.int64]:
    """Rows of a column that say something else, or nothing."""
    kind = table.kind(name)
    if kind in ("integer", "float") and allowed.number is not None:
        absent = table.nulls(name)
        wrong = table.array(name) != allowed.number
        return np.flatnonzero(wrong if absent is None else wrong | absent)
    if kind == "text" and table.frame is not None and table.series(name).dtype == nw.String:
        said = table.series(name).is_in(list(allowed.texts)).fill_null(False)
        return np.flatnonzero(~said.to_numpy().astype(bool))
    if kind == "text":
        known, codes = table.coded(name)
        return np.flatnonzero(~np.array([*map(allowed.holds, known), False], dtype=bool)[codes])
    return np.array([row for row in range(table.rows) if not allowed.holds(table.cell(name, row))], dtype=np.int64)


def other_edition(table: Table, edition: Edition, most: int | None = None) -> dict[int, list[RuleError]]:
    """What contradicts an edition in the columns `edition` and `rules`, by row; the first so many rows of each."""
    found: dict[int, list[RuleError]] = {}
    for name in ("edition", "rules"):
        remedy = f"Name {edition.id} or {edition.rule_set}, or take the rules of the edition that it names."
        given = f"the rules given are of {edition.id}"
        exact = f"{edition.rule_set}#{edition.revision.number}"
        allowed = _Allowed((edition.id, edition.rule_set, edition.full_name, exact))
        _add_contradictions(found, table, name, allowed, given, remedy, most)
    return found


def other_law(table: Table, rules: ProductSet, most: int | None = None) -> dict[int, list[RuleError]]:
    """
    What contradicts the rules in the columns of a frame that say its law, by row; the first so many rows of each.

    `set` and `product_set` say the number of the set, `edition` and `rules` the edition or the rule set.
    """
    found: dict[int, list[RuleError]] = {}
    given = f"the rules given are of set {rules.number} in {rules.edition.id}"
    for name in ("set", "product_set"):
        remedy = f"Score each row by the rules of its own set; here are only rows of set {rules.number} allowed."
        _add_contradictions(found, table, name, _Allowed((str(rules.number),), rules.number), given, remedy, most)
    for row, errors in other_edition(table, rules.edition, most).items():
        found.setdefault(row, []).extend(errors)
    if not {"set", "product_set"} & set(table.names):
        _refuse_criteria_of_others(table, rules)
    return found


def _add_contradictions(
    found: dict[int, list[RuleError]], table: Table, name: str, allowed: _Allowed, given: str, remedy: str,
    most: int | None,
) -> None:  # fmt: skip
    if name in table.repeated:
        raise from_code("duplicate-key", f"column {name}", "it stands in the frame more than once. Leave one.")
    if name not in table.names:
        return
    for row in _rows_not(table, name, allowed)[:most].tolist():
        there = table.cell(name, row)
        where = f"row {row}, column {name}"
        if _is_nothing(there) or there == "":
            message = f"it is empty, and {given}. Say it in every row, or leave the column out."
            error = from_code("missing-key", where, message)
        else:
            error = from_code("bad-value", where, f"found {there!r}; {given}. {remedy}")
        found.setdefault(row, []).append(error)


def _refuse_criteria_of_others(table: Table, rules: ProductSet) -> None:
    """Ticks at criteria that only other sets of the edition have show that the sheets are not of this one."""
    known = set(rules.codes)
    others = [name for name in table.names if isinstance(name, str) and name not in known and _CODE.fullmatch(name)]
    if not others:
        return
    for name in others:
        sets = [s.number for s in rules.edition.product_sets if name in s.codes]
        absent = table.nulls(name) if sets and table.rows and table.kind(name) != "none" else np.ones(1, dtype=bool)
        if absent is None or not absent.all():
            row = 0 if absent is None else int(np.flatnonzero(~absent)[0])
            message = (
                f"found {table.cell(name, row)!r} at a criterion of the sets {', '.join(map(str, sets))} of "
                f"{rules.edition.id}, which set {rules.number} does not have. Give the rules of the set that the "
                "sheets answer, or a column 'set' that says it."
            )
            raise from_code("unknown-criterion", f"row {row}, column {name}", message)


@dataclass
class SheetColumns:
    """Sheets as the engine reads them: bytes, one column per criterion."""

    table: Table
    rules: ProductSet
    rows: int
    options: list[Bytes] = field(default_factory=list)
    cases: list[Bytes | None] = field(default_factory=list)  # empty, or one per criterion
    of_other_law: dict[int, list[RuleError]] = field(default_factory=dict)  # by row

    def place(self, row: int, at: int, of_case: bool) -> tuple[str, Any]:
        """Where a cell of the frame is, in words, and what stands there."""
        code = self.rules.codes[at]
        name = case_column(code) if of_case else code
        return f"row {row}, column {name}", self.table.cell(name, row)

    def cases_of_nothing(self) -> list[tuple[int, int, int, int]]:
        """Cells that tick nothing and name a case that the criterion does not have."""
        found: list[tuple[int, int, int, int]] = []
        for at, cases in enumerate(self.cases):
            if cases is not None:
                counts = option_counts(self.rules.criteria[at])
                wrong = np.flatnonzero((self.options[at] == 0) & (cases != 0) & (counts[cases] < 0))
                found += [(int(row), at, 0, int(cases[row])) for row in wrong]
        return found

    def issue(self, row: int, at: int, option: int, case_no: int) -> RuleError:
        """What is wrong with a cell, with row and column."""
        criterion = self.rules.criteria[at]
        where, there = self.place(row, at, False)
        number = there if isinstance(there, int) and -(2**63) <= there < 2**63 else None
        if option == _core.unanswered and there is not None:
            option = _NO_OPTION
        code, _, message = _core.explain_cell(self.rules._core, row, at, option, case_no, number)
        if code == "wrong-case" and case_no not in criterion.cases:
            where, case = self.place(row, at, True)
            allowed = f"its cases are {', '.join(map(str, criterion.cases))}" if criterion.cases else "it has no cases"
            message = f"found {'no case' if case in (None, 0) else f'case {case}'}; {allowed}."
        elif code == "unknown-option" and number is None:
            options = [o for o in criterion.options if o.case == case_no]
            ids = ", ".join(o.id for o in options) if isinstance(there, str) else f"1 to {len(options)}"
            message = f"found {there!r}; its options are {ids}, 0 for nothing ticked."
        return from_code(code, where, message, criterion.cite)


def _sets_that_fit(table: Table, rules: ProductSet) -> str:
    """Sets of the edition all of whose criteria are columns of a frame, in words."""
    there = set(table.names)
    fitting = [str(s.number) for s in rules.edition.product_sets if there.issuperset(s.codes)]
    return f"; the columns are those of set {', '.join(fitting)}" if fitting else ""


def wide_columns(table: Table, rules: ProductSet, *, collect: bool = False) -> SheetColumns:
    """One column per criterion code, and one more for the case of a criterion that has cases."""
    wanted = list(rules.codes) + [case_column(c.code) for c in rules.criteria if c.cases]
    table.require(wanted, lambda: _sets_that_fit(table, rules))
    made = SheetColumns(table, rules, table.rows)
    made.of_other_law = other_law(table, rules, None if collect else 1)
    if made.of_other_law and not collect:
        raise made.of_other_law[min(made.of_other_law)][0]
    for criterion in rules.criteria:
        cases = _cases(table, case_column(criterion.code)) if criterion.cases else None
        made.options.append(options_of(table, criterion, cases))
        made.cases.append(cases)
    if not any(c.cases for c in rules.criteria):
        made.cases = []
    return made


def _cases(table: Table, name: str) -> Bytes:
    if table.kind(name) not in ("integer", "float", "none"):
        raise TypeError(f"column {name!r} holds no numbers; give the number of the case")
    return table.bytes(name, 0)


def options_of(table: Table, criterion: Criterion, cases: Bytes | None) -> Bytes:
    """Ticks at a criterion as bytes: 255 where there is none, 254 for what is no option."""
    kind = table.kind(criterion.code)
    if kind in ("integer", "float", "none"):
        return table.bytes(criterion.code, _core.unanswered)
    if kind != "text":
        raise TypeError(
            f"column {criterion.code!r} holds neither numbers nor texts; "
            "give option numbers or option ids, 0 for nothing ticked"
        )
    known, codes = table.coded(criterion.code)
    return options_of_texts([criterion], np.zeros(1, dtype=np.int64), known, codes, cases)


@dataclass
class Coded:
    """A column of few names: codes into `names`; negative: none."""

    codes: NDArray[Any]
    names: list[str]


@dataclass
class Nullable:
    """A column of numbers that may be absent; arrays show the value that stands there."""

    values: NDArray[Any]
    absent: NDArray[np.bool_]
    nothing: int = 0  # what stands there

    @property
    def of_64_bits(self) -> NDArray[Any]:
        return self.values.astype(np.float64 if self.values.dtype.kind == "f" else np.int64)


Column = NDArray[Any] | Coded | Nullable | list[str | None]


def without(columns: dict[str, Column], failed: NDArray[np.bool_]) -> dict[str, Column]:
    """The columns with nothing in the rows that failed."""
    return {name: _without(column, failed) for name, column in columns.items()}


def _without(column: Column, failed: NDArray[np.bool_]) -> Column:
    if isinstance(column, Coded):
        return Coded(np.where(failed, -1, column.codes), column.names)
    if isinstance(column, Nullable):
        nothing = np.array(column.nothing, dtype=column.values.dtype)
        return Nullable(np.where(failed, nothing, column.values), column.absent | failed, column.nothing)
    if isinstance(column, list):
        return [None if bad else text for bad, text in zip(failed.tolist(), column, strict=True)]
    if column.dtype.kind == "M":
        return np.where(failed, np.datetime64("NaT", "D"), column)
    nothing = np.array(np.nan if column.dtype.kind == "f" else 0, dtype=column.dtype)
    return Nullable(np.where(failed, nothing, column), failed)


class Columns(dict[str, NDArray[Any]]):
    """
    Results as NumPy arrays, by the names of the columns.

    Parameters
    ----------
    names : dict of str to tuple of str
        What the codes of a column stand for, in order; a code of -1 is none.

    Examples
    --------
    >>> import numpy as np, ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> scored = ocop.frames.score_wide(np.zeros((2, len(rules.codes)), dtype=np.uint8), rules)
    >>> scored["outcome"].tolist(), scored.names["outcome"][0]
    ([0, 0], 'ranked')
    """

    def __init__(self, names: dict[str, tuple[str, ...]] | None = None) -> None:
        super().__init__()
        self.names = names or {}

    def texts(self, name: str) -> NDArray[Any]:
        """
        Write out a column of codes.

        Parameters
        ----------
        name : str
            Of a column in `names`.

        Returns
        -------
        numpy.ndarray
            Texts, empty where the code is -1.

        Examples
        --------
        >>> import numpy as np, ocop
        >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
        >>> scored = ocop.frames.score_wide(np.zeros((2, len(rules.codes)), dtype=np.uint8), rules)
        >>> scored.texts("outcome").tolist()
        ['ranked', 'ranked']
        """
        names = np.array([*self.names[name], ""], dtype=str)
        return names.take(self[name], mode="wrap")  # -1 is the last


def native_like(table: Table, columns: dict[str, Column], index: tuple[str, NDArray[Any]] | None = None) -> Any:
    """
    The columns as a frame of the kind that came in.

    `index` names the rows; without it they are those of the input, in its order.
    """
    if table.frame is None:
        return _arrays(columns, index)
    if table.frame.implementation.is_pandas():
        made = _pandas(table.frame.to_native().index, columns, index)
    else:
        columns = columns if index is None else {index[0]: index[1], **columns}
        made = _polars(columns) if table.frame.implementation.is_polars() else _arrow(columns)
    return nw.from_native(made) if isinstance(table.given, nw.DataFrame) else made


def _arrays(columns: dict[str, Column], index: tuple[str, NDArray[Any]] | None) -> Columns:
    made = Columns()
    if index is not None:
        made[index[0]] = index[1]
    for name, column in columns.items():
        if isinstance(column, Coded):
            made[name] = column.codes
            made.names[name] = tuple(column.names)
        elif isinstance(column, Nullable):
            made[name] = column.values
        elif isinstance(column, list):
            made[name] = np.array(["" if text is None else text for text in column], dtype=object)
        else:
            made[name] = column
    return made


def _text_or_own(column: NDArray[Any]) -> Any:
    """The type of a pandas index: texts stand as objects, each as long as it is."""
    return "str" if column.dtype.kind == "O" else column.dtype


def _pandas(rows: Any, columns: dict[str, Column], index: tuple[str, NDArray[Any]] | None) -> Any:
    import pandas as pd

    made: dict[str, Any] = {}
    for name, column in columns.items():
        if isinstance(column, Coded):
            made[name] = pd.Categorical.from_codes(column.codes, column.names, validate=False)
        elif isinstance(column, Nullable):
            is_float = column.values.dtype.kind == "f"
            made[name] = column.values if is_float else pd.arrays.IntegerArray(column.of_64_bits, column.absent)
        elif isinstance(column, list):
            made[name] = pd.array(column, dtype="str")
        elif column.dtype.kind == "M":
            made[name] = pd.DatetimeIndex(column.astype("datetime64[s]")).as_unit("ns")
        else:
            made[name] = column
    rows = rows if index is None else pd.Index(pd.Series(index[1], dtype=_text_or_own(index[1])), name=index[0])
    return pd.DataFrame(made, index=rows, copy=False)


def _polars(columns: dict[str, Column]) -> Any:
    import polars as pl

    made: dict[str, Any] = {}
    for name, column in columns.items():
        if isinstance(column, Coded):
            names = pl.Series([*column.names, None], dtype=pl.Enum(column.names))
            made[name] = names.gather(np.where(column.codes < 0, len(column.names), column.codes).astype(np.uint32))
        elif isinstance(column, Nullable):
            is_float = column.values.dtype.kind == "f"
            kept = pl.Series(column.values).set(pl.Series(column.absent), None)
            made[name] = kept.cast(pl.Float64 if is_float else pl.Int64)
        elif isinstance(column, list):
            made[name] = pl.Series(column, dtype=pl.String)
        elif column.dtype.kind == "O":
            made[name] = pl.Series(column.tolist(), dtype=pl.String)
        else:
            made[name] = pl.Series(column)
    return pl.DataFrame(made)


def _arrow(columns: dict[str, Column]) -> Any:
    import pyarrow as pa

    made: dict[str, Any] = {}
    for name, column in columns.items():
        if isinstance(column, Coded):
            codes = pa.array(column.codes.astype(np.int32), mask=column.codes < 0)
            made[name] = pa.DictionaryArray.from_arrays(codes, pa.array(column.names, type=pa.string()))
        elif isinstance(column, Nullable):
            made[name] = pa.array(column.of_64_bits, mask=column.absent)
        elif isinstance(column, list):
            made[name] = pa.array(column, type=pa.string())
        else:
            made[name] = pa.array(column, type=pa.string() if column.dtype.kind == "O" else None)
    return pa.table(made)
