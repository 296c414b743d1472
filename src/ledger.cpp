// The ledger in compiled mode: a library of its own, so that nobody else links SQLite.

#include "ocop/ledger/impl/anchor.ipp"
#include "ocop/ledger/impl/ledger.ipp"

OCOP_DETAIL_PROVIDE(ledger_library)
