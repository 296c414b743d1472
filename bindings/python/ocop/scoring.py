"""One product at a time: a sheet, a council, a submission, a dossier, a certificate."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import index
from typing import TYPE_CHECKING, Any, NamedTuple

from . import _core
from .errors import RuleError, check_text, from_code
from .result import Result
from .rules import (
    Choices,
    Day,
    Fixed,
    ProductSet,
    Readings,
    RuleCatalog,
    catalog_or_builtin,
    day_or_none,
    days_of,
    edition_or_nothing,
    iso,
    wanted,
    whole,
)

if TYPE_CHECKING:
    from fractions import Fraction

__all__ = [
    "CarriedSheet", "CertificateStatus", "OpenCriterion", "SetScorer", "Sheet", "SheetScore", "carry_over",
    "certificate", "council", "dossier", "score",
]  # fmt: skip

Facts = Mapping[str, Any] | None


def facts_text(facts: Facts) -> str:
    """Facts as the engine takes them."""
    return as_json(facts) if facts else ""


def as_json(document: Mapping[str, Any] | str) -> str:
    """A document as the engine takes it: text as it stands, all else as JSON with NumPy's numbers as Python's."""
    if isinstance(document, str):
        return check_text(document, "", "invalid-json")
    text = _written(document)
    try:
        text.encode()
    except UnicodeEncodeError:
        _check_texts(document, "")
        return check_text(text, "", "invalid-json")
    return text


def _check_texts(document: Any, where: str) -> None:
    """Refuse the first text in a document, key or value, that UTF-8 cannot hold."""
    if isinstance(document, str):
        check_text(document, where, "invalid-json")
    elif isinstance(document, Mapping):
        for key, value in document.items():
            there = f"{where}/{str(key).replace('~', '~0').replace('/', '~1')}"
            _check_texts(key, there)
            _check_texts(value, there)
    elif isinstance(document, (list, tuple)):
        for at, value in enumerate(document):
            _check_texts(value, f"{where}/{at}")


def _written(document: Mapping[str, Any]) -> str:
    try:
        return json.dumps(document, default=_python_value, allow_nan=False, ensure_ascii=False)
    except ValueError as error:
        raise from_code("invalid-json", "", f"found what JSON has no way to write: {error}.") from None
    except RecursionError:
        message = "it nests deeper than a document may. Give facts and other members at most a few levels deep."
        raise from_code("too-deep", "", message) from None


def _python_value(value: Any) -> Any:
    """What JSON knows in place of what it does not."""
    if isinstance(value, Mapping):
        return dict(value)
    if type(value).__module__ == "numpy":
        item = value.item() if getattr(value, "ndim", None) == 0 else None
        if isinstance(item, (bool, int, float)):
            return item
    elif hasattr(value, "__index__"):
        return index(value)
    raise TypeError(f"{value!r} has no place in a document; give text, numbers, True, False, None, lists and dicts")


def product_set_of(rules: Any) -> ProductSet:
    """An argument that is the criteria of a product set."""
    if not isinstance(rules, ProductSet):
        raise TypeError(f"rules is {rules!r}; give a ProductSet, as edition.product_set(1)")
    return rules


def _plain(choices: Choices) -> dict[str, Any]:
    """Ticks without NumPy's numbers, which JSON does not know."""
    if not isinstance(choices, Mapping):
        raise TypeError(f"found {choices!r} in place of ticks; give a dict of criterion code to option")
    plain: dict[str, Any] = {}
    for code, ticked in choices.items():
        check_text(str(code), "choices")
        if str(code) in plain:
            message = f"found {code!r} beside another key of the same text; give each criterion once."
            raise from_code("duplicate-key", f"/{code}", message)
        plain[str(code)] = _plain_tick(str(code), ticked)
    return plain


def _plain_tick(code: str, ticked: Any) -> Any:
    if isinstance(ticked, Mapping):
        return {key: _plain_tick(code, value) for key, value in ticked.items()}
    if isinstance(ticked, str):
        return check_text(ticked, f"/{code}")
    if isinstance(ticked, bool) or not hasattr(ticked, "__index__"):
        message = f"found {ticked!r}; give an option number or id, 0 for nothing ticked."
        raise from_code("wrong-type", f"/{code}", message)
    return index(ticked)


