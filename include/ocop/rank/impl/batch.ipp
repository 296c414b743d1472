#pragma once

#include "ocop/council/council_result.hpp"
#include "ocop/evaluate/evaluation.hpp"
#include "ocop/evaluate/findings.hpp"
#include "ocop/rank/batch.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <thread>
#include <utility>

namespace ocop {
namespace detail {

/// Of one option, or added up over a sheet: points of three parts and unmet marks of three levels, a byte each. The
/// seventh byte counts zeros at which a note makes other criteria count 0, the eighth what is looked at alone: cells
/// that are no answer, zeros that reject or stop.
using packed = std::uint64_t;
inline constexpr int packed_parts = 3;
inline constexpr int packed_levels = 3;
inline constexpr packed packed_note = packed{1} << 48U;
inline constexpr packed packed_alone = packed{1} << 56U;
inline constexpr std::uint64_t byte_of(packed p, std::size_t n) noexcept { return p >> (8 * n) & 0xFFU; }

/// A set under one choice of readings and facts, as a table per criterion. Absent where it does not fit: cases, more
/// parts or gated levels, larger sums, notes that a fact brings into play.
class packed_set {
 public:
  /// A mark with what is held against it: of lower levels first, then as printed.
  struct mark {
    std::size_t criterion = 0;
    int level = 0;
    std::array<bool, 256> unmet{};
  };
  std::vector<std::array<packed, 256>> tables;
  std::vector<packed> zeroed;  ///< per criterion, where a note lets it count nothing
  std::vector<std::size_t> zero_notes;
  std::vector<int> levels;     ///< of the three counts
  std::vector<packed> before;  ///< per level from 1: the bytes of the marks that stand before it
  std::vector<mark> marks;
  std::array<std::uint8_t, 768> band{};  ///< by total: level of the band
  std::array<bool, 768> in_gap{};        ///< by total: above the printed end of its band

  static std::optional<packed_set> of(compiled_rule_set const& rules, compiled_product_set const& set,
                                      findings const& facts, reading_choices const& readings) {
    packed_set made;
    if (rules.parts.size() > packed_parts || set.criteria.size() > 255) return std::nullopt;
    for (auto const& part : rules.parts)
      if (part.max.value > 255) return std::nullopt;
    for (std::size_t n = 0; n < set.notes.size(); ++n)
      if (facts.note_holds[n] && rules.effect_of(set.notes[n], readings) != note_effect::none) return std::nullopt;
    for (auto const& g : set.gates)
      if (std::find(made.levels.begin(), made.levels.end(), g.level.value) == made.levels.end())
        made.levels.push_back(g.level.value);
    if (made.levels.size() > packed_levels) return std::nullopt;
    for (std::size_t n = 0; n < set.notes.size(); ++n)
      if (!set.notes[n].zero_at.empty() && rules.effect_of(set.notes[n], readings) == note_effect::zero)
        made.zero_notes.push_back(n);
    for (std::size_t c = 0; c < set.criteria.size(); ++c)
      if (!made.add_table(rules, set, c, readings)) return std::nullopt;
    made.add_levels(rules, readings);
    made.add_marks(set, readings);
    return made;
  }

 private:
  void add_levels(compiled_rule_set const& rules, reading_choices const& readings) {
    bool const cumulative = readings.levels == reading_choices::levels_rule::cumulative;
    for (int level = 1; level <= static_cast<int>(rules.bands.size()); ++level) {
      packed& mask = before.emplace_back();
      for (std::size_t l = 0; l < levels.size(); ++l)
        if (levels[l] == level || (cumulative && levels[l] < level)) mask |= packed{0xFF} << (8 * (packed_parts + l));
    }
    for (std::size_t total = 0; total < band.size(); ++total) {
      mean_points const mean(static_cast<std::int64_t>(total), 1);
      std::size_t at = rules.bands.size() - 1;
      while (at > 0 && mean < rules.bands[at].from) --at;
      band[total] = static_cast<std::uint8_t>(rules.bands[at].level.value);
      in_gap[total] = at + 1 < rules.bands.size() && rules.bands[at].end_included && mean > rules.bands[at].end;
    }
  }

