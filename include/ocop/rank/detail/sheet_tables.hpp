#pragma once

#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/compile/reading_choices.hpp"
#include "ocop/evaluate/evaluation.hpp"
#include "ocop/evaluate/findings.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace ocop::detail {

/// A set under one choice of readings and facts, as a table per criterion. The options of a criterion are numbered
/// through over its lists; entry 0 is nothing ticked. Absent where it does not fit: more than four parts, 48 marks, 13
/// notes or 15 options of a criterion; cases that must agree; a fact by which all that follows counts nothing.
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

  static std::optional<sheet_tables> of(compiled_rule_set const& rules, compiled_product_set const& set,
                                        findings const& facts, reading_choices const& readings) {
    sheet_tables made;
    made.rejects = readings.minimum == reading_choices::minimum_rule::reject;
    std::vector<effects> by_facts(set.criteria.size());
    bool const fits = rules.parts.size() <= most_parts && set.gates.size() <= most_marks && rules.bands.size() <= 255 &&
                      set.criteria.size() <= 255 && made.add_notes(rules, set, facts, readings, by_facts);
    if (!fits) return std::nullopt;
    std::vector<std::size_t> const mark_of_gate = made.add_marks(rules, set, readings);
    for (std::size_t c = 0; c < set.criteria.size(); ++c)
      if (!made.add_criterion(rules, set, c, readings, by_facts[c], mark_of_gate)) return std::nullopt;
    if (!made.add_bands(rules, readings)) return std::nullopt;
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
  /// What facts do to a criterion.
  struct effects {
    bool counts_nothing = false;
    bool is_waived = false;
    bool is_full = false;
  };

  bool add_notes(compiled_rule_set const& rules, compiled_product_set const& set, findings const& facts,
                 reading_choices const& readings, std::vector<effects>& by_facts) {
    std::size_t zero_notes = 0;
    std::vector<std::uint64_t> zeroed_by(set.criteria.size());
    for (std::size_t n = 0; n < set.notes.size(); ++n) {
      compiled_note const& note = set.notes[n];
      note_effect const effect = rules.effect_of_unchecked(note, readings);
      if (effect == note_effect::zero && !note.zero_at.empty()) {
        if (zero_notes == most_zero_notes) return false;
        for (std::size_t c = note.first; c < note.last; ++c) zeroed_by[c] |= note_flag(zero_notes);
        ++zero_notes;
      }
      if (!facts.note_holds[n] || effect == note_effect::none) continue;
      for (std::size_t c = note.first; c < note.last; ++c) {
        by_facts[c].counts_nothing |= effect == note_effect::zero;
        by_facts[c].is_waived |= effect == note_effect::waive_marks;
        by_facts[c].is_full |= effect == note_effect::maximum;
      }
      if (effect == note_effect::later_zero) return false;
      // Where zeros trigger a note, they alone have its outcome.
      if (!note.zero_at.empty()) continue;
      always |= effect == note_effect::reject ? rejected : effect == note_effect::stop ? stopped : 0;
    }
    for (std::size_t c = 0; c < set.criteria.size(); ++c) {
      if (zeroed_by[c] == 0) continue;
      if (by_facts[c].is_full || set.criteria[c].has_cases()) return false;
      zeroables.push_back({c, zeroed_by[c]});
    }
    return true;
  }

  /// Gives the mark of every gate.
  std::vector<std::size_t> add_marks(compiled_rule_set const& rules, compiled_product_set const& set,
                                     reading_choices const& readings) {
    std::vector<std::size_t> order(set.gates.size());
    for (std::size_t g = 0; g < order.size(); ++g) order[g] = g;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return set.gates[a].level < set.gates[b].level; });
    std::vector<std::size_t> mark_of_gate(order.size());
    of_level.resize(rules.bands.size());
    for (std::size_t m = 0; m < order.size(); ++m) {
      compiled_gate const& gate = set.gates[order[m]];
      mark_of_gate[order[m]] = m;
      marks.push_back({static_cast<std::int16_t>(gate.criterion), static_cast<std::uint8_t>(gate.level.value)});
      of_level[static_cast<std::size_t>(gate.level.value - 1)] |= std::uint64_t{1} << m;
    }
    no_mark = std::uint64_t{1} << marks.size();
    marks.emplace_back();
    marks_add_up = readings.levels == reading_choices::levels_rule::cumulative;
    std::uint64_t lower = 0;
    for (std::uint64_t const own : of_level) {
      before.push_back(marks_add_up ? lower | own : own);
      lower |= own;
    }
    return mark_of_gate;
  }

  bool add_criterion(compiled_rule_set const& rules, compiled_product_set const& set, std::size_t c,
                     reading_choices const& readings, effects const& by_facts,
                     std::vector<std::size_t> const& mark_of_gate) {
    compiled_criterion const& criterion = set.criteria[c];
    auto& table = criteria.emplace_back();
    auto& places = lists.emplace_back();
    part_of.push_back(set.sections[criterion.section].above);
    if (readings.cases == reading_choices::cases_rule::same_case && criterion.has_cases()) return false;
    table.fill({0, alone});
    has_cases |= criterion.has_cases();
    std::uint64_t const watched = flags_at_zero(rules, set, c, readings);
    std::size_t next = 1;
    auto const put = [&](std::size_t at, compiled_option_list const* list, std::size_t option) {
      points const worth = option == 0 ? points{} : list->options[option - 1].worth;
      points const counted = by_facts.counts_nothing ? points{} : by_facts.is_full ? criterion.max : worth;
      if (counted.value < 0 || counted.value > most_points_) return false;
      table[at] = {static_cast<std::uint64_t>(counted.value) << (16 * part_of.back()), worth.value == 0 ? watched : 0};
      for (std::size_t g = 0; g < set.gates.size(); ++g) {
        compiled_gate const& gate = set.gates[g];
        if (gate.criterion != c || by_facts.is_waived) continue;
        compiled_option_list const& marked = criterion.lists[gate.list];
        if (option != 0 && list->case_no != marked.case_no) continue;
        std::size_t const judged = by_facts.counts_nothing ? 0 : by_facts.is_full ? marked.options.size() : option;
        open_questions asked;
        if (!meets(gate, static_cast<int>(judged), counted, readings, asked))
          table[at].flags |= std::uint64_t{1} << mark_of_gate[g];
      }
      return true;
    };
    if (!put(0, nullptr, 0)) return false;
    for (auto const& list : criterion.lists) {
      if (next + list.options.size() > entries) return false;
      places.push_back(
          {list.case_no, static_cast<std::uint8_t>(next - 1), static_cast<std::uint8_t>(list.options.size())});
      for (std::size_t o = 1; o <= list.options.size(); ++o)
        if (!put(next++, &list, o)) return false;
    }
    return true;
  }

  /// What zero points at a criterion trigger.
  std::uint64_t flags_at_zero(compiled_rule_set const& rules, compiled_product_set const& set, std::size_t c,
                              reading_choices const& readings) const {
    std::uint64_t flags = 0;
    std::size_t next = 0;  // of the notes by which criteria count nothing
    for (auto const& note : set.notes) {
      if (note.zero_at.empty()) continue;
      note_effect const effect = rules.effect_of_unchecked(note, readings);
      std::size_t const at = effect == note_effect::zero ? next++ : 0;
      if (std::find(note.zero_at.begin(), note.zero_at.end(), c) == note.zero_at.end()) continue;
      switch (effect) {
        case note_effect::none: break;
        case note_effect::zero: flags |= note_flag(at); break;
        case note_effect::reject: flags |= rejected; break;
        case note_effect::stop: flags |= stopped; break;
        case note_effect::later_zero:
        case note_effect::waive_marks:
        case note_effect::maximum: flags |= alone; break;
      }
    }
    return flags;
  }

  /// Bands are looked up by a whole number of points.
  bool add_bands(compiled_rule_set const& rules, reading_choices const& readings) {
    std::uint64_t most = 0;
    for (auto const& table : criteria) {
      std::uint64_t best = 0;
      for (cell const& option : table)
        for (std::size_t p = 0; p < most_parts; ++p) best = std::max(best, option.points >> (16 * p) & 0xFFFFU);
      most += best;
    }
    if (most > static_cast<std::uint64_t>(most_points_)) return false;
    std::size_t at = 0;
    for (std::int32_t total = 0; total <= static_cast<std::int32_t>(most); ++total) {
      while (at + 1 < rules.bands.size() && total >= rules.bands[at + 1].from.value) ++at;
      compiled_band const& here = rules.bands[at];
      bool const is_gap = at + 1 < rules.bands.size() && here.end_included && total > here.end.value;
      bool const decides = !is_gap || readings.gap == reading_choices::gap_rule::thresholds;
      band.push_back(decides ? static_cast<std::uint8_t>(here.level.value) : std::uint8_t{0});
    }
    return true;
  }

  static constexpr std::int32_t most_points_ = 4095;  ///< of a sheet: keeps the table of bands small
};

}  // namespace ocop::detail
