"""Decision records: written, derived again, and ranked under another edition."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal

from . import _core
from .errors import check_text
from .rules import Day, Edition, Readings, RuleCatalog, catalog_or_builtin, iso, wanted
from .scoring import as_json

__all__ = ["note_key", "rank_under", "record", "replay", "verify_receipt"]


# A public key as PEM text, or with the day from which and the day until which it holds, None for an open end.
PublicKey = str | tuple[str, Day | None, Day | None]
# What a record is made with, and a public key with its days, as the engine takes them.
Recording = tuple[
    list[tuple[str, str]], str, str | None, str | None, tuple[str, str, str] | None, tuple[str, str | None] | None,
    str | None, str | None,
]  # fmt: skip
KeyParts = tuple[str, str | None, str | None]


def lines_of(records: Iterable[str]) -> list[str]:
    if isinstance(records, (str, bytes)):
        raise TypeError("records is one text; give a list of lines, as in [line] or text.splitlines()")
    return [check_text(line, f"record {at}") if isinstance(line, str) else line for at, line in enumerate(records)]


def _parts(given: Mapping[str, Any], name: str, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> list[Any]:
    """The values of a mapping with fixed keys, in their order."""
    if not isinstance(given, Mapping):
        raise TypeError(f"found {given!r} as {name}; give a dict with {', '.join(required)}")
    allowed = required + optional
    missing = [key for key in required if key not in given]
    unknown = [str(key) for key in given if key not in allowed]
    if missing or unknown:
        what = f"lacks {', '.join(missing)}" if missing else f"has {', '.join(unknown)}, which is not known"
        raise ValueError(f"{name} {what}; its keys are {', '.join(allowed)}")
    return [given.get(key) for key in allowed]


def text_of(given: Any, name: str, code: str = "bad-value") -> str:
    """A text, and nothing else."""
    if not isinstance(given, str):
        raise TypeError(f"found {given!r} as {name}; give a text")
    return check_text(given, name, code)


def _moment(given: datetime | str) -> str:
    """A time with its offset by RFC 3339."""
    if isinstance(given, datetime):
        if given.utcoffset() is None:
            raise ValueError(f"found {given!r} as recorded_at; give it an offset, e.g. datetime.timezone.utc")
        return given.isoformat()
    return text_of(given, "recorded_at")


def _key(given: Any) -> KeyParts:
    if isinstance(given, str):
        return text_of(given, "a public key", "bad-key"), None, None
    if isinstance(given, (tuple, list)) and len(given) == 3:
        pem, first, until = given
        return text_of(pem, "a public key", "bad-key"), None if first is None else iso(first), None if until is None else iso(until)
    raise TypeError(f"found {type(given).__name__} in public_keys; give PEM texts or (PEM, from, until)")


def keys_of(public_keys: Iterable[PublicKey]) -> list[KeyParts]:
    """Public keys as the engine takes them."""
    if isinstance(public_keys, (str, bytes)):
        raise TypeError("public_keys is one text; give a list of keys, as in [key]")
    return [_key(key) for key in public_keys]


def signing_of(private_key: str | None, phrase: str | None) -> tuple[str | None, str | None]:
    """A private key and its phrase as the engine takes them."""
    if private_key is None and phrase is not None:
        raise ValueError("phrase is given without private_key; give the key that it opens")
    key = None if private_key is None else text_of(private_key, "private_key", "bad-key")
    return key, None if phrase is None else text_of(phrase, "phrase", "bad-key")


def recording_of(
    readings: Readings,
    format: str,
    recorded_at: datetime | str | None,
    recorded_on: Day | None,
    decision: Mapping[str, Any] | None,
    decided_by: Mapping[str, str | None] | None,
    private_key: str | None,
    phrase: str | None,
) -> Recording:
    """What a record is made with, as the engine takes it."""
    stated = None
    if decision is not None:
        number, on, authority = _parts(decision, "decision", ("number", "day", "authority"))
        stated = text_of(number, "the number of a decision"), iso(on), text_of(authority, "the authority of a decision")
    by = None
    if decided_by is not None:
        office, name = _parts(decided_by, "decided_by", ("office",), ("name",))
        by = text_of(office, "the office that decided"), None if name is None else text_of(name, "the name of a person")
    return (
        wanted(readings), format, None if recorded_on is None else iso(recorded_on),
        None if recorded_at is None else _moment(recorded_at), stated, by, *signing_of(private_key, phrase),
    )  # fmt: skip


def record(
    submission: Mapping[str, Any] | str,
    *,
    readings: Readings = None,
    format: Literal["record/2", "record/1"] = "record/2",
    recorded_at: datetime | str | None = None,
    recorded_on: Day | None = None,
    decision: Mapping[str, Any] | None = None,
    decided_by: Mapping[str, str | None] | None = None,
    previous: str | None = None,
    private_key: str | None = None,
    phrase: str | None = None,
    catalog: RuleCatalog | None = None,
) -> str:
    """
    Score a submission and record the decision.

    What is None is not given; an empty text is an error everywhere.

    Parameters
    ----------
    submission : dict or str
        An ``ocop-submission/1``, as a dict or as JSON text.
    readings : dict of str to str, optional
        Alternatives of readings that are preferred; those of the submission win over them.
    format : {"record/2", "record/1"}, default "record/2"
        Format of the record; "record/1" is that of version 0.1.0.
    recorded_at : datetime.datetime or str, optional
        When it is recorded, with an offset, as ``2026-09-03T10:00:00+07:00``; nothing reads a clock.
    recorded_on : datetime.date or str, optional
        Day of a "record/1", in place of `recorded_at`.
    decision : dict, optional
        The decision that recognises the product: its ``number``, ``day`` and ``authority``.
    decided_by : dict, optional
        Who decided: an ``office``, and the ``name`` of a person only where it is to be kept.
    previous : str, optional
        SHA-256 of the record before it; None for the first.
    private_key : str, optional
        Ed25519 key as PEM text to sign with.
    phrase : str, optional
        Phrase of an encrypted `private_key`.
    catalog : RuleCatalog, optional
        Rules to go by; the built-in ones if not given.

    Returns
    -------
    str
        A decision record as canonical JSON, one line, the same bytes as ``ocop record`` writes.

    Raises
    ------
    RuleError
        What is wrong with the submission; ``bad-key``; ``bad-date`` or ``bad-value`` of what it is recorded with.
    TypeError, ValueError
        Where `decision` or `decided_by` has other keys, a time has no offset, or there is a phrase and no key.

    Examples
    --------
    >>> import json, ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> line = ocop.record({
    ...     "format": "ocop-submission/1", "submission": "DN-1", "product": {"set": 1}, "rules": rules.edition.id,
    ...     "sheets": [{"member": "M1", "choices": dict.fromkeys(rules.codes, 1)}]},
    ...     recorded_at="2026-09-03T10:00:00+07:00")
    >>> json.loads(line)["result"]["stars"]
    1
    """
    return _core.record(
        catalog_or_builtin(catalog)._core, as_json(submission),
        recording_of(readings, format, recorded_at, recorded_on, decision, decided_by, private_key, phrase),
        None if previous is None else check_text(previous, "previous"),
    )  # fmt: skip


def replay(
    records: Iterable[str],
    *,
    public_key: str | None = None,
    public_keys: Iterable[PublicKey] | None = None,
    previous: str | None = None,
    catalog: RuleCatalog | None = None,
) -> list[dict[str, Any]]:
    """
    Derive recorded decisions again and compare.

    Parameters
    ----------
    records : iterable of str
        Lines of records, in the order of their chain; a seal may be the last. Blank lines are passed over.
    public_key : str, optional
        Ed25519 key as PEM text; signatures are not looked at without one. An empty text is an error.
    public_keys : iterable of str or (str, day, day), optional
        Several keys, each as PEM text or with the day from which and the day until which it holds, None for an open
        end. Every record must be signed by one that held on the day of the record. None at all is an error.
    previous : str, optional
        SHA-256 of the record before the first; None where that is the first of all.
    catalog : RuleCatalog, optional
        Rules to go by; the built-in ones if not given.

    Returns
    -------
    list of dict
        One ``ocop-replay/1`` per record: ``same``, ``differs`` (where, then, now, cause), ``unknown-edition`` or
        ``unreadable``. Where the newest revision of the edition comes to something else, an ``ocop-replay/2`` whose
        ``today`` says what, by which revision and why; the status is that of the record's own revision.

    Raises
    ------
    RuleError
        ``bad-key``, with its place in `public_keys`; ``bad-value`` where `previous` is no SHA-256.
    TypeError
        Where `records` is one text and not a list of lines, or `public_keys` one key and not a list.

    Examples
    --------
    >>> import ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> line = ocop.record({
    ...     "format": "ocop-submission/1", "submission": "DN-1", "product": {"set": 1}, "rules": rules.edition.id,
    ...     "sheets": [{"member": "M1", "choices": dict.fromkeys(rules.codes, 1)}]})
    >>> ocop.replay([line])[0]["status"]
    'same'
    """
    keys = None if public_keys is None else keys_of(public_keys)
    if public_key is not None and keys != []:
        keys = [_key(text_of(public_key, "public_key")), *(keys or [])]
    texts = _core.replay(catalog_or_builtin(catalog)._core, lines_of(records), keys,
                          None if previous is None else check_text(previous, "previous"))
    return [json.loads(text) for text in texts]


def rank_under(
    records: Iterable[str], edition: Edition, *, readings: Readings = None, catalog: RuleCatalog | None = None
) -> list[dict[str, Any]]:
    """
    Rank recorded decisions again under another edition or other readings.

    Parameters
    ----------
    records : iterable of str
        Lines of records. Blank lines are passed over.
    edition : Edition
        To rank under.
    readings : dict of str to str, optional
        Alternatives of readings, in place of the record's own.
    catalog : RuleCatalog, optional
        Where the editions of the records are found; the catalog of `edition` if not given.

    Returns
    -------
    list of dict
        One ``ocop-counterfactual/1`` per record: stars then and now, or their bounds, what must be judged again, and
        which mark or points cost a star.

    Raises
    ------
    TypeError
        Where `records` is one text and not a list of lines.

    Examples
    --------
    >>> import ocop
    >>> catalog = ocop.RuleCatalog.builtin()
    >>> rules = catalog.edition("qd-148-2023").product_set(1)
    >>> line = ocop.record({
    ...     "format": "ocop-submission/1", "submission": "DN-1", "product": {"set": 1}, "rules": rules.edition.id,
    ...     "sheets": [{"member": "M1", "choices": {c.code: len(c.options) for c in rules.criteria}}]})
    >>> ocop.rank_under([line], catalog.edition("qd-26-2026"))[0]["then"]["stars"]
    5
    """
    core = (catalog or edition.catalog)._core
    return [json.loads(text) for text in _core.rank_under(core, edition._core, lines_of(records), wanted(readings))]


def verify_receipt(text: str, public_keys: Iterable[PublicKey], record: str | None = None) -> dict[str, Any]:
    """
    Verify a receipt: the record that it names stands in the ledger at its place, or why that is not proved.

    Parameters
    ----------
    text : str
        A receipt, as `Ledger.prove` and ``ocop ledger prove`` write it.
    public_keys : iterable of str or (str, day, day)
        Ed25519 keys of the ledger as PEM text, or with their days, as in `replay`; the days of a key do not count here.
    record : str, optional
        The record itself, to be compared with the receipt.

    Returns
    -------
    dict
        An ``ocop-receipt-check/1``: ``holds``, the name of the ``ledger``, how many ``records`` it had, the
        ``position`` of this one, the ``brief`` of the decision, and every one of the ``faults``.

    Raises
    ------
    RuleError
        Where `text` is no receipt; ``bad-key``, with its place in `public_keys`.

    Examples
    --------
    >>> import ocop
    >>> try:
    ...     ocop.verify_receipt("", ["a key"])
    ... except ocop.RuleError as error:
    ...     print(error.code)
    bad-key
    """
    checked = _core.verify_receipt(
        text_of(text, "a receipt"), keys_of(public_keys),
        None if record is None else text_of(record, "record"),
    )  # fmt: skip
    made: dict[str, Any] = json.loads(checked)
    return made


def note_key(origin: str, public_key: str) -> str:
    """
    Write a public key as other programs take it to verify checkpoints and receipts.

    Parameters
    ----------
    origin : str
        Name of the ledger.
    public_key : str
        Ed25519 key as PEM text.

    Returns
    -------
    str
        ``NAME+ID+KEY`` after c2sp.org/signed-note.

    Raises
    ------
    RuleError
        ``bad-value`` for what is no name of a ledger, ``bad-key``.

    Examples
    --------
    >>> import ocop
    >>> key = "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
    >>> pem = chr(10).join(["-----BEGIN PUBLIC KEY-----", key, "-----END PUBLIC KEY-----"])
    >>> ocop.note_key("example.org/ocop", pem).split("+", 2)[::2]
    ['example.org/ocop', 'AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea']
    """
    return _core.note_key(text_of(origin, "origin"), text_of(public_key, "public_key", "bad-key"))