def _with_clause(error: RuleError, rules: ProductSet) -> RuleError:
    """The same error with the clause of the criterion that it is about."""
    code = error.where.rpartition("/")[2]
    cite = next((c.cite for c in rules.criteria if c.code == code), None)
    return from_code(error.code, error.where, error.message, cite)


def score(
    submission: Mapping[str, Any] | str, *, readings: Readings = None, catalog: RuleCatalog | None = None
) -> Result:
    """
    Take a submission to its stars.

    Parameters
    ----------
    submission : dict or str
        An ``ocop-submission/1``, as a dict or as JSON text.
    readings : dict of str to str, optional
        Alternatives of readings, ``{"R-07": "mean"}``; those of the submission itself win.
    catalog : RuleCatalog, optional
        Rules to go by; the built-in ones if not given.

    Returns
    -------
    Result
        Points, marks, stars and why.

    Raises
    ------
    RuleError
        What is wrong with the submission, with the JSON pointer in ``where``.
    TypeError
        Where it holds a value that JSON does not know, such as a date.

    Examples
    --------
    >>> import ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> best = {c.code: len(c.options) for c in rules.criteria}
    >>> result = ocop.score({
    ...     "format": "ocop-submission/1", "submission": "DN-2026-0001",
    ...     "product": {"name": "Bưởi da xanh", "set": 1},
    ...     "filing": {"kind": "first", "filed_on": "2026-06-15", "decided_on": "2026-08-20"},
    ...     "sheets": [{"member": "M1", "choices": {**best, "1.5": 3}}]})
    >>> result.total, result.stars_by_points, result.stars, result.capped_by
    (Fraction(99, 1), 5, 4, '1.5')
    """
    rules = catalog_or_builtin(catalog)
    return Result(rules, _core.score(rules._core, as_json(submission), wanted(readings), None))


def council(
    rules: ProductSet,
    sheets: Mapping[str, Choices],
    *,
    regulation: str = "default",
    level: str = "province",
    members: int | None = None,
    chair: str | None = None,
    round: int | None = None,
    facts: Facts = None,
    readings: Readings = None,
    name: str | None = None,
) -> Result:
    """
    Take a council's sheets together under its regulation and rank the product.

    Parameters
    ----------
    rules : ProductSet
        Criteria that the sheets answer.
    sheets : dict of str to dict
        Each member's ticks: criterion code to option number, option id, or ``{"case": 2, "option": 1}``.
    regulation : str, default "default"
        Id of the council's regulation; `RuleCatalog.regulations` lists them.
    level : str, default "province"
        Of the council.
    members : int, optional
        Members of the council, present or not; the number of sheets if not given.
    chair : str, optional
        The member in the chair.
    round : int, optional
        Of scoring, from 1 to the rounds of the regulation; counted as the first if not given.
    facts : dict, optional
        Facts of the dossier.
    readings : dict of str to str, optional
        Alternatives of readings.
    name : str, optional
        Of the product.

    Returns
    -------
    Result
        Exact mean, quorum, spread, stars and why; where members must score again, the round in ``next_round``.

    Raises
    ------
    RuleError
        What is wrong, with the place in ``where`` and the criterion's clause in ``cite``.
    TypeError
        Where `members` or `round` is no whole number, or `sheets` is no dict.
    ValueError
        Where `chair` gave no sheet.

    Examples
    --------
    >>> import ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> best = {c.code: len(c.options) for c in rules.criteria}
    >>> result = ocop.council(rules, {"An": best, "Bình": {**best, "1.5": 3}, "Chi": best}, chair="An")
    >>> result.total, result.stars
    (Fraction(299, 3), 5)
    """
    product_set_of(rules)
    if not isinstance(sheets, Mapping):
        raise TypeError(f'sheets is a {type(sheets).__name__}; give a dict of member to ticks, as {{"An": {{…}}}}')
    for what, text in (("regulation", regulation), ("level", level), ("name", name)):
        if text == "":
            raise from_code("bad-value", what, "it is empty. Say what it is, or leave it out.")
    in_chair = None
    if chair is not None:
        in_chair = chair if chair in sheets else _one_of(chair, sheets)
        if in_chair is None:
            raise ValueError(f"chair is {chair!r}; members with a sheet are {', '.join(map(repr, sheets)) or 'none'}")
    document = {
        "format": "ocop-submission/1",
        "submission": name or f"set-{rules.number}",
        "product": {"name": name, "set": rules.number} if name else {"set": rules.number},
        "rules": rules.edition.full_name,
        "council": {
            "regulation": regulation,
            "level": level,
            "members": len(sheets) if members is None else whole("members", members),
        },
        "sheets": [
            {"member": member, **({"role": "chair"} if member == in_chair else {}), "choices": _plain(choices)}
            for member, choices in sheets.items()
        ],
    }
    return _score_document(document, rules, facts, readings, None if round is None else whole("round", round))


