// One sheet: points, marks and stars, by a set_scorer and by assess(), against a hand-written loop over
// packed 16-entry tables.

#include "workloads/sheets.hpp"

#include "ocop/ocop.hpp"
#include "ocop/score/plan_run.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstdint>
#include <vector>

namespace {

using clock_type = std::chrono::steady_clock;

/// The floor: 16 entries per criterion, each the points and a bit per level that the option fails, one case, and of the
/// notes only the one that ticks can trigger: without a story its structure counts 0. The level of the band and the
/// first level failed are looked up without a loop.
class packed_tables {
  static constexpr unsigned fails_at = 16;
  std::vector<std::array<std::uint32_t, 16>> rows_;
  std::array<std::uint8_t, 256> band_{};
  std::size_t story_;
  std::size_t structure_;

 public:
  struct answer {
    unsigned total;
    unsigned stars;
  };

  packed_tables(ocop::compiled_rule_set const& rules, ocop::compiled_product_set const& set)
      : rows_(set.criteria.size()), story_(*set.find("5.1")), structure_(*set.find("5.2")) {
    for (std::size_t i = 0; i < rows_.size(); ++i)
      for (std::size_t k = 0; k < set.criteria[i].lists.front().options.size(); ++k)
        rows_[i][k + 1] = static_cast<std::uint32_t>(set.criteria[i].lists.front().options[k].worth.value);
    for (auto const& g : set.gates)
      for (std::size_t k = 0; k < 16; ++k) {
        std::uint32_t& entry = rows_[g.criterion][k];
        bool const is_met = k != 0 && static_cast<std::int32_t>(entry & 0xFFFFU) >= g.needed.value;
        if (!is_met) entry |= 1U << (fails_at + static_cast<unsigned>(g.level.value));
      }
    for (auto const& b : rules.bands)
      for (auto at = static_cast<std::size_t>(b.from.value); at < band_.size(); ++at)
        band_[at] = static_cast<std::uint8_t>(b.level.value);
  }

  [[nodiscard]] answer score(std::uint8_t const* options) const {
    std::uint32_t total = 0;
    std::uint32_t fails = 0;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      std::uint32_t const entry = rows_[i][options[i]];
      total += entry & 0xFFFFU;
      fails |= entry;
    }
    if ((rows_[story_][options[story_]] & 0xFFFFU) == 0) total -= rows_[structure_][options[structure_]] & 0xFFFFU;
    auto const first_failed = static_cast<unsigned>(std::countr_zero(fails >> fails_at | 1U << 15U));
    unsigned const by_points = band_[total];
    return {total, std::min(by_points, first_failed - 1)};
  }
};

/// Sheets of a set, as the floor takes them and as a council does.
struct workload {
  ocop::rule_catalog catalog = ocop::builtin_catalog();
  std::shared_ptr<ocop::compiled_rule_set const> rules = catalog.editions().back();
  ocop::compiled_product_set const& set;
  packed_tables floor;
  std::vector<std::vector<std::uint8_t>> packed;
  std::vector<std::vector<ocop::score_sheet>> councils;

  explicit workload(std::int64_t number) : set(*rules->product_set(number).value()), floor(*rules, set) {
    for (auto const& s : ocop::bench::random_choices(set, 256, 26)) {
      councils.push_back({{"M1", false, s}});
      packed.emplace_back();
      for (auto const& c : s) packed.back().push_back(static_cast<std::uint8_t>(c.option));
    }
  }
};

/// Times `score(i)` of every sheet, its total and stars, beside the floor.
template <class Score>
void measure(benchmark::State& state, workload const& w, Score const& score) {
  for (std::size_t i = 0; i < w.packed.size(); ++i) {
    auto const wanted = w.floor.score(w.packed[i].data());
    auto const [total, stars] = score(i);
    if (total != wanted.total || stars != wanted.stars) return state.SkipWithError("they disagree");
  }
  clock_type::duration ours{}, floor{};
  auto const timed = [&](clock_type::duration& sum, auto const& work) {
    auto const start = clock_type::now();
    for (std::size_t i = 0; i < w.packed.size(); ++i) benchmark::DoNotOptimize(work(i));
    sum += clock_type::now() - start;
  };
  for (auto _ : state) {
    timed(ours, score);
    timed(floor, [&](std::size_t i) { return w.floor.score(w.packed[i].data()); });
  }
  double const count = static_cast<double>(state.iterations()) * static_cast<double>(w.packed.size());
  auto const nanoseconds = [count](auto d) { return std::chrono::duration<double, std::nano>(d).count() / count; };
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(w.packed.size()));
  state.counters["ours_ns"] = nanoseconds(ours);
  state.counters["floor_ns"] = nanoseconds(floor);
  state.counters["ratio"] = nanoseconds(ours) / nanoseconds(floor);
}

