#pragma once

#include "ocop/rank/columns.hpp"
#include "ocop/rank/detail/batch_kernel.hpp"
#include "ocop/rank/detail/prepared_set.hpp"
#include "ocop/rank/detail/rows.hpp"
#include "ocop/rank/tiled_sheets.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ocop::detail {

/// Sheets in memory of the caller: columns, or tiles where there are none.
struct sheet_cells {
  sheet_columns const* columns = nullptr;
  tiled_view tiles{};

  /// `criteria`: of the set.
  [[nodiscard]] std::uint8_t option(std::size_t criterion, std::size_t row, std::size_t criteria) const noexcept {
    if (columns) return columns->options[criterion][row];
    std::uint8_t const* const tile =
        tiles.first + row / sheets_per_tile * bytes_per_tile_unchecked(criteria, tiles.layout) + row % sheets_per_tile;
    if (tiles.layout == tile_layout::bytes) return tile[criterion * sheets_per_tile];
    return static_cast<std::uint8_t>(tile[criterion / 2 * sheets_per_tile] >> (criterion % 2 * 4) & 0x0F);
  }
  [[nodiscard]] bool has_cases() const { return columns && gives_cases(*columns); }
  [[nodiscard]] std::uint8_t case_no(std::size_t criterion, std::size_t row) const noexcept {
    bool const is_given = columns && !columns->cases.empty() && columns->cases[criterion].first;
    return is_given ? columns->cases[criterion][row] : std::uint8_t{0};
  }
};

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
class batch_run {
  prepared_set const& prepared_;
  sheet_cells const& in_;
  batch_columns const& out_;
  batch_kernel kernel_;
  std::size_t criteria_;
  std::vector<char> is_gathered_;  ///< per criterion: its entries are not what its column holds, or not side by side

 public:
  batch_run(prepared_set const& prepared, sheet_cells const& in, batch_columns const& out, batch_path path)
      : prepared_(prepared),
        in_(in),
        out_(out),
        kernel_(prepared.bytes ? kernel_of(path) : nullptr),
        criteria_(prepared.set.criteria.size()) {
    for (std::size_t c = 0; c < criteria_; ++c)
      is_gathered_.push_back(prepared.set.criteria[c].has_cases() || !in.columns ||
                             in.columns->options[c].stride != 1 ||
                             (!in.columns->cases.empty() && in.columns->cases[c].first));
  }

  /// A thread takes longer to start than fewer rows take to be scored.
  [[nodiscard]] std::size_t rows_worth_a_thread() const noexcept { return kernel_ ? std::size_t{1} << 16U : 4096; }

  /// Rows from `first` on, up to `last`; cells that are no answer go to `bad`. `first` begins a step.
  void run(std::size_t first, std::size_t last, std::vector<bad_cell>& bad) const {
    if (prepared_.tables) run_steps(first, last, bad);
    else
      for (; first < last; ++first) rank_alone(first, bad);
  }

 private:
  static constexpr std::size_t block = 16 * batch_step;

