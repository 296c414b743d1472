#pragma once

#include "ocop/score/assessment.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// What the law makes of sheets, said a second time: straight from the rules, criterion by criterion, sheet by sheet,
/// slowly, with whole numbers alone. Every path of the library is held to it. It shares nothing with them that
/// scores, and is not made faster.
namespace ocop::reference {

using rules_type = compiled_rule_set;
using set_type = compiled_product_set;

/// A number of points as a fraction.
struct fraction {
  std::int64_t above = 0;
  std::int64_t below = 1;

  /// Half up, to a multiple of 1 / `parts`.
  [[nodiscard]] fraction rounded(std::int64_t parts) const {
    return {(2 * above * parts + below) / (2 * below), parts};
  }
  friend bool operator<(fraction const& a, fraction const& b) { return a.above * b.below < b.above * a.below; }
  friend bool operator==(fraction const& a, fraction const& b) { return a.above * b.below == b.above * a.below; }
};

/// One sheet.
struct sheet_result {
  std::vector<int> by_criterion, by_group, by_section, by_part;
  int total = 0;
  std::vector<bool> met;
  std::vector<std::size_t> zeroed_by, zero_notes;
  open_questions questions;
};

/// A council's sheets together, and where that puts the product.
struct whole_result {
  std::vector<sheet_result> sheets;
  fraction total;
  std::vector<fraction> by_part;
  std::optional<fraction> rounded;
  std::vector<bool> met;
  std::vector<fraction> at_minimums;
  std::vector<bool> minimum_met;
  std::vector<std::pair<std::size_t, note_effect>> notes;
  bool has_quorum = true;
  bool is_near = true;
  outcome how = outcome::ranked;
  std::optional<int> by_points, stars, next_round;
  std::optional<std::size_t> capped_by, capped_by_minimum;
  compiled_forwarding const* forward = nullptr;
  return_rule const* returned = nullptr;
  bool minimum_rejects = false, gap_stops = false;
  open_questions questions;
};

class plain_scoring {
  rules_type const& rules_;
  set_type const& set_;
  std::vector<score_sheet> const& given_;
  findings const& facts_;
  reading_choices const& by_;
  council_session const& session_;
  std::string_view level_;

 public:
  plain_scoring(rules_type const& rules, set_type const& set, std::vector<score_sheet> const& sheets,
                findings const& facts, reading_choices const& readings, council_session const& session,
                std::string_view level)
      : rules_(rules), set_(set), given_(sheets), facts_(facts), by_(readings), session_(session), level_(level) {}

  /// Nothing where cases differ that may not.
  [[nodiscard]] std::optional<whole_result> run() const {
    whole_result to;
    std::size_t until = set_.criteria.size();
    if (!judge_sheets(to, until)) return std::nullopt;
    until = judge_notes(to);
    if (until != set_.criteria.size() && !judge_sheets(to, until)) return std::nullopt;
    for (auto const& s : to.sheets) to.questions.add(s.questions);
    add_up(to);
    judge_session(to);
    for (std::size_t g = 0; g < set_.gates.size(); ++g) to.met.push_back(is_met_together(to, g));
    for (auto const& m : set_.minimums) {
      to.at_minimums.push_back(mean(to, [&](sheet_result const& s) {
        if (m.place == points_place::part) return s.by_part[m.at];
        if (m.place == points_place::section) return s.by_section[m.at];
        return m.place == points_place::group ? s.by_group[m.at] : s.total;
      }));
      to.minimum_met.push_back(!(to.at_minimums.back() < fraction{m.least.value, 1}));
    }
    place(to);
    return to;
  }

 private:
  [[nodiscard]] note_effect effect_of(compiled_note const& note) const {
    if (std::holds_alternative<note_effect>(note.effect)) return std::get<note_effect>(note.effect);
    std::size_t const reading = std::get<std::size_t>(note.effect);
    return rules_.readings[reading].alternatives[by_.chosen[reading]].effect;
  }