  void add_marks(compiled_product_set const& set, reading_choices const& readings) {
    for (auto const& gate : set.gates) {
      auto const& options = set.criteria[gate.criterion].lists.front().options;
      mark made{gate.criterion, gate.level.value, {}};
      made.unmet.fill(true);
      open_questions asked;
      for (std::size_t o = 1; o <= options.size(); ++o)
        made.unmet[o] = !meets(gate, static_cast<int>(o), options[o - 1].worth, readings, asked);
      marks.push_back(made);
    }
    std::stable_sort(marks.begin(), marks.end(), [](mark const& a, mark const& b) { return a.level < b.level; });
  }

  bool add_table(compiled_rule_set const& rules, compiled_product_set const& set, std::size_t c,
                 reading_choices const& readings) {
    compiled_criterion const& criterion = set.criteria[c];
    if (criterion.has_cases() || criterion.max.value > 255) return false;
    auto const& options = criterion.lists.front().options;
    if (options.size() >= unanswered) return false;
    auto& table = tables.emplace_back();
    table.fill(packed_alone);
    packed watched = 0;
    for (auto const& note : set.notes) {
      if (std::find(note.zero_at.begin(), note.zero_at.end(), c) == note.zero_at.end()) continue;
      note_effect const effect = rules.effect_of(note, readings);
      if (effect != note_effect::none) watched |= effect == note_effect::zero ? packed_note : packed_alone;
    }
    for (std::size_t option = 0; option <= options.size(); ++option) {
      points const worth = option == 0 ? points{} : options[option - 1].worth;
      packed cell = static_cast<packed>(worth.value) << (8 * set.sections[criterion.section].above);
      for (auto const& gate : set.gates) {
        if (gate.criterion != c) continue;
        open_questions asked;
        if (meets(gate, static_cast<int>(option), worth, readings, asked)) continue;
        auto const level = std::find(levels.begin(), levels.end(), gate.level.value) - levels.begin();
        cell += packed{1} << (8 * (packed_parts + static_cast<std::size_t>(level)));
      }
      if (worth.value == 0) cell += watched;
      table[option] = cell;
    }
    // Nothing ticked meets no mark and adds no point: so does a criterion that counts nothing.
    zeroed.push_back(table[0] & (packed_note - 1));
    return true;
  }
};

/// Scores the rows of a batch.
class batch_scorer {
  std::shared_ptr<compiled_rule_set const> const& rules_;
  compiled_product_set const& set_;
  sheet_columns const& in_;
  findings const& facts_;
  reading_choices const& readings_;
  std::optional<packed_set> packed_;
  batch_result& out_;

 public:
  batch_scorer(std::shared_ptr<compiled_rule_set const> const& rules, compiled_product_set const& set,
               sheet_columns const& in, findings const& facts, reading_choices const& readings, batch_result& out)
      : rules_(rules),
        set_(set),
        in_(in),
        facts_(facts),
        readings_(readings),
        packed_(in.cases.empty() ? packed_set::of(*rules, set, facts, readings) : std::nullopt),
        out_(out) {}

  /// Rows from `first` on, up to `last`; cells that are no answer go to `bad`.
  void run(std::size_t first, std::size_t last, std::vector<bad_cell>& bad) const {
    constexpr std::size_t block = 1024;
    std::array<packed, block> sums;
    for (; first < last; first += block) {
      std::size_t const count = std::min(block, last - first);
      if (packed_) add_up(first, count, sums);
      for (std::size_t i = 0; i < count; ++i) {
        if (!packed_ || sums[i] >= packed_alone) rank_alone(first + i, bad);
        else if (sums[i] >= packed_note) rank_with_zeros(first + i, sums[i]);
        else rank_sum(first + i, sums[i], nullptr);
      }
    }
  }

 private:
  void add_up(std::size_t first, std::size_t count, std::array<packed, 1024>& sums) const {
    std::fill_n(sums.begin(), count, packed{});
    for (std::size_t c = 0; c < set_.criteria.size(); ++c) {
      packed const* const table = packed_->tables[c].data();
      choice_column const& column = in_.options[c];
      std::uint8_t const* const from = column.first + static_cast<std::ptrdiff_t>(first) * column.stride;
      if (column.stride == 1)
        for (std::size_t i = 0; i < count; ++i) sums[i] += table[from[i]];
      else
        for (std::size_t i = 0; i < count; ++i) sums[i] += table[from[static_cast<std::ptrdiff_t>(i) * column.stride]];
    }
  }