def _one_of(name: str, names: Iterable[str]) -> str | None:
    """The name among others that is the same name, however it is written."""
    [key] = _core.name_keys([check_text(name, "chair")])
    texts = [check_text(one, "sheets") for one in names if isinstance(one, str)]
    return next((one for one, its in zip(texts, _core.name_keys(texts), strict=True) if its == key), None)


def _score_document(
    document: dict[str, Any], rules: ProductSet, facts: Facts, readings: Readings, round: int | None = None
) -> Result:
    if facts:
        document["facts"] = facts
    if readings:
        document["readings"] = dict(wanted(readings))
    if round is not None:
        round = min(max(round, -(2**63)), 2**63 - 1)
    catalog = rules.edition.catalog
    try:
        return Result(catalog, _core.score(catalog._core, as_json(document), [], round))
    except RuleError as error:
        raise _with_clause(error, rules) from None


class Sheet(Fixed):
    """
    One score sheet (phiếu chấm) of one product: a self-assessment, or a member's.

    Parameters
    ----------
    rules : ProductSet
        Criteria that it answers.
    choices : dict
        Criterion code to option number, option id, or ``{"case": 2, "option": 1}``; 0: nothing ticked. Every
        criterion must be answered.
    facts : dict, optional
        Facts of the dossier.
    readings : dict of str to str, optional
        Alternatives of readings.

    Raises
    ------
    RuleError
        ``unknown-criterion`` where a tick is at a criterion that the set does not have.

    Examples
    --------
    >>> import ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> sheet = ocop.Sheet(rules, {c.code: len(c.options) for c in rules.criteria})
    >>> sheet.score().stars
    5
    """

    _members = ("rules", "choices", "facts", "readings")

    def __init__(
        self, rules: ProductSet, choices: Choices, *, facts: Facts = None, readings: Readings = None
    ) -> None:
        self.rules = product_set_of(rules)
        self.choices = _plain(choices)
        for code in self.choices:
            if code not in rules.codes:
                message = f"set {rules.number} has no such criterion; it has {', '.join(rules.codes)}."
                raise from_code("unknown-criterion", f"/{code}", message)
        self.facts = facts
        self.readings = readings

    def score(self) -> Result:
        """
        Rank the product by this sheet alone.

        Returns
        -------
        Result
            Points, marks, stars and why.

        Raises
        ------
        RuleError
            What is wrong, with the place in ``where`` and the criterion's clause in ``cite``.

        Examples
        --------
        >>> import ocop
        >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
        >>> ocop.Sheet(rules, dict.fromkeys(rules.codes, 0)).score().stars
        1
        """
        document = {
            "format": "ocop-submission/1",
            "submission": f"set-{self.rules.number}",
            "product": {"set": self.rules.number},
            "rules": self.rules.edition.full_name,
            "sheets": [{"member": "M1", "choices": self.choices}],
        }
        return _score_document(document, self.rules, self.facts, self.readings)

    def replaced(self, changes: Choices) -> Sheet:
        """
        Tick some criteria otherwise.

        Parameters
        ----------
        changes : dict
            As `choices`, of the criteria that change.

        Returns
        -------
        Sheet
            Another sheet; this one stays as it is.

        Examples
        --------
        >>> import ocop
        >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
        >>> sheet = ocop.Sheet(rules, {c.code: len(c.options) for c in rules.criteria})
        >>> sheet.replaced({"1.5": 3}).score().stars
        4
        """
        return Sheet(self.rules, {**self.choices, **_plain(changes)}, facts=self.facts, readings=self.readings)

    def __repr__(self) -> str:
        return f"<Sheet of set {self.rules.number} in {self.rules.edition.id}>"