  static compiled_option_list const* list_of(compiled_criterion const& c, choice const& made) {
    for (auto const& list : c.lists)
      if (list.case_no == made.case_no) return &list;
    return nullptr;
  }

  static int ticked_points(compiled_criterion const& c, choice const& made) {
    return made.option == 0
               ? 0
               : static_cast<int>(list_of(c, made)->options[static_cast<std::size_t>(made.option) - 1].worth.value);
  }

  bool judge_sheets(whole_result& to, std::size_t until) const {
    to.sheets.clear();
    for (auto const& sheet : given_) {
      auto made = judge(sheet, until);
      if (!made) return false;
      to.sheets.push_back(std::move(*made));
    }
    return true;
  }

  [[nodiscard]] std::optional<sheet_result> judge(score_sheet const& sheet, std::size_t until) const {
    std::size_t const count = set_.criteria.size();
    sheet_result to;
    int first_case = 0;
    std::vector<int> ticked;
    for (std::size_t c = 0; c < count; ++c) {
      choice const& made = sheet.choices[c];
      ticked.push_back(ticked_points(set_.criteria[c], made));
      if (made.option == 0) continue;
      if (!list_of(set_.criteria[c], made)->printed) to.questions.unprinted = true;
      if (made.case_no == 0) continue;
      if (first_case != 0 && made.case_no != first_case) {
        to.questions.cases = true;
        if (by_.cases == reading_choices::cases_rule::same_case) return std::nullopt;
      }
      if (first_case == 0) first_case = made.case_no;
    }
    std::vector<bool> counts(count, true), waived(count, false), full(count, false);
    for (std::size_t n = 0; n < set_.notes.size(); ++n) {
      compiled_note const& note = set_.notes[n];
      bool by_zero = false;
      for (std::size_t const z : note.zero_at) by_zero = by_zero || ticked[z] == 0;
      if (by_zero) to.zero_notes.push_back(n);
      if (!by_zero && !facts_.note_holds[n]) continue;
      note_effect const effect = effect_of(note);
      bool const zeroes = effect == note_effect::zero;
      bool const zeroes_the_rest = effect == note_effect::later_zero && !by_zero;
      for (std::size_t c = note.first; c < note.last; ++c) {
        if (zeroes) counts[c] = false;
        if (effect == note_effect::waive_marks) waived[c] = true;
        if (effect == note_effect::maximum) full[c] = true;
      }
      if (zeroes_the_rest)
        for (std::size_t c = note.last; c < count; ++c) counts[c] = false;
      bool takes = false;
      for (std::size_t c = zeroes ? note.first : note.last; c < (zeroes ? note.last : count); ++c)
        takes = takes || ticked[c] > 0;
      if ((zeroes || zeroes_the_rest) && takes) to.zeroed_by.push_back(n);
    }
    for (std::size_t c = until; c < count; ++c) counts[c] = false;

    to.by_group.resize(set_.groups.size());
    to.by_section.resize(set_.sections.size());
    to.by_part.resize(rules_.parts.size());
    for (std::size_t c = 0; c < count; ++c) {
      int const points = !counts[c] ? 0 : full[c] ? static_cast<int>(set_.criteria[c].max.value) : ticked[c];
      std::size_t const section = set_.criteria[c].section;
      to.by_criterion.push_back(points);
      if (set_.criteria[c].group) to.by_group[*set_.criteria[c].group] += points;
      else to.by_section[section] += points;
    }
    auto const limit = [](int& sum, compiled_heading const& heading) {
      if (heading.counts_at_most && heading.counts_at_most->value < sum)
        sum = static_cast<int>(heading.counts_at_most->value);
    };
    for (std::size_t g = 0; g < to.by_group.size(); ++g) {
      limit(to.by_group[g], set_.groups[g]);
      to.by_section[set_.groups[g].above] += to.by_group[g];
    }
    for (std::size_t s = 0; s < to.by_section.size(); ++s) {
      limit(to.by_section[s], set_.sections[s]);
      to.by_part[set_.sections[s].above] += to.by_section[s];
    }
    for (std::size_t p = 0; p < to.by_part.size(); ++p) {
      limit(to.by_part[p], rules_.parts[p]);
      to.total += to.by_part[p];
    }
    for (auto const& mark : set_.gates) {
      std::size_t const c = mark.criterion;
      auto const& options = set_.criteria[c].lists[mark.list].options;
      choice const& made = sheet.choices[c];
      bool const is_other_case = made.option != 0 && made.case_no != set_.criteria[c].lists[mark.list].case_no;
      if (waived[c] || is_other_case) {
        to.met.push_back(true);
        continue;
      }
      int const option = full[c] ? static_cast<int>(options.size()) : made.option;
      if (option == 0) to.questions.unticked = true;
      if (option == 0 || !counts[c]) {
        to.met.push_back(false);
        continue;
      }
      int const points = to.by_criterion[c];
      int const needed = static_cast<int>(mark.needed.value);
      if (mark.option == 0) {
        if (points > 0 && points < needed) to.questions.heading = true;
        to.met.push_back(by_.heading == reading_choices::heading_rule::any_points ? points > 0 : points >= needed);
      } else {
        if ((points >= needed) != (option >= mark.option)) to.questions.mark = true;
        to.met.push_back(by_.mark == reading_choices::mark_rule::points ? points >= needed : option >= mark.option);
      }
    }
    return to;
  }

