"""The law, results, errors and records as Python's own objects."""

import copy
import hashlib
import json
import pickle
import random
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from html import escape
from html.parser import HTMLParser
from types import MappingProxyType

import numpy as np
import ocop
import pandas as pd
import pytest
from conftest import (
    EDITIONS, MADE_UP, SOURCES, TESTS, best_of, case_of, key_pair, option_of, random_facts, random_readings,
    random_sheets,
)  # fmt: skip
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ocop import _core, scoring

few = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
DIGESTS = json.loads((TESTS / "cases" / "digests.json").read_text("utf8"))
MALFORMED = json.loads((TESTS / "cases" / "malformed_submissions.json").read_text("utf8"))
RECORDS = TESTS / "records" / "0.1.0"


def submission(rules, choices, **more):
    return {
        "format": "ocop-submission/1", "submission": "DN-1", "product": {"set": rules.number},
        "rules": rules.edition.id, "sheets": [{"member": "M1", "choices": choices}], **more,
    }  # fmt: skip


# --- The law -----------------------------------------------------------------------------------------


def test_the_catalog_holds_every_edition_oldest_first(catalog):
    assert [e.id for e in catalog.editions] == [
        "qd-1048-2019@2019-08-21", "qd-1048-2019@2020-06-08", "qd-148-2023@2023-02-24", "qd-148-2023@2025-07-06",
        "qd-26-2026@2026-05-22",
    ]  # fmt: skip
    assert [len(e.product_sets) for e in catalog.editions] == [25, 25, 26, 26, 26]
    assert sum(len(s.marks) for s in catalog.edition("qd-26-2026").product_sets) == 575
    assert set(catalog.regulations) == {path.stem for path in (SOURCES / "rules" / "councils").glob("*.json")}
    assert repr(catalog).startswith("<RuleCatalog: qd-1048-2019@2019-08-21, ")


def test_digests_are_those_that_are_pinned(catalog):
    for edition in catalog.revisions:
        pinned = DIGESTS[edition.id if edition.revision.number == 1 else edition.full_name]
        assert edition.sha256 == pinned["sha256"]
        sets = {number: content["sha256"] for number, content in pinned["sets"].items()}
        assert {str(s.number): s.sha256 for s in edition.product_sets} == sets
        assert pinned["in_force"] == f"{edition.first_day} to {edition.until or '-'}"


@pytest.mark.parametrize("name", EDITIONS)
def test_points_options_and_marks_of_a_set_fit_together(catalog, name):
    edition = catalog.edition(name)
    assert sum(part.max_points for part in edition.parts) == 100
    assert [band.stars for band in edition.bands] == [1, 2, 3, 4, 5]
    assert all(reading.chosen in reading.alternatives for reading in edition.readings)
    assert [r.id for r in edition.readings] == sorted(r.id for r in edition.readings)
    for rules in edition.product_sets:
        assert edition.product_set(rules.number) == rules
        assert len({c.code for c in rules.criteria}) == len(rules.criteria) == len(rules.codes)
        for criterion in rules.criteria:
            assert rules.criterion(criterion.code) is criterion
            assert criterion.cite.startswith(edition.rule_set)
            assert max(o.points for o in criterion.options) <= criterion.max_points
            for case in criterion.cases or (0,):
                numbers = [o.number for o in criterion.options if o.case == case]
                assert numbers == list(range(1, len(numbers) + 1))
            assert all(o.title.vi and o.title.en and o.id for o in criterion.options)
            assert criterion.title.vi and criterion.title.en and str(criterion.title) == criterion.title.vi
        for mark in rules.marks:
            options = rules.criterion(mark.criterion).options
            assert any((o.case, o.number) == (mark.case, mark.option) for o in options)
            assert mark.cite.startswith(edition.rule_set)


def test_editions_and_sets_are_equal_by_what_they_mean(catalog):
    edition = catalog.edition("qd-26-2026")
    assert edition == catalog.in_force_on(date(2026, 5, 22)) != catalog.in_force_on("2026-05-21")
    assert len({edition, catalog.edition("qd-26-2026@2026-05-22")}) == 1
    assert edition.product_set(1) != edition.product_set(2)
    assert len({edition.product_set(1), edition.product_sets[0]}) == 1
    assert edition != "qd-26-2026" and edition.product_set(1) != 1
    assert repr(edition) == "<Edition qd-26-2026@2026-05-22>"
    assert repr(edition.product_set(1)).startswith("<ProductSet 1 of qd-26-2026@2026-05-22: Fresh")


def test_what_is_not_there_is_named_with_what_is(catalog, fresh):
    with pytest.raises(ocop.errors.UnknownRuleSetError, match="qd-148-2023@2025-07-06"):
        catalog.edition("qd-99")
    for number in (0, 27, -1, 2**40):
        with pytest.raises(ocop.errors.UnknownProductSetError):
            catalog.edition("qd-26-2026").product_set(number)
    with pytest.raises(ocop.errors.UnknownProductSetError):
        catalog.edition("qd-1048-2019").product_set(10)  # printed without rows
    with pytest.raises(KeyError, match="set 1 has no criterion '9.9'; it has 1.1, 1.2"):
        fresh.criterion("9.9")
    with pytest.raises(ocop.errors.UnreadableError):
        ocop.RuleCatalog.from_dir(TESTS / "no-such-folder")
    with pytest.raises(ocop.errors.NoGoverningRulesError):
        catalog.in_force_on("2019-08-20")


