#pragma once

#include "ocop/base/mean_points.hpp"
#include "ocop/compile/compiled_rule_set.hpp"

#include <cstddef>
#include <vector>

namespace ocop::detail {

/// The band of a number of points given as `numerator / denominator`, by its floor: bands are lowest first
/// and the lowest begins at 0.
inline std::size_t band_of(std::vector<compiled_band> const& bands, mean_points m) {
  std::size_t at = 0;
  while (at + 1 < bands.size() && m >= bands[at + 1].from) ++at;
  return at;
}

}  // namespace ocop::detail
