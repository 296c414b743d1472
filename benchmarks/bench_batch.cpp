// Batches of sheets, in columns and in tiles, against reading their bytes once; each answer is checked first.

#include "workloads/read_once.hpp"

#include "ocop/ocop.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace {

using clock_type = std::chrono::steady_clock;

constexpr std::int64_t most_sheets = 10'000'000;

struct workload {
  ocop::rule_catalog catalog = ocop::builtin_catalog();
  std::shared_ptr<ocop::compiled_rule_set const> rules = catalog.editions().back();
  ocop::compiled_product_set const& set = *rules->product_set(1).value();
  std::vector<std::vector<std::uint8_t>> columns;
  ocop::sheet_columns view;

  explicit workload(std::size_t sheets) {
    std::mt19937 random(1);
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

  /// The first of them.
  workload& take(std::int64_t sheets) {
    view.sheets = static_cast<std::size_t>(sheets);
    return *this;
  }

  [[nodiscard]] ocop::set_scorer prepare() const {
    return ocop::set_scorer::prepare(rules, set, {}, rules->defaults).value();
  }
};

/// So many sheets, the same in every benchmark.
workload const& sheets_of(benchmark::State const& state) {
  static workload all(static_cast<std::size_t>(most_sheets));
  return all.take(state.range(0));
}

/// Which columns of results are wanted.
enum class wanted : std::int64_t { stars, all };

/// Memory for results.
struct results {
  ocop::batch_result memory;
  ocop::batch_columns columns;

