#pragma once

#include "ocop/base/points.hpp"
#include "ocop/base/result.hpp"
#include "ocop/base/stars.hpp"
#include "ocop/base/value.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/config.hpp"
#include "ocop/score/score_sheet.hpp"
#include "ocop/score/ranking.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace ocop {

/// What a sheet comes to.
struct sheet_standing {
  points total;
  std::optional<stars> by_points;  ///< level of the band; absent unless ranked
  std::optional<stars> final_stars;
  outcome how = outcome::ranked;

  friend bool operator==(sheet_standing const&, sheet_standing const&) = default;
};

/// One other tick at one criterion, and what the sheet would come to by it alone.
struct tick_effect {
  std::size_t criterion = 0;
  choice to;  ///< option 0: nothing ticked
  sheet_standing then;

  friend bool operator==(tick_effect const&, tick_effect const&) = default;
};

/// How the result of one sheet hangs on each of its ticks.
struct sensitivity_report {
  sheet_standing now;
  std::vector<tick_effect> effects;  ///< of every other tick: as printed, nothing ticked first

  /// Gives more stars; no stars count as 0.
  [[nodiscard]] OCOP_INLINE bool raises(tick_effect const& effect) const;
  /// Gives fewer stars, or none.
  [[nodiscard]] OCOP_INLINE bool lowers(tick_effect const& effect) const;
};

/// Evaluates a self-assessment anew with every single change of a tick, so that notes, zeros and marks count as in
/// assess(). A tick that the sheet cannot have beside the others (R-17=same-case) is left out. Costs one evaluation per
/// option.
///
/// `choices` has one entry per criterion, as read_answers gives. Errors: those of judge_facts and evaluate.
[[nodiscard]] OCOP_INLINE result<sensitivity_report> sensitivity(compiled_rule_set const& rules,
                                                                 compiled_product_set const& set,
                                                                 std::span<choice const> choices, value const& facts,
                                                                 reading_choices const& readings);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/rank/impl/sensitivity.ipp"
#endif
