#pragma once

#include "ocop/base/council_regulation.hpp"
#include "ocop/base/mean_points.hpp"
#include "ocop/base/note_effect.hpp"
#include "ocop/base/points.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/config.hpp"
#include "ocop/score/council_result.hpp"
#include "ocop/score/findings.hpp"
#include "ocop/score/open_questions.hpp"
#include "ocop/score/ranking.hpp"
#include "ocop/score/score_sheet.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

namespace ocop::detail {

/// What one way of ticking a criterion comes to. All its unmet marks: scoring_plan::unmet_of().
struct plan_cell {
  std::uint64_t unmet = 0;  ///< marks, the first word of them
  std::int32_t worth = 0;   ///< points that count
  question_bits asked = 0;  ///< questions that come up by it
  std::int32_t ticked = 0;  ///< points of the option, whether they count or not
  std::int32_t option = 0;  ///< 0: nothing ticked
  std::int32_t case_no = 0;
};

/// How a council sat, as far as its regulation asks.
struct session_facts {
  council_regulation const* regulation = nullptr;  ///< none: no council, a self-assessment
  std::optional<std::int64_t> members;  ///< of the council, present or not; absent: those with a sheet are all
  int round = 1;
  std::optional<std::size_t> chair{};  ///< the sheet of the chair, if there is one
};

/// What the sheets of a council come to, in numbers. Kept from one council to the next, nothing is allocated.
struct council_figures {
  std::size_t sheets = 0;
  std::vector<std::int32_t> points_of;  ///< of each sheet: its parts, then its total
  std::vector<std::int64_t> sums;       ///< over the sheets that count, in the same order
  std::int64_t count = 1;  ///< sheets that count: of a median one or two, of a trimmed mean the middle ones
  std::vector<std::int32_t> headings_of;  ///< of each sheet, where the plan asks: its sections, then its groups
  std::optional<mean_points> rounded;     ///< mean total as the regulation rounds it, where it does
  std::vector<std::uint64_t> unmet_of;    ///< words of each sheet: its unmet marks
  std::vector<std::uint64_t> unmet;       ///< words: marks that the council together leaves unmet (R-07), and minimums
  std::vector<mean_points> at_minimums;   ///< what the council comes to where each minimum stands
  std::vector<applied_note> notes;        ///< that apply, in printed order
  std::optional<quorum_finding> quorum;
  std::optional<spread_finding> spread;
  int round = 1;
  int rounds = 1;
  question_bits asked = 0;

  [[nodiscard]] mean_points total() const { return {sums.back(), count}; }
};

/// Where cases differ on one sheet that may not.
struct case_conflict {
  std::size_t sheet = 0;
  std::size_t criterion = 0;
  int case_no = 0;
  int before = 0;
};

struct judged_plan;

/// What the law makes of ticks, cases, notes, marks, zeros, councils, bands and forwarding, for one product set under
/// one choice of readings and some facts: in cells and small tables, stated here and nowhere
/// else. Whatever scores reads a plan. Immutable once made; safe to use from many threads.
///
/// The way of a council's sheets: cell_of() makes rows of cells from ticks; tally() lets the notes act on the rows and
/// takes them together; place() puts the result into its band and caps it by the marks.
class scoring_plan {
 public:
  /// What notes do to what is ticked at a criterion; several join.
  struct treatment {
    bool counts_nothing = false;
    bool is_full = false;    ///< counts its maximum, as if its best option were ticked
    bool is_waived = false;  ///< its marks do not apply

    [[nodiscard]] constexpr treatment joined_with(treatment o) const noexcept {
      return {counts_nothing || o.counts_nothing, is_full || o.is_full, is_waived || o.is_waived};
    }
    friend constexpr bool operator==(treatment const&, treatment const&) = default;
  };
  /// A note that may act, as one that holds by facts or as one that zeros trigger.
  struct acting_note {
    std::size_t note = 0;
    note_effect effect = note_effect::none;
    bool holds = false;  ///< by facts
  };

  /// Looks at none of its arguments, and so do all of its functions: what is handed to a plan was checked.
  /// Precondition: rules, set, facts and readings are such as reachable() takes. Rules and set live as long as the
  /// plan.
  [[nodiscard]] static OCOP_INLINE scoring_plan of_unchecked(compiled_rule_set const& rules,
                                                             compiled_product_set const& set, findings const& facts,
                                                             reading_choices const& readings);

