#pragma once

#include "ocop/base/points.hpp"
#include "ocop/base/result.hpp"
#include "ocop/base/stars.hpp"
#include "ocop/base/value.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/config.hpp"
#include "ocop/score/score_sheet.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace ocop {

/// One tick to change.
struct option_change {
  std::size_t criterion = 0;
  choice from;
  choice to;
  std::int64_t cost = 0;

  friend bool operator==(option_change const&, option_change const&) = default;
};

/// The highest cost of one change: so many of them add up exactly that no set has as many criteria.
inline constexpr std::int64_t most_change_cost = std::int64_t{1} << 50U;

/// The most plans that are listed: there may be more of one cost than memory holds.
inline constexpr std::size_t most_upgrade_plans = 1'000'000;

/// What a change costs, 0 to most_change_cost; nothing where it cannot be made. Keeping a tick costs nothing and is not
/// asked.
using change_cost =
    std::function<std::optional<std::int64_t>(std::size_t criterion, choice const& from, choice const& to)>;

struct upgrade_options {
  change_cost cost{};                    ///< none: an option worth more costs the points it adds, no other can be made
  std::span<std::size_t const> fixed{};  ///< criteria that stay as they are
  std::size_t most_plans = 1;            ///< how many of the cheapest plans to list, at most most_upgrade_plans
};

/// The cheapest ways to a star level.
struct upgrade_report {
  std::optional<std::int64_t> cost;               ///< of the cheapest plans; none: the level cannot be reached
  std::vector<std::vector<option_change>> plans;  ///< by criterion; one without changes: it is there already
  points lacking;                                 ///< points short of the level's band as the sheet stands; 0: enough
  std::vector<std::size_t> unmet;                 ///< gates that stand before the level as the sheet stands
  std::vector<std::size_t> unmet_minimums{};      ///< minimums that do
};

/// The least-cost changes of one sheet that give it at least a star level, with every mark that it asks for, found by
/// going over all totals: no cheaper plan exists. Plans of the same cost that are listed stand in
/// the order of the criteria.
///
/// A note that a zero brings into play, a fact that rejects or stops, cases and readings count as in assess(). Errors:
/// errc::bad_value (a level that the edition does not have, a fixed criterion that is none, a cost below 0 or above
/// most_change_cost, more plans than most_upgrade_plans), those of judge_facts and evaluate. `choices` has one entry
/// per criterion, as read_answers gives.
[[nodiscard]] OCOP_INLINE result<upgrade_report> upgrade_path(compiled_rule_set const& rules,
                                                              compiled_product_set const& set,
                                                              std::span<choice const> choices, stars level,
                                                              value const& facts, reading_choices const& readings,
                                                              upgrade_options const& options = {});

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/rank/impl/upgrade_path.ipp"
#endif
