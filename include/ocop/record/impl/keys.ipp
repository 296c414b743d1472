#pragma once

#include "ocop/detail/crypto/ed25519.hpp"
#include "ocop/detail/crypto/sha256.hpp"
#include "ocop/record/keys.hpp"

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace ocop {
namespace detail {

/// Why a text cannot be one key in PEM; nothing where it may be.
inline std::optional<issue> no_key(std::string_view pem, std::string const& kind, std::string const& made_by) {
  constexpr std::size_t largest = std::size_t{64} << 10U;
  constexpr std::string_view begin = "-----BEGIN ";
  bool const wants_public = kind == "public";
  std::string const what = "the " + kind + " key ";
  if (pem.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return issue{errc::bad_key, {}, what + "is empty; name a PEM file made by " + made_by + '.'};
  if (pem.size() > largest)
    return issue{errc::bad_key, {}, what + "is larger than 64 KiB, so it is no Ed25519 key in PEM."};
  std::size_t const first = pem.find(begin);
  if (first != std::string_view::npos && pem.find(begin, first + 1) != std::string_view::npos)
    return issue{errc::bad_key, {}, what + "is one of several in its text; give each key in a file of its own."};
  bool const is_private = pem.find("PRIVATE KEY-----") != std::string_view::npos;
  bool const is_public = pem.find("-----BEGIN PUBLIC KEY-----") != std::string_view::npos;
  if (wants_public && is_private)
    return issue{errc::bad_key, {}, what + "is a private one; make the public one of it by openssl pkey -pubout."};
  if (!wants_public && is_public)
    return issue{errc::bad_key, {}, what + "is a public one, which only verifies; name the private one of the pair."};
  return std::nullopt;
}

}  // namespace detail

OCOP_INLINE result<verifying_key> verifying_key::read(std::string_view pem) {
  if (auto wrong = detail::no_key(pem, "public", "openssl pkey -pubout")) return std::move(*wrong);
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
  if (auto wrong = detail::no_key(pem, "private", "openssl genpkey")) return std::move(*wrong);
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
