"""What can be wrong with a call or with input: one class per code of the engine.

The messages are the engine's own: where, what was found, what is allowed and what to do.
"""

from __future__ import annotations

__all__ = [
    "RuleError", "InvalidJsonError", "EmptyInputError", "TooLargeError", "TooDeepError", "DuplicateKeyError",
    "UnknownKeyError", "MissingKeyError", "WrongTypeError", "BadValueError", "BadDateError", "UnknownFormatError",
    "NoRulesNamedError", "UnknownRuleSetError", "NoGoverningRulesError", "UnknownProductSetError",
    "UnknownCriterionError", "UnknownOptionError", "WrongCaseError", "MissingCriteriaError", "NoSheetsError",
    "RepeatedMemberError", "TooManySheetsError", "UnknownRegulationError", "UndeclaredFactError",
    "MissingFactError", "UnknownReadingError", "UnknownAlternativeError", "InvalidRuleError", "RuleLimitError",
    "UnreadableError", "SchemaError", "InconsistentError", "UnresolvedError", "UnknownProgrammeError",
    "MembersUnknownError", "NoCounterpartError", "BadKeyError", "BadSignatureError", "BadProofError", "check_text",
    "from_code",
]  # fmt: skip


class RuleError(ValueError):
    """
    Something that the rules or the input do not allow.

    Parameters
    ----------
    where : str
        JSON pointer into the document, ``file#/pointer`` in rule data, or row and column of a frame.
    message : str
        What was found, what is allowed and what to do.
    cite : str, optional
        Clause of the criterion that it is about, where it is about one.

    Attributes
    ----------
    code : str
        The kind of error, as documents and commands print it.
    where : str
        As given.
    cite : str or None
        As given.

    Examples
    --------
    >>> import ocop
    >>> try:
    ...     ocop.RuleCatalog.builtin().edition("qd-99-2099")
    ... except ocop.RuleError as error:
    ...     print(error.code)
    unknown-rule-set
    """

    code = "unknown"

    def __init__(self, where: str, message: str, cite: str | None = None) -> None:
        where, message = _printable(where), _printable(message)
        super().__init__(f"{where}: {message}" if where else message)
        self.where = where
        self.message = message
        self.cite = cite

    def __reduce__(self) -> tuple[type[RuleError], tuple[str, str, str | None]]:
        return type(self), (self.where, self.message, self.cite)


def _printable(text: str) -> str:
    """A text that every terminal and file takes: half of a surrogate pair is written ``\\ud800``."""
    return text.encode("utf8", "backslashreplace").decode("utf8")


class InvalidJsonError(RuleError):
    """The text is not JSON, or not valid UTF-8."""

    code = "invalid-json"


class EmptyInputError(RuleError):
    """There is nothing to read."""

    code = "empty-input"


class TooLargeError(RuleError):
    """The input is larger than one document may be."""

    code = "too-large"


class TooDeepError(RuleError):
    """The input nests deeper than a document may."""

    code = "too-deep"


class DuplicateKeyError(RuleError):
    """An object has the same key twice."""

    code = "duplicate-key"


class UnknownKeyError(RuleError):
    """An object has a key that its format does not know."""

    code = "unknown-key"


class MissingKeyError(RuleError):
    """A key that the format requires is absent."""

    code = "missing-key"


class WrongTypeError(RuleError):
    """A value has another type than the format requires."""

    code = "wrong-type"


class BadValueError(RuleError):
    """A value has the right type and is outside what is allowed."""

    code = "bad-value"


class BadDateError(RuleError):
    """A day is not written YYYY-MM-DD or does not exist."""

    code = "bad-date"


class UnknownFormatError(RuleError):
    """The document names another format or another version of it."""

    code = "unknown-format"


class NoRulesNamedError(RuleError):
    """Neither a filing nor a rule set says which rules govern."""

    code = "no-rules-named"


class UnknownRuleSetError(RuleError):
    """No rule set or edition of that name is loaded."""

    code = "unknown-rule-set"


class NoGoverningRulesError(RuleError):
    """No loaded rule set governs the filing."""

    code = "no-governing-rules"


class UnknownProductSetError(RuleError):
    """The edition has no product set of that number."""

    code = "unknown-product-set"