@pytest.mark.parametrize(
    ("kind", "filed", "decided", "edition", "because", "finish_by"),
    [
        ("first", "2019-08-21", None, "qd-1048-2019@2019-08-21", "qd-1048-2019/in-force", None),
        ("first", "2020-06-07", None, "qd-1048-2019@2019-08-21", "qd-1048-2019/in-force", None),
        ("first", "2020-06-08", None, "qd-1048-2019@2020-06-08", "qd-781-2020/in-force", None),
        ("first", "2023-02-23", None, "qd-1048-2019@2020-06-08", "qd-781-2020/in-force", None),
        ("first", "2023-02-24", "2023-05-01", "qd-148-2023@2023-02-24", "qd-148-2023/in-force", None),
        ("first", "2025-07-05", "2025-07-05", "qd-148-2023@2023-02-24", "qd-148-2023/in-force", None),
        ("first", "2025-07-06", "2025-09-01", "qd-148-2023@2025-07-06", "qd-1489-2025/in-force", None),
        ("first", "2026-05-20", None, "qd-148-2023@2025-07-06", "qd-1489-2025/in-force", "2026-07-21"),
        ("first", "2026-05-21", "2026-05-22", "qd-148-2023@2025-07-06", "qd-26-2026/12.2.a", "2026-07-21"),
        ("upgrade", "2026-05-21", "2026-07-21", "qd-148-2023@2025-07-06", "qd-26-2026/12.2.a", "2026-07-21"),
        ("renewal", "2026-05-21", "2026-05-22", "qd-148-2023@2025-07-06", "qd-26-2026/12.2.b", "2026-06-21"),
        ("first", "2026-05-22", None, "qd-26-2026@2026-05-22", "qd-26-2026/11.1", None),
        ("renewal", "2026-05-23", None, "qd-26-2026@2026-05-22", "qd-26-2026/11.1", None),
    ],
)
def test_the_days_say_which_edition_governs(catalog, kind, filed, decided, edition, because, finish_by):
    found = catalog.governing(kind, filed, decided)
    assert (found.edition.id, found.because) == (edition, because)
    assert found.finish_by == (finish_by and date.fromisoformat(finish_by))
    days = [date.fromisoformat(day) if day else None for day in (filed, decided)]
    assert catalog.governing(kind, *days) == found
    assert catalog.governing(kind, datetime(days[0].year, days[0].month, days[0].day), days[1]) == found
    assert catalog.governing(kind, np.datetime64(filed), days[1]) == found


def test_a_moment_is_no_day(catalog):
    for wrong in (
        datetime(2026, 5, 22, 23, 59), datetime(2026, 5, 22, tzinfo=timezone.utc), np.datetime64("2026-05-22T00:00"),
        np.datetime64("NaT", "D"), pd.NaT, pd.Timestamp("2026-05-22", tz="Asia/Ho_Chi_Minh"),
        pd.Timestamp("2026-05-22") + pd.Timedelta(1, "ns"), 20260522, None,
    ):  # fmt: skip
        with pytest.raises(TypeError, match="give a datetime.date, a numpy.datetime64 in days, or text as YYYY-MM-DD"):
            catalog.in_force_on(wrong)
    assert catalog.in_force_on(pd.Timestamp("2026-05-22")) == catalog.edition("qd-26-2026")


def test_what_nothing_governs_is_an_error_with_its_reason(catalog):
    with pytest.raises(ocop.errors.NoGoverningRulesError, match="in force from 2019-08-21"):
        catalog.governing("first", "2019-08-20")
    with pytest.raises(ocop.errors.NoGoverningRulesError, match="qd-26-2026/12.2.a leaves a first filing"):
        catalog.governing("first", "2026-05-21", "2026-07-22")
    with pytest.raises(ocop.errors.BadValueError, match="allowed are first, upgrade and renewal"):
        catalog.governing("again", "2026-05-21")
    with pytest.raises(ocop.errors.BadDateError):
        catalog.governing("first", "2026-02-30")


# --- Results -----------------------------------------------------------------------------------------


@few
@given(st.sampled_from(EDITIONS), st.integers(0, 2**32))
def test_a_result_says_what_its_document_says(catalog, edition, seed):
    rng = random.Random(seed)
    rules = rng.choice(catalog.edition(edition).product_sets)
    facts, readings = random_facts(rng), random_readings(rng)
    readings.pop("R-17", None), readings.pop("R-20", None)
    result = ocop.Sheet(rules, random_sheets(rules, seed, 1)[0], facts=facts, readings=readings).score()
    content = result.to_dict()
    assert result.product_set == rules and result.edition == rules.edition
    assert (result.outcome, result.stars, result.stars_by_points) == (
        content["outcome"], content["stars"], content["stars_by_points"],
    )  # fmt: skip
    assert result.total == Fraction(content["mean"]["exact"]) == sum(result.points.values())
    assert list(result.missing_law) == content["missing_law"]
    assert list(result.readings) == content["readings"]
    assert list(result.assumed) == content["assumed"]
    assert [(m.stars, m.criterion, m.needs) for m in result.unmet_marks] == [
        (g["stars"], g["criterion"], g["needs"]) for g in content["unmet_gates"]
    ]
    is_capped = result.stars is not None and result.stars < result.stars_by_points
    if result.outcome == "ranked":
        assert (result.capped_by is not None) == is_capped
    if is_capped:
        assert result.capped_by in [m.criterion for m in result.unmet_marks]
    following = result.next_star
    assert (following is None) == (result.stars in (None, 5))
    if following is not None:
        first = next(b.first for b in result.edition.bands if b.stars == following.stars)
        assert following.stars == result.stars + 1
        assert following.lacking == max(0, first - result.total)
        assert following.unmet or following.lacking
    for lang in ("vi", "en"):
        assert result.explain(lang) == str(result.page(lang)) == repr(result.page(lang))
    assert repr(result).startswith(f"<Result {result.outcome}: ")


def test_a_sheet_is_scored_as_the_same_submission(catalog, fresh):
    choices = {**best_of(fresh), "1.5": np.int64(3), "1.1": fresh.criterion("1.1").options[1].id}
    document = submission(fresh, {**choices, "1.5": 3})
    expected = ocop.score(document).to_dict()
    assert ocop.score(json.dumps(document)).to_dict() == expected
    assert ocop.score(submission(fresh, choices)).to_dict() == expected
    found = ocop.Sheet(fresh, choices).score().to_dict()
    assert {**found, "submission": "DN-1"} == expected


