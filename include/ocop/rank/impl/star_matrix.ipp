#pragma once

#include "ocop/rank/star_matrix.hpp"

#include <algorithm>

namespace ocop {

OCOP_INLINE int star_matrix::highest() const {
  int most = 0;
  for (auto const& [place, n] : counts_) most = std::max({most, place.first, place.second});
  return most;
}

}  // namespace ocop
