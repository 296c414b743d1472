#pragma once

#include "ocop/base/decimal.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <system_error>

namespace ocop {
namespace detail {

/// What a decimal number is that `from_chars` finds too large or too small for a double.
OCOP_INLINE double beyond_range(std::string_view digits) {
  std::size_t const e = std::min(digits.find_first_of("eE"), digits.size());
  std::string_view const mantissa = digits.substr(0, e);
  auto const place_of = [&](char const* any) {
    return static_cast<std::int64_t>(std::min(mantissa.find_first_of(any), mantissa.size()));
  };
  std::string_view exponent = digits.substr(std::min(e + 1, digits.size()));
  bool const is_small = exponent.starts_with('-');
  if (is_small || exponent.starts_with('+')) exponent.remove_prefix(1);
  std::int64_t shift = 0;
  constexpr std::int64_t most = std::int64_t{1} << 56;  // more than any text has digits
  for (char const c : exponent) shift = std::min(shift * 10 + (c - '0'), most);
  bool const is_large = place_of(".") - place_of("123456789") + (is_small ? -shift : shift) > 0;
  return is_large ? std::numeric_limits<double>::infinity() : 0.0;
}

}  // namespace detail

OCOP_INLINE double nearest_double(std::string_view decimal) {
  bool const is_negative = decimal.starts_with('-');
  if (is_negative || decimal.starts_with('+')) decimal.remove_prefix(1);
  double n = 0;
  auto const read = std::from_chars(decimal.data(), decimal.data() + decimal.size(), n);
  if (read.ec == std::errc::result_out_of_range) n = detail::beyond_range(decimal);
  return is_negative ? -n : n;
}

}  // namespace ocop