  /// Which notes apply; gives the first criterion that a zero that stops lets count nothing.
  std::size_t judge_notes(whole_result& to) const {
    std::size_t until = set_.criteria.size();
    std::size_t const all = to.sheets.size();
    for (std::size_t n = 0; n < set_.notes.size(); ++n) {
      note_effect const effect = effect_of(set_.notes[n]);
      if (set_.notes[n].zero_at.empty()) {
        if (facts_.note_holds[n]) to.notes.emplace_back(n, effect);
        continue;
      }
      bool const stops =
          effect == note_effect::stop || effect == note_effect::reject || effect == note_effect::later_zero;
      std::size_t on = 0;
      for (auto const& s : to.sheets) {
        auto const& where = stops ? s.zero_notes : s.zeroed_by;
        if (std::find(where.begin(), where.end(), n) != where.end()) ++on;
      }
      bool applies = on > 0;
      if (stops) {
        if (on > 0 && on < all) to.questions.zero_stop = true;
        if (by_.zero_stop == reading_choices::zero_stop_rule::majority) applies = 2 * on > all;
        if (by_.zero_stop == reading_choices::zero_stop_rule::all) applies = on == all;
      }
      if (!applies) continue;
      to.notes.emplace_back(n, effect);
      if (effect == note_effect::later_zero) until = std::min(until, set_.notes[n].last);
    }
    return until;
  }

  /// The mean of the sheets, or of those in the middle that the regulation takes.
  [[nodiscard]] fraction mean(whole_result const& to, std::function<int(sheet_result const&)> const& of) const {
    std::vector<int> all;
    for (auto const& s : to.sheets) all.push_back(of(s));
    std::sort(all.begin(), all.end());
    std::size_t drop = 0;
    if (session_.regulation && session_.regulation->how == aggregation::trimmed_mean)
      drop = static_cast<std::size_t>(session_.regulation->drop);
    if (session_.regulation && session_.regulation->how == aggregation::median_of_totals) drop = (all.size() - 1) / 2;
    fraction sum{0, static_cast<std::int64_t>(all.size() - 2 * drop)};
    for (std::size_t i = drop; i < all.size() - drop; ++i) sum.above += all[i];
    return sum;
  }
  /// Rounded where it is counted in points, and counted in units again.
  [[nodiscard]] fraction rounded(fraction const& units, std::int64_t parts) const {
    std::int64_t const unit = rules_.unit.per_point;
    return {fraction{units.above, units.below * unit}.rounded(parts).above * unit, parts};
  }

