#pragma once

#include "ocop/base/mean_points.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/council/council_result.hpp"
#include "ocop/evaluate/evaluation.hpp"
#include "ocop/exchange/detail/json_cursor.hpp"
#include "ocop/rank/assessment.hpp"
#include "ocop/rank/ranking.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ocop::detail {

/// Things of one list, by their index: marks of a set, readings of a rule set.
using index_set = std::uint64_t;
inline constexpr std::size_t most_indices = 64;
inline constexpr index_set only(std::size_t index) noexcept { return index_set{1} << index; }

/// Calls `found` with every index of a set, lowest first.
template <class Found>
void for_each_index(index_set all, Found found) {
  for (; all != 0; all &= all - 1) found(static_cast<std::size_t>(std::countr_zero(all)));
}

/// What the sheets of one council come to, as far as a result says it.
struct council_figures {
  std::vector<std::int32_t> points_of;  ///< of each sheet: its parts, then its total
  std::vector<std::int64_t> sums;       ///< over the sheets, in the same order
  std::vector<std::size_t> notes;       ///< that apply, by their index among those that zeros trigger
  index_set unmet = 0;                  ///< marks
  index_set asked = 0;                  ///< readings that a result names
  ocop::ranking ranking;                ///< without its marks
};

/// What every choice at every criterion of a set comes to under one choice of readings, where no fact brings a note
/// into play and the council takes the mean. Absent where it does not fit: more than 64 marks or readings, notes that
/// waive marks or give the maximum at a zero. Immutable once made.
class choice_tables {
 public:
  struct cell {
    std::int32_t worth = 0;   ///< points that count
    std::int32_t ticked = 0;  ///< points of the choice, whether they count or not
    std::int32_t option = 0;
    std::int32_t case_no = 0;
    index_set unmet = 0;
    index_set asked = 0;
  };
  /// A note that acts where a criterion has no points.
  struct zero_note {
    std::size_t note = 0;
    note_effect effect{};
    index_set named_by = 0;  ///< the reading that steers it
  };

  /// A criterion as a document names it, and where its cells begin.
  struct criterion_cells {
    std::string key;  ///< code as a key is mostly written, with quotes and colon
    short_text short_key;
    bool has_cases = false;
    std::uint32_t nothing = 0;         ///< cell of nothing ticked; those of the first list follow it
    std::int32_t options = 0;          ///< of the first list
    std::vector<std::uint32_t> lists;  ///< per list: the cell before that of its first option
  };
  std::vector<criterion_cells> criteria;
  std::vector<zero_note> zero_notes;

  static std::optional<choice_tables> of(std::shared_ptr<compiled_rule_set const> const& rules,
                                         compiled_product_set const& set, reading_choices const& readings,
                                         council_session const& session, bool is_amended) {
    if (set.gates.size() > most_indices || rules->readings.size() > most_indices) return std::nullopt;
    choice_tables made(*rules, set, readings, is_amended);
    made.add_questions(rules, session);
    if (!made.add_notes()) return std::nullopt;
    for (std::size_t c = 0; c < set.criteria.size(); ++c) made.add_criterion(c);
    made.add_zeroed_cells();
    return made;
  }

  /// The cell of an option of a list; none where there is no such option.
  [[nodiscard]] std::optional<std::uint32_t> cell_of(std::size_t criterion, std::size_t list,
                                                     std::int32_t option) const {
    criterion_cells const& c = criteria[criterion];
    if (list == 0) {
      if (option < 0 || option > c.options) return std::nullopt;
      return c.nothing + static_cast<std::uint32_t>(option);
    }
    if (option == 0) return c.nothing;
    if (option < 0 || static_cast<std::size_t>(option) > set_->criteria[criterion].lists[list].options.size())
      return std::nullopt;
    return c.lists[list] + static_cast<std::uint32_t>(option);
  }

  [[nodiscard]] std::int32_t option_of(std::uint32_t at) const { return cells_[at].option; }

