"""Ledgers: what is kept, what is refused, and several writers."""

import json
import os
import sqlite3
import stat
import threading
from datetime import date, datetime, timezone

import ocop
import pytest
from conftest import TESTS, key_pair

OLD = TESTS / "ledgers" / "0.1.0" / "ledger.db"
RECORDS = TESTS / "records" / "0.1.0"
WHEN = "2026-09-03T10:00:00+07:00"


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
        first = ledger.append(submission("DN-1"), recorded_at=WHEN)
        second, third = ledger.append_all([submission("DN-2"), json.dumps(submission("DN-1"))], recorded_at=WHEN)
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
    assert ocop.record(submission("DN-1"), recorded_at=WHEN) == first.json
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
        assert ledger.size == 2


def test_a_ledger_records_with_what_a_record_is_made_with(file, submission, tmp_path):
    locked, public = key_pair(tmp_path, "locked", "-aes256", "-pass", "pass:open sesame")
    options = {
        "readings": {"R-05": "reject"}, "recorded_at": datetime(2026, 9, 3, 10, tzinfo=timezone.utc),
        "decision": {"number": "12/QĐ-UBND", "day": date(2026, 9, 1), "authority": "UBND tỉnh"},
        "decided_by": {"office": "Phòng Nông nghiệp"}, "private_key": locked, "phrase": "open sesame",
    }  # fmt: skip
    old = {"format": "record/1", "recorded_on": "2026-09-04"}
    with ocop.Ledger(file, mode="create") as ledger:
        first = ledger.append(submission("DN-1"), **options)
        assert first.json == ocop.record(submission("DN-1"), **options)
        (second,) = ledger.append_all([submission("DN-2")], **options)
        assert second.json == ocop.record(submission("DN-2"), previous=first.sha256, **options)
        third = ledger.append(submission("DN-3"), **old)
        assert third.json == ocop.record(submission("DN-3"), previous=second.sha256, **old)
        assert [f.position for f in ledger.verify(public_keys=[public]).faults] == [3]
        assert ocop.replay([first.json, second.json], public_keys=[public])[1]["status"] == "same"


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"recorded_at": ""}, ocop.RuleError), ({"recorded_at": "2026-09-03"}, ocop.RuleError),
        ({"recorded_on": ""}, ocop.RuleError), ({"recorded_on": "2026-09-03"}, ocop.RuleError),
        ({"format": "record/3"}, ocop.RuleError), ({"format": "record/1", "recorded_at": WHEN}, ocop.RuleError),
        ({"private_key": ""}, ocop.errors.BadKeyError), ({"private_key": "\ud800"}, ocop.errors.BadKeyError),
        ({"decided_by": {"office": ""}}, ocop.RuleError), ({"decision": {"number": "1"}}, ValueError),
        ({"decided_by": {"name": "x"}}, ValueError), ({"recorded_at": datetime(2026, 9, 3)}, ValueError),
        ({"phrase": "open sesame"}, ValueError), ({"decision": "1"}, TypeError), ({"recorded_at": 1}, TypeError),
        ({"private_key": b"key"}, TypeError), ({"previous": "0" * 64}, TypeError),
    ],
)  # fmt: skip
def test_what_is_named_and_wrong_is_an_error(file, submission, options, kind):
    with ocop.Ledger(file, mode="create") as ledger:
        with pytest.raises(kind):
            ledger.append(submission(), **options)
        if kind in (ValueError, TypeError, ocop.errors.BadKeyError):
            with pytest.raises(kind):
                ledger.append_all([submission()], **options)
        assert ledger.size == 0


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
    with pytest.raises(ocop.errors.UnreadableError, match=r"\ufffd\.db\.none"):
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
    for use in (lambda: ledger.size, lambda: ledger.append(submission()), ledger.verify, lambda: next(records), ledger.head):
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
        for ask in (ledger.verify, lambda **more: ledger.import_records(lines, **more)):
            with pytest.raises(TypeError, match="one text"):
                ask(public_keys=public)
            with pytest.raises(ocop.errors.BadKeyError, match="no key in it"):
                ask(public_keys=[])
            with pytest.raises(ocop.errors.BadKeyError, match=r"public_keys\[1\]"):
                ask(public_keys=[public, "no key"])
            with pytest.raises(ocop.RuleError, match="holds on no day"):
                ask(public_keys=[(public, "2026-01-01", "2026-01-01")])
            for wrong in ([None], [(public,)], [b"key"]):
                with pytest.raises(TypeError):
                    ask(public_keys=wrong)
        assert ledger.size == 3
        late = ledger.verify(public_keys=[(public, date(2026, 11, 24), None)])
        assert [(f.position, f.what) for f in late.faults] == [(n, "signature-wrong") for n in (1, 2, 3)]
        assert ledger.verify(public_keys=[(public, "2026-11-23", "2026-11-24")]).faults == []
        (refused,) = ledger.import_records(lines[3:4], public_keys=[(public, None, "2026-11-23")])
        assert refused.where == "/signature"


