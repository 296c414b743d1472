#pragma once

#include "ocop/base/points.hpp"
#include "ocop/score/open_questions.hpp"

#include <cstddef>
#include <vector>

namespace ocop {

/// What one score sheet comes to.
struct evaluation {
  std::vector<points> by_criterion;  ///< that count, in printed order
  std::vector<points> by_section;
  std::vector<points> by_part;
  points total;
  std::vector<char> gate_met;           ///< per gate of the set
  std::vector<std::size_t> zeroed_by;   ///< notes because of which points do not count on this sheet
  std::vector<std::size_t> zero_notes;  ///< notes with zero_at that this sheet triggers
  open_questions questions;
};

}  // namespace ocop
