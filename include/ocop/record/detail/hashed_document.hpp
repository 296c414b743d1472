#pragma once

#include "ocop/base/result.hpp"
#include "ocop/base/value.hpp"
#include "ocop/detail/ed25519.hpp"
#include "ocop/detail/sha256.hpp"
#include "ocop/record/canonical_json.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace ocop::detail {

/// A document that carries the SHA-256 of its own canonical JSON, and a signature over that where there is a key.
struct hashed_document {
  std::string sha256;
  std::string json;
};

/// Adds `sha256`, and `signature` where a private key is given.
inline result<hashed_document> hash_document(value::object body, std::string_view private_key) {
  auto const hashed = canonical_json(body);
  if (!hashed) return hashed.error();
  hashed_document made;
  made.sha256 = sha256_hex(*hashed);
  body.push_back({"sha256", made.sha256});
  if (!private_key.empty()) {
    auto const signature = ed25519_sign(private_key, made.sha256);
    if (!signature)
      return issue{errc::bad_key, {}, "the private key is no Ed25519 key in PEM. Make one with openssl genpkey."};
    body.push_back({"signature", *signature});
  }
  made.json = canonical_json(body).value();
  return made;
}

/// Is a document, byte for byte, what hash_document writes?
inline bool is_intact(value const& document, std::string const& sha256, std::string_view text) {
  value::object body;
  for (auto const& m : document.as_object())
    if (m.key != "sha256" && m.key != "signature") body.push_back(m);
  auto const hashed = canonical_json(body);
  auto const whole = canonical_json(document);
  return hashed && whole && *whole == text && sha256_hex(*hashed) == sha256;
}

}  // namespace ocop::detail
