#pragma once

#include "ocop/base/day.hpp"
#include "ocop/base/result.hpp"
#include "ocop/config.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace ocop {

/// A public Ed25519 key, to verify with. Always holds one. Cheap to copy; safe to use from many threads.
class verifying_key {
  std::shared_ptr<evp_pkey_st> key_;
  explicit verifying_key(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
  friend class signing_key;

 public:
  /// Reads a PEM file (SubjectPublicKeyInfo). Errors: errc::bad_key where the text is empty, holds no such key or
  /// several.
  [[nodiscard]] static OCOP_INLINE result<verifying_key> read(std::string_view pem);
  /// A key by its 32 bytes. Errors: errc::bad_key.
  [[nodiscard]] static OCOP_INLINE result<verifying_key> of_bytes(std::string_view bytes);

  /// Does a signature, 64 bytes, fit the bytes that were signed?
  [[nodiscard]] OCOP_INLINE bool verify(std::string_view bytes, std::string_view signature) const;
  /// The key itself, 32 bytes.
  [[nodiscard]] OCOP_INLINE std::string bytes() const;
  /// Its name in records: SHA-256 of the key as DER (SubjectPublicKeyInfo), 64 hex digits.
  [[nodiscard]] OCOP_INLINE std::string sha256() const;
};

/// Gives the phrase of an encrypted key; nothing: there is none.
using phrase_source = std::function<std::optional<std::string>()>;

/// A private Ed25519 key, to sign with. Always holds one. Cheap to copy; safe to use from many threads.
class signing_key {
  std::shared_ptr<evp_pkey_st> key_;
  explicit signing_key(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}

 public:
  /// Reads a PEM file (PKCS #8). The phrase of an encrypted one is asked for once; the terminal is never asked.
  /// Errors: errc::bad_key where the text is empty, holds no such key or several, or is encrypted and the phrase is not
  /// given or wrong.
  [[nodiscard]] static OCOP_INLINE result<signing_key> read(std::string_view pem, phrase_source const& ask = {});

  /// The signature over some bytes, 64 bytes.
  [[nodiscard]] OCOP_INLINE std::string sign(std::string_view bytes) const;
  [[nodiscard]] OCOP_INLINE verifying_key public_key() const;
};

/// A public key and the days on which it held: from `from`, included, to `until`, excluded; an absent end is open.
struct dated_key {
  verifying_key key;
  std::optional<day> from{};
  std::optional<day> until{};

  /// Of no day nothing is known: there only a key without a period holds.
  [[nodiscard]] bool holds_on(std::optional<day> d) const {
    return d ? (!from || *from <= *d) && (!until || *d < *until) : !from && !until;
  }
};

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/record/impl/keys.ipp"
#endif
