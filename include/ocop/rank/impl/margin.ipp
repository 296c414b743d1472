#pragma once

#include "ocop/score/arguments.hpp"
#include "ocop/rank/detail/choices.hpp"
#include "ocop/rank/margin.hpp"
#include "ocop/score/plan_run.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <utility>

namespace ocop {
namespace detail {

/// Stars as a number that grows with the result: 0 where there are none.
inline int height(ranking const& r) { return r.final_stars ? r.final_stars->value : 0; }

/// The case that the closed ticks of a sheet bind it to under R-17=same-case; 0: none yet.
inline int case_begun(unfinished_sheet const& sheet) {
  for (auto const& made : sheet.choices)
    if (made && made->option != 0 && made->case_no != 0) return made->case_no;
  return 0;
}

/// Fills what is open: with nothing, or with the best. Under R-17=same-case a sheet stays in the case that it has
/// begun, or takes `case_no`.
inline std::vector<score_sheet> finished(compiled_product_set const& set, std::span<unfinished_sheet const> sheets,
                                         std::optional<int> case_no) {
  std::vector<score_sheet> all;
  for (auto const& sheet : sheets) {
    int const begun = case_begun(sheet);
    score_sheet made{sheet.member, sheet.is_chair, {}};
    for (std::size_t c = 0; c < set.criteria.size(); ++c) {
      choice filled = sheet.choices[c].value_or(sheet.at_least.empty() ? choice{} : sheet.at_least[c]);
      if (!sheet.choices[c] && case_no)
        filled = best_choice(set.criteria[c], *case_no == 0 || begun == 0 ? *case_no : begun);
      made.choices.push_back(filled);
    }
    all.push_back(std::move(made));
  }
  return all;
}

/// Is every entry of an unfinished sheet an answer, where there is one?
inline std::optional<issue> check_unfinished(compiled_product_set const& set, unfinished_sheet const& sheet) {
  if (auto wrong = check_count(set, sheet.choices.size(), "entries")) return wrong;
  for (std::size_t c = 0; c < set.criteria.size(); ++c)
    if (sheet.choices[c] && !is_answer(set.criteria[c], *sheet.choices[c]))
      return explain_choice(set.criteria[c], *sheet.choices[c]);
  if (sheet.at_least.empty()) return std::nullopt;
  if (auto wrong = check_count(set, sheet.at_least.size(), "entries of at_least")) return wrong;
  return check_choices(set, sheet.at_least);
}

}  // namespace detail

OCOP_INLINE result<margin_report> margin(assessment const& a) {
  if (auto wrong = detail::check_assessment(a)) return std::move(*wrong);
  margin_report report;
  int const now = detail::height(a.ranking);
  auto const kept = detail::scoring_plan::kept_unchecked(*a.rules, *a.set, a.facts, a.readings);
  detail::scoring_plan const& plan = *kept;
  detail::session_facts const session = detail::facts_of(a.session, a.sheets);
  detail::plan_run run(plan);
  run.take(a.sheets);
  for (std::size_t c = 0; c < plan.width(); ++c) {
    std::vector<choice> const all = detail::all_choices(a.set->criteria[c]);
    for (std::size_t s = 0; s < a.sheets.size(); ++s) {
      choice const before = a.sheets[s].choices[c];
      std::uint32_t& ticked = run.ticked()[s * plan.width() + c];
      std::uint32_t const cell_before = ticked;
      for (choice const made : all) {
        if (made == before) continue;
        std::uint32_t const cell = plan.cell_of(c, made).value();
        points const difference{std::abs(plan.cell(cell).ticked - plan.cell(cell_before).ticked)};
        bool const is_smaller_up = !report.up || difference < report.up->difference;
        bool const is_smaller_down = !report.down || difference < report.down->difference;
        if (!is_smaller_up && !is_smaller_down) continue;
        ticked = cell;
        // A tick that the sheets cannot have together (R-17=same-case) is no change that a member can make.
        if (!run.run(session, a.level)) continue;
        ranking const& r = run.ranking();
        margin_step const step{s, c, before, made, difference, r.how, r.final_stars};
        if (detail::height(r) > now && is_smaller_up) report.up = step;
        if (detail::height(r) < now && is_smaller_down) report.down = step;
      }
      ticked = cell_before;
    }
  }
  return report;
}

OCOP_INLINE result<reachable_range> reachable(compiled_rule_set const& rules, compiled_product_set const& set,
                                              std::span<unfinished_sheet const> sheets, findings const& facts,
                                              reading_choices const& readings, council_session const& session,
                                              std::string_view level) {
  if (auto wrong = detail::check_rules(rules, set, facts, readings)) return std::move(*wrong);
  if (auto wrong = rules.check_council(level)) return std::move(*wrong);
  for (std::size_t s = 0; s < sheets.size(); ++s)
    if (auto wrong = detail::check_unfinished(set, sheets[s])) {
      wrong->where.insert(0, '/' + std::to_string(s));
      return std::move(*wrong);
    }
  struct end {
    std::int64_t sum = 0;  ///< of all points
    ranking as_read;
    ranking mild;  ///< capped, and thresholds in gaps: here a better option never lowers the stars
  };
  reading_choices mild = readings;
  mild.minimum = reading_choices::minimum_rule::cap;
  mild.gap = reading_choices::gap_rule::thresholds;
  auto const plan_by = [&](reading_choices const& by) {
    return detail::scoring_plan::of_unchecked(rules, set, facts, by);
  };
  auto const as_read = plan_by(readings);
  auto const mildly = plan_by(mild);
  auto const ranked = [&](std::vector<score_sheet> const& full, detail::scoring_plan const& by) -> result<end> {
    if (auto wrong = detail::check_council(full, session)) return std::move(*wrong);
    detail::plan_run run(by);
    run.take(full);
    if (auto const conflict = run.tally(detail::facts_of(session, full))) return detail::explain(*conflict, set);
    detail::council_figures figures = run.figures();
    figures.spread.reset();
    return end{figures.sums.back(), detail::placed(as_read, figures, level), detail::placed(mildly, figures, level)};
  };
  auto bottom = ranked(detail::finished(set, sheets, std::nullopt), as_read);
  if (!bottom) return bottom.error();
  bool const is_closed = std::all_of(sheets.begin(), sheets.end(), [](unfinished_sheet const& s) {
    return std::all_of(s.choices.begin(), s.choices.end(), [](auto const& c) { return c.has_value(); });
  });
  if (is_closed) return reachable_range{bottom->as_read, bottom->as_read};

  // 0: of any case. Under R-17=same-case one sheet that has not begun is tried in every case; several would have to be
  // tried in all combinations, so they are bounded from above by any cases.
  std::set<int> cases{0};
  auto const not_begun =
      std::count_if(sheets.begin(), sheets.end(), [](unfinished_sheet const& s) { return detail::case_begun(s) == 0; });
  reading_choices independent = readings;
  independent.cases = reading_choices::cases_rule::independent;
  auto const any_cases = plan_by(independent);
  bool const is_one = readings.cases == reading_choices::cases_rule::same_case && not_begun <= 1;
  if (is_one) {
    cases.clear();
    for (auto const& criterion : set.criteria)
      for (auto const& list : criterion.lists) cases.insert(list.case_no);
    if (cases.size() > 1) cases.erase(0);
  }
  std::optional<end> top;
  for (int const case_no : cases) {
    auto tried = ranked(detail::finished(set, sheets, case_no), is_one ? as_read : any_cases);
    if (!tried) continue;
    auto const merit = [](end const& e) { return std::pair(detail::height(e.mild), e.sum); };
    if (!top || merit(*top) < merit(*tried)) top = std::move(*tried);
  }
  if (!top) top = *bottom;
  // Between the two ends a mark of a band that is passed, or a printed gap, may leave the product without stars.
  ranking lowest = bottom->as_read;
  if (lowest.final_stars) {
    if (!top->as_read.final_stars) {
      lowest = top->as_read;
    } else if (bottom->mild.by_points < top->mild.by_points) {
      bool const may_reject = readings.minimum == reading_choices::minimum_rule::reject;
      bool const may_stop = readings.gap == reading_choices::gap_rule::undetermined;
      if (may_reject || may_stop) {
        lowest = ranking();
        lowest.how = may_reject ? outcome::rejected : outcome::stopped;
      }
    }
  }
  return reachable_range{std::move(lowest), top->as_read.final_stars ? top->as_read : top->mild};
}

}  // namespace ocop
