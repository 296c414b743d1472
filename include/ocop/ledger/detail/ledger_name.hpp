#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ocop::detail {

/// The next character of a text and how many bytes it has; nothing where the text is no UTF-8 there.
struct character {
  std::uint32_t code = 0;
  std::size_t size = 0;
};
[[nodiscard]] constexpr std::optional<character> first_character(std::string_view text) noexcept {
  auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (text.empty()) return std::nullopt;
  if (byte(0) < 0x80) return character{byte(0), 1};
  std::size_t const size = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : 2;
  constexpr std::uint32_t least[]{0, 0, 0x80, 0x800, 0x10000};
  if (byte(0) < 0xC2 || byte(0) > 0xF4 || text.size() < size) return std::nullopt;
  std::uint32_t code = byte(0) & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return std::nullopt;
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  if (code < least[size] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return std::nullopt;
  return character{code, size};
}

/// Is a character white space (the Unicode property White_Space) or a control character?
[[nodiscard]] constexpr bool is_space_or_control(std::uint32_t code) noexcept {
  return code <= 0x20 || (code >= 0x7F && code <= 0xA0) || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) ||
         code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
}

/// The name of a file as it may stand in a message: on one line, in UTF-8, with U+FFFD for each byte that is none.
[[nodiscard]] inline std::string shown_name(std::string_view name) {
  std::string shown;
  while (!name.empty()) {
    auto const next = first_character(name);
    std::size_t const size = next ? next->size : 1;
    if (!next) shown += "\xEF\xBF\xBD";
    else if (next->code < 0x20 || next->code == 0x7F) shown += ' ';
    else shown += name.substr(0, size);
    name.remove_prefix(size);
  }
  return shown;
}

}  // namespace ocop::detail
