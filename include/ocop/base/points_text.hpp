#pragma once

#include "ocop/base/mean_points.hpp"
#include "ocop/base/points.hpp"
#include "ocop/config.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ocop {

/// The unit of the points of a rule set: so many of them are one point. The points of a rule set are whole multiples of
/// it, so all that is added up and compared stays whole; only what a person reads or writes is in points.
struct points_unit {
  std::int32_t per_point = 1;  ///< 1, 2, 4 or 10

  friend constexpr bool operator==(points_unit, points_unit) = default;
};

/// Are so many units to a point something that rules may say?
[[nodiscard]] constexpr bool is_unit(points_unit u) noexcept {
  return u.per_point == 1 || u.per_point == 2 || u.per_point == 4 || u.per_point == 10;
}

/// The unit that is written `1`, `1/2`, `1/4` or `1/10`; none where it is another text.
[[nodiscard]] OCOP_INLINE std::optional<points_unit> parse_unit(std::string_view text);

/// The unit as rules write it: `1/2`.
[[nodiscard]] OCOP_INLINE std::string to_string(points_unit u);

/// Points as a decimal number without superfluous zeros, exactly: `2`, `2.5`.
[[nodiscard]] OCOP_INLINE std::string points_text(points p, points_unit u);

/// Points from a decimal number without sign or exponent: `2`, `2.5`. None where it is no such number, no multiple of
/// the unit, or above `most` points.
[[nodiscard]] OCOP_INLINE std::optional<points> parse_points(std::string_view text, points_unit u, std::int32_t most);

/// A mean in points, from one that is counted in units.
[[nodiscard]] constexpr mean_points in_points(mean_points of_units, points_unit u) {
  return {of_units.sum(), of_units.count() * u.per_point};
}

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/base/impl/points_text.ipp"
#endif
