#pragma once

#include "ocop/base/mean_points.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/config.hpp"
#include "ocop/evaluate/evaluation.hpp"
#include "ocop/evaluate/findings.hpp"
#include "ocop/evaluate/score_sheet.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace ocop {

/// A note that applies to the product, and what it does.
struct applied_note {
  std::size_t note = 0;  ///< index in the product set
  note_effect effect = note_effect::none;
};

/// What the sheets of a council (Hội đồng) come to together.
struct council_result {
  std::vector<evaluation> evaluations;  ///< one per sheet, in order
  std::vector<mean_points> by_part;
  mean_points total{0, 1};
  std::vector<char> gate_met;       ///< per gate, by reading R-07
  std::vector<applied_note> notes;  ///< that apply, in printed order
  open_questions questions;
};

/// Evaluates every sheet and takes their mean as an exact fraction.
///
/// A mark is judged over all sheets by reading R-07, a zero that stops by R-25.
/// Errors: errc::no_sheets, and those of evaluate with the sheet's index before `where`.
[[nodiscard]] OCOP_INLINE result<council_result> tally(compiled_rule_set const& rules, compiled_product_set const& set,
                                                       std::span<score_sheet const> sheets, findings const& facts,
                                                       reading_choices const& readings);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/council/impl/council_result.ipp"
#endif
