#pragma once

#include "ocop/base/number_text.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>

namespace ocop {

OCOP_INLINE std::string number_text(double n) {
  // By their bits: no compiler takes it for granted that there are no such numbers.
  auto const bits = std::bit_cast<std::uint64_t>(n);
  constexpr std::uint64_t exponent_bits = 0x7FF0'0000'0000'0000;
  constexpr std::uint64_t sign_bit = 0x8000'0000'0000'0000;
  if ((bits & ~sign_bit) > exponent_bits) return "NaN";
  if ((bits & ~sign_bit) == exponent_bits) return (bits & sign_bit) != 0 ? "-Infinity" : "Infinity";
  if (n == 0) return "0";

  // Shortest scientific form `d.ddde±xx`, taken apart into its digits and its decimal exponent.
  char buffer[32];
  auto const end = std::to_chars(buffer, buffer + sizeof buffer, std::fabs(n), std::chars_format::scientific).ptr;
  std::string digits;
  char const* c = buffer;
  for (; *c != 'e'; ++c)
    if (*c != '.') digits += *c;
  int exponent = 0;
  char const* const from = c[1] == '+' ? c + 2 : c + 1;
  std::from_chars(from, end, exponent);

  int const count = static_cast<int>(digits.size());
  int const point = exponent + 1;  // digits that stand before the decimal point
  std::string text = n < 0 ? "-" : "";
  auto const zeros = [](int k) { return std::string(static_cast<std::size_t>(k), '0'); };
  if (count <= point && point <= 21) return text + digits + zeros(point - count);
  if (0 < point && point <= 21) return text + digits.insert(static_cast<std::size_t>(point), 1, '.');
  if (-6 < point && point <= 0) return text + "0." + zeros(-point) + digits;
  if (count > 1) digits.insert(1, 1, '.');
  return text + digits + 'e' + (exponent < 0 ? '-' : '+') + std::to_string(std::abs(exponent));
}

}  // namespace ocop
