#pragma once

#include "ocop/base/result.hpp"
#include "ocop/base/value.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/compile/reading_choices.hpp"
#include "ocop/config.hpp"
#include "ocop/rank/columns.hpp"
#include "ocop/score/ranking.hpp"
#include "ocop/rank/tiled_sheets.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace ocop {
namespace detail {
class prepared_set;
}

/// What one sheet comes to.
struct sheet_score {
  std::uint16_t total = 0;
  outcome how = outcome::ranked;
  std::uint8_t by_points = 0;  ///< stars; 0 where not ranked
  std::uint8_t stars = 0;      ///< 0 where not ranked
  /// Criterion of the mark that holds it below the band; from the number of criteria on, the minimum that does; -1:
  /// none.
  std::int16_t capped_by = -1;
  std::int16_t bad = -1;  ///< criterion of the first cell that is no answer, then all else is as above; -1: none

  friend bool operator==(sheet_score const&, sheet_score const&) = default;
};

/// A product set under one choice of readings and facts, made ready to score sheets: prepare it once and use it for
/// one sheet or for millions, from any number of threads. Each sheet is the self-assessment of its own product and
/// comes to what assess() says.
///
///     auto const catalog = ocop::builtin_catalog();
///     auto const rules = catalog.find("qd-26-2026").value();
///     auto const& set = *rules->product_set(1).value();
///     auto const scorer = ocop::set_scorer::prepare(rules, set, {}, rules->defaults).value();
///     std::vector<std::uint8_t> const second(set.criteria.size(), 2);  // the second option everywhere
///     int const stars = scorer.score(second).value().stars;
///
/// A sheet is added up from tables of 16 entries per criterion. Where the rules do not fit them (more than 15 options
/// of a criterion, 48 marks, four parts or 13 notes; cases that must agree, R-17; `later-zero`, R-06) it is
/// evaluated as any other sheet is: slower, with the same answer.
class set_scorer {
  std::shared_ptr<detail::prepared_set const> prepared_;

  explicit set_scorer(std::shared_ptr<detail::prepared_set const> prepared) : prepared_(std::move(prepared)) {}

 public:
  /// `set` is one of the rules; where it is a copy of one, the scorer keeps a copy of its own. Errors: those of
  /// judge_facts; errc::bad_value where `rules` is null.
  [[nodiscard]] static OCOP_INLINE result<set_scorer> prepare(std::shared_ptr<compiled_rule_set const> rules,
                                                              compiled_product_set const& set, value const& facts,
                                                              reading_choices const& readings);

  /// Are sheets added up from tables? Then score() of one sheet allocates nothing, if it has no bad cell and no zero
  /// that zeroes all behind it.
  [[nodiscard]] OCOP_INLINE bool has_tables() const noexcept;

  /// Scores one sheet: per criterion, as printed, the option ticked (0: none), and its case (0: none; empty: no
  /// criterion has a case). What is no option or case of its criterion shows in sheet_score::bad. Errors:
  /// errc::missing_criteria and errc::bad_value where there are fewer or more entries than criteria.
  [[nodiscard]] OCOP_INLINE result<sheet_score> score(std::span<std::uint8_t const> options,
                                                      std::span<std::uint8_t const> cases = {}) const;

  /// The same without counting the entries. Precondition: one option per criterion; no case, or one per criterion.
  [[nodiscard]] OCOP_INLINE sheet_score score_unchecked(std::span<std::uint8_t const> options,
                                                        std::span<std::uint8_t const> cases = {}) const;

  /// Scores many sheets in columns into memory of the caller. Gives the bad cells, by sheet, then criterion. Errors:
  /// errc::bad_value where columns are missing or have no memory, or the path is not available; errc::too_large.
  [[nodiscard]] OCOP_INLINE result<std::vector<bad_cell>> score(sheet_columns const& sheets, batch_columns const& out,
                                                                batch_options const& options = {}) const;

  /// Scores many sheets in tiles. A criterion with cases has none in a tile: its ticks are bad cells. Errors:
  /// errc::bad_value where the tiles have no memory or a layout that is none, or the path is not available;
  /// errc::too_large.
  [[nodiscard]] OCOP_INLINE result<std::vector<bad_cell>> score(tiled_view const& sheets, batch_columns const& out,
                                                                batch_options const& options = {}) const;
};

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/rank/impl/set_scorer.ipp"
#endif
