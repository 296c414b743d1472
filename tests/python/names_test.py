"""Text that UTF-8 cannot hold is an error that says where; names are one whatever form they are written in."""

import json
import random
import unicodedata

import numpy as np
import ocop
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ocop import _core
from ocop.frames import council_results, score_sheets

HALVES = ["\ud800", "\udc00", "DN-\udfff", "\ud83dx"]
BLANKS = ["", " ", "\t", "\u00a0", "\u2003", "\u3000", "\u200b", "\ufeff", "\u2060", "\u00ad", "\u3164"]
LETTERS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯYđĐbcnhgt "
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
some = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def key(name):
    return _core.name_keys([name])[0]


@pytest.fixture(scope="module")
def rules():
    return ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)


@pytest.fixture(scope="module")
def best(rules):
    return {c.code: len(c.options) for c in rules.criteria}


def ticks(best, *sheets, **more):
    return [
        {"dossier_id": dossier, "member_id": member, "criterion_id": code, "option_id": option, **more}
        for dossier, member in sheets
        for code, option in best.items()
    ]


# --- One name ----------------------------------------------------------------------------------------


def is_invisible(character):
    category = unicodedata.category(character)
    return category[0] == "Z" or category in ("Cc", "Cf") or character in "\u115f\u1160\u2800\u3164\uffa0"


def expected_key(name):
    characters = list(name)
    while characters and is_invisible(characters[0]):
        characters.pop(0)
    while characters and is_invisible(characters[-1]):
        characters.pop()
    return unicodedata.normalize("NFC", "".join(characters))


#: Assigned in Unicode 3.2 already, so to this Python and to the library alike; later versions leave them as they are.
STABLE = [
    chr(code)
    for code in range(0x110000)
    if not 0xD800 <= code < 0xE000 and unicodedata.ucd_3_2_0.category(chr(code)) != "Cn"
]


def test_every_character_has_the_form_that_unicodedata_gives_it():
    both = [c for c in map(chr, range(0x110000)) if unicodedata.category(c) not in ("Cn", "Cs")]
    assert len(both) > 200_000
    texts = [f"a{c}b\u0323\u0302" for c in both]
    assert _core.name_keys(texts) == [unicodedata.normalize("NFC", text) for text in texts]
    alone = [c for c in STABLE if unicodedata.category(c) == unicodedata.ucd_3_2_0.category(c)]
    assert _core.name_keys(alone) == [expected_key(c) for c in alone]


def test_characters_in_any_order_have_the_form_that_unicodedata_gives_them():
    rng = random.Random(13)
    known = [c for c in STABLE if unicodedata.category(c) == unicodedata.ucd_3_2_0.category(c)]
    marks = [c for c in known if unicodedata.combining(c)]
    texts = ["".join(rng.choice(rng.choice((known, marks, LETTERS, TONES))) for _ in range(6)) for _ in range(50_000)]
    assert _core.name_keys(texts) == [expected_key(text) for text in texts]


names = st.lists(
    st.tuples(st.sampled_from(LETTERS), st.sampled_from(TONES)).map("".join), min_size=1, max_size=12
).map("".join)


@some
@given(names, st.sampled_from(BLANKS), st.sampled_from(BLANKS), st.sampled_from(["NFC", "NFD"]))
def test_a_vietnamese_name_is_one_in_every_form_and_between_blanks(name, before, after, form):
    written = before + unicodedata.normalize(form, name) + after
    assert key(written) == expected_key(name) == key(name)
    assert key(key(name)) == key(name)


@some
@given(names, names)
def test_members_are_one_where_their_names_are(rules, best, one, other):
    other = unicodedata.normalize("NFD", other)
    if not key(one) or not key(other):
        with pytest.raises(ocop.errors.BadValueError, match="not blank"):
            ocop.council(rules, {one: best, other: best} if one != other else {one: best})
    elif key(one) == key(other) and one != other:
        with pytest.raises(ocop.errors.RepeatedMemberError, match=r"U\+|nothing") as raised:
            ocop.council(rules, {one: best, other: best})
        assert raised.value.where == "/sheets/1/member"
    elif one != other:
        result = ocop.council(rules, {one: best, other: best})
        assert [sheet["member"] for sheet in result.to_dict()["sheets"]] == [one, other]


TWINS = [("Ủy viên", "U\u0309y viên"), ("An", "An "), ("An", "\u00a0An"), ("Bình", "Bình\u200b")]


@pytest.mark.parametrize(("one", "other"), TWINS)
def test_twins_are_an_error_that_shows_the_code_points(rules, best, one, other):
    with pytest.raises(ocop.errors.RepeatedMemberError, match=r"U\+"):
        ocop.council(rules, {one: best, other: best})
    members = pd.DataFrame(ticks(best, ("DN-1", "Chi"), ("DN-1", one), ("DN-1", other)))
    dossiers = pd.DataFrame(ticks(best, (one, "M1"), ("DN-1", "M1"), (other, "M1")))
    for call in (score_sheets, council_results):
        with pytest.raises(ocop.errors.RepeatedMemberError, match=r"row \d+, column member_id .*U\+"):
            call(members, rules)
        with pytest.raises(ocop.errors.BadValueError, match=r"row \d+, column dossier_id.*U\+"):
            call(dossiers, rules)
    collected = score_sheets(dossiers, rules, on_error="collect")
    assert sorted(collected.index[collected["issues"].notna()]) == sorted([one, other])
    assert collected.loc["DN-1", "stars"] == 5
    collected = score_sheets(pd.concat([members, dossiers[dossiers["dossier_id"] == one]]), rules, on_error="collect")
    assert "repeated-member" in collected.loc["DN-1", "issues"] and collected.loc[one, "stars"] == 5


