#pragma once

#include "ocop/base/day.hpp"
#include "ocop/base/result.hpp"
#include "ocop/config.hpp"

#include <chrono>
#include <string_view>

namespace ocop {

/// A moment to the second, the same whatever the offset by which it is written.
using moment = std::chrono::sys_seconds;

/// Reads a moment by RFC 3339, written `2026-09-03T10:00:00+07:00` or `2026-09-03T03:00:00Z`. A fraction of a second of
/// one to nine digits may be there and is left out. `T` and `Z` are capitals, and an offset is not `-00:00`, which
/// would leave open where it holds. Errors: errc::bad_date for everything else.
[[nodiscard]] OCOP_INLINE result<moment> parse_moment(std::string_view text);

/// The day that it is in Vietnam, at UTC+7 all year, at a moment.
[[nodiscard]] constexpr day vietnam_day(moment m) noexcept {
  return std::chrono::floor<std::chrono::days>(m + std::chrono::hours(7));
}

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/base/impl/moment.ipp"
#endif