  /// The same, made once and kept with the rules where the set is one of theirs and the rules are those of a catalog.
  [[nodiscard]] static OCOP_INLINE std::shared_ptr<scoring_plan const> kept_unchecked(compiled_rule_set const& rules,
                                                                                      compiled_product_set const& set,
                                                                                      findings const& facts,
                                                                                      reading_choices const& readings);

  /// Judges facts and gives the plan under them, kept as above. Errors: those of judge_facts().
  [[nodiscard]] static OCOP_INLINE result<judged_plan> judged(compiled_rule_set const& rules,
                                                              compiled_product_set const& set, value const& facts,
                                                              reading_choices const& readings);

  [[nodiscard]] compiled_rule_set const& rules() const noexcept { return *rules_; }
  [[nodiscard]] compiled_product_set const& set() const noexcept { return *set_; }
  [[nodiscard]] reading_choices const& readings() const noexcept { return readings_; }

  // --- cells

  /// The cell of a choice; none where it is no answer of its criterion.
  [[nodiscard]] OCOP_INLINE std::optional<std::uint32_t> cell_of(std::size_t criterion, choice made) const;

  /// The cell of an option in a list of a criterion; none where there is no such option.
  [[nodiscard]] std::optional<std::uint32_t> cell_of(std::size_t criterion, std::size_t list,
                                                     std::int32_t option) const {
    criterion_cells const& c = criteria_[criterion];
    if (option == 0) return c.nothing;
    list_cells const& in = lists_[c.first_list + list];
    if (option < 0 || option > in.options) return std::nullopt;
    return in.before + static_cast<std::uint32_t>(option);
  }

  [[nodiscard]] plan_cell const& cell(std::uint32_t at) const { return cells_[at]; }

  /// Its unmet marks: words, bit by printed order.
  [[nodiscard]] std::span<std::uint64_t const> unmet_of(std::uint32_t at) const {
    return std::span(unmet_).subspan(at * words_, words_);
  }
  [[nodiscard]] std::size_t words() const noexcept { return words_; }
  /// How many of the bits of those words are marks; minimums follow them.
  [[nodiscard]] std::size_t marks() const noexcept { return set_->gates.size(); }
  /// Does a sheet come to the sum of its cells, and is it judged by marks alone? So it is without minimums and without
  /// headings that count up to a limit.
  [[nodiscard]] bool is_sum_of_cells() const noexcept { return set_->minimums.empty() && !has_limits_; }
  [[nodiscard]] std::size_t width() const noexcept { return criteria_.size(); }
  [[nodiscard]] std::size_t part_of(std::size_t criterion) const { return part_of_[criterion]; }
  [[nodiscard]] bool has_cases() const noexcept { return has_cases_; }

  // --- notes

  /// In printed order: those that hold by facts, and those that zeros trigger.
  [[nodiscard]] std::span<acting_note const> notes() const noexcept { return notes_; }

  /// What a note does at a criterion while it is in play. What stops or rejects a product is not told here.
  [[nodiscard]] OCOP_INLINE treatment done_by(acting_note const& note, std::size_t criterion) const;

  /// A cell under what notes that zeros trigger do to its criterion besides.
  [[nodiscard]] OCOP_INLINE std::uint32_t treated(std::uint32_t at, treatment more) const;

  // --- a council

  /// Takes sheets together. `cells` has one row per sheet with one cell per criterion, of what was ticked; where a note
  /// says what counts, the cell that counts is put in its place. Gives the conflict where cases differ that may not,
  /// then `to` means nothing.
  [[nodiscard]] OCOP_INLINE std::optional<case_conflict> tally(std::span<std::uint32_t> cells,
                                                               session_facts const& session, council_figures& to) const;

  /// Puts the figures into their band and caps them by the marks. `level` is that of the council; empty: nobody's.
  /// Gives all questions that came up; the lists of unmet marks and of questions in `to` are as they were.
  OCOP_INLINE question_bits place(council_figures const& figures, std::string_view level, ranking& to) const;

  // --- what follows from it

