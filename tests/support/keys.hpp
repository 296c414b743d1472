#pragma once

#include "ocop/record/keys.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <string>

namespace ocop::test {

/// A new Ed25519 key pair as PEM; `phrase`: the secret one is encrypted by it, where it is not empty.
struct key_pair {
  std::string secret;
  std::string open;

  explicit key_pair(std::string const& phrase = {}) {
    EVP_PKEY* const key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    BIO* const out = BIO_new(BIO_s_mem());
    auto const* const by = phrase.empty() ? nullptr : reinterpret_cast<unsigned char const*>(phrase.data());
    PEM_write_bio_PrivateKey(out, key, phrase.empty() ? nullptr : EVP_aes_256_cbc(), by,
                             static_cast<int>(phrase.size()), nullptr, nullptr);
    secret = taken(out);
    PEM_write_bio_PUBKEY(out, key);
    open = taken(out);
    BIO_free(out);
    EVP_PKEY_free(key);
  }

  [[nodiscard]] signing_key signer() const { return signing_key::read(secret).value(); }
  [[nodiscard]] verifying_key verifier() const { return verifying_key::read(open).value(); }

 private:
  static std::string taken(BIO* bio) {
    char* data = nullptr;
    long const size = BIO_get_mem_data(bio, &data);
    std::string text(data, static_cast<std::size_t>(size));
    BIO_reset(bio);
    return text;
  }
};

}  // namespace ocop::test