  /// A sheet with zeros at which other criteria count nothing.
  void rank_with_zeros(std::size_t row, packed sum) const {
    std::array<bool, 256> is_zeroed{};
    auto const is_zero = [&](std::size_t c) { return (packed_->tables[c][in_.options[c][row]] & packed_note) != 0; };
    for (std::size_t const n : packed_->zero_notes) {
      compiled_note const& note = set_.notes[n];
      if (std::none_of(note.zero_at.begin(), note.zero_at.end(), is_zero)) continue;
      std::fill(is_zeroed.begin() + static_cast<std::ptrdiff_t>(note.first),
                is_zeroed.begin() + static_cast<std::ptrdiff_t>(note.last), true);
    }
    sum &= packed_note - 1;
    for (std::size_t c = 0; c < set_.criteria.size(); ++c)
      if (is_zeroed[c]) sum += packed_->zeroed[c] - (packed_->tables[c][in_.options[c][row]] & (packed_note - 1));
    rank_sum(row, sum, is_zeroed.data());
  }

  /// Band by the sum of points, cap by the counts of unmet marks. `is_zeroed`: per criterion; null: none counts
  /// nothing.
  void rank_sum(std::size_t row, packed sum, bool const* is_zeroed) const {
    std::size_t total = 0;
    for (std::size_t p = 0; p < out_.by_part.size(); ++p) {
      out_.by_part[p][row] = static_cast<std::uint16_t>(byte_of(sum, p));
      total += byte_of(sum, p);
    }
    out_.total[row] = static_cast<std::uint16_t>(total);
    for (std::size_t l = 0; l < packed_->levels.size(); ++l)
      out_.unmet[static_cast<std::size_t>(packed_->levels[l] - 1)][row] =
          static_cast<std::uint8_t>(byte_of(sum, packed_parts + l));
    if (packed_->in_gap[total] && readings_.gap == reading_choices::gap_rule::undetermined)
      return set_outcome(row, outcome::stopped);
    std::uint8_t const by_points = packed_->band[total];
    std::uint8_t reached = by_points;
    while (reached > 1 && (sum & packed_->before[reached - 1U]) != 0) --reached;
    if ((sum & packed_->before[by_points - 1U]) != 0) {
      out_.capped_by[row] = first_unmet(row, by_points, is_zeroed);
      if (readings_.minimum == reading_choices::minimum_rule::reject) return set_outcome(row, outcome::rejected);
    }
    out_.by_points[row] = by_points;
    out_.stars[row] = reached;
    set_outcome(row, outcome::ranked);
  }

  void set_outcome(std::size_t row, outcome how) const { out_.how[row] = static_cast<std::uint8_t>(how); }

  /// The criterion of the unmet mark of the lowest level, the first printed. Precondition: there is one.
  [[nodiscard]] std::int16_t first_unmet(std::size_t row, int level, bool const* is_zeroed) const {
    bool const cumulative = readings_.levels == reading_choices::levels_rule::cumulative;
    for (auto const& mark : packed_->marks) {
      bool const counts = mark.level == level || (cumulative && mark.level < level);
      if (counts && ((is_zeroed && is_zeroed[mark.criterion]) || mark.unmet[in_.options[mark.criterion][row]]))
        return static_cast<std::int16_t>(mark.criterion);
    }
    return -1;
  }

