"""What a submission comes to, for programs and for people."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from .rules import Edition, Fixed, Label, Mark, ProductSet, RuleCatalog

if TYPE_CHECKING:
    from fractions import Fraction

    from . import _core

__all__ = ["NextStar", "Page", "Reason", "Result", "UnmetMark", "UnmetMinimum"]

_WORDS = {
    "vi": {
        "part": "Phần", "points": "Điểm", "total": "Tổng", "stars": "Hạng sao", "marks": "Dấu sao đạt",
        "by_points": "theo điểm", "capped": "Bị khống chế hạng sao ở tiêu chí {code} ({title}): cần từ mức {option}",
        "minimum": "{at}: {stars} sao cần ít nhất {needs} điểm, có {found}",
        "next": "Để đạt {stars} sao", "enough": "đủ điểm", "lacking": "thiếu {points} điểm",
        "and_marks": "còn thiếu dấu sao:", "option": "mức {option}", "top": "Đã ở hạng cao nhất.",
        "provisional": "Tạm tính: nguồn luật còn thiếu {topics}.", "edition": "Bộ tiêu chí",
        "ranked": "được xếp hạng {stars} sao", "rejected": "bị loại", "stopped": "dừng đánh giá", "rescore": "chấm lại",
        "no-quorum": "không đủ thành viên", "set": "Bộ sản phẩm", "because": "căn cứ {cite}",
        "by_user": "theo bộ tiêu chí do người dùng chọn",
        "gates": "dấu sao", "bands": "khoảng điểm", "council-quorum": "số thành viên tối thiểu",
        "council-spread": "mức chênh lệch",
        "quorum": "Không đủ thành viên: có {present} phiếu trên {members} thành viên, cần {needed}",
        "chair_missing": "; chủ tịch Hội đồng không có phiếu",
        "spread": "Phải chấm lại: chênh lệch {spread} điểm{place}, giới hạn {limit}; thấp nhất: {lowest}; "
        "cao nhất: {highest}",
        "next_round": "Chấm lại: vòng {next} trong {rounds}",
        "used_up": "Đã hết số vòng: {rounds}; sau đó làm gì, nguồn không nói",
        "in_part": " ở phần {part}", "at_criterion": " ở tiêu chí {criterion}",
        "unread-fact": "Đã cung cấp, không quy định nào xét đến: {fact}",
        "late": "Quá hạn: phải xong trước hoặc trong ngày {finish_by}, quyết định ngày {decided_on}",
    },
    "en": {
        "part": "Part", "points": "Points", "total": "Total", "stars": "Stars", "marks": "Marks met",
        "by_points": "by points", "capped": "Held back by criterion {code} ({title}): option {option} needed",
        "minimum": "{at}: {stars} stars need at least {needs} points, found {found}",
        "next": "For {stars} stars", "enough": "points are enough", "lacking": "{points} points short",
        "and_marks": "marks not met yet:", "option": "option {option}", "top": "At the highest level.",
        "provisional": "Provisional: our sources lack {topics}.", "edition": "Rules",
        "ranked": "ranked at {stars} stars", "ranked_1": "ranked at 1 star", "rejected": "rejected",
        "stopped": "stopped", "rescore": "to be scored again",
        "no-quorum": "no quorum", "set": "Product set", "because": "because of {cite}",
        "by_user": "as chosen by the user",
        "gates": "marks", "bands": "bands", "council-quorum": "quorum", "council-spread": "spread",
        "quorum": "No quorum: sheets of {present} of {members} members, {needed} needed",
        "chair_missing": "; the chair gave no sheet",
        "spread": "To be scored again: a spread of {spread} points{place}, limit {limit}; lowest: {lowest}; "
        "highest: {highest}",
        "next_round": "Score again: round {next} of {rounds}",
        "used_up": "The rounds are used up: {rounds}; what follows then, our sources do not say",
        "in_part": " in part {part}", "at_criterion": " at criterion {criterion}",
        "unread-fact": "Given, and read by no rule: {fact}",
        "late": "Late: to be finished by {finish_by}, decided on {decided_on}",
    },
}  # fmt: skip
_BAR = (
    '<div style="background:#e6e6e6;width:12em;height:.8em;display:inline-block;vertical-align:middle">'
    '<div style="background:#0072b2;height:100%;width:{share}%"></div></div>'
)


@dataclass(frozen=True, slots=True)
class UnmetMark:
    """
    A mark that is not met.

    Parameters
    ----------
    stars : int
        The level that asks for it.
    criterion : str
        Printed code.
    needs : int
        Least option that meets it.
    chosen : tuple of int
        Option ticked on each sheet, in order.
    cite : str
        Clause.

    Examples
    --------
    >>> import ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> best = {c.code: len(c.options) for c in rules.criteria}
    >>> ocop.Sheet(rules, {**best, "1.5": 3}).score().unmet_marks
    (UnmetMark(stars=5, criterion='1.5', needs=4, chosen=(3,), cite='qd-26-2026/annex-2.1/1.5'),)
    """

    stars: int
    criterion: str
    needs: int
    chosen: tuple[int, ...]
    cite: str


@dataclass(frozen=True, slots=True)
class UnmetMinimum:
    """
    A minimum (điểm tối thiểu) that is not met.

    Parameters
    ----------
    stars : int
        The level that asks for it.
    at : str
        Code of the part, section or group, or ``total``.
    needs : fractions.Fraction
        The least points there.
    found : fractions.Fraction
        What the sheets come to there, exact.
    cite : str
        Clause.

    Examples
    --------
    >>> import ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> ocop.Sheet(rules, dict.fromkeys(rules.codes, 0)).score().unmet_minimums
    ()
    """

    stars: int
    at: str
    needs: Fraction
    found: Fraction
    cite: str


@dataclass(frozen=True, slots=True)
class NextStar:
    """
    What stands between a product and the next star level.

    Parameters
    ----------
    stars : int
        The level.
    lacking : fractions.Fraction
        Points short of its band; 0: enough.
    unmet : tuple of UnmetMark
        Marks of it, and of the levels below it, that are not met.
    unmet_minimums : tuple of UnmetMinimum
        Minimums of these levels that are not met.

    Examples
    --------
    >>> import ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> after = ocop.Sheet(rules, dict.fromkeys(rules.codes, 0)).score().next_star
    >>> after.stars, after.lacking, after.unmet
    (2, Fraction(30, 1), ())
    """

    stars: int
    lacking: Fraction
    unmet: tuple[UnmetMark, ...]
    unmet_minimums: tuple[UnmetMinimum, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """
    Something that decided the result beside points and marks, or that no rule looked at.

    Parameters
    ----------
    effect : str
        ``reject``, ``stop``, ``zero``, ``later-zero``, ``waive-marks``, ``maximum``, ``no-quorum``, ``rescore``,
        ``returned``, ``unread-fact`` or ``late``.
    cite : str
        Clause.
    about : str
        Id of the note, reading, regulation or fact, or of whom it is sent back to; empty where there is none.
    details : dict
        What else the result says of it: numbers, members, days.

    Examples
    --------
    >>> import ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> sheet = ocop.Sheet(rules, dict.fromkeys(rules.codes, 1), facts={"dossier": {"forged": True}})
    >>> sheet.score().reasons
    (Reason(effect='reject', cite='qd-26-2026/annex-2.1/disqualifiers', about='forged-dossier', details={}),)
    """

    effect: str
    cite: str
    about: str = ""
    details: dict[str, Any] = field(default_factory=dict, hash=False)


class Page:
    """
    A result for a person, in one language: a table in a notebook, a page of text elsewhere.

    Parameters
    ----------
    html, text : str
        The two forms.

    Examples
    --------
    >>> import ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> "1 star" in str(ocop.Sheet(rules, dict.fromkeys(rules.codes, 0)).score().page("en"))
    True
    """

    def __init__(self, html: str, text: str) -> None:
        self._html = html
        self._text = text

    def _repr_html_(self) -> str:
        return self._html

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return self._text


class Result(Fixed):
    """
    What a submission comes to, and why. Immutable.

    Made by `ocop.score`, `ocop.council` and `ocop.Sheet.score`. A notebook shows it as a table in Vietnamese;
    ``result.page("en")`` gives it in English.

    Examples
    --------
    >>> import ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> best = {c.code: len(c.options) for c in rules.criteria}
    >>> result = ocop.Sheet(rules, {**best, "1.5": 3}).score()
    >>> result
    <Result ranked: 4 stars, 5 by points, 99 points, held by 1.5>
    >>> result.next_star.unmet[0].needs
    4
    """

    _members = ("_core", "_catalog")

    def __init__(self, catalog: RuleCatalog, core: _core.Scored) -> None:
        self._core = core
        self._catalog = catalog

    @cached_property
    def _content(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self._core.json())
        return content

    @cached_property
    def product_set(self) -> ProductSet:
        """Criteria that it was scored by."""
        core = self._core.product_set
        return ProductSet(Edition(self._catalog, core.edition), core)

    @property
    def edition(self) -> Edition:
        """Edition that governs."""
        return self.product_set.edition

    @property
    def because(self) -> str:
        """Clause that makes the edition govern."""
        return str(self._content["edition_because"])

    @property
    def outcome(self) -> str:
        """``ranked``, ``rejected``, ``stopped``, ``rescore`` or ``no-quorum``; only ``ranked`` carries stars."""
        return str(self._content["outcome"])

    @property
    def stars(self) -> int | None:
        """Stars; None where it is not ranked."""
        return _int_or_none(self._content["stars"])

    @property
    def stars_by_points(self) -> int | None:
        """Level of the band that the points fall into; None where it is not ranked."""
        return _int_or_none(self._content["stars_by_points"])

    @cached_property
    def total(self) -> Fraction:
        """Mean of the sheets' totals, exact."""
        from fractions import Fraction

        return Fraction(self._content["mean"]["exact"])

    @cached_property
    def points(self) -> dict[str, Fraction]:
        """Mean points per part, exact."""
        from fractions import Fraction

        return {p.code: Fraction(self._content["mean"][p.code]) for p in self.edition.parts}

    @cached_property
    def unmet_marks(self) -> tuple[UnmetMark, ...]:
        """Every unmet mark of every level, in printed order."""
        return tuple(
            UnmetMark(m["stars"], m["criterion"], m["needs"], tuple(_option(c) for c in m["chosen"]), m["cite"])
            for m in self._content["unmet_gates"]
        )

    @cached_property
    def unmet_minimums(self) -> tuple[UnmetMinimum, ...]:
        """Every unmet minimum of every level; those of the rule set first."""
        from fractions import Fraction

        return tuple(
            UnmetMinimum(m["stars"], m["at"], Fraction(m["needs"]), Fraction(m["found"]), m["cite"])
            for m in self._content.get("unmet_minimums", ())
        )

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Notes that acted, what else decided against a rank, and facts that no rule looked at."""
        return tuple(_reason(r) for r in self._content["reasons"])

    @property
    def capped_by(self) -> str | None:
        """Criterion of the mark, or code of the heading whose minimum holds it below its band; None: none does."""
        return self._core.capped_by

    @property
    def next_round(self) -> int | None:
        """Round of scoring that must follow where the outcome is ``rescore``; None: the regulation has no more."""
        return self._core.next_round

    @property
    def missing_law(self) -> tuple[str, ...]:
        """Topics that it needed and our sources lack: it is provisional where there are some."""
        return tuple(self._content["missing_law"])

    @property
    def readings(self) -> tuple[str, ...]:
        """Readings that mattered, as ``R-05`` or ``R-07=mean``."""
        return tuple(self._content["readings"])

    @property
    def assumed(self) -> tuple[str, ...]:
        """Facts not given and assumed not to hold (reading R-20)."""
        return tuple(self._content["assumed"])

    @cached_property
    def next_star(self) -> NextStar | None:
        """What the next level needs; None where there is none or the product is not ranked."""
        from fractions import Fraction

        if self.stars is None or self.stars >= self.edition.bands[-1].stars:
            return None
        level = self.stars + 1
        first = next(b.first for b in self.edition.bands if b.stars == level)
        marks, minimums = self._core.before(level)
        return NextStar(
            level, max(Fraction(0), first - self.total), tuple(self.unmet_marks[i] for i in marks),
            tuple(self.unmet_minimums[i] for i in minimums),
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """
        Give the whole ``ocop-result/1``, or ``ocop-result/2`` where the rules say what that cannot.

        Returns
        -------
        dict
            As ``ocop score`` writes it; the caller's own.

        Examples
        --------
        >>> import ocop
        >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
        >>> ocop.Sheet(rules, dict.fromkeys(rules.codes, 0)).score().to_dict()["mean"]["exact"]
        '0'
        """
        content: dict[str, Any] = json.loads(self._core.json())
        return content

    def explain(self, lang: str = "vi") -> str:
        """
        Write the page that ``ocop explain`` prints.

        Parameters
        ----------
        lang : {"vi", "en"}, default "vi"
            Language.

        Returns
        -------
        str
            Points per criterion, what caps the stars, what the next star needs, each with its clause.

        Examples
        --------
        >>> import ocop
        >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
        >>> "1 star" in ocop.Sheet(rules, dict.fromkeys(rules.codes, 0)).score().explain("en")
        True
        """
        _words_of(lang)
        return self._core.explain(lang)

    def page(self, lang: str = "vi") -> Page:
        """
        Give the result for a person, in one language.

        Parameters
        ----------
        lang : {"vi", "en"}, default "vi"
            Language.

        Returns
        -------
        Page
            A notebook shows it as a table; printed, it is `explain`.

        Examples
        --------
        >>> import ocop
        >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
        >>> page = ocop.Sheet(rules, dict.fromkeys(rules.codes, 0)).score().page("en")
        >>> "Held back" in page._repr_html_()
        False
        """
        return Page(self._html(lang), self.explain(lang))

    def _repr_html_(self) -> str:
        return self._html("vi")

    def _html(self, lang: str) -> str:
        words = _words_of(lang)
        rows = [self._headline(lang, words), self._points_table(lang, words), self._marks_table(words)]
        rows.insert(1, "".join(f"<p>{line}</p>" for line in self._reason_lines(lang, words)))
        if self.capped_by is not None and self.stars is not None:
            rows.append(f"<p>{self._capped_line(lang, words)}</p>")
        rows.append(self._next_lines(lang, words))
        if self.missing_law:
            topics = ", ".join(words.get(topic, topic) for topic in self.missing_law)
            rows.append(f"<p><em>{escape(words['provisional'].format(topics=topics))}</em></p>")
        return f'<div class="ocop-result" lang="{lang}">{"".join(rows)}</div>'

    def _headline(self, lang: str, words: dict[str, str]) -> str:
        name = self._core.product or _in(self.product_set.name, lang)
        stars = "" if self.stars is None else f" {_star_signs(self.stars, self.edition.bands[-1].stars)}"
        by_points = (
            f" ({self.stars_by_points} {words['by_points']})" if self.stars_by_points != self.stars else ""
        )
        outcome = words.get(f"{self.outcome}_{self.stars}", words[self.outcome]).format(stars=self.stars)
        is_own_choice = self.because.startswith("submission#")
        because = words["by_user"] if is_own_choice else words["because"].format(cite=self.because)
        return (
            f"<p><strong>{escape(name)}</strong> —{stars} {outcome}{escape(by_points)}<br>"
            f"<small>{words['edition']} {escape(self.edition.id)}, {escape(because)}; "
            f"{words['set']} {self.product_set.number}</small></p>"
        )

    def _points_table(self, lang: str, words: dict[str, str]) -> str:
        lines = [
            (f"{p.code}. {_in(p.title, lang)}", self.points[p.code], p.max_points) for p in self.edition.parts
        ]
        lines.append((words["total"], self.total, sum(p.max_points for p in self.edition.parts)))
        cells = "".join(
            f"<tr><td style='text-align:left'>{escape(title)}</td>"
            f"<td>{_BAR.format(share=_two_places(100 * got / most))}</td><td>{_shown(got)} / {most}</td></tr>"
            for title, got, most in lines
        )
        return (
            f"<table><thead><tr><th>{words['part']}</th><th></th><th>{words['points']}</th></tr></thead>"
            f"<tbody>{cells}</tbody></table>"
        )

    def _marks_table(self, words: dict[str, str]) -> str:
        asked: dict[int, list[Mark]] = {}
        for mark in self.product_set.marks:
            asked.setdefault(mark.stars, []).append(mark)
        if not asked:
            return ""
        cells = "".join(
            f"<tr><td>{_star_signs(level, level)}</td>"
            f"<td>{len(marks) - sum(m.stars == level for m in self.unmet_marks)} / {len(marks)}</td>"
            "<td style='text-align:left'>"
            f"{escape(', '.join(m.criterion for m in self.unmet_marks if m.stars == level))}</td></tr>"
            for level, marks in sorted(asked.items())
        )
        return (
            f"<table><thead><tr><th>{words['stars']}</th><th>{words['marks']}</th><th></th></tr></thead>"
            f"<tbody>{cells}</tbody></table>"
        )

    def _reason_lines(self, lang: str, words: dict[str, str]) -> list[str]:
        """What was decided and why, each with its clause: the explanation's own lines, and what it says elsewhere."""
        lines = self._outcome_lines(lang)
        for reason in self.reasons:
            text = _in_words(reason, words)
            if text:
                lines.append(f"{text} [{reason.cite}]")
        if self.outcome == "rescore":
            which = words["used_up"] if self.next_round is None else words["next_round"]
            lines.append(which.format(next=self.next_round, rounds=self._core.rounds))
        return [_with_small_clause(line) for line in lines]

    def _outcome_lines(self, lang: str) -> list[str]:
        """Notes that acted, who recognises, where it goes on to: the indented lines under the outcome."""
        _, outcome, *_ = self.explain(lang).split("\n\n")
        first = 2 if self.stars is not None and self.capped_by is not None else 1
        return [line.strip() for line in outcome.splitlines()[first:]]

    def _capped_line(self, lang: str, words: dict[str, str]) -> str:
        if self._core.is_capped_by_minimum:
            held = min(self.unmet_minimums, key=lambda m: m.stars)
            return f"{escape(_minimum_line(held, words))} <small>[{escape(held.cite)}]</small>"
        criterion = self.product_set.criterion(str(self.capped_by))
        needs = next(m.needs for m in self.unmet_marks if m.criterion == criterion.code)
        text = words["capped"].format(code=criterion.code, title=_in(criterion.title, lang), option=needs)
        return f"{escape(text)} <small>[{escape(criterion.cite)}]</small>"

    def _next_lines(self, lang: str, words: dict[str, str]) -> str:
        if self.stars is None:
            return ""
        after = self.next_star
        if after is None:
            return f"<p>{words['top']}</p>"
        points = words["lacking"].format(points=_shown(after.lacking)) if after.lacking else words["enough"]
        head = f"{words['next'].format(stars=after.stars)}: {points}"
        if not after.unmet and not after.unmet_minimums:
            return f"<p>{escape(head)}</p>"
        items = "".join(
            f"<li>{escape(m.criterion)} {escape(_in(self.product_set.criterion(m.criterion).title, lang))}: "
            f"{words['option'].format(option=m.needs)} <small>[{escape(m.cite)}]</small></li>"
            for m in after.unmet
        )
        items += "".join(
            f"<li>{escape(_minimum_line(m, words))} <small>[{escape(m.cite)}]</small></li>" for m in after.unmet_minimums
        )
        return f"<p>{escape(head)}; {words['and_marks']}</p><ul>{items}</ul>"

    def __repr__(self) -> str:
        if self.stars is None:
            return f"<Result {self.outcome}: {_shown(self.total)} points>"
        held = f", held by {self.capped_by}" if self.capped_by else ""
        unit = "star" if self.stars == 1 else "stars"
        return (
            f"<Result {self.outcome}: {self.stars} {unit}, {self.stars_by_points} by points, "
            f"{_shown(self.total)} points{held}>"
        )


