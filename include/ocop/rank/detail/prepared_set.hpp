#pragma once

#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/compile/reading_choices.hpp"
#include "ocop/score/council_result.hpp"
#include "ocop/score/findings.hpp"
#include "ocop/score/score_sheet.hpp"
#include "ocop/rank/columns.hpp"
#include "ocop/rank/detail/byte_tables.hpp"
#include "ocop/rank/detail/sheet_tables.hpp"
#include "ocop/rank/detail/word_tables.hpp"
#include "ocop/score/plan_run.hpp"
#include "ocop/rank/set_scorer.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace ocop::detail {

/// Everything that a batch says of a sheet.
struct whole_score {
  sheet_score score;
  std::vector<points> by_part;
  std::vector<int> unmet;  ///< marks, by level from 1
  std::vector<bad_cell> bad;
};

/// What holds a product below its band, as columns name it.
inline std::int16_t holding(compiled_product_set const& set, ranking const& r) {
  if (r.capped_by) return static_cast<std::int16_t>(set.gates[*r.capped_by].criterion);
  return static_cast<std::int16_t>(r.capped_by_minimum ? static_cast<int>(set.criteria.size() + *r.capped_by_minimum)
                                                       : -1);
}

/// A set with all that scoring a sheet needs. Immutable once made.
class prepared_set {
 public:
  /// Points and flags of a sheet, see sheet_tables.
  using figures = sheet_tables::cell;

  std::shared_ptr<compiled_rule_set const> rules;
  compiled_product_set const& set;
  scoring_plan plan;
  std::optional<sheet_tables> tables;
  std::optional<word_tables> words;
  std::optional<byte_tables> bytes;

  prepared_set(std::shared_ptr<compiled_rule_set const> of, compiled_product_set const& in, findings const& facts,
               reading_choices const& readings)
      : rules(std::move(of)),
        set(in),
        plan(scoring_plan::of_unchecked(*rules, set, facts, readings)),
        tables(sheet_tables::of(plan)) {
    if (!tables) return;
    words = word_tables::of(*tables);
    bytes = byte_tables::of(*tables);
  }

  /// The figures of a sheet by its entries; none where it is to be evaluated.
  [[nodiscard]] std::optional<figures> add_up(std::uint8_t const* entries) const {
    figures sum{0, tables->always};
    unsigned merged = 0;
    for (auto const& table : tables->criteria) {
      unsigned const entry = *entries++;
      merged |= entry;
      auto const& cell = table[entry % sheet_tables::entries];
      sum.points += cell.points;
      sum.flags |= cell.flags;
    }
    if (merged >= sheet_tables::entries || (sum.flags & sheet_tables::alone) != 0) return std::nullopt;
    return with_zeros(sum, [first = entries - tables->criteria.size()](std::size_t c) { return first[c]; });
  }

  /// The figures with what zeros make count nothing. `entry_of(c)`: of a criterion.
  template <class EntryOf>
  [[nodiscard]] figures with_zeros(figures sum, EntryOf const& entry_of) const {
    std::uint64_t unmet = 0;
    for (auto const& z : tables->zeroables) {
      auto const& table = tables->criteria[z.criterion];
      std::uint64_t const applies = (sum.flags & z.notes) != 0 ? ~std::uint64_t{0} : 0;
      sum.points -= table[entry_of(z.criterion)].points & applies;
      unmet |= table[0].flags & sheet_tables::marks_mask & applies;
    }
    sum.flags = (sum.flags | unmet) & (sheet_tables::marks_mask | sheet_tables::rejected | sheet_tables::stopped);
    return sum;
  }

  static std::uint16_t points_of(figures const& sum, std::size_t part) noexcept {
    return static_cast<std::uint16_t>(sum.points >> (16 * part));
  }

