#pragma once

#include "ocop/compile/references.hpp"
#include "ocop/evaluate/arguments.hpp"
#include "ocop/rank/ranking.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

namespace ocop {
namespace detail {

/// Is the mean above the printed end of its band, and below the next one?
inline bool in_gap(std::vector<compiled_band> const& bands, std::size_t at, mean_points m) {
  return at + 1 < bands.size() && bands[at].end_included && m > bands[at].end;
}

inline mean_points rounded_mean(council_result const& council) {
  return council.rounded.value_or(mean_points(council.total.hundredths(), 100));
}

inline mean_points mean_for_band_unchecked(council_result const& council, reading_choices const& readings) {
  switch (readings.band) {
    case reading_choices::band_rule::exact: return council.total;
    case reading_choices::band_rule::rounded: break;
  }
  return rounded_mean(council);
}

OCOP_INLINE std::size_t band_of_unchecked(std::vector<compiled_band> const& bands, mean_points m) {
  std::size_t at = 0;
  while (at + 1 < bands.size() && m >= bands[at + 1].from) ++at;
  return at;
}

inline std::vector<std::size_t> gates_below_unchecked(compiled_product_set const& set, ranking const& r, stars level,
                                                      reading_choices const& readings) {
  std::vector<std::size_t> found;
  for (std::size_t const g : r.unmet_gates) {
    stars const at = set.gates[g].level;
    if (at == level || (at < level && readings.levels == reading_choices::levels_rule::cumulative)) found.push_back(g);
  }
  return found;
}

inline issue result_of_other_rules(std::string const& what, compiled_product_set const& set) {
  return {errc::other_rules,
          {},
          what + "; set " + std::to_string(set.number) + " has " + std::to_string(set.gates.size()) + " marks and " +
              std::to_string(set.notes.size()) + " notes. Ask tally() with this set."};
}

OCOP_INLINE std::optional<issue> check_notes(compiled_product_set const& set, council_result const& council) {
  for (auto const& n : council.notes)
    if (n.note >= set.notes.size() || !is_enumerator(n.effect))
      return result_of_other_rules("the council's result has note " + std::to_string(n.note) + ", counted from 0", set);
  return std::nullopt;
}

OCOP_INLINE std::optional<issue> check_council_result(compiled_product_set const& set, council_result const& council) {
  if (council.gate_met.size() != set.gates.size())
    return result_of_other_rules("the council's result is of " + std::to_string(council.gate_met.size()) + " marks",
                                 set);
  return check_notes(set, council);
}

OCOP_INLINE ranking rank_unchecked(compiled_rule_set const& rules, compiled_product_set const& set,
                                   council_result const& council, reading_choices const& readings,
                                   std::string_view level) {
  ranking r;
  r.questions = council.questions;
  for (std::size_t g = 0; g < set.gates.size(); ++g)
    if (!council.gate_met[g]) r.unmet_gates.push_back(g);

  auto const applies = [&](note_effect e) {
    return std::any_of(council.notes.begin(), council.notes.end(),
                       [e](applied_note const& n) { return n.effect == e; });
  };
  // A session that is not valid decides nothing; what is rejected or stopped needs no second scoring.
  if (council.quorum && !council.quorum->is_met) r.how = outcome::no_quorum;
  else if (applies(note_effect::reject)) r.how = outcome::rejected;
  else if (applies(note_effect::stop)) r.how = outcome::stopped;
  else if (council.spread && !council.spread->is_accepted) r.how = outcome::rescore;
  if (r.how == outcome::rescore && council.round < council.rounds) r.next_round = council.round + 1;
  if (r.how != outcome::ranked) return r;

  // Band.
  mean_points const tested = mean_for_band_unchecked(council, readings);
  std::size_t const band = band_of_unchecked(rules.bands, tested);
  r.questions.band =
      band_of_unchecked(rules.bands, council.total) != band_of_unchecked(rules.bands, rounded_mean(council));
  if (in_gap(rules.bands, band, tested)) {
    r.questions.gap = true;
    if (readings.gap == reading_choices::gap_rule::undetermined) {
      r.how = outcome::stopped;
      r.gap_stops = true;
      return r;
    }
  }
  stars const by_points = rules.bands[band].level;

  // Cap: the highest level, not above the band, for which no mark stands in the way.
  stars final_stars = by_points;
  while (final_stars.value > 1 && !gates_below_unchecked(set, r, final_stars, readings).empty()) --final_stars.value;
  std::vector<std::size_t> const below = gates_below_unchecked(set, r, by_points, readings);
  r.questions.levels = std::any_of(r.unmet_gates.begin(), r.unmet_gates.end(),
                                   [&](std::size_t g) { return set.gates[g].level <= by_points; });
  if (!below.empty()) {
    r.questions.minimum = true;
    r.capped_by = *std::min_element(below.begin(), below.end(), [&](std::size_t a, std::size_t b) {
      return set.gates[a].level < set.gates[b].level;
    });
    if (readings.minimum == reading_choices::minimum_rule::reject) {
      r.how = outcome::rejected;
      r.minimum_rejects = true;
      return r;
    }
  }
  r.by_points = by_points;
  r.final_stars = final_stars;
  r.recognition = &rules.recognitions[static_cast<std::size_t>(final_stars.value - 1)];
  for (auto const& f : rules.forwardings) {
    if (f.level != level || tested < f.from) continue;
    bool const marks_met = below.empty();
    r.questions.forward |= !marks_met;
    if (marks_met || readings.forward == reading_choices::forward_rule::points_alone) r.forward = &f;
  }
  for (auto const& back : rules.procedure.returns)
    if (back.level == level && tested < back.below) r.returned = &back;
  return r;
}

}  // namespace detail

OCOP_INLINE result<std::size_t> band_of(std::vector<compiled_band> const& bands, mean_points m) {
  if (bands.empty()) return issue{errc::bad_value, {}, "there is no band. Give the bands of an edition."};
  return detail::band_of_unchecked(bands, m);
}

OCOP_INLINE result<mean_points> mean_for_band(council_result const& council, reading_choices const& readings) {
  if (auto wrong = detail::check_made(readings, is_enumerator(readings.band), "R-08")) return std::move(*wrong);
  return detail::mean_for_band_unchecked(council, readings);
}

OCOP_INLINE result<std::vector<std::size_t>> gates_below(compiled_rule_set const& rules,
                                                         compiled_product_set const& set, ranking const& r, stars level,
                                                         reading_choices const& readings) {
  if (auto wrong = detail::check_rules(rules, set, readings)) return std::move(*wrong);
  if (auto wrong = rules.check_stars(level)) return std::move(*wrong);
  for (std::size_t const g : r.unmet_gates)
    if (g >= set.gates.size())
      return detail::result_of_other_rules("the ranking names mark " + std::to_string(g) + ", counted from 0", set);
  return detail::gates_below_unchecked(set, r, level, readings);
}

OCOP_INLINE result<std::vector<return_rule::choice const*>> choices_of(compiled_rule_set const& rules,
                                                                       return_rule const& back, stars level) {
  if (auto wrong = rules.check_stars(level)) return std::move(*wrong);
  return detail::choices_of_unchecked(back, level);
}

OCOP_INLINE std::vector<return_rule::choice const*> detail::choices_of_unchecked(return_rule const& back, stars level) {
  std::vector<return_rule::choice const*> open;
  for (auto const& c : back.choices)
    if (c.levels.empty() || std::find(c.levels.begin(), c.levels.end(), level) != c.levels.end()) open.push_back(&c);
  return open;
}

OCOP_INLINE result<ranking> rank(compiled_rule_set const& rules, compiled_product_set const& set,
                                 council_result const& council, reading_choices const& readings,
                                 std::string_view level) {
  if (auto wrong = detail::check_rules(rules, set, readings)) return std::move(*wrong);
  if (auto wrong = rules.check_council(level)) return std::move(*wrong);
  if (auto wrong = detail::check_council_result(set, council)) return std::move(*wrong);
  return detail::rank_unchecked(rules, set, council, readings, level);
}

}  // namespace ocop
