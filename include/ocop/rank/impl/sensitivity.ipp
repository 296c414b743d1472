#pragma once

#include "ocop/council/council_result.hpp"
#include "ocop/evaluate/arguments.hpp"
#include "ocop/evaluate/findings.hpp"
#include "ocop/rank/detail/choices.hpp"
#include "ocop/rank/sensitivity.hpp"

#include <utility>

namespace ocop {

OCOP_INLINE bool sensitivity_report::raises(tick_effect const& effect) const {
  return now.final_stars < effect.then.final_stars;
}

OCOP_INLINE bool sensitivity_report::lowers(tick_effect const& effect) const {
  return effect.then.final_stars < now.final_stars;
}

OCOP_INLINE result<sensitivity_report> sensitivity(compiled_rule_set const& rules, compiled_product_set const& set,
                                                   std::span<choice const> choices, value const& facts,
                                                   reading_choices const& readings) {
  auto const found = judge_facts(rules, set, facts, readings);
  if (!found) return found.error();
  if (auto wrong = detail::check_choices(set, choices)) return std::move(*wrong);
  score_sheet sheet{"sheet", false, {choices.begin(), choices.end()}};
  auto const standing = [&]() -> result<sheet_standing> {
    auto const council = detail::tally_unchecked(rules, set, {&sheet, 1}, *found, readings);
    if (!council) return council.error();
    ranking const r = detail::rank_unchecked(rules, set, *council, readings);
    return sheet_standing{council->evaluations.front().total, r.by_points, r.final_stars, r.how};
  };
  auto const now = standing();
  if (!now) return now.error();
  sensitivity_report report{*now, {}};
  for (std::size_t c = 0; c < set.criteria.size(); ++c) {
    for (choice const to : detail::all_choices(set.criteria[c])) {
      if (to == choices[c] || (to.option == 0 && choices[c].option == 0)) continue;
      sheet.choices[c] = to;
      if (auto const then = standing()) report.effects.push_back({c, to, *then});
    }
    sheet.choices[c] = choices[c];
  }
  return report;
}

}  // namespace ocop
