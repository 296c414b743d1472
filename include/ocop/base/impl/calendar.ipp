#pragma once

#include "ocop/base/calendar.hpp"

namespace ocop {

OCOP_INLINE day add_months(day from, int months) {
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
  while (is_day_off(d)) d += std::chrono::days(1);
  return d;
}

OCOP_INLINE day working_calendar::add_working_days(day from, int days) const {
  for (; days > 0; --days) from = next_working_day(from + std::chrono::days(1));
  return from;
}

}  // namespace ocop