class SheetScore(NamedTuple):
    """
    What one sheet comes to, without the reasons.

    Parameters
    ----------
    total : int or fractions.Fraction
        Points.
    outcome : str
        ``ranked``, ``rejected`` or ``stopped``.
    stars_by_points : int or None
        Of the band; None where not ranked.
    stars : int or None
        After the marks; None where not ranked.
    capped_by : str or None
        Criterion of the mark that holds the product below its band, or code of the heading whose minimum does.

    Examples
    --------
    >>> import ocop
    >>> ocop.SheetScore(99, "ranked", 5, 4, "1.5").stars
    4
    """

    total: int | Fraction
    outcome: str
    stars_by_points: int | None
    stars: int | None
    capped_by: str | None


class SetScorer(Fixed):
    """
    A product set made ready to score one sheet after the other.

    Says points, stars and what caps, and no more: `Sheet.score` gives the reasons, `ocop.frames` takes many sheets at
    once. Each call allocates next to nothing; any number of threads may share one scorer.

    Parameters
    ----------
    rules : ProductSet
        Criteria that the sheets answer.
    facts : dict, optional
        Facts of the dossiers.
    readings : dict of str to str, optional
        Alternatives of readings.

    Raises
    ------
    RuleError
        What is wrong with the facts or the readings.

    Examples
    --------
    >>> import ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> scorer = ocop.SetScorer(rules)
    >>> best = {c.code: len(c.options) for c in rules.criteria}
    >>> scorer.score({**best, "1.5": 3}[code] for code in rules.codes)
    SheetScore(total=99, outcome='ranked', stars_by_points=5, stars=4, capped_by='1.5')
    """

    _members = ("rules", "_core")

    def __init__(self, rules: ProductSet, *, facts: Facts = None, readings: Readings = None) -> None:
        self.rules = product_set_of(rules)
        self._core = _core.SetScorer(rules._core, facts_text(facts), wanted(readings))

    def score(self, options: bytes | Iterable[int], cases: bytes | Iterable[int] | None = None) -> SheetScore:
        """
        Score one sheet.

        Parameters
        ----------
        options : bytes or iterable of int
            Option ticked per criterion, in the order of `ProductSet.codes`; 0: nothing ticked.
        cases : bytes or iterable of int, optional
            Its case, 0 where the criterion has none; only sets that have cases need them.

        Returns
        -------
        SheetScore
            Points, stars and what caps.

        Raises
        ------
        RuleError
            A number that its criterion does not have, with the criterion in ``where`` and its clause in ``cite``; too
            few or too many numbers.
        TypeError
            Where they are no numbers in a row.

        Examples
        --------
        >>> import ocop
        >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
        >>> ocop.SetScorer(rules).score(bytes(len(rules.codes))).stars
        1
        """
        try:
            return SheetScore(*self._core.score(options, cases))
        except RuleError as error:
            raise _with_clause(error, self.rules) from None

    def __repr__(self) -> str:
        return f"<SetScorer of set {self.rules.number} in {self.rules.edition.id}>"