def test_the_readings_of_a_submission_win_over_those_of_the_call(fresh):
    choices = {**best_of(fresh), "1.5": 1}
    assert ocop.score(submission(fresh, choices), readings={"R-05": "reject"}).outcome == "rejected"
    own = submission(fresh, choices, readings={"R-05": "cap"})
    assert ocop.score(own, readings={"R-05": "reject"}).outcome == "ranked"


def row_of(rules, sheet):
    """Options and cases of a sheet, in the order of its codes."""
    ticks = [sheet[code] for code in rules.codes]
    return [option_of(t) for t in ticks], [case_of(t) for t in ticks]


@few
@given(st.integers(0, 2**32))
def test_a_set_scorer_says_of_a_sheet_what_its_result_says(seed):
    rng = random.Random(seed)
    rules = rng.choice(ocop.RuleCatalog.builtin().edition(rng.choice(EDITIONS)).product_sets)
    asked = {"facts": random_facts(rng), "readings": random_readings(rng)}
    try:
        scorer = ocop.SetScorer(rules, **asked)
    except ocop.RuleError as refused:  # a reading that the edition has not, a fact that must be given
        with pytest.raises(type(refused)):
            ocop.Sheet(rules, best_of(rules), **asked).score()
        return
    for sheet in random_sheets(rules, seed, 8):
        options, cases = row_of(rules, sheet)
        try:
            result = ocop.Sheet(rules, sheet, **asked).score()
        except ocop.errors.WrongCaseError:  # R-17=same-case
            with pytest.raises(ocop.errors.WrongCaseError):
                scorer.score(options, cases)
            continue
        by_points, stars = result.stars_by_points, result.stars
        wanted = (int(result.total), result.outcome, by_points, stars, result.capped_by)
        assert scorer.score(options, cases) == wanted
        assert scorer.score(bytes(options), bytes(cases)) == wanted
        assert scorer.score(np.array(options, dtype=np.int64), np.array(cases, dtype=np.uint8)) == wanted
        if not any(cases):
            assert scorer.score(iter(options)) == wanted


def test_a_set_scorer_names_what_it_cannot_read(fresh, tourism):
    scorer = ocop.SetScorer(fresh)
    assert repr(scorer) == "<SetScorer of set 1 in qd-26-2026@2026-05-22>"
    row = [1] * len(fresh.codes)
    at = fresh.codes.index("1.5")

    def refused(tick, error, message):
        with pytest.raises(error) as caught:
            scorer.score([*row[:at], tick, *row[at + 1 :]])
        assert str(caught.value) == f"/1.5: {message}"
        assert caught.value.cite == fresh.criterion("1.5").cite

    of_one = f"it has options 1 to {len(fresh.criterion('1.5').options)}, 0 for nothing ticked."
    errors = ocop.errors
    refused(15, errors.UnknownOptionError, f"found option 15; {of_one}")
    refused(254, errors.UnknownOptionError, f"found option 254; {of_one}")
    for far in (255, 256, -1, 2**70):
        refused(far, errors.UnknownOptionError, f"found option {far}; no criterion has one of that number.")
    for what in (True, 1.0, "1", None):
        refused(what, errors.WrongTypeError, f"found {what!r}; give a whole number, 0 for nothing ticked.")
    with pytest.raises(errors.BadValueError) as caught:
        scorer.score(row[1:])
    assert str(caught.value) == (
        f"options: found {len(row) - 1} numbers; set 1 has {len(row)} criteria. "
        "Give one number each, in the order of the set's codes."
    )
    with pytest.raises(errors.BadValueError, match=f"cases: found 2 numbers; set 1 has {len(row)} criteria"):
        scorer.score(bytes(row), bytes(2))
    with pytest.raises(errors.MissingCriteriaError, match="not answered"):
        scorer.score(bytes([255, *row[1:]]))
    with pytest.raises(errors.WrongCaseError, match="found case 1; the criterion has no cases."):
        scorer.score(row, row)
    with pytest.raises(errors.WrongCaseError, match="found case 300; no criterion has one of that number."):
        scorer.score(row, [300, *row[1:]])
    with pytest.raises(TypeError, match="options and cases are bytes or sequences of whole numbers"):
        scorer.score(7)
    with pytest.raises(errors.WrongCaseError, match="found case 0; its cases are"):
        ocop.SetScorer(tourism).score([1] * len(tourism.codes))
    with pytest.raises(errors.UndeclaredFactError):
        ocop.SetScorer(fresh, facts={"no": True})
    with pytest.raises(errors.UnknownAlternativeError):
        ocop.SetScorer(fresh, readings={"R-07": "no"})


def test_a_changed_sheet_leaves_the_first_as_it_was(fresh):
    choices = best_of(fresh)
    sheet = ocop.Sheet(fresh, choices)
    other = sheet.replaced({"1.5": 3})
    choices["1.5"] = 1
    assert (sheet.score().stars, other.score().stars) == (5, 4)
    assert repr(sheet) == "<Sheet of set 1 in qd-26-2026@2026-05-22>"


