"""The law as data: catalogs, editions, product sets, criteria, options and marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, cached_property
from operator import index
from os import PathLike, fsdecode, fsencode
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeVar

from . import _core
from .errors import RuleError, check_text, from_code

if TYPE_CHECKING:
    from fractions import Fraction

    Points = int | Fraction

__all__ = [
    "Band", "Criterion", "Edition", "Governing", "Label", "Mark", "Minimum", "Option", "Part", "ProductSet", "Reading",
    "Revision", "RuleCatalog",
]  # fmt: skip

Readings = Mapping[str, str] | None
Choices = Mapping[str, int | str | Mapping[str, int | str]]
Day = date | str


_Self = TypeVar("_Self", bound="Fixed")


class Fixed:
    """What stays as it was made: each of its members is set once."""

    _members: tuple[str, ...] = ()

    def __setattr__(self, name: str, value: object) -> None:
        if name not in self._members or name in self.__dict__:
            self._refuse(name)
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        self._refuse(name)

    def _refuse(self, name: str) -> NoReturn:
        raise AttributeError(f"{name} of {self!r} cannot be set; make another {type(self).__name__}")

    def __copy__(self: _Self) -> _Self:
        return self

    def __deepcopy__(self: _Self, memo: object) -> _Self:
        return self


def whole(name: str, value: Any) -> int:
    """An argument that is a whole number."""
    try:
        if not isinstance(value, bool) and type(value).__name__ not in ("bool", "bool_"):
            return index(value)
    except TypeError:
        pass
    raise TypeError(f"{name} is {value!r}; give a whole number")


def wanted(readings: Readings) -> list[tuple[str, str]]:
    """Alternatives of readings as the engine takes them."""
    given: Any = {} if readings is None else readings
    if not isinstance(given, Mapping):
        raise TypeError(f'readings is {given!r}; give a dict, as {{"R-05": "reject"}}')
    for key, value in given.items():
        if not isinstance(key, str) or not isinstance(value, str):
            raise TypeError(f'readings holds {key!r}: {value!r}; give texts, as {{"R-05": "reject"}}')
    return [
        (check_text(str(key), "readings"), check_text(str(value), f"readings/{key}")) for key, value in given.items()
    ]


def edition_or_nothing(name: str | None) -> str | None:
    """The name of an edition, or nothing; an empty one is an error."""
    return None if name is None else _named("edition", name)


def _named(what: str, name: Any) -> str:
    """A name that is text and not empty."""
    if not isinstance(name, str):
        raise TypeError(f"{what} is {name!r}; give text")
    if not name:
        raise from_code("bad-value", what, "it is empty. Give a name, or leave it out.")
    return check_text(name, what)


def days_of(days: Any) -> list[str]:
    """Days off as the engine takes them."""
    if isinstance(days, str):
        raise TypeError(f"days_off is the text {days!r}; give a list of days")
    return [iso(day) for day in days]


def iso(day: Day) -> str:
    """A day as ``YYYY-MM-DD``: of a date, of a moment that is a whole day, of NumPy's days, or text as it stands."""
    if isinstance(day, str):
        return check_text(day, "", "bad-date")
    if isinstance(day, date) and _is_whole_day(day):
        return date(day.year, day.month, day.day).isoformat()
    other: Any = day
    is_numpy = (type(other).__module__, type(other).__name__) == ("numpy", "datetime64")
    if is_numpy and str(other.dtype) == "datetime64[D]" and str(other) != "NaT":
        return str(other)
    raise TypeError(f"found {day!r}; give a datetime.date, a numpy.datetime64 in days, or text as YYYY-MM-DD")


def _is_whole_day(day: date) -> bool:
    """A date, or midnight without a zone: any other moment is another day somewhere else."""
    if not isinstance(day, datetime):
        return True
    is_missing = day != day  # pandas' NaT
    return not is_missing and (day.tzinfo, day.time(), getattr(day, "nanosecond", 0)) == (None, time(), 0)


def day_or_none(text: str | None) -> date | None:
    """The day of a text."""
    return None if text is None else date.fromisoformat(text)


