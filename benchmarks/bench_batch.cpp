// A batch of sheets in columns against reading its bytes once, and against the plain loop over tables that NumPy's take
// and add amount to: one pass over a column of a million per criterion.

#include "ocop/ocop.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <numeric>
#include <random>
#include <thread>
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

std::uint64_t read_once(workload const& w) {
  std::uint64_t sum = 0;
  for (auto const& column : w.columns) sum = std::accumulate(column.begin(), column.end(), sum);
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

void BM_batch(benchmark::State& state) {
  workload const w(static_cast<std::size_t>(state.range(0)));
  auto const threads = static_cast<unsigned>(state.range(1));
  auto const run = [&] {
    return ocop::score_batch(w.rules, w.set, w.view, {}, w.rules->defaults, {.threads = threads});
  };
  auto const first = run().value();
  for (std::size_t row = 0; row < w.view.sheets; row += 997) {
    ocop::score_sheet sheet{"M1", false, {}};
    for (auto const& column : w.columns) sheet.choices.push_back({0, column[row]});
    auto const alone = ocop::assess(w.rules, w.set.number, {sheet}, {}, w.rules->defaults).value();
    bool const is_right = alone.council.total == ocop::points{first.total[row]} &&
                          alone.ranking.final_stars.value_or(ocop::stars{0}).value == first.stars[row];
    if (!is_right) return state.SkipWithError("wrong answer");
  }
  clock_type::duration ours{}, bytes{}, tables{};
  for (auto _ : state) {
    auto const start = clock_type::now();
    benchmark::DoNotOptimize(run());
    auto const scored = clock_type::now();
    benchmark::DoNotOptimize(read_once(w));
    auto const read = clock_type::now();
    benchmark::DoNotOptimize(totals_by_column(w));
    tables += clock_type::now() - read;
    bytes += read - scored;
    ours += scored - start;
    state.SetIterationTime(std::chrono::duration<double>(scored - start).count());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
  auto const seconds = [](auto d) { return std::chrono::duration<double>(d).count(); };
  state.counters["times_reading_once"] = seconds(ours) / seconds(bytes);
  state.counters["totals_by_table_take"] = seconds(tables) / seconds(ours);
}
BENCHMARK(BM_batch)->ArgNames({"sheets", "threads"})->Args({1'000'000, 1})->Args({1'000'000, 2})->UseManualTime();

}  // namespace
