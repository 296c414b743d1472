#pragma once

#include "ocop/base/result.hpp"
#include "ocop/config.hpp"
#include "ocop/ledger/ledger.hpp"
#include "ocop/record/checkpoint.hpp"
#include "ocop/record/keys.hpp"
#include "ocop/record/merkle_tree.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ocop {

/// The Merkle tree over the records of a ledger, in order: its leaves are their SHA-256, as the ledger keeps them
/// beside the records. Errors: those of ledger::hashes; errc::inconsistent where one is no SHA-256 or positions are
/// missing.
[[nodiscard]] OCOP_INLINE result<merkle_tree> tree_of(ledger const& of);

/// The state of a ledger now. Errors: those of tree_of and ledger::origin (a ledger without a name has no checkpoint).
[[nodiscard]] OCOP_INLINE result<checkpoint> head_of(ledger const& of);

/// Does a ledger begin with the records of a checkpoint? Calls `report` for each fault, at the last position that the
/// checkpoint knows:
///
/// | what | it is |
/// | --- | --- |
/// | `another-ledger` | the checkpoint is of a ledger of another name |
/// | `cut` | the ledger has fewer records: some were taken off its end, or an older copy stands in its place |
/// | `rewritten` | its first records are others than those of the checkpoint |
///
/// With this, whoever kept a checkpoint sees records that were cut off, an emptied ledger, an old backup and a second
/// future. It looks at the hashes that the ledger keeps: ledger::verify() compares them with the records. Whether the
/// checkpoint is signed, verify_checkpoint() tells. Errors: those of tree_of.
[[nodiscard]] OCOP_INLINE result<void> verify_head(ledger const& of, checkpoint const& head,
                                                   std::function<void(ledger_fault const&)> const& report);

/// The same for a checkpoint as it was read. With keys its signature is looked at first, as verify_checkpoint() does:
/// the fault `head-signature-wrong`.
[[nodiscard]] OCOP_INLINE result<void> verify_head(ledger const& of, signed_checkpoint const& head,
                                                   std::span<dated_key const> keys,
                                                   std::function<void(ledger_fault const&)> const& report);

/// The receipt of the record at a position, as read_receipt() takes it: see receipt.hpp. `note` is a checkpoint of the
/// ledger to prove it by, signed and perhaps witnessed before; none: one of now, signed by the key. Errors:
/// errc::bad_value where there is no such record or the checkpoint is of another ledger, and those of tree_of.
[[nodiscard]] OCOP_INLINE result<std::string> receipt_of(ledger const& of, std::int64_t position,
                                                         signing_key const& key,
                                                         std::optional<std::string_view> note = std::nullopt);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/ledger/impl/anchor.ipp"
#endif