class Tags(HTMLParser):
    """Which elements a page opens, whether it closes them all, and its text."""

    def __init__(self, html):
        super().__init__()
        self.opened, self.stack, self.text, self.attributes = [], [], "", {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.opened.append(tag)
        self.attributes.update(attrs)
        if tag != "br":
            self.stack.append(tag)

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_notebook_shows_a_result_and_nothing_that_a_name_smuggles_in(fresh, lang):
    name = "<script>alert(1)</script> & \"Bưởi\" <img src=x onerror='y'>"
    document = submission(fresh, {**best_of(fresh), "1.5": 3, "2.2": 1}, product={"set": 1, "name": name})
    result = ocop.score(document)
    html = result.page(lang)._repr_html_()
    assert html == result._repr_html_() if lang == "vi" else html != result._repr_html_()
    page = Tags(html)
    assert page.stack == []
    assert set(page.opened) <= set("div p strong br small table thead tbody tr th td em ul li".split())
    assert page.attributes["lang"] == lang
    assert name in page.text
    assert "★★☆☆☆" in page.text
    assert f"2.2 {getattr(fresh.criterion('2.2').title, lang)}: " in page.text
    assert {"vi": "Để đạt 3 sao: đủ điểm", "en": "For 3 stars: points are enough"}[lang] in page.text
    assert {"vi": "Bị khống chế hạng sao ở tiêu chí 2.2", "en": "Held back by criterion 2.2"}[lang] in page.text
    for level in (3, 4, 5):
        marks = [m for m in fresh.marks if m.stars == level]
        unmet = [m for m in result.unmet_marks if m.stars == level]
        counted = f"{len(marks) - len(unmet)} / {len(marks)}"
        assert "★" * level + counted + ", ".join(m.criterion for m in unmet) in page.text
    for part in fresh.edition.parts:
        assert f"{part.code}. {getattr(part.title, lang)}{result.points[part.code]} / {part.max_points}" in page.text


def test_every_outcome_has_a_page(catalog, fresh):
    best = best_of(fresh)
    provisional = catalog.edition("qd-1048-2019").product_set(1)
    results = [
        ocop.Sheet(fresh, best).score(), ocop.Sheet(fresh, best, facts={"dossier": {"forged": True}}).score(),
        ocop.Sheet(fresh, best, facts={"product": {"dangerous_impurity": True}}).score(),
        ocop.council(fresh, {"a": best, "b": dict.fromkeys(best, 1)}, regulation="tay-ninh", chair="a"),
        ocop.council(fresh, {"a": best}, regulation="tay-ninh", members=4),
        ocop.Sheet(provisional, best_of(provisional)).score(),
    ]  # fmt: skip
    assert [r.outcome for r in results] == ["ranked", "rejected", "stopped", "rescore", "no-quorum", "ranked"]
    for result in results:
        for lang in ("vi", "en"):
            assert Tags(result.page(lang)._repr_html_()).stack == []
    assert "Tạm tính" in results[-1]._repr_html_()
    for result in results:
        assert [(r.effect, r.cite) for r in result.reasons] == [
            (r["effect"], r["cite"]) for r in result.to_dict()["reasons"]
        ]
        assert all(escape(f"[{r.cite}]") in result.page("en")._repr_html_() for r in result.reasons)
    with pytest.raises(ValueError, match="lang is 'fr'; allowed are 'vi' and 'en'"):
        results[0].page("fr")
    with pytest.raises(ValueError, match="lang is 'fr'"):
        results[0].explain("fr")


def said(result, lang):
    return Tags(result.page(lang)._repr_html_()).text


@pytest.mark.parametrize(
    ("facts", "more", "vi", "en"),
    [
        (
            {"dossier": {"forged": True}}, {}, "Bị loại: hồ sơ giả mạo [qd-26-2026/annex-2.1/disqualifiers]",
            "Rejected: the dossier is forged [qd-26-2026/annex-2.1/disqualifiers]",
        ),
        (
            {"product": {"outside_province": True}}, {},
            "tính 0 điểm: 1.1 Yêu cầu: toàn bộ sản phẩm có nguồn gốc trong tỉnh [qd-26-2026/annex-2.1/1.1]",
            "counts 0: 1.1 Requirement: all of the product comes from the province [qd-26-2026/annex-2.1/1.1]",
        ),
        (
            None, {"readings": {"R-05": "reject"}, "1.5": 1}, "loại: 1.5 Liên kết sản xuất: 4 sao cần mức 3",
            "rejects: 1.5 Production linkage: 4 stars needs option 3",
        ),
        ({"declaration": {"missing": True}}, {}, "không quy định nào xét đến: declaration.missing [qd-26-2026",
         "read by no rule: declaration.missing [qd-26-2026"),
        (None, {}, "công nhận: Bộ Nông nghiệp và Môi trường, có giấy chứng nhận [qd-26-2026/4.1.b]",
         "recognised by: Ministry of Agriculture and Environment, with a certificate [qd-26-2026/4.1.b]"),
    ],
)  # fmt: skip
def test_a_page_says_why_with_the_clause(fresh, facts, more, vi, en):
    choices = {**best_of(fresh), **{key: value for key, value in more.items() if key != "readings"}}
    result = ocop.Sheet(fresh, choices, facts=facts, readings=more.get("readings")).score()
    assert vi in said(result, "vi") and en in said(result, "en")


def test_a_page_says_what_a_council_must_do_again(fresh):
    best = best_of(fresh)
    apart = ocop.council(fresh, {"<a>": best, "b": dict.fromkeys(best, 1)}, regulation="tay-ninh", chair="b")
    assert apart.reasons[0].details == {"spread": 84, "limit": 10, "lowest": ["b"], "highest": ["<a>"]}
    assert (apart.reasons[0].effect, apart.reasons[0].about) == ("rescore", "tay-ninh")
    assert "chênh lệch 84 điểm, giới hạn 10; thấp nhất: b; cao nhất: <a> [council-tay-ninh/spread]" in said(apart, "vi")
    assert "84 points, limit 10; lowest: b; highest: <a> [council-tay-ninh/spread]" in said(apart, "en")
    alone = ocop.council(fresh, {"a": best}, regulation="tay-ninh", members=4)
    assert "có 1 phiếu trên 4 thành viên, cần 3; chủ tịch Hội đồng không có phiếu [council-tay-ninh/quorum]" in said(
        alone, "vi"
    )
    assert "sheets of 1 of 4 members, 3 needed; the chair gave no sheet [council-tay-ninh/quorum]" in said(alone, "en")
    assert "nguồn luật còn thiếu số thành viên tối thiểu." in said(alone, "vi")
    assert "our sources lack quorum." in said(alone, "en")


def test_a_page_says_that_a_decision_came_late(catalog):
    rules = catalog.edition("qd-148-2023").product_set(1)
    filing = {"kind": "renewal", "filed_on": "2026-05-21", "decided_on": "2026-07-01"}
    document = submission(rules, best_of(rules), filing=filing)
    del document["rules"]
    late = ocop.score(document)
    assert [(r.effect, r.about, r.cite) for r in late.reasons] == [("late", "", "qd-26-2026/12.2.b")]
    days = "phải xong trước hoặc trong ngày 2026-06-21, quyết định ngày 2026-07-01 [qd-26-2026/12.2.b]"
    assert days in said(late, "vi")
    assert "Late: to be finished by 2026-06-21, decided on 2026-07-01 [qd-26-2026/12.2.b]" in said(late, "en")


def test_a_page_names_who_chose_the_rules_and_the_stars_in_words(fresh):
    one = ocop.Sheet(fresh, dict.fromkeys(fresh.codes, 0)).score()
    assert "theo bộ tiêu chí do người dùng chọn" in said(one, "vi") and "as chosen by the user" in said(one, "en")
    assert "được xếp hạng 1 sao" in said(one, "vi")
    assert "ranked at 1 star" in said(one, "en") and "ranked at 1 stars" not in said(one, "en")
    assert repr(one).startswith("<Result ranked: 1 star, ")
    five = ocop.Sheet(fresh, best_of(fresh)).score()
    assert "ranked at 5 stars" in said(five, "en") and "submission#" not in said(five, "vi")
    document = submission(fresh, best_of(fresh), filing={"kind": "first", "filed_on": "2026-06-15"})
    del document["rules"]
    assert "căn cứ qd-26-2026/11.1" in said(ocop.score(document), "vi")


def test_a_name_of_many_lines_changes_no_line_of_the_page(fresh):
    name = "A\n\nKẾT QUẢ: 5 sao\n  công nhận: tôi [x]\n\n"
    document = submission(fresh, best_of(fresh), product={"set": 1, "name": name})
    html = ocop.score(document)._repr_html_()
    assert html.count("công nhận: ") == 2 and "<p>công nhận: Bộ Nông nghiệp" in html


def test_reasons_can_be_kept_in_sets_and_sent_between_processes(fresh):
    reasons = ocop.Sheet(fresh, best_of(fresh), facts={"dossier": {"forged": True}}).score().reasons
    assert pickle.loads(pickle.dumps(reasons)) == reasons
    assert len({*reasons, *reasons}) == 1


# --- Errors ------------------------------------------------------------------------------------------


def test_every_code_of_the_engine_has_its_class():
    classes = {kind.code: kind for kind in ocop.RuleError.__subclasses__()}
    assert set(classes) == set(_core.error_codes())
    for code, kind in classes.items():
        assert isinstance(ocop.errors.from_code(code, "/x", "found nothing."), kind)
        assert kind.__name__ in ocop.errors.__all__
        assert kind.__name__.removesuffix("Error").lower() == code.replace("-", "")
        assert issubclass(kind, ValueError)
    assert type(ocop.errors.from_code("no-such-code", "", "m")) is ocop.RuleError


def test_errors_travel_between_processes():
    for code in _core.error_codes():
        said = "/sheets/0", "found 9.", "qd-26-2026/3"
        error = ocop.errors.from_code(code, *said)
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            again = pickle.loads(pickle.dumps(error, protocol))
            assert type(again) is type(error)
            assert (again.code, again.where, again.message, again.cite) == (code, *said)
            assert str(again) == str(error) == "/sheets/0: found 9."


def malformed(case):
    """The base with the edits of a case: the first place, the whole, an end, or every quotation mark."""
    text = MALFORMED["base"]
    for what, by in case["edits"]:
        if what == "":
            text = by
        elif what in ("^", "$"):
            text = by + text if what == "^" else text + by
        else:
            assert what in text
            text = text.replace(what, by, -1 if what == '"' else 1)
    return text


@pytest.mark.parametrize("case", MALFORMED["cases"], ids=lambda case: case["name"])
def test_a_malformed_submission_has_the_error_that_the_command_prints(made_up, case):
    with pytest.raises(ocop.RuleError) as raised:
        ocop.score(malformed(case), catalog=made_up)
    error = raised.value
    assert (error.code, error.where, error.message) == (case["code"], case["where"], case["message"])
    assert type(error) is type(ocop.errors.from_code(case["code"], "", ""))


def test_the_base_of_the_malformed_submissions_is_well_formed(made_up):
    assert ocop.score(MALFORMED["base"], catalog=made_up).outcome == "ranked"


def test_an_error_about_a_criterion_names_its_clause(fresh):
    for wrong, code in ((9, "unknown-option"), ({"case": 1, "option": 1}, "wrong-case"), ("best", "unknown-option")):
        with pytest.raises(ocop.RuleError) as raised:
            ocop.Sheet(fresh, {**best_of(fresh), "1.5": wrong}).score()
        assert (raised.value.code, raised.value.where) == (code, "/sheets/0/choices/1.5")
        assert raised.value.cite == "qd-26-2026/annex-2.1/1.5"
    with pytest.raises(ocop.errors.MissingCriteriaError) as raised:
        ocop.Sheet(fresh, {"1.1": 1}).score()
    assert raised.value.cite is None
    assert "1.2" in raised.value.message and "12" in raised.value.message


def test_a_tick_that_is_no_tick_is_refused(fresh):
    for wrong in (None, [3], 2.5, True, np.float64(2)):
        with pytest.raises(ocop.errors.WrongTypeError, match="give an option number or id") as raised:
            ocop.Sheet(fresh, {**best_of(fresh), "1.5": wrong}).score()
        assert raised.value.where == "/1.5"
    assert ocop.Sheet(fresh, {**best_of(fresh), "1.5": np.int64(4)}).score().stars == 5


def test_one_code_is_ticked_once_whatever_its_type(fresh):
    with pytest.raises(ocop.errors.DuplicateKeyError, match="found 7 beside another key of the same text") as raised:
        ocop.Sheet(fresh, {**best_of(fresh), 7: 1})
    assert (raised.value.code, raised.value.where) == ("duplicate-key", "/7")
    assert ocop.Sheet(fresh, best_of(fresh)).replaced({7: 1}).choices["7"] == 1


def test_a_number_that_is_no_whole_number_is_named_by_its_argument(fresh):
    for wrong in (True, np.True_, 4.0, "4", None):
        with pytest.raises(TypeError, match="stars is .*; give a whole number"):
            ocop.certificate(wrong, "2024-02-29", "2026-09-01")
    for wrong in (False, 3.5, "3"):
        with pytest.raises(TypeError, match="members is .*; give a whole number"):
            ocop.council(fresh, {"An": best_of(fresh)}, members=wrong)
    assert ocop.certificate(np.int8(4), "2024-02-29", "2026-09-01") == ocop.certificate(4, "2024-02-29", "2026-09-01")


def test_a_chair_without_a_sheet_is_refused_with_the_members(fresh):
    with pytest.raises(ValueError, match="chair is 'Ann'; members with a sheet are 'An', 'Bình'"):
        ocop.council(fresh, {"An": best_of(fresh), "Bình": best_of(fresh)}, chair="Ann")


def test_numbers_of_numpy_are_written_as_those_of_python(fresh):
    best = best_of(fresh)
    forged = {"dossier": {"forged": np.True_}}
    assert ocop.Sheet(fresh, best, facts=forged).score().outcome == "rejected"
    assert ocop.score(submission(fresh, best, facts=MappingProxyType(forged))).outcome == "rejected"
    ticks = {code: np.int16(option) for code, option in best.items()}
    assert ocop.record(submission(fresh, ticks)) == ocop.record(submission(fresh, best))
    assert scoring.as_json({"a": [np.float32(0.5), np.float64(2.5), np.uint8(3)]}) == '{"a": [0.5, 2.5, 3]}'


@pytest.mark.parametrize("wrong", [date(2026, 6, 15), b"text", {1}, 1j, np.datetime64("2026-06-15"), np.array([1, 2])])
def test_what_json_does_not_know_is_named(fresh, wrong):
    for call in (ocop.score, ocop.record, ocop.dossier, scoring.facts_text):
        with pytest.raises(TypeError, match="has no place in a document") as raised:
            call({"product": {"name": wrong}})
        assert repr(wrong) in str(raised.value)


def test_what_json_cannot_write_is_invalid(fresh):
    circle = {}
    circle["again"] = circle
    for wrong in ({"a": float("nan")}, {"a": np.float32("inf")}, circle, {"a": "\ud800"}, '{"a": "\ud800"}'):
        for call in (ocop.score, ocop.record, ocop.dossier):
            with pytest.raises(ocop.errors.InvalidJsonError):
                call(wrong)


# --- Records -----------------------------------------------------------------------------------------


def stored(name):
    *records, seal = (RECORDS / f"{name}.jsonl").read_text("utf8").splitlines()
    return records, seal


def test_stored_records_are_written_again_byte_for_byte():
    records, _ = stored("records")
    assert len(records) == 48
    for line in records:
        content = json.loads(line)
        again = ocop.record(
            json.dumps(content["submission"], ensure_ascii=False), format="record/1",
            recorded_on=content["recorded_on"], previous=content["previous"],
        )  # fmt: skip
        assert again == line
        assert ocop.record(content["submission"], format="record/1", previous=content["previous"],
                           recorded_on=date.fromisoformat(content["recorded_on"])) == line  # fmt: skip


@pytest.mark.parametrize("name", ["records", "signed"])
def test_stored_records_replay_as_the_same(name):
    records, seal = stored(name)
    key = (RECORDS / "public.pem").read_text("utf8") if name == "signed" else None
    reports = ocop.replay([*records, seal], public_key=key)
    assert len(reports) == len(records) + 1
    assert {report["status"] for report in reports} == {"same"}


def test_a_changed_record_differs_where_it_was_changed():
    records, _ = stored("records")
    content = json.loads(records[0])
    content["result"]["stars"] = 5
    report = ocop.replay([json.dumps(content)])[0]
    assert report["status"] != "same"
    missing = ocop.replay([records[0], *records[2:4]])
    assert [report["status"] for report in missing][0] == "same"
    assert {report["status"] for report in missing} != {"same"}
    assert ocop.replay(["{"])[0]["status"] == "unreadable"


def test_records_are_ranked_under_another_law(catalog):
    records, _ = stored("records")
    edition = catalog.edition("qd-26-2026")
    found = ocop.rank_under(records, edition)
    assert len(found) == len(records)
    same = [f for f, line in zip(found, records) if json.loads(line)["edition"] == edition.id]
    assert same
    for report in same:
        assert report["status"] == "decided"
        assert report["then"] == report["lowest"] == report["highest"]
    assert {report["status"] for report in found} == {"decided", "undecided"}


def test_a_record_says_when_by_which_decision_and_by_whom(fresh, tmp_path):
    private, public = key_pair(tmp_path, "key")
    asked = submission(fresh, dict.fromkeys(fresh.codes, 1))
    line = ocop.record(
        asked, readings={"R-05": "reject"}, recorded_at=datetime(2026, 9, 3, 10, tzinfo=timezone(timedelta(hours=7))),
        decision={"number": "12/QĐ-UBND", "day": date(2026, 9, 1), "authority": "UBND tỉnh"},
        decided_by={"office": "Phòng Nông nghiệp"}, private_key=private,
    )  # fmt: skip
    content = json.loads(line)
    assert content["format"] == "ocop-record/2"
    assert content["recorded_at"] == "2026-09-03T10:00:00+07:00"
    assert content["decision"] == {"number": "12/QĐ-UBND", "day": "2026-09-01", "authority": "UBND tỉnh"}
    assert content["decided_by"] == {"office": "Phòng Nông nghiệp"}
    assert content["preferences"] == {"R-05": "reject"}
    assert len(content["key"]) == 64
    assert [report["status"] for report in ocop.replay([line, "", "\n"], public_key=public)] == ["same"]
    named = ocop.record(asked, decided_by={"office": "Phòng Nông nghiệp", "name": "Chủ tịch"})
    assert json.loads(named)["decided_by"] == {"office": "Phòng Nông nghiệp", "name": "Chủ tịch"}


def test_keys_hold_in_their_periods(fresh, tmp_path):
    pairs = [key_pair(tmp_path, name) for name in ("first", "second")]
    asked = submission(fresh, dict.fromkeys(fresh.codes, 1))
    line = ocop.record(asked, recorded_at="2027-06-01T00:00:00Z", private_key=pairs[1][0])
    undated = ocop.record(asked, private_key=pairs[1][0])

    def told(records, *keys):
        report = ocop.replay([records], public_keys=keys)[0]
        return report["cause"], report["message"]

    first, second = pairs[0][1], pairs[1][1]
    assert told(line, (first, None, "2027-01-01"), (second, date(2027, 1, 1), None)) == ("", "")
    assert told(line, first, second) == ("", "")
    cause, message = told(line, (second, "2027-06-02", None))
    assert cause == "signature-wrong"
    assert "did not hold on 2027-06-01" in message
    cause, message = told(undated, (second, "2020-01-01", None))
    assert cause == "signature-wrong"
    assert "has no day" in message
    assert told(undated, second) == ("", "")
    assert told(line, first)[0] == "signature-wrong"
    assert ocop.replay([line], public_key=first, public_keys=[second])[0]["status"] == "same"


def test_a_key_that_is_named_is_used_or_an_error(fresh, tmp_path):
    private, public = key_pair(tmp_path, "plain")
    locked, opened = key_pair(tmp_path, "locked", "-aes256", "-pass", "pass:open sesame")
    asked = submission(fresh, dict.fromkeys(fresh.codes, 1))
    line = ocop.record(asked, private_key=locked, phrase="open sesame")
    assert ocop.replay([line], public_key=opened)[0]["status"] == "same"
    for wrong, phrase in (("", None), (" ", None), (public, None), (locked, None), (locked, "open"),
                          (private * 2, None)):  # fmt: skip
        with pytest.raises(ocop.RuleError) as told:
            ocop.record(asked, private_key=wrong, phrase=phrase)
        assert told.value.code == "bad-key"
    for wrong in ("", "\n", private, public * 2, "no key"):
        with pytest.raises(ocop.RuleError) as told:
            ocop.replay([line], public_key=wrong)
        assert told.value.code == "bad-key"
        with pytest.raises(ocop.RuleError, match=r"public_keys\[1\]") as told:
            ocop.replay([line], public_keys=[public, wrong])
        assert told.value.code == "bad-key"
    for more in ({}, {"public_key": public}):
        with pytest.raises(ocop.RuleError, match="no key in it") as told:
            ocop.replay([line], public_keys=[], **more)
        assert told.value.code == "bad-key"
    with pytest.raises(ocop.RuleError, match="holds on no day"):
        ocop.replay([line], public_keys=[(public, "2026-01-01", "2026-01-01")])
    for wrong in (public, [None], [(public,)], [(public, 1, 2)], [b"key"]):
        with pytest.raises(TypeError):
            ocop.replay([line], public_keys=wrong)


def test_what_is_named_and_empty_is_an_error(fresh):
    asked = submission(fresh, dict.fromkeys(fresh.codes, 1))
    line = ocop.record(asked)
    for options in ({"previous": ""}, {"previous": "aa"}, {"recorded_at": ""}, {"recorded_at": "2026-09-03"},
                    {"recorded_at": "2026-09-03T10:00:00"}, {"recorded_on": ""}, {"recorded_on": "2026-09-03"},
                    {"format": ""}, {"format": "record/3"},
                    {"format": "record/1", "recorded_at": "2026-09-03T10:00:00Z"},
                    {"decision": {"number": " ", "day": "2026-09-01", "authority": "x"}},
                    {"decision": {"number": "1", "day": "", "authority": "x"}},
                    {"decided_by": {"office": ""}}, {"decided_by": {"office": "x", "name": ""}}):  # fmt: skip
        with pytest.raises(ocop.RuleError):
            ocop.record(asked, **options)
    for options in ({"decision": {"number": "1"}}, {"decision": {}}, {"decided_by": {"name": "x"}},
                    {"decided_by": {"office": "x", "nam": "y"}}, {"recorded_at": datetime(2026, 9, 3)},
                    {"phrase": "open sesame"}):  # fmt: skip
        with pytest.raises(ValueError, match=r"keys are|an offset|without private_key"):
            ocop.record(asked, **options)
    for options in ({"decision": "1"}, {"decided_by": "x"}, {"decided_by": {"office": 1}}, {"recorded_at": 1}):
        with pytest.raises(TypeError):
            ocop.record(asked, **options)
    with pytest.raises(ocop.RuleError, match="64 hex digits"):
        ocop.replay([line], previous="")


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (lambda record: record.update(edition="qd-148-2023@2025-07-06"), "edition-not-governing"),
        (lambda record: record["result"].update(edition_because="qd-26-2026/12.2.a"), "because-differs"),
        (lambda record: record["readings"].update({"R-05": "cap"}), "readings-not-asked"),
        (lambda record: record["result"].update(stars=5), "result-altered"),
    ],
)
@pytest.mark.parametrize("form", ["record/1", "record/2"])
def test_what_a_record_claims_is_derived(fresh, form, change, cause):
    asked = {**submission(fresh, dict.fromkeys(fresh.codes, 1)), "readings": {"R-05": "reject"}}
    content = json.loads(ocop.record(asked, format=form))
    change(content)
    del content["sha256"]
    plain = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    content["sha256"] = hashlib.sha256(plain.encode()).hexdigest()
    line = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    report = ocop.replay([line])[0]
    assert (report["status"], report["cause"]) == ("differs", cause)


