#pragma once

#include "ocop/config.hpp"

#include <string_view>

namespace ocop {

/// The double nearest to a decimal number as JSON writes it, a sign and leading zeros allowed: `-12.5e-3`. Infinity
/// beyond the largest, zero below half the smallest, each with the number's sign. Locale plays no part.
///
/// Precondition: the whole text is such a number.
[[nodiscard]] OCOP_INLINE double nearest_double(std::string_view decimal);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/base/impl/decimal.ipp"
#endif
