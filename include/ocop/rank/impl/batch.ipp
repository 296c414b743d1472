#pragma once

#include "ocop/council/council_result.hpp"
#include "ocop/evaluate/evaluation.hpp"
#include "ocop/evaluate/findings.hpp"
#include "ocop/rank/batch.hpp"
#include "ocop/rank/detail/batch_kernel.hpp"
#include "ocop/rank/detail/byte_tables.hpp"
#include "ocop/rank/detail/packed_set.hpp"
#include "ocop/rank/detail/rows.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace ocop {
namespace detail {

/// Memory for the results of one step, where the caller's ends within it.
class spare_step {
  std::vector<std::array<std::uint16_t, batch_step>> by_part_;
  std::vector<batch_line> unmet_;
  std::array<std::uint16_t, batch_step> total_{};
  std::array<std::int16_t, batch_step> capped_by_{};
  batch_line how_, by_points_, stars_;
  batch_columns columns_;

 public:
  spare_step(std::size_t parts, std::size_t levels) : by_part_(parts), unmet_(levels) {
    for (auto& part : by_part_) columns_.by_part.push_back(part.data());
    for (auto& level : unmet_) columns_.unmet.push_back(level.bytes.data());
    columns_.total = total_.data();
    columns_.how = how_.bytes.data();
    columns_.by_points = by_points_.bytes.data();
    columns_.stars = stars_.bytes.data();
    columns_.capped_by = capped_by_.data();
  }
  spare_step(spare_step const&) = delete;
  spare_step& operator=(spare_step const&) = delete;

  [[nodiscard]] batch_columns const& columns() const noexcept { return columns_; }

  void copy(batch_columns const& to, std::size_t row, std::size_t count) const {
    auto const copy_wanted = [&](auto const* from, auto* column) {
      if (column) std::copy_n(from, count, column + row);
    };
    for (std::size_t p = 0; p < to.by_part.size(); ++p) copy_wanted(by_part_[p].data(), to.by_part[p]);
    for (std::size_t l = 0; l < to.unmet.size(); ++l) copy_wanted(unmet_[l].bytes.data(), to.unmet[l]);
    copy_wanted(total_.data(), to.total);
    copy_wanted(how_.bytes.data(), to.how);
    copy_wanted(by_points_.bytes.data(), to.by_points);
    copy_wanted(stars_.bytes.data(), to.stars);
    copy_wanted(capped_by_.data(), to.capped_by);
  }
};

/// Scores the rows of a batch.
class batch_scorer {
  std::shared_ptr<compiled_rule_set const> const& rules_;
  compiled_product_set const& set_;
  sheet_columns const& in_;
  findings const& facts_;
  reading_choices const& readings_;
  batch_columns const& out_;
  bool has_cases_;
  batch_kernel kernel_;
  std::optional<byte_tables> bytes_;
  std::optional<packed_set> packed_;

 public:
  batch_scorer(std::shared_ptr<compiled_rule_set const> const& rules, compiled_product_set const& set,
               sheet_columns const& in, findings const& facts, reading_choices const& readings, batch_path path,
               batch_columns const& out)
      : rules_(rules),
        set_(set),
        in_(in),
        facts_(facts),
        readings_(readings),
        out_(out),
        has_cases_(std::any_of(in.cases.begin(), in.cases.end(), [](choice_column const& c) { return c.first; })),
        kernel_(kernel_of(path)) {
    if (has_cases_) return;
    if (kernel_) bytes_ = byte_tables::of(*rules, set, facts, readings);
    if (!bytes_) packed_ = packed_set::of(*rules, set, facts, readings);
  }

  /// A thread takes longer to start than fewer rows take to be scored.
  [[nodiscard]] std::size_t rows_worth_a_thread() const noexcept { return bytes_ ? std::size_t{1} << 16U : 4096; }

  /// Rows from `first` on, up to `last`; cells that are no answer go to `bad`.
  void run(std::size_t first, std::size_t last, std::vector<bad_cell>& bad) const {
    if (bytes_) run_bytes(first, last, bad);
    else if (packed_) run_packed(first, last, bad);
    else
      for (; first < last; ++first) rank_alone(first, bad);
  }

 private:
  static constexpr std::size_t block = 16 * batch_step;

  void run_bytes(std::size_t first, std::size_t last, std::vector<bad_cell>& bad) const {
    std::size_t const criteria = set_.criteria.size();
    bool const is_plain =
        std::all_of(in_.options.begin(), in_.options.end(), [](choice_column const& c) { return c.stride == 1; });
    std::size_t const lines = is_plain ? 1 : block / batch_step;
    std::vector<batch_line> gathered(criteria * lines);
    std::vector<batch_line> scratch(criteria * batch_taken + bytes_->zero_notes.size());
    std::vector<std::uint8_t const*> options(criteria);
    std::array<std::uint8_t, block> alone{};
    spare_step spare(out_.by_part.size(), out_.unmet.size());
    while (first < last) {
      std::size_t count = std::min(block, last - first);
      bool const is_whole = count >= batch_step;
      if (is_whole) count -= count % batch_step;
      for (std::size_t c = 0; c < criteria; ++c) {
        choice_column const& column = in_.options[c];
        if (is_whole && column.stride == 1) options[c] = column.first + first;
        else options[c] = gather(column, first, count, gathered[c * lines].bytes.data());
      }
      batch_rows rows{options.data(), count, first, &out_, scratch.data(), alone.data()};
      if (!is_whole) {
        rows.count = batch_step;
        rows.first_out = 0;
        rows.out = &spare.columns();
      }
      bool const has_alone = kernel_(*bytes_, rows);
      if (!is_whole) spare.copy(out_, first, count);
      for (std::size_t i = 0; has_alone && i < count; ++i)
        if (alone[i]) rank_alone(first + i, bad);
      first += count;
    }
  }

