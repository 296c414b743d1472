#pragma once

#include "ocop/base/points.hpp"
#include "ocop/base/result.hpp"

#include <compare>
#include <cstdint>
#include <numeric>
#include <string>

namespace ocop {

/// Mean of the members' points as an exact fraction: 69.99 never becomes 70.
///
/// Within its bounds nothing overflows: whatever is compared, rounded or written is exact.
class mean_points {
  std::int64_t sum_;
  std::int64_t count_;

 public:
  static constexpr std::int64_t most_count = std::int64_t{1} << 31U;
  static constexpr std::int64_t most_sum = std::int64_t{1} << 52U;
  static constexpr std::int64_t most_parts = 1'000'000;

  /// Throws ocop::error (errc::bad_value) where the count is not 1 to most_count, or the sum is beyond most_sum on
  /// either side of 0.
  constexpr mean_points(std::int64_t sum, std::int64_t count) : sum_(sum), count_(count) {
    if (count < 1 || count > most_count || sum < -most_sum || sum > most_sum) throw_out_of_bounds(sum, count);
  }

  [[nodiscard]] constexpr std::int64_t sum() const noexcept { return sum_; }
  [[nodiscard]] constexpr std::int64_t count() const noexcept { return count_; }

  friend constexpr std::strong_ordering operator<=>(mean_points m, points p) noexcept {
    return m.sum_ <=> m.count_ * p.value;
  }
  friend constexpr bool operator==(mean_points m, points p) noexcept { return (m <=> p) == 0; }

  /// So many parts of a point (100: hundredths), rounded half up. Throws ocop::error (errc::bad_value) where the parts
  /// are not 1 to most_parts, or so many parts do not fit.
  [[nodiscard]] constexpr std::int64_t rounded_to(std::int64_t parts) const {
    std::int64_t const whole = sum_ / count_;
    if (parts < 1 || parts > most_parts || whole > most_sum / parts || whole < -most_sum / parts)
      throw_out_of_bounds(whole, parts);
    return whole * parts + (sum_ % count_ * 2 * parts + count_) / (count_ * 2);
  }
  /// Hundredths of a point, rounded half up.
  [[nodiscard]] constexpr std::int64_t hundredths() const { return rounded_to(100); }

  /// `"91"`, or `"262/3"` in lowest terms.
  [[nodiscard]] std::string exact() const {
    std::int64_t const g = std::gcd(sum_, count_);
    std::string text = std::to_string(sum_ / g);
    if (count_ != g) {
      text += '/';
      text += std::to_string(count_ / g);
    }
    return text;
  }

  /// `"87.33"`: half up to two places, for display only.
  [[nodiscard]] std::string decimal() const {
    std::int64_t const h = hundredths();
    std::string text = std::to_string(h / 100) + '.';
    text += static_cast<char>('0' + h % 100 / 10);
    text += static_cast<char>('0' + h % 10);
    return text;
  }

 private:
  [[noreturn]] static void throw_out_of_bounds(std::int64_t sum, std::int64_t count) {
    throw error({errc::bad_value,
                 {},
                 "the mean of " + std::to_string(sum) + " points over " + std::to_string(count) +
                     " is beyond what is exact; give 1 sheet or more, and points that can be added up."});
  }
};

static_assert(mean_points(6999, 100) < points{70});

}  // namespace ocop