/// By a set_scorer, which takes it that there is one entry per criterion, as the loop does.
void BM_one_sheet(benchmark::State& state) {
  workload const w(state.range(0));
  auto const scorer = ocop::set_scorer::prepare(w.rules, w.set, {}, w.rules->defaults).value();
  measure(state, w, [&](std::size_t i) {
    auto const found = scorer.score_unchecked(w.packed[i]);
    return packed_tables::answer{found.total, found.stars};
  });
}
BENCHMARK(BM_one_sheet)->ArgName("set")->Arg(1)->Arg(13)->Arg(25);

/// By a set_scorer that counts the entries first.
void BM_one_sheet_counted(benchmark::State& state) {
  workload const w(state.range(0));
  auto const scorer = ocop::set_scorer::prepare(w.rules, w.set, {}, w.rules->defaults).value();
  measure(state, w, [&](std::size_t i) {
    auto const found = *scorer.score(w.packed[i]);
    return packed_tables::answer{found.total, found.stars};
  });
}
BENCHMARK(BM_one_sheet_counted)->ArgName("set")->Arg(1)->Arg(13)->Arg(25);

/// By assess(), which says everything of a sheet.
void BM_one_sheet_assessed(benchmark::State& state) {
  workload const w(state.range(0));
  measure(state, w, [&](std::size_t i) {
    auto const a = ocop::assess(w.rules, w.set.number, w.councils[i], {}, w.rules->defaults).value();
    return packed_tables::answer{static_cast<unsigned>(a.council.total.sum()),
                                 static_cast<unsigned>(a.ranking.final_stars->value)};
  });
}
BENCHMARK(BM_one_sheet_assessed)->ArgName("set")->Arg(1)->Arg(13)->Arg(25);

/// The same where facts were judged and arguments looked at before: every criterion, section, part, mark and note.
void BM_one_sheet_whole(benchmark::State& state) {
  workload const w(state.range(0));
  auto const judged = ocop::detail::scoring_plan::judged(*w.rules, w.set, {}, w.rules->defaults).value();
  ocop::detail::plan_run run(*judged.plan);
  measure(state, w, [&](std::size_t i) {
    run.take(w.councils[i]);
    run.tally({});
    run.place({});
    auto const council = run.council();
    return packed_tables::answer{static_cast<unsigned>(council.total.sum()),
                                 static_cast<unsigned>(run.ranking().final_stars->value)};
  });
}
BENCHMARK(BM_one_sheet_whole)->ArgName("set")->Arg(1)->Arg(13)->Arg(25);

/// What a set_scorer takes to be made.
void BM_prepare(benchmark::State& state) {
  auto const catalog = ocop::builtin_catalog();
  auto const rules = catalog.editions().back();
  auto const& set = *rules->product_set(state.range(0)).value();
  auto const prepare = [&] { return ocop::set_scorer::prepare(rules, set, {}, rules->defaults).value(); };
  if (!prepare().has_tables()) return state.SkipWithError("no tables");
  for (auto _ : state) benchmark::DoNotOptimize(prepare());
}
BENCHMARK(BM_prepare)->ArgName("set")->Arg(1)->Unit(benchmark::kMicrosecond);

/// From nothing to the first product set: what the built-in rules cost a program that starts.
void BM_start_builtin_rules(benchmark::State& state) {
  auto const first_set = [] {
    return ocop::builtin_catalog().find("qd-26-2026").value()->product_set(1).value()->number;
  };
  if (first_set() != 1) return state.SkipWithError("another set");
  for (auto _ : state) benchmark::DoNotOptimize(first_set());
}
BENCHMARK(BM_start_builtin_rules)->Unit(benchmark::kMicrosecond);

/// Loading, checking and compiling every rule file.
void BM_load_rule_files(benchmark::State& state) {
  if (!ocop::load_catalog(ocop::builtin_rule_files()).catalog) return state.SkipWithError("an issue");
  for (auto _ : state) benchmark::DoNotOptimize(ocop::load_catalog(ocop::builtin_rule_files()));
}
BENCHMARK(BM_load_rule_files)->Unit(benchmark::kMillisecond);

}  // namespace
