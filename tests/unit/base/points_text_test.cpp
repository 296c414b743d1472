// Points in parts of a point: read and written exactly, and nothing else is taken for them.
#include "ocop/base/points_text.hpp"

#include "support/catch.hpp"

#include <optional>
#include <string>

namespace points_text_test {
namespace {

using namespace ocop;

constexpr int most = 100;

}  // namespace

TEST_CASE("a unit is one, a half, a quarter or a tenth", "[base]") {
  for (char const* const text : {"1", "1/2", "1/4", "1/10"}) CHECK(to_string(parse_unit(text).value()) == text);
  for (char const* const text : {"", "0", "2", "1/3", "1/1", "0.5", " 1/2", "1/2 ", "1/100", "-1/2"})
    CHECK(parse_unit(text) == std::nullopt);
  CHECK(is_unit(points_unit{}));
  for (int const n : {-2, 0, 3, 5, 100}) CHECK_FALSE(is_unit(points_unit{n}));
}

TEST_CASE("points are written and read again in every unit", "[base]") {
  for (int const per_point : {1, 2, 4, 10}) {
    points_unit const unit{per_point};
    for (int units = 0; units <= most * per_point; ++units) {
      points const p{units};
      CHECK(parse_points(points_text(p, unit), unit, most) == p);
      CHECK(in_points(mean_points(units, 1), unit).exact() == mean_points(units, per_point).exact());
    }
    // Just above the most, and between two units.
    CHECK(parse_points(points_text({most * per_point + 1}, unit), unit, most) == std::nullopt);
    CHECK(parse_points("1.001", unit, most) == std::nullopt);
  }
  CHECK(points_text({25}, {2}) == "12.5");
  CHECK(points_text({1}, {4}) == "0.25");
  CHECK(points_text({3}, {4}) == "0.75");
  CHECK(points_text({7}, {10}) == "0.7");
  CHECK(points_text({20}, {10}) == "2");
  CHECK(points_text({-5}, {2}) == "-2.5");
}

TEST_CASE("what is no decimal number, or none of the unit, is no number of points", "[base]") {
  for (char const* const text : {"", ".", ".5", "5.", "-1", "+1", "1e1", "1,5", " 1", "1 ", "1.5.0", "0x1",
                                 "12345678901", "99999999999999999999"})
    CHECK(parse_points(text, {2}, most) == std::nullopt);
  CHECK(parse_points("2.5", {2}, most) == points{5});
  CHECK(parse_points("2.50", {2}, most) == points{5});
  CHECK(parse_points("2.5000", {2}, most) == points{5});
  CHECK(parse_points("2.25", {2}, most) == std::nullopt);
  CHECK(parse_points("2.25", {4}, most) == points{9});
  CHECK(parse_points("2.5", {1}, most) == std::nullopt);
  CHECK(parse_points("100", {2}, most) == points{200});
  CHECK(parse_points("100.5", {2}, most) == std::nullopt);
}

}  // namespace points_text_test
