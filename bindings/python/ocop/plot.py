"""
Pictures of results, portfolios and certificates, in Vietnamese or English.

Needs matplotlib: ``pip install "ocop[plot]"``. Every function draws into the Axes given, or into a new figure, and
gives the Axes back. Nothing is told by colour alone: there is a number, a sign or a hatch beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

try:
    import matplotlib  # noqa: F401
except ImportError as error:
    raise ImportError('ocop.plot draws with matplotlib, which is not installed: pip install "ocop[plot]"') from error

from matplotlib.colors import LinearSegmentedColormap, ListedColormap
from matplotlib.dates import AutoDateLocator, DateFormatter
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator

from ._columns import Table, case_column, other_edition, wide_columns
from .frames import certificates, score_wide, table_of
from .rules import Day, Edition, Label, Mark, ProductSet, Readings, RuleCatalog, iso
from .scoring import Facts

if TYPE_CHECKING:
    from fractions import Fraction

    from matplotlib.axes import Axes

    from .analysis import Comparison
    from .result import Result

__all__ = ["certificate_timeline", "marks", "points_by_part", "totals", "transitions"]

_WORDS = {
    "vi": {
        "minimum": "tối thiểu",
        "points": "Điểm", "total": "Tổng", "stars": "{n} sao", "by_points": "theo điểm: {n} sao",
        "held": "Bị khống chế hạng sao ở tiêu chí {code} ({title})", "set": "Bộ sản phẩm {n}: {name}",
        "ranked": "xếp hạng", "rejected": "bị loại", "stopped": "dừng đánh giá", "rescore": "chấm lại",
        "no-quorum": "không đủ thành viên", "provisional": "tạm tính",
        "marks": "Dấu sao đạt và chưa đạt", "marks_share": "Tỷ lệ phiếu đạt từng dấu sao (%)", "sheets": "{n} phiếu",
        "met": "đạt", "unmet": "chưa đạt", "criterion": "Tiêu chí có dấu sao, theo hạng", "all": "tất cả",
        "not_ranked": "không xếp hạng", "open": "chưa rõ",
        "transitions": "Hạng sao trước và sau: {n} phiếu",
        "moves": "giữ nguyên {kept} (ô có khung) · tăng {up} · giảm {down} · chưa rõ {open}",
        "before": "Trước (số phiếu)", "after": "Sau",
        "totals": "Phân bố điểm: {n} kết quả",
        "shares": "Phía trên: tỷ lệ đạt hạng sao sau cùng; không xếp hạng: {share}", "count": "Số kết quả",
        "by_band": "đúng hạng theo điểm", "lower": "bị dấu sao giữ thấp hơn",
        "certificates": "Giấy chứng nhận vào ngày {on}", "shown": "{shown} giấy trong {n} dòng",
        "day": "ngày xét", "window": "thời gian nộp đánh giá lại", "extension": "kéo dài nhiều nhất",
        "none": "chưa cấp", "valid": "còn hiệu lực", "renewal-open": "còn hiệu lực, đang được nộp lại",
        "renewal-late": "còn hiệu lực, quá hạn nộp lại", "extended": "được kéo dài", "expired": "hết hiệu lực",
        "revoked": "bị thu hồi",
    },
    "en": {
        "minimum": "minimum",
        "points": "Points", "total": "Total", "stars": "{n} stars", "by_points": "by points: {n} stars",
        "held": "Held back by criterion {code} ({title})", "set": "Product set {n}: {name}",
        "ranked": "ranked", "rejected": "rejected", "stopped": "stopped", "rescore": "to be scored again",
        "no-quorum": "no quorum", "provisional": "provisional",
        "marks": "Marks met and not met", "marks_share": "Share of sheets that meet each mark (%)",
        "sheets": "{n} sheets", "met": "met", "unmet": "not met", "criterion": "Criteria with marks, by level",
        "all": "all", "not_ranked": "not ranked", "open": "open",
        "transitions": "Stars before and after: {n} sheets",
        "moves": "{kept} the same (framed) · {up} more · {down} fewer · {open} open",
        "before": "Before (sheets)", "after": "After",
        "totals": "Distribution of points: {n} results",
        "shares": "On top: share with these final stars; not ranked: {share}", "count": "Results",
        "by_band": "stars of their band", "lower": "held lower by a mark",
        "certificates": "Certificates on {on}", "shown": "{shown} certificates of {n} rows",
        "day": "day asked for", "window": "renewal window", "extension": "extension at most",
        "none": "not issued yet", "valid": "valid", "renewal-open": "valid, renewal open",
        "renewal-late": "valid, too late for the window", "extended": "extended", "expired": "without effect",
        "revoked": "revoked",
    },
}  # fmt: skip
# The colours of Okabe and Ito, which colour-blind readers tell apart.
_BLUE, _SKY, _GREEN, _ORANGE, _RED, _PURPLE = "#0072b2", "#56b4e9", "#009e73", "#e69f00", "#d55e00", "#cc79a7"
_GREY, _PALE = "#999999", "#ececec"
_SHADES = LinearSegmentedColormap.from_list("ocop", ["#ffffff", _BLUE])
_STATUS = {
    "valid": (_BLUE, ""), "renewal-open": (_SKY, "//"), "renewal-late": (_ORANGE, "\\\\"), "extended": (_GREEN, "xx"),
    "expired": (_GREY, ".."), "revoked": (_PURPLE, "++"), "none": ("#ffffff", "--"),
}  # fmt: skip
_TITLE_WIDTH = 76
_NAME_WIDTH = 34


def _words_of(lang: str) -> dict[str, str]:
    if lang not in _WORDS:
        raise ValueError(f"lang is {lang!r}; allowed are 'vi' and 'en'")
    return _WORDS[lang]


def _in(label: Label, lang: str) -> str:
    return label.vi if lang == "vi" else label.en


def _stars(n: int, words: dict[str, str]) -> str:
    return words["stars"].format(n=n) if n != 1 else words["stars"].format(n=n).replace("stars", "star")


def _shown(value: Fraction) -> str:
    """Exact where whole, else two places, half up."""
    hundredths = (value * 200 + 1) // 2
    return str(value) if value.denominator == 1 else f"{hundredths // 100}.{hundredths % 100:02d}"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "—"


def _short(name: object) -> str:
    text = str(name)
    return text if len(text) <= _NAME_WIDTH else text[: _NAME_WIDTH - 1].rstrip() + "…"


def _axes(ax: Axes | None, width: float, height: float) -> Axes:
    """The Axes given, or those of a new figure."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    made: Axes = plt.subplots(figsize=(width, height), layout="constrained")[1]
    return made