  void run_steps(std::size_t first, std::size_t last, std::vector<bad_cell>& bad) const {
    bool const takes_tiles = kernel_ && !in_.columns && !prepared_.tables->has_cases;
    std::vector<batch_line> gathered(takes_tiles ? 0 : criteria_ * (block / batch_step));
    std::vector<batch_line> scratch((takes_tiles ? 0 : criteria_ * batch_taken) + prepared_.tables->zeroables.size());
    std::vector<std::uint8_t const*> options(criteria_);
    std::array<std::uint8_t, block> alone{};
    spare_step spare(out_.by_part.size(), out_.unmet.size());
    while (first < last) {
      std::size_t count = std::min(block, last - first);
      bool const is_whole = count >= batch_step;
      if (is_whole) count -= count % batch_step;
      batch_rows rows;
      if (takes_tiles) {
        rows.bytes_per_tile = bytes_per_tile_unchecked(criteria_, in_.tiles.layout);
        rows.tiles = in_.tiles.first + first / sheets_per_tile * rows.bytes_per_tile;
        rows.has_nibbles = in_.tiles.layout == tile_layout::nibbles;
      } else {
        for (std::size_t c = 0; c < criteria_; ++c)
          options[c] = is_whole && !is_gathered_[c]
                           ? in_.columns->options[c].first + first
                           : gather(c, first, count, gathered[c * (block / batch_step)].bytes.data());
        rows.options = options.data();
      }
      if (kernel_) {
        rows.count = is_whole ? count : batch_step;
        rows.first_out = is_whole ? first : 0;
        rows.out = is_whole ? &out_ : &spare.columns();
        rows.wants_marks = out_.capped_by || !out_.unmet.empty();
        rows.scratch = scratch.data();
        rows.alone = alone.data();
        bool const has_alone = kernel_(*prepared_.bytes, rows);
        if (!is_whole) spare.copy(out_, first, count);
        for (std::size_t i = 0; has_alone && i < count; ++i)
          if (alone[i]) rank_alone(first + i, bad);
      } else {
        for (std::size_t i = 0; i < count; i += batch_step)
          rank_step(options.data(), i, first + i, std::min(batch_step, count - i), bad);
      }
      first += count;
    }
  }

  /// Puts the entries of some rows one after another; 255 where a cell is no answer.
  std::uint8_t const* gather(std::size_t c, std::size_t first, std::size_t count, std::uint8_t* to) const {
    bool const is_plain = !prepared_.set.criteria[c].has_cases() && in_.columns &&
                          (in_.columns->cases.empty() || !in_.columns->cases[c].first);
    if (is_plain) {
      choice_column const& column = in_.columns->options[c];
      for (std::size_t i = 0; i < count; ++i) to[i] = column[first + i];
      return to;
    }
    for (std::size_t i = 0; i < count; ++i) to[i] = entry_at(c, first + i);
    return to;
  }

  /// The entry of a cell; 255 where it is no answer.
  [[nodiscard]] std::uint8_t entry_at(std::size_t c, std::size_t row) const {
    std::size_t const entry = prepared_.tables->entry_of(c, in_.option(c, row, criteria_), in_.case_no(c, row));
    return entry < sheet_tables::entries ? static_cast<std::uint8_t>(entry) : unanswered;
  }

  /// The rows `[at, at + count)` of some columns of entries, which are the rows from `row` on of all.
  void rank_step(std::uint8_t const* const* entries, std::size_t at, std::size_t row, std::size_t count,
                 std::vector<bad_cell>& bad) const {
    std::array<prepared_set::figures, batch_step> sums;
    sums.fill({0, prepared_.tables->always});
    batch_line merged;
    for (std::size_t c = 0; c < criteria_; ++c) {
      auto const& table = prepared_.tables->criteria[c];
      std::uint8_t const* const from = entries[c] + at;
      for (std::size_t i = 0; i < count; ++i) {
        merged.bytes[i] |= from[i];
        auto const& cell = table[from[i] % sheet_tables::entries];
        sums[i].points += cell.points;
        sums[i].flags |= cell.flags;
      }
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (merged.bytes[i] >= sheet_tables::entries || (sums[i].flags & sheet_tables::alone) != 0) {
        rank_alone(row + i, bad);
        continue;
      }
      sums[i] = prepared_.with_zeros(sums[i], [&](std::size_t c) { return entries[c][at + i]; });
      put_figures(row + i, sums[i]);
    }
  }

  void put_figures(std::size_t row, prepared_set::figures const& sum) const {
    put_rank(row, prepared_.rank(sum));
    for (std::size_t p = 0; p < out_.by_part.size(); ++p) put(out_.by_part[p], row, prepared_set::points_of(sum, p));
    for (std::size_t l = 0; l < out_.unmet.size(); ++l)
      put(out_.unmet[l], row, std::popcount(sum.flags & prepared_.tables->of_level[l]));
  }

