#pragma once

#include "ocop/base/layout.hpp"
#include "ocop/base/result.hpp"
#include "ocop/base/value.hpp"
#include "ocop/config.hpp"
#include "ocop/record/checkpoint.hpp"
#include "ocop/record/keys.hpp"
#include "ocop/record/merkle_tree.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ocop {

/// A receipt (biên nhận): a proof for the owner of a product that a decision stands in a ledger, a text after
/// c2sp.org/tlog-proof@v1 that other programs verify too. Files are named `.tlog-proof`.
///
/// Its `extra` is a brief of the decision, `ocop-receipt-brief/1`, canonical JSON signed as a record is:
///
/// | key | holds |
/// | --- | --- |
/// | `format` | `ocop-receipt-brief/1` |
/// | `submission`, `product`, `set` | id; name of the product or null; product set |
/// | `edition`, `outcome`, `stars` | as the record's result says |
/// | `recorded` | day or time of the record as it says, or null |
/// | `decision` | number, day and authority of the decision as the record says, or null |
/// | `record` | SHA-256 of the record, 64 hex digits: the leaf of the tree |
/// | `sha256`, `signature` | of the brief, by the key of the ledger |
///
/// The proof does not cover the brief, so the brief has a signature of its own; a record shown with the receipt is
/// compared with it.
struct receipt {
  std::string brief;             ///< canonical JSON, one line
  value document;                ///< the brief as it was read
  std::string record;            ///< SHA-256 of the record, 64 hex digits
  std::uint64_t index = 0;       ///< of the record, from 0
  std::vector<tree_hash> proof;  ///< from the leaf's sibling up to the child of the root
  std::string note;              ///< the checkpoint as it was written, with its signatures
  signed_checkpoint head;        ///< the same as it was read
};

/// Largest receipt that is read, in bytes.
inline constexpr std::size_t max_receipt_bytes = std::size_t{256} << 10U;

/// The brief of a record, `ocop-record/1` or `/2`, signed by a key. Errors: those of read_decision_record,
/// errc::bad_value where the record is not intact.
[[nodiscard]] OCOP_INLINE result<std::string> brief_of_record(std::string_view record, signing_key const& key);

/// A receipt as text. `brief` is that of the record at `index`, `note` a checkpoint of the tree. Errors:
/// errc::bad_value where the tree does not have the size and root that the checkpoint names, or has no such leaf; those
/// of read_checkpoint.
[[nodiscard]] OCOP_INLINE result<std::string> write_receipt(std::string_view brief, std::uint64_t index,
                                                            merkle_tree const& tree, std::string_view note);

/// Reads a receipt; verify_receipt tells whether it holds. Errors: errc::empty_input, errc::too_large, errc::bad_value
/// with the line as `where`, and those of its brief and its checkpoint.
[[nodiscard]] OCOP_INLINE result<receipt> read_receipt(std::string_view text);

/// What is wrong with a receipt, every fault of it; none: the record that it names stands in the ledger at its place,
/// as the holder of one of the keys has signed. Errors among them: errc::bad_signature (the checkpoint or the brief is
/// not by a key), errc::bad_proof (the proof does not lead from the record to the root; the brief was altered; the
/// record given, if any, is another one or is not as the brief says).
[[nodiscard]] OCOP_INLINE std::vector<issue> verify_receipt(receipt const& of, std::span<dated_key const> keys,
                                                            std::optional<std::string_view> record = std::nullopt);

/// What came of verifying a receipt, `ocop-receipt-check/1`: does it hold, the ledger and the position of the record in
/// it from 1, the brief as it stands in the receipt, and every fault with `code`, `where` and `message`.
[[nodiscard]] OCOP_INLINE std::string write_receipt_check(receipt const& of, std::span<issue const> faults,
                                                          layout how = layout::line);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/record/impl/receipt.ipp"
#endif
