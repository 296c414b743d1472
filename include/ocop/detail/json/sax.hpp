#pragma once

#include "ocop/base/issue.hpp"
#include "ocop/base/text.hpp"
#include "ocop/detail/json/allocator.hpp"
#include "ocop/detail/json/numbers.hpp"
#include "ocop/detail/json/rapidjson.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ocop::detail::json {

/// `line 3, column 7` of a byte in a text, both from 1.
inline std::string position(std::string_view text, std::size_t offset) {
  std::string_view const before = text.substr(0, std::min(offset, text.size()));
  auto const line = 1 + std::count(before.begin(), before.end(), '\n');
  auto const start = before.rfind('\n');
  std::size_t const column = start == std::string_view::npos ? before.size() + 1 : before.size() - start;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

/// Where a text escapes half a surrogate pair, which is no character; npos: nowhere. RapidJSON lets a lone second half
/// through. Backslashes stand in strings only, as far as a text is JSON, so no more needs to be read.
inline std::size_t lone_surrogate(std::string_view text) {
  auto const unit = [&](std::size_t at) {  // of the escape \uXXXX at `at`; 0 where there is none
    unsigned code = 0;
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return code;
    std::from_chars(text.data() + at + 2, text.data() + at + 6, code, 16);
    return code;
  };
  for (std::size_t at = text.find('\\'); at != std::string_view::npos;) {
    unsigned const code = unit(at);
    std::size_t step = code == 0 ? 2 : 6;
    if (code >= 0xDC00 && code < 0xE000) return at;
    if (code >= 0xD800 && code < 0xDC00) {
      unsigned const second = unit(at + 6);
      if (second < 0xDC00 || second >= 0xE000) return at;
      step = 12;
    }
    at = text.find('\\', std::min(at + step, text.size()));
  }
  return std::string_view::npos;
}

using reader = rapidjson::GenericReader<rapidjson::UTF8<>, rapidjson::UTF8<>, allocator>;

/// An issue of what is wrong at a byte of a text.
inline issue not_json(std::string_view text, std::size_t offset, std::string const& what) {
  return issue{
      errc::invalid_json,
      {},
      "not valid JSON at " + position(text, offset) + ": " + what + ". Send one complete JSON object in UTF-8."};
}

/// The first place where a text holds what is no character: bytes that are no UTF-8, or half a surrogate pair escaped.
inline std::optional<issue> check_characters(std::string_view text) {
  if (std::size_t const at = first_not_utf8(text); at != std::string_view::npos)
    return not_json(text, at, "the byte " + byte_in_hex(static_cast<unsigned char>(text[at])) + " is no UTF-8 there");
  if (std::size_t const at = lone_surrogate(text); at != std::string_view::npos)
    return not_json(text, at, std::string(text.substr(at, 6)) + " is half a surrogate pair and no character");
  return std::nullopt;
}

/// Sends the events of a JSON text to a handler: strict JSON, valid UTF-8, one value, any depth without recursion, each
/// number as the nearest that there is. A handler that may stop the reading returns false and says why in `failure`.
///
/// The characters are checked first, of the whole text: a handler sees no other, and what is no text is refused
/// whatever else is wrong with it.
template <class Handler>
std::optional<issue> read(std::string_view text, Handler& handler) {
  if (auto wrong = check_characters(text)) return wrong;
  constexpr unsigned flags = rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseIterativeFlag;
  rapidjson::MemoryStream stream(text.data(), text.size());
  reader events;
  numbers_read numbers(handler);
  auto const parsed = events.Parse<flags>(stream, numbers);
  if (!parsed.IsError()) {
    // MemoryStream shows a NUL at its end; a NUL inside the text looks the same to the reader.
    if (stream.Tell() == text.size()) return std::nullopt;
    return not_json(text, stream.Tell(), "a NUL byte stands in the text");
  }
  bool const is_too_large = numbers.too_large;
  if constexpr (requires { handler.failure; })
    if (parsed.Code() == rapidjson::kParseErrorTermination && !is_too_large) return std::move(handler.failure);
  std::string what = rapidjson::GetParseError_En(is_too_large ? rapidjson::kParseErrorNumberTooBig : parsed.Code());
  if (!what.empty() && what.back() == '.') what.pop_back();
  return not_json(text, parsed.Offset(), what);
}

/// Is the text one valid JSON value?
inline bool is_valid(std::string_view text) {
  struct : rapidjson::BaseReaderHandler<rapidjson::UTF8<>> {
    std::optional<issue> failure;
  } nothing;
  return !read(text, nothing);
}

}  // namespace ocop::detail::json
