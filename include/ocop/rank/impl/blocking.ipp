#pragma once

#include "ocop/council/council_result.hpp"
#include "ocop/evaluate/arguments.hpp"
#include "ocop/evaluate/findings.hpp"
#include "ocop/rank/blocking.hpp"
#include "ocop/rank/detail/choices.hpp"
#include "ocop/rank/detail/rows.hpp"
#include "ocop/rank/ranking.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <set>
#include <utility>

namespace ocop {
namespace detail {

/// One bit per mark of a set, in printed order.
using mark_bits = std::vector<std::uint64_t>;

/// Tells which marks a sheet does not meet: from tables of one entry per tick where no note bears on it, or one that
/// counts criteria as 0; other sheets are evaluated.
class unmet_marks {
  /// What each tick of a criterion says, in the order of all_choices.
  struct ticks {
    std::size_t criterion = 0;
    std::vector<std::size_t> nothing;  ///< by case: where the options of its list begin, less 1
    mark_bits unmet;                   ///< as many words per tick as the marks need
    mark_bits unmet_zeroed;            ///< the same where the criterion counts 0
    std::vector<char> is_zero;         ///< worth 0 points
  };
  compiled_rule_set const& rules_;
  compiled_product_set const& set_;
  sheet_columns const& in_;
  findings const& facts_;
  reading_choices const& readings_;
  std::size_t words_;
  std::vector<ticks> marked_;            ///< criteria with marks
  std::vector<ticks> watched_;           ///< criteria at which a zero brings a note into play
  std::vector<std::size_t> zero_notes_;  ///< notes that do something by a zero
  bool evaluates_all_ = false;

 public:
  unmet_marks(compiled_rule_set const& rules, compiled_product_set const& set, sheet_columns const& in,
              findings const& facts, reading_choices const& readings)
      : rules_(rules), set_(set), in_(in), facts_(facts), readings_(readings), words_(set.gates.size() / 64 + 1) {
    std::set<std::size_t> watched;
    for (std::size_t n = 0; n < set.notes.size(); ++n) {
      compiled_note const& note = set.notes[n];
      if (rules.effect_of_unchecked(note, readings) == note_effect::none) continue;
      evaluates_all_ |= facts.note_holds[n] != 0;
      if (!note.zero_at.empty()) zero_notes_.push_back(n);
      watched.insert(note.zero_at.begin(), note.zero_at.end());
    }
    for (std::size_t const c : watched) watched_.push_back(ticks_of(c));
    for (std::size_t c = 0; c < set.criteria.size(); ++c)
      if (std::any_of(set.gates.begin(), set.gates.end(), [c](auto const& g) { return g.criterion == c; }))
        marked_.push_back(ticks_with_marks(c));
  }

  [[nodiscard]] std::size_t words() const { return words_; }

  /// Sets the bits of the marks that are unmet; `zeroed` is memory to work in. Precondition: the sheet is evaluated,
  /// and no note rejects or stops it.
  void judge(std::size_t row, mark_bits& unmet, std::vector<char>& zeroed) const {
    std::fill(unmet.begin(), unmet.end(), std::uint64_t{0});
    bool const has_zero =
        std::any_of(watched_.begin(), watched_.end(), [&](ticks const& t) { return t.is_zero[at(t, row)] != 0; });
    if (evaluates_all_ || has_zero) return judge_with_notes(row, unmet, zeroed);
    for (ticks const& t : marked_) add(t.unmet, at(t, row), unmet);
  }

 private:
  [[nodiscard]] std::size_t at(ticks const& t, std::size_t row) const {
    choice const made = choice_at(in_, t.criterion, row);
    return made.option == 0 ? 0
                            : t.nothing[static_cast<std::size_t>(made.case_no)] + static_cast<std::size_t>(made.option);
  }

  void add(mark_bits const& table, std::size_t tick, mark_bits& to) const {
    for (std::size_t w = 0; w < words_; ++w) to[w] |= table[tick * words_ + w];
  }

  [[nodiscard]] ticks ticks_of(std::size_t criterion) const {
    ticks made{criterion, {}, {}, {}, {1}};
    for (auto const& list : set_.criteria[criterion].lists) {
      auto const case_no = static_cast<std::size_t>(list.case_no);
      if (made.nothing.size() <= case_no) made.nothing.resize(case_no + 1);
      made.nothing[case_no] = made.is_zero.size() - 1;
      for (auto const& option : list.options) made.is_zero.push_back(option.worth.value == 0 ? 1 : 0);
    }
    return made;
  }

