#pragma once

#include "ocop/score/arguments.hpp"
#include "ocop/score/findings.hpp"
#include "ocop/rank/blocking.hpp"
#include "ocop/rank/detail/choices.hpp"
#include "ocop/rank/detail/rows.hpp"
#include "ocop/score/plan_run.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <span>
#include <utility>

namespace ocop {
namespace detail {

/// One bit per mark of a set, in printed order.
using mark_bits = std::vector<std::uint64_t>;

/// Tells which marks the sheets of a batch do not meet: by the cells of what is ticked where no zero brings a note into
/// play; other sheets go their whole way.
class unmet_marks {
  scoring_plan const& plan_;
  sheet_columns const& in_;
  std::vector<std::size_t> marked_;   ///< criteria with marks
  std::vector<std::size_t> watched_;  ///< criteria at which a zero brings a note into play

 public:
  /// Memory to work in, one for each thread.
  struct work {
    plan_run whole;
    mark_bits unmet;
  };

  unmet_marks(scoring_plan const& plan, sheet_columns const& in) : plan_(plan), in_(in) {
    std::vector<char> is_marked(plan.width()), is_watched(plan.width());
    for (auto const& mark : plan.set().gates) is_marked[mark.criterion] = 1;
    for (auto const& n : plan.notes())
      for (std::size_t const c : plan.set().notes[n.note].zero_at)
        if (n.effect != note_effect::none) is_watched[c] = 1;
    for (std::size_t c = 0; c < plan.width(); ++c) {
      if (is_marked[c]) marked_.push_back(c);
      if (is_watched[c]) watched_.push_back(c);
    }
  }

  [[nodiscard]] scoring_plan const& plan() const { return plan_; }
  [[nodiscard]] work memory() const { return {plan_run(plan_), mark_bits(plan_.words())}; }

  /// The bits of the marks that are unmet. Precondition: the sheet was evaluated.
  std::span<std::uint64_t const> judge(std::size_t row, work& by) const {
    auto const at = [&](std::size_t c) { return plan_.cell_of(c, choice_at(in_, c, row)).value(); };
    bool const is_judged_whole = !plan_.set().minimums.empty();
    if (is_judged_whole ||
        std::any_of(watched_.begin(), watched_.end(), [&](std::size_t c) { return plan_.cell(at(c)).ticked == 0; })) {
      by.whole.ticked().resize(plan_.width());
      for (std::size_t c = 0; c < plan_.width(); ++c) by.whole.ticked()[c] = at(c);
      static_cast<void>(by.whole.tally({}));
      return by.whole.figures().unmet;
    }
    std::fill(by.unmet.begin(), by.unmet.end(), std::uint64_t{0});
    for (std::size_t const c : marked_) {
      auto const unmet = plan_.unmet_of(at(c));
      for (std::size_t w = 0; w < by.unmet.size(); ++w) by.unmet[w] |= unmet[w];
    }
    return by.unmet;
  }
};

/// Counts the rows of a batch.
class blocking_counter {
  compiled_rule_set const& rules_;
  compiled_product_set const& set_;
  batch_result const& scored_;
  unmet_marks const& marks_;
  bool cumulative_;
  std::vector<mark_bits> at_level_;  ///< marks of each level, from 0
  std::vector<mark_bits> up_to_;     ///< and of those below

 public:
  blocking_counter(compiled_rule_set const& rules, compiled_product_set const& set, batch_result const& scored,
                   unmet_marks const& marks, reading_choices const& readings)
      : rules_(rules),
        set_(set),
        scored_(scored),
        marks_(marks),
        cumulative_(readings.levels == reading_choices::levels_rule::cumulative),
        at_level_(rules.bands.size() + 1, mark_bits(marks.plan().words())),
        up_to_(at_level_) {
    for (std::size_t g = 0; g < set.gates.size() + set.minimums.size(); ++g) {
      stars const of = g < set.gates.size() ? set.gates[g].level : set.minimums[g - set.gates.size()].level;
      auto const level = static_cast<std::size_t>(of.value);
      std::uint64_t const bit = std::uint64_t{1} << (g % 64);
      at_level_[level][g / 64] |= bit;
      for (std::size_t l = level; l < up_to_.size(); ++l) up_to_[l][g / 64] |= bit;
    }
  }

  [[nodiscard]] blocking_report nothing() const {
    blocking_report made;
    for (std::size_t g = 0; g < set_.gates.size(); ++g) made.marks.push_back({g});
    for (std::size_t m = 0; m < set_.minimums.size(); ++m) made.minimums.push_back({m});
    for (auto const& band : rules_.bands) made.levels.push_back({band.level});
    return made;
  }

  void run(std::size_t first, std::size_t last, blocking_report& to) const {
    auto work = marks_.memory();
    std::vector<std::array<std::uint64_t, 4>> cells(rules_.bands.size());
    to.sheets += last - first;
    for (std::size_t row = first; row < last; ++row) {
      std::uint8_t const how = scored_.how[row];
      bool const is_ranked = how == static_cast<std::uint8_t>(outcome::ranked);
      bool const is_held = scored_.capped_by[row] >= 0;  // below its band, or by R-05=reject without stars
      if (how == batch_result::not_evaluated) ++to.not_evaluated;
      if (!is_ranked && !is_held) continue;
      ++(is_ranked ? to.ranked : to.rejected_by_marks);
      std::size_t const band = is_ranked ? scored_.by_points[row] : band_by_total(row);
      count_levels(row, band, is_ranked, cells);
      if (!is_held) continue;
      to.capped += is_ranked ? 1 : 0;
      count_marks(marks_.judge(row, work), band, is_ranked ? scored_.stars[row] : band - 1, to);
    }
    to.judged = to.ranked + to.rejected_by_marks;
    for (std::size_t l = 0; l < cells.size(); ++l) {
      auto const& [reached, marks_only, points_only, both] = cells[l];
      to.levels[l] = {to.levels[l].level, reached, points_only, marks_only, both};
    }
  }

