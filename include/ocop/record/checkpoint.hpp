#pragma once

#include "ocop/base/result.hpp"
#include "ocop/config.hpp"
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

/// The state of a ledger in three lines (mốc neo của sổ): its name, how many records it holds, and the root of the
/// Merkle tree over them. Whoever keeps it can tell later whether the ledger still begins with the same records.
///
/// The leaves of the tree are the SHA-256 of the records, 32 bytes each, in order. It claims no time: that is for those
/// who keep it to say.
struct checkpoint {
  std::string origin;      ///< the ledger's name
  std::uint64_t size = 0;  ///< records
  tree_hash root{};

  friend bool operator==(checkpoint const&, checkpoint const&) = default;
};

/// The leaf of a record by its SHA-256, 64 hex digits. Precondition: is_sha256().
[[nodiscard]] OCOP_INLINE tree_hash leaf_of_record(std::string_view sha256);

/// Largest text of a checkpoint that is read, in bytes, and most signatures on it.
inline constexpr std::size_t max_checkpoint_bytes = std::size_t{64} << 10U;
inline constexpr std::size_t max_checkpoint_signatures = 64;

/// May a ledger be called so, as the origin of its checkpoints and the name of its key? A name is UTF-8 of 1 to 255
/// bytes without white space, control and format characters and `+`. A host and a path that the owner of the ledger
/// holds make a good one: `example.org/ocop/tay-ninh`. Errors: errc::bad_value.
[[nodiscard]] OCOP_INLINE std::optional<issue> check_origin(std::string_view origin);

/// The three lines, each with its end, after c2sp.org/tlog-checkpoint. Errors: those of check_origin.
[[nodiscard]] OCOP_INLINE result<std::string> checkpoint_text(checkpoint const& of);

/// The three lines as a signed note after c2sp.org/signed-note, by the key under the ledger's name. Errors: those of
/// check_origin.
[[nodiscard]] OCOP_INLINE result<std::string> write_checkpoint(checkpoint const& of, signing_key const& key);

/// A signature under a note.
struct note_signature {
  std::string name;   ///< of the key
  std::string id;     ///< of the key, 4 bytes
  std::string bytes;  ///< the signature itself
};

/// A checkpoint as it was read. Its signatures are as they say: verify_checkpoint looks at them.
struct signed_checkpoint {
  checkpoint content;
  std::string text;                        ///< what is signed: every line before the signatures
  std::vector<note_signature> signatures;  ///< in order; none: it is not signed
};

/// Reads a checkpoint, signed or not. Errors: errc::empty_input, errc::too_large, errc::bad_value with the line,
/// counted from 1, as `where`: `/3`.
[[nodiscard]] OCOP_INLINE result<signed_checkpoint> read_checkpoint(std::string_view note);

/// Is a checkpoint signed by one of the keys, under the ledger's name? Every signature that names one of them must fit;
/// others are passed over, as those of witnesses are. The days of a key do not count: a checkpoint has none. Nothing:
/// it is. Errors: errc::bad_signature, errc::bad_key where there is no key.
[[nodiscard]] OCOP_INLINE std::optional<issue> verify_checkpoint(signed_checkpoint const& of,
                                                                 std::span<dated_key const> keys);

/// A key under a name, as other programs take it: `NAME+ID+KEY` of c2sp.org/signed-note, ID of 8 hex digits, KEY in
/// base64. Errors: those of check_origin.
[[nodiscard]] OCOP_INLINE result<std::string> note_key(std::string_view origin, verifying_key const& key);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/record/impl/checkpoint.ipp"
#endif