  /// A sheet by itself, as any other.
  void rank_alone(std::size_t row, std::vector<bad_cell>& bad) const {
    score_sheet sheet{"sheet", false, {}};
    bool is_whole = true;
    for (std::size_t c = 0; c < set_.criteria.size(); ++c) {
      std::uint8_t const option = in_.options[c][row];
      bool const has_case = !in_.cases.empty() && in_.cases[c].first && option != 0 && option != unanswered;
      std::uint8_t const case_no = has_case ? in_.cases[c][row] : std::uint8_t{0};
      auto const* const list = option == 0 ? nullptr : set_.criteria[c].list(case_no);
      if (option != 0 && (!list || option > list->options.size())) {
        bad.push_back({row, c, option, case_no});
        is_whole = false;
      }
      sheet.choices.push_back({option == 0 ? 0 : case_no, option});
    }
    out_.how[row] = batch_result::not_evaluated;
    if (!is_whole) return;
    auto const council = tally(*rules_, set_, {&sheet, 1}, facts_, readings_);
    if (!council) {  // reading R-17: cases that do not go together
      auto const other = std::find_if(sheet.choices.begin(), sheet.choices.end(),
                                      [](choice const& c) { return c.option != 0 && c.case_no != 0; });
      auto const at = static_cast<std::size_t>(other - sheet.choices.begin());
      bad.push_back({row, at, in_.options[at][row], static_cast<std::uint8_t>(sheet.choices[at].case_no)});
      return;
    }
    ranking const r = rank(*rules_, set_, *council, readings_);
    evaluation const& e = council->evaluations.front();
    for (std::size_t p = 0; p < e.by_part.size(); ++p)
      out_.by_part[p][row] = static_cast<std::uint16_t>(e.by_part[p].value);
    out_.total[row] = static_cast<std::uint16_t>(e.total.value);
    for (std::size_t const g : r.unmet_gates)
      ++out_.unmet[static_cast<std::size_t>(set_.gates[g].level.value - 1)][row];
    out_.by_points[row] = static_cast<std::uint8_t>(r.by_points ? r.by_points->value : 0);
    out_.stars[row] = static_cast<std::uint8_t>(r.final_stars ? r.final_stars->value : 0);
    if (r.capped_by) out_.capped_by[row] = static_cast<std::int16_t>(set_.gates[*r.capped_by].criterion);
    set_outcome(row, r.how);
  }
};

}  // namespace detail

OCOP_INLINE result<batch_result> score_batch(std::shared_ptr<compiled_rule_set const> const& rules,
                                             compiled_product_set const& set, sheet_columns const& sheets,
                                             value const& facts, reading_choices const& readings, unsigned threads) {
  bool const has_columns = sheets.options.size() == set.criteria.size() &&
                           (sheets.cases.empty() || sheets.cases.size() == set.criteria.size());
  if (!has_columns)
    return issue{errc::bad_value,
                 {},
                 "there are " + std::to_string(sheets.options.size()) + " columns; set " + std::to_string(set.number) +
                     " has " + std::to_string(set.criteria.size()) + " criteria. Give one column for each."};
  auto const found = judge_facts(*rules, set, facts, readings);
  if (!found) return found.error();
  batch_result made;
  made.by_part.assign(rules->parts.size(), std::vector<std::uint16_t>(sheets.sheets));
  made.total.resize(sheets.sheets);
  made.how.resize(sheets.sheets);
  made.by_points.resize(sheets.sheets);
  made.stars.resize(sheets.sheets);
  made.capped_by.assign(sheets.sheets, -1);
  made.unmet.assign(rules->bands.size(), std::vector<std::uint8_t>(sheets.sheets));
  detail::batch_scorer const scorer(rules, set, sheets, *found, readings, made);

  // Each thread has its own rows, and its own list of bad cells; put together they are in the order of the rows.
  std::size_t const most = std::max<std::size_t>(1, sheets.sheets / 4096);
  std::size_t const parts = std::min<std::size_t>(std::max(1U, threads), most);
  std::vector<std::vector<bad_cell>> bad(parts);
  auto const work = [&](std::size_t p) {
    scorer.run(sheets.sheets * p / parts, sheets.sheets * (p + 1) / parts, bad[p]);
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t p = 1; p < parts; ++p) others.emplace_back(work, p);
    work(0);
  }
  for (auto const& some : bad) made.bad.insert(made.bad.end(), some.begin(), some.end());
  return made;
}

OCOP_INLINE issue explain_bad_cell(compiled_product_set const& set, bad_cell const& cell) {
  compiled_criterion const& criterion = set.criteria[cell.criterion];
  std::string const where = "sheet " + std::to_string(cell.sheet) + ", criterion " + criterion.id.str();
  if (cell.option == unanswered)
    return {errc::missing_criteria, where, "not answered. Give an option number, 0 for nothing ticked."};
  auto const* const list = criterion.list(cell.case_no);
  if (!list) {
    std::string cases;
    for (auto const& l : criterion.lists)
      if (l.case_no) cases += (cases.empty() ? "" : ", ") + std::to_string(l.case_no);
    return {errc::wrong_case, where,
            "found case " + std::to_string(cell.case_no) +
                (cases.empty() ? "; the criterion has no cases." : "; its cases are " + cases + ".")};
  }
  if (cell.option <= list->options.size())
    return {errc::wrong_case, where,
            "its case is another than that of a criterion before; R-17=same-case asks for one."};
  return {errc::unknown_option, where,
          "found option " + std::to_string(cell.option) + "; it has options 1 to " +
              std::to_string(list->options.size()) + ", 0 for nothing ticked."};
}

}  // namespace ocop
