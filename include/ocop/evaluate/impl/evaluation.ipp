#pragma once

#include "ocop/evaluate/arguments.hpp"
#include "ocop/evaluate/evaluation.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace ocop {
namespace detail {

/// Points of a choice as ticked, before any note.
inline points ticked_points(compiled_criterion const& c, choice const& ticked) {
  if (ticked.option == 0) return {};
  return c.list(ticked.case_no)->options[static_cast<std::size_t>(ticked.option - 1)].worth;
}

OCOP_INLINE bool meets(compiled_gate const& gate, int option, points counted, reading_choices const& readings,
                       open_questions& asked) {
  if (option == 0) return false;
  if (gate.option == 0) {
    asked.heading |= counted.value > 0 && counted < gate.needed;
    return readings.heading == reading_choices::heading_rule::any_points ? counted.value > 0 : counted >= gate.needed;
  }
  bool const by_points = counted >= gate.needed;
  bool const by_order = option >= gate.option;
  asked.mark |= by_points != by_order;
  return readings.mark == reading_choices::mark_rule::points ? by_points : by_order;
}

OCOP_INLINE result<evaluation> evaluate_unchecked(compiled_rule_set const& rules, compiled_product_set const& set,
                                                  std::span<choice const> choices, findings const& facts,
                                                  reading_choices const& readings,
                                                  std::optional<std::size_t> count_until) {
  evaluation e;
  std::size_t const count = set.criteria.size();
  e.by_criterion.resize(count);
  int first_case = 0;
  for (std::size_t i = 0; i < count; ++i) {
    compiled_criterion const& c = set.criteria[i];
    choice const& ticked = choices[i];
    e.by_criterion[i] = ticked_points(c, ticked);
    if (ticked.option == 0) continue;
    e.questions.unprinted |= !c.list(ticked.case_no)->printed;
    if (ticked.case_no == 0) continue;
    if (first_case == 0) first_case = ticked.case_no;
    if (ticked.case_no == first_case) continue;
    e.questions.cases = true;
    if (readings.cases == reading_choices::cases_rule::same_case)
      return issue{errc::wrong_case, '/' + c.id.str(),
                   "case " + std::to_string(ticked.case_no) + " is chosen here and case " + std::to_string(first_case) +
                       " before; reading R-17=same-case asks for one case throughout."};
  }

  // Notes: which criteria do not count, which marks are waived. All are judged on what was ticked.
  std::vector<char> counts(count, 1);
  std::vector<char> waived(count, 0);
  std::vector<char> full(count, 0);
  std::vector<points> const ticked = e.by_criterion;
  for (std::size_t n = 0; n < set.notes.size(); ++n) {
    compiled_note const& note = set.notes[n];
    bool const by_zero =
        std::any_of(note.zero_at.begin(), note.zero_at.end(), [&](std::size_t i) { return ticked[i].value == 0; });
    if (by_zero) e.zero_notes.push_back(n);
    if (!by_zero && !facts.note_holds[n]) continue;
    auto const mark = [&](std::vector<char>& where, std::size_t from, std::size_t to, char what) {
      std::fill(where.begin() + static_cast<std::ptrdiff_t>(from), where.begin() + static_cast<std::ptrdiff_t>(to),
                what);
    };
    std::size_t from = note.first;
    std::size_t to = note.last;
    switch (rules.effect_of_unchecked(note, readings)) {
      case note_effect::zero: break;
      case note_effect::later_zero:
        // A zero that stops is the council's to judge over all sheets; it comes back as count_until.
        if (by_zero) continue;
        from = note.last;
        to = count;
        break;
      case note_effect::waive_marks: mark(waived, from, to, 1); continue;
      case note_effect::maximum: mark(full, from, to, 1); continue;
      // What these do is the council's to judge, over all sheets.
      case note_effect::none:
      case note_effect::reject:
      case note_effect::stop: continue;
    }
    mark(counts, from, to, 0);
    if (std::any_of(ticked.begin() + static_cast<std::ptrdiff_t>(from),
                    ticked.begin() + static_cast<std::ptrdiff_t>(to), [](points p) { return p.value > 0; }))
      e.zeroed_by.push_back(n);
  }
  for (std::size_t i = count_until.value_or(count); i < count; ++i) counts[i] = 0;

  e.by_section.resize(set.sections.size());
  e.by_part.resize(rules.parts.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (!counts[i]) e.by_criterion[i] = {};
    else if (full[i]) e.by_criterion[i] = set.criteria[i].max;
    e.by_section[set.criteria[i].section] += e.by_criterion[i];
  }
  for (std::size_t s = 0; s < e.by_section.size(); ++s) {
    e.by_part[set.sections[s].above] += e.by_section[s];
    e.total += e.by_section[s];
  }

  e.gate_met.reserve(set.gates.size());
  for (auto const& gate : set.gates) {
    choice const& made = choices[gate.criterion];
    int const list_case = set.criteria[gate.criterion].lists[gate.list].case_no;
    bool const other_case = made.option != 0 && made.case_no != list_case;
    auto const& options = set.criteria[gate.criterion].lists[gate.list].options;
    int const ticked_option = full[gate.criterion] ? static_cast<int>(options.size()) : made.option;
    int const option = counts[gate.criterion] ? ticked_option : 0;
    bool const applies = !waived[gate.criterion] && !other_case;
    e.questions.unticked |= applies && ticked_option == 0;
    bool const is_met = !applies || meets(gate, option, e.by_criterion[gate.criterion], readings, e.questions);
    e.gate_met.push_back(is_met ? 1 : 0);
  }
  return e;
}

}  // namespace detail

OCOP_INLINE result<evaluation> evaluate(compiled_rule_set const& rules, compiled_product_set const& set,
                                        std::span<choice const> choices, findings const& facts,
                                        reading_choices const& readings, std::optional<std::size_t> count_until) {
  if (auto wrong = detail::check_rules(rules, set, facts, readings)) return std::move(*wrong);
  if (auto wrong = detail::check_choices(set, choices)) return std::move(*wrong);
  if (count_until && *count_until > set.criteria.size())
    return issue{errc::bad_value,
                 {},
                 "criteria are to count until that of place " + std::to_string(*count_until) +
                     ", counted from 0; the set has " + std::to_string(set.criteria.size()) + "."};
  return detail::evaluate_unchecked(rules, set, choices, facts, readings, count_until);
}

}  // namespace ocop
