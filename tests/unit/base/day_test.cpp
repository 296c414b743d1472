#include "ocop/base/day.hpp"

#include "support/catch.hpp"

namespace day_test {
using ocop::parse_day;

TEST_CASE("a day is written year, month, day", "[base]") {
  auto const d = parse_day("2026-05-22").value();
  CHECK(ocop::to_string(d) == "2026-05-22");
  CHECK(ocop::to_string(d + std::chrono::days(60)) == "2026-07-21");
}

TEST_CASE("a leap day exists in leap years only", "[base]") {
  CHECK(parse_day("2024-02-29").has_value());
  CHECK_FALSE(parse_day("2026-02-29").has_value());
  CHECK_FALSE(parse_day("2100-02-29").has_value());
  CHECK(parse_day("2000-02-29").has_value());
}

TEST_CASE("the days around the ends of a month are days or they are not", "[base]") {
  CHECK(parse_day("2026-04-29").has_value());
  CHECK(parse_day("2026-04-30").has_value());
  CHECK_FALSE(parse_day("2026-04-31").has_value());
  CHECK_FALSE(parse_day("2026-04-00").has_value());
  CHECK_FALSE(parse_day("2026-00-10").has_value());
  CHECK_FALSE(parse_day("2026-13-10").has_value());
}

TEST_CASE("a day in another form is an error that shows the form", "[base]") {
  for (auto const* const text : {"", "2026", "2026-5-22", "22/05/2026", "2026-05-22 ", "2026-05-2x", "+026-05-22",
                                 "2026--5-22", "-026-05-22", "20260522", "2026-05-22T00:00"}) {
    CAPTURE(text);
    auto const d = parse_day(text);
    REQUIRE_FALSE(d.has_value());
    CHECK(d.error().code == ocop::errc::bad_date);
    CHECK(d.error().message == "found \"" + std::string(text) +
                                   "\"; a day is written YYYY-MM-DD and must exist in the calendar, e.g. 2026-06-15.");
  }
}

}  // namespace day_test
