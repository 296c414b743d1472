#pragma once

#include "ocop/base/result.hpp"
#include "ocop/base/value.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/compile/reading_choices.hpp"
#include "ocop/config.hpp"
#include "ocop/rank/ranking.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ocop {

/// One byte per sheet, in memory of the caller: the option ticked at a criterion (0: none), or its case.
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
  std::vector<std::uint8_t> how;                 ///< outcome, by its number
  std::vector<std::uint8_t> by_points;           ///< stars; 0 where not ranked
  std::vector<std::uint8_t> stars;               ///< 0 where not ranked
  std::vector<std::int16_t> capped_by;           ///< criterion of the mark that holds it below the band; -1: none
  std::vector<std::vector<std::uint8_t>> unmet;  ///< unmet marks, one column per level from 1
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

/// Can this build, on this processor, score a batch so?
[[nodiscard]] OCOP_INLINE bool is_available(batch_path path) noexcept;

struct batch_options {
  unsigned threads = 1;
  batch_path path = batch_path::best;
};

/// Scores many sheets of one product set at once: as many results as sheets, each the same as assess() gives it alone,
/// whatever the path and the number of threads. The facts hold for all of them. Every entry of a wanted column is
/// written. Gives the bad cells, by sheet, then criterion. Errors: those of check_facts, errc::missing_fact,
/// errc::bad_value where columns are missing or the path is not available.
///
/// The tables that this needs are made first, in microseconds: who scores many batches of one set prepares a set_scorer
/// once. Sheets are added up 64 at a time where points fit a byte; where rules do not fit tables at all, one by one.
[[nodiscard]] OCOP_INLINE result<std::vector<bad_cell>> score_batch_into(
    std::shared_ptr<compiled_rule_set const> const& rules, compiled_product_set const& set, sheet_columns const& sheets,
    value const& facts, reading_choices const& readings, batch_columns const& out, batch_options const& options = {});

/// The same into memory of its own.
[[nodiscard]] OCOP_INLINE result<batch_result> score_batch(std::shared_ptr<compiled_rule_set const> const& rules,
                                                           compiled_product_set const& set, sheet_columns const& sheets,
                                                           value const& facts, reading_choices const& readings,
                                                           batch_options const& options = {});

/// What is wrong with a cell, with the options allowed. `found`: what the caller read there, where that is no byte.
[[nodiscard]] OCOP_INLINE issue explain_bad_cell(compiled_product_set const& set, bad_cell const& cell,
                                                 std::optional<std::int64_t> found = {});

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/rank/impl/batch.ipp"
#endif