def test_a_member_may_be_written_otherwise_in_another_dossier(rules, best):
    frame = pd.DataFrame(ticks(best, ("DN-1", "Ủy"), ("DN-2", "U\u0309y"), ("DN-2", "An")))
    assert score_sheets(frame, rules)["members"].tolist() == [1, 2]


@pytest.mark.parametrize("blank", BLANKS)
def test_a_blank_name_is_an_error(rules, best, blank):
    with pytest.raises(ocop.errors.BadValueError, match="not blank"):
        ocop.council(rules, {"An": best, blank: best})
    for call in (score_sheets, council_results):
        with pytest.raises(ocop.errors.BadValueError, match="row 0, column member_id.*nothing can be seen"):
            call(columns(ticks(best, ("DN-1", blank))), rules)
        with pytest.raises(ocop.errors.BadValueError, match="row 0, column dossier_id.*nothing can be seen"):
            call(columns(ticks(best, (blank, "An"))), rules)
    document = {
        "format": "ocop-submission/1", "submission": blank, "product": {"set": 1}, "rules": rules.edition.id,
        "sheets": [{"member": "M1", "choices": best}],
    }  # fmt: skip
    for call in (ocop.score, ocop.record):
        with pytest.raises(ocop.errors.BadValueError) as raised:
            call(document)
        assert raised.value.where == "/submission"


def columns(rows):
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def test_a_chair_and_numbers_of_members_are_found_by_name(rules, best):
    result = ocop.council(
        rules, {"U\u0309y": best, "An": best}, regulation="tay-ninh", chair="Ủy ", level="province", members=2
    )
    assert result.outcome == "ranked"
    with pytest.raises(ValueError, match="chair is 'Chi'"):
        ocop.council(rules, {"An": best}, chair="Chi")
    frame = pd.DataFrame(ticks(best, ("Hồ sơ", "An"), ("Hồ sơ", "Bình")))
    counts = {unicodedata.normalize("NFD", "Hồ sơ") + " ": 9}
    assert council_results(frame, rules, members=counts)["needed"].tolist() == council_results(
        frame, rules, members=9
    )["needed"].tolist()
    with pytest.raises(ocop.errors.BadValueError, match=r"^members: .*U\+"):
        council_results(frame, rules, members={**counts, unicodedata.normalize("NFD", "Hồ sơ"): 8})


# --- Text that is none -------------------------------------------------------------------------------


@pytest.mark.parametrize("half", HALVES)
def test_half_of_a_surrogate_pair_is_an_error_that_says_where(rules, best, half):
    catalog = rules.edition.catalog
    document = {
        "format": "ocop-submission/1", "submission": "S-1", "product": {"set": 1}, "rules": rules.edition.id,
        "sheets": [{"member": "M1", "choices": best}],
    }  # fmt: skip
    calls = {
        "name": lambda: catalog.edition(half),
        "kind": lambda: catalog.governing(half, "2026-06-15"),
        "readings": lambda: ocop.score(document, readings={half: "x"}),
        "readings/R-07": lambda: ocop.score(document, readings={"R-07": half}),
        "/submission": lambda: ocop.score({**document, "submission": half}),
        "/sheets/0/member": lambda: ocop.record({**document, "sheets": [{"member": half, "choices": best}]}),
        "/sheets/1/member": lambda: ocop.council(rules, {"An": best, half: best}),
        "/council/level": lambda: ocop.council(rules, {"An": best}, level=half),
        "choices": lambda: ocop.Sheet(rules, {**best, half: 1}),
        "/1.5": lambda: ocop.Sheet(rules, {**best, "1.5": half}),
        "/a": lambda: ocop.SetScorer(rules, facts={"a": half}),
        "record 0": lambda: ocop.replay([half]),
        "record 1": lambda: ocop.rank_under([ocop.record(document), half], rules.edition),
        "previous": lambda: ocop.record(document, previous=half),
        "private_key": lambda: ocop.record(document, private_key=half),
        "public_key": lambda: ocop.replay([], public_key=half),
        "level": lambda: council_results(columns(ticks(best, ("D", "M"))), rules, level=half),
        "regulation": lambda: council_results(columns(ticks(best, ("D", "M"))), rules, regulation=half),
        "row 0, column dossier_id": lambda: score_sheets(columns(ticks(best, (half, "M"))), rules),
        "row 0, column member_id": lambda: score_sheets(columns(ticks(best, ("D", half))), rules),
        "row 0, column criterion_id": lambda: score_sheets(columns(ticks({half: 1}, ("D", "M"))), rules),
    }
    for where, call in calls.items():
        with pytest.raises(ocop.RuleError) as raised:
            call()
        assert raised.value.where.startswith(where)
        str(raised.value).encode()
    for call in (
        lambda: ocop.certificate(4, half, "2026-09-01"),
        lambda: ocop.certificate(4, "2024-02-29", half),
        lambda: ocop.certificate(4, "2024-02-29", "2026-09-01", edition=half),
        lambda: ocop.RuleCatalog.from_dir("/no/such/" + "\udcff"),
        lambda: catalog.in_force_on(half),
        lambda: ocop.score(json.dumps({**document, "submission": half})),
        lambda: ocop.score(json.dumps({**document, half: 1})),
        lambda: ocop.dossier(json.dumps({half: half})),
        lambda: ocop.frames.certificates({"stars": np.array([4]), "issued": np.array([half])}, on="2026-09-01"),
        lambda: ocop.frames.score_wide({c: np.array([half]) for c in rules.codes}, rules),
    ):
        with pytest.raises(ocop.RuleError) as raised:
            call()
        str(raised.value).encode()
