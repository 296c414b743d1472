// How cost grows with the work: sheets, criteria, members of a council, editions and product sets loaded, threads. One
// of them is varied, the others stay. `whole_ns` is the time of all of the work at a step.

#include "workloads/rule_sets.hpp"
#include "workloads/sheets.hpp"

#include "ocop/ocop.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using clock_type = std::chrono::steady_clock;

/// How many inputs take turns where one is too short to time.
constexpr std::size_t different = 64;

/// Times work that does the same `times` over.
template <class Work>
void time_whole(benchmark::State& state, std::size_t times, Work const& work) {
  clock_type::duration sum{};
  for (auto _ : state) {
    auto const start = clock_type::now();
    work();
    auto const taken = clock_type::now() - start;
    sum += taken;
    state.SetIterationTime(std::chrono::duration<double>(taken).count());
  }
  double const count = static_cast<double>(state.iterations()) * static_cast<double>(times);
  state.counters["whole_ns"] = std::chrono::duration<double, std::nano>(sum).count() / count;
}

/// Sheets in plain columns, the same few thousand over and over, and memory for what they come to.
struct batch {
  std::shared_ptr<ocop::compiled_rule_set const> rules;
  ocop::compiled_product_set const& set;
  std::vector<std::vector<std::uint8_t>> columns;
  ocop::sheet_columns in{};
  std::vector<std::uint16_t> total;
  std::vector<std::uint8_t> stars;
  ocop::batch_columns out{};

  batch(std::shared_ptr<ocop::compiled_rule_set const> by, std::size_t sheets)
      : rules(std::move(by)), set(rules->product_sets.front()), total(sheets), stars(sheets) {
    auto const choices = ocop::bench::random_choices(set, std::min<std::size_t>(sheets, 4099), 26);
    in.sheets = sheets;
    for (std::size_t c = 0; c < set.criteria.size(); ++c) {
      auto& column = columns.emplace_back(sheets);
      for (std::size_t row = 0; row < sheets; ++row)
        column[row] = static_cast<std::uint8_t>(choices[row % choices.size()][c].option);
    }
    for (auto const& column : columns) in.options.push_back({column.data(), 1});
    out.total = total.data();
    out.stars = stars.data();
  }

  void score(unsigned threads = 1) {
    ocop::batch_options const options{threads, ocop::batch_path::best};
    benchmark::DoNotOptimize(score_batch_into(rules, set, in, {}, rules->defaults, out, options).value());
    benchmark::ClobberMemory();
  }

  /// Is every sheet that is looked at what it is by itself?
  [[nodiscard]] bool is_right() const {
    for (std::size_t row = 0; row < in.sheets; row += 1 + in.sheets / 97) {
      ocop::score_sheet sheet{"M1", false, {}};
      for (auto const& column : columns) sheet.choices.push_back({0, column[row]});
      auto const alone = ocop::assess(rules, set.number, {sheet}, {}, rules->defaults).value();
      if (alone.council.total != ocop::points{total[row]} || alone.ranking.final_stars != ocop::stars{stars[row]})
        return false;
    }
    return true;
  }
};

void time_batch(benchmark::State& state, batch& b, unsigned threads = 1) {
  b.score(threads);
  if (!b.is_right()) return state.SkipWithError("wrong answer");
  time_whole(state, 1, [&] { b.score(threads); });
}

/// Rules that are loaded, memory that is kept.
void BM_grow_sheets(benchmark::State& state) {
  batch b(ocop::builtin_catalog().editions().back(), static_cast<std::size_t>(state.range(0)));
  time_batch(state, b);
}
BENCHMARK(BM_grow_sheets)->ArgName("sheets")->RangeMultiplier(10)->Range(1, 10'000'000)->UseManualTime();

