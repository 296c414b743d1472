#pragma once

#include "ocop/compile/compiled_rule_set.hpp"

#include <string>

namespace ocop::detail {

/// `70 – <90`, or `70 – 89` where the end is included.
inline std::string band_text(compiled_band const& b, points_unit unit) {
  return points_text(b.from, unit) + (b.end_included ? " – " : " – <") + points_text(b.end, unit);
}

}  // namespace ocop::detail
