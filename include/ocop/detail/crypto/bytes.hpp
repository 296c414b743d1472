#pragma once

#include <openssl/evp.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ocop::detail {

/// Bytes as lower-case hex digits, two a byte.
[[nodiscard]] inline std::string hex_of(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (char const c : bytes) {
    auto const byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

/// The bytes of lower-case hex digits. Nothing where the text is anything else.
[[nodiscard]] inline std::optional<std::string> bytes_of_hex(std::string_view hex) {
  constexpr std::string_view digits = "0123456789abcdef";
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    auto const high = digits.find(hex[i]);
    auto const low = digits.find(hex[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

/// Bytes as base64 with padding (RFC 4648, section 4), on one line.
[[nodiscard]] inline std::string base64_of(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  int const size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<unsigned char const*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

/// The bytes of base64 as base64_of writes it, and of no other spelling. Nothing where the text is anything else.
[[nodiscard]] inline std::optional<std::string> bytes_of_base64(std::string_view text) {
  constexpr std::size_t longest = std::size_t{64} << 20U;
  if (text.size() % 4 != 0 || text.size() > longest) return std::nullopt;
  std::string bytes(text.size() / 4 * 3 + 1, '\0');
  int const size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<unsigned char const*>(text.data()), static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  // The decoder counts padding as bytes; writing again what it gave tells every other spelling.
  std::size_t const padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  bytes.resize(static_cast<std::size_t>(size) - padding);
  if (base64_of(bytes) != text) return std::nullopt;
  return bytes;
}

}  // namespace ocop::detail
