#pragma once

#include "ocop/base/day.hpp"
#include "ocop/base/text.hpp"

#include <charconv>

namespace ocop {

OCOP_INLINE result<day> parse_day(std::string_view text) {
  auto const bad = [&] {
    return issue{
        errc::bad_date,
        {},
        "found " + in_quotes(text) + "; a day is written YYYY-MM-DD and must exist in the calendar, e.g. 2026-06-15."};
  };
  auto const number = [&](std::size_t from, std::size_t count, int& out) {
    char const* const first = text.data() + from;
    auto const [end, error] = std::from_chars(first, first + count, out);
    return error == std::errc{} && end == first + count && *first != '-';
  };
  int year = 0, month = 0, dom = 0;
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !number(0, 4, year) || !number(5, 2, month) ||
      !number(8, 2, dom))
    return bad();
  std::chrono::year_month_day const ymd{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                        std::chrono::day{static_cast<unsigned>(dom)}};
  if (!ymd.ok()) return bad();
  return day{ymd};
}

OCOP_INLINE std::optional<issue> check_day(day d, std::string_view where) {
  if (is_written_day(d)) return std::nullopt;
  return issue{errc::bad_date, std::string(where),
               "found day " + std::to_string(d.time_since_epoch().count()) +
                   " of 1970-01-01; days are those from 0000-01-01 to 9999-12-31."};
}

OCOP_INLINE std::string to_string(day d) {
  std::chrono::year_month_day const ymd{d};
  auto const padded = [](unsigned value, std::size_t width) {
    std::string const digits = std::to_string(value);
    return std::string(width > digits.size() ? width - digits.size() : 0, '0') + digits;
  };
  return padded(static_cast<unsigned>(static_cast<int>(ymd.year())), 4) + '-' +
         padded(static_cast<unsigned>(ymd.month()), 2) + '-' + padded(static_cast<unsigned>(ymd.day()), 2);
}

}  // namespace ocop
