#pragma once

#include "ocop/score/arguments.hpp"
#include "ocop/score/findings.hpp"
#include "ocop/score/plan_run.hpp"
#include "ocop/rank/upgrade_path.hpp"

#include <algorithm>
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
    int most = 0;
    for (std::size_t c = 0; c < count; ++c) {
      if (auto wrong = add_candidates(c, level, only_case, *e, all[c])) return wrong;
      if (all[c].empty()) return std::nullopt;  // no way to tick it meets its marks
      int best = 0;
      for (auto const& one : all[c]) best = std::max(best, one.worth);
      most += best;
    }
    // cheapest[c][t]: criteria from c on come to t points.
    auto const width = static_cast<std::size_t>(most) + 1;
    std::vector<std::vector<cost_type>> cheapest(count + 1, std::vector<cost_type>(width, never));
    cheapest[count][0] = 0;
    for (std::size_t c = count; c-- > 0;)
      for (std::size_t t = 0; t < width; ++t)
        for (auto const& one : all[c]) {
          if (static_cast<std::size_t>(one.worth) > t) continue;
          cost_type const rest = cheapest[c + 1][t - static_cast<std::size_t>(one.worth)];
          if (rest == never) continue;
          cost_type const whole = rest + one.cost;
          if (cheapest[c][t] == never || whole < cheapest[c][t]) cheapest[c][t] = whole;
        }
    auto const& bands = rules_.bands;
    auto const at = static_cast<std::size_t>(level.value - 1);
    auto const first = static_cast<std::size_t>(std::max(0, bands[at].from.value));
    std::size_t const last =
        exactly && at + 1 < bands.size() ? static_cast<std::size_t>(bands[at + 1].from.value) : width;
    for (std::size_t t = first; t < std::min(last, width); ++t) {
      cost_type const found = cheapest[0][t];
      if (found == never || (best_ && *best_ < found)) continue;
      if (!best_ || found < *best_) plans_.clear();
      best_ = found;
      std::vector<option_change> plan;
      collect(all, cheapest, 0, t, plan);
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

  /// Follows the table to every plan of the cheapest cost, as many as are wanted.
  void collect(std::vector<std::vector<upgrade_candidate>> const& all,
               std::vector<std::vector<cost_type>> const& cheapest, std::size_t c, std::size_t t,
               std::vector<option_change>& plan) {
    if (plans_.size() >= options_.most_plans) return;
    if (c == all.size()) {
      // By another level or other notes the same plan may be found again.
      if (std::find(plans_.begin(), plans_.end(), plan) == plans_.end()) plans_.push_back(plan);
      return;
    }
    for (auto const& one : all[c]) {
      if (static_cast<std::size_t>(one.worth) > t) continue;
      cost_type const rest = cheapest[c + 1][t - static_cast<std::size_t>(one.worth)];
      if (rest == never || rest + one.cost != cheapest[c][t]) continue;
      bool const changes = !(one.to == now_[c]);
      if (changes) plan.push_back({c, now_[c], one.to, one.cost});
      collect(all, cheapest, c + 1, t - static_cast<std::size_t>(one.worth), plan);
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
    if ((run.figures().unmet[g / 64] >> g % 64 & 1U) != 0) report.unmet.push_back(g);
  });
  detail::upgrade_search search(plan, choices, options);
  if (auto wrong = search.run(level)) return std::move(*wrong);
  search.give(report);
  return report;
}

}  // namespace ocop
