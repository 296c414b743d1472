#pragma once

#include "ocop/score/arguments.hpp"
#include "ocop/score/findings.hpp"
#include "ocop/score/plan_run.hpp"
#include "ocop/rank/upgrade_path.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace ocop {
namespace detail {

/// A way a criterion may be ticked, what it adds and what it costs.
struct upgrade_candidate {
  choice to;
  int worth = 0;
  std::int64_t cost = 0;
};

/// Looks for the cheapest changes of one sheet.
class upgrade_search {
  using cost_type = std::int64_t;
  static constexpr cost_type never = -1;

  scoring_plan const& plan_;
  compiled_rule_set const& rules_;
  compiled_product_set const& set_;
  std::span<choice const> now_;
  upgrade_options const& options_;
  std::optional<cost_type> best_;
  std::vector<std::vector<option_change>> plans_;

 public:
  upgrade_search(scoring_plan const& plan, std::span<choice const> now, upgrade_options const& options)
      : plan_(plan), rules_(plan.rules()), set_(plan.set()), now_(now), options_(options) {}

  std::optional<issue> run(stars level) {
    std::vector<acting_note> by_zero;
    for (acting_note const& n : plan_.notes()) {
      if (n.effect == note_effect::none) continue;
      if (!set_.notes[n.note].zero_at.empty()) by_zero.push_back(n);
      else if (ends_evaluation(n.effect)) return std::nullopt;
    }
    std::set<int> cases{0};
    if (plan_.readings().cases == reading_choices::cases_rule::same_case)
      for (auto const& criterion : set_.criteria)
        for (auto const& list : criterion.lists) cases.insert(list.case_no);
    if (cases.size() > 1) cases.erase(0);
    bool const rejects = plan_.readings().minimum == reading_choices::minimum_rule::reject;
    // With cumulative marks a higher level asks for no less; by own marks alone, or where an unmet one rejects, it may
    // be the only one that can be reached.
    bool const own_marks = plan_.readings().levels == reading_choices::levels_rule::own_marks;
    int const top = rejects || own_marks ? static_cast<int>(rules_.bands.size()) : level.value;
    for (int reached = level.value; reached <= top; ++reached)
      for (int const only_case : cases)
        if (auto wrong = try_notes(stars{reached}, rejects, only_case, by_zero, {})) return wrong;
    return std::nullopt;
  }