  /// Takes the sheets of a council together and ranks the result, as tally() and rank() do. `cells` has one row per
  /// sheet with one cell per criterion; what a note lets count nothing is put in its place. False where these tables do
  /// not say it: an unmet minimum rejects, points in a gap decide nothing, a zero makes all that follows zero, cases
  /// differ that may not. `level` is that of the council.
  [[nodiscard]] bool take_together(std::span<std::uint32_t> cells, std::string_view level, council_figures& to) const {
    std::size_t const width = criteria.size();
    std::size_t const sheets = cells.size() / width;
    std::size_t const parts = rules_->parts.size();
    open_questions asked;
    asked.amendment = is_amended_;
    to.ranking = {};
    to.asked = 0;
    to.notes.clear();
    if (!apply_zeros(cells, asked, to)) return false;

    to.points_of.assign(sheets * (parts + 1), 0);
    to.sums.assign(parts + 1, 0);
    index_set unmet_by_one = 0;
    index_set unmet_by_all = ~index_set{0};
    for (std::size_t s = 0; s < sheets; ++s) {
      std::span<std::uint32_t const> const row = cells.subspan(s * width, width);
      std::span<std::int32_t> const points_of = std::span(to.points_of).subspan(s * (parts + 1), parts + 1);
      index_set unmet = 0;
      for (std::size_t c = 0; c < width; ++c) {
        cell const& chosen = cells_[row[c]];
        points_of[part_of_[c]] += chosen.worth;
        unmet |= chosen.unmet;
        to.asked |= chosen.asked;
      }
      for (std::size_t p = 0; p < parts; ++p) points_of[parts] += points_of[p];
      for (std::size_t p = 0; p <= parts; ++p) to.sums[p] += points_of[p];
      unmet_by_one |= unmet;
      unmet_by_all &= unmet;
      if (has_cases_ && !cases_fit(row, asked)) return false;
    }
    to.unmet = unmet_by_all;
    index_set const disputed = unmet_by_one & ~unmet_by_all;
    asked.members = disputed != 0;
    for_each_index(disputed, [&](std::size_t g) {
      if (!holds_for_council(g, cells)) to.unmet |= only(g);
    });
    if (!place(mean_points(to.sums[parts], static_cast<std::int64_t>(sheets)), level, to, asked)) return false;
    to.asked |= named(asked);
    return true;
  }

 private:
  compiled_rule_set const* rules_;
  compiled_product_set const* set_;
  reading_choices readings_;
  bool is_amended_;  ///< the decree was, between filing and decision
  bool has_cases_ = false;
  std::vector<std::size_t> part_of_;  ///< by criterion: its index
  std::vector<cell> cells_;           ///< those that count, then the same as they are where they count nothing
  std::array<index_set, 13> named_by_{};
  index_set named_always_ = 0;
  std::vector<index_set> marks_of_;  ///< by level from 1

  choice_tables(compiled_rule_set const& rules, compiled_product_set const& set, reading_choices const& readings,
                bool is_amended)
      : rules_(&rules), set_(&set), readings_(readings), is_amended_(is_amended), marks_of_(rules.bands.size()) {
    for (std::size_t g = 0; g < set.gates.size(); ++g)
      marks_of_[static_cast<std::size_t>(set.gates[g].level.value - 1)] |= only(g);
  }

  /// The questions that may come up here.
  static constexpr std::array<bool open_questions::*, 13> questions{
      &open_questions::levels,    &open_questions::unticked,  &open_questions::mark,      &open_questions::heading,
      &open_questions::minimum,   &open_questions::members,   &open_questions::band,      &open_questions::gap,
      &open_questions::cases,     &open_questions::unprinted, &open_questions::zero_stop, &open_questions::forward,
      &open_questions::amendment,
  };

  /// Learns which readings a result names for which question.
  void add_questions(std::shared_ptr<compiled_rule_set const> const& rules, council_session const& session) {
    assessment probe;
    probe.rules = rules;
    probe.set = set_;
    probe.readings = readings_;
    probe.session = session;
    auto const named_now = [&] {
      index_set found = 0;
      for (auto const& name : readings_that_mattered(probe))
        for (std::size_t r = 0; r < rules->readings.size(); ++r)
          if (name.substr(0, name.find('=')) == rules->readings[r].id.str()) found |= only(r);
      return found;
    };
    named_always_ = named_now();
    for (std::size_t q = 0; q < questions.size(); ++q) {
      probe.ranking.questions = {};
      probe.ranking.questions.*questions[q] = true;
      named_by_[q] = named_now();
    }
  }

  [[nodiscard]] index_set named(open_questions const& asked) const {
    index_set all = named_always_;
    for (std::size_t q = 0; q < questions.size(); ++q)
      if (asked.*questions[q]) all |= named_by_[q];
    return all;
  }

