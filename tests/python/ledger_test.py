"""Ledgers: what is kept, what is refused, and several writers."""

import json
import os
import sqlite3
import stat
import threading

import ocop
import pytest
from conftest import TESTS

OLD = TESTS / "ledgers" / "0.1.0" / "ledger.db"
RECORDS = TESTS / "records" / "0.1.0"


@pytest.fixture(scope="module")
def submission(catalog):
    rules = catalog.edition("qd-26-2026").product_set(1)

    def made(name="DN-1", **more):
        return {
            "format": "ocop-submission/1", "submission": name, "product": {"set": 1}, "rules": rules.edition.id,
            "sheets": [{"member": "M1", "choices": dict.fromkeys(rules.codes, 1)}], **more,
        }  # fmt: skip

    return made


@pytest.fixture
def file(tmp_path):
    return tmp_path / "ledger.db"


def test_what_is_appended_is_there_for_others(file, submission):
    with ocop.Ledger(file, mode="create", name="example.org/ocop") as ledger:
        first = ledger.append(submission("DN-1"), recorded_at="2026-09-03T10:00:00+07:00")
        second, third = ledger.append_all([submission("DN-2"), json.dumps(submission("DN-1"))], recorded_at="2026-09-03T10:00:00+07:00")
        assert [first.position, second.position, third.position] == [1, 2, 3]
        assert (ledger.size, ledger.last, ledger.name) == (3, third.sha256, "example.org/ocop")
        assert repr(ledger) == f"<Ledger: {file}>"
    with ocop.Ledger(str(file)) as again:
        assert list(again.records()) == [first, second, third]
        assert list(again.records(3)) == [third]
        assert again.find("DN-1") == [first, third]
        assert again.find(second.sha256) == [second]
        assert again.find("DN-9") == []
        check = again.verify()
        assert (check.records, check.faults) == (3, [])
        assert [(w.position, w.what) for w in check.warnings] == [(3, "repeated")]
        assert {r["status"] for r in ocop.replay(e.json for e in again.records())} == {"same"}
        with pytest.raises(ocop.errors.UnreadableError, match="read only"):
            again.append(submission())
    # The same bytes as ocop.record writes.
    assert ocop.record(submission("DN-1"), recorded_at="2026-09-03T10:00:00+07:00") == first.json
    assert stat.S_IMODE(os.stat(file).st_mode) & 0o037 == 0
    assert os.listdir(file.parent) == [file.name]


def test_more_records_than_are_read_at_once(file, submission):
    with ocop.Ledger(file, mode="create") as ledger:
        kept = ledger.append_all(submission(f"DN-{n}") for n in range(600))
        assert list(ledger.records()) == kept
        assert [e.position for e in ledger.records(599)] == [599, 600]


def test_a_bad_submission_is_answered_in_its_place(file, submission):
    with ocop.Ledger(file, mode="create") as ledger:
        answers = ledger.append_all([submission(), "{", {**submission(), "rules": "qd-99"}, submission("DN-2")])
        kinds = [a.code if isinstance(a, ocop.RuleError) else a.position for a in answers]
        assert kinds == [1, "invalid-json", "unknown-rule-set", 2]
        with pytest.raises(ocop.errors.UnknownRuleSetError):
            ledger.append({**submission(), "rules": "qd-99"})
        assert ledger.append_all([]) == []
        with pytest.raises(TypeError, match="one submission"):
            ledger.append_all(submission())
        with pytest.raises(ocop.errors.BadKeyError):
            ledger.append(submission(), private_key="")
        with pytest.raises(ocop.errors.BadDateError):
            ledger.append(submission(), recorded_at="")
        with pytest.raises(ocop.errors.BadValueError, match="/format"):
            ledger.append(submission(), format="record/3")
        assert ledger.size == 2


@pytest.mark.parametrize(
    "name", ["", " ", ":memory:", "file:x?mode=memory", "file:a?x=1.db", "a\0b", "no/folder.db", "/dev/null", ".", "\ud800"]
)
@pytest.mark.parametrize("mode", ["read", "write", "create"])
def test_a_ledger_is_a_plain_file_or_an_error(tmp_path, monkeypatch, name, mode):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ocop.RuleError):
        ocop.Ledger(name, mode=mode)
    assert os.listdir(tmp_path) == []


def test_a_name_that_is_no_utf8_works_and_is_shown(tmp_path):
    file = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.db")
    with ocop.Ledger(file, mode="create") as ledger:
        assert ledger.size == 0
    with pytest.raises(ocop.errors.UnreadableError, match="\ufffd.db.none"):
        ocop.Ledger(file + ".none")


@pytest.mark.parametrize("name", ["", " ", "a b", "a+b", "a\n", "a\u00a0b", "n" * 256])
def test_a_name_holds_no_blanks(file, name):
    with pytest.raises(ocop.errors.BadValueError):
        ocop.Ledger(file, mode="create", name=name)
    assert not file.exists()