def _title(ax: Axes, *lines: str) -> None:
    ax.set_title("\n".join(fill(line, _TITLE_WIDTH) for line in lines if line), loc="left", fontsize=11)


def _plain(ax: Axes, *sides: str) -> None:
    for side in sides:
        ax.spines[side].set_visible(False)


def _beside(ax: Axes, handles: Sequence[Any]) -> None:
    """The legend, right of the picture."""
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False, fontsize=9)


def _cells(ax: Axes, values: NDArray[np.float64], colours: Any) -> None:
    """A table of coloured cells, first row on top, cell (row, column) around the point (column, row)."""
    rows, columns = values.shape
    ax.pcolormesh(
        np.arange(columns + 1) - 0.5, np.arange(rows + 1) - 0.5, values, cmap=colours, vmin=0, vmax=1,
        edgecolors="#d0d0d0", linewidth=0.5,
    )  # fmt: skip
    ax.set_xlim(-0.5, columns - 0.5)
    ax.set_ylim(rows - 0.5, -0.5)
    ax.tick_params(length=0)
    _plain(ax, *ax.spines)


def _number(ax: Axes, column: int, row: int, text: str, share: float, size: float) -> None:
    colour = "white" if share > 0.9 else "black"
    ax.text(column, row, text, ha="center", va="center", color=colour, fontsize=size)