  /// The marks and minimums that stand before a level: its own and, where marks are cumulative, those of lower levels.
  ///
  [[nodiscard]] std::span<std::uint64_t const> marks_before(int level) const {
    return std::span(before_).subspan(static_cast<std::size_t>(level - 1) * words_, words_);
  }

  /// The first of what is unmet and stands before a level: of the lowest level, marks first, then as printed.
  [[nodiscard]] OCOP_INLINE std::optional<std::size_t> first_in_the_way(std::span<std::uint64_t const> unmet,
                                                                        int level) const;

  /// Index of the band of a mean; none where it lies in a printed gap that decides nothing.
  [[nodiscard]] OCOP_INLINE std::optional<std::size_t> decided_band(mean_points tested) const;

  /// What one sheet comes to, in full: read off its row as it was ticked and as it counts.
  [[nodiscard]] OCOP_INLINE evaluation read_sheet(std::span<std::uint32_t const> ticked,
                                                  std::span<std::uint32_t const> counted) const;

  /// What a council comes to, in full.
  [[nodiscard]] OCOP_INLINE council_result read_council(std::span<std::uint32_t const> ticked,
                                                        std::span<std::uint32_t const> counted,
                                                        council_figures const& figures) const;

 private:
  struct kept_plan;
  struct list_cells {
    std::uint32_t before = 0;  ///< the cell before that of its first option
    std::int32_t options = 0;
    std::int32_t case_no = 0;
  };
  struct criterion_cells {
    std::uint32_t nothing = 0;     ///< cell of nothing ticked; the options of all lists follow it
    std::uint32_t first_list = 0;  ///< in lists_
    std::uint32_t lists = 0;
  };
  /// Criteria of one part that stand together.
  struct part_run {
    std::size_t part = 0;
    std::size_t last = 0;
  };
  /// What notes do to a criterion.
  struct noted_criterion {
    treatment by_facts;
    bool may_change = false;  ///< by a zero; only then it has cells besides those of the first variant
  };

  compiled_rule_set const* rules_ = nullptr;
  compiled_product_set const* set_ = nullptr;
  reading_choices readings_;
  std::size_t words_ = 0;
  bool has_cases_ = false;
  bool has_limits_ = false;    ///< does a heading count up to a limit?
  bool has_headings_ = false;  ///< does anything depend on what sections and groups come to?
  std::vector<criterion_cells> criteria_;
  std::vector<list_cells> lists_;
  std::vector<part_run> runs_;
  std::vector<std::size_t> part_of_;   ///< by criterion: its index
  std::vector<treatment> variants_;    ///< that zeros may bring about; the first is none
  unsigned shift_ = 0;                 ///< cell = variant << shift | cell as ticked
  std::vector<plan_cell> cells_;       ///< of every variant
  std::vector<std::uint64_t> unmet_;   ///< words of every cell
  std::vector<acting_note> notes_;     ///< in printed order
  std::vector<std::uint64_t> before_;  ///< words by level from 1: marks that stand before it
  std::vector<std::uint64_t> up_to_;   ///< words by level from 1: marks of it and of lower ones

  scoring_plan() = default;

  [[nodiscard]] OCOP_INLINE std::vector<noted_criterion> add_notes(findings const& facts);
  OCOP_INLINE void add_marks();
  OCOP_INLINE void add_headings();
  [[nodiscard]] stars level_of(std::size_t bit) const {
    return bit < marks() ? set_->gates[bit].level : set_->minimums[bit - marks()].level;
  }
  OCOP_INLINE void add_cells(std::vector<noted_criterion> const& noted);
  OCOP_INLINE void judge_cells(std::size_t mark, treatment by, std::uint32_t first);

