// One sheet: points, marks and stars, by a set_scorer and by tally() and rank(), against a hand-written loop over
// packed 16-entry tables.

#include "workloads/sheets.hpp"

#include "ocop/ocop.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <vector>

namespace {

using clock_type = std::chrono::steady_clock;

/// The floor: 16 bytes of points and 16 of failed levels per criterion, one case, and of the notes only the one that
/// ticks can trigger: without a story its structure counts 0.
class packed_tables {
  struct row {
    std::array<std::uint8_t, 16> points{};
    std::array<std::uint8_t, 16> fails{};  ///< bit per level that the option fails
  };
  std::vector<row> rows_;
  std::vector<std::uint8_t> floors_;
  std::size_t story_;
  std::size_t structure_;

 public:
  packed_tables(ocop::compiled_rule_set const& rules, ocop::compiled_product_set const& set)
      : rows_(set.criteria.size()), story_(*set.find("5.1")), structure_(*set.find("5.2")) {
    for (std::size_t i = 0; i < rows_.size(); ++i)
      for (std::size_t k = 0; k < set.criteria[i].lists.front().options.size(); ++k)
        rows_[i].points[k + 1] = static_cast<std::uint8_t>(set.criteria[i].lists.front().options[k].worth.value);
    for (auto const& g : set.gates)
      for (std::size_t k = 0; k < 16; ++k)
        if (k == 0 || rows_[g.criterion].points[k] < g.needed.value)
          rows_[g.criterion].fails[k] = static_cast<std::uint8_t>(rows_[g.criterion].fails[k] | (1U << g.level.value));
    for (auto const& b : rules.bands) floors_.push_back(static_cast<std::uint8_t>(b.from.value));
  }

  [[nodiscard]] int stars(std::uint8_t const* options) const {
    unsigned total = 0;
    unsigned fails = 0;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      total += rows_[i].points[options[i]];
      fails |= rows_[i].fails[options[i]];
    }
    if (rows_[story_].points[options[story_]] == 0) total -= rows_[structure_].points[options[structure_]];
    int stars = 0;
    while (static_cast<std::size_t>(stars) < floors_.size() && total >= floors_[static_cast<std::size_t>(stars)])
      ++stars;
    for (int level = 1; level <= stars; ++level)
      if ((fails >> level) & 1U) return level - 1;
    return stars;
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

/// Times `stars_of(i)` of every sheet beside the floor.
template <class StarsOf>
void measure(benchmark::State& state, workload const& w, StarsOf const& stars_of) {
  for (std::size_t i = 0; i < w.packed.size(); ++i)
    if (stars_of(i) != w.floor.stars(w.packed[i].data())) return state.SkipWithError("they disagree");
  clock_type::duration ours{}, floor{};
  auto const timed = [&](clock_type::duration& sum, auto const& work) {
    auto const start = clock_type::now();
    for (std::size_t i = 0; i < w.packed.size(); ++i) benchmark::DoNotOptimize(work(i));
    sum += clock_type::now() - start;
  };
  for (auto _ : state) {
    timed(ours, stars_of);
    timed(floor, [&](std::size_t i) { return w.floor.stars(w.packed[i].data()); });
  }
  double const count = static_cast<double>(state.iterations()) * static_cast<double>(w.packed.size());
  auto const nanoseconds = [count](auto d) { return std::chrono::duration<double, std::nano>(d).count() / count; };
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(w.packed.size()));
  state.counters["ours_ns"] = nanoseconds(ours);
  state.counters["floor_ns"] = nanoseconds(floor);
  state.counters["ratio"] = nanoseconds(ours) / nanoseconds(floor);
}

/// By a set_scorer.
void BM_one_sheet(benchmark::State& state) {
  workload const w(state.range(0));
  auto const scorer = ocop::set_scorer::prepare(w.rules, w.set, {}, w.rules->defaults).value();
  measure(state, w, [&](std::size_t i) { return int{scorer.score(w.packed[i]).stars}; });
}
BENCHMARK(BM_one_sheet)->ArgName("set")->Arg(1)->Arg(13)->Arg(25);

/// By tally() and rank(), which say everything of a sheet.
void BM_one_sheet_whole(benchmark::State& state) {
  workload const w(state.range(0));
  auto const facts = ocop::judge_facts(*w.rules, w.set, {}, w.rules->defaults).value();
  measure(state, w, [&](std::size_t i) {
    auto const council = ocop::tally(*w.rules, w.set, w.councils[i], facts, w.rules->defaults);
    return ocop::rank(*w.rules, w.set, *council, w.rules->defaults).final_stars->value;
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