def test_a_name_is_given_once(file):
    with ocop.Ledger(file, mode="create") as ledger:
        assert ledger.name is None
        ledger.give_name("example.org/ocop")
        ledger.give_name("example.org/ocop")
        with pytest.raises(ocop.errors.InconsistentError, match='called "example.org/ocop"'):
            ledger.give_name("example.org/other")
    with pytest.raises(ocop.errors.InconsistentError):
        ocop.Ledger(file, name="example.org/other")


def test_what_is_closed_or_no_ledger_says_so(file, submission):
    ledger = ocop.Ledger(file, mode="create")
    records = ledger.records()
    ledger.close()
    ledger.close()
    for use in (lambda: ledger.size, lambda: ledger.append(submission()), ledger.verify, lambda: next(records)):
        with pytest.raises(ocop.errors.BadValueError, match="closed"):
            use()
    with pytest.raises(ocop.errors.BadValueError, match='"read", "write" or "create"'):
        ocop.Ledger(file, mode="r")
    with pytest.raises(TypeError):
        ocop.Ledger(3)


def test_tables_that_are_not_those_of_a_ledger_are_refused(file, submission):
    with ocop.Ledger(file, mode="create") as ledger:
        ledger.append(submission())
        with sqlite3.connect(file) as db:
            db.execute("CREATE TRIGGER t BEFORE INSERT ON records BEGIN SELECT RAISE(IGNORE); END")
        db.close()
        with pytest.raises(ocop.errors.UnreadableError, match='trigger "t"'):
            ledger.append(submission())
        (answer,) = ledger.append_all([submission()])
        assert isinstance(answer, ocop.errors.UnreadableError)
    for mode in ("read", "write", "create"):
        with pytest.raises(ocop.errors.UnreadableError, match='trigger "t"'):
            ocop.Ledger(file, mode=mode)


def test_an_export_is_imported_with_its_seal_and_its_keys(tmp_path):
    lines = (RECORDS / "signed.jsonl").read_text("utf8").splitlines()
    public = (RECORDS / "public.pem").read_text()
    with ocop.Ledger(tmp_path / "a.db", mode="create") as ledger:
        answers = ledger.import_records(lines, public_keys=[public])
        assert answers[-1] is None
        assert [a.json for a in answers[:-1]] == lines[:-1]
        assert ledger.verify(public_keys=[public]).faults == []
    with ocop.Ledger(tmp_path / "b.db", mode="create") as ledger:
        short = ledger.import_records([*lines[:3], lines[-1]])
        assert [isinstance(a, ocop.RuleError) for a in short] == [False, False, False, True]
        with pytest.raises(ocop.errors.BadKeyError):
            ledger.import_records(lines, public_keys=[""])
        with pytest.raises(TypeError, match="one text"):
            ledger.import_records(lines[0])
        with pytest.raises(TypeError, match="one text"):
            ledger.verify(public_keys=public)
        with pytest.raises(ocop.errors.BadKeyError):
            ledger.verify(public_keys=[])
        assert ledger.verify(public_keys=[(public, None, "2026-11-24")]).faults == []
        assert {f.what for f in ledger.verify(public_keys=[(public, "2026-11-24", None)]).faults} == {"signature-wrong"}


def test_a_record_says_what_it_is_made_with(file, submission):
    stated = {
        "format": "record/2", "recorded_at": "2026-09-03T10:00:00+07:00",
        "decision": {"number": "12/QD", "day": "2026-09-01", "authority": "UBND"}, "decided_by": {"office": "OCOP"},
    }  # fmt: skip
    with ocop.Ledger(file, mode="create") as ledger:
        entry = ledger.append(submission(), **stated)
        assert entry.json == ocop.record(submission(), **stated)
        old = ledger.append(submission(), format="record/1", recorded_on="2026-09-03")
        assert old.json == ocop.record(submission(), format="record/1", recorded_on="2026-09-03", previous=entry.sha256)


def test_a_ledger_of_an_earlier_version_is_read_as_it_is(tmp_path, submission):
    file = tmp_path / "old.db"
    file.write_bytes(OLD.read_bytes())
    with ocop.Ledger(file) as ledger:
        before = list(ledger.records())
        assert (len(before), ledger.name) == (5, None)
    assert file.read_bytes() == OLD.read_bytes()
    with ocop.Ledger(file, mode="write", name="example.org/old") as ledger:
        assert ledger.append(submission()).position == 6
        assert list(ledger.records())[:5] == before
    assert os.listdir(tmp_path) == ["old.db"]


def test_threads_share_one_ledger_or_have_their_own(file, submission):
    with ocop.Ledger(file, mode="create") as shared:

        def write(ledger):
            for n in range(5):
                ledger.append(submission(f"DN-{n}"))

        def write_own():
            with ocop.Ledger(file, mode="write", patience=60) as own:
                write(own)

        threads = [threading.Thread(target=write, args=[shared]) for _ in range(2)]
        threads += [threading.Thread(target=write_own) for _ in range(2)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        assert shared.size == 20
        assert shared.verify().faults == []
