#pragma once

#include "ocop/detail/crypto/bytes.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ocop::detail {

/// SHA-256 of some bytes, 32 bytes, by OpenSSL's libcrypto.
[[nodiscard]] inline std::string sha256_bytes(std::string_view bytes) {
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &size, EVP_sha256(),
                 nullptr) != 1)
    throw std::runtime_error("libcrypto refuses SHA-256");
  digest.resize(size);
  return digest;
}

/// The same as 64 lower-case hex digits.
[[nodiscard]] inline std::string sha256_hex(std::string_view bytes) { return hex_of(sha256_bytes(bytes)); }

}  // namespace ocop::detail
