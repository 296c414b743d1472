#pragma once

#include "ocop/base/result.hpp"
#include "ocop/base/value.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/compile/reading_choices.hpp"
#include "ocop/config.hpp"
#include "ocop/rank/carry_over.hpp"
#include "ocop/rank/batch.hpp"
#include "ocop/rank/star_matrix.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ocop {

/// Where the sheets of a batch end, in columns.
struct placing_columns {
  std::vector<std::uint8_t> how;    ///< outcome, by its number; batch_result::not_evaluated
  std::vector<std::uint8_t> stars;  ///< 0 where not ranked

  friend bool operator==(placing_columns const&, placing_columns const&) = default;
};

/// How many sheets leave a criterion to be judged again, for one reason.
struct open_count {
  std::size_t criterion = 0;  ///< of the other set
  carry_reason why{};
  std::uint64_t sheets = 0;

  friend bool operator==(open_count const&, open_count const&) = default;
};

/// Many sheets under two laws.
struct batch_comparison {
  placing_columns before;
  placing_columns least;         ///< under the other law, nothing more ticked than what is known
  placing_columns most;          ///< under the other law, the best option wherever a criterion is open
  star_matrix stars;             ///< of the sheets that both laws evaluate
  std::vector<open_count> open;  ///< in printed order, then by reason; those that some sheet leaves open
  std::vector<bad_cell> bad;     ///< by sheet, then criterion; such a sheet is evaluated under neither law

  /// Does the sheet come to one placing, whatever is ticked where it is open? Throws ocop::error (errc::bad_value)
  /// where there is no such sheet.
  [[nodiscard]] bool is_decided(std::size_t sheet) const {
    if (sheet >= least.how.size() || sheet >= most.how.size() || sheet >= least.stars.size() ||
        sheet >= most.stars.size())
      throw error({errc::bad_value,
                   {},
                   "there is no sheet " + std::to_string(sheet) + ", counted from 0; there are " +
                       std::to_string(least.how.size()) + "."});
    return least.how[sheet] == most.how[sheet] && least.stars[sheet] == most.stars[sheet];
  }

  friend bool operator==(batch_comparison const&, batch_comparison const&) = default;
};

/// Scores many self-assessments under one law, and under another edition, other readings, or both: what carry_over()
/// carries is kept, and the bounds of what it leaves open are those of reachable(), for each sheet the same as it has
/// alone, whatever the number of threads. A set compared with itself carries every tick. The facts hold for all sheets,
/// under both laws.
///
/// Under R-17=same-case a sheet whose ticks do not go together in the other set is `not_evaluated` there. Errors: those
/// of score_batch under either law, errc::no_counterpart where the two sets do not stand for the same products.
///
/// Sheets are added up from columns; under R-17=same-case, where the other set has cases, they are bounded one by one.
[[nodiscard]] OCOP_INLINE result<batch_comparison> compare_batch(
    std::shared_ptr<compiled_rule_set const> const& rules, compiled_product_set const& set,
    std::shared_ptr<compiled_rule_set const> const& other_rules, compiled_product_set const& other_set,
    sheet_columns const& sheets, value const& facts, reading_choices const& readings,
    reading_choices const& other_readings, unsigned threads = 1);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/rank/impl/batch_comparison.ipp"
#endif
