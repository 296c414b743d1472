#pragma once

#include "ocop/base/result.hpp"
#include "ocop/base/value.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/compile/reading_choices.hpp"
#include "ocop/config.hpp"
#include "ocop/rank/columns.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ocop {

/// Can this build, on this processor, score a batch so? No, where the path is none of its enumerators.
[[nodiscard]] OCOP_INLINE bool is_available(batch_path path) noexcept;

/// Scores many sheets of one product set at once: as many results as sheets, each the same as assess() gives it alone,
/// whatever the path and the number of threads. The facts hold for all of them. Every entry of a wanted column is
/// written. Gives the bad cells, by sheet, then criterion. Errors: those of set_scorer::prepare and of its
/// score().
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

/// What is wrong with a cell, with the options allowed. `found`: what the caller read there, where that is no byte. An
/// issue of errc::bad_value where the cell names a criterion that the set does not have, or is an answer.
[[nodiscard]] OCOP_INLINE issue explain_bad_cell(compiled_product_set const& set, bad_cell const& cell,
                                                 std::optional<std::int64_t> found = {});

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/rank/impl/batch.ipp"
#endif