  /// A sheet by itself: by the tables where they say it, else as any other is evaluated.
  void rank_alone(std::size_t row, std::vector<bad_cell>& bad) const {
    std::vector<std::uint8_t> options, cases;
    bool const has_cases = in_.has_cases();
    for (std::size_t c = 0; c < criteria_; ++c) {
      options.push_back(in_.option(c, row, criteria_));
      if (has_cases) cases.push_back(in_.case_no(c, row));
    }
    if (prepared_.tables) {
      std::vector<std::uint8_t> entries;
      for (std::size_t c = 0; c < criteria_; ++c) entries.push_back(entry_at(c, row));
      if (auto const sum = prepared_.add_up(entries.data())) return put_figures(row, *sum);
    }
    whole_score const found = prepared_.evaluate_alone(options, cases, row);
    bad.insert(bad.end(), found.bad.begin(), found.bad.end());
    put_rank(row, found.score);
    if (!found.bad.empty()) put(out_.how, row, batch_result::not_evaluated);
    for (std::size_t p = 0; p < out_.by_part.size(); ++p) put(out_.by_part[p], row, found.by_part[p].value);
    for (std::size_t l = 0; l < out_.unmet.size(); ++l) put(out_.unmet[l], row, found.unmet[l]);
  }

  template <class Entry, class Number>
  static void put(Entry* column, std::size_t row, Number n) {
    if (column) column[row] = static_cast<Entry>(n);
  }

  void put_rank(std::size_t row, sheet_score const& s) const {
    put(out_.total, row, s.total);
    put(out_.how, row, static_cast<int>(s.how));
    put(out_.by_points, row, s.by_points);
    put(out_.stars, row, s.stars);
    put(out_.capped_by, row, s.capped_by);
  }
};

/// Are there columns for every part and level, and can the path be taken?
inline std::optional<issue> check_batch(compiled_rule_set const& rules, batch_columns const& out, batch_path path) {
  bool const has_parts = out.by_part.empty() || out.by_part.size() == rules.parts.size();
  if (!has_parts || (!out.unmet.empty() && out.unmet.size() != rules.bands.size()))
    return issue{errc::bad_value,
                 {},
                 "results have columns for " + std::to_string(out.by_part.size()) + " parts and " +
                     std::to_string(out.unmet.size()) + " levels; there are " + std::to_string(rules.parts.size()) +
                     " and " + std::to_string(rules.bands.size()) + ". Give one for each, or none."};
  if (!is_enumerator(path))
    return issue{errc::bad_value,
                 {},
                 "the path is number " + std::to_string(static_cast<int>(path)) + ", which is none. Choose best."};
  if (kernel_of(path) || path == batch_path::best || path == batch_path::scalar) return std::nullopt;
  return issue{errc::bad_value,
               {},
               "path " + std::string(to_string(path)) + " is not available on this processor. Choose best."};
}

/// Scores all rows, each thread its own; the bad cells of all are in the order of the rows.
inline result<std::vector<bad_cell>> run_batch(prepared_set const& prepared, sheet_cells const& in, std::size_t sheets,
                                               batch_columns const& out, batch_options const& options) {
  if (auto wrong = check_batch(*prepared.rules, out, options.path)) return std::move(*wrong);
  batch_run const batch(prepared, in, out, options.path);
  std::size_t const steps = (sheets + batch_step - 1) / batch_step;
  std::size_t const most = std::max<std::size_t>(1, sheets / batch.rows_worth_a_thread());
  std::size_t const parts = std::min<std::size_t>(std::max(1U, options.threads), most);
  std::vector<std::vector<bad_cell>> bad(parts);
  in_parts(steps, parts, [&](std::size_t part, std::size_t first, std::size_t last) {
    batch.run(first * batch_step, std::min(last * batch_step, sheets), bad[part]);
  });
  for (std::size_t p = 1; p < parts; ++p) bad[0].insert(bad[0].end(), bad[p].begin(), bad[p].end());
  return std::move(bad[0]);
}

}  // namespace ocop::detail