class Label(NamedTuple):
    """
    A short wording of ours in Vietnamese and English; the law's text is where ``cite`` points.

    Parameters
    ----------
    vi, en : str
        The wording in each language.

    Examples
    --------
    >>> import ocop
    >>> ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1).name.en
    'Fresh vegetables, tubers, fruit and nuts'
    """

    vi: str
    en: str

    def __str__(self) -> str:
        return self.vi


@dataclass(frozen=True, slots=True)
class Option:
    """
    One option (mức chấm) of a criterion.

    Parameters
    ----------
    number : int
        From 1, in printed order.
    id : str
        Its name in sheets, an alternative to the number.
    title : Label
        Our wording.
    points : int
        What it is worth.
    case : int
        Of the criterion; 0 where it has no cases.

    Examples
    --------
    >>> import ocop
    >>> criterion = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1).criterion("1.5")
    >>> [(o.number, o.points) for o in criterion.options]
    [(1, 0), (2, 1), (3, 2), (4, 3)]
    """

    number: int
    id: str
    title: Label
    points: int
    case: int


@dataclass(frozen=True, slots=True)
class Mark:
    """
    A mark (dấu sao): the least option of a criterion for a star level.

    Parameters
    ----------
    stars : int
        The level that asks for it.
    criterion : str
        Printed code.
    option : int
        Number of the least option that meets it.
    case : int
        Of the criterion that it stands in; 0 where the criterion has no cases.
    on_heading : bool
        Printed on the criterion's heading: any option with points meets it.
    cite : str
        Clause.

    Examples
    --------
    >>> import ocop
    >>> marks = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1).marks
    >>> marks[0].criterion, marks[0].stars, marks[0].cite
    ('1.3', 5, 'qd-26-2026/annex-2.1/1.3')
    """

    stars: int
    criterion: str
    option: int
    case: int
    on_heading: bool
    cite: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """
    A criterion (tiêu chí) of a product set.

    Parameters
    ----------
    code : str
        As printed: ``1.1``, ``6.1.1``.
    title : Label
        Our wording.
    max_points : int or fractions.Fraction
        Its most points.
    part, section : str
        Codes of the headings above it.
    options : tuple of Option
        In printed order, case by case.
    cite : str
        Clause.

    Examples
    --------
    >>> import ocop
    >>> c = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1).criterion("1.5")
    >>> c.part, c.max_points, c.cases
    ('A', 3, ())
    """

    code: str
    title: Label
    max_points: Points
    part: str
    section: str
    options: tuple[Option, ...]
    cite: str

    @property
    def cases(self) -> tuple[int, ...]:
        """Numbers of its alternative cases; none where there is one list of options."""
        return tuple(dict.fromkeys(o.case for o in self.options if o.case))


@dataclass(frozen=True, slots=True)
class Part:
    """
    A part (phần) of the score sheet.

    Parameters
    ----------
    code : str
        ``A``, ``B``, ``C``.
    title : Label
        Our wording.
    max_points : int or fractions.Fraction
        Its most points.

    Examples
    --------
    >>> import ocop
    >>> [(p.code, p.max_points) for p in ocop.RuleCatalog.builtin().edition("qd-26-2026").parts]
    [('A', 40), ('B', 25), ('C', 35)]
    """

    code: str
    title: Label
    max_points: Points


@dataclass(frozen=True, slots=True)
class Band:
    """
    A star band (hạng sao): means from `first`, included, up to `end`.

    Parameters
    ----------
    stars : int
        The level.
    first, end : int or fractions.Fraction
        Points.
    end_included : bool
        Whether `end` belongs to it.
    cite : str
        Clause.
    standing : Label or None, optional
        Of the level, where the law gives it one: ``cấp quốc gia``.

    Examples
    --------
    >>> import ocop
    >>> [(b.stars, b.first) for b in ocop.RuleCatalog.builtin().edition("qd-26-2026").bands]
    [(1, 0), (2, 30), (3, 50), (4, 70), (5, 90)]
    """

    stars: int
    first: Points
    end: Points
    end_included: bool
    cite: str
    standing: Label | None = None