  void give(upgrade_report& to) {
    to.cost = best_;
    std::sort(plans_.begin(), plans_.end(), [](auto const& a, auto const& b) {
      return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](auto const& x, auto const& y) {
        return std::tuple(x.criterion, x.to.case_no, x.to.option) < std::tuple(y.criterion, y.to.case_no, y.to.option);
      });
    });
    to.plans = std::move(plans_);
  }

 private:
  using acting_note = scoring_plan::acting_note;

  /// Does a note that is in play leave a product without stars?
  static constexpr bool ends_evaluation(note_effect effect) {
    switch (effect) {
      case note_effect::reject:
      case note_effect::stop: return true;
      case note_effect::none:
      case note_effect::zero:
      case note_effect::later_zero:
      case note_effect::waive_marks:
      case note_effect::maximum: break;
    }
    return false;
  }

  /// A note that a zero brings into play: by the first criterion that is zero, or by none.
  struct zero_at {
    acting_note note;
    std::optional<std::size_t> first;  ///< index in the note's list
  };

  /// Every way in which the notes may be in play or not.
  [[nodiscard]] std::optional<issue> try_notes(stars level, bool exactly, int only_case,
                                               std::vector<acting_note> const& by_zero,
                                               std::vector<zero_at> const& chosen) {
    if (chosen.size() == by_zero.size()) return search(level, exactly, only_case, chosen);
    acting_note const& note = by_zero[chosen.size()];
    for (std::size_t n = 0; n <= set_.notes[note.note].zero_at.size(); ++n) {
      std::vector<zero_at> more = chosen;
      more.push_back({note, n == 0 ? std::nullopt : std::optional(n - 1)});
      if (auto wrong = try_notes(level, exactly, only_case, by_zero, more)) return wrong;
    }
    return std::nullopt;
  }

  /// What holds of each criterion while some notes are in play.
  struct effects {
    std::vector<scoring_plan::treatment> by_zeros;
    std::vector<char> must_be_zero, must_not_be_zero;
  };

  [[nodiscard]] std::optional<effects> effects_of(std::vector<zero_at> const& notes) const {
    std::size_t const count = set_.criteria.size();
    std::vector<char> const none(count, 0);
    effects e{std::vector<scoring_plan::treatment>(count), none, none};
    for (auto const& z : notes) {
      auto const& watched = set_.notes[z.note.note].zero_at;
      for (std::size_t k = 0; k < z.first.value_or(watched.size()); ++k) e.must_not_be_zero[watched[k]] = 1;
      if (!z.first) continue;
      if (ends_evaluation(z.note.effect)) return std::nullopt;
      e.must_be_zero[watched[*z.first]] = 1;
      for (std::size_t c = 0; c < count; ++c) e.by_zeros[c] = e.by_zeros[c].joined_with(plan_.done_by(z.note, c));
    }
    return e;
  }

  [[nodiscard]] std::optional<issue> search(stars level, bool exactly, int only_case,
                                            std::vector<zero_at> const& notes) {
    auto const e = effects_of(notes);
    if (!e) return std::nullopt;
    std::size_t const count = set_.criteria.size();
    std::vector<std::vector<upgrade_candidate>> all(count);
    for (std::size_t c = 0; c < count; ++c) {
      if (auto wrong = add_candidates(c, level, only_case, *e, all[c])) return wrong;
      if (all[c].empty()) return std::nullopt;  // no way to tick it meets its marks
    }
    sum_tree const sums = tree_for(level, all);
    std::vector<cost_type> const& cheapest = sums.nodes.front().cheapest;  // by total
    auto const& bands = rules_.bands;
    auto const at = static_cast<std::size_t>(level.value - 1);
    auto const first = static_cast<std::size_t>(std::max(0, bands[at].from.value));
    std::size_t const width = cheapest.size();
    std::size_t const last =
        exactly && at + 1 < bands.size() ? static_cast<std::size_t>(bands[at + 1].from.value) : width;
    for (std::size_t t = first; t < std::min(last, width); ++t) {
      cost_type const found = cheapest[t];
      if (found == never || (best_ && *best_ < found)) continue;
      if (!best_ || found < *best_) plans_.clear();
      best_ = found;
      std::vector<option_change> plan;
      auto const keep = [&] {
        // By another level or other notes the same plan may be found again.
        if (std::find(plans_.begin(), plans_.end(), plan) == plans_.end()) plans_.push_back(plan);
      };
      collect(sums, 0, t, plan, keep);
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<issue> add_candidates(std::size_t c, stars level, int only_case, effects const& e,
                                                    std::vector<upgrade_candidate>& to) const {
    compiled_criterion const& criterion = set_.criteria[c];
    choice const now = now_[c];
    bool const is_fixed = std::find(options_.fixed.begin(), options_.fixed.end(), c) != options_.fixed.end();
    auto const worth_of = [&](choice const& made) { return plan_.cell(plan_.cell_of(c, made).value()).ticked; };
    auto const consider = [&](choice const& made, std::int64_t cost) {
      bool const other_case = only_case != 0 && made.option != 0 && made.case_no != 0 && made.case_no != only_case;
      bool const is_zero = worth_of(made) == 0;
      if (other_case || (e.must_not_be_zero[c] && is_zero) || (e.must_be_zero[c] && !is_zero)) return;
      std::uint32_t const counted = plan_.treated(plan_.cell_of(c, made).value(), e.by_zeros[c]);
      if (have_common(plan_.unmet_of(counted), plan_.marks_before(level.value))) return;
      to.push_back({made, plan_.cell(counted).worth, cost});
    };
    consider(now, 0);
    if (is_fixed) return std::nullopt;
    for (auto const& list : criterion.lists)
      for (int o = 1; o <= static_cast<int>(list.options.size()); ++o) {
        choice const made{list.case_no, o};
        if (made == now) continue;
        std::optional<std::int64_t> cost;
        if (options_.cost) cost = options_.cost(c, now, made);
        else if (worth_of(now) < worth_of(made)) cost = worth_of(made) - worth_of(now);
        if (!cost) continue;
        if (*cost < 0 || *cost > most_change_cost)
          return issue{
              errc::bad_value, '/' + criterion.id.str(),
              "a change costs " + std::to_string(*cost) + "; a cost is 0 to " + std::to_string(most_change_cost) + "."};
        consider(made, *cost);
      }
    return std::nullopt;
  }

  /// Criteria that are added up together, and the headings among them that count up to a limit or must reach a minimum.
  struct sum_node {
    struct item {
      std::size_t criterion = 0;
      std::size_t node = 0;  ///< 0: it is the criterion
    };
    std::vector<item> items;
    std::optional<points> at_most;
    std::int64_t at_least = 0;
    std::vector<std::vector<cost_type>> from_on;  ///< [k][t]: items from k on come to t points
    std::vector<cost_type> cheapest;              ///< by points that count
  };
  struct sum_tree {
    std::vector<sum_node> nodes;  ///< the total first; each stands before those below it
    std::vector<std::vector<upgrade_candidate>> const* all = nullptr;
  };

  /// The least points that stand before a level at a place.
  [[nodiscard]] std::int64_t least_at(stars level, points_place place, std::size_t at) const {
    std::int64_t least = 0;
    for_each_bit(plan_.marks_before(level.value), [&](std::size_t bit) {
      if (bit < plan_.marks()) return;
      compiled_minimum const& m = set_.minimums[bit - plan_.marks()];
      if (m.place == place && m.at == at) least = std::max<std::int64_t>(least, m.least.value);
    });
    return least;
  }

  /// A heading without limit and minimum adds nothing to what its criteria add up to, and is none of the tree.
  [[nodiscard]] sum_tree tree_for(stars level, std::vector<std::vector<upgrade_candidate>> const& all) const {
    sum_tree made;
    made.all = &all;
    made.nodes.emplace_back().at_least = least_at(level, points_place::total, 0);
    auto const node_of = [&](compiled_heading const& h, points_place place, std::size_t at, std::size_t above) {
      std::int64_t const least = least_at(level, place, at);
      if (!h.counts_at_most && least == 0) return above;
      std::size_t const number = made.nodes.size();
      made.nodes.emplace_back();
      made.nodes.back().at_most = h.counts_at_most;
      made.nodes.back().at_least = least;
      made.nodes[above].items.push_back({0, number});
      return number;
    };
    std::vector<std::optional<std::size_t>> parts(rules_.parts.size()), sections(set_.sections.size()),
        groups(set_.groups.size());
    for (std::size_t c = 0; c < set_.criteria.size(); ++c) {
      compiled_criterion const& criterion = set_.criteria[c];
      std::size_t const s = criterion.section;
      std::size_t const p = set_.sections[s].above;
      if (!parts[p]) parts[p] = node_of(rules_.parts[p], points_place::part, p, 0);
      if (!sections[s]) sections[s] = node_of(set_.sections[s], points_place::section, s, *parts[p]);
      std::size_t node = *sections[s];
      if (auto const& g = criterion.group) {
        if (!groups[*g]) groups[*g] = node_of(set_.groups[*g], points_place::group, *g, node);
        node = *groups[*g];
      }
      made.nodes[node].items.push_back({c, 0});
    }
    for (std::size_t n = made.nodes.size(); n-- > 0;) add_up(made, made.nodes[n]);
    return made;
  }

  /// Calls `found` with the points and the cost of every way that an item may be.
  template <class Found>
  static void for_each_way(sum_tree const& tree, sum_node::item const& item, Found const& found) {
    if (item.node == 0) {
      for (auto const& one : (*tree.all)[item.criterion]) found(static_cast<std::size_t>(one.worth), one.cost);
      return;
    }
    auto const& cheapest = tree.nodes[item.node].cheapest;
    for (std::size_t t = 0; t < cheapest.size(); ++t)
      if (cheapest[t] != never) found(t, cheapest[t]);
  }

  static void add_up(sum_tree const& tree, sum_node& to) {
    std::size_t width = 1;
    for (auto const& item : to.items) {
      std::size_t best = 0;
      for_each_way(tree, item, [&](std::size_t worth, cost_type) { best = std::max(best, worth); });
      width += best;
    }
    std::size_t const count = to.items.size();
    to.from_on.assign(count + 1, std::vector<cost_type>(width, never));
    to.from_on[count][0] = 0;
    for (std::size_t k = count; k-- > 0;)
      for (std::size_t t = 0; t < width; ++t)
        for_each_way(tree, to.items[k], [&](std::size_t worth, cost_type cost) {
          if (worth > t || to.from_on[k + 1][t - worth] == never) return;
          cost_type const whole = to.from_on[k + 1][t - worth] + cost;
          cost_type& cheapest = to.from_on[k][t];
          if (cheapest == never || whole < cheapest) cheapest = whole;
        });
    to.cheapest.assign(width, never);
    for (std::size_t t = 0; t < width; ++t) {
      std::size_t const counted = counted_of(to, t);
      cost_type const cost = to.from_on[0][t];
      bool const is_enough = static_cast<std::int64_t>(counted) >= to.at_least;
      if (cost != never && is_enough && (to.cheapest[counted] == never || cost < to.cheapest[counted]))
        to.cheapest[counted] = cost;
    }
  }

  [[nodiscard]] static std::size_t counted_of(sum_node const& node, std::size_t t) {
    return node.at_most ? std::min(t, static_cast<std::size_t>(node.at_most->value)) : t;
  }

  /// Follows the tables to every plan of the cheapest cost, as many as are wanted; calls `then` with each.
  void collect(sum_tree const& tree, std::size_t n, std::size_t counted, std::vector<option_change>& plan,
               std::function<void()> const& then) const {
    sum_node const& node = tree.nodes[n];
    for (std::size_t t = counted; t < node.cheapest.size(); ++t)
      if (counted_of(node, t) == counted && node.from_on[0][t] == node.cheapest[counted])
        collect_items(tree, node, 0, t, plan, then);
  }

  void collect_items(sum_tree const& tree, sum_node const& node, std::size_t k, std::size_t t,
                     std::vector<option_change>& plan, std::function<void()> const& then) const {
    if (plans_.size() >= options_.most_plans) return;
    if (k == node.items.size()) return then();
    std::size_t const below = node.items[k].node;
    std::size_t const c = node.items[k].criterion;
    auto const is_cheapest = [&](std::size_t worth, cost_type cost) {
      return worth <= t && node.from_on[k + 1][t - worth] != never &&
             node.from_on[k + 1][t - worth] + cost == node.from_on[k][t];
    };
    if (below != 0) {
      auto const& cheapest = tree.nodes[below].cheapest;
      for (std::size_t worth = 0; worth < cheapest.size(); ++worth)
        if (cheapest[worth] != never && is_cheapest(worth, cheapest[worth]))
          collect(tree, below, worth, plan, [&] { collect_items(tree, node, k + 1, t - worth, plan, then); });
      return;
    }
    for (auto const& one : (*tree.all)[c]) {
      auto const worth = static_cast<std::size_t>(one.worth);
      if (!is_cheapest(worth, one.cost)) continue;
      bool const changes = !(one.to == now_[c]);
      if (changes) plan.push_back({c, now_[c], one.to, one.cost});
      collect_items(tree, node, k + 1, t - worth, plan, then);
      if (changes) plan.pop_back();
    }
  }
};

}  // namespace detail

