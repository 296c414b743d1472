// Decision records written and derived again, against RapidJSON's SAX reader over the same records doing nothing.

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

struct archive {
  std::vector<std::string> submissions;
  std::vector<std::string> records;
  std::size_t bytes = 0;  // of the records
};

archive archive_of(ocop::rule_catalog const& catalog) {
  auto const& set = *catalog.editions().back()->product_set(1).value();
  archive made;
  for (std::uint32_t n = 0; n < 64; ++n) {
    made.submissions.push_back(ocop::bench::submission_line(set, ocop::bench::random_choices(set, 1, n), n));
    made.records.push_back(ocop::make_record(catalog, made.submissions.back()).value().json);
    made.bytes += made.records.back().size();
  }
  return made;
}

/// Does `work` over all of the archive, and the floor beside it.
template <class Work>
void measure(benchmark::State& state, archive const& of, Work const& work) {
  clock_type::duration ours{};
  clock_type::duration floor{};
  ocop::bench::read_only read_only;
  for (auto _ : state) {
    auto const start = clock_type::now();
    for (std::size_t n = 0; n < of.records.size(); ++n) benchmark::DoNotOptimize(work(n));
    auto const middle = clock_type::now();
    for (auto const& record : of.records) benchmark::DoNotOptimize(read_only(record));
    floor += clock_type::now() - middle;
    ours += middle - start;
    state.SetIterationTime(std::chrono::duration<double>(middle - start).count());
  }
  auto const count = static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(of.records.size());
  state.SetItemsProcessed(count);
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(of.bytes));
  auto const nanoseconds = [count](auto d) {
    return std::chrono::duration<double, std::nano>(d).count() / static_cast<double>(count);
  };
  state.counters["bytes"] = static_cast<double>(of.bytes) / static_cast<double>(of.records.size());
  state.counters["ours_ns"] = nanoseconds(ours);
  state.counters["floor_ns"] = nanoseconds(floor);
  state.counters["ratio"] = nanoseconds(ours) / nanoseconds(floor);
}

void BM_write_record(benchmark::State& state) {
  auto const catalog = ocop::builtin_catalog();
  archive const of = archive_of(catalog);
  for (auto const& record : of.records)
    if (ocop::replay(catalog, record).status != ocop::replay_status::same) return state.SkipWithError("wrong answer");
  measure(state, of, [&](std::size_t n) { return ocop::make_record(catalog, of.submissions[n]); });
}
BENCHMARK(BM_write_record)->UseManualTime();

void BM_replay_record(benchmark::State& state) {
  auto const catalog = ocop::builtin_catalog();
  archive const of = archive_of(catalog);
  for (std::string altered : of.records) {
    altered[altered.find("\"points\"") + 12] ^= 1;
    bool const is_found = ocop::replay(catalog, altered).status != ocop::replay_status::same;
    if (!is_found) return state.SkipWithError("wrong answer");
  }
  measure(state, of, [&](std::size_t n) { return ocop::replay(catalog, of.records[n]); });
}
BENCHMARK(BM_replay_record)->UseManualTime();

}  // namespace