@dataclass(frozen=True, slots=True)
class Minimum:
    """
    The least points that a star level asks for somewhere (điểm tối thiểu). Treated as a mark is (R-01, R-05).

    Parameters
    ----------
    stars : int
        The level.
    at : str
        Code of the part, section or group, or ``total``.
    points : int or fractions.Fraction
        The least there.
    cite : str
        Clause.

    Examples
    --------
    >>> import ocop
    >>> ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1).minimums
    ()
    """

    stars: int
    at: str
    points: Points
    cite: str


@dataclass(frozen=True, slots=True)
class Reading:
    """
    A choice where the law is silent, with its alternatives.

    Parameters
    ----------
    id : str
        ``R-05``.
    question : Label
        What the law leaves open.
    chosen : str
        The edition's own alternative.
    alternatives : dict of str to Label
        All of them, by their names.
    cite : str
        Clause that is silent or unclear.
    why : Label
        Reason for the edition's own alternative.

    Examples
    --------
    >>> import ocop
    >>> reading = ocop.RuleCatalog.builtin().edition("qd-26-2026").readings[4]
    >>> reading.id, reading.chosen, sorted(reading.alternatives)
    ('R-05', 'cap', ['cap', 'reject'])
    """

    id: str
    question: Label
    chosen: str
    alternatives: dict[str, Label]
    cite: str
    why: Label


@dataclass(frozen=True, slots=True)
class Governing:
    """
    The edition that governs a filing, and why.

    Parameters
    ----------
    edition : Edition
        It.
    because : str
        Clause that says so.
    finish_by : datetime.date or None
        Last day to finish under a transition clause.
    finish_because : str
        Clause that gives that day; empty where there is none.
    readings : tuple of str
        Readings that mattered.
    by_else : bool
        Whether that day has passed at the decision, and the clause says what governs then.

    Examples
    --------
    >>> import ocop
    >>> ocop.RuleCatalog.builtin().governing("renewal", "2026-06-01").because
    'qd-26-2026/11.1'
    """

    edition: Edition
    because: str
    finish_by: date | None
    finish_because: str
    readings: tuple[str, ...]
    by_else: bool = False


@dataclass(frozen=True, slots=True)
class Revision:
    """
    A revision of what we know of an edition: a label mended, a source found, a slip corrected.

    Parameters
    ----------
    number : int
        1 for the edition as it was first published.
    dated : datetime.date or None
        Day of a later revision.
    why : Label or None
        What a later revision changes and why.
    source : str or None
        Id of the source that it comes from.

    Examples
    --------
    >>> import ocop
    >>> ocop.RuleCatalog.builtin().edition("qd-26-2026#1").revision.number
    1
    """

    number: int
    dated: date | None
    why: Label | None
    source: str | None


