"""Checkpoints and receipts of a ledger, verified by an implementation that is not ours."""

import base64
import hashlib
import json
import subprocess
import sys

import pytest
from conftest import SOURCES

tlog = pytest.importorskip("aics_tlog", reason="aics-tlog, which verifies what we write, is not installed")
cryptography = pytest.importorskip("cryptography.hazmat.primitives.serialization")

SUBMISSIONS = SOURCES / "examples" / "submissions" / "all.jsonl"
ORIGIN = "example.org/ocop/tests"


def run(*args, **options):
    return subprocess.run([sys.executable, "-m", "ocop", *args], capture_output=True, text=True, timeout=120, **options)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A ledger with its keys, its checkpoint and a receipt of every record, as the command writes them."""
    folder = tmp_path_factory.mktemp("ledger")
    secret, public, ledger = folder / "secret.pem", folder / "public.pem", folder / "ledger.db"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", secret], check=True, capture_output=True)
    subprocess.run(["openssl", "pkey", "-in", secret, "-pubout", "-out", public], check=True, capture_output=True)
    appended = run("ledger", "append", ledger, SUBMISSIONS, "--name", ORIGIN, "--key", secret)
    assert appended.returncode == 0, appended.stderr
    hashes = [line.split()[1] for line in appended.stdout.splitlines()]
    head = run("ledger", "head", ledger, "--key", secret)
    assert head.returncode == 0, head.stderr
    receipts = [run("ledger", "prove", ledger, one, "--key", secret).stdout for one in hashes]
    key = run("ledger", "note-key", ledger, "--key", public)
    return {"hashes": hashes, "head": head.stdout, "receipts": receipts, "key": key.stdout.strip(), "public": public}


def holds(receipt, kept):
    """Does a receipt hold, by code that shares nothing with ours? Its brief by its own signature."""
    try:
        first, extra, index, *rest = receipt.split("\n")
        if first != "c2sp.org/tlog-proof@v1" or not extra.startswith("extra ") or not index.startswith("index "):
            return False
        blank = rest.index("")
        proof = [base64.b64decode(line, validate=True) for line in rest[:blank]]
        note = tlog.parse_note("\n".join(rest[blank + 1 :]))
        checked = tlog.verify_checkpoint(note, tlog.parse_vkey(kept["key"]), expected_origin=ORIGIN)
        brief = json.loads(base64.b64decode(extra.removeprefix("extra "), validate=True))
        leaf = tlog.leaf_hash(bytes.fromhex(brief["record"]))
        if not checked.log_ok or not tlog.verify_inclusion(leaf, int(index.removeprefix("index ")), checked.size, proof, checked.root):
            return False
        key = cryptography.load_pem_public_key(kept["public"].read_bytes())
        key.verify(bytes.fromhex(brief.pop("signature")), brief["sha256"].encode())
        body = {k: v for k, v in brief.items() if k != "sha256"}
        canonical = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        return hashlib.sha256(canonical).hexdigest() == brief["sha256"]
    except Exception:
        return False


def test_others_compute_the_same_root(kept):
    tree = tlog.MerkleTree()
    for one in kept["hashes"]:
        tree.append(bytes.fromhex(one))
    note = tlog.parse_note(kept["head"])
    checked = tlog.verify_checkpoint(note, tlog.parse_vkey(kept["key"]), expected_origin=ORIGIN)
    assert checked.log_ok and checked.size == len(kept["hashes"])
    assert checked.root == tree.root()


def test_others_verify_every_receipt(kept):
    assert len(kept["receipts"]) > 5
    assert all(holds(receipt, kept) for receipt in kept["receipts"])


def tampered(receipt, other):
    """Ways to tamper with a receipt, by name."""
    lines = receipt.split("\n")
    blank = lines.index("")

    def changed(at, by):
        return "\n".join([*lines[:at], by, *lines[at + 1 :]])

    def flipped(at, place=10):
        line = lines[at]
        return changed(at, line[:place] + ("B" if line[place] == "A" else "A") + line[place + 1 :])

    brief = json.loads(base64.b64decode(lines[1].removeprefix("extra ")))

    def with_brief(**members):
        text = json.dumps({**brief, **members}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return changed(1, "extra " + base64.b64encode(text.encode()).decode())

    yield "the format", changed(0, "c2sp.org/tlog-proof@v2")
    yield "more stars", with_brief(stars=(brief["stars"] or 0) + 1)
    yield "another product", with_brief(product="Khác")
    yield "another submission", with_brief(submission="ANOTHER")
    yield "another record", with_brief(record="0" * 64)
    yield "no brief", "\n".join([lines[0], *lines[2:]])
    yield "the brief of another record", changed(1, other.split("\n")[1])
    yield "another index", changed(2, "index 0" if lines[2] != "index 0" else "index 1")
    yield "an index beyond the tree", changed(2, "index 1000000")
    for at in range(3, blank):
        yield f"hash {at - 3} of the proof", flipped(at)
        yield f"hash {at - 3} left out", "\n".join(lines[:at] + lines[at + 1 :])
    yield "two hashes exchanged", "\n".join([*lines[:3], lines[4], lines[3], *lines[5:]])
    yield "one hash more", "\n".join([*lines[:3], lines[3], *lines[3:]])
    yield "another origin", changed(blank + 1, ORIGIN + "x")
    yield "another size", changed(blank + 2, str(int(lines[blank + 2]) + 1))
    yield "another root", flipped(blank + 3)
    yield "another signature", flipped(blank + 5, len(lines[blank + 5]) - 20)
    yield "no signature", "\n".join(lines[: blank + 4]) + "\n"
    yield "the key of another", changed(blank + 5, lines[blank + 5].replace(ORIGIN, "example.org/another"))


def test_both_refuse_every_tampered_receipt(kept, tmp_path):
    ways = list(tampered(kept["receipts"][2], kept["receipts"][3]))
    assert len(ways) >= 25
    for what, text in ways:
        assert text != kept["receipts"][2], what
        assert not holds(text, kept), what
        file = tmp_path / "receipt.tlog-proof"
        file.write_text(text, encoding="utf8", newline="")
        assert run("receipt", file, "--key", kept["public"]).returncode in (3, 4), what


def test_the_command_takes_every_receipt(kept, tmp_path):
    for receipt in kept["receipts"]:
        file = tmp_path / "receipt.tlog-proof"
        file.write_text(receipt, encoding="utf8", newline="")
        checked = run("receipt", file, "--key", kept["public"], "--format", "json")
        assert checked.returncode == 0 and json.loads(checked.stdout)["holds"] is True
