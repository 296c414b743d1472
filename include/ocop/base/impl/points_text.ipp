#pragma once

#include "ocop/base/points_text.hpp"

#include <array>
#include <cstddef>

namespace ocop {

OCOP_INLINE std::optional<points_unit> parse_unit(std::string_view text) {
  for (std::int32_t const n : std::array<std::int32_t, 4>{1, 2, 4, 10})
    if (to_string(points_unit{n}) == text) return points_unit{n};
  return std::nullopt;
}

OCOP_INLINE std::string to_string(points_unit u) { return u.per_point == 1 ? "1" : "1/" + std::to_string(u.per_point); }

OCOP_INLINE std::string points_text(points p, points_unit u) {
  std::int64_t const units = p.value;
  std::int64_t const size = units < 0 ? -units : units;
  std::string text = (units < 0 ? "-" : "") + std::to_string(size / u.per_point);
  std::int64_t rest = size % u.per_point;
  if (rest != 0) text += '.';
  for (; rest != 0; rest %= u.per_point) {
    rest *= 10;
    text += static_cast<char>('0' + rest / u.per_point);
  }
  return text;
}

OCOP_INLINE std::optional<points> parse_points(std::string_view text, points_unit u, std::int32_t most) {
  constexpr std::size_t most_digits = 9;
  std::size_t const dot = text.find('.');
  std::string_view const before = text.substr(0, dot);
  std::string_view after = dot == std::string_view::npos ? std::string_view("0") : text.substr(dot + 1);
  auto const is_number = [](std::string_view t) {
    return !t.empty() && t.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (!is_number(before) || !is_number(after) || before.size() > most_digits) return std::nullopt;
  while (after.size() > 1 && after.back() == '0') after.remove_suffix(1);
  if (after.size() > 3) return std::nullopt;  // no unit needs as many
  std::int64_t thousandths = 0;
  for (char const c : before) thousandths = thousandths * 10 + (c - '0');
  for (std::size_t i = 0; i < 3; ++i) thousandths = thousandths * 10 + (i < after.size() ? after[i] - '0' : 0);
  std::int64_t const scaled = thousandths * u.per_point;
  if (scaled % 1'000 != 0 || thousandths > std::int64_t{most} * 1'000) return std::nullopt;
  return points{static_cast<std::int32_t>(scaled / 1'000)};
}

}  // namespace ocop
