#pragma once

#include "ocop/base/result.hpp"
#include "ocop/config.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace ocop {

/// A calendar day in Vietnam, without time or zone.
using day = std::chrono::sys_days;

/// Reads `YYYY-MM-DD`. Errors: errc::bad_date where the text is not a day of the calendar.
[[nodiscard]] OCOP_INLINE result<day> parse_day(std::string_view text);

/// Is it a day that is written YYYY-MM-DD: from 0000-01-01 to 9999-12-31?
[[nodiscard]] constexpr bool is_written_day(day d) noexcept {
  using namespace std::chrono;
  return sys_days{year{0} / January / 1} <= d && d <= sys_days{year{9999} / December / 31};
}

/// What is wrong with a day of which the calendar of this library knows nothing: errc::bad_date, with this `where`.
[[nodiscard]] OCOP_INLINE std::optional<issue> check_day(day d, std::string_view where);

/// Writes `YYYY-MM-DD`. Years beyond 9999 have more digits.
[[nodiscard]] OCOP_INLINE std::string to_string(day d);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/base/impl/day.ipp"
#endif
