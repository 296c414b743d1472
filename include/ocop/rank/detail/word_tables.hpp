#pragma once

#include "ocop/rank/detail/sheet_tables.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <vector>

namespace ocop::detail {

/// The same tables with one word per entry, for one sheet at a time: points in the upper 16 bits, below them one bit
/// per mark and one per criterion whose zero has consequences. No two criteria share a bit, so that adding the words is
/// all. Absent where it does not fit: more than 255 points, more marks and such criteria than 48 bits.
class word_tables {
 public:
  /// All of a sheet: sheet_tables::cell with only the sum of its points, in the first part.
  using figures = sheet_tables::cell;

  static std::optional<word_tables> of(sheet_tables const& sheet) {
    word_tables made;
    if (sheet.band.size() > alone_points || !made.add_criteria(sheet)) return std::nullopt;
    made.marks_ = sheet.no_mark - 1;
    made.always_ = sheet.always;
    return made;
  }

  /// The figures of a sheet by its entries, one per criterion; none where it is to be evaluated.
  [[nodiscard]] std::optional<figures> add_up(std::uint8_t const* entries) const {
    std::size_t const count = criteria_.size();
    if (exceeds_tables(entries, count)) return std::nullopt;
    std::uint64_t even = 0;
    std::uint64_t odd = 0;
    std::size_t c = 0;
    for (; c + 4 <= count; c += 4) {
      even += criteria_[c][entries[c]] + criteria_[c + 2][entries[c + 2]];
      odd += criteria_[c + 1][entries[c + 1]] + criteria_[c + 3][entries[c + 3]];
    }
    for (; c < count; ++c) even += criteria_[c][entries[c]];
    std::uint64_t const sum = even + odd;
    if (sum >> points_at >= alone_points) return std::nullopt;

    std::uint64_t marks = sum & marks_;
    std::uint64_t points = sum >> points_at;
    for (zeroable const& z : zeroables_) {
      std::uint64_t const applies = (sum & z.zeros) != 0 ? ~std::uint64_t{0} : 0;
      points -= criteria_[z.criterion][entries[z.criterion]] >> points_at & applies;
      marks |= criteria_[z.criterion][0] & marks_ & applies;
    }
    std::uint64_t flags = marks | always_;
    if ((sum & rejecting_) != 0) flags |= sheet_tables::rejected;
    if ((sum & stopping_) != 0) flags |= sheet_tables::stopped;
    return figures{points, flags};
  }

 private:
  static constexpr unsigned points_at = 48;
  /// Points of an entry that is evaluated by itself: more than any sheet has, and of 255 criteria no sum overflows.
  static constexpr std::uint64_t alone_points = 256;

  /// As in sheet_tables, with the criteria at whose zeros a note applies.
  struct zeroable {
    std::size_t criterion = 0;
    std::uint64_t zeros = 0;
  };

  std::vector<std::array<std::uint64_t, sheet_tables::entries>> criteria_;
  std::vector<zeroable> zeroables_;
  std::uint64_t marks_ = 0;
  std::uint64_t rejecting_ = 0;  ///< criteria whose zeros reject
  std::uint64_t stopping_ = 0;
  std::uint64_t always_ = 0;  ///< flags of sheet_tables

  bool add_criteria(sheet_tables const& sheet) {
    for (auto const& z : sheet.zeroables) zeroables_.push_back({z.criterion, 0});
    std::uint64_t bit = sheet.no_mark;
    for (auto const& table : sheet.criteria) {
      std::uint64_t const at_zero = table[0].flags & ~sheet_tables::marks_mask;
      std::uint64_t own = 0;
      if (at_zero != 0) {
        if (bit >> points_at != 0) return false;
        own = bit;
        bit <<= 1U;
        for (std::size_t z = 0; z < zeroables_.size(); ++z)
          if ((at_zero & sheet.zeroables[z].notes) != 0) zeroables_[z].zeros |= own;
        if ((at_zero & sheet_tables::rejected) != 0) rejecting_ |= own;
        if ((at_zero & sheet_tables::stopped) != 0) stopping_ |= own;
      }
      auto& words = criteria_.emplace_back();
      for (std::size_t e = 0; e < words.size(); ++e) {
        bool const is_alone = (table[e].flags & sheet_tables::alone) != 0;
        std::uint64_t const points = is_alone ? alone_points : sheet_tables::total_of(table[e].points);
        bool const is_zero = (table[e].flags & ~sheet_tables::marks_mask) != 0;
        words[e] = points << points_at | (table[e].flags & sheet_tables::marks_mask) | (is_zero ? own : 0);
      }
    }
    return true;
  }

  /// Is there an entry that no table has? Looks at eight at a time.
  static bool exceeds_tables(std::uint8_t const* entries, std::size_t count) noexcept {
    std::uint64_t merged = 0;
    std::uint8_t rest = 0;
    std::size_t c = 0;
    for (; c + sizeof merged <= count; c += sizeof merged) {
      std::uint64_t eight;
      std::memcpy(&eight, entries + c, sizeof eight);
      merged |= eight;
    }
    for (; c < count; ++c) rest |= entries[c];
    return (merged & 0xF0F0F0F0F0F0F0F0U) != 0 || rest >= sheet_tables::entries;
  }
};

}  // namespace ocop::detail
