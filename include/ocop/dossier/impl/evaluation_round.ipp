#pragma once

#include "ocop/dossier/evaluation_round.hpp"

#include <utility>

namespace ocop {
namespace detail {

/// The first such day of a year after a day. 29 February is the last day of the month where there is none.
inline day next_of(std::chrono::month_day wanted, day after) {
  auto year = std::chrono::year_month_day{after}.year();
  for (;; ++year) {
    std::chrono::year_month_day const exact = year / wanted;
    day const found = exact.ok() ? day{exact} : day{year / wanted.month() / std::chrono::last};
    if (found > after) return found;
  }
}

}  // namespace detail

OCOP_INLINE result<std::optional<evaluation_round>> round_of(compiled_rule_set const& rules, std::string_view level,
                                                             day proposed_on) {
  if (auto wrong = rules.check_council(level)) return std::move(*wrong);
  if (auto wrong = check_day(proposed_on, "/proposed_on")) return std::move(*wrong);
  std::optional<evaluation_round> first;
  for (auto const& r : rules.procedure.rounds) {
    if (r.level != level) continue;
    day const proposed_before = detail::next_of(r.proposed_before, proposed_on);
    if (first && first->proposed_before <= proposed_before) continue;
    first = evaluation_round{r.number, proposed_before, detail::next_of(r.held_before, proposed_before), r.cite.at};
  }
  return first;
}

}  // namespace ocop
