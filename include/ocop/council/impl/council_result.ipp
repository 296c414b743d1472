#pragma once

#include "ocop/council/council_result.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace ocop {
namespace detail {

/// Evaluates all sheets, with the criteria from `count_until` on counting 0.
inline result<std::vector<evaluation>> evaluate_all(compiled_rule_set const& rules, compiled_product_set const& set,
                                                    std::span<score_sheet const> sheets, findings const& facts,
                                                    reading_choices const& readings,
                                                    std::optional<std::size_t> count_until) {
  std::vector<evaluation> all;
  all.reserve(sheets.size());
  for (std::size_t s = 0; s < sheets.size(); ++s) {
    auto one = evaluate(rules, set, sheets[s].choices, facts, readings, count_until);
    if (!one) {
      issue wrong = one.error();
      wrong.where = '/' + std::to_string(s) + "/choices" + wrong.where;
      return wrong;
    }
    all.push_back(std::move(*one));
  }
  return all;
}

/// Does a thing that holds on `k` of `n` sheets hold for the council?
inline bool zero_stops(std::size_t k, std::size_t n, reading_choices::zero_stop_rule how) noexcept {
  switch (how) {
    case reading_choices::zero_stop_rule::majority: return 2 * k > n;
    case reading_choices::zero_stop_rule::all: return k == n;
    case reading_choices::zero_stop_rule::any: return k > 0;
  }
  return false;
}

/// Is a mark met by the members together?
inline bool gate_holds(compiled_product_set const& set, std::size_t g, std::vector<evaluation> const& all,
                       reading_choices const& readings, open_questions& asked) {
  auto const met = static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [&](auto const& e) { return e.gate_met[g] != 0; }));
  asked.members |= met != 0 && met != all.size();
  switch (readings.members) {
    case reading_choices::members_rule::majority: return 2 * met > all.size();
    case reading_choices::members_rule::all: return met == all.size();
    case reading_choices::members_rule::mean: break;
  }
  // Members who agree need no mean: a waived mark, another case.
  if (met == all.size()) return true;
  compiled_gate const& gate = set.gates[g];
  std::int64_t sum = 0;
  for (auto const& e : all) sum += e.by_criterion[gate.criterion].value;
  bool const any_points = gate.option == 0 && readings.heading == reading_choices::heading_rule::any_points;
  return any_points ? sum > 0 : mean_points(sum, static_cast<std::int64_t>(all.size())) >= gate.needed;
}

}  // namespace detail

OCOP_INLINE result<council_result> tally(compiled_rule_set const& rules, compiled_product_set const& set,
                                         std::span<score_sheet const> sheets, findings const& facts,
                                         reading_choices const& readings) {
  if (sheets.empty()) return issue{errc::no_sheets, {}, "there is no score sheet. Give at least one."};
  auto evaluated = detail::evaluate_all(rules, set, sheets, facts, readings, std::nullopt);
  if (!evaluated) return evaluated.error();
  council_result council;
  council.evaluations = std::move(*evaluated);

  // Which notes apply: by a fact, or by a zero on enough sheets.
  std::optional<std::size_t> count_until;
  for (std::size_t n = 0; n < set.notes.size(); ++n) {
    compiled_note const& note = set.notes[n];
    note_effect const effect = rules.effect_of(note, readings);
    bool applies = facts.note_holds[n] != 0;
    if (!note.zero_at.empty()) {
      bool const stops =
          effect == note_effect::stop || effect == note_effect::reject || effect == note_effect::later_zero;
      auto const& trigger = stops ? &evaluation::zero_notes : &evaluation::zeroed_by;
      auto const k = static_cast<std::size_t>(
          std::count_if(council.evaluations.begin(), council.evaluations.end(), [&](evaluation const& e) {
            return std::find((e.*trigger).begin(), (e.*trigger).end(), n) != (e.*trigger).end();
          }));
      if (stops) council.questions.zero_stop |= k != 0 && k != sheets.size();
      applies = stops ? detail::zero_stops(k, sheets.size(), readings.zero_stop) : k > 0;
      if (applies && effect == note_effect::later_zero)
        count_until = std::min(count_until.value_or(note.last), note.last);
    }
    if (applies) council.notes.push_back({n, effect});
  }
  if (count_until) {
    evaluated = detail::evaluate_all(rules, set, sheets, facts, readings, count_until);
    if (!evaluated) return evaluated.error();
    council.evaluations = std::move(*evaluated);
  }

  auto const size = static_cast<std::int64_t>(sheets.size());
  for (std::size_t p = 0; p < rules.parts.size(); ++p) {
    std::int64_t sum = 0;
    for (auto const& e : council.evaluations) sum += e.by_part[p].value;
    council.by_part.emplace_back(sum, size);
  }
  std::int64_t sum = 0;
  for (auto const& e : council.evaluations) {
    sum += e.total.value;
    council.questions.add(e.questions);
  }
  council.total = mean_points(sum, size);
  council.gate_met.reserve(set.gates.size());
  for (std::size_t g = 0; g < set.gates.size(); ++g)
    council.gate_met.push_back(detail::gate_holds(set, g, council.evaluations, readings, council.questions) ? 1 : 0);
  return council;
}

}  // namespace ocop
