#pragma once

#include "ocop/base/result.hpp"
#include "ocop/base/stars.hpp"
#include "ocop/base/value.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/compile/reading_choices.hpp"
#include "ocop/config.hpp"
#include "ocop/rank/batch.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace ocop {

/// How many products one mark holds below their band. A criterion with marks of two levels holds by each that is unmet.
struct blocking_mark {
  std::size_t gate = 0;     ///< of the set
  std::uint64_t unmet = 0;  ///< products that do not meet it, and that it holds, by itself or beside others
  std::uint64_t alone = 0;  ///< of these, the ones that would have the stars of their band if only this mark were met
  std::uint64_t first = 0;  ///< of these, the ones whose result names it: of the lowest level, the first printed

  friend bool operator==(blocking_mark const&, blocking_mark const&) = default;
};

/// What one minimum keeps from products.
struct blocking_minimum {
  std::size_t minimum = 0;  ///< of the set
  std::uint64_t unmet = 0;  ///< as of a mark
  std::uint64_t alone = 0;
  std::uint64_t first = 0;

  friend bool operator==(blocking_minimum const&, blocking_minimum const&) = default;
};

/// What keeps products from a star level. The four counts add up to `judged`.
struct blocking_level {
  stars level;
  std::uint64_t reached = 0;      ///< have the level, or a higher one
  std::uint64_t points_only = 0;  ///< every mark before the level is met, the points are too few
  std::uint64_t marks_only = 0;   ///< the points are enough, a mark is unmet
  std::uint64_t both = 0;

  friend bool operator==(blocking_level const&, blocking_level const&) = default;
};

/// What stands between many products and more stars.
struct blocking_report {
  std::uint64_t sheets = 0;
  std::uint64_t not_evaluated = 0;  ///< have a cell that is no answer
  std::uint64_t judged = 0;         ///< by their points and marks: ranked, or rejected by marks
  std::uint64_t ranked = 0;
  std::uint64_t capped = 0;                ///< ranked below the band of their points
  std::uint64_t rejected_by_marks = 0;     ///< under R-05=reject: marks keep them from every level
  std::vector<blocking_mark> marks;        ///< one per mark of the set, in printed order
  std::vector<blocking_minimum> minimums;  ///< one per minimum of the set; those count as marks do below
  std::vector<blocking_level> levels;      ///< from 1
  std::vector<bad_cell> bad;               ///< by sheet, then criterion; such a sheet is not evaluated

  friend bool operator==(blocking_report const&, blocking_report const&) = default;
};

/// Counts, over many self-assessments, which marks hold them below the band of their points and what each star level
/// lacks: the sums of what assess() says of each sheet, whatever the number of threads. Which marks stand before a
/// level is R-01's to say: its own and those below, or its own alone. Errors: those of score_batch.
[[nodiscard]] OCOP_INLINE result<blocking_report> what_blocks(std::shared_ptr<compiled_rule_set const> const& rules,
                                                              compiled_product_set const& set,
                                                              sheet_columns const& sheets, value const& facts,
                                                              reading_choices const& readings, unsigned threads = 1);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/rank/impl/blocking.ipp"
#endif
