#pragma once

#include "ocop/base/enumerators.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace ocop {

/// One byte per sheet, in memory of the caller: the option ticked at a criterion (0: none), or its case. Whoever takes
/// columns looks at their number and at null pointers; that the memory holds as many sheets as are named is the
/// caller's to keep, nothing can tell.
struct choice_column {
  std::uint8_t const* first = nullptr;
  std::ptrdiff_t stride = 1;  ///< bytes from one sheet to the next; may be negative

  [[nodiscard]] std::uint8_t operator[](std::size_t row) const noexcept {
    return first[static_cast<std::ptrdiff_t>(row) * stride];
  }
};

/// Not answered: never an option.
inline constexpr std::uint8_t unanswered = 255;

/// Many sheets, each a self-assessment of its own product, in columns.
struct sheet_columns {
  std::size_t sheets = 0;
  std::vector<choice_column> options;  ///< one per criterion of the set, in printed order
  std::vector<choice_column> cases{};  ///< empty, or one per criterion; one without memory: no case is given there
};

/// A cell that is no answer of its criterion. Its sheet has no result.
struct bad_cell {
  std::size_t sheet = 0;
  std::size_t criterion = 0;
  std::uint8_t option = 0;
  std::uint8_t case_no = 0;

  friend bool operator==(bad_cell const&, bad_cell const&) = default;
};

/// What every sheet comes to, in columns.
struct batch_result {
  static constexpr std::uint8_t not_evaluated = 255;  ///< in `how`: the sheet has a bad cell, all else of it is 0

  std::vector<std::vector<std::uint16_t>> by_part;  ///< points, one column per part
  std::vector<std::uint16_t> total;
  std::vector<std::uint8_t> how;        ///< outcome, by its number
  std::vector<std::uint8_t> by_points;  ///< stars; 0 where not ranked
  std::vector<std::uint8_t> stars;      ///< 0 where not ranked
  /// Criterion of the mark that holds it below the band; from the number of criteria on, the minimum that does; -1:
  /// none.
  std::vector<std::int16_t> capped_by;
  std::vector<std::vector<std::uint8_t>> unmet;  ///< unmet marks and minimums, one column per level from 1
  std::vector<bad_cell> bad;                     ///< by sheet, then criterion
};

/// Where results go: memory of the caller, one entry per sheet. A null pointer: not wanted. Columns share no memory,
/// with one another or with the sheets.
struct batch_columns {
  std::vector<std::uint16_t*> by_part{};  ///< empty, or one per part
  std::uint16_t* total = nullptr;
  std::uint8_t* how = nullptr;
  std::uint8_t* by_points = nullptr;
  std::uint8_t* stars = nullptr;
  std::int16_t* capped_by = nullptr;
  std::vector<std::uint8_t*> unmet{};  ///< empty, or one per level from 1
};

/// Which instructions score a batch. The results are the same.
enum class batch_path {
  best,    ///< the fastest that this processor has
  scalar,  ///< those that every processor has
  avx2,
  avx512,  ///< F and BW
  neon,
};

template <>
inline constexpr batch_path last_enumerator<batch_path> = batch_path::neon;

/// The path as messages print it: `avx512`.
[[nodiscard]] constexpr std::string_view to_string(batch_path p) noexcept {
  switch (p) {
    case batch_path::best: return "best";
    case batch_path::scalar: return "scalar";
    case batch_path::avx2: return "avx2";
    case batch_path::avx512: return "avx512";
    case batch_path::neon: return "neon";
  }
  return {};
}

struct batch_options {
  unsigned threads = 1;  ///< at most; 0 is 1
  batch_path path = batch_path::best;
};

}  // namespace ocop
