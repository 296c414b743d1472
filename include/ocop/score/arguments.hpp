#pragma once

#include "ocop/base/issue.hpp"
#include "ocop/base/text.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/score/detail/given_rules.hpp"
#include "ocop/score/findings.hpp"
#include "ocop/score/score_sheet.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace ocop::detail {

/// Is it an answer of its criterion? Nothing ticked is one in every case there is, and without one.
inline bool is_answer(compiled_criterion const& c, choice const& made) noexcept {
  auto const* const list = c.list(made.case_no);
  if (made.option == 0) return made.case_no == 0 || list != nullptr;
  return list != nullptr && made.option > 0 && static_cast<std::size_t>(made.option) <= list->options.size();
}

/// What is wrong with a choice that is no answer.
inline issue explain_choice(compiled_criterion const& c, choice const& made) {
  std::string const& name = c.id.str();
  auto const* const list = c.list(made.case_no);
  if (!list)
    return {errc::wrong_case, pointer_to(name),
            "criterion " + name + " has no case " + std::to_string(made.case_no) +
                (c.has_cases() ? "; its cases are " + list_of_cases(c) + ". Give one of these, or option 0 of case 0."
                               : "; it has no cases. Give case 0.")};
  return {errc::unknown_option, pointer_to(name),
          "criterion " + name + " has no option " + std::to_string(made.option) + "; it has options 1 to " +
              std::to_string(list->options.size()) + ", 0 for nothing ticked."};
}

/// Is there one entry per criterion? Fewer is errc::missing_criteria, more errc::bad_value. `what`: of such entries.
inline std::optional<issue> check_count(compiled_product_set const& set, std::size_t found, std::string const& what) {
  std::size_t const criteria = set.criteria.size();
  if (found == criteria) return std::nullopt;
  return issue{found < criteria ? errc::missing_criteria : errc::bad_value,
               {},
               "there are " + std::to_string(found) + ' ' + what + "; set " + std::to_string(set.number) + " has " +
                   std::to_string(criteria) + " criteria. Give one for each, in printed order."};
}

/// Is there one answer per criterion? `where` is relative to the sheet.
inline std::optional<issue> check_choices(compiled_product_set const& set, std::span<choice const> choices) {
  if (auto wrong = check_count(set, choices.size(), "choices")) return wrong;
  for (std::size_t c = 0; c < choices.size(); ++c)
    if (!is_answer(set.criteria[c], choices[c])) return explain_choice(set.criteria[c], choices[c]);
  return std::nullopt;
}

/// Do the findings say something of each note of the set?
inline std::optional<issue> check_findings(compiled_product_set const& set, findings const& facts) {
  if (facts.note_holds.size() != set.notes.size())
    return issue{errc::other_rules,
                 {},
                 "the findings are of " + std::to_string(facts.note_holds.size()) + " notes; set " +
                     std::to_string(set.number) + " has " + std::to_string(set.notes.size()) +
                     ". Ask judge_facts() with this set."};
  for (std::size_t n = 0; n < set.notes.size(); ++n)
    if (facts.note_holds[n] != 0 && !set.notes[n].zero_at.empty())
      return issue{errc::other_rules,
                   {},
                   "the findings say that note \"" + set.notes[n].id + "\" holds by facts; in set " +
                       std::to_string(set.number) + " zeros trigger it. Ask judge_facts() with this set."};
  return std::nullopt;
}

/// Do rules, set, findings and readings belong together?
inline std::optional<issue> check_rules(compiled_rule_set const& rules, compiled_product_set const& set,
                                        findings const& facts, reading_choices const& readings) {
  if (auto wrong = check_rules(rules, set, readings)) return wrong;
  return check_findings(set, facts);
}

}  // namespace ocop::detail
