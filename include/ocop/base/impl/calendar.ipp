#pragma once

#include "ocop/base/calendar.hpp"

#include <string>
#include <utility>

namespace ocop {

namespace detail {

inline void require_day(day d) {
  if (auto wrong = check_day(d, {})) throw error(std::move(*wrong));
}

inline void require_number(int n, int least, int most, char const* what) {
  if (n >= least && n <= most) return;
  throw error({errc::bad_value,
               {},
               "found " + std::to_string(n) + ' ' + what + "; give " + std::to_string(least) + " to " +
                   std::to_string(most) + "."});
}

}  // namespace detail

OCOP_INLINE day add_months(day from, int months) {
  constexpr int most = 12'000;
  detail::require_day(from);
  detail::require_number(months, -most, most, "months");
  std::chrono::year_month_day const start{from};
  std::chrono::year_month_day const there = start + std::chrono::months(months);
  return there.ok() ? day{there} : day{there.year() / there.month() / std::chrono::last};
}

OCOP_INLINE bool working_calendar::is_day_off(day d) const {
  if (holidays.contains(d)) return true;
  std::chrono::weekday const of_week{d};
  bool const is_weekend = of_week == std::chrono::Saturday || of_week == std::chrono::Sunday;
  return is_weekend && !working_days.contains(d);
}

OCOP_INLINE day working_calendar::next_working_day(day d) const {
  detail::require_day(d);
  while (is_day_off(d)) d += std::chrono::days(1);
  return d;
}

OCOP_INLINE day working_calendar::add_working_days(day from, int days) const {
  constexpr int most = 36'500;
  detail::require_day(from);
  detail::require_number(days, 0, most, "working days");
  for (; days > 0; --days) from = next_working_day(from + std::chrono::days(1));
  return from;
}

}  // namespace ocop