class ProductSet(Fixed):
    """
    The criteria of one product set (bộ sản phẩm) in one edition. Immutable.

    Made by `Edition.product_set`.

    Examples
    --------
    >>> import ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> rules.number, len(rules.criteria), len(rules.marks)
    (1, 32, 22)
    """

    _members = ("_core", "edition")

    def __init__(self, edition: Edition, core: _core.ProductSet) -> None:
        self._core = core
        self.edition = edition

    @property
    def number(self) -> int:
        """Printed number of the set."""
        return self._core.number

    @property
    def name(self) -> Label:
        """What products it is for."""
        return Label(*self._core.name)

    @property
    def cite(self) -> str:
        """Where it stands in the law."""
        return self._core.cite

    @property
    def checked_on(self) -> date:
        """Day on which a person last compared it with the printed text."""
        return date.fromisoformat(self._core.checked_on)

    @property
    def sha256(self) -> str:
        """Digest of everything that it means."""
        return self._core.sha256

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """Every criterion, in printed order."""
        return tuple(
            Criterion(
                c["code"], Label(*c["title"]), c["max_points"], c["part"], c["section"],
                tuple(Option(o["number"], o["id"], Label(*o["title"]), o["points"], o["case"]) for o in c["options"]),
                c["cite"],
            )
            for c in self._core.criteria()
        )  # fmt: skip

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Printed codes of the criteria, in printed order: the columns of a wide frame."""
        return tuple(c.code for c in self.criteria)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Every mark, in printed order, lower levels first within a criterion."""
        return tuple(
            Mark(m["stars"], m["criterion"], m["option"], m["case"], m["on_heading"], m["cite"])
            for m in self._core.marks()
        )

    @cached_property
    def minimums(self) -> tuple[Minimum, ...]:
        """Every minimum, those of the rule set first."""
        return tuple(Minimum(m["stars"], m["at"], m["points"], m["cite"]) for m in self._core.minimums())

    def criterion(self, code: str) -> Criterion:
        """
        Find a criterion by its printed code.

        Parameters
        ----------
        code : str
            ``1.5``.

        Returns
        -------
        Criterion
            The one of that code.

        Raises
        ------
        KeyError
            Where the set has no such criterion; names those it has.

        Examples
        --------
        >>> import ocop
        >>> ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1).criterion("1.5").max_points
        3
        """
        for criterion in self.criteria:
            if criterion.code == code:
                return criterion
        raise KeyError(f"set {self.number} has no criterion {code!r}; it has {', '.join(self.codes)}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ProductSet) and (self.sha256, self.edition) == (other.sha256, other.edition)

    def __hash__(self) -> int:
        return hash(self.sha256)

    def __repr__(self) -> str:
        return f"<ProductSet {self.number} of {self.edition.id}: {self.name.en}>"


class Edition(Fixed):
    """
    A rule set as it stood from one day to the next change, in one revision. Immutable.

    Made by `RuleCatalog.edition` and `RuleCatalog.governing`.

    Examples
    --------
    >>> import ocop
    >>> edition = ocop.RuleCatalog.builtin().edition("qd-148-2023@2025-07-06")
    >>> edition.rule_set, edition.first_day.isoformat()
    ('qd-148-2023', '2025-07-06')
    """

    _members = ("_core", "catalog")

    def __init__(self, catalog: RuleCatalog, core: _core.Edition) -> None:
        self._core = core
        self.catalog = catalog

    @property
    def id(self) -> str:
        """Rule set and first day: ``qd-26-2026@2026-05-22``."""
        return self._core.id

    @property
    def rule_set(self) -> str:
        """The generation of the law."""
        return self._core.rule_set

    @property
    def title(self) -> Label:
        """Of the decree."""
        return Label(*self._core.title)

    @property
    def first_day(self) -> date:
        """First day in force."""
        return date.fromisoformat(self._core.first_day)

    @property
    def until(self) -> date | None:
        """First day of the next edition, or of no effect; None: open."""
        return day_or_none(self._core.until)

    @property
    def cite(self) -> str:
        """Clause that puts it in force."""
        return self._core.cite

    @property
    def sha256(self) -> str:
        """Digest of everything that it means, as results and records name it; of each revision another one."""
        return self._core.sha256

    @property
    def wordless_sha256(self) -> str:
        """Digest of what it decides, without labels and clauses: the same where two revisions differ in words alone."""
        return self._core.wordless_sha256

    @property
    def full_name(self) -> str:
        """The name that means this revision whatever comes later: ``qd-26-2026@2026-05-22#1``."""
        return self._core.full_name

    @cached_property
    def revision(self) -> Revision:
        """Which revision it is, and why there is one."""
        r = self._core.revision
        return Revision(r["number"], day_or_none(r["dated"]), r["why"] and Label(*r["why"]), r["source"])

    @property
    def missing_law(self) -> tuple[str, ...]:
        """Topics that a ranking needs and our sources lack; a result that needed one is provisional."""
        return tuple(self._core.missing_law)

    @property
    def points_unit(self) -> Fraction:
        """Unit of its points: they are whole multiples of it; 1 in the decrees so far."""
        from fractions import Fraction

        return Fraction(1, self._core.points_unit)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Parts of the score sheet, in printed order."""
        return tuple(Part(p["code"], Label(*p["title"]), p["max_points"]) for p in self._core.parts())

    @cached_property
    def bands(self) -> tuple[Band, ...]:
        """Star bands, lowest first."""
        return tuple(
            Band(
                b["stars"], b["first"], b["end"], b["end_included"], b["cite"], b["standing"] and Label(*b["standing"])
            )
            for b in self._core.bands()
        )  # fmt: skip

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """Every reading with its alternatives, by id."""
        return tuple(
            Reading(
                r["id"], Label(*r["question"]), r["chosen"],
                {name: Label(*text) for name, text in r["alternatives"]}, r["cite"], Label(*r["why"]),
            )
            for r in self._core.readings()
        )  # fmt: skip

    @cached_property
    def product_sets(self) -> tuple[ProductSet, ...]:
        """Every product set, by number."""
        return tuple(ProductSet(self, self._core.product_set(n)) for n in self._core.numbers())

    def product_set(self, number: int) -> ProductSet:
        """
        Find a product set by its printed number.

        Parameters
        ----------
        number : int
            1 to 26 in the decrees so far.

        Returns
        -------
        ProductSet
            The one of that number.

        Raises
        ------
        RuleError
            ``unknown-product-set``, naming those there are.
        TypeError
            Where `number` is no whole number.

        Examples
        --------
        >>> import ocop
        >>> ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(26).name.en
        'Community tourism, ecotourism and tourist sites'
        """
        wanted_number = whole("number", number)
        if not -(2**63) <= wanted_number < 2**63:
            known = self._core.numbers()
            message = f"{self.id} has no product set {number}; it has sets {known[0]} to {known[-1]}."
            raise from_code("unknown-product-set", "", message)
        return ProductSet(self, self._core.product_set(wanted_number))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Edition) and (self.id, self.sha256) == (other.id, other.sha256)

    def __hash__(self) -> int:
        return hash(self.sha256)

    def __repr__(self) -> str:
        return f"<Edition {self.id if self.revision.number == 1 else self.full_name}>"


class RuleCatalog(Fixed):
    """
    All editions that were loaded, and which of them governs. Immutable.

    Made by `builtin` or `from_dir`.

    Examples
    --------
    >>> import ocop
    >>> [edition.id for edition in ocop.RuleCatalog.builtin().editions][-1]
    'qd-26-2026@2026-05-22'
    """

    _members = ("_core",)

    def __init__(self, core: _core.Catalog) -> None:
        self._core = core

    @classmethod
    def builtin(cls) -> RuleCatalog:
        """
        Give the rules that came with the package; loaded once.

        Returns
        -------
        RuleCatalog
            Every edition since 2019.

        Examples
        --------
        >>> import ocop
        >>> ocop.RuleCatalog.builtin() is ocop.RuleCatalog.builtin()
        True
        """
        return _builtin()

    @classmethod
    def from_dir(cls, folder: str | PathLike[str]) -> RuleCatalog:
        """
        Load, check and compile the rule files of a folder.

        Parameters
        ----------
        folder : str or path-like
            A folder laid out as ``rules/`` of the sources.

        Returns
        -------
        RuleCatalog
            What the folder holds.

        Raises
        ------
        RuleError
            The first thing that is wrong, with the file and the number of the others.

        Examples
        --------
        >>> import ocop
        >>> ocop.RuleCatalog.from_dir("no/such/folder")
        Traceback (most recent call last):
        ocop.errors.UnreadableError: ...
        """
        try:
            path = fsdecode(folder)
        except TypeError:
            raise TypeError(f"folder is {folder!r}; give a path") from None
        if "\0" in path:
            raise from_code("unreadable", path, "a path cannot hold the character NUL. Name a folder.")
        return cls(_core.Catalog.from_dir(fsencode(path)))

    def verify(self) -> tuple[RuleError, ...]:
        """
        Compute the SHA-256 of every edition, product set and council regulation again.

        The rules that came with the package are compared with the JSON files that they were made of, compiled afresh.

        Returns
        -------
        tuple of RuleError
            What does not agree, with the edition in ``where``; empty where everything does.

        Examples
        --------
        >>> import ocop
        >>> ocop.RuleCatalog.builtin().verify()
        ()
        """
        return tuple(from_code(*wrong) for wrong in self._core.verify(self is _builtin()))

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """Every edition, oldest first, each in its newest revision."""
        return tuple(Edition(self, e) for e in self._core.editions())

    @cached_property
    def revisions(self) -> tuple[Edition, ...]:
        """Every revision of every edition: oldest edition first, and of each the first revision first."""
        return tuple(Edition(self, e) for e in self._core.revisions())

    @cached_property
    def regulations(self) -> tuple[str, ...]:
        """Ids of the council regulations."""
        return tuple(self._core.regulations())

    def edition(self, name: str) -> Edition:
        """
        Find an edition by its id, or the newest one of a rule set.

        Parameters
        ----------
        name : str
            ``qd-148-2023@2023-02-24`` or ``qd-148-2023``: in its newest revision, or in the one that ``#`` names, as in
            ``qd-148-2023#1``.

        Returns
        -------
        Edition
            The one of that name.

        Raises
        ------
        RuleError
            ``unknown-rule-set``, naming what is loaded.

        Examples
        --------
        >>> import ocop
        >>> ocop.RuleCatalog.builtin().edition("qd-148-2023").id
        'qd-148-2023@2025-07-06'
        """
        return Edition(self, self._core.find(_named("name", name)))

    def in_force_on(self, day: Day) -> Edition:
        """
        Find the newest edition in force on a day.

        Parameters
        ----------
        day : datetime.date or str
            A Vietnamese day.

        Returns
        -------
        Edition
            Where two rule sets are in force, the later one.

        Raises
        ------
        RuleError
            ``no-governing-rules``.

        Examples
        --------
        >>> import ocop
        >>> ocop.RuleCatalog.builtin().in_force_on("2024-01-01").id
        'qd-148-2023@2023-02-24'
        """
        return Edition(self, self._core.in_force_on(iso(day)))

    def governing(
        self, kind: str, filed: Day, decided: Day | None = None, *, readings: Readings = None
    ) -> Governing:
        """
        Find the edition that governs a filing, transition clauses included.

        Parameters
        ----------
        kind : {"first", "upgrade", "renewal"}
            Why the dossier is filed.
        filed : datetime.date or str
            Day on which the owner filed.
        decided : datetime.date or str, optional
            Day of the decision, where there is one.
        readings : dict of str to str, optional
            Alternatives of readings.

        Returns
        -------
        Governing
            Edition, clause, and the last day to finish where a transition clause sets one.

        Raises
        ------
        RuleError
            ``no-governing-rules``, with the reason.

        Notes
        -----
        Source: qd-26-2026/11, qd-26-2026/12.

        Examples
        --------
        >>> import ocop
        >>> found = ocop.RuleCatalog.builtin().governing("first", "2026-05-21", "2026-07-01")
        >>> found.edition.rule_set, found.because, found.finish_by.isoformat()
        ('qd-148-2023', 'qd-26-2026/12.2.a', '2026-07-21')
        """
        g = self._core.governing(
            _named("kind", kind), iso(filed), None if decided is None else iso(decided), wanted(readings)
        )
        return Governing(
            Edition(self, g["edition"]), g["because"], day_or_none(g["finish_by"]), g["finish_because"],
            (g["asked"],) if g["asked"] else (), g["by_else"],
        )  # fmt: skip

    def __repr__(self) -> str:
        return f"<RuleCatalog: {', '.join(e.id for e in self.editions)}>"


@cache
def _builtin() -> RuleCatalog:
    return RuleCatalog(_core.Catalog.builtin())


def catalog_or_builtin(catalog: RuleCatalog | None) -> RuleCatalog:
    """The catalog given, else the built-in one."""
    return catalog if catalog is not None else RuleCatalog.builtin()
