#pragma once

#include "ocop/compile/comparison.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

namespace ocop {
namespace detail {

inline std::map<stars, gate_change::mark> marks_of(compiled_product_set const& set, list_place at) {
  std::map<stars, gate_change::mark> marks;
  for (auto const& g : set.gates)
    if (g.criterion == at.criterion && g.list == at.list)
      marks.emplace(g.level, gate_change::mark{g.option == 0 ? points{} : g.needed, g.option == 0});
  return marks;
}

inline bool is_same(points a, points_unit of_a, points b, points_unit of_b) noexcept;

inline std::vector<gate_change> changed_gates(std::map<stars, gate_change::mark> const& before, points_unit of_before,
                                              std::map<stars, gate_change::mark> const& after, points_unit of_after) {
  std::map<stars, gate_change> all;
  for (auto const& [level, mark] : before) all[level].before = mark;
  for (auto const& [level, mark] : after) all[level].after = mark;
  std::vector<gate_change> changed;
  for (auto& [level, gate] : all) {
    gate.level = level;
    bool const is_unchanged = gate.before && gate.after && gate.before->on_heading == gate.after->on_heading &&
                              is_same(gate.before->needed, of_before, gate.after->needed, of_after);
    if (!is_unchanged) changed.push_back(gate);
  }
  return changed;
}

/// Are points in two units the same number?
inline bool is_same(points a, points_unit of_a, points b, points_unit of_b) noexcept {
  return std::int64_t{a.value} * of_b.per_point == std::int64_t{b.value} * of_a.per_point;
}
inline bool is_same(std::optional<points> const& a, points_unit of_a, std::optional<points> const& b,
                    points_unit of_b) noexcept {
  return a && b ? is_same(*a, of_a, *b, of_b) : a.has_value() == b.has_value();
}

inline std::vector<minimum_change> compare_minimums(compiled_product_set const& from, compiled_product_set const& to) {
  std::map<std::pair<stars, std::string>, minimum_change> all;
  auto const entry = [&](compiled_minimum const& m) -> minimum_change& {
    minimum_change& made = all[{m.level, m.code}];
    made.level = m.level;
    made.at = m.code;
    return made;
  };
  for (auto const& m : from.minimums) entry(m).before = m.least;
  for (auto const& m : to.minimums) entry(m).after = m.least;
  std::vector<minimum_change> changed;
  for (auto const& [key, change] : all)
    if (!is_same(change.before, from.unit, change.after, to.unit)) changed.push_back(change);
  return changed;
}

inline std::vector<limit_change> compare_limits(compiled_product_set const& from, compiled_product_set const& to) {
  std::map<std::string, limit_change> all;
  auto const add = [&](compiled_product_set const& set, std::optional<points> limit_change::*side) {
    for (auto const* const headings : {&set.sections, &set.groups})
      for (auto const& h : *headings)
        if (h.counts_at_most) all[h.code].*side = h.counts_at_most;
  };
  add(from, &limit_change::before);
  add(to, &limit_change::after);
  std::vector<limit_change> changed;
  for (auto& [code, change] : all) {
    change.at = code;
    if (!is_same(change.before, from.unit, change.after, to.unit)) changed.push_back(change);
  }
  return changed;
}

inline list_change compare_lists(compiled_product_set const& from, list_place before, compiled_product_set const& to,
                                 list_place after) {
  compiled_criterion const& old_criterion = from.criteria[before.criterion];
  compiled_criterion const& new_criterion = to.criteria[after.criterion];
  auto const& old_options = old_criterion.lists[before.list].options;
  auto const& new_options = new_criterion.lists[after.list].options;
  list_change change;
  change.from = before;
  change.to = after;
  change.renamed = old_criterion.title.vi != new_criterion.title.vi;
  change.options_before = old_options.size();
  change.options_after = new_options.size();
  bool const other_points =
      !std::equal(old_options.begin(), old_options.end(), new_options.begin(), new_options.end(),
                  [&](auto const& a, auto const& b) { return is_same(a.worth, from.unit, b.worth, to.unit); });
  change.reweighted = !is_same(old_criterion.max, from.unit, new_criterion.max, to.unit) ||
                      (old_options.size() == new_options.size() && other_points);
  for (auto const& option : new_options)
    if (std::none_of(old_options.begin(), old_options.end(), [&](auto const& o) { return o.id == option.id; }))
      ++change.new_options;
  change.gates = changed_gates(marks_of(from, before), from.unit, marks_of(to, after), to.unit);
  return change;
}

/// The list of a criterion for a case; one without cases stands for case 0 only.
inline std::optional<std::size_t> list_of(compiled_criterion const& criterion, int case_no) {
  for (std::size_t l = 0; l < criterion.lists.size(); ++l)
    if (criterion.lists[l].case_no == case_no) return l;
  return std::nullopt;
}

}  // namespace detail

OCOP_INLINE std::optional<std::size_t> counterpart(compiled_criterion const& criterion,
                                                   compiled_product_set const& other) {
  for (std::size_t c = 0; c < other.criteria.size(); ++c)
    if (other.criteria[c].stands_for == criterion.stands_for) return c;
  return std::nullopt;
}

OCOP_INLINE std::vector<compiled_product_set const*> counterparts(compiled_rule_set const& rules,
                                                                  compiled_product_set const& set) {
  std::vector<compiled_product_set const*> found;
  for (auto const& other : rules.product_sets)
    if (!set.stands_for.empty() && other.stands_for == set.stands_for) found.push_back(&other);
  return found;
}

OCOP_INLINE set_comparison compare(compiled_product_set const& from, compiled_product_set const& to) {
  set_comparison made{&from, &to, {}, detail::compare_minimums(from, to), detail::compare_limits(from, to)};
  for (std::size_t c = 0; c < to.criteria.size(); ++c) {
    auto const old_criterion = counterpart(to.criteria[c], from);
    for (std::size_t l = 0; l < to.criteria[c].lists.size(); ++l) {
      list_place const after{c, l};
      auto const old_list = old_criterion
                                ? detail::list_of(from.criteria[*old_criterion], to.criteria[c].lists[l].case_no)
                                : std::nullopt;
      if (old_list) {
        made.lists.push_back(detail::compare_lists(from, {*old_criterion, *old_list}, to, after));
      } else {
        list_change added;
        added.to = after;
        added.options_after = added.new_options = to.criteria[c].lists[l].options.size();
        added.gates = detail::changed_gates({}, {}, detail::marks_of(to, after), to.unit);
        made.lists.push_back(std::move(added));
      }
    }
  }
  for (std::size_t c = 0; c < from.criteria.size(); ++c) {
    auto const new_criterion = counterpart(from.criteria[c], to);
    for (std::size_t l = 0; l < from.criteria[c].lists.size(); ++l) {
      if (new_criterion && detail::list_of(to.criteria[*new_criterion], from.criteria[c].lists[l].case_no)) continue;
      list_change removed;
      removed.from = list_place{c, l};
      removed.options_before = from.criteria[c].lists[l].options.size();
      removed.gates = detail::changed_gates(detail::marks_of(from, {c, l}), from.unit, {}, {});
      made.lists.push_back(std::move(removed));
    }
  }
  return made;
}

}  // namespace ocop
