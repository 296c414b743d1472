#pragma once

#include "ocop/base/result.hpp"
#include "ocop/config.hpp"
#include "ocop/record/keys.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ocop {

/// The last line of an export, `ocop-record-seal/1`: how many records stand before it, and the SHA-256 of the last one,
/// so that records taken off the end show. Canonical JSON with its own `sha256` and, where a key is given, a signature
/// over that, as a record has.
struct record_seal {
  std::uint64_t records = 0;
  std::string last;       ///< SHA-256 of the last record; empty where there is none
  std::string sha256;     ///< as it says
  bool is_intact = true;  ///< it is canonical JSON, and its hash is that of what it holds
  std::optional<std::string> signature;
};

/// Is a line meant as a seal? Tells it from a record by its first bytes.
[[nodiscard]] OCOP_INLINE bool is_seal(std::string_view line) noexcept;

/// A seal as one line, signed where a key is given.
[[nodiscard]] OCOP_INLINE result<std::string> write_seal(std::uint64_t records, std::string_view last,
                                                         std::optional<signing_key> const& key = {});

/// Reads a seal. Errors: those of JSON, errc::unknown_format, errc::missing_key, errc::unknown_key.
[[nodiscard]] OCOP_INLINE result<record_seal> read_seal(std::string_view line);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/record/impl/record_seal.ipp"
#endif
