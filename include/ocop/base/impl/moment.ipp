#pragma once

#include "ocop/base/moment.hpp"
#include "ocop/base/text.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace ocop {
namespace detail {

/// Two digits of a text, from 0 to `most`; nothing where it is anything else.
inline std::optional<int> two_digits(std::string_view text, std::size_t at, int most) {
  auto const digit = [](char c) { return c >= '0' && c <= '9'; };
  if (at + 2 > text.size() || !digit(text[at]) || !digit(text[at + 1])) return std::nullopt;
  int const number = (text[at] - '0') * 10 + (text[at + 1] - '0');
  return number <= most ? std::optional(number) : std::nullopt;
}

/// An offset, `Z` or `+07:00`, in minutes.
inline std::optional<int> offset_minutes(std::string_view text) {
  if (text == "Z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  auto const hours = two_digits(text, 1, 23);
  auto const minutes = two_digits(text, 4, 59);
  if (!hours || !minutes || text == "-00:00") return std::nullopt;
  int const size = *hours * 60 + *minutes;
  return text[0] == '+' ? size : -size;
}

}  // namespace detail

OCOP_INLINE result<moment> parse_moment(std::string_view text) {
  auto const bad = [&] {
    return issue{errc::bad_date,
                 {},
                 "found " + in_quotes(text) +
                     "; a time is written with its day and its offset, e.g. 2026-09-03T10:00:00+07:00 or "
                     "2026-09-03T03:00:00Z, and must exist."};
  };
  constexpr std::size_t whole = 19;  // to the seconds
  if (text.size() <= whole || text[10] != 'T' || text[13] != ':' || text[16] != ':') return bad();
  auto const on = parse_day(text.substr(0, 10));
  auto const hours = detail::two_digits(text, 11, 23);
  auto const minutes = detail::two_digits(text, 14, 59);
  auto const seconds = detail::two_digits(text, 17, 59);
  std::string_view rest = text.substr(whole);
  if (rest.front() == '.') {
    std::size_t const digits = std::min(rest.find_first_not_of("0123456789", 1), rest.size()) - 1;
    if (digits < 1 || digits > 9) return bad();
    rest.remove_prefix(digits + 1);
  }
  auto const offset = detail::offset_minutes(rest);
  if (!on || !hours || !minutes || !seconds || !offset) return bad();
  return moment(*on) + std::chrono::hours(*hours) + std::chrono::minutes(*minutes - *offset) +
         std::chrono::seconds(*seconds);
}

}  // namespace ocop
