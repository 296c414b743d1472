#pragma once

#include "ocop/score/arguments.hpp"
#include "ocop/score/scoring_plan.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>
#include <variant>

namespace ocop::detail {

/// A question as a bit.
constexpr question_bits bit_of(bool open_questions::*question) noexcept {
  open_questions one;
  one.*question = true;
  return bits_of(one);
}

/// Does a ticked option (0: none), of which so many points count, meet a mark? By readings R-03 and R-04; where they
/// matter, `asked` is told.
inline bool meets(compiled_gate const& mark, std::int32_t option, points counted, reading_choices const& readings,
                  open_questions& asked) {
  if (option == 0) return false;
  if (mark.option == 0) {
    asked.heading |= counted.value > 0 && counted < mark.needed;
    return readings.heading == reading_choices::heading_rule::any_points ? counted.value > 0 : counted >= mark.needed;
  }
  bool const by_points = counted >= mark.needed;
  bool const by_order = option >= mark.option;
  asked.mark |= by_points != by_order;
  return readings.mark == reading_choices::mark_rule::points ? by_points : by_order;
}

/// Do zeros on `k` of `n` sheets stop the product? (R-25)
inline bool zeros_stop(std::size_t k, std::size_t n, reading_choices::zero_stop_rule how) noexcept {
  switch (how) {
    case reading_choices::zero_stop_rule::majority: return 2 * k > n;
    case reading_choices::zero_stop_rule::all: return k == n;
    case reading_choices::zero_stop_rule::any: return k > 0;
  }
  return false;
}

/// Does the chair's sheet decide where members are split evenly on a mark?
inline bool decides_ties(council_regulation const& regulation) noexcept {
  switch (regulation.tie) {
    case tie_rule::unmet: break;
    case tie_rule::chair: return true;
  }
  return false;
}

/// Is it an effect by which zeros stop the product: the council's to judge, over all sheets?
constexpr bool is_stop(note_effect effect) noexcept {
  switch (effect) {
    case note_effect::reject:
    case note_effect::stop:
    case note_effect::later_zero: return true;
    case note_effect::none:
    case note_effect::zero:
    case note_effect::waive_marks:
    case note_effect::maximum: break;
  }
  return false;
}

// --- how a plan is made

OCOP_INLINE scoring_plan scoring_plan::of_unchecked(compiled_rule_set const& rules, compiled_product_set const& set,
                                                    findings const& facts, reading_choices const& readings) {
  scoring_plan made;
  made.rules_ = &rules;
  made.set_ = &set;
  made.readings_ = readings;
  made.words_ = std::max<std::size_t>(1, (set.gates.size() + set.minimums.size() + 63) / 64);
  made.add_marks();
  made.add_headings();
  made.add_cells(made.add_notes(facts));
  return made;
}

/// A plan as rules keep it, with the findings that it is made of.
struct scoring_plan::kept_plan {
  findings facts;
  bool is_without_facts = false;  ///< nobody gave any
  scoring_plan plan;

