"""Pictures: what their bars, cells and texts say, in both languages."""

import random
import subprocess
import sys
import warnings
from datetime import date

import matplotlib
import numpy as np
import ocop
import pytest
from conftest import KINDS, best_of, random_facts, random_sheet, random_sheets, wide
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from ocop import plot

DAY = np.dtype("datetime64[D]")
CERTIFICATES = {
    "stars": np.array([4, 3, 2, 5, 3]),
    "issued": np.array(["2024-02-29", "2020-02-04", "2025-01-01", "2025-03-01", "2026-12-01"], dtype=DAY),
    "revoked": np.array(["NaT", "NaT", "NaT", "2026-05-01", "NaT"], dtype=DAY),
}
NAMES = ["Bưởi", "Cam", "Gạo", "Trà", "Mật ong"]


@pytest.fixture
def ax():
    return Figure(figsize=(11, 6), layout="constrained").subplots()


def said(ax):
    """Every text of a picture, drawn: a glyph that the font lacks is a warning, and warnings are errors."""
    FigureCanvasAgg(ax.figure).draw()
    legend = ax.get_legend()
    texts = [ax.title, ax._left_title, ax.xaxis.label, ax.yaxis.label, *ax.texts, *ax.get_xticklabels()]
    texts += [*ax.get_yticklabels(), *(legend.get_texts() if legend else [])]
    return [text.get_text() for text in texts if text.get_text()]


def title(ax):
    return ax.get_title(loc="left").splitlines()


