#pragma once

#include "ocop/compile/references.hpp"
#include "ocop/score/arguments.hpp"
#include "ocop/score/ranking.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

namespace ocop {
namespace detail {

OCOP_INLINE bool in_gap(std::vector<compiled_band> const& bands, std::size_t at, mean_points m) {
  return at + 1 < bands.size() && bands[at].end_included && m > bands[at].end;
}

OCOP_INLINE mean_points rounded_mean(mean_points total, std::optional<mean_points> const& by_regulation,
                                     points_unit unit) {
  if (by_regulation) return *by_regulation;
  return {in_points(total, unit).hundredths() * unit.per_point, 100};
}

OCOP_INLINE mean_points mean_for_band_unchecked(mean_points total, mean_points rounded,
                                                reading_choices const& readings) {
  switch (readings.band) {
    case reading_choices::band_rule::exact: return total;
    case reading_choices::band_rule::rounded: break;
  }
  return rounded;
}

OCOP_INLINE bool stands_before(stars mark, stars level, reading_choices const& readings) {
  switch (readings.levels) {
    case reading_choices::levels_rule::cumulative: return mark <= level;
    case reading_choices::levels_rule::own_marks: break;
  }
  return mark == level;
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
    if (stands_before(set.gates[g].level, level, readings)) found.push_back(g);
  }
  return found;
}

inline issue result_of_other_rules(std::string const& what, compiled_product_set const& set) {
  return {errc::other_rules,
          {},
          what + "; set " + std::to_string(set.number) + " has " + std::to_string(set.gates.size()) + " marks and " +
              std::to_string(set.notes.size()) + " notes. Take the result of this set."};
}

OCOP_INLINE std::optional<issue> check_outcome(ranking const& r) {
  if (is_enumerator(r.how)) return std::nullopt;
  return issue{errc::bad_value,
               {},
               "the outcome is number " + std::to_string(static_cast<int>(r.how)) + "; outcomes are 0 to " +
                   std::to_string(static_cast<int>(last_enumerator<outcome>)) + ". Take what assess() gives."};
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

}  // namespace detail

OCOP_INLINE result<std::size_t> band_of(std::vector<compiled_band> const& bands, mean_points m) {
  if (bands.empty()) return issue{errc::bad_value, {}, "there is no band. Give the bands of an edition."};
  return detail::band_of_unchecked(bands, m);
}

OCOP_INLINE result<mean_points> mean_for_band(council_result const& council, reading_choices const& readings) {
  if (auto wrong = detail::check_made(readings, is_enumerator(readings.band), "R-08")) return std::move(*wrong);
  return detail::mean_for_band_unchecked(council.total,
                                         detail::rounded_mean(council.total, council.rounded, council.unit), readings);
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

OCOP_INLINE result<std::vector<std::size_t>> minimums_below(compiled_rule_set const& rules,
                                                            compiled_product_set const& set, ranking const& r,
                                                            stars level, reading_choices const& readings) {
  if (auto wrong = detail::check_rules(rules, set, readings)) return std::move(*wrong);
  if (auto wrong = rules.check_stars(level)) return std::move(*wrong);
  std::vector<std::size_t> found;
  for (std::size_t const m : r.unmet_minimums) {
    if (m >= set.minimums.size())
      return detail::result_of_other_rules("the ranking names minimum " + std::to_string(m) + ", counted from 0", set);
    if (detail::stands_before(set.minimums[m].level, level, readings)) found.push_back(m);
  }
  return found;
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

}  // namespace ocop
