#include "ocop/base/mean_points.hpp"

#include "support/catch.hpp"

namespace mean_points_test {
using ocop::mean_points;
using ocop::points;

TEST_CASE("a mean just under, on and just over a border is on its own side", "[base][qd-26-2026/3.3]") {
  CHECK(mean_points(6999, 100) < points{70});
  CHECK(mean_points(7000, 100) == points{70});
  CHECK(mean_points(7001, 100) > points{70});
  CHECK(mean_points(89'999'999, 1'000'000) < points{90});
}

TEST_CASE("the exact mean is a whole number or a fraction in lowest terms", "[base]") {
  CHECK(mean_points(91, 1).exact() == "91");
  CHECK(mean_points(182, 2).exact() == "91");
  CHECK(mean_points(262, 3).exact() == "262/3");
  CHECK(mean_points(786, 9).exact() == "262/3");
  CHECK(mean_points(0, 9).exact() == "0");
}

TEST_CASE("the decimal mean is rounded half up to two places", "[base]") {
  CHECK(mean_points(91, 1).decimal() == "91.00");
  CHECK(mean_points(262, 3).decimal() == "87.33");
  CHECK(mean_points(263, 3).decimal() == "87.67");
  CHECK(mean_points(1, 200).decimal() == "0.01");  // 0.005 rounds up
  CHECK(mean_points(1, 201).decimal() == "0.00");
  CHECK(mean_points(17999, 200).decimal() == "90.00");  // 89.995
  CHECK(mean_points(17998, 200).decimal() == "89.99");
  CHECK(mean_points(0, 1).decimal() == "0.00");
}

TEST_CASE("the mean of very many sheets stays exact", "[base]") {
  constexpr std::int64_t count = 1'000'000'000;
  CHECK(mean_points(90 * count - 1, count) < points{90});
  CHECK(mean_points(90 * count, count) == points{90});
}

}  // namespace mean_points_test