def points_by_part(result: Result, *, lang: str = "vi", ax: Axes | None = None) -> Axes:
    """
    Draw the points of a result by part, and its total against the star bands.

    Parameters
    ----------
    result : Result
        From `ocop.score`, `ocop.council` or `ocop.Sheet.score`.
    lang : {"vi", "en"}, default "vi"
        Language.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib.axes.Axes
        One bar per part, filled up to its mean points, and one for the total above its bands. The title names the
        stars and what holds them.

    Examples
    --------
    >>> import ocop
    >>> from matplotlib.figure import Figure
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> best = {c.code: len(c.options) for c in rules.criteria}
    >>> result = ocop.Sheet(rules, {**best, "1.5": 3}).score()
    >>> ax = ocop.plot.points_by_part(result, lang="en", ax=Figure().subplots())
    >>> [text.get_text() for text in ax.texts[:4]]
    ['39 / 40', '25 / 25', '35 / 35', '99 / 100']
    """
    words = _words_of(lang)
    ax = _axes(ax, 9, 3.8)
    edition = result.edition
    lines = [(f"{p.code}. {_in(p.title, lang)}", result.points[p.code], p.max_points) for p in edition.parts]
    lines.append((words["total"], result.total, sum(p.max_points for p in edition.parts)))
    places = range(len(lines))
    most = max(line[2] for line in lines)
    ax.barh(places, [line[2] for line in lines], height=0.5, color=_PALE, edgecolor=_GREY, linewidth=0.8)
    ax.barh(places, [float(line[1]) for line in lines], height=0.5, color=[_BLUE] * (len(lines) - 1) + [_GREEN])
    for place, (_, got, limit) in zip(places, lines, strict=True):
        ax.text(limit + 0.012 * most, place, f"{_shown(got)} / {limit}", va="center")
    below = len(lines) - 0.62
    for band, end in zip(edition.bands, [b.first for b in edition.bands[1:]] + [most], strict=True):
        ax.plot([band.first, band.first], [len(lines) - 1.32, below + 0.22], color="black", linewidth=0.9)
        ax.text((band.first + end) / 2, below + 0.12, "★" * band.stars, ha="center", va="center", fontsize=7.5)
    ax.set_xticks(sorted({0, most, *(b.first for b in edition.bands)}))
    ax.set_xlim(0, most * 1.14)
    ax.set_ylim(below + 0.25, -0.45)
    ax.set_yticks(list(places), [fill(line[0], 36) for line in lines])
    ax.set_xlabel(words["points"])
    ax.tick_params(axis="y", length=0)
    _plain(ax, "top", "right")
    _title(ax, *_headline(result, lang, words))
    return ax


def _headline(result: Result, lang: str, words: dict[str, str]) -> tuple[str, str, str]:
    name = result._core.product or words["set"].format(
        n=result.product_set.number, name=_in(result.product_set.name, lang)
    )
    said = words[result.outcome] if result.stars is None else _stars(result.stars, words)
    if result.stars is not None and result.stars_by_points != result.stars:
        said += f" ({words['by_points'].format(n=result.stars_by_points)})"
    if result.missing_law:
        said += f", {words['provisional']}"
    if result.capped_by is None:
        return name, said, ""
    is_criterion = result.capped_by in result.product_set.codes
    title = _in(result.product_set.criterion(result.capped_by).title, lang) if is_criterion else words["minimum"]
    return name, said, words["held"].format(code=result.capped_by, title=title)


