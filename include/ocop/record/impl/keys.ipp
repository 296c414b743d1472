#pragma once

#include "ocop/detail/crypto/ed25519.hpp"
#include "ocop/detail/crypto/sha256.hpp"
#include "ocop/record/keys.hpp"

#include <stdexcept>
#include <utility>

namespace ocop {
namespace detail {

inline bool is_blank_key(std::string_view pem) { return pem.find_first_not_of(" \t\r\n") == std::string_view::npos; }

}  // namespace detail

OCOP_INLINE result<verifying_key> verifying_key::read(std::string_view pem) {
  if (detail::is_blank_key(pem))
    return issue{errc::bad_key, {}, "the public key is empty; name a PEM file made by openssl pkey -pubout."};
  auto key = detail::read_public_key(pem);
  if (!key)
    return issue{errc::bad_key, {}, "the public key is no Ed25519 key in PEM. Make one with openssl pkey -pubout."};
  return verifying_key(std::move(key));
}

OCOP_INLINE result<verifying_key> verifying_key::of_bytes(std::string_view bytes) {
  auto key = bytes.size() == 32 ? detail::public_key_of(bytes) : nullptr;
  if (!key) return issue{errc::bad_key, {}, "a public Ed25519 key has 32 bytes."};
  return verifying_key(std::move(key));
}

OCOP_INLINE bool verifying_key::verify(std::string_view bytes, std::string_view signature) const {
  return detail::ed25519_verify(key_.get(), bytes, signature);
}

OCOP_INLINE std::string verifying_key::bytes() const { return detail::public_bytes_of(key_.get()); }

OCOP_INLINE std::string verifying_key::sha256() const { return detail::sha256_hex(detail::der_of(key_.get())); }

OCOP_INLINE result<signing_key> signing_key::read(std::string_view pem, phrase_source const& ask) {
  if (detail::is_blank_key(pem))
    return issue{errc::bad_key, {}, "the private key is empty; name a PEM file made by openssl genpkey."};
  // libcrypto asks each of its decoders.
  bool was_asked = false;
  std::optional<std::string> phrase;
  auto key = detail::read_private_key(pem, [&] {
    if (!std::exchange(was_asked, true) && ask) phrase = ask();
    return phrase;
  });
  if (!key)
    return issue{errc::bad_key,
                 {},
                 was_asked ? "the private key is encrypted, and its phrase is not given or wrong."
                           : "the private key is no Ed25519 key in PEM. Make one with openssl genpkey."};
  return signing_key(std::move(key));
}

OCOP_INLINE std::string signing_key::sign(std::string_view bytes) const {
  auto signature = detail::ed25519_sign(key_.get(), bytes);
  if (signature.empty()) throw std::runtime_error("libcrypto refuses to sign");
  return signature;
}

OCOP_INLINE verifying_key signing_key::public_key() const {
  return verifying_key(detail::public_key_of(detail::public_bytes_of(key_.get())));
}

}  // namespace ocop