  [[nodiscard]] std::uint32_t as_ticked(std::uint32_t at) const noexcept { return at & ((1U << shift_) - 1U); }
  [[nodiscard]] bool is_triggered(compiled_note const& note, std::span<std::uint32_t const> row) const;
  OCOP_INLINE void apply_notes(std::span<std::uint32_t> cells, council_figures& to) const;
  OCOP_INLINE void add_up(std::span<std::uint32_t const> cells, council_figures& to) const;
  OCOP_INLINE void add_up_headings(std::span<std::uint32_t const> row, std::span<std::int32_t> headings,
                                   std::span<std::int32_t> points_of) const;
  OCOP_INLINE void take_together(council_regulation const* regulation, council_figures& to) const;
  OCOP_INLINE void judge_minimums(council_regulation const* regulation, council_figures& to) const;
  OCOP_INLINE void judge_marks(std::span<std::uint32_t const> cells, session_facts const& session,
                               council_figures& to) const;
  OCOP_INLINE void judge_session(std::span<std::uint32_t const> cells, session_facts const& session,
                                 council_figures& to) const;
  OCOP_INLINE void round_points(std::span<std::uint32_t const> cells, rounding_rule const& rule,
                                council_figures& to) const;
  OCOP_INLINE void judge_spread(std::span<std::uint32_t const> cells, spread_rule const& rule,
                                council_figures& to) const;
  [[nodiscard]] OCOP_INLINE std::optional<case_conflict> find_conflict(std::span<std::uint32_t const> cells,
                                                                       council_figures& to) const;
  [[nodiscard]] OCOP_INLINE bool holds_for_council(std::size_t mark, std::span<std::uint32_t const> cells,
                                                   session_facts const& session, council_figures const& to) const;
};

/// Facts that were judged, and the plan under what they say.
struct judged_plan {
  findings facts;
  std::shared_ptr<scoring_plan const> plan;
};

/// The readings that results under one choice of them may name.
class named_readings {
  struct entry {
    std::size_t reading = 0;
    question_bits questions = 0;
    bool is_always = false;  ///< not the rule set's own choice
  };
  std::vector<entry> entries_;           ///< by reading
  std::vector<std::size_t> steered_by_;  ///< by note: the reading that steers it, or more than there are

 public:
  named_readings(compiled_rule_set const& rules, compiled_product_set const& set, reading_choices const& readings) {
    for (auto const& note : set.notes) {
      auto const* const reading = std::get_if<std::size_t>(&note.effect);
      steered_by_.push_back(reading ? *reading : rules.readings.size());
    }
    for (std::size_t r = 0; r < rules.readings.size(); ++r) {
      entry made{r, 0, readings.chosen[r] != rules.readings[r].choice};
      for (std::size_t q = 0; q < question_table.size(); ++q)
        if (question_table[q].reading == rules.readings[r].id.str()) made.questions |= question_bits{1} << q;
      bool const steers = std::find(steered_by_.begin(), steered_by_.end(), r) != steered_by_.end();
      if (made.is_always || made.questions != 0 || steers) entries_.push_back(made);
    }
  }

  /// Calls `found` with the index of each reading that a result names, in order: those that answer a question that came
  /// up or steer a note that applies, and those of which the alternative is not the rule set's own.
  template <class Found>
  void for_each(question_bits asked, std::span<applied_note const> notes, Found found) const {
    for (entry const& e : entries_) {
      auto const steers = [&](applied_note const& n) { return steered_by_[n.note] == e.reading; };
      if (e.is_always || (e.questions & asked) != 0 || std::any_of(notes.begin(), notes.end(), steers))
        found(e.reading);
    }
  }
};

/// What a council comes to where its sheets have these points: their mean, their median or their trimmed mean, as its
/// regulation says. Counted in the unit of the rules. Precondition: as many sheets as check_session() asks for.
[[nodiscard]] OCOP_INLINE mean_points taken_together(std::vector<std::int32_t> all,
                                                     council_regulation const* regulation);

/// Calls `found` with every index of some words, lowest first.
template <class Found>
void for_each_bit(std::span<std::uint64_t const> words, Found found) {
  for (std::size_t w = 0; w < words.size(); ++w)
    for (std::uint64_t rest = words[w]; rest != 0; rest &= rest - 1)
      found(w * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
}

/// Have two sets of words an index in common?
inline bool have_common(std::span<std::uint64_t const> a, std::span<std::uint64_t const> b) noexcept {
  std::uint64_t common = 0;
  for (std::size_t w = 0; w < a.size(); ++w) common |= a[w] & b[w];
  return common != 0;
}

}  // namespace ocop::detail

#ifdef OCOP_HEADER_ONLY
#include "ocop/score/impl/scoring_plan.ipp"
#endif
