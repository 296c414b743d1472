#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ocop {

/// At most so many bytes of a text, cut between two characters of UTF-8.
[[nodiscard]] constexpr std::string_view beginning(std::string_view text, std::size_t most = 60) noexcept {
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

/// A text on one line without anything that a terminal obeys: control characters become spaces.
[[nodiscard]] inline std::string one_line(std::string_view text) {
  std::string line(text);
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  return line;
}

/// A text as it may stand inside a message: in quotes, its beginning only, on one line.
[[nodiscard]] inline std::string in_quotes(std::string_view text) {
  return '"' + one_line(beginning(text)) + (beginning(text).size() < text.size() ? "…\"" : "\"");
}

/// Words with commas between them, for messages.
[[nodiscard]] inline std::string join(std::vector<std::string> const& words) {
  std::string text;
  for (auto const& w : words) text += (text.empty() ? "" : ", ") + w;
  return text;
}

/// Appends one token to a JSON pointer, escaped by RFC 6901; of a very long one its beginning.
inline void append_token(std::string& pointer, std::string_view token) {
  pointer += '/';
  for (char const c : beginning(token)) {
    if (c == '~') pointer += "~0";
    else if (c == '/') pointer += "~1";
    else pointer += c;
  }
}

/// A JSON pointer of one token.
[[nodiscard]] inline std::string pointer_to(std::string_view token) {
  std::string pointer;
  append_token(pointer, token);
  return pointer;
}

}  // namespace ocop
