#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ocop {

/// How many bytes the first character of a text has in UTF-8, 1 to 4; 0 where the text is empty or begins with none
/// (Unicode 15, table 3-7: no overlong form, no surrogate, nothing beyond U+10FFFF).
[[nodiscard]] constexpr std::size_t character_length(std::string_view text) noexcept {
  auto const byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  unsigned const lead = byte(0);
  if (lead < 0x80) return text.empty() ? 0 : 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  std::size_t const length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  unsigned const least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  unsigned const most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (byte(1) < least || byte(1) > most) return 0;
  for (std::size_t i = 2; i < length; ++i)
    if ((byte(i) & 0xC0U) != 0x80) return 0;
  return length;
}

/// Where the first byte stands that belongs to no character of UTF-8; npos: nowhere.
[[nodiscard]] constexpr std::size_t first_not_utf8(std::string_view text) noexcept {
  constexpr std::uint64_t tops = 0x8080808080808080U;
  for (std::size_t at = 0; at < text.size();) {
    if (!std::is_constant_evaluated()) {
      // Eight bytes at a time as long as all are ASCII.
      std::uint64_t word = tops;
      while (text.size() - at >= sizeof word) {
        std::memcpy(&word, text.data() + at, sizeof word);
        if ((word & tops) != 0) break;
        at += sizeof word;
      }
      while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
      if (at == text.size()) break;
    }
    std::size_t const length = character_length(text.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

/// Is a text UTF-8 from its first byte to its last?
[[nodiscard]] constexpr bool is_utf8(std::string_view text) noexcept {
  return first_not_utf8(text) == std::string_view::npos;
}

/// A text as UTF-8: U+FFFD stands in place of every byte that belongs to no character. For messages and pages, which
/// are UTF-8 whatever they are about.
[[nodiscard]] inline std::string as_utf8(std::string_view text) {
  std::string made;
  made.reserve(text.size());
  for (std::size_t bad = first_not_utf8(text); bad != std::string_view::npos; bad = first_not_utf8(text)) {
    made.append(text.substr(0, bad)).append("\uFFFD");
    text.remove_prefix(bad + 1);
  }
  return made.append(text);
}

/// A byte as two hex digits.
[[nodiscard]] inline std::string byte_in_hex(unsigned char byte) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  return {digits[byte >> 4U], digits[byte & 15U]};
}

/// At most so many bytes of a text, cut between two characters of UTF-8. Of a text that is none, cut anywhere.
[[nodiscard]] constexpr std::string_view beginning(std::string_view text, std::size_t most = 60) noexcept {
  if (text.size() <= most) return text;
  constexpr std::size_t longest_tail = 3;  // bytes of a character behind its first
  std::size_t end = most;
  while (end > 0 && most - end < longest_tail && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

/// A text on one line without anything that a terminal obeys: control characters become spaces. Always UTF-8.
[[nodiscard]] inline std::string one_line(std::string_view text) {
  std::string line = as_utf8(text);
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  return line;
}

/// A text as it may stand inside a message: in quotes, its beginning only, on one line. Always UTF-8.
[[nodiscard]] inline std::string in_quotes(std::string_view text) {
  return '"' + one_line(beginning(text)) + (beginning(text).size() < text.size() ? "…\"" : "\"");
}

/// Words with commas between them, for messages.
[[nodiscard]] inline std::string join(std::vector<std::string> const& words) {
  std::string text;
  for (auto const& w : words) text += (text.empty() ? "" : ", ") + w;
  return text;
}

/// Appends one token to a JSON pointer, escaped by RFC 6901; of a very long one its beginning. Always UTF-8.
inline void append_token(std::string& pointer, std::string_view token) {
  std::string mended;
  token = beginning(token);
  if (!is_utf8(token)) token = mended = as_utf8(token);
  pointer += '/';
  for (std::size_t at = token.find_first_of("~/"); at != std::string_view::npos; at = token.find_first_of("~/")) {
    pointer.append(token.substr(0, at)).append(token[at] == '~' ? "~0" : "~1");
    token.remove_prefix(at + 1);
  }
  pointer.append(token);
}

/// A JSON pointer of one token.
[[nodiscard]] inline std::string pointer_to(std::string_view token) {
  std::string pointer;
  append_token(pointer, token);
  return pointer;
}

}  // namespace ocop
