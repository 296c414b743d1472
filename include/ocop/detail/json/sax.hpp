#pragma once

#include "ocop/base/issue.hpp"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ocop::detail::json {

/// Appends one token to a JSON pointer, escaped by RFC 6901.
inline void append_token(std::string& pointer, std::string_view token) {
  pointer += '/';
  for (char const c : token) {
    if (c == '~') pointer += "~0";
    else if (c == '/') pointer += "~1";
    else pointer += c;
  }
}

/// Text as it may stand inside a message: quoted, at most 60 bytes, cut at a character.
inline std::string quoted(std::string_view text) {
  constexpr std::size_t most = 60;
  bool const cut = text.size() > most;
  if (cut) {
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text = text.substr(0, end);
  }
  std::string shown = "\"";
  for (char const c : text) shown += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  return shown + (cut ? "…\"" : "\"");
}

/// `line 3, column 7` of a byte in a text, both from 1.
inline std::string position(std::string_view text, std::size_t offset) {
  std::string_view const before = text.substr(0, std::min(offset, text.size()));
  auto const line = 1 + std::count(before.begin(), before.end(), '\n');
  auto const start = before.rfind('\n');
  std::size_t const column = start == std::string_view::npos ? before.size() + 1 : before.size() - start;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

/// Sends the events of a JSON text to a handler: strict JSON, valid UTF-8, one value, any depth
/// without recursion. The handler stops the reading by returning false and says why in `failure`.
template <class Handler>
std::optional<issue> read(std::string_view text, Handler& handler) {
  constexpr unsigned flags =
      rapidjson::kParseValidateEncodingFlag | rapidjson::kParseFullPrecisionFlag | rapidjson::kParseIterativeFlag;
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::Reader reader;
  auto const parsed = reader.Parse<flags>(stream, handler);
  std::size_t offset = parsed.Offset();
  std::string what;
  if (!parsed.IsError()) {
    // MemoryStream shows a NUL at its end; a NUL inside the text looks the same to the reader.
    if (stream.Tell() == text.size()) return std::nullopt;
    offset = stream.Tell();
    what = "a NUL byte stands in the text";
  } else if (parsed.Code() == rapidjson::kParseErrorTermination) {
    return std::move(handler.failure);
  } else {
    what = rapidjson::GetParseError_En(parsed.Code());
    if (!what.empty() && what.back() == '.') what.pop_back();
  }
  return issue{
      errc::invalid_json,
      {},
      "not valid JSON at " + position(text, offset) + ": " + what + ". Send one complete JSON object in UTF-8."};
}

/// Is the text one valid JSON value?
inline bool is_valid(std::string_view text) {
  struct : rapidjson::BaseReaderHandler<rapidjson::UTF8<>> {
    std::optional<issue> failure;
  } nothing;
  return !read(text, nothing);
}

}  // namespace ocop::detail::json
