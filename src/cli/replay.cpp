#include "command.hpp"

#include "ocop/base/text.hpp"
#include "ocop/exchange/stream.hpp"
#include "ocop/explain/text_table.hpp"
#include "ocop/record/replay.hpp"

#include <unistd.h>

#include <array>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

namespace ocop::cli {
namespace {

struct replay_command {
  std::vector<std::string> files{"-"};
  std::string key;
  unsigned threads = 0;
  bool only_differences = false;
};

/// Reports on their way from the threads that make them to the one that follows the chain.
class report_shelf {
  std::mutex mutex_;
  std::map<std::size_t, replay_report> waiting_;  // by line; as many as are under way

 public:
  void put(std::size_t line, replay_report report) {
    std::lock_guard const lock(mutex_);
    waiting_.emplace(line, std::move(report));
  }
  /// The report of the next line, in order.
  [[nodiscard]] std::pair<std::size_t, replay_report> take() {
    std::lock_guard const lock(mutex_);
    auto next = waiting_.extract(waiting_.begin());
    return {next.key(), std::move(next.mapped())};
  }
};

/// How many records came out how; for a person, on the other stream.
class replay_summary {
  std::array<std::uint64_t, 4> by_status_{};
  std::map<std::string, std::uint64_t> by_cause_;

 public:
  void add(replay_report const& r) {
    ++by_status_[static_cast<std::size_t>(r.status)];
    if (!r.cause.empty()) ++by_cause_[r.cause];
  }
  [[nodiscard]] std::uint64_t count(replay_status s) const { return by_status_[static_cast<std::size_t>(s)]; }
  [[nodiscard]] bool is_clean() const {
    return count(replay_status::differs) + count(replay_status::unknown_edition) + count(replay_status::unreadable) ==
           0;
  }
  void print(std::ostream& out) const {
    using align = text_table::align;
    text_table table({align::left, align::right});
    table.add({"Như đã ghi / as recorded", grouped(count(replay_status::same))});
    table.add({"Khác / differs", grouped(count(replay_status::differs))});
    for (auto const& [cause, n] : by_cause_) table.add({"  " + cause, grouped(n)});
    table.add({"Không có bản luật / unknown edition", grouped(count(replay_status::unknown_edition))});
    table.add({"Không đọc được / unreadable", grouped(count(replay_status::unreadable))});
    out << table.take();
  }
};

int run(common_options const& common, replay_command const& o) {
  std::optional<std::string> const key = read_whole(o.key);
  if (!key) return incomplete;
  auto const catalog = load_rules_for(common);
  if (!catalog) return incomplete;
  unsigned const threads = o.threads > 0 ? o.threads : std::max(1U, std::thread::hardware_concurrency());
  replay_summary summary;
  bool all_open = true;
  for (auto const& name : o.files) {
    auto const in = open_input(name);
    if (!in) {
      all_open = false;
      continue;
    }
    report_shelf shelf;
    record_chain chain;
    progress bar("Đã kiểm tra / replayed");
    std::uint64_t done_so_far = 0;
    answer_stream(
        *in, name.ends_with(".jsonl") ? stream_shape::lines : stream_shape::guess, threads,
        [&](std::string_view text, std::size_t line) {
          shelf.put(line, replay(*catalog, text, {*key}));
          return line_answer{};
        },
        [&](std::string_view, std::uint64_t bytes) {
          auto [line, report] = shelf.take();
          chain.follow(report);
          summary.add(report);
          if (!o.only_differences || report.status != replay_status::same)
            std::cout << write_replay(report, line) << '\n';
          bar.show(++done_so_far, bytes, 0);
          return std::cout.good();
        });
    bar.clear();
  }
  summary.print(std::cerr);
  if (!all_open) return incomplete;
  return summary.is_clean() ? done : difference;
}

}  // namespace

void add_replay(CLI::App& app, common_options const& common, int& code) {
  auto const o = std::make_shared<replay_command>();
  auto* const command = app.add_subcommand(
      "replay",
      "Derive decision records again and show every difference\nTính lại quyết định đã ghi và nêu mọi khác biệt");
  command->add_option("FILE", o->files, "Files of records, one per line; - for standard input")->capture_default_str();
  command->add_option("--key", o->key, "Public Ed25519 key; every record must be signed by it, a PEM file")
      ->type_name("FILE");
  command->add_option("--threads", o->threads, "Threads to use; all cores if not given")->check(CLI::Range(1U, 256U));
  command->add_flag("--differences", o->only_differences, "Print only records that are not as recorded");
  command->footer("Example: ocop replay records.jsonl --differences");
  command->callback([&common, &code, o] { code = run(common, *o); });
}

}  // namespace ocop::cli