def _minimum_line(m: UnmetMinimum, words: dict[str, str]) -> str:
    at = words["total"] if m.at == "total" else m.at
    return words["minimum"].format(at=at, stars=m.stars, needs=_shown(m.needs), found=_shown(m.found))


def _words_of(lang: str) -> dict[str, str]:
    if lang not in _WORDS:
        raise ValueError(f"lang is {lang!r}; allowed are 'vi' and 'en'")
    return _WORDS[lang]


def _reason(content: dict[str, Any]) -> Reason:
    about = next((key for key in ("note", "reading", "fact", "regulation", "to") if key in content), "")
    details = {key: value for key, value in content.items() if key not in ("effect", "cite", about)}
    return Reason(content["effect"], content["cite"], content.get(about, ""), details)


def _in_words(reason: Reason, words: dict[str, str]) -> str:
    """A reason that the explanation's outcome leaves out; empty for one that stands there."""
    found = reason.details
    if reason.effect == "no-quorum":
        return words["quorum"].format(**found) + (words["chair_missing"] if found["chair_missing"] else "")
    if reason.effect == "rescore":
        kind = "in_part" if "part" in found else "at_criterion" if "criterion" in found else ""
        place = words[kind].format(**found) if kind else ""
        members = {end: ", ".join(found[end]) for end in ("lowest", "highest")}
        return words["spread"].format(**{**found, **members, "place": place})
    if reason.effect in ("unread-fact", "late"):
        return words[reason.effect].format(**{**found, "fact": reason.about})
    return ""


def _with_small_clause(line: str) -> str:
    text, bracket, cite = line.rpartition(" [")
    return f"{escape(text)} <small>[{escape(cite)}</small>" if bracket and cite.endswith("]") else escape(line)


def _in(label: Label, lang: str) -> str:
    return label.vi if lang == "vi" else label.en


def _int_or_none(value: Any) -> int | None:
    return None if value is None else int(value)


def _option(chosen: Any) -> int:
    return int(chosen["option"]) if isinstance(chosen, dict) else int(chosen)


def _two_places(value: Fraction) -> str:
    """Half up to two places, as results show means: never by floating point."""
    hundredths = (value * 200 + 1) // 2
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _shown(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else _two_places(value)


def _star_signs(filled: int, of: int) -> str:
    return "★" * filled + "☆" * (of - filled)