def marks(
    frame: Any,
    rules: ProductSet,
    *,
    labels: Sequence[object] | None = None,
    readings: Readings = None,
    facts: Facts = None,
    most: int = 60,
    lang: str = "vi",
    ax: Axes | None = None,
) -> Axes:
    """
    Draw which marks the sheets of a product set meet.

    Parameters
    ----------
    frame : DataFrame, dict of arrays, or numpy.ndarray
        Sheets as in `ocop.frames.score_wide`.
    rules : ProductSet
        Criteria that they answer.
    labels : sequence, optional
        Name of each sheet; the index of a pandas frame, else the number of the row from 0, if not given.
    readings : dict of str to str, optional
        Alternatives of readings.
    facts : dict, optional
        Facts that hold for all of them.
    most : int, default 60
        Most sheets to draw one by one.
    lang : {"vi", "en"}, default "vi"
        Language.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib.axes.Axes
        One column per mark, lower levels first, then as printed. Up to `most` sheets: one row each, in their order,
        first on top, with its stars; a cross where the mark is not met. More sheets: one row per final level with
        the percentage of its sheets that meet the mark, and one for all.

    Raises
    ------
    ValueError
        Where there is no sheet, the set has no marks in our sources, or there is not one label per sheet.
    RuleError
        What is wrong with the first bad cell.

    Examples
    --------
    >>> import numpy as np, ocop
    >>> from matplotlib.figure import Figure
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> sheets = np.array([[len(c.options) for c in rules.criteria]] * 2, dtype=np.uint8)
    >>> sheets[1, rules.codes.index("1.5")] = 3
    >>> ax = ocop.plot.marks(sheets, rules, labels=["Bưởi", "Cam"], ax=Figure().subplots())
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Bưởi  5★', 'Cam  4★']
    """
    words = _words_of(lang)
    if not rules.marks:
        raise ValueError(f"set {rules.number} of {rules.edition.id} has no marks in our sources: nothing to draw")
    columns = sorted(rules.marks, key=lambda m: m.stars)
    met, stars = _met(frame, rules, columns, facts, readings)
    if not len(stars):
        raise ValueError("the frame has no sheet: nothing to draw")
    if len(stars) <= most:
        ax = _axes(ax, 4.2 + 0.27 * len(columns), 2.2 + 0.27 * len(stars))
        _draw_sheets(ax, met, [_row_name(n, s) for n, s in zip(_names(frame, labels, len(stars)), stars, strict=True)])
        _beside(ax, [
            Patch(facecolor=_SKY, edgecolor="#d0d0d0", label=words["met"]),
            Line2D([], [], color=_RED, marker="x", linestyle="", label=words["unmet"]),
        ])  # fmt: skip
    else:
        ax = _axes(ax, 2.6 + 0.36 * len(columns), 2.4 + 0.36 * (len(np.unique(stars)) + 1))
        _draw_shares(ax, met, stars, words)
    ax.set_xticks(range(len(columns)), [m.criterion for m in columns], rotation=90, fontsize=9)
    ax.set_xlabel(words["criterion"])
    for level in sorted({m.stars for m in columns}):
        places = [at for at, m in enumerate(columns) if m.stars == level]
        if places[0]:
            ax.axvline(places[0] - 0.5, color="black", linewidth=1.4)
        ax.text(
            (places[0] + places[-1]) / 2, 1.01, f"{level}★", transform=ax.get_xaxis_transform(), ha="center",
            va="bottom",
        )  # fmt: skip
    heading = words["marks"] if len(stars) <= most else words["marks_share"]
    name = words["set"].format(n=rules.number, name=_in(rules.name, lang))
    ax.set_title(
        "\n".join([fill(f"{heading}: {words['sheets'].format(n=len(stars))}", 60), fill(name, 60)]), loc="left",
        fontsize=11, pad=20,
    )  # fmt: skip
    return ax