  /// The marks are judged in a set without notes, but for one that counts the criterion as 0.
  [[nodiscard]] ticks ticks_with_marks(std::size_t criterion) const {
    ticks made = ticks_of(criterion);
    compiled_product_set bare = set_;
    bare.notes.assign(1, compiled_note());
    bare.notes.front().effect = note_effect::zero;
    bare.notes.front().first = criterion;
    bare.notes.front().last = criterion + 1;
    score_sheet sheet{"sheet", false, std::vector<choice>(set_.criteria.size())};
    for (choice const tick : all_choices(set_.criteria[criterion])) {
      sheet.choices[criterion] = tick;
      for (bool const is_zeroed : {false, true}) {
        auto const council =
            tally_unchecked(rules_, bare, {&sheet, 1}, {{static_cast<char>(is_zeroed)}, {}, {}}, readings_).value();
        mark_bits& table = is_zeroed ? made.unmet_zeroed : made.unmet;
        std::size_t const first = table.size();
        table.resize(first + words_);
        for (std::size_t g = 0; g < set_.gates.size(); ++g)
          if (set_.gates[g].criterion == criterion && !council.gate_met[g])
            table[first + g / 64] |= std::uint64_t{1} << (g % 64);
      }
    }
    return made;
  }

  void judge_with_notes(std::size_t row, mark_bits& unmet, std::vector<char>& zeroed) const {
    zeroed.assign(set_.criteria.size(), 0);
    bool is_alone = evaluates_all_;
    for (std::size_t const n : zero_notes_) {
      compiled_note const& note = set_.notes[n];
      bool const applies = std::any_of(watched_.begin(), watched_.end(), [&](ticks const& t) {
        bool const is_named = std::find(note.zero_at.begin(), note.zero_at.end(), t.criterion) != note.zero_at.end();
        return is_named && t.is_zero[at(t, row)] != 0;
      });
      if (!applies) continue;
      is_alone |= rules_.effect_of_unchecked(note, readings_) != note_effect::zero;
      std::fill(zeroed.begin() + static_cast<std::ptrdiff_t>(note.first),
                zeroed.begin() + static_cast<std::ptrdiff_t>(note.last), 1);
    }
    if (is_alone) return evaluate_alone(row, unmet);
    for (ticks const& t : marked_) add(zeroed[t.criterion] ? t.unmet_zeroed : t.unmet, at(t, row), unmet);
  }

  void evaluate_alone(std::size_t row, mark_bits& unmet) const {
    score_sheet sheet{"sheet", false, {}};
    for (std::size_t c = 0; c < set_.criteria.size(); ++c) sheet.choices.push_back(choice_at(in_, c, row));
    auto const council = tally_unchecked(rules_, set_, {&sheet, 1}, facts_, readings_).value();
    for (std::size_t g = 0; g < set_.gates.size(); ++g)
      if (!council.gate_met[g]) unmet[g / 64] |= std::uint64_t{1} << (g % 64);
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
        at_level_(rules.bands.size() + 1, mark_bits(marks.words())),
        up_to_(at_level_) {
    for (std::size_t g = 0; g < set.gates.size(); ++g) {
      auto const level = static_cast<std::size_t>(set.gates[g].level.value);
      std::uint64_t const bit = std::uint64_t{1} << (g % 64);
      at_level_[level][g / 64] |= bit;
      for (std::size_t l = level; l < up_to_.size(); ++l) up_to_[l][g / 64] |= bit;
    }
  }

  [[nodiscard]] blocking_report nothing() const {
    blocking_report made;
    for (std::size_t g = 0; g < set_.gates.size(); ++g) made.marks.push_back({g});
    for (auto const& band : rules_.bands) made.levels.push_back({band.level});
    return made;
  }

  void run(std::size_t first, std::size_t last, blocking_report& to) const {
    mark_bits unmet(marks_.words());
    std::vector<char> zeroed;
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
      marks_.judge(row, unmet, zeroed);
      count_marks(unmet, band, is_ranked ? scored_.stars[row] : band - 1, to);
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

  /// Where each level has only its own marks, those of the levels above `stars` and below the band hold too.
  void count_marks(mark_bits const& unmet, std::size_t band, std::size_t stars, blocking_report& to) const {
    int before_band = 0;
    std::size_t lowest = cumulative_ ? 0 : band;
    for (std::size_t w = 0; w < unmet.size(); ++w) {
      std::uint64_t const below = cumulative_ ? 0 : up_to_[stars][w];
      for (std::uint64_t left = unmet[w] & up_to_[band][w] & ~below; left != 0; left &= left - 1)
        ++to.marks[64 * w + static_cast<std::size_t>(std::countr_zero(left))].unmet;
      before_band += std::popcount(unmet[w] & (cumulative_ ? up_to_ : at_level_)[band][w]);
    }
    for (; lowest <= band; ++lowest)
      for (std::size_t w = 0; w < unmet.size(); ++w)
        if (std::uint64_t const at = unmet[w] & at_level_[lowest][w]; at != 0) {
          blocking_mark& first = to.marks[64 * w + static_cast<std::size_t>(std::countr_zero(at))];
          ++first.first;
          first.alone += before_band == 1 ? 1 : 0;
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
  detail::unmet_marks const marks(*rules, set, sheets, *found, readings);
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
