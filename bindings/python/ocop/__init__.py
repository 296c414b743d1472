"""
OCOP stars by the law: exact points, exact stars, every answer with its clause.

``ocop.RuleCatalog.builtin()`` holds every edition of the rules of Vietnam's OCOP programme since 2019; `ocop.score`
takes a submission to its result; `ocop.frames` scores frames of pandas, polars and pyarrow; `ocop.analysis` says what
blocks products and what the cheapest upgrade is; `ocop.plot` draws it (``pip install "ocop[plot]"``).

Nothing is loaded before it is used.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import analysis as analysis
    from . import errors as errors
    from . import frames as frames
    from . import plot as plot
    from .errors import RuleError as RuleError
    from .ledger import Ledger as Ledger
    from .ledger import LedgerCheck as LedgerCheck
    from .ledger import LedgerEntry as LedgerEntry
    from .ledger import LedgerFault as LedgerFault
    from .records import note_key as note_key
    from .records import rank_under as rank_under
    from .records import record as record
    from .records import replay as replay
    from .records import verify_receipt as verify_receipt
    from .result import Result as Result
    from .rules import Criterion as Criterion
    from .rules import Edition as Edition
    from .rules import Label as Label
    from .rules import Mark as Mark
    from .rules import Minimum as Minimum
    from .rules import Option as Option
    from .rules import ProductSet as ProductSet
    from .rules import Revision as Revision
    from .rules import RuleCatalog as RuleCatalog
    from .scoring import CarriedSheet as CarriedSheet
    from .scoring import CertificateStatus as CertificateStatus
    from .scoring import SetScorer as SetScorer
    from .scoring import Sheet as Sheet
    from .scoring import SheetScore as SheetScore
    from .scoring import carry_over as carry_over
    from .scoring import certificate as certificate
    from .scoring import council as council
    from .scoring import dossier as dossier
    from .scoring import score as score

    __version__: str

_MODULES = ("analysis", "errors", "frames", "plot")
_HOMES = {
    "errors": ("RuleError",),
    "ledger": ("Ledger", "LedgerCheck", "LedgerEntry", "LedgerFault"),
    "records": ("note_key", "rank_under", "record", "replay", "verify_receipt"),
    "result": ("Result",),
    "rules": (
        "Criterion", "Edition", "Label", "Mark", "Minimum", "Option", "ProductSet", "Revision", "RuleCatalog",
    ),
    "scoring": (
        "CarriedSheet", "CertificateStatus", "SetScorer", "Sheet", "SheetScore", "carry_over", "certificate", "council",
        "dossier", "score",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}
__all__ = [*_MODULES, *_HOME_OF]


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name in _MODULES:
        return import_module(f"ocop.{name}")
    if name in _HOME_OF:
        value = getattr(import_module(f"ocop.{_HOME_OF[name]}"), name)
    elif name == "__version__":
        value = import_module("ocop._core").version
    else:
        raise AttributeError(f"module 'ocop' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "__version__"})
