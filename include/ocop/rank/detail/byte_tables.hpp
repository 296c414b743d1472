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
#include <vector>

namespace ocop::detail {

/// A set under one choice of readings and facts, as tables of one byte per option: what one instruction looks up for
/// many sheets. Absent where it does not fit: cases, more than 15 options or 254 criteria, sums above 254, notes that a
/// fact brings into play, totals in a gap that stops.
class byte_tables {
 public:
  /// What a criterion comes to, by its option; entry 0: nothing ticked.
  struct look_up {
    std::size_t criterion = 0;
    std::array<std::uint8_t, 16> entries{};
  };
  /// A note that lets criteria count nothing.
  struct zero_note {
    std::vector<look_up> triggers;  ///< 255 at zero points
    std::vector<look_up> zeroed;    ///< 255 at what is looked at alone
  };

  /// Points of what is looked at alone: a cell that is no answer, a zero that rejects or stops. They swamp a sum that
  /// does not wrap.
  static constexpr std::uint8_t alone = 255;
  /// Of the first criterion whose mark is unmet; lower with each criterion, 0 where it is met.
  static constexpr std::uint8_t first_key = 255;

  std::size_t criteria = 0;
  std::vector<std::vector<look_up>> points_of;  ///< by part
  std::vector<std::vector<look_up>> marks;      ///< by level from 1, as printed: first_key - criterion where unmet
  std::vector<zero_note> zero_notes;
  std::vector<std::uint8_t> from;  ///< least points of the levels from 2; those that no sum reaches are left out
  bool marks_add_up = true;        ///< do marks of lower levels stand before a level too? (R-01)
  bool rejects = false;            ///< is a sheet with an unmet mark before its band rejected? (R-05)

  static std::optional<byte_tables> of(compiled_rule_set const& rules, compiled_product_set const& set,
                                       findings const& facts, reading_choices const& readings) {
    byte_tables made;
    made.criteria = set.criteria.size();
    made.points_of.resize(rules.parts.size());
    made.marks.resize(rules.bands.size());
    made.marks_add_up = readings.levels == reading_choices::levels_rule::cumulative;
    made.rejects = readings.minimum == reading_choices::minimum_rule::reject;
    bool const fits = set.criteria.size() < first_key && rules.bands.size() <= 255 &&
                      made.add_points(rules, set, facts, readings) && made.add_bands(rules, readings);
    if (!fits) return std::nullopt;
    made.add_marks(set, readings);
    made.add_zero_notes(rules, set, readings);
    return made;
  }

 private:
  std::int64_t most_ = 0;  ///< points that a sheet can reach

  bool add_points(compiled_rule_set const& rules, compiled_product_set const& set, findings const& facts,
                  reading_choices const& readings) {
    std::vector<char> watched(set.criteria.size(), 0);
    for (std::size_t n = 0; n < set.notes.size(); ++n) {
      note_effect const effect = rules.effect_of(set.notes[n], readings);
      if (effect == note_effect::none) continue;
      if (facts.note_holds[n]) return false;
      if (effect == note_effect::zero) continue;
      for (std::size_t const c : set.notes[n].zero_at) watched[c] = 1;
    }
    for (std::size_t c = 0; c < set.criteria.size(); ++c) {
      compiled_criterion const& criterion = set.criteria[c];
      auto const& options = criterion.lists.front().options;
      look_up made{c, {}};
      if (criterion.has_cases() || options.size() >= made.entries.size()) return false;
      made.entries.fill(alone);
      std::int32_t most = 0;
      for (std::size_t o = 0; o <= options.size(); ++o) {
        std::int32_t const worth = o == 0 ? 0 : options[o - 1].worth.value;
        if (worth < 0 || worth >= alone) return false;
        most = std::max(most, worth);
        if (worth != 0 || !watched[c]) made.entries[o] = static_cast<std::uint8_t>(worth);
      }
      most_ += most;
      points_of[set.sections[criterion.section].above].push_back(made);
    }
    return most_ < alone;
  }

  bool add_bands(compiled_rule_set const& rules, reading_choices const& readings) {
    for (std::size_t b = 1; b < rules.bands.size(); ++b) {
      compiled_band const& below = rules.bands[b - 1];
      bool const has_gap = below.end_included && below.end.value + 1 < rules.bands[b].from.value;
      if (has_gap && readings.gap == reading_choices::gap_rule::undetermined) return false;
      if (rules.bands[b].from.value <= most_) from.push_back(static_cast<std::uint8_t>(rules.bands[b].from.value));
    }
    return true;
  }

  void add_marks(compiled_product_set const& set, reading_choices const& readings) {
    for (auto const& gate : set.gates) {
      auto const& options = set.criteria[gate.criterion].lists.front().options;
      look_up made{gate.criterion, {}};
      for (std::size_t o = 0; o <= options.size(); ++o) {
        open_questions asked;
        points const worth = o == 0 ? points{} : options[o - 1].worth;
        if (!meets(gate, static_cast<int>(o), worth, readings, asked))
          made.entries[o] = static_cast<std::uint8_t>(first_key - gate.criterion);
      }
      marks[static_cast<std::size_t>(gate.level.value - 1)].push_back(made);
    }
  }

  void add_zero_notes(compiled_rule_set const& rules, compiled_product_set const& set,
                      reading_choices const& readings) {
    std::vector<look_up> points_at(set.criteria.size());
    for (auto const& part : points_of)
      for (auto const& l : part) points_at[l.criterion] = l;
    for (auto const& note : set.notes) {
      if (note.zero_at.empty() || rules.effect_of(note, readings) != note_effect::zero) continue;
      zero_note& made = zero_notes.emplace_back();
      for (std::size_t const c : note.zero_at) {
        auto const& options = set.criteria[c].lists.front().options;
        look_up& trigger = made.triggers.emplace_back(look_up{c, {}});
        for (std::size_t o = 0; o <= options.size(); ++o)
          if (o == 0 || options[o - 1].worth.value == 0) trigger.entries[o] = 255;
      }
      for (std::size_t c = note.first; c < note.last; ++c) {
        look_up& zeroed = made.zeroed.emplace_back(look_up{c, {}});
        for (std::size_t o = 0; o < zeroed.entries.size(); ++o)
          if (points_at[c].entries[o] == alone) zeroed.entries[o] = 255;
      }
    }
  }
};

}  // namespace ocop::detail