def test_a_signature_that_was_taken_off_shows_without_keys(tmp_path, submission):
    private, public = key_pair(tmp_path, "key")
    record = json.loads(ocop.record(submission(), private_key=private))
    del record["signature"]
    line = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert ocop.replay([line])[0]["cause"] == "signature-wrong"
    with ocop.Ledger(tmp_path / "a.db", mode="create") as ledger:
        for keys in (None, [public]):
            (refused,) = ledger.import_records([line], public_keys=keys)
            assert (refused.code, refused.where) == ("bad-value", "/signature")


def test_a_checkpoint_shows_what_was_cut_off_or_rewritten(tmp_path, submission):
    private, public = key_pair(tmp_path, "key")
    other = key_pair(tmp_path, "other")[1]
    with ocop.Ledger(tmp_path / "a.db", mode="create") as ledger:
        ledger.append_all([submission("DN-1"), submission("DN-2")])
        with pytest.raises(ocop.errors.MissingKeyError):
            ledger.head()
        ledger.give_name("example.org/ocop")
        plain, signed = ledger.head(), ledger.head(private)
        assert plain.split("\n")[:2] == ["example.org/ocop", "2"]
        assert signed.startswith(plain + "\n\u2014 example.org/ocop ")
        ledger.append(submission("DN-3"))
        assert ledger.verify_head(plain) == ledger.verify_head(signed) == ledger.verify_head(signed, [public]) == []
        for head, keys in ((plain, [public]), (signed, [other])):
            (fault,) = ledger.verify_head(head, keys)
            assert (fault.position, fault.what) == (2, "head-signature-wrong")
        for wrong in ("", "\ud800", "example.org/ocop\n2\n"):
            with pytest.raises(ocop.RuleError):
                ledger.verify_head(wrong)
        with pytest.raises(ocop.errors.BadKeyError, match="no key in it"):
            ledger.verify_head(signed, [])
        for wrong in ({"private_key": ""}, {"private_key": public}):
            with pytest.raises(ocop.errors.BadKeyError):
                ledger.head(**wrong)
        with pytest.raises(ValueError, match="without private_key"):
            ledger.head(phrase="open sesame")
        with pytest.raises(TypeError):
            ledger.verify_head(None)
    with ocop.Ledger(tmp_path / "b.db", mode="create", name="example.org/ocop") as ledger:
        ledger.append(submission("DN-9"))
        assert [f.what for f in ledger.verify_head(signed, [other])] == ["head-signature-wrong", "cut"]
        ledger.append(submission("DN-2"))
        assert [f.what for f in ledger.verify_head(signed, [public])] == ["rewritten"]
    with ocop.Ledger(tmp_path / "a.db") as ledger:
        renamed = signed.replace("example.org/ocop", "example.org/two")
        assert [f.what for f in ledger.verify_head(renamed)] == ["another-ledger"]