/// Rules loaded and memory taken for every batch.
void BM_grow_sheets_from_nothing(benchmark::State& state) {
  batch b(ocop::builtin_catalog().editions().back(), static_cast<std::size_t>(state.range(0)));
  b.score();
  auto const from_nothing = [&] {
    auto const rules = ocop::builtin_catalog().editions().back();
    return score_batch(rules, rules->product_sets.front(), b.in, {}, rules->defaults).value();
  };
  auto const made = from_nothing();
  if (!b.is_right() || made.total != b.total || made.stars != b.stars) return state.SkipWithError("wrong answer");
  time_whole(state, 1, [&] { benchmark::DoNotOptimize(from_nothing()); });
}
BENCHMARK(BM_grow_sheets_from_nothing)->ArgName("sheets")->RangeMultiplier(10)->Range(1, 10'000'000)->UseManualTime();

void criteria_steps(benchmark::internal::Benchmark* rows) {
  for (std::int64_t const count : {8, 16, 32, 64, 128, 250}) rows->Arg(count);
}

void BM_grow_criteria_batch(benchmark::State& state) {
  batch b(ocop::bench::rules_of_criteria(static_cast<std::size_t>(state.range(0))), 10'000);
  time_batch(state, b);
}
BENCHMARK(BM_grow_criteria_batch)->ArgName("criteria")->Apply(criteria_steps)->UseManualTime();

void BM_grow_criteria_sheet(benchmark::State& state) {
  auto const rules = ocop::bench::rules_of_criteria(static_cast<std::size_t>(state.range(0)));
  auto const& set = rules->product_sets.front();
  auto const scorer = ocop::set_scorer::prepare(rules, set, {}, rules->defaults).value();
  if (!scorer.has_tables()) return state.SkipWithError("no tables");
  std::vector<std::vector<std::uint8_t>> sheets;
  for (auto const& choices : ocop::bench::random_choices(set, different, 26)) {
    auto& sheet = sheets.emplace_back();
    for (auto const& c : choices) sheet.push_back(static_cast<std::uint8_t>(c.option));
    auto const alone = ocop::assess(rules, set.number, {{"M1", false, choices}}, {}, rules->defaults).value();
    auto const found = scorer.score(sheet).value();
    if (alone.council.total != ocop::points{found.total} || alone.ranking.final_stars != ocop::stars{found.stars})
      return state.SkipWithError("wrong answer");
  }
  time_whole(state, different, [&] {
    for (auto const& sheet : sheets) benchmark::DoNotOptimize(scorer.score(sheet));
  });
}
BENCHMARK(BM_grow_criteria_sheet)->ArgName("criteria")->Apply(criteria_steps)->UseManualTime();

/// Submissions of the newest edition, and the scorer's answer to each checked against the general way.
struct dossiers {
  std::vector<std::string> lines;

  dossiers(ocop::compiled_product_set const& set, std::size_t members, std::size_t count = different) {
    for (std::uint32_t n = 0; n < count; ++n)
      lines.push_back(ocop::bench::submission_line(set, ocop::bench::random_choices(set, members, n), n));
  }

  [[nodiscard]] bool is_right(ocop::rule_catalog const& catalog, ocop::submission_scorer& scorer) const {
    return std::all_of(lines.begin(), lines.end(), [&](auto const& line) {
      auto const scored = ocop::score(catalog, *ocop::read_submission(line).content);
      return scored && scorer.answer(line).text == ocop::write_result(*scored);
    });
  }
};

void time_dossiers(benchmark::State& state, ocop::rule_catalog const& catalog, std::size_t members) {
  dossiers const of(*catalog.editions().back()->product_set(1).value(), members);
  ocop::submission_scorer scorer(catalog);
  if (!of.is_right(catalog, scorer)) return state.SkipWithError("wrong answer");
  time_whole(state, different, [&] {
    for (auto const& line : of.lines) benchmark::DoNotOptimize(scorer.answer(line));
  });
}

void BM_grow_members(benchmark::State& state) {
  time_dossiers(state, ocop::builtin_catalog(), static_cast<std::size_t>(state.range(0)));
}
BENCHMARK(BM_grow_members)->ArgName("members")->RangeMultiplier(2)->Range(1, 64)->UseManualTime();

/// A catalog of this rule set alone, with the council regulations that are built in.
ocop::rule_catalog catalog_of(ocop::model::rule_set const& rules) {
  return ocop::rule_catalog::of(ocop::compile(rules).value(), ocop::builtin_catalog().regulations());
}

void BM_grow_editions_dossier(benchmark::State& state) {
  time_dossiers(state, catalog_of(ocop::bench::rules_of_editions(static_cast<std::size_t>(state.range(0)))), 3);
}
BENCHMARK(BM_grow_editions_dossier)->ArgName("editions")->RangeMultiplier(2)->Range(1, 16)->UseManualTime();

void BM_grow_editions_compile(benchmark::State& state) {
  auto const count = static_cast<std::size_t>(state.range(0));
  auto const rules = ocop::bench::rules_of_editions(count);
  if (ocop::compile(rules).value().size() != count) return state.SkipWithError("wrong answer");
  time_whole(state, 1, [&] { benchmark::DoNotOptimize(ocop::compile(rules).value()); });
}
BENCHMARK(BM_grow_editions_compile)->ArgName("editions")->RangeMultiplier(2)->Range(1, 16)->UseManualTime();

/// Files to catalog, with copies of a product set beside all that is built in.
void BM_grow_product_sets_load(benchmark::State& state) {
  auto const in_all = static_cast<std::size_t>(state.range(0));
  std::size_t built_in = 0;
  for (auto const& [name, text] : ocop::builtin_rule_files())
    built_in += name.find("/product_sets/") != std::string::npos ? 1 : 0;
  auto const files = ocop::bench::files_of_product_sets(in_all - built_in);
  auto const before = ocop::load_catalog(files);
  if (!before.catalog) return state.SkipWithError(before.issues.front().message.c_str());
  time_whole(state, 1, [&] { benchmark::DoNotOptimize(ocop::load_catalog(files)); });
}
BENCHMARK(BM_grow_product_sets_load)->ArgName("sets")->RangeMultiplier(2)->Range(128, 512)->Arg(900)->UseManualTime();

/// One thread, two, four, and so on to as many as there are cores.
void thread_steps(benchmark::internal::Benchmark* rows) {
  unsigned const most = std::max(1U, std::thread::hardware_concurrency());
  for (unsigned n = 1; n < most; n *= 2) rows->Arg(n);
  rows->Arg(most);
}

void BM_grow_threads_batch(benchmark::State& state) {
  batch b(ocop::builtin_catalog().editions().back(), 4'000'000);
  time_batch(state, b, static_cast<unsigned>(state.range(0)));
}
BENCHMARK(BM_grow_threads_batch)->ArgName("threads")->Apply(thread_steps)->UseManualTime();

void BM_grow_threads_stream(benchmark::State& state) {
  auto const catalog = ocop::builtin_catalog();
  dossiers const of(*catalog.editions().back()->product_set(1).value(), 3, 8192);
  ocop::submission_scorer scorer(catalog);
  std::string text;
  std::string right;
  for (auto const& line : of.lines) {
    text += line + '\n';
    right += std::string(scorer.answer(line).text) + '\n';
  }
  ocop::stream_options options;
  options.threads = static_cast<unsigned>(state.range(0));
  options.shape = ocop::stream_shape::lines;
  std::istringstream in(text);
  auto const run = [&](auto const& take) {
    in.clear();
    in.seekg(0);
    score_stream(catalog, in, options, ocop::layout::line, [&](std::string_view answer, std::uint64_t) {
      take(answer);
      return true;
    });
  };
  std::string found;
  run([&](std::string_view answer) { found.append(answer).push_back('\n'); });
  if (found != right) return state.SkipWithError("wrong answer");
  time_whole(state, 1, [&] { run([](std::string_view answer) { benchmark::DoNotOptimize(answer); }); });
}
BENCHMARK(BM_grow_threads_stream)->ArgName("threads")->Apply(thread_steps)->UseManualTime();

}  // namespace
