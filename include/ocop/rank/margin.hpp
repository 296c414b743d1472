#pragma once

#include "ocop/base/points.hpp"
#include "ocop/base/stars.hpp"
#include "ocop/config.hpp"
#include "ocop/score/score_sheet.hpp"
#include "ocop/score/assessment.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ocop {

/// One change of one member's tick at one criterion, and what it would lead to.
struct margin_step {
  std::size_t sheet = 0;
  std::size_t criterion = 0;
  choice from;
  choice to;
  points difference;  ///< of the two options' points; 0 or more
  outcome how = outcome::ranked;
  std::optional<stars> final_stars;
};

/// How near an assessment is to another result.
struct margin_report {
  std::optional<margin_step> up;    ///< the smallest single change that gives more stars; none: no single one does
  std::optional<margin_step> down;  ///< the smallest single change that gives fewer stars or none
};

/// Tries every other option at every criterion of every sheet. The smallest change is that of the fewest points, then
/// the first in printed order, then of the first sheet. Costs one assessment per option and sheet. Errors: those of
/// tally and rank, and errc::bad_value, where it is none that assess() gave.
[[nodiscard]] OCOP_INLINE result<margin_report> margin(assessment const& a);

/// A sheet that is not finished: criteria without a choice may still become anything.
struct unfinished_sheet {
  std::string member;
  bool is_chair = false;
  std::vector<std::optional<choice>> choices;  ///< one per criterion of the set, in printed order
  std::vector<choice> at_least{};  ///< what an open criterion is worth in any case; empty: nothing is known of any
};

/// What a council can still come to.
struct reachable_range {
  ranking lowest;   ///< nothing more is ticked than what is known
  ranking highest;  ///< the best option everywhere
};

/// The bounds of the ranking while sheets are unfinished, by the best and the worst way of finishing them: where
/// minimums cap, a better option never lowers the stars. Where they reject (R-05=reject) or printed gaps are
/// undetermined (R-09=undetermined), a product may lose its stars on the way up; the bounds then hold and need not be
/// reached. The spread between members is not looked at, it may still change. Errors: those of tally and rank, with the
/// index of the sheet in `where`; errc::missing_criteria where a sheet has fewer entries than there are criteria,
/// errc::bad_value where it has more. `at_least` is empty, or has one answer per criterion too.
[[nodiscard]] OCOP_INLINE result<reachable_range> reachable(compiled_rule_set const& rules,
                                                            compiled_product_set const& set,
                                                            std::span<unfinished_sheet const> sheets,
                                                            findings const& facts, reading_choices const& readings,
                                                            council_session const& session = {},
                                                            std::string_view level = {});

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/rank/impl/margin.ipp"
#endif