def test_one_text_is_no_list_of_records(catalog):
    line = stored("records")[0][0]
    with pytest.raises(TypeError, match="give a list of lines"):
        ocop.replay(line)
    with pytest.raises(TypeError, match="give a list of lines"):
        ocop.rank_under(line, catalog.edition("qd-26-2026"))


def test_arguments_of_another_type_are_named_in_the_words_of_the_call(catalog, fresh):
    best = best_of(fresh)
    deep = {}
    for _ in range(100_000):
        deep = {"a": deep}
    for call, message in (
        (lambda: fresh.edition.product_set("1"), "number is '1'; give a whole number"),
        (lambda: fresh.edition.product_set(1.0), r"number is 1\.0; give a whole number"),
        (lambda: fresh.edition.product_set(True), "number is True; give a whole number"),
        (lambda: ocop.certificate(True, "2024-02-29", "2026-09-01"), "stars is True; give a whole number"),
        (lambda: catalog.edition(26), "name is 26; give text"),
        (lambda: ocop.RuleCatalog.from_dir(None), "folder is None; give a path"),
        (lambda: ocop.Sheet(fresh, best, readings="R-05=reject").score(), "readings is 'R-05=reject'; give a dict, as"),
        (lambda: ocop.SetScorer(fresh, readings="R-05=reject"), "readings is 'R-05=reject'; give a dict, as"),
        (lambda: ocop.SetScorer(fresh, readings={"R-05": None}), "readings holds 'R-05': None; give texts"),
        (lambda: ocop.council(fresh, [best]), "sheets is a list; give a dict of member to ticks"),
        (lambda: ocop.council(fresh, {"An": [1]}), "in place of ticks; give a dict of criterion code to option"),
        (lambda: ocop.council(fresh.edition, {"An": best}), "give a ProductSet, as edition.product_set"),
        (lambda: ocop.council(fresh, {"An": best}, members=1.0), r"members is 1\.0; give a whole number"),
        (lambda: ocop.Sheet(fresh.edition, best), "give a ProductSet, as edition.product_set"),
        (lambda: ocop.Sheet(fresh, [1]), "in place of ticks; give a dict of criterion code to option"),
        (lambda: ocop.SetScorer(fresh.edition), "give a ProductSet, as edition.product_set"),
        (lambda: ocop.carry_over(best, fresh, fresh.edition), "give a ProductSet, as edition.product_set"),
    ):
        with pytest.raises(TypeError, match=message):
            call()
    for call, code in (
        (lambda: fresh.edition.product_set(2**70), "unknown-product-set"),
        (lambda: ocop.RuleCatalog.from_dir(f"{MADE_UP}\0x"), "unreadable"),
        (lambda: ocop.RuleCatalog.from_dir(f"{MADE_UP}\0x".encode()), "unreadable"),
        (lambda: ocop.Sheet(fresh, best, facts=deep).score(), "too-deep"),
        (lambda: ocop.SetScorer(fresh, facts=deep), "too-deep"),
        (lambda: ocop.council(fresh, {"An": best}, level=""), "bad-value"),
        (lambda: ocop.council(fresh, {"An": best}, name=""), "bad-value"),
        (lambda: ocop.council(fresh, {"An": best}, regulation=""), "bad-value"),
    ):
        with pytest.raises(ocop.RuleError) as raised:
            call()
        assert raised.value.code == code
    while deep:  # taken apart from outside: Python counts the way back
        deep = deep["a"]


