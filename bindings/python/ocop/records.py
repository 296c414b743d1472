"""Decision records: written, derived again, and ranked under another edition."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from . import _core
from .errors import check_text
from .rules import Day, Edition, Readings, RuleCatalog, catalog_or_builtin, iso, wanted
from .scoring import as_json

__all__ = ["rank_under", "record", "replay"]


def _lines(records: Iterable[str]) -> list[str]:
    if isinstance(records, (str, bytes)):
        raise TypeError("records is one text; give a list of lines, as in [line] or text.splitlines()")
    return [check_text(line, f"record {at}") if isinstance(line, str) else line for at, line in enumerate(records)]


def record(
    submission: Mapping[str, Any] | str,
    *,
    readings: Readings = None,
    recorded_on: Day | None = None,
    previous: str = "",
    private_key: str | None = None,
    catalog: RuleCatalog | None = None,
) -> str:
    """
    Score a submission and record the decision.

    Parameters
    ----------
    submission : dict or str
        An ``ocop-submission/1``, as a dict or as JSON text.
    readings : dict of str to str, optional
        Alternatives of readings.
    recorded_on : datetime.date or str, optional
        Day of the record; nothing reads a clock.
    previous : str, optional
        SHA-256 of the record before it.
    private_key : str, optional
        Ed25519 key as PEM text to sign with; an empty text is an error.
    catalog : RuleCatalog, optional
        Rules to go by; the built-in ones if not given.

    Returns
    -------
    str
        An ``ocop-record/1`` as canonical JSON, one line, the same bytes as ``ocop record`` writes.

    Raises
    ------
    RuleError
        What is wrong with the submission; ``bad-key``.

    Examples
    --------
    >>> import json, ocop
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> line = ocop.record({
    ...     "format": "ocop-submission/1", "submission": "DN-1", "product": {"set": 1}, "rules": rules.edition.id,
    ...     "sheets": [{"member": "M1", "choices": dict.fromkeys(rules.codes, 1)}]})
    >>> json.loads(line)["result"]["stars"]
    1
    """
    return _core.record(
        catalog_or_builtin(catalog)._core, as_json(submission), wanted(readings),
        None if recorded_on is None else iso(recorded_on), check_text(previous, "previous"),
        check_text(private_key, "private_key", "bad-key"),
    )  # fmt: skip


def replay(
    records: Iterable[str], *, public_key: str | None = None, previous: str = "", catalog: RuleCatalog | None = None
) -> list[dict[str, Any]]:
    """
    Derive recorded decisions again and compare.

    Parameters
    ----------
    records : iterable of str
        Lines of records, in the order of their chain; a seal may be the last.
    public_key : str, optional
        Ed25519 key as PEM text; signatures are not looked at without one. An empty text is an error.
    previous : str, optional
        SHA-256 of the record before the first.
    catalog : RuleCatalog, optional
        Rules to go by; the built-in ones if not given.

    Returns
    -------
    list of dict
        One ``ocop-replay/1`` per record: ``same``, ``differs`` (where, then, now, cause), ``unknown-edition`` or
        ``unreadable``.

    Raises
    ------
    TypeError
        Where `records` is one text and not a list of lines.

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
    texts = _core.replay(
        catalog_or_builtin(catalog)._core, _lines(records), check_text(public_key, "public_key", "bad-key"),
        check_text(previous, "previous"),
    )  # fmt: skip
    return [json.loads(text) for text in texts]


def rank_under(
    records: Iterable[str], edition: Edition, *, readings: Readings = None, catalog: RuleCatalog | None = None
) -> list[dict[str, Any]]:
    """
    Rank recorded decisions again under another edition or other readings.

    Parameters
    ----------
    records : iterable of str
        Lines of records.
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
    return [json.loads(text) for text in _core.rank_under(core, edition._core, _lines(records), wanted(readings))]