@dataclass(frozen=True, slots=True)
class OpenCriterion:
    """
    A criterion that must be judged again under another edition.

    Parameters
    ----------
    criterion : str
        Of the new set.
    was : str or None
        Of the old set; None: nothing stands for it.
    why : str
        ``new-criterion``, ``new-case``, ``new-threshold``, ``renamed-option`` or ``option-above``.
    nearest : int
        Option of the new list that stands for the one ticked; 0: none does.

    Examples
    --------
    >>> import ocop
    >>> catalog = ocop.RuleCatalog.builtin()
    >>> old = catalog.edition("qd-148-2023").product_set(1)
    >>> new = catalog.edition("qd-26-2026").product_set(1)
    >>> ocop.carry_over(dict.fromkeys(old.codes, 1), old, new).open[0].why
    'new-threshold'
    """

    criterion: str
    was: str | None
    why: str
    nearest: int


@dataclass(frozen=True, slots=True)
class CarriedSheet:
    """
    A sheet under another edition, as far as that is certain.

    Parameters
    ----------
    choices : dict
        Ticks that carry over with certainty.
    open : tuple of OpenCriterion
        Criteria to be judged again, and why.
    dropped : tuple of str
        Criteria of the old set that the new one does not have.

    Examples
    --------
    >>> import ocop
    >>> ocop.CarriedSheet({}, (), ()).is_complete
    True
    """

    choices: dict[str, Any]
    open: tuple[OpenCriterion, ...]
    dropped: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Is nothing left to be judged?"""
        return not self.open


def carry_over(choices: Choices, rules: ProductSet, to: ProductSet) -> CarriedSheet:
    """
    Carry what was ticked under one edition to another, where that is certain.

    Parameters
    ----------
    choices : dict
        Ticks under `rules`, every criterion answered.
    rules : ProductSet
        Set that they answer.
    to : ProductSet
        Set of the other edition that stands for the same products.

    Returns
    -------
    CarriedSheet
        What carries over, and what must be judged again and why.

    Raises
    ------
    RuleError
        ``no-counterpart`` where the two sets do not stand for the same products.

    Examples
    --------
    >>> import ocop
    >>> catalog = ocop.RuleCatalog.builtin()
    >>> old = catalog.edition("qd-148-2023").product_set(1)
    >>> new = catalog.edition("qd-26-2026").product_set(1)
    >>> carried = ocop.carry_over({c.code: len(c.options) for c in old.criteria}, old, new)
    >>> len(carried.choices) + len(carried.open) == len(new.criteria)
    True
    """
    found = _core.carry_over(product_set_of(rules)._core, _plain(choices), product_set_of(to)._core)
    return CarriedSheet(
        found["choices"], tuple(OpenCriterion(*o) for o in found["open"]), tuple(found["dropped"])
    )


def dossier(
    document: Mapping[str, Any] | str,
    *,
    readings: Readings = None,
    days_off: Sequence[Day] = (),
    catalog: RuleCatalog | None = None,
) -> dict[str, Any]:
    """
    Say what a dossier lacks.

    Parameters
    ----------
    document : dict or str
        An ``ocop-dossier/1``, as a dict or as JSON text.
    readings : dict of str to str, optional
        Alternatives of readings.
    days_off : sequence of datetime.date or str, optional
        Holidays, for limits in working days.
    catalog : RuleCatalog, optional
        Rules to go by; the built-in ones if not given.

    Returns
    -------
    dict
        An ``ocop-dossier-check/1``: papers, applicant, code, samples and days, each with its clause.

    Raises
    ------
    RuleError
        What is wrong with the document, with the JSON pointer in ``where``.

    Examples
    --------
    >>> import ocop
    >>> ocop.dossier("{}")
    Traceback (most recent call last):
    ocop.errors.MissingKeyError: ...
    """
    found: dict[str, Any] = json.loads(
        _core.check_dossier(
            catalog_or_builtin(catalog)._core, as_json(document), wanted(readings), days_of(days_off)
        )
    )
    return found


@dataclass(frozen=True, slots=True)
class CertificateStatus:
    """
    Where a certificate (giấy chứng nhận) stands on a day.

    Parameters
    ----------
    status : str
        ``none``, ``valid``, ``renewal-open``, ``renewal-late``, ``extended``, ``expired`` or ``revoked``.
    first_day_without_effect, renewal_opens, renewal_closes : datetime.date or None
        None where the rules that apply have no such day.
    extension_until : datetime.date or None
        Last day of the extension that the certificate has or can still get; None where there is none (reading R-27).
    next_deadline : dict or None
        ``on`` (datetime.date), ``what`` and ``cite``.
    readings : tuple of str
        Readings that mattered.

    Examples
    --------
    >>> import ocop
    >>> ocop.certificate(4, "2024-02-29", "2026-09-01").status
    'renewal-open'
    """

    status: str
    first_day_without_effect: date | None
    renewal_opens: date | None
    renewal_closes: date | None
    extension_until: date | None
    next_deadline: dict[str, Any] | None
    readings: tuple[str, ...]


def certificate(
    stars: int,
    issued: Day,
    on: Day,
    *,
    previous_end: Day | None = None,
    filed: Day | None = None,
    refused: Day | None = None,
    revoked: Day | None = None,
    replaced: Day | None = None,
    edition: str | None = None,
    readings: Readings = None,
    days_off: Sequence[Day] = (),
    catalog: RuleCatalog | None = None,
) -> CertificateStatus:
    """
    Say where a certificate stands on a day.

    Parameters
    ----------
    stars : int
        Level that it recognises.
    issued : datetime.date or str
        Day of the decision.
    on : datetime.date or str
        Day asked for; nothing reads a clock.
    previous_end : datetime.date or str, optional
        Of a renewed one: first day without effect of the certificate before it.
    filed : datetime.date or str, optional
        Day on which the owner filed for renewal.
    refused, revoked, replaced : datetime.date or str, optional
        Day of the decision that refuses the renewal, revokes it, or puts another in its place.
    edition : str, optional
        Rule set or edition whose terms apply; by the days if not given.
    readings : dict of str to str, optional
        Alternatives of readings R-10 to R-14, R-18, R-27, R-28 and R-30.
    days_off : sequence of datetime.date or str, optional
        Holidays, for reading R-13.
    catalog : RuleCatalog, optional
        Rules to go by; the built-in ones if not given.

    Returns
    -------
    CertificateStatus
        Status, windows and the next deadline.

    Raises
    ------
    RuleError
        Days that contradict each other, a day without rules.
    TypeError
        Where `stars` is no whole number, or a day is a moment and not a day.

    Notes
    -----
    Source: qd-26-2026/4.3, qd-26-2026/7.6.a, qd-26-2026/12.3.

    Examples
    --------
    >>> import ocop
    >>> status = ocop.certificate(4, "2024-02-29", "2026-09-01")
    >>> status.first_day_without_effect.isoformat(), status.next_deadline["what"]
    ('2027-02-28', 'file-renewal')
    """
    days = {
        "issued": issued, "previous_end": previous_end, "filed": filed, "refused": refused, "revoked": revoked,
        "replaced": replaced,
    }  # fmt: skip
    document = {
        "format": "ocop-issued-certificate/1",
        "certificate": "certificate",
        "stars": whole("stars", stars),
        **{key: iso(day) for key, day in days.items() if day is not None},
    }
    found = json.loads(
        _core.certificate(
            catalog_or_builtin(catalog)._core, as_json(document), iso(on), edition_or_nothing(edition),
            wanted(readings), days_of(days_off),
        )
    )  # fmt: skip
    try:
        return _status_of(found)
    except ValueError as error:
        raise from_code("bad-value", "issued", f"the certificate has days that Python has not: {error}.") from None


def _status_of(found: dict[str, Any]) -> CertificateStatus:
    deadline = found["next_deadline"]
    return CertificateStatus(
        found["status"],
        day_or_none(found["first_day_without_effect"]),
        day_or_none(found["renewal_opens"]),
        day_or_none(found["renewal_closes"]),
        day_or_none(found["extension_until"]),
        deadline and {**deadline, "on": date.fromisoformat(deadline["on"])},
        tuple(found["readings"]),
    )
