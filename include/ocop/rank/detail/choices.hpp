#pragma once

#include "ocop/compile/compiled_product_set.hpp"
#include "ocop/score/score_sheet.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace ocop::detail {

/// Every way of ticking a criterion: nothing first, then as printed.
inline std::vector<choice> all_choices(compiled_criterion const& criterion) {
  std::vector<choice> all{{}};
  for (auto const& list : criterion.lists)
    for (std::size_t o = 1; o <= list.options.size(); ++o) all.push_back({list.case_no, static_cast<int>(o)});
  return all;
}

/// The last option of the list that is worth most, of one case only where it is named; nothing where it has no list.
inline choice best_choice(compiled_criterion const& criterion, int only_case) {
  choice best;
  points most{-1};
  for (auto const& list : criterion.lists) {
    bool const fits = only_case == 0 || list.case_no == 0 || list.case_no == only_case;
    if (!fits || !(most < list.options.back().worth)) continue;
    most = list.options.back().worth;
    best = {list.case_no, static_cast<int>(list.options.size())};
  }
  return best;
}

inline bool has_cases(compiled_product_set const& set) {
  return std::any_of(set.criteria.begin(), set.criteria.end(), [](auto const& c) { return c.has_cases(); });
}

}  // namespace ocop::detail
