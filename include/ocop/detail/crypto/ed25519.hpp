#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ocop::detail {

/// Ed25519 by OpenSSL's libcrypto. A key is shared and never changed.
using pkey = std::shared_ptr<EVP_PKEY>;

inline pkey owned_ed25519(EVP_PKEY* key) {
  pkey owned(key, &EVP_PKEY_free);
  if (owned && EVP_PKEY_base_id(owned.get()) != EVP_PKEY_ED25519) owned.reset();
  return owned;
}

inline std::unique_ptr<BIO, decltype(&BIO_free)> reader_of(std::string_view pem) {
  return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free};
}

/// A private key from PEM (PKCS #8). `ask` gives the phrase of an encrypted one.
inline pkey read_private_key(std::string_view pem, std::function<std::optional<std::string>()> const& ask) {
  auto const give_phrase = [](char* to, int room, int, void* asker) -> int {
    auto const& asked = *static_cast<std::function<std::optional<std::string>()> const*>(asker);
    auto const phrase = asked ? asked() : std::nullopt;
    if (!phrase || phrase->size() > static_cast<std::size_t>(room)) return -1;
    std::copy(phrase->begin(), phrase->end(), to);
    return static_cast<int>(phrase->size());
  };
  auto const from = reader_of(pem);
  return owned_ed25519(PEM_read_bio_PrivateKey(from.get(), nullptr, give_phrase,
                                               const_cast<std::function<std::optional<std::string>()>*>(&ask)));
}

/// A public key from PEM (SubjectPublicKeyInfo).
inline pkey read_public_key(std::string_view pem) {
  auto const from = reader_of(pem);
  return owned_ed25519(PEM_read_bio_PUBKEY(from.get(), nullptr, nullptr, nullptr));
}

/// The 32 bytes of a key's public half.
inline std::string public_bytes_of(EVP_PKEY const* key) {
  std::string bytes(32, '\0');
  std::size_t size = bytes.size();
  if (EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(bytes.data()), &size) != 1) bytes.clear();
  return bytes;
}

inline pkey public_key_of(std::string_view bytes) {
  return owned_ed25519(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr,
                                                   reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size()));
}

/// A key's public half as DER (SubjectPublicKeyInfo).
inline std::string der_of(EVP_PKEY const* key) {
  unsigned char* data = nullptr;
  int const size = i2d_PUBKEY(key, &data);
  std::unique_ptr<unsigned char, void (*)(unsigned char*)> const owned(data, [](unsigned char* p) { OPENSSL_free(p); });
  return size > 0 ? std::string(reinterpret_cast<char const*>(data), static_cast<std::size_t>(size)) : std::string();
}

/// 64 bytes; none where libcrypto refuses.
[[nodiscard]] inline std::string ed25519_sign(EVP_PKEY* key, std::string_view message) {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> const context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  std::string signature(64, '\0');
  std::size_t size = signature.size();
  if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     reinterpret_cast<unsigned char const*>(message.data()), message.size()) != 1)
    return {};
  return signature;
}

/// Does a signature of 64 bytes fit?
[[nodiscard]] inline bool ed25519_verify(EVP_PKEY* key, std::string_view message, std::string_view signature) {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> const context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  return signature.size() == 64 && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), reinterpret_cast<unsigned char const*>(signature.data()), signature.size(),
                          reinterpret_cast<unsigned char const*>(message.data()), message.size()) == 1;
}

}  // namespace ocop::detail
