#pragma once

#include "ocop/score/detail/given_rules.hpp"
#include "ocop/score/findings.hpp"
#include "ocop/logic/evaluate.hpp"

#include <algorithm>

namespace ocop {
namespace detail {

/// Calls `found` with the dotted key of every fact that is given and not false.
template <class Found>
void for_each_given(value const& facts, std::string const& prefix, Found const& found) {
  for (auto const& m : facts.as_object()) {
    std::string const key = prefix + m.key;
    if (m.content.is_object()) for_each_given(m.content, key + '.', found);
    else if (!(m.content.is_bool() && !m.content.as_bool())) found(key);
  }
}

}  // namespace detail

OCOP_INLINE result<findings> judge_facts(compiled_rule_set const& rules, compiled_product_set const& set,
                                         value const& facts, reading_choices const& choices) {
  if (auto wrong = detail::check_rules(rules, set, choices)) return std::move(*wrong);
  if (auto wrong = rules.check_facts(facts)) return std::move(*wrong);
  findings found;
  found.note_holds.assign(set.notes.size(), 0);
  for (std::size_t i = 0; i < set.notes.size(); ++i) {
    if (!set.notes[i].when) continue;
    auto const verdict = holds(*set.notes[i].when, facts, &found.assumed);
    if (!verdict) return verdict.error();
    found.note_holds[i] = *verdict ? 1 : 0;
  }
  if (facts.is_object())
    detail::for_each_given(facts, {}, [&](std::string const& key) {
      if (!rules.asks_for(key, set)) found.unread.push_back(key);
    });
  std::sort(found.unread.begin(), found.unread.end());
  std::sort(found.assumed.begin(), found.assumed.end());
  found.assumed.erase(std::unique(found.assumed.begin(), found.assumed.end()), found.assumed.end());
  if (choices.facts == reading_choices::facts_rule::error && !found.assumed.empty()) {
    std::string missing;
    for (auto const& fact : found.assumed) missing += (missing.empty() ? "" : ", ") + fact;
    return issue{errc::missing_fact,
                 {},
                 "reading R-20 asks for every fact, and these are not given: " + missing +
                     ". Give them, or choose R-20=assume-not."};
  }
  return found;
}

}  // namespace ocop
