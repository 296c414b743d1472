#pragma once

#include "ocop/rank/detail/sheet_tables.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace ocop::detail {

/// The same tables with one byte per entry, which one instruction looks up for many sheets: points in the low bits,
/// above them a bit per level with an unmet mark, on top what is looked at alone. Absent where it does not fit: points
/// and levels of more than seven bits, more than 254 criteria, sums above 254, a gap that decides nothing, facts that
/// reject or stop.
class byte_tables {
 public:
  static constexpr std::size_t entries = sheet_tables::entries;
  using table = std::array<std::uint8_t, entries>;

  /// A mark of a criterion.
  struct mark {
    std::size_t criterion = 0;
    table keys{};  ///< first_key - criterion where it is unmet, else 0
    std::optional<std::size_t> zeroable;
  };
  /// A criterion at whose zero a note applies.
  struct trigger {
    std::size_t criterion = 0;
    table is_zero{};  ///< 255 at zero points
  };
  /// A criterion that counts nothing where one of its triggers has zero points.
  struct zeroable {
    std::size_t criterion = 0;
    std::vector<trigger> triggers;
  };
  /// Criteria of one part, one after the other.
  struct run {
    std::size_t part = 0;
    std::size_t first = 0;
    std::size_t last = 0;
  };

  /// Flag of what is looked at alone: a cell that is no answer, a zero that rejects or stops.
  static constexpr std::uint8_t alone = 128;
  /// Of the first criterion whose mark is unmet; lower with each criterion.
  static constexpr std::uint8_t first_key = 255;

  std::vector<table> criteria;
  std::uint8_t points_mask = 0;
  std::vector<run> runs;
  std::vector<std::vector<mark>> marks;  ///< by level from 1, as printed
  std::vector<std::uint8_t> before;      ///< per level from 1: the bits that stand before it
  std::vector<zeroable> zeroables;
  std::vector<std::uint8_t> from;  ///< least points of the levels from 2; those that no sum reaches are left out
  bool marks_add_up = true;        ///< do marks of lower levels stand before a level too? (R-01)
  bool rejects = false;            ///< is a sheet with an unmet mark before its band rejected? (R-05)

  static std::optional<byte_tables> of(sheet_tables const& sheet) {
    // Levels begin at 1 with no points, and no gap stops.
    bool const has_levels = sheet.band.front() == 1 && std::is_sorted(sheet.band.begin(), sheet.band.end());
    bool const fits = sheet.criteria.size() < first_key && sheet.band.size() <= 255 && has_levels && sheet.always == 0;
    byte_tables made;
    if (!fits || !made.add_levels(sheet)) return std::nullopt;
    made.marks_add_up = sheet.marks_add_up;
    made.rejects = sheet.rejects;
    for (std::size_t c = 0; c < sheet.criteria.size(); ++c) made.add_criterion(sheet, c);
    made.add_zeroables(sheet);
    made.add_marks(sheet);
    return made;
  }

 private:
  unsigned points_bits_ = 0;
  std::vector<std::uint64_t> marks_of_bit_;

  /// False where points and levels leave no bit.
  bool add_levels(sheet_tables const& sheet) {
    for (std::size_t level = 2; level <= sheet.before.size(); ++level) {
      auto const at = std::lower_bound(sheet.band.begin(), sheet.band.end(), level);
      if (at != sheet.band.end()) from.push_back(static_cast<std::uint8_t>(at - sheet.band.begin()));
    }
    std::uint16_t most = 0;
    for (auto const& options : sheet.criteria)
      for (auto const& option : options) most = std::max(most, sheet_tables::total_of(option.points));
    points_bits_ = static_cast<unsigned>(std::bit_width(most));
    for (std::uint64_t const own : sheet.of_level)
      if (own != 0) marks_of_bit_.push_back(own);
    if (points_bits_ + marks_of_bit_.size() > 7) return false;
    points_mask = static_cast<std::uint8_t>((1U << points_bits_) - 1);
    for (std::uint64_t const some : sheet.before) before.push_back(levels_of(some));
    return true;
  }

  /// The levels that some marks are of, as bits.
  [[nodiscard]] std::uint8_t levels_of(std::uint64_t some) const {
    unsigned bits = 0;
    for (std::size_t b = 0; b < marks_of_bit_.size(); ++b)
      if ((some & marks_of_bit_[b]) != 0) bits |= 1U << (points_bits_ + b);
    return static_cast<std::uint8_t>(bits);
  }

  void add_criterion(sheet_tables const& sheet, std::size_t c) {
    table& made = criteria.emplace_back();
    for (std::size_t e = 0; e < entries; ++e) {
      sheet_tables::cell const& cell = sheet.criteria[c][e];
      bool const is_alone = cell.flags >= sheet_tables::rejected;
      made[e] = static_cast<std::uint8_t>(sheet_tables::total_of(cell.points) |
                                          levels_of(cell.flags & sheet_tables::marks_mask) | (is_alone ? alone : 0U));
    }
    if (runs.empty() || runs.back().part != sheet.part_of[c]) runs.push_back({sheet.part_of[c], c, c});
    runs.back().last = c + 1;
  }

  void add_zeroables(sheet_tables const& sheet) {
    for (auto const& from_sheet : sheet.zeroables) {
      zeroable& made = zeroables.emplace_back(zeroable{from_sheet.criterion, {}});
      for (std::size_t c = 0; c < criteria.size(); ++c) {
        trigger t{c, {}};
        for (std::size_t e = 0; e < entries; ++e)
          if ((sheet.criteria[c][e].flags & from_sheet.notes) != 0) t.is_zero[e] = 255;
        if (t.is_zero != table{}) made.triggers.push_back(t);
      }
    }
  }

  void add_marks(sheet_tables const& sheet) {
    marks.resize(sheet.of_level.size());
    for (std::size_t m = 0; m + 1 < sheet.marks.size(); ++m) {
      auto const c = static_cast<std::size_t>(sheet.marks[m].criterion);
      mark made{c, {}, {}};
      for (std::size_t e = 0; e < entries; ++e)
        if ((sheet.criteria[c][e].flags >> m & 1U) != 0) made.keys[e] = static_cast<std::uint8_t>(first_key - c);
      for (std::size_t z = 0; z < zeroables.size(); ++z)
        if (zeroables[z].criterion == c) made.zeroable = z;
      marks[sheet.marks[m].level - 1U].push_back(made);
    }
  }
};

}  // namespace ocop::detail
