#pragma once

#include "ocop/score/arguments.hpp"
#include "ocop/score/findings.hpp"
#include "ocop/score/plan_run.hpp"
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
  score_sheet const sheet{"sheet", false, {choices.begin(), choices.end()}};
  auto const plan = detail::scoring_plan::of_unchecked(rules, set, *found, readings);
  detail::plan_run run(plan);
  run.take({&sheet, 1});
  auto const standing = [&] {
    return sheet_standing{points{run.figures().points_of.back()}, run.ranking().by_points, run.ranking().final_stars,
                          run.ranking().how};
  };
  if (auto const conflict = run.tally({})) return detail::explain(*conflict, set);
  run.place({});
  sensitivity_report report{standing(), {}};
  for (std::size_t c = 0; c < set.criteria.size(); ++c) {
    std::uint32_t const before = run.ticked()[c];
    for (choice const to : detail::all_choices(set.criteria[c])) {
      if (to == choices[c] || (to.option == 0 && choices[c].option == 0)) continue;
      run.ticked()[c] = plan.cell_of(c, to).value();
      if (run.run({})) report.effects.push_back({c, to, standing()});
    }
    run.ticked()[c] = before;
  }
  return report;
}

}  // namespace ocop
