// A batch of sheets in columns against reading its bytes once, and against the plain loop over tables that NumPy's take
// and add amount to: one pass over a column of a million per criterion.

#include "ocop/ocop.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {

using clock_type = std::chrono::steady_clock;

struct workload {
  ocop::rule_catalog catalog = ocop::builtin_catalog();
  std::shared_ptr<ocop::compiled_rule_set const> rules = catalog.editions().back();
  ocop::compiled_product_set const& set = *rules->product_set(1).value();
  std::vector<std::vector<std::uint8_t>> columns;
  ocop::sheet_columns view;

  explicit workload(std::size_t sheets) {
    std::mt19937 random(1);
    view.sheets = sheets;
    for (auto const& criterion : set.criteria) {
      auto const count = static_cast<unsigned>(criterion.lists.front().options.size());
      auto& column = columns.emplace_back(sheets);
      // Mostly good sheets, as those that reach a council are.
      for (auto& option : column)
        option =
            static_cast<std::uint8_t>(random() % 4 ? count - random() % std::min(2U, count) : 1 + random() % count);
    }
    for (auto const& column : columns) view.options.push_back({column.data(), 1});
  }
};

/// Eight bytes at a time, which the compiler makes as wide as it can.
std::uint64_t read_once(workload const& w) {
  std::uint64_t sum = 0;
  for (auto const& column : w.columns) {
    std::size_t const words = column.size() / sizeof(std::uint64_t);
    for (std::size_t i = 0; i < words; ++i) {
      std::uint64_t word = 0;
      std::memcpy(&word, column.data() + i * sizeof word, sizeof word);
      sum += word;
    }
  }
  return sum;
}

/// Column after column: points looked up and added to the totals.
std::vector<std::uint8_t> totals_by_column(workload const& w) {
  std::vector<std::uint8_t> totals(w.view.sheets);
  std::vector<std::uint8_t> taken(w.view.sheets);
  for (std::size_t c = 0; c < w.columns.size(); ++c) {
    std::array<std::uint8_t, 256> table{};
    auto const& options = w.set.criteria[c].lists.front().options;
    for (std::size_t o = 0; o < options.size(); ++o) table[o + 1] = static_cast<std::uint8_t>(options[o].worth.value);
    std::transform(w.columns[c].begin(), w.columns[c].end(), taken.begin(), [&](std::uint8_t o) { return table[o]; });
    std::transform(totals.begin(), totals.end(), taken.begin(), totals.begin(),
                   [](std::uint8_t a, std::uint8_t b) { return static_cast<std::uint8_t>(a + b); });
  }
  return totals;
}

/// Columns for results that are kept from one batch to the next.
struct kept_results {
  ocop::batch_result memory;
  ocop::batch_columns columns;

  explicit kept_results(ocop::batch_result first) : memory(std::move(first)) {
    for (auto& part : memory.by_part) columns.by_part.push_back(part.data());
    for (auto& level : memory.unmet) columns.unmet.push_back(level.data());
    columns.total = memory.total.data();
    columns.how = memory.how.data();
    columns.by_points = memory.by_points.data();
    columns.stars = memory.stars.data();
    columns.capped_by = memory.capped_by.data();
  }
};

bool is_right(workload const& w, ocop::batch_result const& found) {
  auto const alone = [&](std::size_t row) {
    ocop::score_sheet sheet{"M1", false, {}};
    for (auto const& column : w.columns) sheet.choices.push_back({0, column[row]});
    return ocop::assess(w.rules, w.set.number, {sheet}, {}, w.rules->defaults).value();
  };
  for (std::size_t row = 0; row < w.view.sheets; row += 1 + w.view.sheets / 997) {
    auto const a = alone(row);
    auto const& r = a.ranking;
    int const capped_by = r.capped_by ? static_cast<int>(w.set.gates[*r.capped_by].criterion) : -1;
    bool const is_same = a.council.total == ocop::points{found.total[row]} &&
                         r.final_stars.value_or(ocop::stars{0}).value == found.stars[row] &&
                         r.by_points.value_or(ocop::stars{0}).value == found.by_points[row] &&
                         capped_by == found.capped_by[row] && static_cast<int>(r.how) == found.how[row];
    if (!is_same) return false;
  }
  return found.bad.empty();
}

void BM_batch(benchmark::State& state) {
  workload const w(static_cast<std::size_t>(state.range(0)));
  bool const is_fresh = state.range(1) != 0;
  ocop::batch_options const options{static_cast<unsigned>(state.range(2)),
                                    static_cast<ocop::batch_path>(state.range(3))};
  state.SetLabel(std::string(is_fresh ? "fresh " : "kept ") + std::string(to_string(options.path)));
  if (!is_available(options.path)) return state.SkipWithError("not available");
  auto const score = [&] { return score_batch(w.rules, w.set, w.view, {}, w.rules->defaults, options).value(); };
  kept_results kept(score());
  if (!is_right(w, kept.memory)) return state.SkipWithError("wrong answer");

  clock_type::duration ours{}, bytes{}, tables{};
  for (auto _ : state) {
    auto const start = clock_type::now();
    if (is_fresh) {
      benchmark::DoNotOptimize(score());
    } else {
      benchmark::DoNotOptimize(
          score_batch_into(w.rules, w.set, w.view, {}, w.rules->defaults, kept.columns, options).value());
      benchmark::ClobberMemory();
    }
    auto const scored = clock_type::now();
    benchmark::DoNotOptimize(read_once(w));
    auto const read = clock_type::now();
    benchmark::DoNotOptimize(totals_by_column(w));
    tables += clock_type::now() - read;
    bytes += read - scored;
    ours += scored - start;
    state.SetIterationTime(std::chrono::duration<double>(scored - start).count());
  }
  if (!is_right(w, kept.memory)) return state.SkipWithError("wrong answer");
  state.SetItemsProcessed(state.iterations() * state.range(0));
  auto const seconds = [](auto d) { return std::chrono::duration<double>(d).count(); };
  state.counters["times_reading_once"] = seconds(ours) / seconds(bytes);
  state.counters["totals_by_table_take"] = seconds(tables) / seconds(ours);
}

/// Every size, with memory of its own and kept, on one and two threads, on every path of this processor.
void all_rows(benchmark::internal::Benchmark* rows) {
  using ocop::batch_path;
  for (std::int64_t const sheets : {1'000, 100'000, 1'000'000, 10'000'000})
    for (std::int64_t const fresh : {0, 1})
      for (std::int64_t const threads : {1, 2})
        for (auto const path : {batch_path::avx512, batch_path::avx2, batch_path::neon, batch_path::scalar})
          if (is_available(path) && (threads == 1 || sheets >= 100'000))
            rows->Args({sheets, fresh, threads, static_cast<std::int64_t>(path)});
}
BENCHMARK(BM_batch)->ArgNames({"sheets", "fresh", "threads", "path"})->Apply(all_rows)->UseManualTime();

}  // namespace