  /// Puts the options of some rows one after another.
  static std::uint8_t const* gather(choice_column const& column, std::size_t first, std::size_t count,
                                    std::uint8_t* to) {
    for (std::size_t i = 0; i < count; ++i) to[i] = column[first + i];
    return to;
  }

  void run_packed(std::size_t first, std::size_t last, std::vector<bad_cell>& bad) const {
    std::array<packed, block> sums;
    for (; first < last; first += block) {
      std::size_t const count = std::min(block, last - first);
      add_up(first, count, sums);
      for (std::size_t i = 0; i < count; ++i) {
        if (sums[i] >= packed_alone) rank_alone(first + i, bad);
        else if (sums[i] >= packed_note) rank_with_zeros(first + i, sums[i]);
        else rank_sum(first + i, sums[i], nullptr);
      }
    }
  }

  void add_up(std::size_t first, std::size_t count, std::array<packed, block>& sums) const {
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
    for (std::size_t p = 0; p < rules_->parts.size(); ++p) {
      total += byte_of(sum, p);
      if (!out_.by_part.empty()) put(out_.by_part[p], row, byte_of(sum, p));
    }
    put(out_.total, row, total);
    for (std::size_t l = 0; l < out_.unmet.size(); ++l)
      put(out_.unmet[l], row, packed_->byte_at[l] ? byte_of(sum, packed_->byte_at[l]) : 0);
    if (packed_->in_gap[total] && readings_.gap == reading_choices::gap_rule::undetermined)
      return put_rank(row, outcome::stopped, 0, 0, -1);
    std::uint8_t const by_points = packed_->band[total];
    std::uint8_t reached = by_points;
    while (reached > 1 && (sum & packed_->before[reached - 1U]) != 0) --reached;
    std::int16_t capped_by = -1;
    if ((sum & packed_->before[by_points - 1U]) != 0) {
      capped_by = first_unmet(row, by_points, is_zeroed);
      if (readings_.minimum == reading_choices::minimum_rule::reject)
        return put_rank(row, outcome::rejected, 0, 0, capped_by);
    }
    put_rank(row, outcome::ranked, by_points, reached, capped_by);
  }

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
      bool const has_case = has_cases_ && in_.cases[c].first && option != 0 && option != unanswered;
      std::uint8_t const case_no = has_case ? in_.cases[c][row] : std::uint8_t{0};
      auto const* const list = option == 0 ? nullptr : set_.criteria[c].list(case_no);
      if (option != 0 && (!list || option > list->options.size())) {
        bad.push_back({row, c, option, case_no});
        is_whole = false;
      }
      sheet.choices.push_back({option == 0 ? 0 : case_no, option});
    }
    if (!is_whole) return put_nothing(row);
    auto const council = tally(*rules_, set_, {&sheet, 1}, facts_, readings_);
    if (!council) {  // reading R-17: cases that do not go together
      auto const other = std::find_if(sheet.choices.begin(), sheet.choices.end(),
                                      [](choice const& c) { return c.option != 0 && c.case_no != 0; });
      auto const at = static_cast<std::size_t>(other - sheet.choices.begin());
      bad.push_back({row, at, in_.options[at][row], static_cast<std::uint8_t>(sheet.choices[at].case_no)});
      return put_nothing(row);
    }
    ranking const r = rank(*rules_, set_, *council, readings_);
    evaluation const& e = council->evaluations.front();
    for (std::size_t p = 0; p < out_.by_part.size(); ++p) put(out_.by_part[p], row, e.by_part[p].value);
    put(out_.total, row, e.total.value);
    for (std::size_t l = 0; l < out_.unmet.size(); ++l)
      put(out_.unmet[l], row, std::count_if(r.unmet_gates.begin(), r.unmet_gates.end(), [&](std::size_t g) {
            return set_.gates[g].level.value == static_cast<int>(l + 1);
          }));
    put_rank(row, r.how, r.by_points ? r.by_points->value : 0, r.final_stars ? r.final_stars->value : 0,
             r.capped_by ? static_cast<std::int16_t>(set_.gates[*r.capped_by].criterion) : std::int16_t{-1});
  }

  template <class Entry, class Number>
  static void put(Entry* column, std::size_t row, Number n) {
    if (column) column[row] = static_cast<Entry>(n);
  }

  void put_rank(std::size_t row, outcome how, int by_points, int reached, std::int16_t capped_by) const {
    put(out_.how, row, static_cast<int>(how));
    put(out_.by_points, row, by_points);
    put(out_.stars, row, reached);
    put(out_.capped_by, row, capped_by);
  }

  /// A sheet that has no result.
  void put_nothing(std::size_t row) const {
    for (auto* const part : out_.by_part) put(part, row, 0);
    for (auto* const level : out_.unmet) put(level, row, 0);
    put(out_.total, row, 0);
    put_rank(row, outcome::ranked, 0, 0, -1);
    put(out_.how, row, batch_result::not_evaluated);
  }
};