class UnknownCriterionError(RuleError):
    """The product set has no criterion of that code."""

    code = "unknown-criterion"


class UnknownOptionError(RuleError):
    """The criterion has no such option."""

    code = "unknown-option"


class WrongCaseError(RuleError):
    """The criterion has no such case, or a case is given where it has none, or none where it has some."""

    code = "wrong-case"


class MissingCriteriaError(RuleError):
    """A score sheet leaves criteria unanswered."""

    code = "missing-criteria"


class NoSheetsError(RuleError):
    """A council or a submission has no score sheet."""

    code = "no-sheets"


class RepeatedMemberError(RuleError):
    """Two score sheets name the same member, or two members the chair."""

    code = "repeated-member"


class TooManySheetsError(RuleError):
    """There are more score sheets than members."""

    code = "too-many-sheets"


class UnknownRegulationError(RuleError):
    """No council regulation of that name is loaded."""

    code = "unknown-regulation"


class UndeclaredFactError(RuleError):
    """The facts vocabulary does not declare the fact."""

    code = "undeclared-fact"


class MissingFactError(RuleError):
    """A fact that a condition needs is not given and reading R-20 makes that an error."""

    code = "missing-fact"


class UnknownReadingError(RuleError):
    """No reading of that id."""

    code = "unknown-reading"


class UnknownAlternativeError(RuleError):
    """The reading has no such alternative."""

    code = "unknown-alternative"


class InvalidRuleError(RuleError):
    """A condition is not valid JsonLogic."""

    code = "invalid-rule"


class RuleLimitError(RuleError):
    """A condition needs more steps, nodes or memory than allowed."""

    code = "rule-limit"


class UnreadableError(RuleError):
    """A file or folder cannot be read."""

    code = "unreadable"


class SchemaError(RuleError):
    """Rule data does not follow its JSON Schema."""

    code = "schema"


class InconsistentError(RuleError):
    """Rule data is well formed and does not add up."""

    code = "inconsistent"


class UnresolvedError(RuleError):
    """Rule data names something that no file defines."""

    code = "unresolved"


class UnknownProgrammeError(RuleError):
    """No provincial plan of that name is loaded."""

    code = "unknown-programme"


class MembersUnknownError(RuleError):
    """A council's session needs the number of its members, and it is not given."""

    code = "members-unknown"


class NoCounterpartError(RuleError):
    """A product set has no counterpart in the other edition."""

    code = "no-counterpart"


class BadKeyError(RuleError):
    """A key to sign or to verify with is none."""

    code = "bad-key"


class BadSignatureError(RuleError):
    """A signature is missing or does not fit."""

    code = "bad-signature"


class BadProofError(RuleError):
    """A proof does not lead to what it should prove."""

    code = "bad-proof"


_BY_CODE = {kind.code: kind for kind in RuleError.__subclasses__()}


def check_text(text: str, where: str, code: str = "bad-value") -> str:
    """
    Refuse a text that UTF-8 cannot hold.

    Parameters
    ----------
    text : str
        Any text of Python, which may hold half of a surrogate pair.
    where : str
        As in `RuleError`.
    code : str, default "bad-value"
        Of the error.

    Returns
    -------
    str
        The text, as plain ``str``.

    Raises
    ------
    RuleError
        Where a character is half of a surrogate pair; names the first.

    Examples
    --------
    >>> from ocop import errors
    >>> errors.check_text("Bưởi", "product")
    'Bưởi'
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        message = f"found {text[:60]!r}, whose character {error.start} is half of a surrogate pair; give text in UTF-8."
        raise from_code(code, where, message) from None
    return str(text)


def from_code(code: str, where: str, message: str, cite: str | None = None) -> RuleError:
    """
    Make the error of a code.

    Parameters
    ----------
    code : str
        As documents print it, ``unknown-option``.
    where, message : str
        As in `RuleError`.
    cite : str, optional
        As in `RuleError`.

    Returns
    -------
    RuleError
        Of the class that stands for the code.

    Examples
    --------
    >>> from ocop import errors
    >>> type(errors.from_code("unknown-option", "/1.5", "found option 9.")).__name__
    'UnknownOptionError'
    """
    return _BY_CODE.get(code, RuleError)(where, message, cite)
