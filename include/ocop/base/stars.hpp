#pragma once

#include <compare>
#include <cstdint>

namespace ocop {

/// Star level (hạng sao). How many levels there are is a matter of the rule set's bands.
struct stars {
  std::int32_t value = 0;

  friend constexpr bool operator==(stars, stars) = default;
  friend constexpr auto operator<=>(stars, stars) = default;
};

}  // namespace ocop
