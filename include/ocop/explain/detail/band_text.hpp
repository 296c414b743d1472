#pragma once

#include "ocop/compile/compiled_rule_set.hpp"

#include <string>

namespace ocop::detail {

/// `70 – <90`, or `70 – 89` where the end is included.
inline std::string band_text(compiled_band const& b) {
  return std::to_string(b.from.value) + (b.end_included ? " – " : " – <") + std::to_string(b.end.value);
}

}  // namespace ocop::detail