OCOP_INLINE result<upgrade_report> upgrade_path(compiled_rule_set const& rules, compiled_product_set const& set,
                                                std::span<choice const> choices, stars level, value const& facts,
                                                reading_choices const& readings, upgrade_options const& options) {
  if (auto wrong = rules.check_stars(level)) return std::move(*wrong);
  if (options.most_plans > most_upgrade_plans)
    return issue{errc::bad_value, "/most_plans",
                 "found " + std::to_string(options.most_plans) + "; at most " + std::to_string(most_upgrade_plans) +
                     " plans are listed."};
  for (std::size_t const c : options.fixed)
    if (c >= set.criteria.size())
      return issue{errc::bad_value, "/fixed",
                   "found criterion " + std::to_string(c) + "; the set has " + std::to_string(set.criteria.size()) +
                       " criteria."};
  auto const found = judge_facts(rules, set, facts, readings);
  if (!found) return found.error();
  if (auto wrong = detail::check_choices(set, choices)) return std::move(*wrong);

  upgrade_report report;
  score_sheet const sheet{"sheet", false, {choices.begin(), choices.end()}};
  auto const kept = detail::scoring_plan::kept_unchecked(rules, set, *found, readings);
  detail::scoring_plan const& plan = *kept;
  detail::plan_run run(plan);
  run.take({&sheet, 1});
  if (auto const conflict = run.tally({})) return detail::explain(*conflict, set);
  points const from = rules.bands[static_cast<std::size_t>(level.value - 1)].from;
  points const total{run.figures().points_of.back()};
  if (total < from) report.lacking = points{from.value - total.value};
  detail::for_each_bit(plan.marks_before(level.value), [&](std::size_t g) {
    if ((run.figures().unmet[g / 64] >> g % 64 & 1U) == 0) return;
    if (g < plan.marks()) report.unmet.push_back(g);
    else report.unmet_minimums.push_back(g - plan.marks());
  });
  detail::upgrade_search search(plan, choices, options);
  if (auto wrong = search.run(level)) return std::move(*wrong);
  search.give(report);
  return report;
}

}  // namespace ocop