/// Are there as many columns as the rules ask for, and can the path be taken?
inline std::optional<issue> check_batch(compiled_rule_set const& rules, compiled_product_set const& set,
                                        sheet_columns const& sheets, batch_columns const& out, batch_path path) {
  std::size_t const criteria = set.criteria.size();
  if (sheets.options.size() != criteria || (!sheets.cases.empty() && sheets.cases.size() != criteria))
    return issue{errc::bad_value,
                 {},
                 "there are " + std::to_string(sheets.options.size()) + " columns; set " + std::to_string(set.number) +
                     " has " + std::to_string(criteria) + " criteria. Give one column for each."};
  bool const has_parts = out.by_part.empty() || out.by_part.size() == rules.parts.size();
  if (!has_parts || (!out.unmet.empty() && out.unmet.size() != rules.bands.size()))
    return issue{errc::bad_value,
                 {},
                 "results have columns for " + std::to_string(out.by_part.size()) + " parts and " +
                     std::to_string(out.unmet.size()) + " levels; there are " + std::to_string(rules.parts.size()) +
                     " and " + std::to_string(rules.bands.size()) + ". Give one for each, or none."};
  if (!is_available(path))
    return issue{errc::bad_value,
                 {},
                 "path " + std::string(to_string(path)) + " is not available on this processor. Choose best."};
  return std::nullopt;
}

}  // namespace detail

OCOP_INLINE bool is_available(batch_path path) noexcept {
  return path == batch_path::best || path == batch_path::scalar || detail::kernel_of(path) != nullptr;
}

OCOP_INLINE result<std::vector<bad_cell>> score_batch_into(std::shared_ptr<compiled_rule_set const> const& rules,
                                                           compiled_product_set const& set, sheet_columns const& sheets,
                                                           value const& facts, reading_choices const& readings,
                                                           batch_columns const& out, batch_options const& options) {
  if (auto wrong = detail::check_batch(*rules, set, sheets, out, options.path)) return std::move(*wrong);
  auto const found = judge_facts(*rules, set, facts, readings);
  if (!found) return found.error();
  detail::batch_scorer const scorer(rules, set, sheets, *found, readings, options.path, out);

  // Each thread has its own rows, and its own list of bad cells; put together they are in the order of the rows.
  std::size_t const most = std::max<std::size_t>(1, sheets.sheets / scorer.rows_worth_a_thread());
  std::size_t const parts = std::min<std::size_t>(std::max(1U, options.threads), most);
  std::vector<std::vector<bad_cell>> bad(parts);
  detail::in_parts(sheets.sheets, parts,
                   [&](std::size_t part, std::size_t first, std::size_t last) { scorer.run(first, last, bad[part]); });
  for (std::size_t p = 1; p < parts; ++p) bad[0].insert(bad[0].end(), bad[p].begin(), bad[p].end());
  return std::move(bad[0]);
}

OCOP_INLINE result<batch_result> score_batch(std::shared_ptr<compiled_rule_set const> const& rules,
                                             compiled_product_set const& set, sheet_columns const& sheets,
                                             value const& facts, reading_choices const& readings,
                                             batch_options const& options) {
  batch_result made;
  made.by_part.assign(rules->parts.size(), std::vector<std::uint16_t>(sheets.sheets));
  made.total.resize(sheets.sheets);
  made.how.resize(sheets.sheets);
  made.by_points.resize(sheets.sheets);
  made.stars.resize(sheets.sheets);
  made.capped_by.resize(sheets.sheets);
  made.unmet.assign(rules->bands.size(), std::vector<std::uint8_t>(sheets.sheets));
  batch_columns out{
      {}, made.total.data(), made.how.data(), made.by_points.data(), made.stars.data(), made.capped_by.data(), {}};
  for (auto& part : made.by_part) out.by_part.push_back(part.data());
  for (auto& level : made.unmet) out.unmet.push_back(level.data());
  auto bad = score_batch_into(rules, set, sheets, facts, readings, out, options);
  if (!bad) return bad.error();
  made.bad = std::move(*bad);
  return made;
}

OCOP_INLINE issue explain_bad_cell(compiled_product_set const& set, bad_cell const& cell,
                                   std::optional<std::int64_t> found) {
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
          "found option " + std::to_string(found.value_or(cell.option)) + "; it has options 1 to " +
              std::to_string(list->options.size()) + ", 0 for nothing ticked."};
}

}  // namespace ocop