 private:
  [[nodiscard]] std::size_t band_by_total(std::size_t row) const {
    return band_of_unchecked(rules_.bands, mean_points(scored_.total[row], 1)) + 1;
  }

  /// Per level: reached, lacking marks only, points only, both. Stars are never above the band.
  void count_levels(std::size_t row, std::size_t band, bool is_ranked,
                    std::vector<std::array<std::uint64_t, 4>>& cells) const {
    bool stands = false;
    for (std::size_t l = 0; l < cells.size(); ++l) {
      stands = scored_.unmet[l][row] != 0 || (cumulative_ && stands);
      std::size_t const lacks_points = l >= band ? 1 : 0;
      std::size_t const lacks_marks = stands || !is_ranked ? lacks_points : 0;
      ++cells[l][(l >= scored_.stars[row] ? 1U : 0U) + lacks_points + lacks_marks];
    }
  }

  /// Hands the mark or the minimum of a bit to `how`.
  template <class How>
  void count(std::size_t bit, blocking_report& to, How how) const {
    if (bit < set_.gates.size()) how(to.marks[bit]);
    else how(to.minimums[bit - set_.gates.size()]);
  }

  /// Where each level has only its own marks, those of the levels above `stars` and below the band hold too.
  void count_marks(std::span<std::uint64_t const> unmet, std::size_t band, std::size_t stars,
                   blocking_report& to) const {
    int before_band = 0;
    std::size_t lowest = cumulative_ ? 0 : band;
    for (std::size_t w = 0; w < unmet.size(); ++w) {
      std::uint64_t const below = cumulative_ ? 0 : up_to_[stars][w];
      for (std::uint64_t left = unmet[w] & up_to_[band][w] & ~below; left != 0; left &= left - 1)
        count(64 * w + static_cast<std::size_t>(std::countr_zero(left)), to, [](auto& one) { ++one.unmet; });
      before_band += std::popcount(unmet[w] & (cumulative_ ? up_to_ : at_level_)[band][w]);
    }
    for (; lowest <= band; ++lowest)
      for (std::size_t w = 0; w < unmet.size(); ++w)
        if (std::uint64_t const at = unmet[w] & at_level_[lowest][w]; at != 0) {
          count(64 * w + static_cast<std::size_t>(std::countr_zero(at)), to, [&](auto& first) {
            ++first.first;
            first.alone += before_band == 1 ? 1 : 0;
          });
          return;
        }
  }
};

inline void add(blocking_report& sum, blocking_report const& part) {
  sum.sheets += part.sheets;
  sum.not_evaluated += part.not_evaluated;
  sum.judged += part.judged;
  sum.ranked += part.ranked;
  sum.capped += part.capped;
  sum.rejected_by_marks += part.rejected_by_marks;
  for (std::size_t g = 0; g < sum.marks.size(); ++g) {
    sum.marks[g].unmet += part.marks[g].unmet;
    sum.marks[g].alone += part.marks[g].alone;
    sum.marks[g].first += part.marks[g].first;
  }
  for (std::size_t m = 0; m < sum.minimums.size(); ++m) {
    sum.minimums[m].unmet += part.minimums[m].unmet;
    sum.minimums[m].alone += part.minimums[m].alone;
    sum.minimums[m].first += part.minimums[m].first;
  }
  for (std::size_t l = 0; l < sum.levels.size(); ++l) {
    sum.levels[l].reached += part.levels[l].reached;
    sum.levels[l].points_only += part.levels[l].points_only;
    sum.levels[l].marks_only += part.levels[l].marks_only;
    sum.levels[l].both += part.levels[l].both;
  }
}

}  // namespace detail

OCOP_INLINE result<blocking_report> what_blocks(std::shared_ptr<compiled_rule_set const> const& rules,
                                                compiled_product_set const& set, sheet_columns const& sheets,
                                                value const& facts, reading_choices const& readings, unsigned threads) {
  auto scored = score_batch(rules, set, sheets, facts, readings, {threads});
  if (!scored) return scored.error();
  auto const found = judge_facts(*rules, set, facts, readings);
  if (!found) return found.error();
  auto const plan = detail::scoring_plan::of_unchecked(*rules, set, *found, readings);
  detail::unmet_marks const marks(plan, sheets);
  detail::blocking_counter const counter(*rules, set, *scored, marks, readings);
  std::vector<blocking_report> parts(detail::parts_of(sheets.sheets, threads), counter.nothing());
  detail::in_parts(sheets.sheets, parts.size(), [&](std::size_t part, std::size_t first, std::size_t last) {
    counter.run(first, last, parts[part]);
  });
  for (std::size_t p = 1; p < parts.size(); ++p) detail::add(parts.front(), parts[p]);
  parts.front().bad = std::move(scored->bad);
  return std::move(parts.front());
}

}  // namespace ocop