def test_a_sheet_with_a_criterion_that_the_set_does_not_have_is_not_made(fresh):
    sheet = ocop.Sheet(fresh, best_of(fresh))
    for make in (lambda: ocop.Sheet(fresh, {**best_of(fresh), "99": 1}), lambda: sheet.replaced({"99": 1})):
        with pytest.raises(ocop.errors.UnknownCriterionError) as raised:
            make()
        assert raised.value.where == "/99"
        assert "set 1 has no such criterion; it has 1.1, 1.2," in raised.value.message


def test_what_is_made_cannot_be_changed(catalog, fresh):
    sheet = ocop.Sheet(fresh, best_of(fresh))
    for thing in (catalog, fresh.edition, fresh, sheet, ocop.SetScorer(fresh), sheet.score()):
        for name in ("foo", "rules", "_core", "number", "edition"):
            with pytest.raises(AttributeError, match=f"{name} of .* cannot be set; make another"):
                setattr(thing, name, 3)
        with pytest.raises(AttributeError, match="cannot be set"):
            del thing._core
        assert copy.copy(thing) is thing
        assert copy.deepcopy(thing) is thing


def test_an_edition_says_why_it_reads_as_it_does_and_when_it_was_checked(catalog, fresh):
    edition = fresh.edition
    assert all(r.why.vi and r.why.en for r in edition.readings)
    assert [b.standing and b.standing.en for b in edition.bands][-3:] == ["provincial level"] * 2 + ["national level"]
    assert [b.standing for b in catalog.edition("qd-148-2023").bands] == [None] * 5
    assert {s.checked_on for s in edition.product_sets} == {date(2026, 11, 23)}
