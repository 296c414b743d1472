#pragma once

#include "ocop/base/mean_points.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/compile/reading_choices.hpp"
#include "ocop/evaluate/evaluation.hpp"
#include "ocop/evaluate/findings.hpp"
#include "ocop/rank/batch.hpp"
#include "ocop/rank/ranking.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace ocop::detail {

/// Of one option, or added up over a sheet: points of three parts and unmet marks of three levels, a byte each. The
/// seventh byte counts zeros at which a note makes other criteria count 0, the eighth what is looked at alone: cells
/// that are no answer, zeros that reject or stop.
using packed = std::uint64_t;
inline constexpr int packed_parts = 3;
inline constexpr int packed_levels = 3;
inline constexpr packed packed_note = packed{1} << 48U;
inline constexpr packed packed_alone = packed{1} << 56U;
inline constexpr std::uint64_t byte_of(packed p, std::size_t n) noexcept { return p >> (8 * n) & 0xFFU; }

/// A set under one choice of readings and facts, as a table per criterion. Absent where it does not fit: cases, more
/// parts or gated levels, larger sums, notes that a fact brings into play.
class packed_set {
 public:
  /// A mark with what is held against it: of lower levels first, then as printed.
  struct mark {
    std::size_t criterion = 0;
    int level = 0;
    std::array<bool, 256> unmet{};
  };
  std::vector<std::array<packed, 256>> tables;
  std::vector<packed> zeroed;  ///< per criterion, where a note lets it count nothing
  std::vector<std::size_t> zero_notes;
  std::vector<int> levels;           ///< of the three counts
  std::vector<std::size_t> byte_at;  ///< per level from 1: of its count; 0: it has no marks
  std::vector<packed> before;        ///< per level from 1: the bytes of the marks that stand before it
  std::vector<mark> marks;
  std::array<std::uint8_t, 768> band{};  ///< by total: level of the band
  std::array<bool, 768> in_gap{};        ///< by total: above the printed end of its band

  static std::optional<packed_set> of(compiled_rule_set const& rules, compiled_product_set const& set,
                                      findings const& facts, reading_choices const& readings) {
    packed_set made;
    if (rules.parts.size() > packed_parts || set.criteria.size() > 255) return std::nullopt;
    for (auto const& part : rules.parts)
      if (part.max.value > 255) return std::nullopt;
    for (std::size_t n = 0; n < set.notes.size(); ++n)
      if (facts.note_holds[n] && rules.effect_of(set.notes[n], readings) != note_effect::none) return std::nullopt;
    for (auto const& g : set.gates)
      if (std::find(made.levels.begin(), made.levels.end(), g.level.value) == made.levels.end())
        made.levels.push_back(g.level.value);
    if (made.levels.size() > packed_levels) return std::nullopt;
    for (std::size_t n = 0; n < set.notes.size(); ++n)
      if (!set.notes[n].zero_at.empty() && rules.effect_of(set.notes[n], readings) == note_effect::zero)
        made.zero_notes.push_back(n);
    for (std::size_t c = 0; c < set.criteria.size(); ++c)
      if (!made.add_table(rules, set, c, readings)) return std::nullopt;
    made.add_levels(rules, readings);
    made.add_marks(set, readings);
    return made;
  }

 private:
  void add_levels(compiled_rule_set const& rules, reading_choices const& readings) {
    bool const cumulative = readings.levels == reading_choices::levels_rule::cumulative;
    for (int level = 1; level <= static_cast<int>(rules.bands.size()); ++level) {
      packed& mask = before.emplace_back();
      std::size_t& at = byte_at.emplace_back();
      for (std::size_t l = 0; l < levels.size(); ++l) {
        if (levels[l] == level) at = packed_parts + l;
        if (levels[l] == level || (cumulative && levels[l] < level)) mask |= packed{0xFF} << (8 * (packed_parts + l));
      }
    }
    for (std::size_t total = 0; total < band.size(); ++total) {
      mean_points const mean(static_cast<std::int64_t>(total), 1);
      std::size_t const at = band_of(rules.bands, mean);
      band[total] = static_cast<std::uint8_t>(rules.bands[at].level.value);
      in_gap[total] = at + 1 < rules.bands.size() && rules.bands[at].end_included && mean > rules.bands[at].end;
    }
  }

  void add_marks(compiled_product_set const& set, reading_choices const& readings) {
    for (auto const& gate : set.gates) {
      auto const& options = set.criteria[gate.criterion].lists.front().options;
      mark made{gate.criterion, gate.level.value, {}};
      made.unmet.fill(true);
      open_questions asked;
      for (std::size_t o = 1; o <= options.size(); ++o)
        made.unmet[o] = !meets(gate, static_cast<int>(o), options[o - 1].worth, readings, asked);
      marks.push_back(made);
    }
    std::stable_sort(marks.begin(), marks.end(), [](mark const& a, mark const& b) { return a.level < b.level; });
  }

  bool add_table(compiled_rule_set const& rules, compiled_product_set const& set, std::size_t c,
                 reading_choices const& readings) {
    compiled_criterion const& criterion = set.criteria[c];
    if (criterion.has_cases() || criterion.max.value > 255) return false;
    auto const& options = criterion.lists.front().options;
    if (options.size() >= unanswered) return false;
    auto& table = tables.emplace_back();
    table.fill(packed_alone);
    packed watched = 0;
    for (auto const& note : set.notes) {
      if (std::find(note.zero_at.begin(), note.zero_at.end(), c) == note.zero_at.end()) continue;
      note_effect const effect = rules.effect_of(note, readings);
      if (effect != note_effect::none) watched |= effect == note_effect::zero ? packed_note : packed_alone;
    }
    for (std::size_t option = 0; option <= options.size(); ++option) {
      points const worth = option == 0 ? points{} : options[option - 1].worth;
      packed cell = static_cast<packed>(worth.value) << (8 * set.sections[criterion.section].above);
      for (auto const& gate : set.gates) {
        if (gate.criterion != c) continue;
        open_questions asked;
        if (meets(gate, static_cast<int>(option), worth, readings, asked)) continue;
        auto const level = std::find(levels.begin(), levels.end(), gate.level.value) - levels.begin();
        cell += packed{1} << (8 * (packed_parts + static_cast<std::size_t>(level)));
      }
      if (worth.value == 0) cell += watched;
      table[option] = cell;
    }
    // Nothing ticked meets no mark and adds no point: so does a criterion that counts nothing.
    zeroed.push_back(table[0] & (packed_note - 1));
    return true;
  }
};

}  // namespace ocop::detail