  [[nodiscard]] bool is_of(compiled_product_set const& set, reading_choices const& readings) const {
    return plan.set_ == &set && plan.readings_.chosen == readings.chosen;
  }
};

OCOP_INLINE std::shared_ptr<scoring_plan const> scoring_plan::kept_unchecked(compiled_rule_set const& rules,
                                                                             compiled_product_set const& set,
                                                                             findings const& facts,
                                                                             reading_choices const& readings) {
  auto const make = [&] { return kept_plan{facts, false, of_unchecked(rules, set, facts, readings)}; };
  auto const is_it = [&](kept_plan const& one) {
    return one.is_of(set, readings) && one.facts.note_holds == facts.note_holds;
  };
  auto const found = rules.product_sets.holds(set) ? rules.kept.find_or_make<kept_plan>(is_it, make)
                                                   : std::make_shared<kept_plan const>(make());
  return {found, &found->plan};
}

OCOP_INLINE result<judged_plan> scoring_plan::judged(compiled_rule_set const& rules, compiled_product_set const& set,
                                                     value const& facts, reading_choices const& readings) {
  if (auto wrong = check_rules(rules, set, readings)) return std::move(*wrong);
  bool const is_kept = facts.is_null() && rules.product_sets.holds(set);
  auto const is_it = [&](kept_plan const& one) { return one.is_without_facts && one.is_of(set, readings); };
  if (auto const found = is_kept ? rules.kept.find<kept_plan>(is_it) : nullptr)
    return judged_plan{found->facts, {found, &found->plan}};
  auto said = judge_facts(rules, set, facts, readings);
  if (!said) return said.error();
  if (!is_kept) {
    auto plan = kept_unchecked(rules, set, *said, readings);
    return judged_plan{std::move(*said), std::move(plan)};
  }
  auto const made = rules.kept.find_or_make<kept_plan>(is_it, [&] {
    return kept_plan{*said, true, of_unchecked(rules, set, *said, readings)};
  });
  return judged_plan{std::move(*said), {made, &made->plan}};
}

/// Learns which notes may act, and what those do to criteria that hold by facts.
OCOP_INLINE std::vector<scoring_plan::noted_criterion> scoring_plan::add_notes(findings const& facts) {
  std::vector<noted_criterion> criteria(set_->criteria.size());
  treatment by_zeros;
  for (std::size_t n = 0; n < set_->notes.size(); ++n) {
    compiled_note const& note = set_->notes[n];
    note_effect const effect = rules_->effect_of_unchecked(note, readings_);
    bool const holds = facts.note_holds[n] != 0;
    if (!holds && note.zero_at.empty()) continue;
    notes_.push_back({n, effect, holds});
    for (std::size_t c = 0; c < criteria.size(); ++c) {
      treatment const done = done_by(notes_.back(), c);
      if (holds) criteria[c].by_facts = criteria[c].by_facts.joined_with(done);
      if (note.zero_at.empty() || done == treatment{}) continue;
      by_zeros = by_zeros.joined_with(done);
      criteria[c].may_change = true;
    }
  }
  for (bool const nothing : {false, true})
    for (bool const full : {false, true})
      for (bool const waived : {false, true})
        if (nothing <= by_zeros.counts_nothing && full <= by_zeros.is_full && waived <= by_zeros.is_waived)
          variants_.push_back({nothing, full, waived});
  return criteria;
}

OCOP_INLINE void scoring_plan::add_marks() {
  up_to_.assign(rules_->bands.size() * words_, 0);
  before_ = up_to_;
  for (std::size_t g = 0; g < marks() + set_->minimums.size(); ++g)
    for (std::size_t b = 0; b < rules_->bands.size(); ++b) {
      stars const level = rules_->bands[b].level;
      std::uint64_t const bit = std::uint64_t{1} << g % 64;
      if (level_of(g) <= level) up_to_[b * words_ + g / 64] |= bit;
      if (stands_before(level_of(g), level, readings_)) before_[b * words_ + g / 64] |= bit;
    }
}

OCOP_INLINE void scoring_plan::add_headings() {
  auto const is_limited = [](auto const& headings) {
    return std::any_of(headings.begin(), headings.end(), [](auto const& h) { return h.counts_at_most.has_value(); });
  };
  has_limits_ = is_limited(rules_->parts) || is_limited(set_->sections) || is_limited(set_->groups);
  auto const is_below_parts = [](compiled_minimum const& m) {
    switch (m.place) {
      case points_place::total:
      case points_place::part: break;
      case points_place::section:
      case points_place::group: return true;
    }
    return false;
  };
  has_headings_ = has_limits_ || std::any_of(set_->minimums.begin(), set_->minimums.end(), is_below_parts);
}

OCOP_INLINE void scoring_plan::add_cells(std::vector<noted_criterion> const& noted) {
  std::uint32_t next = 0;
  for (auto const& criterion : set_->criteria) {
    criteria_.push_back(
        {next++, static_cast<std::uint32_t>(lists_.size()), static_cast<std::uint32_t>(criterion.lists.size())});
    for (auto const& list : criterion.lists) {
      auto const options = static_cast<std::uint32_t>(list.options.size());
      lists_.push_back({next - 1, static_cast<std::int32_t>(options), list.case_no});
      next += options;
    }
    has_cases_ = has_cases_ || criterion.has_cases();
    part_of_.push_back(set_->sections[criterion.section].above);
    if (runs_.empty() || runs_.back().part != part_of_.back()) runs_.push_back({part_of_.back(), 0});
    runs_.back().last = part_of_.size();
  }
  shift_ = static_cast<unsigned>(std::bit_width(next));
  cells_.resize(variants_.size() << shift_);
  unmet_.resize(cells_.size() * words_);
  for (std::size_t v = 0; v < variants_.size(); ++v) {
    auto const first = static_cast<std::uint32_t>(v << shift_);
    auto const join = [&](std::size_t c) { return variants_[v].joined_with(noted[c].by_facts); };
    auto const is_asked_for = [&](std::size_t c) { return v == 0 || noted[c].may_change; };
    for (std::size_t c = 0; c < criteria_.size(); ++c) {
      if (!is_asked_for(c)) continue;
      plan_cell* to = &cells_[first + criteria_[c].nothing];
      auto const put = [&, by = join(c)](std::int32_t option, std::int32_t case_no, points worth, bool printed) {
        to->option = option;
        to->case_no = case_no;
        to->ticked = worth.value;
        to->worth = by.counts_nothing ? 0 : by.is_full ? set_->criteria[c].max.value : worth.value;
        if (!printed) to->asked = bit_of(&open_questions::unprinted);
        ++to;
      };
      put(0, 0, {}, true);
      for (auto const& list : set_->criteria[c].lists)
        for (std::size_t o = 0; o < list.options.size(); ++o)
          put(static_cast<std::int32_t>(o + 1), list.case_no, list.options[o].worth, list.printed);
    }
    for (std::size_t g = 0; g < set_->gates.size(); ++g)
      if (std::size_t const c = set_->gates[g].criterion; is_asked_for(c)) judge_cells(g, join(c), first);
  }
}

/// Which cells of its criterion leave a mark unmet? Those of another case do not.
OCOP_INLINE void scoring_plan::judge_cells(std::size_t g, treatment by, std::uint32_t first) {
  if (by.is_waived) return;
  compiled_gate const& mark = set_->gates[g];
  criterion_cells const& c = criteria_[mark.criterion];
  list_cells const& list = lists_[c.first_list + mark.list];
  for (std::int32_t option = 0; option <= list.options; ++option) {
    std::uint32_t const at = first + (option == 0 ? c.nothing : list.before + static_cast<std::uint32_t>(option));
    std::int32_t const ticked = by.is_full ? list.options : option;
    open_questions asked;
    asked.unticked = ticked == 0;
    if (!meets(mark, by.counts_nothing ? 0 : ticked, points{cells_[at].worth}, readings_, asked))
      unmet_[at * words_ + g / 64] |= std::uint64_t{1} << g % 64;
    cells_[at].unmet = unmet_[at * words_];
    cells_[at].asked |= bits_of(asked);
  }
}

// --- cells

OCOP_INLINE std::optional<std::uint32_t> scoring_plan::cell_of(std::size_t criterion, choice made) const {
  criterion_cells const& c = criteria_[criterion];
  if (made.option == 0 && made.case_no == 0) return c.nothing;
  for (std::size_t l = 0; l < c.lists; ++l)
    if (lists_[c.first_list + l].case_no == made.case_no) return cell_of(criterion, l, made.option);
  return std::nullopt;
}

// --- notes

OCOP_INLINE scoring_plan::treatment scoring_plan::done_by(acting_note const& n, std::size_t criterion) const {
  compiled_note const& note = set_->notes[n.note];
  bool const is_at_it = note.first <= criterion && criterion < note.last;
  switch (n.effect) {
    case note_effect::none:
    case note_effect::reject:
    case note_effect::stop: break;
    case note_effect::zero: return {is_at_it, false, false};
    case note_effect::later_zero: return {note.last <= criterion, false, false};
    case note_effect::maximum: return {false, is_at_it, false};
    case note_effect::waive_marks: return {false, false, is_at_it};
  }
  return {};
}

OCOP_INLINE std::uint32_t scoring_plan::treated(std::uint32_t at, treatment more) const {
  auto const found = std::find(variants_.begin(), variants_.end(), variants_[at >> shift_].joined_with(more));
  return as_ticked(at) | static_cast<std::uint32_t>(found - variants_.begin()) << shift_;
}

// --- a council

OCOP_INLINE std::optional<case_conflict> scoring_plan::tally(std::span<std::uint32_t> cells,
                                                             session_facts const& session, council_figures& to) const {
  to.sheets = cells.size() / width();
  to.asked = 0;
  if (has_cases_)
    if (auto const conflict = find_conflict(cells, to)) return conflict;
  apply_notes(cells, to);
  add_up(cells, to);
  take_together(session.regulation, to);
  judge_marks(cells, session, to);
  if (!set_->minimums.empty()) judge_minimums(session.regulation, to);
  judge_session(cells, session, to);
  return std::nullopt;
}

OCOP_INLINE std::optional<case_conflict> scoring_plan::find_conflict(std::span<std::uint32_t const> cells,
                                                                     council_figures& to) const {
  for (std::size_t s = 0; s < to.sheets; ++s) {
    int first = 0;
    for (std::size_t c = 0; c < width(); ++c) {
      int const case_no = cells_[cells[s * width() + c]].case_no;
      if (case_no == 0 || case_no == first) continue;
      if (first != 0) {
        to.asked |= bit_of(&open_questions::cases);
        if (readings_.cases == reading_choices::cases_rule::same_case) return case_conflict{s, c, case_no, first};
      } else {
        first = case_no;
      }
    }
  }
  return std::nullopt;
}

inline bool scoring_plan::is_triggered(compiled_note const& note, std::span<std::uint32_t const> row) const {
  return std::any_of(note.zero_at.begin(), note.zero_at.end(),
                     [&](std::size_t c) { return cells_[row[c]].ticked == 0; });
}

/// Lets the notes act. All are judged on what was ticked; several may act on one criterion.
OCOP_INLINE void scoring_plan::apply_notes(std::span<std::uint32_t> cells, council_figures& to) const {
  to.notes.clear();
  for (acting_note const& n : notes_) {
    compiled_note const& note = set_->notes[n.note];
    if (note.zero_at.empty()) {
      to.notes.push_back({n.note, n.effect});  // it holds by facts, and the cells say what it does
      continue;
    }
    if (n.effect == note_effect::none) continue;
    bool const stops = is_stop(n.effect);
    std::size_t acts_on = 0;
    for (std::size_t s = 0; s < to.sheets; ++s) {
      std::span<std::uint32_t> const row = cells.subspan(s * width(), width());
      if (!is_triggered(note, row)) continue;
      if (stops) {
        ++acts_on;
        continue;
      }
      bool zeroes_points = false;
      for (std::size_t c = note.first; c < note.last; ++c) {
        treatment const more = done_by(n, c);
        zeroes_points = zeroes_points || (more.counts_nothing && cells_[row[c]].ticked > 0);
        row[c] = treated(row[c], more);
      }
      if (zeroes_points) ++acts_on;
    }
    if (stops && acts_on != 0 && acts_on != to.sheets) to.asked |= bit_of(&open_questions::zero_stop);
    if (acts_on == 0 || (stops && !zeros_stop(acts_on, to.sheets, readings_.zero_stop))) continue;
    to.notes.push_back({n.note, n.effect});
    if (n.effect != note_effect::later_zero) continue;
    for (std::size_t s = 0; s < to.sheets; ++s)
      for (std::size_t c = note.last; c < width(); ++c) {
        std::uint32_t& at = cells[s * width() + c];
        at = treated(at, done_by(n, c));
      }
  }
}

OCOP_INLINE void scoring_plan::add_up(std::span<std::uint32_t const> cells, council_figures& to) const {
  std::size_t const parts = rules_->parts.size();
  std::size_t const criteria = width();
  to.points_of.assign(to.sheets * (parts + 1), 0);
  to.sums.assign(parts + 1, 0);
  to.count = static_cast<std::int64_t>(to.sheets);
  std::size_t const headings = has_headings_ ? set_->sections.size() + set_->groups.size() : 0;
  to.headings_of.assign(to.sheets * headings, 0);
  to.unmet_of.assign(to.sheets * words_, 0);
  question_bits asked = to.asked;
  for (std::size_t s = 0; s < to.sheets; ++s) {
    std::uint32_t const* const row = cells.data() + s * criteria;
    std::int32_t* const points_of = to.points_of.data() + s * (parts + 1);
    std::uint64_t* const unmet_of = to.unmet_of.data() + s * words_;
    std::uint64_t unmet = 0;
    std::size_t c = 0;
    for (part_run const& run : runs_) {
      std::int32_t sum = 0;
      for (; c < run.last; ++c) {
        plan_cell const& chosen = cells_[row[c]];
        sum += chosen.worth;
        asked |= chosen.asked;
        unmet |= chosen.unmet;
      }
      points_of[run.part] += sum;
    }
    unmet_of[0] = unmet;
    for (std::size_t at = 0; words_ > 1 && at < criteria; ++at)
      for (std::size_t w = 1; w < words_; ++w) unmet_of[w] |= unmet_[row[at] * words_ + w];
    if (has_headings_)
      add_up_headings({row, criteria}, std::span(to.headings_of).subspan(s * headings, headings), {points_of, parts});
    for (std::size_t p = 0; p < parts; ++p) points_of[parts] += points_of[p];
    for (std::size_t p = 0; p <= parts; ++p) to.sums[p] += points_of[p];
  }
  to.asked = asked;
}

/// What sections, groups and parts of one row come to, where one of them counts up to a limit or has a minimum.
OCOP_INLINE void scoring_plan::add_up_headings(std::span<std::uint32_t const> row, std::span<std::int32_t> headings,
                                               std::span<std::int32_t> parts) const {
  std::span<std::int32_t> const sections = headings.first(set_->sections.size());
  std::span<std::int32_t> const groups = headings.subspan(set_->sections.size());
  auto const counted = [](std::int32_t sum, compiled_heading const& h) {
    return h.counts_at_most ? std::min(sum, h.counts_at_most->value) : sum;
  };
  for (std::size_t c = 0; c < row.size(); ++c) {
    compiled_criterion const& criterion = set_->criteria[c];
    (criterion.group ? groups[*criterion.group] : sections[criterion.section]) += cells_[row[c]].worth;
  }
  for (std::size_t g = 0; g < groups.size(); ++g) {
    groups[g] = counted(groups[g], set_->groups[g]);
    sections[set_->groups[g].above] += groups[g];
  }
  std::fill(parts.begin(), parts.end(), 0);
  for (std::size_t s = 0; s < sections.size(); ++s) {
    sections[s] = counted(sections[s], set_->sections[s]);
    parts[set_->sections[s].above] += sections[s];
  }
  for (std::size_t p = 0; p < parts.size(); ++p) parts[p] = counted(parts[p], rules_->parts[p]);
}

/// Which of several sheets count, by their points somewhere, the lowest first: from one of them, up to another one.
inline std::pair<std::size_t, std::size_t> sheets_that_count(std::size_t sheets, council_regulation const* regulation) {
  if (!regulation) return {0, sheets};
  switch (regulation->how) {
    // Exactly, each of these is the mean of the totals; they differ in what is rounded.
    case aggregation::mean_of_totals:
    case aggregation::sum_of_part_means:
    case aggregation::sum_of_criterion_means:
    case aggregation::agreed_score: break;
    case aggregation::median_of_totals: return {(sheets - 1) / 2, sheets / 2 + 1};
    case aggregation::trimmed_mean: {
      auto const drop = static_cast<std::size_t>(regulation->drop);
      return {drop, sheets - drop};
    }
  }
  return {0, sheets};
}

OCOP_INLINE mean_points taken_together(std::vector<std::int32_t> all, council_regulation const* regulation) {
  auto const [first, last] = sheets_that_count(all.size(), regulation);
  std::sort(all.begin(), all.end());
  auto const at = [&](std::size_t i) { return all.begin() + static_cast<std::ptrdiff_t>(i); };
  return {std::accumulate(at(first), at(last), std::int64_t{0}), static_cast<std::int64_t>(last - first)};
}

/// One of the figures of each sheet.
inline std::vector<std::int32_t> column_of(std::span<std::int32_t const> all, std::size_t at, std::size_t step) {
  std::vector<std::int32_t> column;
  for (; at < all.size(); at += step) column.push_back(all[at]);
  return column;
}

/// Each figure is taken by itself.
OCOP_INLINE void scoring_plan::take_together(council_regulation const* regulation, council_figures& to) const {
  auto const [first, last] = sheets_that_count(to.sheets, regulation);
  if (last - first == to.sheets) return;
  to.count = static_cast<std::int64_t>(last - first);
  for (std::size_t p = 0; p < to.sums.size(); ++p)
    to.sums[p] = taken_together(column_of(to.points_of, p, to.sums.size()), regulation).sum();
}

/// What the council comes to at a heading is compared with each minimum there.
OCOP_INLINE void scoring_plan::judge_minimums(council_regulation const* regulation, council_figures& to) const {
  std::size_t const sections = set_->sections.size();
  std::size_t const headings = sections + set_->groups.size();
  auto const at_heading = [&](std::size_t at) {
    return taken_together(column_of(to.headings_of, at, headings), regulation);
  };
  to.at_minimums.clear();
  for (std::size_t m = 0; m < set_->minimums.size(); ++m) {
    compiled_minimum const& minimum = set_->minimums[m];
    switch (minimum.place) {
      case points_place::total: to.at_minimums.push_back(to.total()); break;
      case points_place::part: to.at_minimums.emplace_back(to.sums[minimum.at], to.count); break;
      case points_place::section: to.at_minimums.push_back(at_heading(minimum.at)); break;
      case points_place::group: to.at_minimums.push_back(at_heading(sections + minimum.at)); break;
    }
    std::size_t const bit = marks() + m;
    if (to.at_minimums.back() < minimum.least) to.unmet[bit / 64] |= std::uint64_t{1} << bit % 64;
  }
}

/// Judges the marks over all sheets. Members who agree need no rule: a waived mark, another case, an option printed
/// before the marked one. (R-07)
OCOP_INLINE void scoring_plan::judge_marks(std::span<std::uint32_t const> cells, session_facts const& session,
                                           council_figures& to) const {
  to.unmet.assign(words_, 0);
  for (std::size_t w = 0; w < words_; ++w) {
    std::uint64_t by_one = 0;
    std::uint64_t by_all = ~std::uint64_t{0};
    for (std::size_t s = 0; s < to.sheets; ++s) {
      by_one |= to.unmet_of[s * words_ + w];
      by_all &= to.unmet_of[s * words_ + w];
    }
    to.unmet[w] = by_all;
    std::uint64_t disputed = by_one & ~by_all;
    if (disputed != 0) to.asked |= bit_of(&open_questions::members);
    for (; disputed != 0; disputed &= disputed - 1) {
      std::size_t const g = w * 64 + static_cast<std::size_t>(std::countr_zero(disputed));
      if (!holds_for_council(g, cells, session, to)) to.unmet[w] |= std::uint64_t{1} << g % 64;
    }
  }
}

OCOP_INLINE bool scoring_plan::holds_for_council(std::size_t g, std::span<std::uint32_t const> cells,
                                                 session_facts const& session, council_figures const& to) const {
  compiled_gate const& mark = set_->gates[g];
  auto const is_met_on = [&](std::size_t s) { return (to.unmet_of[s * words_ + g / 64] >> g % 64 & 1U) == 0; };
  std::size_t met = 0;
  std::int64_t sum = 0;
  for (std::size_t s = 0; s < to.sheets; ++s) {
    met += is_met_on(s) ? 1U : 0U;
    sum += cells_[cells[s * width() + mark.criterion]].worth;
  }
  switch (readings_.members) {
    case reading_choices::members_rule::majority:
      if (2 * met == to.sheets && session.chair && session.regulation && decides_ties(*session.regulation))
        return is_met_on(*session.chair);
      return 2 * met > to.sheets;
    case reading_choices::members_rule::all: return met == to.sheets;
    case reading_choices::members_rule::mean: break;
  }
  bool const any_points = mark.option == 0 && readings_.heading == reading_choices::heading_rule::any_points;
  return any_points ? sum > 0 : mean_points(sum, static_cast<std::int64_t>(to.sheets)) >= mark.needed;
}

OCOP_INLINE void scoring_plan::judge_session(std::span<std::uint32_t const> cells, session_facts const& session,
                                             council_figures& to) const {
  to.round = session.round;
  to.rounds = 1;
  to.rounded.reset();
  to.quorum.reset();
  council_regulation const* const regulation = session.regulation;
  if (!regulation) {
    to.spread.reset();
    return;
  }
  to.rounds = regulation->rounds;
  if (regulation->rounding) round_points(cells, *regulation->rounding, to);
  if (auto const& rule = regulation->quorum) {
    quorum_finding& found = to.quorum.emplace();
    found.present = to.sheets;
    found.members = session.members.value_or(static_cast<std::int64_t>(to.sheets));
    // Rounded up, and without leaving 64 bits however many members a document names.
    std::int64_t const rest = found.members % rule->of;
    found.needed = static_cast<std::size_t>(found.members / rule->of * rule->present +
                                            (rest * rule->present + rule->of - 1) / rule->of);
    found.chair_missing = rule->needs_chair && !session.chair;
    found.is_met = found.present >= found.needed && !found.chair_missing;
  }
  if (regulation->spread) judge_spread(cells, *regulation->spread, to);
  else to.spread.reset();
}

/// The points as the regulation rounds them, half up.
OCOP_INLINE void scoring_plan::round_points(std::span<std::uint32_t const> cells, rounding_rule const& rule,
                                            council_figures& to) const {
  std::int64_t parts_of_point = 1;
  for (int i = 0; i < rule.decimals; ++i) parts_of_point *= 10;
  auto const rounded = [&](std::int64_t sum) {
    return in_points(mean_points(sum, to.count), rules_->unit).rounded_to(parts_of_point);
  };
  std::int64_t sum = 0;
  switch (rule.of) {
    case points_scope::total: sum = rounded(to.sums.back()); break;
    case points_scope::part:
      for (std::size_t p = 0; p + 1 < to.sums.size(); ++p) sum += rounded(to.sums[p]);
      break;
    case points_scope::criterion:
      for (std::size_t c = 0; c < width(); ++c) {
        std::int64_t of_criterion = 0;
        for (std::size_t at = c; at < cells.size(); at += width()) of_criterion += cells_[cells[at]].worth;
        sum += rounded(of_criterion);
      }
      break;
  }
  to.rounded = mean_points(sum * rules_->unit.per_point, parts_of_point);
}

OCOP_INLINE void scoring_plan::judge_spread(std::span<std::uint32_t const> cells, spread_rule const& rule,
                                            council_figures& to) const {
  if (!to.spread) to.spread.emplace();
  spread_finding& worst = *to.spread;
  worst.scope = rule.scope;
  worst.limit = points{rule.limit * rules_->unit.per_point};
  std::size_t const parts = rules_->parts.size();
  std::size_t places = 1;
  switch (rule.scope) {
    case points_scope::total: break;
    case points_scope::part: places = parts; break;
    case points_scope::criterion: places = width(); break;
  }
  auto const of = [&](std::size_t sheet, std::size_t place) {
    switch (rule.scope) {
      case points_scope::total: return to.points_of[sheet * (parts + 1) + parts];
      case points_scope::part: return to.points_of[sheet * (parts + 1) + place];
      case points_scope::criterion: return cells_[cells[sheet * width() + place]].worth;
    }
    return std::int32_t{0};
  };
  for (std::size_t at = 0; at < places; ++at) {
    std::int32_t low = of(0, at);
    std::int32_t high = low;
    for (std::size_t s = 1; s < to.sheets; ++s) {
      low = std::min(low, of(s, at));
      high = std::max(high, of(s, at));
    }
    points const spread{high - low};
    if (at > 0 && !(worst.spread < spread)) continue;
    worst.at = at;
    worst.spread = spread;
    worst.lowest.clear();
    worst.highest.clear();
    for (std::size_t s = 0; s < to.sheets; ++s) {
      if (of(s, at) == low) worst.lowest.push_back(s);
      if (of(s, at) == high) worst.highest.push_back(s);
    }
  }
  bool accepts_limit = readings_.spread_limit == reading_choices::limit_rule::accepted;
  if (auto const* const fixed = std::get_if<bool>(&rule.accepts_limit)) accepts_limit = *fixed;
  else if (worst.spread == worst.limit) to.asked |= bit_of(&open_questions::spread_limit);
  worst.is_accepted = worst.spread < worst.limit || (accepts_limit && worst.spread == worst.limit);
}

// --- where it puts the product

OCOP_INLINE question_bits scoring_plan::place(council_figures const& figures, std::string_view level,
                                              ranking& to) const {
  to.how = outcome::ranked;
  to.by_points.reset();
  to.final_stars.reset();
  to.capped_by.reset();
  to.capped_by_minimum.reset();
  to.recognition = nullptr;
  to.forward = nullptr;
  to.returned = nullptr;
  to.minimum_rejects = false;
  to.gap_stops = false;
  to.next_round.reset();
  question_bits asked = figures.asked;

  auto const applies = [&](note_effect e) {
    return std::any_of(figures.notes.begin(), figures.notes.end(), [e](auto const& n) { return n.effect == e; });
  };
  // A session that is not valid decides nothing; what is rejected or stopped needs no second scoring.
  if (figures.quorum && !figures.quorum->is_met) to.how = outcome::no_quorum;
  else if (applies(note_effect::reject)) to.how = outcome::rejected;
  else if (applies(note_effect::stop)) to.how = outcome::stopped;
  else if (figures.spread && !figures.spread->is_accepted) to.how = outcome::rescore;
  if (to.how == outcome::rescore && figures.round < figures.rounds) to.next_round = figures.round + 1;
  if (to.how != outcome::ranked) return asked;

  mean_points const rounded = rounded_mean(figures.total(), figures.rounded, rules_->unit);
  mean_points const tested = mean_for_band_unchecked(figures.total(), rounded, readings_);
  std::size_t const band = band_of_unchecked(rules_->bands, tested);
  if (band_of_unchecked(rules_->bands, figures.total()) != band_of_unchecked(rules_->bands, rounded))
    asked |= bit_of(&open_questions::band);
  if (in_gap(rules_->bands, band, tested)) asked |= bit_of(&open_questions::gap);
  if (!decided_band(tested)) {
    to.how = outcome::stopped;
    to.gap_stops = true;
    return asked;
  }
  stars const by_points = rules_->bands[band].level;

  // The highest level, not above the band, for which no mark stands in the way.
  std::span<std::uint64_t const> const unmet = figures.unmet;
  if (have_common(unmet, std::span(up_to_).subspan(band * words_, words_))) asked |= bit_of(&open_questions::levels);
  bool const is_capped = have_common(unmet, marks_before(by_points.value));
  if (is_capped) {
    asked |= bit_of(&open_questions::minimum);
    std::size_t const first = first_in_the_way(unmet, by_points.value).value();
    if (first < marks()) to.capped_by = first;
    else to.capped_by_minimum = first - marks();
    if (readings_.minimum == reading_choices::minimum_rule::reject) {
      to.how = outcome::rejected;
      to.minimum_rejects = true;
      return asked;
    }
  }
  stars final_stars = by_points;
  while (final_stars.value > 1 && have_common(unmet, marks_before(final_stars.value))) --final_stars.value;

  to.by_points = by_points;
  to.final_stars = final_stars;
  to.recognition = &rules_->recognitions[static_cast<std::size_t>(final_stars.value - 1)];
  for (auto const& f : rules_->forwardings) {
    if (f.level != level || tested < f.from) continue;
    if (is_capped) asked |= bit_of(&open_questions::forward);
    if (!is_capped || readings_.forward == reading_choices::forward_rule::points_alone) to.forward = &f;
  }
  for (auto const& back : rules_->procedure.returns)
    if (back.level == level && tested < back.below) to.returned = &back;
  return asked;
}

OCOP_INLINE std::optional<std::size_t> scoring_plan::decided_band(mean_points tested) const {
  std::size_t const band = band_of_unchecked(rules_->bands, tested);
  switch (readings_.gap) {
    case reading_choices::gap_rule::thresholds: return band;
    case reading_choices::gap_rule::undetermined: break;
  }
  return in_gap(rules_->bands, band, tested) ? std::nullopt : std::optional(band);
}

OCOP_INLINE std::optional<std::size_t> scoring_plan::first_in_the_way(std::span<std::uint64_t const> unmet,
                                                                      int level) const {
  std::optional<std::size_t> first;
  for (std::size_t w = 0; w < words_; ++w)
    for_each_bit(std::array{unmet[w] & marks_before(level)[w]}, [&](std::size_t i) {
      std::size_t const g = w * 64 + i;
      if (!first || level_of(g) < level_of(*first)) first = g;
    });
  return first;
}

// --- in full

OCOP_INLINE evaluation scoring_plan::read_sheet(std::span<std::uint32_t const> ticked,
                                                std::span<std::uint32_t const> counted) const {
  evaluation e;
  e.by_criterion.reserve(width());
  e.gate_met.reserve(set_->gates.size());
  e.by_section.resize(set_->sections.size());
  e.by_part.resize(rules_->parts.size());
  std::vector<std::uint64_t> unmet(words_);
  question_bits asked = 0;
  int first_case = 0;
  for (std::size_t c = 0; c < width(); ++c) {
    plan_cell const& one = cells_[counted[c]];
    e.by_criterion.push_back(points{one.worth});
    e.by_section[set_->criteria[c].section] += points{one.worth};
    e.by_part[part_of_[c]] += points{one.worth};
    e.total += points{one.worth};
    asked |= one.asked;
    for (std::size_t w = 0; w < words_; ++w) unmet[w] |= unmet_[counted[c] * words_ + w];
    if (one.case_no == 0 || one.case_no == first_case) continue;
    if (first_case != 0) asked |= bit_of(&open_questions::cases);
    else first_case = one.case_no;
  }
  if (has_limits_) {
    std::vector<std::int32_t> headings(set_->sections.size() + set_->groups.size());
    std::vector<std::int32_t> parts(e.by_part.size());
    add_up_headings(counted, headings, parts);
    for (std::size_t s = 0; s < e.by_section.size(); ++s) e.by_section[s] = points{headings[s]};
    for (std::size_t p = 0; p < parts.size(); ++p) e.by_part[p] = points{parts[p]};
    e.total = points{std::accumulate(parts.begin(), parts.end(), 0)};
  }
  e.questions = questions_of(asked);
  for (std::size_t g = 0; g < set_->gates.size(); ++g)
    e.gate_met.push_back((unmet[g / 64] >> g % 64 & 1U) == 0 ? 1 : 0);
  for (acting_note const& n : notes_) {
    compiled_note const& note = set_->notes[n.note];
    bool const by_zero = is_triggered(note, ticked);
    if (by_zero) e.zero_notes.push_back(n.note);
    auto const takes_points = [&](std::size_t first, std::size_t last) {
      return std::any_of(ticked.begin() + static_cast<std::ptrdiff_t>(first),
                         ticked.begin() + static_cast<std::ptrdiff_t>(last),
                         [&](std::uint32_t at) { return cells_[at].ticked > 0; });
    };
    bool const zeroes = n.effect == note_effect::zero && (by_zero || n.holds) && takes_points(note.first, note.last);
    bool const zeroes_the_rest = n.effect == note_effect::later_zero && n.holds && takes_points(note.last, width());
    if (zeroes || zeroes_the_rest) e.zeroed_by.push_back(n.note);
  }
  return e;
}

OCOP_INLINE council_result scoring_plan::read_council(std::span<std::uint32_t const> ticked,
                                                      std::span<std::uint32_t const> counted,
                                                      council_figures const& figures) const {
  council_result made;
  made.evaluations.reserve(figures.sheets);
  for (std::size_t s = 0; s < figures.sheets; ++s)
    made.evaluations.push_back(read_sheet(ticked.subspan(s * width(), width()), counted.subspan(s * width(), width())));
  for (std::size_t p = 0; p + 1 < figures.sums.size(); ++p) made.by_part.emplace_back(figures.sums[p], figures.count);
  made.unit = rules_->unit;
  made.total = figures.total();
  made.rounded = figures.rounded;
  made.gate_met.assign(set_->gates.size(), 1);
  made.minimum_met.assign(set_->minimums.size(), 1);
  if (!set_->minimums.empty()) made.at_minimums = figures.at_minimums;
  for_each_bit(figures.unmet, [&](std::size_t g) {
    if (g < marks()) made.gate_met[g] = 0;
    else made.minimum_met[g - marks()] = 0;
  });
  made.notes = figures.notes;
  made.quorum = figures.quorum;
  made.spread = figures.spread;
  made.round = figures.round;
  made.rounds = figures.rounds;
  made.questions = questions_of(figures.asked);
  return made;
}

}  // namespace ocop::detail
