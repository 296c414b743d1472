#include "ocop/base/result.hpp"

#include "ocop/base/day.hpp"
#include "ocop/base/note_effect.hpp"

#include "support/catch.hpp"

#include <set>
#include <string>

namespace result_test {
TEST_CASE("the value of a failed result throws the issue", "[base]") {
  ocop::result<int> const failed = ocop::issue{ocop::errc::unknown_option, "/sheets/0/choices/1.5", "no option 7."};
  try {
    (void)failed.value();
    FAIL("it must throw");
  } catch (ocop::error const& e) {
    CHECK(e.code() == ocop::errc::unknown_option);
    CHECK(std::string(e.what()) == "/sheets/0/choices/1.5: no option 7.");
    CHECK(e.why() == failed.error());
  }
}

TEST_CASE("every code has a name of its own", "[base]") {
  std::set<std::string_view> names;
  for (std::uint16_t n = 1; n <= 39; ++n) {
    if (n == 36) continue;  // used once, and never again
    CAPTURE(n);
    CHECK(to_string(static_cast<ocop::errc>(n)) != "unknown");
    CHECK(names.insert(to_string(static_cast<ocop::errc>(n))).second);
  }
  CHECK(names.size() == 38);
  CHECK(to_string(static_cast<ocop::errc>(40)) == "unknown");
}

TEST_CASE("every effect of a note reads back from its name", "[base]") {
  for (auto const* const name : {"none", "reject", "stop", "later-zero", "zero", "waive-marks"}) {
    CAPTURE(name);
    REQUIRE(ocop::parse_note_effect(name).has_value());
    CHECK(to_string(*ocop::parse_note_effect(name)) == name);
  }
  CHECK_FALSE(ocop::parse_note_effect("later_zero").has_value());
}

}  // namespace result_test
