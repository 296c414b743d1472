#pragma once

#include "ocop/compile/references.hpp"
#include "ocop/score/arguments.hpp"
#include "ocop/score/assessment.hpp"
#include "ocop/score/plan_run.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>

namespace ocop {

OCOP_INLINE result<assessment> assess(std::shared_ptr<compiled_rule_set const> rules, std::int64_t number,
                                      std::vector<score_sheet> sheets, value const& facts, reading_choices readings,
                                      std::string_view level, council_session session) {
  auto const within = [](std::string_view prefix, issue i) {
    i.where.insert(0, prefix);
    return i;
  };
  if (auto wrong = detail::check_given(rules != nullptr)) return std::move(*wrong);
  if (auto wrong = detail::check_round(session)) return within("/council", std::move(*wrong));
  auto const set = rules->product_set(number);
  if (!set) return set.error();
  if (auto wrong = rules->check_readings(readings)) return within("/readings", std::move(*wrong));
  if (auto wrong = rules->check_council(level)) return std::move(*wrong);
  assessment a;
  a.set = *set;
  auto judged = detail::scoring_plan::judged(*rules, *a.set, facts, readings);
  if (!judged) return within("/facts", judged.error());
  a.facts = std::move(judged->facts);
  if (auto wrong = detail::check_sheets(*a.set, sheets)) return within("/sheets", std::move(*wrong));
  if (auto wrong = detail::check_council(sheets, session)) return within("/sheets", std::move(*wrong));
  detail::plan_run run(*judged->plan);
  run.take(sheets);
  if (auto const conflict = run.tally(detail::facts_of(session, sheets)))
    return within("/sheets", detail::explain(*conflict, *a.set));
  run.place(level);
  a.council = run.council();
  a.ranking = run.ranking();
  a.sheets = std::move(sheets);
  a.session = std::move(session);
  a.level = level;
  a.readings = std::move(readings);
  a.rules = std::move(rules);
  return a;
}

namespace detail {

inline std::optional<issue> check_whole(assessment const& a) {
  if (a.rules && a.set) return std::nullopt;
  return issue{errc::bad_value, {}, "it is no assessment: its rules or its set are missing. Take what assess() gives."};
}

OCOP_INLINE std::optional<issue> check_assessment(assessment const& a) {
  if (auto wrong = check_whole(a)) return wrong;
  if (auto wrong = check_rules(*a.rules, *a.set, a.facts, a.readings)) return wrong;
  if (auto wrong = check_sheets(*a.set, a.sheets)) return wrong;
  if (auto wrong = a.rules->check_council(a.level)) return wrong;
  if (auto wrong = check_outcome(a.ranking)) return wrong;
  return check_council_result(*a.set, a.council);
}

/// Throws what is wrong, where something is.
inline void require(std::optional<issue> wrong) {
  if (wrong) throw error(std::move(*wrong));
}

}  // namespace detail

OCOP_INLINE std::vector<std::string> readings_that_mattered(assessment const& a) {
  detail::require(detail::check_whole(a));
  detail::require(a.rules->check_readings(a.readings));
  detail::require(detail::check_notes(*a.set, a.council));
  std::vector<std::string_view> ids;
  for (auto const& q : detail::question_table)
    if (a.ranking.questions.*q.came_up) ids.push_back(q.reading);
  for (auto const& n : a.council.notes)
    if (auto const* const reading = std::get_if<std::size_t>(&a.set->notes[n.note].effect))
      ids.push_back(a.rules->readings[*reading].id.str());

  std::vector<std::string> found;
  for (std::size_t i = 0; i < a.rules->readings.size(); ++i) {
    compiled_reading const& reading = a.rules->readings[i];
    std::size_t const chosen = a.readings.chosen[i];
    if (chosen != reading.choice) found.push_back(reading.id.str() + '=' + reading.alternatives[chosen].id);
    else if (std::find(ids.begin(), ids.end(), reading.id.str()) != ids.end()) found.push_back(reading.id.str());
  }
  return found;
}

OCOP_INLINE std::vector<std::string> missing_law(compiled_rule_set const& rules) {
  std::vector<std::string> found;
  for (auto const& t : rules.topics)
    if (t.status != "complete" && (t.topic == "gates" || t.topic == "bands")) found.push_back(t.topic);
  return found;
}

OCOP_INLINE std::vector<std::string> missing_law(assessment const& a) {
  detail::require(detail::check_whole(a));
  std::vector<std::string> found = missing_law(*a.rules);
  if (a.session.regulation)
    for (auto const& topic : a.session.regulation->unknown) found.push_back("council-" + topic);
  return found;
}

OCOP_INLINE int detail::needed_option_unchecked(compiled_product_set const& set, compiled_gate const& gate,
                                                reading_choices const& readings) {
  if (gate.option != 0) return gate.option;
  auto const& options = set.criteria[gate.criterion].lists[gate.list].options;
  if (readings.heading == reading_choices::heading_rule::highest_option) return static_cast<int>(options.size());
  auto const first = std::find_if(options.begin(), options.end(), [](auto const& o) { return o.worth.value > 0; });
  return static_cast<int>(first - options.begin()) + 1;
}

OCOP_INLINE result<int> needed_option(compiled_product_set const& set, compiled_gate const& gate,
                                      reading_choices const& readings) {
  bool const has_list = gate.criterion < set.criteria.size() && gate.list < set.criteria[gate.criterion].lists.size();
  std::size_t const options = has_list ? set.criteria[gate.criterion].lists[gate.list].options.size() : 0;
  if (gate.option < 0 || options == 0 || static_cast<std::size_t>(gate.option) > options)
    return issue{errc::other_rules,
                 {},
                 "the mark stands at option " + std::to_string(gate.option) + " of list " + std::to_string(gate.list) +
                     " of criterion " + std::to_string(gate.criterion) + "; set " + std::to_string(set.number) +
                     " has none there. Take a mark of this set."};
  if (auto wrong = detail::check_made(readings, is_enumerator(readings.heading), "R-04")) return std::move(*wrong);
  return detail::needed_option_unchecked(set, gate, readings);
}

}  // namespace ocop
