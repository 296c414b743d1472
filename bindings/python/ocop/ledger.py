"""A ledger: decision records in one file, each naming the one before it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Literal, NamedTuple

from . import _core
from .errors import RuleError, from_code
from .records import PublicKey, keys_of, lines_of, recording_of, signing_of, text_of
from .rules import Day, Readings, RuleCatalog, catalog_or_builtin
from .scoring import as_json

__all__ = ["Ledger", "LedgerCheck", "LedgerEntry", "LedgerFault"]


class LedgerEntry(NamedTuple):
    """
    One record of a ledger.

    Parameters
    ----------
    position : int
        From 1, without gaps.
    sha256 : str
        The hash of the record, 64 hex digits.
    json : str
        The record as canonical JSON, one line; `ocop.replay` derives it again.

    Examples
    --------
    >>> import ocop
    >>> ocop.LedgerEntry(1, "0" * 64, "{}").position
    1
    """

    position: int
    sha256: str
    json: str


class LedgerFault(NamedTuple):
    """
    Something that is wrong with a ledger, or to be looked at.

    Parameters
    ----------
    position : int
        Of the record; of the one before a gap.
    what : str
        The kind, as ``ocop ledger verify`` prints it: ``altered``, ``chain-broken``, ``repeated``.
    message : str
        What was found.

    Examples
    --------
    >>> import ocop
    >>> ocop.LedgerFault(3, "altered", "its hash is not that of what it holds").what
    'altered'
    """

    position: int
    what: str
    message: str


class LedgerCheck(NamedTuple):
    """
    What `Ledger.verify` found.

    Parameters
    ----------
    records : int
        How many records were looked at.
    faults : list of LedgerFault
        Empty where the ledger is as it was written.
    warnings : list of LedgerFault
        What somebody should know and is no fault of the ledger: a submission recorded twice, days that go back.

    Examples
    --------
    >>> import ocop
    >>> ocop.LedgerCheck(0, [], []).faults
    []
    """

    records: int
    faults: list[LedgerFault]
    warnings: list[LedgerFault]


def _name_of_file(path: str | os.PathLike[str]) -> bytes:
    try:
        return os.fsencode(path)
    except UnicodeEncodeError as error:
        raise from_code("bad-value", "path", f"the name holds half of a surrogate pair: {error.reason}.") from None


class Ledger:
    """
    Decision records kept in one SQLite file.

    Several processes and threads may append and read at once. What is returned as kept was written through and read
    back. Used in a ``with`` block, the ledger is closed at its end.

    Parameters
    ----------
    path : str or os.PathLike
        A plain file.
    mode : {"read", "write", "create"}, default "read"
        "create" makes the file where there is none, readable by its owner and group.
    name : str, optional
        Name of the ledger, for one that has none: the origin of its checkpoints, such as
        ``example.org/ocop/tay-ninh``. Without white space and ``+``; it is given once and for all.
    patience : float, default 10.0
        How long to wait for another process that reads or writes, in seconds.

    Raises
    ------
    RuleError
        ``unreadable``, ``bad-value`` for a name that no ledger can have, ``inconsistent`` where it has another name.

    Examples
    --------
    >>> import ocop, tempfile
    >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    >>> def submission(name):
    ...     return {"format": "ocop-submission/1", "submission": name, "product": {"set": 1},
    ...             "rules": rules.edition.id, "sheets": [{"member": "M1", "choices": dict.fromkeys(rules.codes, 1)}]}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with ocop.Ledger(f"{folder}/ledger.db", mode="create", name="example.org/ocop") as ledger:
    ...         first = ledger.append(submission("DN-1"), recorded_at="2026-09-03T10:00:00+07:00")
    ...         others = ledger.append_all([submission("DN-2"), submission("DN-3")])
    ...         print(first.position, [entry.position for entry in others], ledger.size, ledger.name)
    ...         print(ledger.verify().faults, ocop.replay(e.json for e in ledger.records())[2]["status"])
    1 [2, 3] 3 example.org/ocop
    [] same
    """

    def __init__(
        self, path: str | os.PathLike[str], *, mode: str = "read", name: str | None = None, patience: float = 10.0
    ) -> None:
        if not hasattr(_core, "Ledger"):
            raise ImportError("this build of ocop has no ledger; build it with -DOCOP_BUILD_LEDGER=ON")
        self._path = os.fspath(path)
        given = None if name is None else text_of(name, "name")
        self._core = _core.Ledger(_name_of_file(path), mode, given, max(0, int(min(patience, 1e6) * 1000)))

    def __repr__(self) -> str:
        return f"<Ledger: {self._path}>"

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """
        Close the file; closing twice does nothing.

        Examples
        --------
        >>> import ocop, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     ocop.Ledger(f"{folder}/ledger.db", mode="create").close()
        """
        self._core.close()

    @property
    def size(self) -> int:
        """How many records there are."""
        return self._core.size()

    @property
    def last(self) -> str:
        """SHA-256 of the last record; empty where there is none."""
        return self._core.last()

    @property
    def name(self) -> str | None:
        """Name of the ledger, the origin of its checkpoints; None where it has none."""
        return self._core.name()

    def give_name(self, name: str) -> None:
        """
        Give the ledger its name, once and for all.

        Parameters
        ----------
        name : str
            A host and a path of yours, such as ``example.org/ocop/tay-ninh``.

        Raises
        ------
        RuleError
            ``bad-value`` for what is no name, ``inconsistent`` where it has another one.

        Examples
        --------
        >>> import ocop, tempfile
        >>> with tempfile.TemporaryDirectory() as folder, ocop.Ledger(f"{folder}/l.db", mode="create") as ledger:
        ...     ledger.give_name("example.org/ocop")
        ...     print(ledger.name)
        example.org/ocop
        """
        self._core.give_name(text_of(name, "name"))

    def append(
        self,
        submission: Mapping[str, Any] | str,
        *,
        readings: Readings = None,
        format: Literal["record/2", "record/1"] = "record/2",
        recorded_at: datetime | str | None = None,
        recorded_on: Day | None = None,
        decision: Mapping[str, Any] | None = None,
        decided_by: Mapping[str, str | None] | None = None,
        private_key: str | None = None,
        phrase: str | None = None,
        catalog: RuleCatalog | None = None,
    ) -> LedgerEntry:
        """
        Score a submission, record it after the last record and keep it.

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
        private_key : str, optional
            Ed25519 key as PEM text to sign with; an empty text is an error.
        phrase : str, optional
            Phrase of an encrypted `private_key`.
        catalog : RuleCatalog, optional
            Rules to go by; the built-in ones if not given.

        Returns
        -------
        LedgerEntry
            The record, written through and read back.

        Raises
        ------
        RuleError
            What is wrong with the submission, what it is recorded with, the key or the file; nothing was kept.
        TypeError, ValueError
            Where `decision` or `decided_by` has other keys, a time has no offset, or there is a phrase and no key.

        Examples
        --------
        >>> import ocop, tempfile
        >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
        >>> with tempfile.TemporaryDirectory() as folder, ocop.Ledger(f"{folder}/l.db", mode="create") as ledger:
        ...     entry = ledger.append({
        ...         "format": "ocop-submission/1", "submission": "DN-1", "product": {"set": 1},
        ...         "rules": rules.edition.id, "sheets": [{"member": "M1", "choices": dict.fromkeys(rules.codes, 1)}]})
        ...     print(entry.position, entry.sha256 == ledger.last)
        1 True
        """
        (answer,) = self.append_all(
            [submission], readings=readings, format=format, recorded_at=recorded_at, recorded_on=recorded_on,
            decision=decision, decided_by=decided_by, private_key=private_key, phrase=phrase, catalog=catalog,
        )  # fmt: skip
        if isinstance(answer, RuleError):
            raise answer
        return answer

    def append_all(
        self,
        submissions: Iterable[Mapping[str, Any] | str],
        *,
        readings: Readings = None,
        format: Literal["record/2", "record/1"] = "record/2",
        recorded_at: datetime | str | None = None,
        recorded_on: Day | None = None,
        decision: Mapping[str, Any] | None = None,
        decided_by: Mapping[str, str | None] | None = None,
        private_key: str | None = None,
        phrase: str | None = None,
        catalog: RuleCatalog | None = None,
    ) -> list[LedgerEntry | RuleError]:
        """
        Record many submissions in one transaction, much faster than one after the other.

        Parameters
        ----------
        submissions : iterable of dict or str
            Submissions, as for `append`. Some hundred at a time let others write in between.
        readings : dict of str to str, optional
            Alternatives of readings, for all of them.
        format, recorded_at, recorded_on, decision, decided_by, private_key, phrase : optional
            What all of them are recorded with, as in `append`.
        catalog : RuleCatalog, optional
            Rules to go by; the built-in ones if not given.

        Returns
        -------
        list of LedgerEntry or RuleError
            An answer for each submission, in order. One that cannot be recorded is answered by its error, and the
            others are kept. Where the transaction fails, nothing is kept and each answer is an error.

        Raises
        ------
        RuleError
            What is wrong with what all are recorded with, or with the key.
        TypeError, ValueError
            Where `submissions` is one submission and not a list of them; as in `append`.

        Examples
        --------
        >>> import ocop, tempfile
        >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
        >>> good = {"format": "ocop-submission/1", "submission": "DN-1", "product": {"set": 1},
        ...         "rules": rules.edition.id, "sheets": [{"member": "M1", "choices": dict.fromkeys(rules.codes, 1)}]}
        >>> with tempfile.TemporaryDirectory() as folder, ocop.Ledger(f"{folder}/l.db", mode="create") as ledger:
        ...     answers = ledger.append_all([good, {**good, "rules": "qd-99"}, good])
        ...     print([a.code if isinstance(a, ocop.RuleError) else a.position for a in answers])
        [1, 'unknown-rule-set', 2]
        """
        if isinstance(submissions, (str, bytes, Mapping)):
            raise TypeError("submissions is one submission; give a list, as in [submission]")
        texts = [as_json(submission) for submission in submissions]
        recording = recording_of(
            readings, format, recorded_at, recorded_on, decision, decided_by, private_key, phrase
        )
        answers = self._core.append_all(catalog_or_builtin(catalog)._core, texts, recording)
        return [_answer(answer) for answer in answers if answer is not None]

    def import_records(
        self, records: Iterable[str], *, public_keys: Iterable[PublicKey] | None = None
    ) -> list[LedgerEntry | RuleError | None]:
        """
        Keep records that were exported, in their order, in one transaction.

        Parameters
        ----------
        records : iterable of str
            Lines of an export; its seal may be among them.
        public_keys : iterable of str or (str, day, day), optional
            Ed25519 keys, each as PEM text or with the day from which and the day until which it holds, None for an open
            end. Every record must be signed by one that held on the day of the record. None at all is an error.

        Returns
        -------
        list of LedgerEntry, RuleError or None
            An answer for each line, in order: the record kept, what is wrong with it, None for a seal that fits.

        Raises
        ------
        RuleError
            ``bad-key``, with its place in `public_keys`.
        TypeError
            Where `records` is one text and not a list of lines, or `public_keys` one key and not a list.

        Examples
        --------
        >>> import ocop, tempfile
        >>> rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
        >>> line = ocop.record({
        ...     "format": "ocop-submission/1", "submission": "DN-1", "product": {"set": 1}, "rules": rules.edition.id,
        ...     "sheets": [{"member": "M1", "choices": dict.fromkeys(rules.codes, 1)}]})
        >>> with tempfile.TemporaryDirectory() as folder, ocop.Ledger(f"{folder}/l.db", mode="create") as ledger:
        ...     kept, again = ledger.import_records([line, line])
        ...     print(kept.position, again.code)
        1 bad-value
        """
        keys = None if public_keys is None else keys_of(public_keys)
        answers = self._core.import_records(lines_of(records), keys)
        return [None if answer is None else _answer(answer) for answer in answers]

    def records(self, from_: int = 1) -> Iterator[LedgerEntry]:
        """
        Give every record from a position on, in order.

        Parameters
        ----------
        from_ : int, default 1
            The first position.

        Yields
        ------
        LedgerEntry
            A record; those that are appended meanwhile are among them.

        Examples
        --------
        >>> import ocop, tempfile
        >>> with tempfile.TemporaryDirectory() as folder, ocop.Ledger(f"{folder}/l.db", mode="create") as ledger:
        ...     print(list(ledger.records()))
        []
        """
        some = 256
        while entries := self._core.read(from_, some):
            for entry in entries:
                yield LedgerEntry(*entry)
            from_ = entries[-1][0] + 1

    def find(self, sha256_or_submission: str) -> list[LedgerEntry]:
        """
        Give the records of a hash or of a submission.

        Parameters
        ----------
        sha256_or_submission : str
            64 hex digits, or the id of a submission.

        Returns
        -------
        list of LedgerEntry
            In order; empty where it is not in the ledger.

        Examples
        --------
        >>> import ocop, tempfile
        >>> with tempfile.TemporaryDirectory() as folder, ocop.Ledger(f"{folder}/l.db", mode="create") as ledger:
        ...     print(ledger.find("DN-1"))
        []
        """
        return [LedgerEntry(*entry) for entry in self._core.find(text_of(sha256_or_submission, "id"))]

    def verify(self, *, public_keys: Iterable[PublicKey] | None = None) -> LedgerCheck:
        """
        Look at every record: its hash, its place, the one before it; then at the file.

        Nothing is derived: `ocop.replay` does that. Records taken off the end do not show here.

        Parameters
        ----------
        public_keys : iterable of str or (str, day, day), optional
            Ed25519 keys, each as PEM text or with the day from which and the day until which it holds, None for an open
            end. Every record must be signed by one that held on the day of the record. None at all is an error.

        Returns
        -------
        LedgerCheck
            How many records there are, faults and warnings.

        Examples
        --------
        >>> import ocop, tempfile
        >>> with tempfile.TemporaryDirectory() as folder, ocop.Ledger(f"{folder}/l.db", mode="create") as ledger:
        ...     print(ledger.verify())
        LedgerCheck(records=0, faults=[], warnings=[])
        """
        count, faults, warnings = self._core.verify(None if public_keys is None else keys_of(public_keys))
        return LedgerCheck(count, [LedgerFault(*f) for f in faults], [LedgerFault(*w) for w in warnings])

    def head(self, private_key: str | None = None, phrase: str | None = None) -> str:
        """
        Write a checkpoint of the ledger as it is now: its name, how many records it holds, and their root.

        Parameters
        ----------
        private_key : str, optional
            Ed25519 key as PEM text to sign with.
        phrase : str, optional
            Phrase of an encrypted `private_key`.

        Returns
        -------
        str
            A signed note after c2sp.org/signed-note; without a key the three lines of it, which prove something only to
            whoever keeps them.

        Raises
        ------
        RuleError
            ``missing-key`` where the ledger has no name, ``bad-key``.

        Examples
        --------
        >>> import ocop, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with ocop.Ledger(f"{folder}/l.db", mode="create", name="example.org/ocop") as ledger:
        ...         print(ledger.head(), end="")
        example.org/ocop
        0
        47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
        """
        return self._core.head(*signing_of(private_key, phrase))

    def verify_head(self, head: str, public_keys: Iterable[PublicKey] | None = None) -> list[LedgerFault]:
        """
        Compare the ledger with a checkpoint: it must still begin with the same records.

        With this, whoever kept a checkpoint sees records that were cut off, an emptied ledger, an old backup and a
        second future. It looks at the hashes that the ledger keeps; `verify` compares them with the records.

        Parameters
        ----------
        head : str
            A checkpoint, as `head` wrote it before.
        public_keys : iterable of str or (str, day, day), optional
            Ed25519 keys, as in `verify`; the checkpoint must be signed by one of them. Their days do not count, for a
            checkpoint has none. None at all is an error.

        Returns
        -------
        list of LedgerFault
            Empty where it does. Else ``head-signature-wrong``, ``another-ledger``, ``cut`` or ``rewritten``, at the
            last position that the checkpoint knows.

        Raises
        ------
        RuleError
            Where `head` is no checkpoint, with its line; ``bad-key``, with its place in `public_keys`.

        Examples
        --------
        >>> import ocop, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with ocop.Ledger(f"{folder}/l.db", mode="create", name="example.org/ocop") as ledger:
        ...         head = ledger.head()
        ...         print(ledger.verify_head(head), ledger.verify_head(head.replace("\\n0\\n", "\\n7\\n"))[0].what)
        [] cut
        """
        keys = None if public_keys is None else keys_of(public_keys)
        return [LedgerFault(*f) for f in self._core.verify_head(text_of(head, "head"), keys)]

    def prove(
        self, sha256_or_submission: str, private_key: str, phrase: str | None = None, head: str | None = None
    ) -> str:
        """
        Write a receipt of one record: a proof that it stands in the ledger.

        Parameters
        ----------
        sha256_or_submission : str
            64 hex digits, or the id of a submission, of which there is one record.
        private_key : str
            Ed25519 key of the ledger as PEM text, to sign with.
        phrase : str, optional
            Phrase of an encrypted `private_key`.
        head : str, optional
            Checkpoint to prove by, signed and perhaps witnessed before; else one of now.

        Returns
        -------
        str
            A receipt; `ocop.verify_receipt` tells whether it holds.

        Raises
        ------
        RuleError
            ``bad-value`` where there is no record of that id, or where there are several, with the SHA-256 of each, or
            where `head` is of another ledger; ``missing-key`` where the ledger has no name; ``bad-key``.

        Examples
        --------
        >>> import ocop, tempfile
        >>> with tempfile.TemporaryDirectory() as folder, ocop.Ledger(f"{folder}/l.db", mode="create") as ledger:
        ...     try:
        ...         ledger.prove("DN-1", private_key="a key")
        ...     except ocop.RuleError as error:
        ...         print(error)
        DN-1: no record of this SHA-256 or submission is in the ledger.
        """
        key, opened_by = signing_of(private_key, phrase)
        if key is None:
            raise TypeError("found None as private_key; give the key that signs the receipt")
        found = self.find(sha256_or_submission)
        if not found:
            raise from_code(
                "bad-value", sha256_or_submission, "no record of this SHA-256 or submission is in the ledger."
            )
        if len(found) > 1:
            raise from_code(
                "bad-value", sha256_or_submission,
                "several records are of this submission; name one by its SHA-256: "
                + ", ".join(f"{entry.position} {entry.sha256}" for entry in found) + ".",
            )  # fmt: skip
        by_head = None if head is None else text_of(head, "head")
        return self._core.prove(found[0].position, key, opened_by, by_head)


def _answer(answer: tuple[int, str, str] | tuple[str, str, str]) -> LedgerEntry | RuleError:
    first, second, third = answer
    return from_code(first, second, third) if isinstance(first, str) else LedgerEntry(first, second, third)