  bool add_notes() {
    for (std::size_t n = 0; n < set_->notes.size(); ++n) {
      compiled_note const& note = set_->notes[n];
      note_effect const effect = rules_->effect_of_unchecked(note, readings_);
      if (note.zero_at.empty() || effect == note_effect::none) continue;
      if (effect == note_effect::waive_marks || effect == note_effect::maximum) return false;
      auto const* const reading = std::get_if<std::size_t>(&note.effect);
      zero_notes.push_back({n, effect, reading ? only(*reading) : 0});
    }
    return true;
  }

  void add_criterion(std::size_t c) {
    compiled_criterion const& criterion = set_->criteria[c];
    has_cases_ = has_cases_ || criterion.has_cases();
    part_of_.push_back(set_->sections[criterion.section].above);
    criterion_cells& made = criteria.emplace_back();
    made.key = '"' + criterion.id.str() + "\":";
    made.short_key = short_text(made.key);
    made.has_cases = criterion.has_cases();
    made.options = static_cast<std::int32_t>(criterion.lists.front().options.size());
    made.nothing = static_cast<std::uint32_t>(cells_.size());
    cells_.push_back(cell_at(c, nullptr, 0, true));
    for (auto const& list : criterion.lists) {
      made.lists.push_back(static_cast<std::uint32_t>(cells_.size() - 1));
      for (std::size_t o = 1; o <= list.options.size(); ++o)
        cells_.push_back(cell_at(c, &list, static_cast<int>(o), true));
    }
  }

  void add_zeroed_cells() {
    for (std::size_t c = 0; c < criteria.size(); ++c) {
      cells_.push_back(cell_at(c, nullptr, 0, false));
      for (auto const& list : set_->criteria[c].lists)
        for (std::size_t o = 1; o <= list.options.size(); ++o)
          cells_.push_back(cell_at(c, &list, static_cast<int>(o), false));
    }
  }

  /// What evaluate() makes of a choice at a criterion that counts, or counts nothing.
  [[nodiscard]] cell cell_at(std::size_t c, compiled_option_list const* list, int option, bool counts) const {
    cell made;
    open_questions asked;
    made.option = option;
    if (option != 0) {
      made.case_no = list->case_no;
      made.ticked = list->options[static_cast<std::size_t>(option - 1)].worth.value;
      asked.unprinted = !list->printed;
    }
    if (counts) made.worth = made.ticked;
    for (std::size_t g = 0; g < set_->gates.size(); ++g) {
      compiled_gate const& gate = set_->gates[g];
      if (gate.criterion != c) continue;
      bool const other_case = option != 0 && made.case_no != set_->criteria[c].lists[gate.list].case_no;
      if (other_case) continue;
      asked.unticked |= option == 0;
      if (!meets(gate, counts ? option : 0, points{made.worth}, readings_, asked)) made.unmet |= only(g);
    }
    made.asked = named(asked);
    return made;
  }

  /// Lets the notes act that a zero triggers: all are judged on what was ticked.
  bool apply_zeros(std::span<std::uint32_t> cells, open_questions& asked, council_figures& to) const {
    std::size_t const width = criteria.size();
    std::size_t const sheets = cells.size() / width;
    for (std::size_t n = 0; n < zero_notes.size(); ++n) {
      compiled_note const& note = set_->notes[zero_notes[n].note];
      bool const zeroes = zero_notes[n].effect == note_effect::zero;
      std::size_t acts_on = 0;
      for (std::size_t s = 0; s < sheets; ++s) {
        std::span<std::uint32_t> const row = cells.subspan(s * width, width);
        auto const is_zero = [&](std::size_t c) { return cells_[row[c]].ticked == 0; };
        if (std::none_of(note.zero_at.begin(), note.zero_at.end(), is_zero)) continue;
        bool acts = !zeroes;
        for (std::size_t c = note.first; zeroes && c < note.last; ++c) {
          acts = acts || !is_zero(c);
          if (row[c] < cells_.size() / 2) row[c] += static_cast<std::uint32_t>(cells_.size() / 2);
        }
        if (acts) ++acts_on;
      }
      if (acts_on == 0) continue;
      if (!zeroes) {
        if (zero_notes[n].effect == note_effect::later_zero) return false;
        asked.zero_stop = asked.zero_stop || acts_on != sheets;
        if (!stops(acts_on, sheets)) continue;
        bool const rejects = zero_notes[n].effect == note_effect::reject || to.ranking.how == outcome::rejected;
        to.ranking.how = rejects ? outcome::rejected : outcome::stopped;
      }
      to.notes.push_back(n);
      to.asked |= zero_notes[n].named_by;
    }
    return true;
  }

