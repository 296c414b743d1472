#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ocop::detail {

/// Ed25519 by OpenSSL's libcrypto. Keys are PEM files (PKCS #8 and SubjectPublicKeyInfo), signatures 128 hex digits.
using pkey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

inline pkey read_key(std::string_view pem, bool is_private) {
  std::unique_ptr<BIO, decltype(&BIO_free)> const bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                      &BIO_free);
  EVP_PKEY* const key = is_private ? PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr)
                                   : PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr);
  pkey owned(key, &EVP_PKEY_free);
  if (owned && EVP_PKEY_base_id(owned.get()) != EVP_PKEY_ED25519) owned.reset();
  return owned;
}

/// Nothing where the text holds no private Ed25519 key.
[[nodiscard]] inline std::optional<std::string> ed25519_sign(std::string_view private_pem, std::string_view message) {
  pkey const key = read_key(private_pem, true);
  if (!key) return std::nullopt;
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> const context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  std::array<unsigned char, 64> signature{};
  std::size_t size = signature.size();
  if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), signature.data(), &size, reinterpret_cast<unsigned char const*>(message.data()),
                     message.size()) != 1)
    return std::nullopt;
  constexpr std::string_view hex = "0123456789abcdef";
  std::string text;
  for (unsigned char const byte : signature) {
    text += hex[byte >> 4U];
    text += hex[byte & 15U];
  }
  return text;
}

/// Does the signature fit? Nothing where the text holds no public Ed25519 key.
[[nodiscard]] inline std::optional<bool> ed25519_verify(std::string_view public_pem, std::string_view message,
                                                        std::string_view signature) {
  pkey const key = read_key(public_pem, false);
  if (!key) return std::nullopt;
  std::array<unsigned char, 64> bytes{};
  if (signature.size() != 2 * bytes.size()) return false;
  constexpr std::string_view hex = "0123456789abcdef";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto const high = hex.find(signature[2 * i]);
    auto const low = hex.find(signature[2 * i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return false;
    bytes[i] = static_cast<unsigned char>(high * 16 + low);
  }
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> const context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes.data(), bytes.size(),
                          reinterpret_cast<unsigned char const*>(message.data()), message.size()) == 1;
}

}  // namespace ocop::detail
