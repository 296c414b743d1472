// Which bytes are UTF-8, and that what is said of other bytes is UTF-8.
#include "ocop/base/text.hpp"

#include "support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace text_test {
namespace {

using namespace ocop;

/// A code point in the shortest form, surrogates and what is beyond U+10FFFF included.
std::string encoded(std::uint32_t code) {
  auto const tail = [&](unsigned shift) { return static_cast<char>(0x80U | (code >> shift & 0x3FU)); };
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) return {static_cast<char>(0xC0U | code >> 6U), tail(0)};
  if (code < 0x10000) return {static_cast<char>(0xE0U | code >> 12U), tail(6), tail(0)};
  return {static_cast<char>(0xF0U | code >> 18U), tail(12), tail(6), tail(0)};
}

/// By the definition: decode, and see that the same bytes come out.
bool is_utf8_by_definition(std::string_view text) {
  while (!text.empty()) {
    auto const lead = static_cast<unsigned char>(text.front());
    std::size_t const length = lead < 0x80   ? 1
                               : lead < 0xC0 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF8 ? 4
                                             : 0;
    if (length == 0 || length > text.size()) return false;
    std::uint32_t code = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
      auto const next = static_cast<unsigned char>(text[i]);
      if (next < 0x80 || next > 0xBF) return false;
      code = code << 6U | (next & 0x3FU);
    }
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000) || encoded(code) != text.substr(0, length)) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace

TEST_CASE("every code point but surrogates is UTF-8, and nothing beyond U+10FFFF", "[base]") {
  for (std::uint32_t code = 0; code < 0x140000; ++code) {
    bool const is_character = code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
    std::string const text = encoded(code);
    if (is_utf8(text) != is_character || character_length(text) != (is_character ? text.size() : 0)) FAIL(code);
    if (is_utf8("abcdefg" + text + "hijklmno") != is_character) FAIL(code);
  }
  CHECK(is_utf8(""));
  CHECK(character_length("") == 0);
}

TEST_CASE("all texts of two and three bytes, and many of four to twenty, are told as the definition tells them",
          "[base]") {
  for (unsigned n = 0; n < 0x1000000; n += n < 0x10000 ? 1 : 7) {
    std::string text{static_cast<char>(n & 0xFFU), static_cast<char>(n >> 8U & 0xFFU)};
    if (n >= 0x10000) text += static_cast<char>(n >> 16U);
    if (is_utf8(text) != is_utf8_by_definition(text)) FAIL(n);
  }
  std::mt19937 random(37);
  constexpr std::string_view often = "\x80\xBF\xC1\xC2\xDF\xE0\xA0\x9F\xED\xEF\xF0\x90\x8F\xF4\xF5 az";
  for (int n = 0; n < 300'000; ++n) {
    std::string text;
    for (std::size_t size = random() % 20; size > 0; --size)
      text += random() % 3 == 0 ? encoded(static_cast<std::uint32_t>(random() % 0x110000))
                                : std::string(1, often[random() % often.size()]);
    std::size_t const bad = first_not_utf8(text);
    if ((bad == std::string::npos) != is_utf8_by_definition(text)) FAIL(text);
    if (bad == std::string::npos) continue;
    // What stands before it is UTF-8, and no character begins there.
    if (!is_utf8_by_definition(text.substr(0, bad)) || character_length(text.substr(bad)) != 0) FAIL(text);
  }
}

TEST_CASE("a message about any bytes is UTF-8, and about UTF-8 it is as it was", "[base]") {
  std::mt19937 random(38);
  for (int n = 0; n < 20'000; ++n) {
    std::string text;
    for (std::size_t size = random() % 200; size > 0; --size) text += static_cast<char>(random());
    std::string pointer;
    append_token(pointer, text);
    if (!is_utf8(as_utf8(text)) || !is_utf8(in_quotes(text)) || !is_utf8(one_line(text)) || !is_utf8(pointer))
      FAIL(text);
  }
  CHECK(as_utf8("Bưởi \xFF da\xC3") == "Bưởi \uFFFD da\uFFFD");
  CHECK(in_quotes("\xED\xB0\x80") == "\"\uFFFD\uFFFD\uFFFD\"");
  CHECK(pointer_to("a\x80/b") == "/a\uFFFD~1b");
  CHECK(as_utf8("Ủy viên một 🏮") == "Ủy viên một 🏮");
  CHECK(beginning(std::string(100, '\x80')).size() == 57);
  CHECK(in_quotes(std::string(59, 'x') + "Ủ") == '"' + std::string(59, 'x') + "…\"");
}

}  // namespace text_test
