#pragma once

#include "ocop/base/points.hpp"

#include <compare>
#include <cstdint>
#include <numeric>
#include <string>

namespace ocop {

/// Mean of the members' points as an exact fraction: 69.99 never becomes 70.
///
/// Bounds: `count` is at least 1 and the sum of points fits 62 bits divided by the largest
/// threshold compared with, which any number of sheets that fits memory does.
class mean_points {
  std::int64_t sum_;
  std::int64_t count_;

 public:
  constexpr mean_points(std::int64_t sum, std::int64_t count) noexcept : sum_(sum), count_(count) {}

  [[nodiscard]] constexpr std::int64_t sum() const noexcept { return sum_; }
  [[nodiscard]] constexpr std::int64_t count() const noexcept { return count_; }

  friend constexpr std::strong_ordering operator<=>(mean_points m, points p) noexcept {
    return m.sum_ <=> m.count_ * p.value;
  }
  friend constexpr bool operator==(mean_points m, points p) noexcept { return (m <=> p) == 0; }

  /// So many parts of a point (100: hundredths), rounded half up.
  [[nodiscard]] constexpr std::int64_t rounded_to(std::int64_t parts) const noexcept {
    return (sum_ * 2 * parts + count_) / (count_ * 2);
  }
  /// Hundredths of a point, rounded half up.
  [[nodiscard]] constexpr std::int64_t hundredths() const noexcept { return rounded_to(100); }

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
};

static_assert(mean_points(6999, 100) < points{70});

}  // namespace ocop
