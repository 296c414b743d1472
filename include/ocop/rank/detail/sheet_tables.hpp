#pragma once

#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/compile/reading_choices.hpp"
#include "ocop/score/scoring_plan.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace ocop::detail {

/// A scoring plan for single sheets, packed as a table per criterion. The options of a criterion are numbered
/// through over its lists; entry 0 is nothing ticked. Absent where it does not fit: minimums, headings that count up to
/// a limit; more than four parts, 48 marks, 13
/// notes or 15 options of a criterion; cases that must agree; a criterion that a zero lets count nothing and
/// that then comes to something else than with nothing ticked.
class sheet_tables {
 public:
  static constexpr std::size_t entries = 16;
  static constexpr std::size_t most_parts = 4;
  static constexpr std::size_t most_marks = 48;
  static constexpr std::size_t most_zero_notes = 13;

  /// What an option comes to. Points are added up, flags are joined.
  struct cell {
    std::uint64_t points = 0;  ///< of four parts, 16 bits each
    std::uint64_t flags = 0;   ///< unmet marks, notes that its zero triggers, outcomes of its zero, `alone`
  };
  static constexpr std::uint64_t rejected = std::uint64_t{1} << 61U;
  static constexpr std::uint64_t stopped = std::uint64_t{1} << 62U;
  /// What is evaluated by itself: an option that is no answer, a zero at which all that follows counts nothing.
  static constexpr std::uint64_t alone = std::uint64_t{1} << 63U;
  static constexpr std::uint64_t marks_mask = (std::uint64_t{1} << most_marks) - 1;

  /// A mark: of lower levels first, then as printed.
  struct mark {
    std::int16_t criterion = -1;
    std::uint8_t level = 255;
  };
  /// A criterion that counts nothing where one of some notes applies. It then comes to what nothing ticked comes to:
  /// no points, and every mark unmet that any of its options leaves unmet.
  struct zeroable {
    std::size_t criterion = 0;
    std::uint64_t notes = 0;  ///< flags
  };
  /// Options of one list.
  struct list_entries {
    int case_no = 0;
    std::uint8_t before = 0;  ///< entry of its option, less the option
    std::uint8_t options = 0;
  };

  std::vector<std::array<cell, entries>> criteria;
  std::vector<std::size_t> part_of;              ///< per criterion
  std::vector<std::vector<list_entries>> lists;  ///< per criterion
  std::vector<mark> marks;                       ///< and behind the last one that is none
  std::uint64_t no_mark = 0;                     ///< its flag
  std::vector<zeroable> zeroables;               ///< by criterion
  std::vector<std::uint64_t> of_level;           ///< per level from 1: its marks
  std::vector<std::uint64_t> before;             ///< per level from 1: the marks that stand before it
  bool marks_add_up = true;                      ///< do marks of lower levels stand before a level too? (R-01)
  std::vector<std::uint8_t> band;                ///< by total: level; 0: the printed gap decides nothing (R-09)
  std::uint64_t always = 0;                      ///< outcomes that facts bring about
  bool has_cases = false;                        ///< of any criterion
  bool rejects = false;                          ///< is a sheet with an unmet mark before its band rejected? (R-05)

  static std::optional<sheet_tables> of(scoring_plan const& plan) {
    compiled_rule_set const& rules = plan.rules();
    compiled_product_set const& set = plan.set();
    sheet_tables made;
    made.rejects = plan.readings().minimum == reading_choices::minimum_rule::reject;
    made.has_cases = plan.has_cases();
    bool const fits = plan.is_sum_of_cells() && rules.parts.size() <= most_parts && set.gates.size() <= most_marks &&
                      rules.bands.size() <= 255 && set.criteria.size() <= 255 &&
                      !(made.has_cases && plan.readings().cases == reading_choices::cases_rule::same_case) &&
                      made.add_notes(plan);
    if (!fits) return std::nullopt;
    made.add_marks(plan);
    for (std::size_t c = 0; c < set.criteria.size(); ++c)
      if (!made.add_criterion(plan, c)) return std::nullopt;
    for (zeroable const& z : made.zeroables)
      if (!made.is_as_nothing_ticked(plan, z.criterion)) return std::nullopt;
    if (!made.add_bands(plan)) return std::nullopt;
    return made;
  }