def y_labels(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


def cells(ax):
    """The values of a table of cells, row by row."""
    return np.asarray(ax.collections[0].get_array())


def numbers(ax, shape):
    """The texts in the cells."""
    found = np.full(shape, None, dtype=object)
    for text in ax.texts:
        if text.get_transform() == ax.transData:
            found[int(text.get_position()[1]), int(text.get_position()[0])] = text.get_text()
    return found


def held_by_a_mark(rules):
    return ocop.Sheet(rules, {**best_of(rules), "1.5": 3}).score()


def test_every_part_shows_its_points_out_of_its_maximum(fresh, ax):
    plot.points_by_part(held_by_a_mark(fresh), ax=ax)
    limits, got = ax.containers
    assert [bar.get_width() for bar in limits] == [40, 25, 35, 100]
    assert [bar.get_width() for bar in got] == [39, 25, 35, 99]
    assert [text.get_text() for text in ax.texts[:4]] == ["39 / 40", "25 / 25", "35 / 35", "99 / 100"]


def test_a_mean_is_shown_half_up_and_its_bar_is_as_long(fresh, ax):
    best = best_of(fresh)
    result = ocop.council(fresh, {"A": best, "B": {**best, "1.5": 3}, "C": best}, chair="A")
    plot.points_by_part(result, ax=ax)
    assert ax.texts[3].get_text() == "99.67 / 100"
    assert ax.containers[1][3].get_width() == pytest.approx(float(result.total))


def test_the_bands_stand_where_the_edition_puts_them(fresh, ax):
    plot.points_by_part(held_by_a_mark(fresh), ax=ax)
    assert [line.get_xdata()[0] for line in ax.lines] == [0, 30, 50, 70, 90]
    assert [text.get_text() for text in ax.texts[4:]] == ["★" * n for n in range(1, 6)]
    middles = [text.get_position()[0] for text in ax.texts[4:]]
    assert middles == [15, 40, 60, 80, 95]


def test_the_title_names_the_stars_and_what_holds_them(fresh):
    result = held_by_a_mark(fresh)
    criterion = fresh.criterion("1.5").title
    vi = plot.points_by_part(result, ax=Figure().subplots())
    assert title(vi)[1:] == ["4 sao (theo điểm: 5 sao)", f"Bị khống chế hạng sao ở tiêu chí 1.5 ({criterion.vi})"]
    en = plot.points_by_part(result, lang="en", ax=Figure().subplots())
    assert title(en)[1:] == ["4 stars (by points: 5 stars)", f"Held back by criterion 1.5 ({criterion.en})"]


def test_a_result_without_stars_names_its_outcome(fresh):
    sheets = {"A": best_of(fresh)}
    result = ocop.council(fresh, sheets, regulation="tay-ninh", members=9, chair="A", name="Bưởi da xanh")
    assert result.outcome == "no-quorum"
    vi = plot.points_by_part(result, ax=Figure().subplots())
    en = plot.points_by_part(result, lang="en", ax=Figure().subplots())
    assert title(vi)[0] == title(en)[0] == "Bưởi da xanh"
    assert title(vi)[1].startswith("không đủ thành viên")
    assert title(en)[1].startswith("no quorum")


def test_a_provisional_result_says_so(catalog):
    rules = catalog.edition("qd-1048-2019").product_set(1)
    result = ocop.Sheet(rules, best_of(rules)).score()
    assert result.missing_law
    assert title(plot.points_by_part(result, ax=Figure().subplots()))[1] == f"{result.stars} sao, tạm tính"


@pytest.mark.parametrize("name, number", [("qd-26-2026", 7), ("qd-26-2026", 26), ("qd-148-2023", 1)])
def test_a_mark_is_crossed_exactly_where_the_result_calls_it_unmet(catalog, name, number, ax):
    rules = catalog.edition(name).product_set(number)
    sheets = random_sheets(rules, number, 30)
    facts = random_facts(random.Random(number))
    results = [ocop.Sheet(rules, sheet, facts=facts).score() for sheet in sheets]
    columns = sorted(rules.marks, key=lambda m: m.stars)
    unmet = {
        (row, at)
        for row, result in enumerate(results)
        for at, mark in enumerate(columns)
        if any((u.stars, u.criterion) == (mark.stars, mark.criterion) for u in result.unmet_marks)
    }
    plot.marks(wide(rules, sheets), rules, facts=facts, ax=ax)
    crosses = {(int(y), int(x)) for x, y in ax.collections[1].get_offsets()}
    assert 0 < len(unmet) < len(sheets) * len(columns)
    assert crosses == unmet == {(int(r), int(c)) for r, c in np.argwhere(cells(ax) == 0)}
    assert [label.get_text() for label in ax.get_xticklabels()] == [m.criterion for m in columns]
    assert y_labels(ax) == [f"{row}  {f'{r.stars}★' if r.stars else '—'}" for row, r in enumerate(results)]


def test_a_mark_that_needs_a_story_is_not_mistaken_for_the_mark_of_the_story(catalog, ax):
    rules = catalog.edition("qd-148-2023").product_set(1)
    columns = sorted(rules.marks, key=lambda m: m.stars)
    for code in ("5.a", "5.b"):
        sheet = {**best_of(rules), code: 0}
        result = ocop.Sheet(rules, sheet).score()
        ax.clear()
        plot.marks(wide(rules, [sheet]), rules, ax=ax)
        crossed = [columns[int(x)] for x, _ in ax.collections[1].get_offsets()]
        assert {(m.stars, m.criterion) for m in crossed} == {(m.stars, m.criterion) for m in result.unmet_marks}


def test_marks_are_the_same_for_every_kind_of_frame(fresh, kind, ax):
    columns = wide(fresh, random_sheets(fresh, 3, 8))
    plot.marks(KINDS[kind](columns), fresh, labels=list("abcdefgh"), ax=ax)
    from_array = Figure().subplots()
    plot.marks(np.column_stack(list(columns.values())), fresh, labels=list("abcdefgh"), ax=from_array)
    assert np.array_equal(cells(ax), cells(from_array))
    assert y_labels(ax) == y_labels(from_array)


def test_the_index_of_a_pandas_frame_names_the_sheets(fresh, ax):
    frame = KINDS["pandas"](wide(fresh, [best_of(fresh)] * 2)).set_axis(["Bưởi", "Cam"])
    plot.marks(frame, fresh, ax=ax)
    assert y_labels(ax) == ["Bưởi  5★", "Cam  5★"]


def test_more_sheets_than_most_are_shown_as_shares_by_stars(fresh, ax):
    best = best_of(fresh)
    sheets = [best] * 3 + [{**best, "1.5": 3}] * 1 + [{**best, "1.5": 0}] * 4
    plot.marks(wide(fresh, sheets), fresh, most=7, ax=ax)
    assert y_labels(ax) == ["5★  (n = 3)", "4★  (n = 1)", "3★  (n = 4)", "tất cả  (n = 8)"]
    columns = sorted(fresh.marks, key=lambda m: m.stars)
    texts = numbers(ax, cells(ax).shape)
    four, five = (columns.index(next(m for m in columns if (m.criterion, m.stars) == ("1.5", n))) for n in (4, 5))
    assert texts[:, four].tolist() == ["100", "100", "0", "50"]
    assert texts[:, five].tolist() == ["100", "0", "0", "38"]
    assert cells(ax)[:, five].tolist() == [1, 0, 0, 3 / 8]
    assert title(ax)[0] == "Tỷ lệ phiếu đạt từng dấu sao (%): 8 phiếu"


def test_as_many_sheets_as_most_are_still_drawn_one_by_one(fresh):
    columns = wide(fresh, [best_of(fresh)] * 3)
    one_by_one = plot.marks(columns, fresh, most=3, ax=Figure().subplots())
    shares = plot.marks(columns, fresh, most=2, ax=Figure().subplots())
    assert len(y_labels(one_by_one)) == 3
    assert y_labels(shares) == ["5★  (n = 3)", "tất cả  (n = 3)"]


def test_almost_all_is_not_shown_as_all(fresh, ax):
    best = best_of(fresh)
    plot.marks(wide(fresh, [best] * 399 + [{**best, "1.5": 0}]), fresh, ax=ax)
    assert "99" in numbers(ax, cells(ax).shape)[-1].tolist()


def test_marks_that_cannot_be_drawn_say_why(catalog, fresh):
    old = catalog.edition("qd-1048-2019").product_set(1)
    with pytest.raises(ValueError, match="set 1 of qd-1048-2019.* has no marks"):
        plot.marks(wide(old, [best_of(old)]), old)
    with pytest.raises(ValueError, match="no sheet"):
        plot.marks(np.zeros((0, len(fresh.codes)), dtype=np.uint8), fresh)
    with pytest.raises(ValueError, match="1 names and 2 rows"):
        plot.marks(wide(fresh, [best_of(fresh)] * 2), fresh, labels=["Cam"])
    with pytest.raises(ocop.RuleError, match="row 0, column 1.5"):
        plot.marks(wide(fresh, [{**best_of(fresh), "1.5": 9}]), fresh)


def test_every_transition_is_counted_in_its_cell(catalog, ax):
    before, after = (catalog.edition(name).product_set(7) for name in ("qd-148-2023", "qd-26-2026"))
    rng = random.Random(1)
    sheets = [random_sheet(before, rng, 0.95) for _ in range(60)]
    found = ocop.analysis.compare(wide(before, sheets), before, after)
    plot.transitions(found, ax=ax)
    rows, columns = [*found.levels, None], [*found.levels, None, "open"]
    texts = numbers(ax, (len(rows), len(columns)))
    for r, b in enumerate(rows):
        for c, a in enumerate(columns):
            assert texts[r, c] == (str(found.matrix[b, a]) if (b, a) in found.matrix else "·")
    assert np.allclose(cells(ax).sum(axis=1), [any(found.matrix.get((b, a)) for a in columns) for b in rows])
    undecided = sum(n for (_, a), n in found.matrix.items() if a == "open")
    assert undecided > 0
    assert title(ax)[1].endswith(f"chưa rõ {undecided}")


def test_more_fewer_and_the_same_add_up(fresh, ax):
    matrix = {(3, 3): 5, (3, 4): 2, (4, 3): 1, (None, 2): 3, (5, None): 4, (4, "open"): 6}
    found = ocop.analysis.Comparison(None, matrix, (), (1, 2, 3, 4, 5))
    plot.transitions(found, lang="en", ax=ax)
    assert title(ax) == ["Stars before and after: 21 sheets", "5 the same (framed) · 5 more · 5 fewer · 6 open"]
    frames = [(patch.get_x() + 0.5, patch.get_y() + 0.5) for patch in ax.patches]
    assert frames == [(at, at) for at in range(6)]
    assert y_labels(ax)[2:] == ["3 stars (7)", "4 stars (7)", "5 stars (4)", "not ranked (3)"]


def heights(ax):
    """Height of each stack of bars, group by group."""
    return [[bar.get_height() for bar in group] for group in ax.containers]


def test_points_are_counted_in_the_band_that_they_open(fresh, kind):
    stars = {"stars_by_points": [3, 4, 4, 5], "stars": [3, 4, 4, 4]}
    points = {"total": [69, 70, 71, 90], "outcome": ["ranked"] * 4, **stars}
    ax = plot.totals(KINDS[kind](points), fresh.edition, bins=[0, 70, 90, 100], lang="en", ax=Figure().subplots())
    assert heights(ax) == [[1, 2, 0], [0, 0, 1]]
    named = [text.get_text() for text in ax.get_legend().get_texts()]
    assert named == ["stars of their band (3)", "held lower by a mark (1)"]
    assert [group[0].get_hatch() or "" for group in ax.containers] == ["", "//"]


def test_the_shares_are_those_of_the_final_stars(fresh, kind, ax):
    best = best_of(fresh)
    sheets = [best] * 3 + [{**best, "1.5": 0}]
    scored = ocop.frames.score_wide(KINDS[kind](wide(fresh, sheets)), fresh)
    plot.totals(scored, fresh.edition, ax=ax)
    assert [text.get_text().splitlines() for text in ax.texts] == [
        ["★", "0.0%"], ["★★", "0.0%"], ["★★★", "25.0%"], ["★★★★", "0.0%"], ["★★★★★", "75.0%"],
    ]  # fmt: skip
    assert [line.get_xdata()[0] for line in ax.lines] == [30, 50, 70, 90]
    assert sum(map(sum, heights(ax))) == 4


def test_means_are_drawn_where_there_are_means(fresh, ax):
    scored = {
        "total": np.array([210]), "mean": np.array([70.0]), "outcome": np.array(["ranked"]),
        "stars_by_points": np.array([4]), "stars": np.array([4]),
    }  # fmt: skip
    plot.totals(scored, fresh.edition, bins=10, ax=ax)
    assert heights(ax) == [[0] * 7 + [1, 0, 0]]


def test_products_without_stars_are_named_and_rows_without_a_result_left_out(catalog, ax):
    rules = catalog.edition("qd-26-2026").product_set(7)
    good, bad = best_of(rules), {**best_of(rules), "1.5": 9}
    frame = wide(rules, [good, bad, good])
    scored = ocop.frames.score_wide(frame, rules, on_error="collect", facts={"material": {"all_imported": True}})
    plot.totals(scored, rules.edition, ax=ax)
    assert title(ax)[0] == "Phân bố điểm: 2 kết quả"
    assert title(ax)[1].endswith("không xếp hạng: 100.0%")
    assert sum(heights(ax)[0]) == 2
    with pytest.raises(ValueError, match="no row has a result"):
        plot.totals(ocop.frames.score_wide(wide(rules, [bad]), rules, on_error="collect"), rules.edition)
    with pytest.raises(KeyError, match="missing columns outcome"):
        plot.totals({"total": np.array([3])}, rules.edition)


def bars(ax, name):
    """First and last day of the bars of one name, by row."""
    group = next(c for c in ax.containers if c.get_label().startswith(name))
    return {round(bar.get_y() + bar.get_height() / 2): (bar.get_x(), bar.get_x() + bar.get_width()) for bar in group}


def number(day):
    return date2num(date.fromisoformat(day))


def test_a_bar_goes_from_the_issue_to_the_first_day_without_effect(kind, ax):
    plot.certificate_timeline(KINDS[kind](CERTIFICATES), "2026-09-01", names=NAMES, lang="en", ax=ax)
    assert y_labels(ax) == ["Cam  3★", "Trà  5★", "Bưởi  4★", "Mật ong  3★"]
    assert bars(ax, "without effect") == {0: (number("2020-02-04"), number("2023-02-04"))}
    assert bars(ax, "revoked") == {1: (number("2025-03-01"), number("2026-05-01"))}
    assert bars(ax, "valid, renewal open") == {2: (number("2024-02-29"), number("2027-02-28"))}
    assert bars(ax, "not issued yet") == {3: (number("2026-12-01"), number("2029-12-01"))}
    assert [text.get_text() for text in ax.texts] == ["2023-02-04", "2026-05-01", "2027-02-28", "2029-12-01"]
    assert title(ax) == ["Certificates on 2026-09-01: 4 certificates of 5 rows"]


def test_the_window_the_extension_and_the_day_are_those_of_the_certificate(ax):
    status = ocop.certificate(4, issued="2024-02-29", on="2026-09-01")
    plot.certificate_timeline(CERTIFICATES, date(2026, 9, 1), names=NAMES, lang="en", ax=ax)
    window = bars(ax, "renewal window")[2]
    assert window == (date2num(status.renewal_opens), date2num(status.renewal_closes) + 1)
    extension = bars(ax, "extension")[2]
    assert extension == (date2num(status.first_day_without_effect), date2num(status.extension_until) + 1)
    assert ax.lines[0].get_xdata()[0] == number("2026-09-01")


def test_the_first_day_without_effect_stands_beside_its_own_bar(ax):
    frame = {"stars": np.array([4, 4]), "issued": np.array(["2024-01-10", "2025-01-10"], dtype="datetime64[D]")}
    plot.certificate_timeline(frame, "2027-01-15", names=["over", "valid"], lang="en", ax=ax)
    ends = [number("2027-01-10"), number("2028-01-10")]
    assert [text.get_text() for text in ax.texts] == ["2027-01-10", "2028-01-10"]
    for text, end in zip(ax.texts, ends, strict=True):
        assert 0 < text.get_position()[0] - end < 31
    assert set(bars(ax, "extension")) == {1}  # the one that is over has none, by R-27
    assert bars(ax, "without effect") == {0: (number("2024-01-10"), ends[0])}


def test_every_status_has_a_colour_and_a_hatch_of_its_own(ax):
    plot.certificate_timeline(CERTIFICATES, "2026-09-01", ax=ax)
    looks = [(group[0].get_facecolor(), group[0].get_hatch()) for group in ax.containers[:4]]
    assert len({colour for colour, _ in looks}) == len({hatch for _, hatch in looks}) == 4


def test_the_most_urgent_certificates_are_drawn_where_there_are_too_many(ax):
    plot.certificate_timeline(CERTIFICATES, "2026-09-01", names=NAMES, most=2, ax=ax)
    assert y_labels(ax) == ["Trà  5★", "Bưởi  4★"]
    assert title(ax) == ["Giấy chứng nhận vào ngày 2026-09-01: 2 giấy trong 5 dòng"]


def test_certificates_that_cannot_be_drawn_say_why():
    with pytest.raises(ValueError, match="no row has a certificate"):
        plot.certificate_timeline({name: c[2:3] for name, c in CERTIFICATES.items()}, "2026-09-01")
    with pytest.raises(ValueError, match="1 names and 5 rows"):
        plot.certificate_timeline(CERTIFICATES, "2026-09-01", names=["Cam"])


def pictures(rules, lang, axes=lambda: None):
    """One of every kind."""
    sheets = wide(rules, random_sheets(rules, 4, 12))
    scored = ocop.frames.score_wide(sheets, rules)
    return [
        plot.points_by_part(held_by_a_mark(rules), lang=lang, ax=axes()),
        plot.marks(sheets, rules, lang=lang, ax=axes()),
        plot.marks(sheets, rules, most=1, lang=lang, ax=axes()),
        plot.transitions(ocop.analysis.compare(sheets, rules, rules), lang=lang, ax=axes()),
        plot.totals(scored, rules.edition, lang=lang, ax=axes()),
        plot.certificate_timeline(CERTIFICATES, "2026-09-01", names=NAMES, lang=lang, ax=axes()),
    ]


def test_each_language_has_its_words_and_the_font_has_every_letter(fresh):
    assert plot._WORDS["vi"].keys() == plot._WORDS["en"].keys()

    def axes():
        return Figure(figsize=(10, 5), layout="constrained").subplots()

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        vi, en = ([" ".join(said(ax)) for ax in pictures(fresh, lang, axes)] for lang in ("vi", "en"))
    assert all(set(text) & set("ạảấầậắếềểệịọốộớợủứựđơư") for text in vi)
    for text in en:
        own = text.replace("Bưởi", "").replace("Trà", "").replace("Mật ong", "").replace("Gạo", "")
        assert not set(own) & set("ạảấầậắếềểệịọốộớợủứựđơư")


def test_another_language_is_refused_by_every_picture(fresh):
    result, sheets = held_by_a_mark(fresh), wide(fresh, [best_of(fresh)])
    calls = [
        lambda: plot.points_by_part(result, lang="fr"),
        lambda: plot.marks(sheets, fresh, lang="fr"),
        lambda: plot.transitions(ocop.analysis.compare(sheets, fresh, fresh), lang="fr"),
        lambda: plot.totals(ocop.frames.score_wide(sheets, fresh), fresh.edition, lang="fr"),
        lambda: plot.certificate_timeline(CERTIFICATES, "2026-09-01", lang="fr"),
    ]
    for call in calls:
        with pytest.raises(ValueError, match="lang is 'fr'; allowed are 'vi' and 'en'"):
            call()


def test_no_name_runs_out_of_its_picture_and_no_setting_is_changed(fresh):
    import matplotlib.pyplot as plt

    settings = dict(matplotlib.rcParams)
    with matplotlib.rc_context():
        plt.switch_backend("Agg")
        for lang in ("vi", "en"):
            for ax in pictures(fresh, lang):
                ax.figure.draw_without_rendering()
                whole, drawn = ax.figure.bbox, ax.get_tightbbox()
                plt.close(ax.figure)
                assert drawn.x0 >= whole.x0 - 1 and drawn.x1 <= whole.x1 + 1, title(ax)
                assert drawn.y0 >= whole.y0 - 1 and drawn.y1 <= whole.y1 + 1, title(ax)
        assert {k for k, v in settings.items() if k != "backend" and matplotlib.rcParams[k] != v} == set()


def test_numbers_do_not_lie_upon_each_other(fresh, ax):
    plot.points_by_part(held_by_a_mark(fresh), ax=ax)
    ax.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert not any(a.overlaps(b) for at, a in enumerate(boxes) for b in boxes[at + 1 :])


def test_without_matplotlib_the_import_says_what_to_install():
    program = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "try:\n    import ocop.plot\nexcept ImportError as error:\n    print(error)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told == 'ocop.plot draws with matplotlib, which is not installed: pip install "ocop[plot]"\n'


def test_drawing_into_an_axes_needs_no_window_system(fresh):
    program = (
        "import sys, ocop, numpy as np; from matplotlib.figure import Figure\n"
        "rules = ocop.RuleCatalog.builtin().edition('qd-26-2026').product_set(1)\n"
        "ocop.plot.marks(np.zeros((2, len(rules.codes)), dtype=np.uint8), rules, ax=Figure().subplots())\n"
        "print('matplotlib.pyplot' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told == "False\n"