  void add_up(whole_result& to) const {
    to.total = mean(to, [](auto const& s) { return s.total; });
    for (std::size_t p = 0; p < rules_.parts.size(); ++p)
      to.by_part.push_back(mean(to, [p](auto const& s) { return s.by_part[p]; }));
    if (!session_.regulation || !session_.regulation->rounding) return;
    std::int64_t parts = 1;
    for (int d = 0; d < session_.regulation->rounding->decimals; ++d) parts *= 10;
    fraction sum{0, parts};
    auto const add = [&](fraction const& f) { sum.above += rounded(f, parts).above; };
    switch (session_.regulation->rounding->of) {
      case points_scope::total: add(to.total); break;
      case points_scope::part:
        for (auto const& p : to.by_part) add(p);
        break;
      case points_scope::criterion:
        for (std::size_t c = 0; c < set_.criteria.size(); ++c)
          add(mean(to, [c](auto const& s) { return s.by_criterion[c]; }));
        break;
    }
    to.rounded = sum;
  }

  void judge_session(whole_result& to) const {
    if (!session_.regulation) return;
    auto const present = static_cast<std::int64_t>(to.sheets.size());
    if (auto const& rule = session_.regulation->quorum) {
      bool has_chair = false;
      for (auto const& s : given_) has_chair = has_chair || s.is_chair;
      to.has_quorum =
          present * rule->of >= session_.members.value_or(present) * rule->present && (has_chair || !rule->needs_chair);
    }
    auto const& rule = session_.regulation->spread;
    if (!rule) return;
    int worst = 0;
    auto const look = [&](std::function<int(sheet_result const&)> const& of) {
      int least = of(to.sheets.front()), most = least;
      for (auto const& s : to.sheets) {
        least = std::min(least, of(s));
        most = std::max(most, of(s));
      }
      worst = std::max(worst, most - least);
    };
    switch (rule->scope) {
      case points_scope::total: look([](auto const& s) { return s.total; }); break;
      case points_scope::part:
        for (std::size_t p = 0; p < rules_.parts.size(); ++p) look([p](auto const& s) { return s.by_part[p]; });
        break;
      case points_scope::criterion:
        for (std::size_t c = 0; c < set_.criteria.size(); ++c) look([c](auto const& s) { return s.by_criterion[c]; });
        break;
    }
    bool accepts = by_.spread_limit == reading_choices::limit_rule::accepted;
    if (auto const* const fixed = std::get_if<bool>(&rule->accepts_limit)) accepts = *fixed;
    else if (worst == rule->limit * rules_.unit.per_point) to.questions.spread_limit = true;
    int const most = rule->limit * rules_.unit.per_point;
    to.is_near = worst < most || (worst == most && accepts);
  }

  [[nodiscard]] bool is_met_together(whole_result& to, std::size_t g) const {
    std::size_t met = 0;
    for (auto const& s : to.sheets) met += s.met[g] ? 1U : 0U;
    std::size_t const all = to.sheets.size();
    if (met == 0 || met == all) return met == all;
    to.questions.members = true;
    bool const is_tie = 2 * met == all && by_.members == reading_choices::members_rule::majority;
    if (is_tie && session_.regulation && session_.regulation->tie == tie_rule::chair)
      for (std::size_t s = 0; s < all; ++s)
        if (given_[s].is_chair) return to.sheets[s].met[g];
    if (by_.members == reading_choices::members_rule::majority) return 2 * met > all;
    if (by_.members == reading_choices::members_rule::all) return false;
    compiled_gate const& mark = set_.gates[g];
    // Of all members, however their totals are taken together.
    fraction points{0, static_cast<std::int64_t>(all)};
    for (auto const& s : to.sheets) points.above += s.by_criterion[mark.criterion];
    if (mark.option == 0 && by_.heading == reading_choices::heading_rule::any_points) return points.above > 0;
    return !(points < fraction{mark.needed.value, 1});
  }

  [[nodiscard]] std::size_t band_of(fraction const& points) const {
    std::size_t band = 0;
    for (std::size_t b = 0; b < rules_.bands.size(); ++b)
      if (!(points < fraction{rules_.bands[b].from.value, 1})) band = b;
    return band;
  }