  /// Band by the points, cap by the marks.
  [[nodiscard]] sheet_score rank(figures const& sum) const {
    sheet_score made;
    made.total = sheet_tables::total_of(sum.points);
    if (sum.flags > sheet_tables::marks_mask) {
      made.how = (sum.flags & sheet_tables::rejected) != 0 ? outcome::rejected : outcome::stopped;
      return made;
    }
    made.by_points = tables->band[made.total];
    if (made.by_points == 0) {
      made.how = outcome::stopped;
      return made;
    }
    // Marks are in the order in which they cap, and behind the last stands one that caps nothing.
    auto const first = [&](std::uint64_t unmet) {
      return tables->marks[static_cast<std::size_t>(std::countr_zero(unmet | tables->no_mark))];
    };
    sheet_tables::mark const capping =
        first(tables->marks_add_up ? sum.flags : sum.flags & tables->before[made.by_points - 1U]);
    bool const is_capped = capping.level <= made.by_points;
    made.capped_by = is_capped ? capping.criterion : std::int16_t{-1};
    if (is_capped && tables->rejects) {
      made.how = outcome::rejected;
      made.by_points = 0;
      return made;
    }
    made.stars = is_capped ? std::max<std::uint8_t>(1, static_cast<std::uint8_t>(capping.level - 1)) : made.by_points;
    if (is_capped && !tables->marks_add_up) made.stars = reached_by_own_marks(sum.flags, made.by_points);
    return made;
  }

  /// A sheet as any other is evaluated. `row`: of its bad cells.
  [[nodiscard]] whole_score evaluate_alone(std::span<std::uint8_t const> options, std::span<std::uint8_t const> cases,
                                           std::size_t row) const {
    whole_score made{{}, std::vector<points>(rules->parts.size()), std::vector<int>(rules->bands.size()), {}};
    score_sheet sheet{"sheet", false, {}};
    for (std::size_t c = 0; c < set.criteria.size(); ++c) {
      std::uint8_t const option = options[c];
      bool const has_case = !cases.empty() && option != 0 && option != unanswered;
      std::uint8_t const case_no = has_case ? cases[c] : std::uint8_t{0};
      auto const* const list = option == 0 ? nullptr : set.criteria[c].list(case_no);
      if (option != 0 && (!list || option > list->options.size())) made.bad.push_back({row, c, option, case_no});
      sheet.choices.push_back({option == 0 ? 0 : case_no, option});
    }
    if (made.bad.empty()) evaluate_alone(sheet, row, made);
    if (!made.bad.empty()) made.score.bad = static_cast<std::int16_t>(made.bad.front().criterion);
    return made;
  }

 private:
  /// Highest level up to that of the band whose own marks are met.
  [[nodiscard]] std::uint8_t reached_by_own_marks(std::uint64_t flags, std::uint8_t by_points) const {
    std::uint8_t level = by_points;
    while (level > 1 && (flags & tables->before[level - 1U]) != 0) --level;
    return level;
  }

  void evaluate_alone(score_sheet const& sheet, std::size_t row, whole_score& made) const {
    plan_run run(plan);
    run.take({&sheet, 1});
    if (auto const conflict = run.tally({})) {  // reading R-17: cases that do not go together
      choice const& other = sheet.choices[conflict->criterion];
      made.bad.push_back({row, conflict->criterion, static_cast<std::uint8_t>(other.option),
                          static_cast<std::uint8_t>(other.case_no)});
      return;
    }
    run.place({});
    ranking const& r = run.ranking();
    std::vector<std::int32_t> const& points_of = run.figures().points_of;
    for (std::size_t p = 0; p < made.by_part.size(); ++p) made.by_part[p] = points{points_of[p]};
    for (std::size_t const g : r.unmet_gates) ++made.unmet[static_cast<std::size_t>(set.gates[g].level.value - 1)];
    made.score.total = static_cast<std::uint16_t>(points_of.back());
    made.score.how = r.how;
    made.score.by_points = static_cast<std::uint8_t>(r.by_points ? r.by_points->value : 0);
    made.score.stars = static_cast<std::uint8_t>(r.final_stars ? r.final_stars->value : 0);
    for (std::size_t const m : r.unmet_minimums)
      ++made.unmet[static_cast<std::size_t>(set.minimums[m].level.value - 1)];
    made.score.capped_by = holding(set, r);
  }
};

}  // namespace ocop::detail
