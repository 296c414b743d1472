#pragma once

#include "ocop/rank/detail/sheet_tables.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace ocop::detail {

/// The same tables, one byte per entry: what one instruction looks up for many sheets. Absent where it does not fit:
/// more than 254 criteria, sums above 254, marks of more than eight levels, a gap that decides nothing.
class byte_tables {
 public:
  static constexpr std::size_t entries = sheet_tables::entries;
  using table = std::array<std::uint8_t, entries>;

  /// What a criterion adds, by its entry.
  struct look_up {
    std::size_t criterion = 0;
    table points{};
    table fails{};  ///< a bit per level with marks
  };
  /// A mark of a criterion.
  struct mark {
    std::size_t criterion = 0;
    table keys{};  ///< first_key - criterion where it is unmet, else 0
  };
  /// 255 at some entries of a criterion.
  struct where {
    std::size_t criterion = 0;
    table is_so{};
  };
  /// A note that lets criteria count nothing.
  struct zero_note {
    std::vector<where> triggers;  ///< at zero points
    std::vector<where> zeroed;    ///< at what is looked at alone
  };

  /// Points of what is looked at alone: they swamp a sum that does not wrap.
  static constexpr std::uint8_t alone = 255;
  /// Of the first criterion whose mark is unmet; lower with each criterion.
  static constexpr std::uint8_t first_key = 255;

  std::size_t criteria = 0;
  std::vector<std::vector<look_up>> of_part;  ///< by part
  std::vector<std::vector<mark>> marks;       ///< by level from 1, as printed
  std::vector<std::uint8_t> before;           ///< per level from 1: the bits that stand before it
  std::vector<zero_note> zero_notes;
  std::vector<std::uint8_t> from;  ///< least points of the levels from 2; those that no sum reaches are left out
  bool marks_add_up = true;        ///< do marks of lower levels stand before a level too? (R-01)
  bool rejects = false;            ///< is a sheet with an unmet mark before its band rejected? (R-05)

  static std::optional<byte_tables> of(sheet_tables const& sheet, std::size_t parts) {
    bool const fits = sheet.criteria.size() < first_key && sheet.band.size() <= alone &&
                      std::find(sheet.band.begin(), sheet.band.end(), std::uint8_t{0}) == sheet.band.end();
    byte_tables made;
    if (!fits || !made.add_levels(sheet)) return std::nullopt;
    made.criteria = sheet.criteria.size();
    made.of_part.resize(parts);
    made.rejects = sheet.rejects;
    for (std::size_t c = 0; c < made.criteria; ++c) made.add_criterion(sheet, c);
    made.add_marks(sheet);
    made.add_zero_notes(sheet);
    return made;
  }

 private:
  std::vector<std::uint64_t> marks_of_bit_;

  /// False where there are more levels than bits.
  bool add_levels(sheet_tables const& sheet) {
    for (std::size_t level = 2; level <= sheet.before.size(); ++level) {
      auto const at = std::lower_bound(sheet.band.begin(), sheet.band.end(), level);
      if (at != sheet.band.end()) from.push_back(static_cast<std::uint8_t>(at - sheet.band.begin()));
    }
    for (std::uint64_t const own : sheet.of_level)
      if (own != 0) marks_of_bit_.push_back(own);
    std::uint64_t lower = 0;
    for (std::size_t l = 0; l < sheet.before.size(); ++l) {
      before.push_back(bits_of(sheet.before[l]));
      marks_add_up = marks_add_up && (lower & ~sheet.before[l]) == 0;
      lower |= sheet.of_level[l];
    }
    return marks_of_bit_.size() <= 8;
  }

  /// The levels that some marks are of, as bits.
  [[nodiscard]] std::uint8_t bits_of(std::uint64_t some) const {
    unsigned bits = 0;
    for (std::size_t b = 0; b < marks_of_bit_.size(); ++b)
      if ((some & marks_of_bit_[b]) != 0) bits |= 1U << b;
    return static_cast<std::uint8_t>(bits);
  }

  void add_criterion(sheet_tables const& sheet, std::size_t c) {
    look_up made{c, {}, {}};
    for (std::size_t e = 0; e < entries; ++e) {
      sheet_tables::cell const& cell = sheet.criteria[c][e];
      bool const is_alone = (cell.flags & sheet_tables::alone) != 0;
      made.points[e] = is_alone ? alone : static_cast<std::uint8_t>(cell.points >> (16 * sheet.part_of[c]));
      made.fails[e] = bits_of(cell.flags & sheet_tables::marks_mask);
    }
    of_part[sheet.part_of[c]].push_back(made);
  }

  void add_marks(sheet_tables const& sheet) {
    marks.resize(sheet.of_level.size());
    for (std::size_t m = 0; m < sheet.marks.size(); ++m) {
      std::size_t const c = sheet.marks[m].criterion;
      mark made{c, {}};
      for (std::size_t e = 0; e < entries; ++e)
        if ((sheet.criteria[c][e].flags >> m & 1U) != 0) made.keys[e] = static_cast<std::uint8_t>(first_key - c);
      marks[static_cast<std::size_t>(sheet.marks[m].level - 1)].push_back(made);
    }
  }

  void add_zero_notes(sheet_tables const& sheet) {
    auto const where_flagged = [&](std::size_t c, std::uint64_t flag) {
      where made{c, {}};
      for (std::size_t e = 0; e < entries; ++e)
        if ((sheet.criteria[c][e].flags & flag) != 0) made.is_so[e] = 255;
      return made;
    };
    for (std::size_t n = 0; n < sheet.zero_notes.size(); ++n) {
      zero_note& made = zero_notes.emplace_back();
      for (std::size_t c = 0; c < criteria; ++c) {
        where const trigger = where_flagged(c, sheet_tables::note_flag(n));
        if (trigger.is_so != table{}) made.triggers.push_back(trigger);
      }
      for (std::size_t c = sheet.zero_notes[n].first; c < sheet.zero_notes[n].last; ++c)
        made.zeroed.push_back(where_flagged(c, sheet_tables::alone));
    }
  }
};

}  // namespace ocop::detail