  void place(whole_result& to) const {
    auto const has = [&](note_effect effect) {
      return std::any_of(to.notes.begin(), to.notes.end(), [&](auto const& n) { return n.second == effect; });
    };
    if (!to.has_quorum) to.how = outcome::no_quorum;
    else if (has(note_effect::reject)) to.how = outcome::rejected;
    else if (has(note_effect::stop)) to.how = outcome::stopped;
    else if (!to.is_near) to.how = outcome::rescore;
    if (to.how == outcome::rescore && session_.round.value_or(1) < session_.regulation->rounds)
      to.next_round = static_cast<int>(session_.round.value_or(1)) + 1;
    if (to.how != outcome::ranked) return;

    fraction const rounded = to.rounded.value_or(this->rounded(to.total, 100));
    fraction const tested = by_.band == reading_choices::band_rule::exact ? to.total : rounded;
    std::size_t const band = band_of(tested);
    to.questions.band = band_of(to.total) != band_of(rounded);
    bool const is_gap = band + 1 < rules_.bands.size() && rules_.bands[band].end_included &&
                        fraction{rules_.bands[band].end.value, 1} < tested;
    to.questions.gap = is_gap;
    if (is_gap && by_.gap == reading_choices::gap_rule::undetermined) {
      to.how = outcome::stopped;
      to.gap_stops = true;
      return;
    }
    int const level = static_cast<int>(band) + 1;
    auto const stands_before = [&](std::size_t g, int at) {
      int const own = set_.gates[g].level.value;
      return !to.met[g] && (own == at || (own < at && by_.levels == reading_choices::levels_rule::cumulative));
    };
    auto const minimum_stands_before = [&](std::size_t m, int at) {
      int const own = set_.minimums[m].level.value;
      return !to.minimum_met[m] && (own == at || (own < at && by_.levels == reading_choices::levels_rule::cumulative));
    };
    auto const is_free = [&](int at) {
      for (std::size_t g = 0; g < set_.gates.size(); ++g)
        if (stands_before(g, at)) return false;
      for (std::size_t m = 0; m < set_.minimums.size(); ++m)
        if (minimum_stands_before(m, at)) return false;
      return true;
    };
    int stars = level;
    while (stars > 1 && !is_free(stars)) --stars;
    for (std::size_t g = 0; g < set_.gates.size(); ++g) {
      if (!to.met[g] && set_.gates[g].level.value <= level) to.questions.levels = true;
      if (stands_before(g, level) && (!to.capped_by || set_.gates[g].level < set_.gates[*to.capped_by].level))
        to.capped_by = g;
    }
    for (std::size_t m = 0; m < set_.minimums.size(); ++m) {
      ocop::stars const own = set_.minimums[m].level;
      if (!to.minimum_met[m] && own.value <= level) to.questions.levels = true;
      bool const is_lower = to.capped_by           ? own < set_.gates[*to.capped_by].level
                            : to.capped_by_minimum ? own < set_.minimums[*to.capped_by_minimum].level
                                                   : true;
      if (!minimum_stands_before(m, level) || !is_lower) continue;
      to.capped_by.reset();
      to.capped_by_minimum = m;
    }
    bool const is_capped = to.capped_by || to.capped_by_minimum;
    if (is_capped) {
      to.questions.minimum = true;
      if (by_.minimum == reading_choices::minimum_rule::reject) {
        to.how = outcome::rejected;
        to.minimum_rejects = true;
        return;
      }
    }
    to.by_points = level;
    to.stars = stars;
    for (auto const& f : rules_.forwardings) {
      if (f.level != level_ || tested < fraction{f.from.value, 1}) continue;
      if (is_capped) to.questions.forward = true;
      if (!is_capped || by_.forward == reading_choices::forward_rule::points_alone) to.forward = &f;
    }
    for (auto const& r : rules_.procedure.returns)
      if (r.level == level_ && tested < fraction{r.below.value, 1}) to.returned = &r;
  }
};

}  // namespace ocop::reference
