#pragma once

#include "ocop/base/value.hpp"
#include "ocop/detail/crypto/bytes.hpp"
#include "ocop/record/signature.hpp"

#include <algorithm>
#include <utility>

namespace ocop {
namespace detail {

/// Why the key that a record names does not go with its signature.
inline std::optional<std::string> named_key_fault(read_record const& record, bool is_signed, signature_check& made) {
  value const* const key = record.document.find("key");
  if (!key) return std::nullopt;  // an `ocop-record/1`
  if (key->is_null())
    return is_signed ? std::optional("it is signed and names no key; a signed record names the key of its signature")
                     : std::nullopt;
  std::string const& named = key->as_string();
  if (!is_signed) return "it names the key " + named + " and is not signed; its signature was taken off";
  if (made.by.empty()) return std::nullopt;
  auto is_by = made.by.front().key.sha256();
  if (is_by == named) return std::nullopt;
  made.other_key = std::move(is_by);
  return "it names another key than the one by which it is signed";
}

/// Why no key by which a record is signed held on its day.
inline std::optional<std::string> day_of_key_fault(std::optional<day> on, std::span<dated_key const> by) {
  if (by.empty() || std::any_of(by.begin(), by.end(), [&](dated_key const& k) { return k.holds_on(on); }))
    return std::nullopt;
  if (on) return "the key by which it is signed did not hold on " + to_string(*on) + ", the day of the record";
  return "the record has no day, so nothing tells whether the key by which it is signed held then; give that key "
         "without from and until to leave its period aside";
}

}  // namespace detail

OCOP_INLINE signature_check check_signature(std::string_view sha256, std::optional<std::string> const& signature,
                                            std::span<dated_key const> keys) {
  signature_check made;
  if (keys.empty()) return made;
  if (!signature) {
    made.fault = "it is not signed; a record is signed by ocop record --key, a seal by ocop ledger export --key";
    return made;
  }
  auto const bytes = detail::bytes_of_hex(*signature);
  for (auto const& k : keys)
    if (bytes && k.key.verify(sha256, *bytes)) made.by.push_back(k);
  if (made.by.empty())
    made.fault = keys.size() == 1 ? "the signature is not by this key" : "the signature is by none of these keys";
  return made;
}

OCOP_INLINE signature_check check_signature(read_record const& record, std::span<dated_key const> keys) {
  value const* const found = record.document.find("signature");
  bool const is_signed = found && found->is_string();
  auto made = check_signature(record.sha256, is_signed ? std::optional(found->as_string()) : std::nullopt, keys);
  auto named = detail::named_key_fault(record, is_signed, made);
  if (!made.fault) made.fault = std::move(named);
  if (!made.fault) made.fault = detail::day_of_key_fault(record.recorded_on, made.by);
  return made;
}

}  // namespace ocop
