#pragma once

#include "ocop/rank/margin.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace ocop {
namespace detail {

inline points points_of(compiled_criterion const& criterion, choice made) {
  if (made.option == 0) return {};
  return criterion.list(made.case_no)->options[static_cast<std::size_t>(made.option - 1)].worth;
}

/// Every way of ticking a criterion.
inline std::vector<choice> all_choices(compiled_criterion const& criterion) {
  std::vector<choice> all{{}};
  for (auto const& list : criterion.lists)
    for (std::size_t o = 1; o <= list.options.size(); ++o) all.push_back({list.case_no, static_cast<int>(o)});
  return all;
}

/// Stars as a number that grows with the result: 0 where there are none.
inline int height(ranking const& r) { return r.final_stars ? r.final_stars->value : 0; }

/// Fills what is open: with nothing, or with the best option, of case `case_no` where there is that case.
inline std::vector<score_sheet> finished(compiled_product_set const& set, std::span<unfinished_sheet const> sheets,
                                         std::optional<int> case_no) {
  std::vector<score_sheet> all;
  for (auto const& sheet : sheets) {
    score_sheet made{sheet.member, sheet.is_chair, {}};
    for (std::size_t c = 0; c < set.criteria.size(); ++c) {
      choice filled = sheet.choices[c].value_or(choice{});
      if (!sheet.choices[c] && case_no) {
        compiled_option_list const* list = set.criteria[c].list(*case_no);
        if (!list) list = &set.criteria[c].lists.front();
        filled = {list->case_no, static_cast<int>(list->options.size())};
      }
      made.choices.push_back(filled);
    }
    all.push_back(std::move(made));
  }
  return all;
}

}  // namespace detail

OCOP_INLINE margin_report margin(assessment const& a) {
  margin_report report;
  int const now = detail::height(a.ranking);
  std::vector<score_sheet> sheets = a.sheets;
  for (std::size_t c = 0; c < a.set->criteria.size(); ++c) {
    compiled_criterion const& criterion = a.set->criteria[c];
    std::vector<choice> const all = detail::all_choices(criterion);
    for (std::size_t s = 0; s < sheets.size(); ++s) {
      choice const before = a.sheets[s].choices[c];
      for (choice const made : all) {
        if (made == before) continue;
        points const difference{
            std::abs(detail::points_of(criterion, made).value - detail::points_of(criterion, before).value)};
        bool const is_smaller_up = !report.up || difference < report.up->difference;
        bool const is_smaller_down = !report.down || difference < report.down->difference;
        if (!is_smaller_up && !is_smaller_down) continue;
        sheets[s].choices[c] = made;
        // A tick that the sheets cannot have together (R-17=same-case) is no change that a member can make.
        if (auto const council = tally(*a.rules, *a.set, sheets, a.facts, a.readings, a.session)) {
          ranking const r = rank(*a.rules, *a.set, *council, a.readings, a.level);
          margin_step const step{s, c, before, made, difference, r.how, r.final_stars};
          if (detail::height(r) > now && is_smaller_up) report.up = step;
          if (detail::height(r) < now && is_smaller_down) report.down = step;
        }
      }
      sheets[s].choices[c] = before;
    }
  }
  return report;
}

OCOP_INLINE result<reachable_range> reachable(compiled_rule_set const& rules, compiled_product_set const& set,
                                              std::span<unfinished_sheet const> sheets, findings const& facts,
                                              reading_choices const& readings, council_session const& session,
                                              std::string_view level) {
  for (std::size_t s = 0; s < sheets.size(); ++s)
    if (sheets[s].choices.size() != set.criteria.size())
      return issue{errc::missing_criteria, '/' + std::to_string(s),
                   "the sheet has " + std::to_string(sheets[s].choices.size()) + " entries; the set has " +
                       std::to_string(set.criteria.size()) + " criteria. Give one entry per criterion."};
  auto const ranked = [&](std::vector<score_sheet> const& full) -> result<ranking> {
    auto council = tally(rules, set, full, facts, readings, session);
    if (!council) return council.error();
    council->spread.reset();
    return rank(rules, set, *council, readings, level);
  };
  auto lowest = ranked(detail::finished(set, sheets, std::nullopt));
  if (!lowest) return lowest.error();

  std::set<int> cases;
  for (auto const& criterion : set.criteria)
    for (auto const& list : criterion.lists) cases.insert(list.case_no);
  std::optional<ranking> highest;
  for (int const case_no : cases) {
    auto tried = ranked(detail::finished(set, sheets, case_no));
    if (tried && (!highest || detail::height(*highest) < detail::height(*tried))) highest = std::move(*tried);
  }
  if (!highest) highest = *lowest;
  return reachable_range{std::move(*lowest), std::move(*highest)};
}

}  // namespace ocop
