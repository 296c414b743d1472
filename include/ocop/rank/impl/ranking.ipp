#pragma once

#include "ocop/rank/ranking.hpp"

#include <algorithm>
#include <cstdint>

namespace ocop {
namespace detail {

/// Is the mean above the printed end of its band, and below the next one?
inline bool in_gap(std::vector<compiled_band> const& bands, std::size_t at, mean_points m) {
  return at + 1 < bands.size() && bands[at].end_included && m > bands[at].end;
}

inline mean_points rounded_mean(council_result const& council) {
  return council.rounded.value_or(mean_points(council.total.hundredths(), 100));
}

}  // namespace detail

OCOP_INLINE std::size_t band_of(std::vector<compiled_band> const& bands, mean_points m) {
  std::size_t at = 0;
  while (at + 1 < bands.size() && m >= bands[at + 1].from) ++at;
  return at;
}

OCOP_INLINE mean_points mean_for_band(council_result const& council, reading_choices const& readings) {
  return readings.band == reading_choices::band_rule::exact ? council.total : detail::rounded_mean(council);
}

OCOP_INLINE std::vector<std::size_t> gates_below(compiled_product_set const& set, ranking const& r, stars level,
                                                 reading_choices const& readings) {
  std::vector<std::size_t> found;
  for (std::size_t const g : r.unmet_gates) {
    stars const at = set.gates[g].level;
    if (at == level || (at < level && readings.levels == reading_choices::levels_rule::cumulative)) found.push_back(g);
  }
  return found;
}

OCOP_INLINE std::vector<return_rule::choice const*> choices_of(return_rule const& back, stars level) {
  std::vector<return_rule::choice const*> open;
  for (auto const& c : back.choices)
    if (c.levels.empty() || std::find(c.levels.begin(), c.levels.end(), level) != c.levels.end()) open.push_back(&c);
  return open;
}

OCOP_INLINE ranking rank(compiled_rule_set const& rules, compiled_product_set const& set, council_result const& council,
                         reading_choices const& readings, std::string_view level) {
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
  mean_points const tested = mean_for_band(council, readings);
  std::size_t const band = band_of(rules.bands, tested);
  r.questions.band = band_of(rules.bands, council.total) != band_of(rules.bands, detail::rounded_mean(council));
  if (detail::in_gap(rules.bands, band, tested)) {
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
  while (final_stars.value > 1 && !gates_below(set, r, final_stars, readings).empty()) --final_stars.value;
  std::vector<std::size_t> const below = gates_below(set, r, by_points, readings);
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

}  // namespace ocop
