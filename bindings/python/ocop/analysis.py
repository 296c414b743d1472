"""What blocks products, what a sheet hangs on, the cheapest upgrade, and two laws side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from . import _core
from ._columns import Nullable, native_like, wide_columns
from .errors import from_code
from .frames import issues_by_row, table_of, thread_count
from .rules import Mark, Minimum, ProductSet, Readings, wanted, whole
from .scoring import Facts, Sheet, facts_text, product_set_of

if TYPE_CHECKING:
    from fractions import Fraction

Costs = Mapping[str, int | Mapping[Any, int]] | None


@dataclass(frozen=True, slots=True)
class Change:
    """
    One tick to change.

    Parameters
    ----------
    criterion : str
        Printed code.
    before, after : int or dict
        Option numbers; ``{"case": 2, "option": 1}`` where the criterion has cases.
    cost : int
        What it costs.

    Examples
    --------
    >>> import ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> best = {c.code: len(c.options) for c in rules.criteria}
    >>> ocop.analysis.upgrade_path(ocop.Sheet(rules, {**best, "1.5": 3}), 5).plans[0][0]
    Change(criterion='1.5', before=3, after=4, cost=1)
    """

    criterion: str
    before: int | dict[str, int]
    after: int | dict[str, int]
    cost: int


@dataclass(frozen=True, slots=True)
class Upgrade:
    """
    The cheapest ways to a star level.

    Parameters
    ----------
    stars : int
        The level.
    cost : int or None
        Of the cheapest plans; None: the level cannot be reached.
    plans : tuple of tuple of Change
        Plans of that cost; one without changes: the product is there already.
    lacking : int or fractions.Fraction
        Points short of the level's band as the sheet stands; 0: points do not block.
    unmet : tuple of Mark
        Marks before the level that are not met as the sheet stands; none: marks do not block.
    unmet_minimums : tuple of Minimum
        Minimums before the level that are not met; they block as marks do.

    Examples
    --------
    >>> import ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> best = {c.code: len(c.options) for c in rules.criteria}
    >>> upgrade = ocop.analysis.upgrade_path(ocop.Sheet(rules, {**best, "1.5": 3}), 5)
    >>> upgrade.cost, upgrade.lacking, upgrade.unmet[0].criterion, upgrade.blocked_by
    (1, 0, '1.5', 'marks')
    """

    stars: int
    cost: int | None
    plans: tuple[tuple[Change, ...], ...]
    lacking: int | Fraction
    unmet: tuple[Mark, ...]
    unmet_minimums: tuple[Minimum, ...] = ()

    @property
    def blocked_by(self) -> str:
        """``points``, ``marks``, ``both``, ``outcome`` (a fact or a note rejects or stops it) or ``nothing``."""
        unmet = bool(self.unmet or self.unmet_minimums)
        if self.cost is None and not self.lacking and not unmet:
            return "outcome"
        return {(0, 0): "nothing", (1, 0): "points", (0, 1): "marks", (1, 1): "both"}[
            int(self.lacking > 0), int(unmet)
        ]

    def applied(self, sheet: Sheet) -> Sheet:
        """
        Change a sheet by the first plan.

        Parameters
        ----------
        sheet : Sheet
            The sheet that the upgrade is for.

        Returns
        -------
        Sheet
            With the plan's ticks.

        Raises
        ------
        ValueError
            Where there is no plan.

        Examples
        --------
        >>> import ocop
        >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
        >>> sheet = ocop.Sheet(rules, {**{c.code: len(c.options) for c in rules.criteria}, "1.5": 3})
        >>> ocop.analysis.upgrade_path(sheet, 5).applied(sheet).score().stars
        5
        """
        if not self.plans:
            raise ValueError(f"{self.stars} stars cannot be reached: there is no plan")
        return sheet.replaced({change.criterion: change.after for change in self.plans[0]})


def _price(code: str, cost: int) -> int:
    """A cost that the engine can count with; whether it allows it is for the engine to say."""
    price = whole(f"the cost of {code}", cost)
    if not -(2**63) <= price < 2**63:
        raise from_code("bad-value", f"/{code}", f"a change costs {cost}; a cost is 0 to {2**50}.")
    return price


def _prices(rules: ProductSet, costs: Costs) -> _core.Prices | None:
    """Costs as the engine takes them: of options, and of criteria per point added."""
    if costs is None:
        return None
    if not isinstance(costs, Mapping):
        raise TypeError(f"costs is {costs!r}; give a dict of criterion code to cost")
    options: list[tuple[int, int, int, int]] = []
    per_point: list[tuple[int, int]] = []
    for code, cost in costs.items():
        criterion = rules.criterion(code)
        at = rules.codes.index(code)
        if not isinstance(cost, Mapping):
            per_point.append((at, _price(code, cost)))
            continue
        for option, price in cost.items():
            case, number = option if isinstance(option, tuple) and len(option) == 2 else (0, option)
            known = {(o.case, o.number) for o in criterion.options} | {(0, 0)}
            if (case, number) not in known:
                allowed = ", ".join(str(o.number if not o.case else (o.case, o.number)) for o in criterion.options)
                raise KeyError(f"costs of {code}: there is no option {option!r}; it has {allowed}")
            options.append((at, whole("case", case), whole("option", number), _price(code, price)))
    return _core.Prices(options, per_point)


def _sheet_of(sheet: Any) -> Sheet:
    """An argument that is a sheet."""
    if not isinstance(sheet, Sheet):
        raise TypeError(f"sheet is {sheet!r}; give an ocop.Sheet")
    return sheet


def upgrade_path(
    sheet: Sheet, target: int, costs: Costs = None, fixed: Iterable[str] = (), *, most_plans: int = 1
) -> Upgrade:
    """
    Find the least-cost changes of a sheet that reach a star level with all its marks.

    Exact: found by going over all totals, no cheaper plan exists.

    Parameters
    ----------
    sheet : Sheet
        As it stands.
    target : int
        Stars to reach.
    costs : dict, optional
        By criterion code: what one point more costs, or a dict of option number (``(case, option)`` where there are
        cases) to what changing to it costs. A criterion or option that is not named cannot change. If not given,
        a change costs the points that it adds.
    fixed : iterable of str, optional
        Criteria that stay as they are.
    most_plans : int, default 1
        How many of the cheapest plans to list; there may be very many that cost the same.

    Returns
    -------
    Upgrade
        Cost, plans, and whether points or marks block.

    Raises
    ------
    KeyError
        A criterion or option that the set does not have.
    TypeError
        A cost or a target that is no whole number.
    RuleError
        A sheet that is not whole, a level that the edition does not have, a cost below 0 or above 2**50.

    Examples
    --------
    >>> import ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> best = {c.code: len(c.options) for c in rules.criteria}
    >>> found = ocop.analysis.upgrade_path(ocop.Sheet(rules, {**best, "1.5": 2}), 5)
    >>> found.blocked_by, [(c.criterion, c.before, c.after, c.cost) for c in found.plans[0]]
    ('marks', [('1.5', 2, 4, 2)])
    """
    rules = _sheet_of(sheet).rules
    if isinstance(fixed, str):
        raise TypeError(f"fixed is the text {fixed!r}; give a list of criterion codes")
    level = whole("target", target)
    if whole("most_plans", most_plans) < 1:
        raise ValueError(f"most_plans is {most_plans}; give at least 1")
    if not 1 <= level <= 99:
        levels = ", ".join(str(band.stars) for band in rules.edition.bands)
        raise from_code("bad-value", "target", f"found {level}; levels of {rules.edition.id} are {levels}.")
    places = [rules.codes.index(rules.criterion(code).code) for code in fixed]
    found = _core.upgrade_path(
        rules._core, sheet.choices, level, facts_text(sheet.facts), wanted(sheet.readings),
        _prices(rules, costs), places, whole("most_plans", most_plans),
    )  # fmt: skip
    return Upgrade(
        level,
        found["cost"],
        tuple(tuple(Change(*change) for change in plan) for plan in found["plans"]),
        found["lacking"],
        tuple(rules.marks[at] for at in found["unmet"]),
        tuple(rules.minimums[at] for at in found["unmet_minimums"]),
    )


@dataclass(frozen=True, slots=True)
class Effect:
    """
    One other tick at one criterion, and what the sheet would come to by it alone.

    Parameters
    ----------
    criterion : str
        Printed code.
    option : int or dict
        Tick in place of the sheet's own; 0: nothing ticked.
    total : int or fractions.Fraction
        Points.
    stars_by_points, stars : int or None
        None where it is not ranked.
    outcome : str
        As in a result.
    change : int
        Stars more (above 0) or fewer (below 0) than the sheet has; not ranked counts as 0 stars.

    Examples
    --------
    >>> import ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> best = {c.code: len(c.options) for c in rules.criteria}
    >>> effect = ocop.analysis.sensitivity(ocop.Sheet(rules, best))[0]
    >>> effect.criterion, effect.option, effect.total, effect.stars, effect.change
    ('1.1', 0, 97, 5, 0)
    """

    criterion: str
    option: int | dict[str, int]
    total: int | Fraction
    stars_by_points: int | None
    stars: int | None
    outcome: str
    change: int


def sensitivity(sheet: Sheet) -> tuple[Effect, ...]:
    """
    Say what every other tick would come to by itself.

    Parameters
    ----------
    sheet : Sheet
        As it stands.

    Returns
    -------
    tuple of Effect
        One per other option of every criterion, in printed order, nothing ticked first.

    Raises
    ------
    RuleError
        A sheet that is not whole.

    Examples
    --------
    >>> import ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> best = {c.code: len(c.options) for c in rules.criteria}
    >>> effects = ocop.analysis.sensitivity(ocop.Sheet(rules, {**best, "1.5": 3}))
    >>> [(e.criterion, e.option, e.stars) for e in effects if e.change > 0]
    [('1.5', 4, 5)]
    """
    now, effects = _core.sensitivity(
        _sheet_of(sheet).rules._core, sheet.choices, facts_text(sheet.facts), wanted(sheet.readings)
    )
    had = now[2] or 0
    return tuple(
        Effect(criterion, option, total, by_points, stars, outcome, (stars or 0) - had)
        for criterion, option, (total, by_points, stars, outcome) in effects
    )


@dataclass(frozen=True, slots=True)
class BlockingMark:
    """
    How many products one mark holds below their band.

    Parameters
    ----------
    mark : Mark
        It.
    unmet : int
        Products that do not meet it and that it holds, by itself or beside others.
    alone : int
        Of these, the ones that would have the stars of their band if only this mark were met.
    first : int
        Of these, the ones whose result names it.

    Examples
    --------
    >>> import numpy as np, ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> sheets = np.array([[len(c.options) for c in rules.criteria]] * 2, dtype=np.uint8)
    >>> sheets[0, rules.codes.index("1.5")] = 3
    >>> mark = ocop.analysis.what_blocks(sheets, rules).marks[0]
    >>> mark.mark.criterion, mark.mark.stars, mark.unmet, mark.alone, mark.first
    ('1.5', 5, 1, 1, 1)
    """

    mark: Mark
    unmet: int
    alone: int
    first: int


@dataclass(frozen=True, slots=True)
class BlockingMinimum:
    """
    What one minimum keeps from products.

    Parameters
    ----------
    minimum : Minimum
        Which.
    unmet, alone, first : int
        As of a mark.

    Examples
    --------
    >>> import numpy as np, ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> sheets = np.array([[len(c.options) for c in rules.criteria]], dtype=np.uint8)
    >>> ocop.analysis.what_blocks(sheets, rules).minimums
    ()
    """

    minimum: Minimum
    unmet: int
    alone: int
    first: int


@dataclass(frozen=True, slots=True)
class BlockingLevel:
    """
    What keeps products from a star level.

    Parameters
    ----------
    stars : int
        The level.
    reached : int
        Products that have it or a higher one.
    points_only : int
        Every mark is met, the points are too few.
    marks_only : int
        The points are enough, a mark is unmet.
    both : int
        Points are too few and a mark is unmet.

    Examples
    --------
    >>> import numpy as np, ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> sheets = np.array([[len(c.options) for c in rules.criteria]] * 2, dtype=np.uint8)
    >>> sheets[0, rules.codes.index("1.5")] = 3
    >>> ocop.analysis.what_blocks(sheets, rules).levels[-1]
    BlockingLevel(stars=5, reached=1, points_only=0, marks_only=1, both=0)
    """

    stars: int
    reached: int
    points_only: int
    marks_only: int
    both: int


@dataclass(frozen=True, slots=True)
class Blocking:
    """
    What stands between many products and more stars.

    Parameters
    ----------
    sheets, ranked, capped : int
        Sheets; those that are ranked; of these, those below the band of their points.
    marks : tuple of BlockingMark
        Every mark, the one that holds most products first, then as printed.
    levels : tuple of BlockingLevel
        From 1 star.
    minimums : tuple of BlockingMinimum
        Every minimum, as printed; they count as marks in `levels`.

    Examples
    --------
    >>> import numpy as np, ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> sheets = np.array([[len(c.options) for c in rules.criteria]] * 2, dtype=np.uint8)
    >>> sheets[0, rules.codes.index("1.5")] = 3
    >>> found = ocop.analysis.what_blocks(sheets, rules)
    >>> found.sheets, found.ranked, found.capped
    (2, 2, 1)
    """

    sheets: int
    ranked: int
    capped: int
    marks: tuple[BlockingMark, ...]
    levels: tuple[BlockingLevel, ...]
    minimums: tuple[BlockingMinimum, ...] = ()


def what_blocks(
    frame: Any,
    rules: ProductSet,
    *,
    facts: Facts = None,
    readings: Readings = None,
    threads: int | None = None,
) -> Blocking:
    """
    Count which marks cost most products a star, and what each level lacks.

    Parameters
    ----------
    frame : DataFrame, dict of arrays, or numpy.ndarray
        Sheets as in `ocop.frames.score_wide`; a column `set` says of which product set they are.
    rules : ProductSet
        Criteria that they answer.
    facts : dict, optional
        Facts that hold for all of them.
    readings : dict of str to str, optional
        Alternatives of readings.
    threads : int, optional
        All cores if not given.

    Returns
    -------
    Blocking
        Marks by the products they hold, and levels.

    Raises
    ------
    RuleError
        What is wrong with the first bad cell, or a column `set` or `edition` that contradicts the rules, with row and
        column in ``where``.

    Examples
    --------
    >>> import numpy as np, ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> sheets = np.array([[len(c.options) for c in rules.criteria]] * 5, dtype=np.uint8)
    >>> sheets[:3, rules.codes.index("1.5")] = 3
    >>> found = ocop.analysis.what_blocks(sheets, rules)
    >>> found.capped, found.marks[0].mark.criterion, found.marks[0].alone
    (3, '1.5', 3)
    """
    columns = wide_columns(table_of(frame, rules), rules)
    given = facts_text(facts), wanted(readings), thread_count(threads)
    found = _core.what_blocks(rules._core, columns.options, columns.cases, *given)
    issues_by_row(columns, found)
    marks = [BlockingMark(rules.marks[gate], unmet, alone, first) for gate, unmet, alone, first in found["marks"]]
    marks.sort(key=lambda m: -m.unmet)
    return Blocking(
        found["sheets"], found["ranked"], found["capped"], tuple(marks),
        tuple(BlockingLevel(*level) for level in found["levels"]),
        tuple(BlockingMinimum(rules.minimums[m], *counts) for m, *counts in found["minimums"]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenCount:
    """
    How many sheets leave a criterion to be judged again, for one reason.

    Parameters
    ----------
    criterion : str
        Of the other set.
    why : str
        As in `ocop.carry_over`.
    sheets : int
        How many.

    Examples
    --------
    >>> import numpy as np, ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> old = ocop.RuleCatalog.builtin().edition("qd-148-2023").product_set(1)
    >>> ocop.analysis.compare(np.ones((2, len(old.codes)), dtype=np.uint8), old, rules).open[0]
    OpenCount(criterion='1.1', why='new-threshold', sheets=2)
    """

    criterion: str
    why: str
    sheets: int


@dataclass(frozen=True)
class Comparison:
    """
    Many sheets under two laws.

    Parameters
    ----------
    frame : DataFrame or dict of arrays
        One row per sheet: `stars_before`, `stars_least` and `stars_most` (Int64, absent where not ranked; in arrays
        uint8, 0 where not ranked), `decided` (bool: the two bounds are one).
    matrix : dict
        Number of sheets by ``(before, after)``; None stands for not ranked, ``"open"`` for not decided.
    open : tuple of OpenCount
        Criteria to be judged again, in printed order.
    levels : tuple of int
        Star levels of both laws.

    Examples
    --------
    >>> import numpy as np, ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> sheets = np.array([[len(c.options) for c in rules.criteria]] * 2, dtype=np.uint8)
    >>> sheets[0, rules.codes.index("1.5")] = 3
    >>> found = ocop.analysis.compare(sheets, rules, rules, readings_after={"R-05": "reject"})
    >>> found.matrix, found.frame["stars_most"].tolist()
    ({(4, None): 1, (5, 5): 1}, [0, 5])
    """

    frame: Any
    matrix: dict[tuple[int | None, int | str | None], int]
    open: tuple[OpenCount, ...]
    levels: tuple[int, ...]


def compare(
    frame: Any,
    before: ProductSet,
    after: ProductSet,
    *,
    facts: Facts = None,
    readings: Readings = None,
    readings_after: Readings = None,
    threads: int | None = None,
) -> Comparison:
    """
    Rank many sheets under two editions and count who keeps the stars.

    What carries over with certainty is kept; what must be judged again is bounded by its worst and best options.

    Parameters
    ----------
    frame : DataFrame, dict of arrays, or numpy.ndarray
        Sheets as in `ocop.frames.score_wide`, under the first law; a column `set` or `edition` says of which.
    before, after : ProductSet
        Criteria that the sheets answer, and the set of the other edition that stands for the same products; the
        same one to compare readings.
    facts : dict, optional
        Facts that hold for all of them, under both.
    readings, readings_after : dict of str to str, optional
        Alternatives of readings under each.
    threads : int, optional
        All cores if not given.

    Returns
    -------
    Comparison
        Stars and bounds by sheet, the transition matrix, and what must be judged again.

    Raises
    ------
    RuleError
        ``no-counterpart``; what is wrong with the first bad cell; a column that contradicts the first law.

    Examples
    --------
    >>> import numpy as np, ocop
    >>> catalog = ocop.RuleCatalog.builtin()
    >>> old = catalog.edition("qd-148-2023").product_set(1)
    >>> sheets = np.array([[len(c.options) for c in old.criteria]] * 4, dtype=np.uint8)
    >>> found = ocop.analysis.compare(sheets, old, catalog.edition("qd-26-2026").product_set(1))
    >>> sum(found.matrix.values())
    4
    """
    product_set_of(after)
    table = table_of(frame, before)
    columns = wide_columns(table, before)
    found = _core.compare_columns(
        before._core, after._core, columns.options, columns.cases, facts_text(facts), wanted(readings),
        wanted(readings_after), thread_count(threads),
    )  # fmt: skip
    issues_by_row(columns, found)
    decided = (found["least"] == found["most"]) & (found["how_least"] == found["how_most"])
    levels = sorted({b.stars for rules in (before, after) for b in rules.edition.bands})
    result = native_like(
        table,
        {
            "stars_before": Nullable(found["before"], found["before"] == 0),
            "stars_least": Nullable(found["least"], found["least"] == 0),
            "stars_most": Nullable(found["most"], found["most"] == 0),
            "decided": decided,
        },
    )
    return Comparison(
        result,
        _matrix(found["before"], np.where(decided, found["least"], 255)),
        tuple(OpenCount(*o) for o in found["open"]),
        tuple(levels),
    )


def _matrix(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> dict[tuple[int | None, int | str | None], int]:
    pairs, counts = np.unique(before.astype(np.int64) * 256 + after, return_counts=True)
    made: dict[tuple[int | None, int | str | None], int] = {}
    for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
        origin, end = divmod(pair, 256)
        made[origin or None, "open" if end == 255 else end or None] = count
    return made


__all__ = [
    "BlockingLevel", "BlockingMark", "Blocking", "Change", "Comparison", "Effect", "OpenCount", "Upgrade", "compare",
    "sensitivity", "upgrade_path", "what_blocks",
]  # fmt: skip
