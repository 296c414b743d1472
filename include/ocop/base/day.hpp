#pragma once

#include "ocop/base/result.hpp"
#include "ocop/config.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace ocop {

/// A calendar day in Vietnam, without time or zone.
using day = std::chrono::sys_days;

/// Reads `YYYY-MM-DD`. Errors: errc::bad_date where the text is not a day of the calendar.
[[nodiscard]] OCOP_INLINE result<day> parse_day(std::string_view text);

/// Writes `YYYY-MM-DD`.
[[nodiscard]] OCOP_INLINE std::string to_string(day d);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/base/impl/day.ipp"
#endif
