#pragma once

#include "ocop/config.hpp"

#include <string>

namespace ocop {

/// A number as ECMAScript writes it (Number::toString): shortest digits that read back the same,
/// `1e+21` from there on, `NaN` and `Infinity` by name. Locale plays no part.
[[nodiscard]] OCOP_INLINE std::string number_text(double n);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/base/impl/number_text.ipp"
#endif