def _met(
    frame: Any, rules: ProductSet, columns: Sequence[Mark], facts: Facts, readings: Readings
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """
    Which sheets meet which marks, and their stars; 0 where they are not ranked.

    The engine counts the unmet marks of each level. Ticks are taken away from the last criterion to the first, so that
    nothing which depends on an earlier criterion is still there: a mark that was met is one more unmet (reading R-02).
    """
    wide = wide_columns(table_of(frame, rules), rules)
    scored = Table(score_wide(frame, rules, facts=facts, readings=readings))
    sheets: dict[str, NDArray[Any]] = dict(zip(rules.codes, wide.options, strict=True))
    if wide.cases:
        sheets |= {case_column(c): case for c, case in zip(rules.codes, wide.cases, strict=True) if case is not None}
    met = np.zeros((wide.rows, len(columns)), dtype=bool)
    unmet = {f"unmet_{m.stars}": scored.numbers(f"unmet_{m.stars}") for m in columns}
    for code in reversed(rules.codes):
        sheets[code] = np.zeros(wide.rows, dtype=np.uint8)
        less = score_wide(sheets, rules, facts=facts, readings=readings)
        for at, mark in enumerate(columns):
            if mark.criterion == code:
                met[:, at] = less[f"unmet_{mark.stars}"] > unmet[f"unmet_{mark.stars}"]
        unmet = {name: less[name].astype(np.int64) for name in unmet}
    return met, np.maximum(scored.numbers("stars"), 0)


def _names(frame: Any, labels: Sequence[object] | None, rows: int) -> list[str]:
    if labels is None:
        index = getattr(frame, "index", None)
        labels = list(range(rows)) if index is None or callable(index) else list(index)
    if len(labels) != rows:
        raise ValueError(f"there are {len(labels)} names and {rows} rows; give one for each row")
    return [_short(label) for label in labels]


def _row_name(name: str, stars: int) -> str:
    return f"{name}  {f'{stars}★' if stars else '—'}"


def _draw_sheets(ax: Axes, met: NDArray[np.bool_], names: Sequence[str]) -> None:
    _cells(ax, met.astype(np.float64), ListedColormap(["#ffffff", _SKY]))
    rows, columns = np.nonzero(~met)
    ax.scatter(columns, rows, marker="x", s=26, color=_RED, linewidths=1.5)
    ax.set_yticks(range(len(names)), names, fontsize=9)


def _draw_shares(ax: Axes, met: NDArray[np.bool_], stars: NDArray[np.int64], words: dict[str, str]) -> None:
    levels = np.unique(stars)[::-1].tolist()
    groups = [stars == level for level in levels] + [np.ones(len(stars), dtype=bool)]
    names = [f"{level}★" if level else words["not_ranked"] for level in levels] + [words["all"]]
    shares = np.array([met[group].mean(axis=0) for group in groups])
    _cells(ax, shares, _SHADES)
    for row, column in np.ndindex(shares.shape):
        share = float(shares[row, column])
        _number(ax, column, row, _whole_percent(share), share, 8)
    ax.axhline(len(levels) - 0.5, color="black", linewidth=1.4)
    ax.set_yticks(range(len(groups)), [f"{n}  (n = {g.sum()})" for n, g in zip(names, groups, strict=True)])


def _whole_percent(share: float) -> str:
    """Rounded, but 0 and 100 only where it is none or all."""
    return f"{share * 100:.0f}" if share in (0, 1) else f"{min(99, max(1, round(share * 100)))}"


def transitions(comparison: Comparison, *, lang: str = "vi", ax: Axes | None = None) -> Axes:
    """
    Draw how many sheets go from which stars to which.

    Parameters
    ----------
    comparison : ocop.analysis.Comparison
        From `ocop.analysis.compare`.
    lang : {"vi", "en"}, default "vi"
        Language.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib.axes.Axes
        Rows: stars before; columns: stars after, not ranked and open (not decided before it is judged again). Counts
        in the cells, shaded by their share of the row; cells of the same stars are framed.

    Examples
    --------
    >>> import numpy as np, ocop
    >>> from matplotlib.figure import Figure
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> sheets = np.array([[len(c.options) for c in rules.criteria]] * 4, dtype=np.uint8)
    >>> found = ocop.analysis.compare(sheets, rules, rules)
    >>> ax = ocop.plot.transitions(found, lang="en", ax=Figure().subplots())
    >>> ax.get_title(loc="left").splitlines()
    ['Stars before and after: 4 sheets', '4 the same (framed) · 0 more · 0 fewer · 0 open']
    """
    words = _words_of(lang)
    before: list[int | None] = [*comparison.levels, None]
    after: list[int | str | None] = [*before, "open"]
    counts = np.array([[comparison.matrix.get((b, a), 0) for a in after] for b in before])
    ax = _axes(ax, 1.9 + 0.85 * len(after), 1.9 + 0.55 * len(before))
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    _cells(ax, shares, _SHADES)
    for row, column in np.ndindex(counts.shape):
        count = int(counts[row, column])
        _number(ax, column, row, str(count) if count else "·", float(shares[row, column]), 10)
    for at in range(len(before)):
        ax.add_patch(Rectangle((at - 0.5, at - 0.5), 1, 1, fill=False, edgecolor="black", linewidth=2))
    names = [_stars(level, words) for level in comparison.levels] + [words["not_ranked"]]
    ax.set_xticks(range(len(after)), [fill(name, 9) for name in [*names, words["open"]]])
    ax.set_yticks(range(len(before)), [f"{n} ({c})" for n, c in zip(names, counts.sum(axis=1), strict=True)])
    ax.set_xlabel(words["after"])
    ax.set_ylabel(words["before"])
    closed = counts[:, :-1]
    order = np.array([level or 0 for level in before])
    up = int(closed[order[:, None] < order[None, :]].sum())
    kept = int(np.trace(closed))
    _title(
        ax,
        words["transitions"].format(n=int(counts.sum())),
        words["moves"].format(kept=kept, up=up, down=int(closed.sum()) - kept - up, open=int(counts[:, -1].sum())),
    )
    return ax


def totals(
    scored: Any,
    edition: Edition,
    *,
    bins: int | Sequence[float] | None = None,
    lang: str = "vi",
    ax: Axes | None = None,
) -> Axes:
    """
    Draw how the points of many results are distributed over the star bands.

    Parameters
    ----------
    scored : DataFrame or dict of arrays
        From `ocop.frames.score_wide`, `score_sheets` or `council_results`.
    edition : Edition
        The one that they were scored under.
    bins : int or sequence of float, optional
        Number of bins from 0 to the most points, or their edges; 2 points wide if not given. The lower edge is in,
        the upper one only in the last bin.
    lang : {"vi", "en"}, default "vi"
        Language.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib.axes.Axes
        Bars of results by their `mean`, or `total` where there is no mean: those with the stars of their band, those
        that a mark holds lower, and those not ranked. Above each band: the share of the results that have these
        stars in the end. Rows without a result are left out.

    Raises
    ------
    KeyError
        Where a column is missing.
    ValueError
        Where no row has a result.

    Examples
    --------
    >>> import numpy as np, ocop
    >>> from matplotlib.figure import Figure
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> sheets = np.array([[len(c.options) for c in rules.criteria]] * 4, dtype=np.uint8)
    >>> sheets[0, rules.codes.index("1.5")] = 3
    >>> ax = ocop.plot.totals(ocop.frames.score_wide(sheets, rules), rules.edition, ax=Figure().subplots())
    >>> [text.get_text().replace("\\n", " ") for text in ax.texts[-2:]]
    ['★★★★ 25.0%', '★★★★★ 75.0%']
    """
    words = _words_of(lang)
    table = Table(scored)
    points_name = "mean" if "mean" in table.names else "total"
    table.require((points_name, "outcome", "stars_by_points", "stars"))
    contradictions = other_edition(table, edition, 1)
    if contradictions:
        raise contradictions[min(contradictions)][0]
    outcomes = table.texts("outcome")
    kept = np.array([bool(outcome) for outcome in outcomes], dtype=bool)
    if not kept.any():
        raise ValueError("no row has a result: nothing to draw")
    points = table.array(points_name)[kept].astype(np.float64)
    stars = np.maximum(table.numbers("stars")[kept], 0)
    band_of = np.maximum(table.numbers("stars_by_points")[kept], 0)
    most = sum(p.max_points for p in edition.parts)
    count = (most + 1) // 2 if bins is None else bins
    edges = np.linspace(0, most, count + 1) if isinstance(count, int) else np.asarray(count, dtype=np.float64)
    ax = _axes(ax, 11, 4.6)
    groups = [
        (words["by_band"], (stars > 0) & (stars >= band_of), _SKY, ""),
        (words["lower"], (stars > 0) & (stars < band_of), _ORANGE, "//"),
        (words["not_ranked"], stars == 0, _GREY, ".."),
    ]
    floor = np.zeros(len(edges) - 1)
    for name, group, colour, hatch in groups:
        if not group.any():
            continue
        heights = np.histogram(points[group], edges)[0]
        ax.bar(
            edges[:-1], heights, np.diff(edges), floor, align="edge", color=colour, hatch=hatch, edgecolor="black",
            linewidth=0.4, label=f"{name} ({group.sum()})",
        )  # fmt: skip
        floor = floor + heights
    ax.set_ylim(0, max(1.0, float(floor.max())) * 1.08)
    for band, end in zip(edition.bands, [b.first for b in edition.bands[1:]] + [most], strict=True):
        if band.first:
            ax.axvline(band.first, color="black", linewidth=1, linestyle="--")
        share = _percent(int((stars == band.stars).sum()), len(stars))
        ax.text(
            (band.first + end) / 2, 1.01, f"{'★' * band.stars}\n{share}", transform=ax.get_xaxis_transform(),
            ha="center", va="bottom", fontsize=9,
        )  # fmt: skip
    ax.set_xlim(0, most)
    ax.set_xticks(sorted({0, most, *(b.first for b in edition.bands)}))
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel(words["points"])
    ax.set_ylabel(words["count"])
    _beside(ax, ax.get_legend_handles_labels()[0])
    _plain(ax, "top", "right")
    heading = words["totals"].format(n=len(stars))
    shares = words["shares"].format(share=_percent(int((stars == 0).sum()), len(stars)))
    ax.set_title(f"{heading}\n{shares}", loc="left", fontsize=11, pad=34)
    return ax


def certificate_timeline(
    frame: Any,
    on: Day,
    *,
    names: Sequence[object] | None = None,
    most: int = 40,
    edition: str | None = None,
    readings: Readings = None,
    days_off: tuple[Day, ...] = (),
    catalog: RuleCatalog | None = None,
    lang: str = "vi",
    ax: Axes | None = None,
) -> Axes:
    """
    Draw the terms of certificates, and where they stand on a day.

    Parameters
    ----------
    frame : DataFrame or dict of arrays
        Certificates as in `ocop.frames.certificates`.
    on : datetime.date or str
        Day asked for.
    names : sequence, optional
        Name of each certificate; the index of a pandas frame, else the number of the row from 0, if not given.
    most : int, default 40
        Most certificates to draw: those whose end is nearest to `on`.
    edition : str, optional
        Rule set or edition whose terms apply; by the days if not given.
    readings : dict of str to str, optional
        Alternatives of readings.
    days_off : tuple of datetime.date or str, optional
        Holidays, for reading R-13.
    catalog : RuleCatalog, optional
        Rules to go by; the built-in ones if not given.
    lang : {"vi", "en"}, default "vi"
        Language.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib.axes.Axes
        One bar per certificate from its issue to its first day without effect, which is written beside it; the first
        to end on top. Colour and hatch tell the status, a frame the renewal window, a thin bar the extension that the
        certificate has or can still get, a line the day. Rows without a certificate (1 and 2 stars) have no bar; the
        title counts what is drawn.

    Raises
    ------
    KeyError
        Where `stars` or `issued` is missing.
    ValueError
        Where no row has a certificate, or there is not one name per row.
    RuleError
        What is wrong with the first bad row.

    Examples
    --------
    >>> import numpy as np, ocop
    >>> from matplotlib.figure import Figure
    >>> frame = {"stars": np.array([4, 3]), "issued": np.array(["2024-02-29", "2020-02-04"], dtype="datetime64[D]")}
    >>> ax = ocop.plot.certificate_timeline(frame, "2026-09-01", names=["Bưởi", "Cam"], ax=Figure().subplots())
    >>> [label.get_text() for label in ax.get_yticklabels()], ax.texts[1].get_text()
    (['Cam  3★', 'Bưởi  4★'], '2027-02-28')
    """
    words = _words_of(lang)
    asked = np.datetime64(iso(on), "D")
    given = Table(frame)
    found = Table(
        certificates(frame, on=on, edition=edition, readings=readings, days_off=days_off, catalog=catalog)
    )
    all_names = _names(frame, names, given.rows)
    ends = _days(found, "first_day_without_effect")
    there = np.flatnonzero(~np.isnat(ends))
    if not len(there):
        raise ValueError("no row has a certificate: nothing to draw")
    nearest = there[np.argsort(np.abs(ends[there] - asked), kind="stable")][:most]
    rows = nearest[np.lexsort((nearest, ends[nearest]))]
    ax = _axes(ax, 11, 2.2 + 0.3 * len(rows))
    issued = _days(given, "issued")[rows]
    statuses = found.texts("status")[rows]
    for status, (colour, hatch) in _STATUS.items():
        places = np.flatnonzero(statuses == status)
        if len(places):
            _spans(
                ax, places, issued[places], ends[rows[places]], 0.62, label=f"{words[status]} ({len(places)})",
                facecolor=colour, hatch=hatch, edgecolor="black", linewidth=0.6,
            )  # fmt: skip
    opens, closes = (_days(found, name)[rows] for name in ("renewal_opens", "renewal_closes"))
    windows = np.flatnonzero(~np.isnat(opens) & ~np.isnat(closes))
    if len(windows):
        _spans(
            ax, windows, opens[windows], closes[windows] + 1, 0.86, label=words["window"], facecolor="#f0e44299",
            edgecolor="black", linewidth=1.2,
        )  # fmt: skip
    until = _days(found, "extension_until")[rows]
    extended = np.flatnonzero(~np.isnat(until))
    if len(extended):
        _spans(
            ax, extended, ends[rows[extended]], until[extended] + 1, 0.16, label=words["extension"],
            facecolor="white", edgecolor="black", linewidth=0.8,
        )  # fmt: skip
    ax.axvline(_places(asked), color=_RED, linewidth=1.6, linestyle="--", label=f"{words['day']}: {asked}")
    for place, row in enumerate(rows):
        height = place if np.isnat(until[place]) else place - 0.28  # above the bar of the extension
        ax.text(
            _places(ends[row]) + 15, height, str(ends[row]), va="center", fontsize=8,
            bbox={"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 0.5},
        )  # fmt: skip
    stars = given.numbers("stars")
    ax.set_yticks(range(len(rows)), [_row_name(all_names[r], int(stars[r])) for r in rows], fontsize=9)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    first, last = (_places(day) for day in (min(issued.min(), asked), max(_last(ends[rows]), _last(until), asked)))
    ax.set_xlim(first - 30, last + 0.13 * (last - first) + 30)
    ax.xaxis.set_major_locator(AutoDateLocator(minticks=4, maxticks=12))  # type: ignore[no-untyped-call,unused-ignore]
    ax.xaxis.set_major_formatter(DateFormatter("%Y-%m"))  # type: ignore[no-untyped-call,unused-ignore]
    ax.tick_params(axis="y", length=0)
    _plain(ax, "top", "right", "left")
    _beside(ax, ax.get_legend_handles_labels()[0])
    shown = words["shown"].format(shown=len(rows), n=given.rows)
    _title(ax, f"{words['certificates'].format(on=asked)}: {shown}")
    return ax


def _days(table: Table, name: str) -> NDArray[np.datetime64]:
    return table.days(name)[0].view("datetime64[D]")


def _places(days: Any) -> Any:
    """Days as places on the axis: counted from 1970, as matplotlib counts them."""
    return (days - np.datetime64("1970-01-01", "D")) / np.timedelta64(1, "D")


def _last(days: NDArray[np.datetime64]) -> np.datetime64:
    """The latest of days that may be absent; long ago where all are."""
    latest: np.datetime64 = max(days[~np.isnat(days)], default=np.datetime64("1900-01-01", "D"))
    return latest


def _spans(
    ax: Axes, places: NDArray[Any], first: NDArray[Any], end: NDArray[Any], height: float, **style: Any
) -> None:
    """Bars from a day up to, and without, another one."""
    left = _places(first)
    ax.barh(places, _places(end) - left, height, left, **style)
