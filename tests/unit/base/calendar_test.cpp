#include "ocop/base/calendar.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace calendar_test {
namespace {

using namespace ocop;

day on(std::string_view text) { return parse_day(text).value(); }

/// The same by counting months on the fingers, without <chrono>.
std::string months_later(int year, int month, int dom, int months) {
  for (; months > 0; --months)
    if (++month == 13) month = 1, ++year;
  bool const is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  int const lengths[] = {31, is_leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  dom = std::min(dom, lengths[month - 1]);
  auto const two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return std::to_string(year) + '-' + two(month) + '-' + two(dom);
}

/// Saturday or Sunday, from 1970-01-01, a Thursday.
bool is_weekend(day d) {
  auto const since = (d.time_since_epoch().count() % 7 + 7) % 7;
  return since == 2 || since == 3;
}

/// Tết and the other days off of early 2026, with one Saturday worked in their place.
working_calendar early_2026() {
  working_calendar c;
  for (auto const* const text : {"2026-01-01", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20",
                                 "2026-04-27", "2026-04-30", "2026-05-01"})
    c.holidays.insert(on(text));
  c.working_days.insert(on("2026-02-28"));
  return c;
}

}  // namespace

TEST_CASE("Thirty-six months from a day end on the same day of the month", "[base][qd-26-2026/4.3]") {
  CHECK(to_string(add_months(on("2020-02-04"), 36)) == "2023-02-04");
  CHECK(to_string(add_months(on("2023-09-18"), 36)) == "2026-09-18");
  CHECK(to_string(add_months(on("2024-01-31"), 36)) == "2027-01-31");
  CHECK(to_string(add_months(on("2023-12-31"), 36)) == "2026-12-31");
  CHECK(to_string(add_months(on("2024-08-31"), 36)) == "2027-08-31");
}

TEST_CASE("A month without that day ends the term on its own last day", "[base][qd-26-2026/4.3]") {
  CHECK(to_string(add_months(on("2024-02-28"), 36)) == "2027-02-28");
  CHECK(to_string(add_months(on("2024-02-29"), 36)) == "2027-02-28");
  CHECK(to_string(add_months(on("2024-03-01"), 36)) == "2027-03-01");
  CHECK(to_string(add_months(on("2024-02-29"), 48)) == "2028-02-29");
  CHECK(to_string(add_months(on("2097-02-28"), 36)) == "2100-02-28");
  CHECK(to_string(add_months(on("2096-02-29"), 48)) == "2100-02-28");  // 2100 is no leap year
  CHECK(to_string(add_months(on("1996-02-29"), 48)) == "2000-02-29");  // 2000 is one
  CHECK(to_string(add_months(on("2023-08-30"), 6)) == "2024-02-29");
  CHECK(to_string(add_months(on("2023-08-31"), 6)) == "2024-02-29");
  CHECK(to_string(add_months(on("2022-08-31"), 6)) == "2023-02-28");
  CHECK(to_string(add_months(on("2030-12-31"), 18)) == "2032-06-30");
  CHECK(to_string(add_months(on("2026-05-31"), 1)) == "2026-06-30");
  CHECK(to_string(add_months(on("2026-05-31"), 2)) == "2026-07-31");
}

TEST_CASE("No month is no time", "[base]") {
  CHECK(add_months(on("2024-02-29"), 0) == on("2024-02-29"));
  CHECK(add_months(on("2026-12-31"), 0) == on("2026-12-31"));
}

TEST_CASE("Every day and every number of months gives the day counted by hand", "[base]") {
  std::string wrong;
  for (day d = on("2019-08-21"); d <= on("2028-12-31") && wrong.empty(); d += std::chrono::days(1)) {
    std::chrono::year_month_day const from{d};
    for (int const months : {1, 7, 11, 12, 13, 18, 24, 36, 48}) {
      auto const counted = months_later(static_cast<int>(from.year()), static_cast<int>(unsigned{from.month()}),
                                        static_cast<int>(unsigned{from.day()}), months);
      if (to_string(add_months(d, months)) != counted) wrong = to_string(d) + " and " + std::to_string(months);
    }
    // A later day never ends earlier.
    if (add_months(d, 36) > add_months(d + std::chrono::days(1), 36)) wrong = to_string(d) + " goes back";
  }
  CHECK(wrong == std::string());
}

TEST_CASE("Saturdays, Sundays and holidays are days off", "[base]") {
  working_calendar const plain;
  CHECK_FALSE(plain.is_day_off(on("2026-05-22")));  // Friday
  CHECK(plain.is_day_off(on("2026-05-23")));
  CHECK(plain.is_day_off(on("2026-05-24")));
  CHECK_FALSE(plain.is_day_off(on("2026-05-25")));  // Monday
  std::string wrong;
  for (day d = on("1969-12-01"); d <= on("2032-12-31"); d += std::chrono::days(1))
    if (plain.is_day_off(d) != is_weekend(d)) wrong = to_string(d);
  CHECK(wrong == std::string());

  auto const year = early_2026();
  CHECK_FALSE(year.is_day_off(on("2026-04-29")));
  CHECK(year.is_day_off(on("2026-04-30")));
  CHECK(year.is_day_off(on("2026-05-01")));
  CHECK(year.is_day_off(on("2026-05-02")));
}

TEST_CASE("A weekend that is worked is no day off, a holiday is one whatever else it is", "[base]") {
  auto year = early_2026();
  CHECK_FALSE(year.is_day_off(on("2026-02-28")));  // Saturday, made up for
  CHECK(year.is_day_off(on("2026-03-01")));
  year.holidays.insert(on("2026-02-28"));
  CHECK(year.is_day_off(on("2026-02-28")));
}

TEST_CASE("A limit on a day off rolls to the next working day, R-13", "[base][qd-26-2026/12.2.b]") {
  working_calendar const plain;
  // 30 days from 2026-05-22 are a Sunday.
  CHECK(plain.next_working_day(on("2026-06-21")) == on("2026-06-22"));
  CHECK(plain.next_working_day(on("2026-06-19")) == on("2026-06-19"));
  CHECK(plain.next_working_day(on("2026-06-20")) == on("2026-06-22"));
  CHECK(plain.next_working_day(on("2026-06-22")) == on("2026-06-22"));

  auto const year = early_2026();
  CHECK(year.next_working_day(on("2026-02-13")) == on("2026-02-13"));  // Friday before Tết
  CHECK(year.next_working_day(on("2026-02-14")) == on("2026-02-23"));  // nine days off
  CHECK(year.next_working_day(on("2026-02-20")) == on("2026-02-23"));
  CHECK(year.next_working_day(on("2026-02-28")) == on("2026-02-28"));  // worked
  CHECK(year.next_working_day(on("2026-03-01")) == on("2026-03-02"));
  CHECK(year.next_working_day(on("2026-12-31")) == on("2026-12-31"));
}

TEST_CASE("Fifteen working days are counted without the day they start from and without days off",
          "[base][qd-26-2026/7.2]") {
  working_calendar const plain;
  CHECK(plain.add_working_days(on("2026-05-22"), 0) == on("2026-05-22"));
  CHECK(plain.add_working_days(on("2026-05-22"), 1) == on("2026-05-25"));
  CHECK(plain.add_working_days(on("2026-05-22"), 5) == on("2026-05-29"));
  CHECK(plain.add_working_days(on("2026-05-22"), 6) == on("2026-06-01"));
  CHECK(plain.add_working_days(on("2026-05-22"), 15) == on("2026-06-12"));  // three weeks
  CHECK(plain.add_working_days(on("2026-05-23"), 15) == on("2026-06-12"));  // from a Saturday
  CHECK(plain.add_working_days(on("2026-05-24"), 15) == on("2026-06-12"));
  CHECK(plain.add_working_days(on("2026-05-25"), 15) == on("2026-06-15"));

  // From 2026-02-12: 13, then 23 to 27, Saturday 28, 2 to 6 March, 9 to 11.
  auto const year = early_2026();
  CHECK(year.add_working_days(on("2026-02-12"), 1) == on("2026-02-13"));
  CHECK(year.add_working_days(on("2026-02-12"), 2) == on("2026-02-23"));
  CHECK(year.add_working_days(on("2026-02-12"), 7) == on("2026-02-28"));
  CHECK(year.add_working_days(on("2026-02-12"), 8) == on("2026-03-02"));
  CHECK(year.add_working_days(on("2026-02-12"), 15) == on("2026-03-11"));
}

TEST_CASE("So many working days later as many working days have passed", "[base]") {
  auto const year = early_2026();
  std::string wrong;
  for (day from = on("2025-12-20"); from <= on("2026-05-10"); from += std::chrono::days(1)) {
    for (int days = 1; days <= 20; ++days) {
      day const end = year.add_working_days(from, days);
      int passed = 0;
      for (day d = from + std::chrono::days(1); d <= end; d += std::chrono::days(1))
        passed += (!is_weekend(d) || d == on("2026-02-28")) && !year.holidays.contains(d) ? 1 : 0;
      if (passed != days || year.is_day_off(end)) wrong = to_string(from) + " and " + std::to_string(days);
    }
  }
  CHECK(wrong == std::string());
}

}  // namespace calendar_test
