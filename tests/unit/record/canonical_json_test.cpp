#include "ocop/record/canonical_json.hpp"

#include "ocop/exchange/json.hpp"

#include "support/catch.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>

namespace canonical_json_test {
namespace {

using namespace ocop;

std::string canonical(std::string_view json) { return canonical_json(parse_json(json).value()).value(); }

std::string number(std::uint64_t bits) { return canonical_json(value(std::bit_cast<double>(bits))).value(); }

}  // namespace

TEST_CASE("the example of RFC 8785, section 3.2", "[record]") {
  CHECK(canonical(R"({
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  })") == R"({"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],)"
          R"("string":"€$\u000f\nA'B\"\\\\\"/"})");
}

TEST_CASE("members stand in the order of RFC 8785, section 3.2.3: by UTF-16 code units", "[record]") {
  CHECK(
      canonical(
          R"({"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",)"
          R"("\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"})") ==
      "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xC2\x80\":\"Control\","
      "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\","
      "\"\xEF\xAC\xB3\":\"Hebrew Letter Dalet With Dagesh\"}");
}

TEST_CASE("the number samples of RFC 8785, appendix B", "[record]") {
  CHECK(number(0x0000000000000000) == "0");
  CHECK(number(0x8000000000000000) == "0");
  CHECK(number(0x0000000000000001) == "5e-324");
  CHECK(number(0x8000000000000001) == "-5e-324");
  CHECK(number(0x7fefffffffffffff) == "1.7976931348623157e+308");
  CHECK(number(0xffefffffffffffff) == "-1.7976931348623157e+308");
  CHECK(number(0x4340000000000000) == "9007199254740992");
  CHECK(number(0xc340000000000000) == "-9007199254740992");
  CHECK(number(0x4430000000000000) == "295147905179352830000");
  CHECK(number(0x44b52d02c7e14af5) == "9.999999999999997e+22");
  CHECK(number(0x44b52d02c7e14af6) == "1e+23");
  CHECK(number(0x44b52d02c7e14af7) == "1.0000000000000001e+23");
  CHECK(number(0x444b1ae4d6e2ef4e) == "999999999999999700000");
  CHECK(number(0x444b1ae4d6e2ef4f) == "999999999999999900000");
  CHECK(number(0x444b1ae4d6e2ef50) == "1e+21");
  CHECK(number(0x3eb0c6f7a0b5ed8c) == "9.999999999999997e-7");
  CHECK(number(0x3eb0c6f7a0b5ed8d) == "0.000001");
  CHECK(number(0x41b3de4355555553) == "333333333.3333332");
  CHECK(number(0x41b3de4355555554) == "333333333.33333325");
  CHECK(number(0x41b3de4355555555) == "333333333.3333333");
  CHECK(number(0x41b3de4355555556) == "333333333.3333334");
  CHECK(number(0x41b3de4355555557) == "333333333.33333343");
  CHECK(number(0xbecbf647612f3696) == "-0.0000033333333333333333");
  CHECK(number(0x43143ff3c1cb0959) == "1424953923781206.2");
  for (std::uint64_t const bits : {0x7fffffffffffffffU, 0x7ff0000000000000U}) {
    auto const none = canonical_json(value(value::array{value(std::bit_cast<double>(bits))}));
    REQUIRE_FALSE(none.has_value());
    CHECK(none.error().code == errc::bad_value);
    CHECK(none.error().where == "/0");
  }
}

TEST_CASE("a text or a key that is no UTF-8 has no canonical form, and the error says where it stands", "[record]") {
  auto const place = [](value const& v) {
    auto const none = canonical_json(v);
    REQUIRE_FALSE(none.has_value());
    CHECK(none.error().code == errc::bad_value);
    return none.error().where;
  };
  CHECK(place("\xFF").empty());
  CHECK(canonical_json("\xFF").error().message ==
        "found \"\uFFFD\", whose byte FF at offset 0 is no UTF-8. Give text in UTF-8.");
  CHECK(place(value::array{1, "\xED\xB0\x80"}) == "/1");
  CHECK(place(value::object{{"a", value::object{{"b/c", "ab\xC3"}}}}) == "/a/b~1c");
  CHECK(place(value::object{{"k\xFE", 1}}) == "/k\uFFFD");
  CHECK(place(value::object{{"k", value::object{{"\x80", 1}}}, {"l", 1}}) == "/k/\uFFFD");
}

TEST_CASE("integers are written whole as far as a double holds them, beyond that as the nearest double", "[record]") {
  CHECK(canonical("[9007199254740992,-9007199254740992,9007199254740993,9223372036854775807]") ==
        "[9007199254740992,-9007199254740992,9007199254740992,9223372036854776000]");
}

TEST_CASE("canonical JSON read and written again is the same, whatever the order and layout it came in", "[record]") {
  CHECK(canonical(R"( { "b" : [ ] , "a" : { "d" : "" , "c" : 1.0 } } )") == R"({"a":{"c":1,"d":""},"b":[]})");
  std::mt19937_64 random(8785);
  for (int n = 0; n < 20'000; ++n) {
    double const d = std::bit_cast<double>(random());
    if (!std::isfinite(d)) continue;
    std::string const text = canonical_json(value(d)).value();
    CHECK(parse_json(text).value().as_number() == d);
    CHECK(canonical(text) == text);
  }
}

}  // namespace canonical_json_test
