#include "ocop/base/moment.hpp"

#include "support/catch.hpp"

#include <string>

namespace moment_test {
namespace {

using namespace ocop;

TEST_CASE("a time is read with its offset, and is the same moment however it is written", "[base]") {
  auto const at = [](std::string const& text) { return parse_moment(text).value(); };
  CHECK(at("2026-09-03T10:00:00+07:00") == at("2026-09-03T03:00:00Z"));
  CHECK(at("2026-09-03T10:00:00.5+07:00") == at("2026-09-03T10:00:00+07:00"));
  CHECK(at("2026-09-03T10:00:00.123456789Z") == at("2026-09-03T10:00:00Z"));
  CHECK(at("2026-09-03T00:00:00-05:30") == at("2026-09-03T05:30:00Z"));
  CHECK(at("2026-09-03T00:00:01Z") - at("2026-09-02T23:59:59Z") == std::chrono::seconds(2));
}

TEST_CASE("the day of a moment is that of Vietnam", "[base]") {
  auto const on = [](std::string const& text) { return to_string(vietnam_day(parse_moment(text).value())); };
  CHECK(on("2026-09-03T00:00:00+07:00") == "2026-09-03");
  CHECK(on("2026-09-03T23:59:59+07:00") == "2026-09-03");
  CHECK(on("2026-09-03T16:59:59Z") == "2026-09-03");
  CHECK(on("2026-09-03T17:00:00Z") == "2026-09-04");
  CHECK(on("2026-09-03T00:00:00+14:00") == "2026-09-02");
}

TEST_CASE("what is no time with an offset is refused", "[base]") {
  for (std::string const text : {"",
                                 " ",
                                 "2026-09-03",
                                 "2026-09-03T10:00:00",
                                 "2026-09-03 10:00:00Z",
                                 "2026-09-03t10:00:00Z",
                                 "2026-09-03T10:00:00z",
                                 "2026-09-03T10:00Z",
                                 "2026-09-03T24:00:00Z",
                                 "2026-09-03T10:60:00Z",
                                 "2026-09-03T10:00:60Z",
                                 "2026-02-30T10:00:00Z",
                                 "2026-13-01T10:00:00Z",
                                 "2026-09-03T10:00:00.Z",
                                 "2026-09-03T10:00:00.1234567890Z",
                                 "2026-09-03T10:00:00,5Z",
                                 "2026-09-03T10:00:00+7",
                                 "2026-09-03T10:00:00+0700",
                                 "2026-09-03T10:00:00+24:00",
                                 "2026-09-03T10:00:00+07:60",
                                 "2026-09-03T10:00:00-00:00",
                                 "2026-09-03T10:00:00Z ",
                                 " 2026-09-03T10:00:00Z",
                                 "2026-09-03T-1:00:00Z",
                                 "2026-09-03T10:00:00+07:00Z",
                                 "2026-09-03T10:00:00.5",
                                 "12026-09-03T10:00:00Z"}) {
    CAPTURE(text);
    auto const read = parse_moment(text);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().code == errc::bad_date);
  }
  CHECK(parse_moment("2026-09-03").error().message ==
        "found \"2026-09-03\"; a time is written with its day and its offset, e.g. 2026-09-03T10:00:00+07:00 or "
        "2026-09-03T03:00:00Z, and must exist.");
}

}  // namespace
}  // namespace moment_test
