#pragma once

#include "ocop/base/day.hpp"
#include "ocop/config.hpp"
#include "ocop/record/decision_record.hpp"
#include "ocop/record/keys.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ocop {

/// What keys say of a signature.
struct signature_check {
  std::vector<dated_key> by;             ///< of the keys those that it fits, whenever they hold
  std::optional<std::string> fault;      ///< why it does not do; nothing: it does, or no key was given
  std::optional<std::string> other_key;  ///< SHA-256 of the key that it is by, where the record names another one
};

/// Is a signature, hex, over a SHA-256 by one of the keys, whenever they hold? Without keys it is not looked at.
[[nodiscard]] OCOP_INLINE signature_check check_signature(std::string_view sha256,
                                                          std::optional<std::string> const& signature,
                                                          std::span<dated_key const> keys);

/// Is a record signed by one of the keys that held on its day, and by the key that it names? Without keys: does it name
/// a key where it is signed, and only there?
[[nodiscard]] OCOP_INLINE signature_check check_signature(read_record const& record, std::span<dated_key const> keys);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/record/impl/signature.ipp"
#endif