  /// Flag of a note that zeros trigger, by its number among them.
  static constexpr std::uint64_t note_flag(std::size_t n) noexcept { return std::uint64_t{1} << (most_marks + n); }

  /// Points of all parts.
  static constexpr std::uint16_t total_of(std::uint64_t points) noexcept {
    return static_cast<std::uint16_t>(points + (points >> 16U) + (points >> 32U) + (points >> 48U));
  }

  /// The entry of a choice; `entries` where it is no answer.
  [[nodiscard]] std::size_t entry_of(std::size_t criterion, unsigned option, unsigned case_no) const noexcept {
    if (option == 0) return 0;
    for (list_entries const& l : lists[criterion])
      if (static_cast<unsigned>(l.case_no) == case_no) return option <= l.options ? l.before + option : entries;
    return entries;
  }

 private:
  static constexpr scoring_plan::treatment counts_nothing{true, false, false};

  std::vector<std::uint8_t> mark_of_gate_;  ///< by printed order: its place in `marks`
  std::vector<std::uint64_t> at_zero_;      ///< per criterion: flags that its zero brings about

  /// What zeros trigger, and the outcomes of facts.
  bool add_notes(scoring_plan const& plan) {
    compiled_product_set const& set = plan.set();
    at_zero_.resize(set.criteria.size());
    std::vector<std::uint64_t> zeroed_by(set.criteria.size());
    std::size_t zero_notes = 0;
    for (auto const& n : plan.notes()) {
      compiled_note const& note = set.notes[n.note];
      std::uint64_t flag = 0;
      switch (n.effect) {
        case note_effect::none: continue;
        case note_effect::reject: flag = rejected; break;
        case note_effect::stop: flag = stopped; break;
        case note_effect::zero:
          if (note.zero_at.empty()) continue;
          if (zero_notes == most_zero_notes) return false;
          flag = note_flag(zero_notes++);
          for (std::size_t c = 0; c < set.criteria.size(); ++c)
            if (plan.done_by(n, c) == counts_nothing) zeroed_by[c] |= flag;
          break;
        case note_effect::later_zero:
        case note_effect::waive_marks:
        case note_effect::maximum: flag = note.zero_at.empty() ? 0 : alone; break;
      }
      // Where zeros trigger a note, they alone bring it into play; what holds by facts is in the cells.
      if (note.zero_at.empty()) always |= flag;
      for (std::size_t const c : note.zero_at) at_zero_[c] |= flag;
    }
    for (std::size_t c = 0; c < set.criteria.size(); ++c)
      if (zeroed_by[c] != 0) zeroables.push_back({c, zeroed_by[c]});
    return true;
  }

