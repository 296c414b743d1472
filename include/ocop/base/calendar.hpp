#pragma once

#include "ocop/base/day.hpp"
#include "ocop/config.hpp"

#include <set>

namespace ocop {

/// The same day of the month so many months later; where that month has no such day, its last one:
/// 2024-02-29 and 36 months give 2027-02-28. Source: reading R-10. Throws ocop::error: errc::bad_date where the day is
/// none that is written YYYY-MM-DD, errc::bad_value where there are more than 12,000 months to either side.
[[nodiscard]] OCOP_INLINE day add_months(day from, int months);

/// Days on which nobody works: Saturdays and Sundays, without those made up for, and the holidays. Which days these are
/// changes from year to year, so the caller gives them.
struct working_calendar {
  std::set<day> holidays;      ///< days off besides the weekends
  std::set<day> working_days;  ///< days of a weekend that are worked

  [[nodiscard]] OCOP_INLINE bool is_day_off(day d) const;

  /// The day itself, or the first working day after it (reading R-13). Throws ocop::error (errc::bad_date) where the
  /// day is none that is written YYYY-MM-DD.
  [[nodiscard]] OCOP_INLINE day next_working_day(day d) const;

  /// The last day of a limit of so many working days: `from` is day 0 (reading R-12). Throws ocop::error:
  /// errc::bad_date as above, errc::bad_value where the days are not 0 to 36,500.
  [[nodiscard]] OCOP_INLINE day add_working_days(day from, int days) const;
};

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/base/impl/calendar.ipp"
#endif