  /// Do zeros on so many of the sheets stop the product?
  [[nodiscard]] bool stops(std::size_t with_zero, std::size_t sheets) const {
    switch (readings_.zero_stop) {
      case reading_choices::zero_stop_rule::majority: return 2 * with_zero > sheets;
      case reading_choices::zero_stop_rule::all: return with_zero == sheets;
      case reading_choices::zero_stop_rule::any: return true;
    }
    return false;
  }

  /// False where a sheet has two cases and may have one only.
  bool cases_fit(std::span<std::uint32_t const> row, open_questions& asked) const {
    std::int32_t first = 0;
    for (std::uint32_t const at : row) {
      std::int32_t const case_no = cells_[at].case_no;
      if (case_no == 0 || case_no == first) continue;
      asked.cases |= first != 0;
      if (first == 0) first = case_no;
    }
    return !asked.cases || readings_.cases != reading_choices::cases_rule::same_case;
  }

  /// Is a mark met on which the sheets differ?
  [[nodiscard]] bool holds_for_council(std::size_t g, std::span<std::uint32_t const> cells) const {
    compiled_gate const& gate = set_->gates[g];
    std::size_t const width = criteria.size();
    std::size_t met = 0;
    std::int64_t sum = 0;
    for (std::size_t at = gate.criterion; at < cells.size(); at += width) {
      cell const& chosen = cells_[cells[at]];
      met += (chosen.unmet & only(g)) == 0 ? 1U : 0U;
      sum += chosen.worth;
    }
    std::size_t const sheets = cells.size() / width;
    switch (readings_.members) {
      case reading_choices::members_rule::majority: return 2 * met > sheets;
      case reading_choices::members_rule::all: return false;
      case reading_choices::members_rule::mean: break;
    }
    bool const any_points = gate.option == 0 && readings_.heading == reading_choices::heading_rule::any_points;
    return any_points ? sum > 0 : mean_points(sum, static_cast<std::int64_t>(sheets)) >= gate.needed;
  }

  /// Marks that stand between a product and a level.
  [[nodiscard]] index_set marks_before(int level) const {
    bool const cumulative = readings_.levels == reading_choices::levels_rule::cumulative;
    index_set all = 0;
    for (int l = cumulative ? 1 : level; l <= level; ++l) all |= marks_of_[static_cast<std::size_t>(l - 1)];
    return all;
  }

  /// Puts the mean into its band and caps it by the marks.
  bool place(mean_points total, std::string_view level, council_figures& to, open_questions& asked) const {
    ranking& r = to.ranking;
    if (r.how != outcome::ranked) return true;
    mean_points const rounded(total.hundredths(), 100);
    mean_points const tested = readings_.band == reading_choices::band_rule::exact ? total : rounded;
    std::size_t const band = band_of_unchecked(rules_->bands, tested);
    compiled_band const& in = rules_->bands[band];
    asked.band = band_of_unchecked(rules_->bands, total) != band_of_unchecked(rules_->bands, rounded);
    asked.gap = band + 1 < rules_->bands.size() && in.end_included && tested > in.end;
    if (asked.gap && readings_.gap == reading_choices::gap_rule::undetermined) return false;

    index_set at_or_below = 0;
    for (int l = 1; l <= in.level.value; ++l) at_or_below |= marks_of_[static_cast<std::size_t>(l - 1)];
    asked.levels = (to.unmet & at_or_below) != 0;
    asked.minimum = (to.unmet & marks_before(in.level.value)) != 0;
    if (asked.minimum && readings_.minimum == reading_choices::minimum_rule::reject) return false;
    int final_level = in.level.value;
    while (final_level > 1 && (to.unmet & marks_before(final_level)) != 0) --final_level;

    r.by_points = in.level;
    r.final_stars = stars{final_level};
    r.recognition = &rules_->recognitions[static_cast<std::size_t>(final_level - 1)];
    for (auto const& f : rules_->forwardings) {
      if (f.level != level || tested < f.from) continue;
      asked.forward |= asked.minimum;
      if (!asked.minimum || readings_.forward == reading_choices::forward_rule::points_alone) r.forward = &f;
    }
    for (auto const& back : rules_->procedure.returns)
      if (back.level == level && tested < back.below) r.returned = &back;
    return true;
  }
};

}  // namespace ocop::detail
