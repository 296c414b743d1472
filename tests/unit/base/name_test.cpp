// When two names are one.
#include "ocop/base/name.hpp"
#include "ocop/base/text.hpp"
#include "ocop/detail/unicode.hpp"

#include "support/catch.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace name_test {
namespace {

using namespace ocop;

std::string encoded(std::int32_t code) {
  auto const tail = [&](unsigned shift) { return static_cast<char>(0x80 | (code >> shift & 0x3F)); };
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) return {static_cast<char>(0xC0 | code >> 6), tail(0)};
  if (code < 0x10000) return {static_cast<char>(0xE0 | code >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xF0 | code >> 18), tail(12), tail(6), tail(0)};
}

bool is_plain_character(std::int32_t code) { return code < 0x300 || (code >= 0x1E00 && code < 0x1F00); }

}  // namespace

TEST_CASE("what is told without a table is what the tables of Unicode say, of every character", "[base]") {
  std::vector<std::string> plain;
  for (std::int32_t code = 0; code < 0x110000; ++code) {
    if (code >= 0xD800 && code < 0xE000) continue;
    std::string const text = encoded(code);
    bool const is_seen = !detail::is_invisible(code);
    if (is_plain_character(code) && detail::normal_form_c("a" + text + "a") != "a" + text + "a") FAIL(code);
    if (is_plain_name(text) != (is_plain_character(code) && is_seen)) FAIL(code);
    if (is_plain_name("a" + text + "a") != is_plain_character(code)) FAIL(code);
    if (is_blank_name(text) == is_seen) FAIL(code);
    if (is_plain_character(code)) plain.push_back(text);
  }
  REQUIRE(plain.size() == 0x400);
  // Beside one another they stay in normal form C too.
  for (auto const& a : plain) {
    std::string all;
    for (auto const& b : plain) all += a + b;
    if (detail::normal_form_c(all) != all) FAIL(a);
  }
  std::mt19937 random(40);
  for (int n = 0; n < 100'000; ++n) {
    std::string text;
    for (std::size_t size = 1 + random() % 5; size > 0; --size) text += plain[random() % plain.size()];
    std::string const key = detail::normal_form_c(detail::visible_part(text));
    if (name_key(text) != key || is_plain_name(text) != (key == text && !text.empty())) FAIL(text);
  }
}

TEST_CASE("names of one form, and with blanks around them, have one key", "[base]") {
  CHECK(name_key("Ủy viên một") == "Ủy viên một");
  CHECK(name_key("U\u0309y vie\u0302n mo\u0323\u0302t") == "Ủy viên một");
  CHECK(name_key("mo\u0302\u0323t") == "một");  // marks in either order
  CHECK(name_key("mọ\u0302t") == "một");
  CHECK(name_key("\u212B\u1100\u1161") == "Å가");
  for (char const* const blank : {" ", "\t", "\r\n", "\u00A0", "\u2003", "\u3000", "\u200B", "\uFEFF", "\u2060",
                                  "\u0085", "\u00AD", "\u202E", "\u2028", "\u180E", "\u3164", "\u2800"}) {
    CAPTURE(blank);
    std::string const name = "Bình";
    CHECK(name_key(name + blank) == name);
    CHECK(name_key(blank + name) == name);
    CHECK(name_key(blank + ("Bi\u0300nh" + std::string(blank) + blank)) == name);
    CHECK(is_blank_name(blank));
    CHECK(is_blank_name(blank + std::string(" ") + blank));
    CHECK_FALSE(is_blank_name(blank + name));
  }
  CHECK(is_blank_name(""));
  CHECK(name_key("").empty());
  CHECK(name_key("\u00A0\u3000").empty());
  // What is within stays, and so do upper and lower case.
  CHECK(name_key("Nguyễn  An") != name_key("Nguyễn An"));
  CHECK(name_key("an") != name_key("An"));
  CHECK(name_key("\xFF ") == "\xFF ");
  for (char const* const cut : {"\xC2", "a\xC2", "\xE1", "\xE1\xB8", "a\xE1", "a\xC3"}) {
    std::string const text = cut;  // nothing is read beyond its end
    CHECK((is_plain_name(text) || name_key(text) == text));
    CHECK_FALSE(is_blank_name(text));
  }
}

TEST_CASE("two writings of one name show the code points of the first character that differs", "[base]") {
  CHECK(differing_code_points("Ủy", "U\u0309y") == "U+1EE6 against U+0055 U+0309");
  CHECK(differing_code_points("Ủy viên", "U\u0309y vie\u0302n") == "U+1EE6 … against U+0055 U+0309 …");
  CHECK(differing_code_points("Uy viên", "Uy vie\u0302n") == "U+00EA against U+0065 U+0302");
  CHECK(differing_code_points("mo\u0302\u0323t", "mo\u0323\u0302t") == "U+0302 U+0323 against U+0323 U+0302");
  CHECK(differing_code_points("An", "An\u00A0") == "nothing against U+00A0");
  CHECK(differing_code_points(" An", "An") == "U+0020 against nothing");
  CHECK(differing_code_points(" Ủ", "U\u0309") == "U+1EE6 against U+0055 U+0309");
  CHECK(differing_code_points("𠀋 ", "𠀋") == "U+0020 against nothing");
  CHECK(differing_code_points("\U000E0020A", "A") == "U+E0020 against nothing");
  CHECK(differing_code_points("A" + std::string(20, ' '), "A") ==
        "U+0020 U+0020 U+0020 U+0020 U+0020 U+0020 U+0020 U+0020 … against nothing");
}

TEST_CASE("names that must differ are told by their keys", "[base]") {
  distinct_names names;
  CHECK_FALSE(names.add("An"));
  CHECK_FALSE(names.add("U\u0309y"));
  CHECK_FALSE(names.add("Bình"));
  auto const same = names.add("An");
  REQUIRE(same);
  CHECK(same->place == 0);
  CHECK(same->differ.empty());
  auto const twin = names.add("Ủy ");
  REQUIRE(twin);
  CHECK(twin->place == 1);
  CHECK(twin->differ == "U+0055 U+0309 against U+1EE6");
  CHECK_FALSE(names.add("Chi"));
}

TEST_CASE("a name that is no UTF-8, or blank, is told with what was found", "[base]") {
  CHECK_FALSE(check_name("An", "a name"));
  CHECK(check_name("", "a name")->message == "found \"\"; expected a name that is not blank.");
  CHECK(check_name("\u00A0 ", "a name")->message ==
        "found \"\u00A0 \", which is U+00A0 U+0020 and nothing that can be seen; expected a name that is not blank.");
  CHECK(check_name("A\xFF", "a name")->message ==
        "found \"A\uFFFD\", whose byte FF at offset 1 is no UTF-8; expected a name in UTF-8.");
  for (char const* const wrong : {"", " ", "\xC3"}) CHECK(check_name(wrong, "a name")->code == errc::bad_value);
}

}  // namespace name_test