  void add_marks(scoring_plan const& plan) {
    compiled_product_set const& set = plan.set();
    std::vector<std::size_t> order(set.gates.size());
    for (std::size_t g = 0; g < order.size(); ++g) order[g] = g;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return set.gates[a].level < set.gates[b].level; });
    mark_of_gate_.resize(order.size());
    of_level.resize(plan.rules().bands.size());
    for (std::size_t m = 0; m < order.size(); ++m) {
      compiled_gate const& gate = set.gates[order[m]];
      mark_of_gate_[order[m]] = static_cast<std::uint8_t>(m);
      marks.push_back({static_cast<std::int16_t>(gate.criterion), static_cast<std::uint8_t>(gate.level.value)});
      of_level[static_cast<std::size_t>(gate.level.value - 1)] |= std::uint64_t{1} << m;
    }
    no_mark = std::uint64_t{1} << marks.size();
    marks.emplace_back();
    marks_add_up = plan.readings().levels == reading_choices::levels_rule::cumulative;
    for (std::size_t b = 0; b < of_level.size(); ++b)
      before.push_back(in_order(plan.marks_before(static_cast<int>(b) + 1)));
  }

  /// Marks in printed order as flags.
  [[nodiscard]] std::uint64_t in_order(std::span<std::uint64_t const> printed) const {
    std::uint64_t flags = 0;
    for_each_bit(printed, [&](std::size_t g) { flags |= std::uint64_t{1} << mark_of_gate_[g]; });
    return flags;
  }

  bool add_criterion(scoring_plan const& plan, std::size_t c) {
    auto& table = criteria.emplace_back();
    auto& places = lists.emplace_back();
    part_of.push_back(plan.part_of(c));
    table.fill({0, alone});
    auto const put = [&](std::size_t entry, std::size_t list, std::int32_t option) {
      std::uint32_t const at = plan.cell_of(c, list, option).value();
      plan_cell const& ticked = plan.cell(at);
      if (ticked.worth < 0 || ticked.worth > most_points_) return false;
      table[entry] = {static_cast<std::uint64_t>(ticked.worth) << (16 * part_of.back()),
                      in_order(plan.unmet_of(at)) | (ticked.ticked == 0 ? at_zero_[c] : 0)};
      return true;
    };
    if (!put(0, 0, 0)) return false;
    std::size_t next = 1;
    auto const& all = plan.set().criteria[c].lists;
    for (std::size_t l = 0; l < all.size(); ++l) {
      std::size_t const options = all[l].options.size();
      if (next + options > entries) return false;
      places.push_back({all[l].case_no, static_cast<std::uint8_t>(next - 1), static_cast<std::uint8_t>(options)});
      for (std::size_t o = 1; o <= options; ++o)
        if (!put(next++, l, static_cast<std::int32_t>(o))) return false;
    }
    return true;
  }

  /// Does a criterion that counts nothing come to what nothing ticked comes to, besides the marks that an option leaves
  /// unmet itself?
  [[nodiscard]] bool is_as_nothing_ticked(scoring_plan const& plan, std::size_t c) const {
    std::uint64_t const of_nothing = criteria[c][0].flags & marks_mask;
    bool is_one = criteria[c][0].points == 0;
    for (std::size_t l = 0; l < plan.set().criteria[c].lists.size(); ++l)
      for (std::int32_t o = 0; plan.cell_of(c, l, o); ++o) {
        std::uint32_t const at = plan.cell_of(c, l, o).value();
        std::uint32_t const zeroed = plan.treated(at, counts_nothing);
        is_one = is_one && plan.cell(zeroed).worth == 0 &&
                 in_order(plan.unmet_of(zeroed)) == (in_order(plan.unmet_of(at)) | of_nothing);
      }
    return is_one;
  }

  /// Bands are looked up by a whole number of points.
  bool add_bands(scoring_plan const& plan) {
    std::uint64_t most = 0;
    for (auto const& table : criteria) {
      std::uint64_t best = 0;
      for (cell const& option : table)
        for (std::size_t p = 0; p < most_parts; ++p) best = std::max(best, option.points >> (16 * p) & 0xFFFFU);
      most += best;
    }
    if (most > static_cast<std::uint64_t>(most_points_)) return false;
    for (std::int64_t total = 0; total <= static_cast<std::int64_t>(most); ++total) {
      auto const at = plan.decided_band(mean_points(total, 1));
      band.push_back(at ? static_cast<std::uint8_t>(plan.rules().bands[*at].level.value) : std::uint8_t{0});
    }
    return true;
  }

  static constexpr std::int32_t most_points_ = 4095;  ///< of a sheet: keeps the table of bands small
};

}  // namespace ocop::detail
