#pragma once

#include "ocop/base/result.hpp"
#include "ocop/base/value.hpp"
#include "ocop/detail/crypto/sha256.hpp"
#include "ocop/record/canonical_json.hpp"
#include "ocop/record/keys.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ocop::detail {

/// A document that carries the SHA-256 of its own canonical JSON, and a signature over that where there is a key.
struct hashed_document {
  std::string sha256;
  std::string json;
};

/// Adds `sha256`, and `signature` where a key is given.
inline result<hashed_document> hash_document(value::object body, std::optional<signing_key> const& key) {
  auto const hashed = canonical_json(body);
  if (!hashed) return hashed.error();
  hashed_document made;
  made.sha256 = sha256_hex(*hashed);
  body.push_back({"sha256", made.sha256});
  if (key) body.push_back({"signature", hex_of(key->sign(made.sha256))});
  made.json = canonical_json(body).value();
  return made;
}

/// A line without what ends it, also where it was written under Windows.
inline std::string_view without_end(std::string_view line) { return line.substr(0, line.find_last_not_of("\r\n") + 1); }

/// Is a document, byte for byte, what hash_document writes?
inline bool is_intact(value const& document, std::string const& sha256, std::string_view line) {
  std::string_view const text = without_end(line);
  auto const whole = canonical_json(document);
  if (!whole || *whole != text) return false;
  // What was hashed is the same text without these two members, which stand side by side: no key comes between them.
  std::string own = R"(,"sha256":")" + sha256 + '"';
  value const* const signature = document.find("signature");
  if (signature) {
    auto const written = canonical_json(*signature);
    if (!written) return false;
    own += R"(,"signature":)" + *written;
  }
  std::size_t const at = text.find(own);
  if (at == std::string_view::npos || text.find(own, at + 1) != std::string_view::npos) return false;
  return sha256_hex(std::string(text.substr(0, at)) + std::string(text.substr(at + own.size()))) == sha256;
}

}  // namespace ocop::detail