def test_a_receipt_holds_or_says_why_not(tmp_path, submission):
    private, public = key_pair(tmp_path, "key")
    locked, opened = key_pair(tmp_path, "locked", "-aes256", "-pass", "pass:open sesame")
    with ocop.Ledger(tmp_path / "a.db", mode="create", name="example.org/ocop") as ledger:
        first, second, third = ledger.append_all([submission("DN-1"), submission("DN-2"), submission("DN-2")])
        receipt = ledger.prove("DN-1", private)
        checked = ocop.verify_receipt(receipt, [public], first.json)
        assert (checked["format"], checked["holds"], checked["faults"]) == ("ocop-receipt-check/1", True, [])
        assert (checked["ledger"], checked["records"], checked["position"]) == ("example.org/ocop", 3, 1)
        assert checked["brief"]["record"] == first.sha256
        for text in (ledger.prove(third.sha256, locked, "open sesame"),
                     ledger.prove(third.sha256, locked, phrase="open sesame", head=ledger.head(locked, "open sesame"))):  # fmt: skip
            assert ocop.verify_receipt(text, [public, (opened, "2020-01-01", None)], third.json)["position"] == 3
            assert ocop.verify_receipt(text, [opened])["holds"]
        for more in ({"public_keys": [opened]}, {"public_keys": [public], "record": second.json}):
            assert not ocop.verify_receipt(receipt, **more)["holds"]
        codes = {fault["code"] for fault in ocop.verify_receipt(receipt, [opened])["faults"]}
        assert codes == {"bad-signature"}
        altered = ocop.verify_receipt(receipt.replace("index 0", "index 1"), [public])
        assert [(fault["code"], fault["where"]) for fault in altered["faults"]] == [("bad-proof", "/3")]
        with pytest.raises(ocop.errors.BadValueError, match="several records") as told:
            ledger.prove("DN-2", private)
        assert second.sha256 in str(told.value) and third.sha256 in str(told.value)
        for wrong in ("DN-9", "", "0" * 64):
            with pytest.raises(ocop.errors.BadValueError, match="no record of this"):
                ledger.prove(wrong, private)
        for options in ({"private_key": ""}, {"private_key": locked}, {"private_key": locked, "phrase": "open"}):
            with pytest.raises(ocop.errors.BadKeyError):
                ledger.prove("DN-1", **options)
        for head in ("", "example.org/ocop\n", ledger.head(private).replace("/ocop", "/two")):
            with pytest.raises(ocop.RuleError):
                ledger.prove("DN-1", private, head=head)
        for wrong in (None, b"key"):
            with pytest.raises(TypeError):
                ledger.prove("DN-1", wrong)
    for text in ("", "no receipt", "\ud800", receipt[:-1]):
        with pytest.raises(ocop.RuleError):
            ocop.verify_receipt(text, [public])
    for keys in ([], [""], [private], [public, "no key"]):
        with pytest.raises(ocop.errors.BadKeyError):
            ocop.verify_receipt(receipt, keys)
    for keys in (None, public, [None]):
        with pytest.raises(TypeError):
            ocop.verify_receipt(receipt, keys)
    assert not ocop.verify_receipt(receipt, [public], "")["holds"]


def test_a_key_is_written_as_others_take_it(tmp_path):
    private, public = key_pair(tmp_path, "key")
    name, identity, key = ocop.note_key("example.org/ocop", public).split("+", 2)
    assert (name, len(identity), key[0]) == ("example.org/ocop", 8, "A")
    for wrong in ("", "a b", "a+b", "\ud800"):
        with pytest.raises(ocop.errors.BadValueError):
            ocop.note_key(wrong, public)
    for wrong in ("", private, public * 2, "\ud800"):
        with pytest.raises(ocop.errors.BadKeyError, match="public_key"):
            ocop.note_key("example.org/ocop", wrong)
    with pytest.raises(TypeError):
        ocop.note_key("example.org/ocop", [public])


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
