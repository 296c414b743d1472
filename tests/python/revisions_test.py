"""Revisions of editions: found by their names, told apart, replayed under and compared with the newest."""

import json
import shutil

import ocop
import pytest
from conftest import MADE_UP

SALT = "made-up-2030/product_sets/12-sea-salt.json"
REVISION = {
    "format": "ocop-revision/1", "revision": 2, "dated": "2032-01-05", "source": "made-up-2030",
    "why": {"vi": "Thử", "en": "Trial"}, "editions": ["2031-07-01"],
    "changes": [
        {"file": "shared/wordings/salt.json", "at": "/wordings/wording=grain/options/id=mid/en", "was": "Middling",
         "set": "Middle"},
        {"file": SALT, "at": "/sections/id=1/criteria/id=1.1/gates/3", "was": "mid", "set": "high"},
    ],
}  # fmt: skip
LABEL_ALONE = {**REVISION, "revision": 3, "dated": "2032-02-01", "changes": [
    {"file": SALT, "at": "/name/en", "was": "Sea salt", "set": "Salt of the sea"}]}  # fmt: skip


@pytest.fixture(scope="module")
def revised(tmp_path_factory):
    folder = tmp_path_factory.mktemp("revised") / "rules"
    shutil.copytree(MADE_UP, folder)
    (folder / "made-up-2030" / "revisions").mkdir()
    for number, revision in ((2, REVISION), (3, LABEL_ALONE)):
        path = folder / "made-up-2030" / "revisions" / f"0{number}-trial.json"
        path.write_text(json.dumps(revision), "utf8")
    return ocop.RuleCatalog.from_dir(folder)


def submission(rules, grain):
    return {
        "format": "ocop-submission/1", "submission": f"S-{grain}", "product": {"set": 12}, "rules": rules,
        "readings": {"R-05": "cap"},
        "sheets": [{"member": "M1", "choices": {"1.1": grain, "1.2": 3, "2": 8}}],
    }  # fmt: skip


def test_the_newest_revision_of_each_edition_counts_and_all_are_there(revised):
    assert [e.full_name for e in revised.editions] == [
        "made-up-2028@2028-01-01#1", "made-up-2030@2030-01-01#1", "made-up-2030@2031-07-01#3",
    ]  # fmt: skip
    assert [e.full_name for e in revised.revisions] == [
        "made-up-2028@2028-01-01#1", "made-up-2030@2030-01-01#1", "made-up-2030@2031-07-01#1",
        "made-up-2030@2031-07-01#2", "made-up-2030@2031-07-01#3",
    ]  # fmt: skip
    assert revised.edition("made-up-2030").revision.number == 3
    assert revised.verify() == ()


def test_a_revision_is_found_by_its_number_and_says_why_it_is(revised):
    first, second, third = (revised.edition(f"made-up-2030#{n}") for n in (1, 2, 3))
    assert first.revision == ocop.Revision(1, None, None, None)
    assert second.revision.dated.isoformat() == "2032-01-05"
    assert (second.revision.why.en, second.revision.source) == ("Trial", "made-up-2030")
    assert first.id == second.id == third.id == "made-up-2030@2031-07-01"
    assert len({first, second, third}) == len({e.sha256 for e in (first, second, third)}) == 3
    assert first.wordless_sha256 != second.wordless_sha256 == third.wordless_sha256
    assert repr(second) == "<Edition made-up-2030@2031-07-01#2>"
    assert repr(first) == "<Edition made-up-2030@2031-07-01>"
    with pytest.raises(ocop.RuleError, match="has no revision \"#4\"; it has #1, #2, #3") as found:
        revised.edition("made-up-2030#4")
    assert found.value.code == "unknown-rule-set"


def test_a_submission_and_a_sheet_are_scored_by_the_revision_that_is_named(revised):
    for number, stars in ((1, 3), (2, 2), (3, 2)):
        assert ocop.score(submission(f"made-up-2030#{number}", 3), catalog=revised).stars == stars
        rules = revised.edition(f"made-up-2030#{number}").product_set(12)
        sheet = ocop.Sheet(rules, {"1.1": 3, "1.2": 3, "2": 8}, readings={"R-05": "cap"})
        assert sheet.score().stars == stars
        assert ocop.council(rules, {"An": sheet.choices}, level="district", readings={"R-05": "cap"}).stars == stars


def test_a_record_is_the_same_and_says_apart_what_is_otherwise_today(revised):
    before = ocop.RuleCatalog.from_dir(MADE_UP)
    records = [ocop.record(submission("made-up-2030", grain), catalog=before) for grain in (3, 4)]
    told = [r for record in records for r in ocop.replay([record], catalog=revised)]
    assert [r["status"] for r in told] == ["same", "same"]
    assert [r["format"] for r in told] == ["ocop-replay/2", "ocop-replay/1"]
    today = told[0]["today"]
    assert today["edition"] == "made-up-2030@2031-07-01#3"
    assert [(by["revision"], by["why"]["en"]) for by in today["by"]] == [
        ("made-up-2030@2031-07-01#2", "Trial"), ("made-up-2030@2031-07-01#3", "Trial"),
    ]  # fmt: skip
    assert {"pointer": "/result/stars", "then": "3", "now": "2"} in today["differences"]
    named = ocop.record(submission("made-up-2030#1", 3), catalog=revised)
    assert "today" not in ocop.replay([named], catalog=revised)[0]