  results(workload const& w, wanted what) {
    std::size_t const sheets = w.view.sheets;
    memory.total.resize(sheets);
    memory.stars.resize(sheets);
    columns.total = memory.total.data();
    columns.stars = memory.stars.data();
    if (what == wanted::stars) return;
    memory.by_part.assign(w.rules->parts.size(), std::vector<std::uint16_t>(sheets));
    memory.unmet.assign(w.rules->bands.size(), std::vector<std::uint8_t>(sheets));
    for (auto& part : memory.by_part) columns.by_part.push_back(part.data());
    for (auto& level : memory.unmet) columns.unmet.push_back(level.data());
    memory.how.resize(sheets);
    memory.by_points.resize(sheets);
    memory.capped_by.resize(sheets);
    columns.how = memory.how.data();
    columns.by_points = memory.by_points.data();
    columns.capped_by = memory.capped_by.data();
  }
};

bool is_right(workload const& w, results const& found) {
  for (std::size_t row = 0; row < w.view.sheets; row += 1 + w.view.sheets / 997) {
    ocop::score_sheet sheet{"M1", false, {}};
    for (auto const& column : w.columns) sheet.choices.push_back({0, column[row]});
    auto const a = ocop::assess(w.rules, w.set.number, {sheet}, {}, w.rules->defaults).value();
    auto const& r = a.ranking;
    ocop::batch_result const& f = found.memory;
    bool is_same =
        a.council.total == ocop::points{f.total[row]} && r.final_stars.value_or(ocop::stars{0}).value == f.stars[row];
    if (!f.how.empty()) {
      int const capped_by = r.capped_by ? static_cast<int>(w.set.gates[*r.capped_by].criterion) : -1;
      is_same = is_same && r.by_points.value_or(ocop::stars{0}).value == f.by_points[row] &&
                capped_by == f.capped_by[row] && static_cast<int>(r.how) == f.how[row];
    }
    if (!is_same) return false;
  }
  return true;
}

struct layout_of_run {
  bool is_fresh;  ///< rules prepared and memory asked for every time
  wanted what;
  ocop::batch_options options;
};

layout_of_run layout_of(benchmark::State& state) {
  bool const is_fresh = state.range(1) != 0;
  auto const what = static_cast<wanted>(state.range(2));
  auto const path = static_cast<ocop::batch_path>(state.range(4));
  state.SetLabel(std::string(is_fresh ? "fresh " : "kept ") + (what == wanted::all ? "all " : "stars ") +
                 std::string(to_string(path)));
  return {is_fresh, what, {static_cast<unsigned>(state.range(3)), path}};
}

/// Times scoring of `sheets` beside reading `bytes`, pieces of memory, once.
template <class Sheets>
void measure(benchmark::State& state, workload const& w, Sheets const& sheets,
             std::vector<std::span<std::uint8_t const>> const& bytes) {
  layout_of_run const how = layout_of(state);
  auto const kept_scorer = w.prepare();
  results kept(w, how.what);
  if (!kept_scorer.score(sheets, kept.columns, how.options).value().empty() || !is_right(w, kept))
    return state.SkipWithError("wrong answer");
  if (how.is_fresh) {
    results fresh(w, how.what);
    static_cast<void>(w.prepare().score(sheets, fresh.columns, how.options).value());
    if (fresh.memory.total != kept.memory.total || fresh.memory.stars != kept.memory.stars)
      return state.SkipWithError("wrong answer");
  }

  clock_type::duration ours{}, floor{};
  for (auto _ : state) {
    auto const start = clock_type::now();
    if (how.is_fresh) {
      results fresh(w, how.what);
      benchmark::DoNotOptimize(w.prepare().score(sheets, fresh.columns, how.options).value());
    } else {
      benchmark::DoNotOptimize(kept_scorer.score(sheets, kept.columns, how.options).value());
    }
    benchmark::ClobberMemory();
    auto const scored = clock_type::now();
    benchmark::DoNotOptimize(ocop::bench::read_once(bytes, how.options.threads));
    floor += clock_type::now() - scored;
    ours += scored - start;
    state.SetIterationTime(std::chrono::duration<double>(scored - start).count());
  }
  if (!is_right(w, kept)) return state.SkipWithError("wrong answer");
  state.SetItemsProcessed(state.iterations() * state.range(0));
  double const count = static_cast<double>(state.iterations()) * static_cast<double>(w.view.sheets);
  auto const nanoseconds = [count](auto d) { return std::chrono::duration<double, std::nano>(d).count() / count; };
  state.counters["ours_ns"] = nanoseconds(ours);
  state.counters["floor_ns"] = nanoseconds(floor);
  state.counters["share"] = nanoseconds(floor) / nanoseconds(ours);
}

void BM_columns(benchmark::State& state) {
  workload const& w = sheets_of(state);
  std::vector<std::span<std::uint8_t const>> bytes;
  for (auto const& column : w.columns) bytes.emplace_back(column.data(), w.view.sheets);
  measure(state, w, w.view, bytes);
}

void measure_tiles(benchmark::State& state, ocop::tile_layout layout) {
  workload const& w = sheets_of(state);
  auto const packed = ocop::tiled_sheets::pack(w.set, w.view, layout).value();
  std::size_t const tiles = (w.view.sheets + ocop::sheets_per_tile - 1) / ocop::sheets_per_tile;
  measure(state, w, packed.view(),
          {{packed.view().first, tiles * ocop::bytes_per_tile(w.set.criteria.size(), layout).value()}});
}
void BM_tiles(benchmark::State& state) { measure_tiles(state, ocop::tile_layout::bytes); }
void BM_nibbles(benchmark::State& state) { measure_tiles(state, ocop::tile_layout::nibbles); }

/// Every size, rules and memory fresh or kept, stars or everything, one and two threads; then every path.
void all_rows(benchmark::internal::Benchmark* rows) {
  using ocop::batch_path;
  auto const row = [&](std::int64_t sheets, bool fresh, wanted what, std::int64_t threads, batch_path path) {
    rows->Args({sheets, fresh ? 1 : 0, static_cast<std::int64_t>(what), threads, static_cast<std::int64_t>(path)});
  };
  std::int64_t const most = most_sheets;
  for (std::int64_t sheets = 1; sheets <= most; sheets *= 10)
    for (bool const fresh : {false, true}) row(sheets, fresh, wanted::stars, 1, batch_path::best);
  for (std::int64_t sheets = most / 100; sheets <= most; sheets *= 10) {
    row(sheets, false, wanted::stars, 2, batch_path::best);
    row(sheets, false, wanted::all, 1, batch_path::best);
    row(sheets, true, wanted::all, 1, batch_path::best);
  }
  for (auto const path : {batch_path::avx512, batch_path::avx2, batch_path::neon, batch_path::scalar})
    if (is_available(path)) row(most / 10, false, wanted::stars, 1, path);
  rows->ArgNames({"sheets", "fresh", "all", "threads", "path"})->UseManualTime();
}
BENCHMARK(BM_columns)->Apply(all_rows);
BENCHMARK(BM_tiles)->Apply(all_rows);
BENCHMARK(BM_nibbles)->Apply(all_rows);

}  // namespace
