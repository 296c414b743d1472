// JSON Lines in, JSON Lines out: by way of the structured result, and by a scorer from bytes to bytes; both against
// RapidJSON's SAX reader over the same bytes doing nothing.

#include "workloads/read_only.hpp"
#include "workloads/sheets.hpp"

#include "ocop/ocop.hpp"

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace {

using clock_type = std::chrono::steady_clock;

void BM_dossier(benchmark::State& state) {
  auto const catalog = ocop::builtin_catalog();
  auto const& set = *catalog.editions().back()->product_set(1).value();
  auto const members = static_cast<std::size_t>(state.range(0));
  std::vector<std::string> lines;
  std::size_t bytes = 0;
  for (std::uint32_t n = 0; n < 64; ++n) {
    lines.push_back(ocop::bench::submission_line(set, ocop::bench::random_choices(set, members, n), n));
    bytes += lines.back().size();
  }
  auto const answer = [&](std::string const& line) {
    return ocop::write_result(*ocop::score(catalog, *ocop::read_submission(line).content));
  };
  ocop::submission_scorer scorer(catalog);
  ocop::bench::read_only read_only;
  // The answer is right when it says what the sheets, added up by hand, say.
  for (std::uint32_t n = 0; n < 64; ++n) {
    std::int64_t sum = 0;
    for (auto const& sheet : ocop::bench::random_choices(set, members, n))
      for (std::size_t i = 0; i < sheet.size(); ++i) {
        bool const without_story = set.criteria[i].id.str() == "5.2" && sheet[*set.find("5.1")].option <= 1;
        if (sheet[i].option > 0 && !without_story)
          sum += set.criteria[i].lists.front().options[static_cast<std::size_t>(sheet[i].option - 1)].worth.value;
      }
    std::string const mean = "\"exact\":\"" + ocop::mean_points(sum, static_cast<std::int64_t>(members)).exact() + '"';
    std::string const found = answer(lines[n]);
    if (found.find(mean) == std::string::npos || scorer.answer(lines[n]).text != found || !read_only(lines[n]))
      return state.SkipWithError("wrong answer");
  }

  clock_type::duration general_time{};
  clock_type::duration scorer_time{};
  clock_type::duration floor_time{};
  auto const timed = [&](clock_type::duration& sum, auto const& work) {
    auto const start = clock_type::now();
    for (auto const& line : lines) work(line);
    sum += clock_type::now() - start;
  };
  for (auto _ : state) {
    timed(general_time, [&](auto const& line) { benchmark::DoNotOptimize(answer(line)); });
    timed(scorer_time, [&](auto const& line) { benchmark::DoNotOptimize(scorer.answer(line)); });
    timed(floor_time, [&](auto const& line) { benchmark::DoNotOptimize(read_only(line)); });
  }
  double const count = static_cast<double>(state.iterations()) * static_cast<double>(lines.size());
  auto const nanoseconds = [count](auto d) { return std::chrono::duration<double, std::nano>(d).count() / count; };
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(lines.size()));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
  state.counters["bytes"] = static_cast<double>(bytes) / static_cast<double>(lines.size());
  state.counters["ours_ns"] = nanoseconds(scorer_time);
  state.counters["general_ns"] = nanoseconds(general_time);
  state.counters["floor_ns"] = nanoseconds(floor_time);
  state.counters["ratio"] = nanoseconds(scorer_time) / nanoseconds(floor_time);
  state.counters["general_ratio"] = nanoseconds(general_time) / nanoseconds(floor_time);
}
BENCHMARK(BM_dossier)->ArgName("members")->Arg(1)->Arg(3)->Arg(9);

}  // namespace
