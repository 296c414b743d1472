#pragma once

#include <compare>
#include <cstdint>

namespace ocop {

/// Points (điểm), always whole. The law prints no fractions on a score sheet.
struct points {
  std::int32_t value = 0;

  friend constexpr bool operator==(points, points) = default;
  friend constexpr auto operator<=>(points, points) = default;
  friend constexpr points operator+(points a, points b) noexcept { return {a.value + b.value}; }
  constexpr points& operator+=(points b) noexcept {
    value += b.value;
    return *this;
  }
};

}  // namespace ocop
