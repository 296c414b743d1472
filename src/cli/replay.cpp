#include "command.hpp"

#include "ocop/base/text.hpp"
#include "ocop/stream/stream.hpp"
#include "ocop/record/counterfactual.hpp"
#include "ocop/record/replay.hpp"

#include <algorithm>
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
  std::vector<std::string> keys;
  std::optional<std::string> previous;
  std::string under;
  std::string format{"jsonl"};
  unsigned threads = 0;
  bool only_differences = false;
  bool must_be_sealed = false;
};

/// What was made of the lines, on its way from the threads that make it to the one that takes it in order.
template <class Made>
class shelf {
  std::mutex mutex_;
  std::map<std::size_t, Made> waiting_;  // by line; as many as are under way

 public:
  void put(std::size_t line, Made made) {
    std::lock_guard const lock(mutex_);
    waiting_.emplace(line, std::move(made));
  }
  /// That of the next line, in order.
  [[nodiscard]] std::pair<std::size_t, Made> take() {
    std::lock_guard const lock(mutex_);
    auto next = waiting_.extract(waiting_.begin());
    return {next.key(), std::move(next.mapped())};
  }
};

/// Hands every line of the files to `make`, on several threads, and what it makes to `take`, in order; lines that hold
/// nothing are passed over. `begin` and `end` stand around each file. The exit code of each_file().
template <class Made, class Make, class Begin, class Take, class End>
int each_line(replay_command const& o, char const* what, Make const& make, Begin const& begin, Take const& take,
              End const& end) {
  unsigned const threads = o.threads > 0 ? o.threads : std::max(1U, std::thread::hardware_concurrency());
  std::uint64_t done_so_far = 0;
  return each_file(o.files, what, [&](input& in, stream_shape, progress& bar) {
    begin();
    shelf<std::optional<Made>> made;
    blank_line_notes blanks(in.shown());
    auto const counts = answer_stream(
        in, stream_shape::lines, threads,
        [&](std::string_view text, std::size_t line) {
          made.put(line, blank_line_notes::is_blank(text) ? std::nullopt : std::optional<Made>(make(text)));
          return line_answer{};
        },
        [&](std::string_view, std::uint64_t bytes) {
          auto [line, one] = made.take();
          if (!goes_on()) return false;
          if (one) {
            blanks.note_before_other_line();
            take(line, std::move(*one));
          } else {
            blanks.pass_over(line);
          }
          bar.show(++done_so_far, bytes, 0);
          return std::cout.good();
        },
        max_record_bytes);
    if (blanks.was_all_blank() && goes_on()) take(1, make({}));
    bar.clear();
    end(in.shown());
    return counts;
  });
}

/// How many records came out how; for a person, on the other stream.
class replay_summary {
  std::array<std::uint64_t, 4> by_status_{};
  std::map<std::string, std::uint64_t> by_cause_;
  std::map<std::string, std::uint64_t> otherwise_today_;  // by the revision
  bool is_clean_ = true;

 public:
  void add(replay_report const& r) {
    is_clean_ = is_clean_ && r.status == replay_status::same;
    if (!r.cause.empty()) ++by_cause_[r.cause];
    if (r.today) ++otherwise_today_[r.today->edition];
    if (!r.seal) ++by_status_[static_cast<std::size_t>(r.status)];
  }
  void is_not_clean() { is_clean_ = false; }
  [[nodiscard]] std::uint64_t count(replay_status s) const { return by_status_[static_cast<std::size_t>(s)]; }
  [[nodiscard]] bool is_clean() const { return is_clean_; }
  void print(std::ostream& out) const {
    text_table table({align::left, align::right});
    table.add({"Như đã ghi / as recorded", grouped(count(replay_status::same))});
    table.add({"Khác / differs", grouped(count(replay_status::differs))});
    for (auto const& [cause, n] : by_cause_) table.add({"  " + cause, grouped(n)});
    table.add({"Không có bản luật / unknown edition", grouped(count(replay_status::unknown_edition))});
    table.add({"Không đọc được / unreadable", grouped(count(replay_status::unreadable))});
    for (auto const& [edition, n] : otherwise_today_)
      table.add({"Nay khác, theo / otherwise today, by " + edition, grouped(n)});
    out << table.take();
  }
};

int derive_again(rule_catalog const& catalog, replay_command const& o, replay_options const& options) {
  replay_summary summary;
  record_chain chain = o.previous ? record_chain::after(*o.previous).value() : record_chain();
  int const code = each_line<replay_report>(
      o, "Đã kiểm tra / replayed", [&](std::string_view text) { return replay(catalog, text, options); },
      [&] { chain.begin_file(); },
      [&](std::size_t line, replay_report report) {
        chain.follow(report);
        summary.add(report);
        if (!o.only_differences || report.status != replay_status::same)
          std::cout << write_replay(report, line) << '\n';
      },
      [&](std::string const& name) {
        if (chain.is_sealed() || !goes_on()) return;
        std::cerr << name
                  << (o.must_be_sealed ? ": there is no seal at its end; records may have been taken off.\n"
                                       : ": not sealed, so records taken off its end would not show.\n");
        if (o.must_be_sealed) summary.is_not_clean();
      });
  summary.print(std::cerr);
  return code == fault || summary.is_clean() ? code : difference;
}

std::string in_words(placing const& s) {
  return s.level ? std::to_string(s.level->value) + "★" : std::string(to_string(s.how));
}

/// What cost a product its stars, or what must be judged again, on one line each.
void print_row(counterfactual const& c, std::size_t line) {
  std::string const to = c.status == counterfactual_status::decided ? in_words(c.lowest)
                                                                    : in_words(c.lowest) + " … " + in_words(c.highest);
  std::cout << one_line(c.submission.empty() ? "line " + std::to_string(line) : c.submission) << ": ";
  if (c.status == counterfactual_status::unreadable) {
    std::cout << "không xếp được / not ranked again: " << one_line(c.message) << '\n';
    return;
  }
  std::cout << in_words(c.then) << " → " << to << '\n';
  for (auto const& cost : c.costs) {
    std::cout << "  " << cost.level.value << "★ ";
    switch (cost.what) {
      case star_cost::kind::points:
        std::cout << "điểm / points " << (cost.mean.empty() ? "?" : cost.mean) << " < "
                  << points_text(points{cost.needs}, cost.unit);
        for (auto const& f : cost.fallen)
          std::cout << ", " << f.was << (f.criterion == f.was ? "" : " → " + (f.criterion.empty() ? "-" : f.criterion))
                    << ' ' << f.then << " → " << f.now;
        break;
      case star_cost::kind::mark:
        std::cout << "dấu sao / mark " << cost.criterion << ": cần mức / needs option " << cost.needs << ", có / has";
        for (int const n : cost.chosen) std::cout << ' ' << (n < 0 ? "?" : std::to_string(n));
        break;
      case star_cost::kind::minimum:
        std::cout << "tối thiểu / minimum " << cost.at << ": " << (cost.mean.empty() ? "?" : cost.mean) << " < "
                  << points_text(points{cost.needs}, cost.unit);
        break;
      case star_cost::kind::outcome:
        std::cout << cost.reason << (cost.mean.empty() ? "" : ", điểm / points " + cost.mean);
        break;
    }
    std::cout << "  [" << cost.cite << "]\n";
  }
  std::map<std::string, std::string> open;  // by reason: the criteria
  if (c.status == counterfactual_status::undecided)
    for (auto const& one : c.open)
      if (auto& list = open[std::string(to_string(one.why))]; (list + ' ').find(' ' + one.criterion + ' ') == list.npos)
        list += ' ' + one.criterion;
  for (auto const& [why, criteria] : open)
    std::cout << "  phải chấm lại / judge again, " << why << ':' << criteria << '\n';
}

/// From the stars recorded, one row each, to those under the other rules.
void print_matrix(star_matrix const& matrix, std::uint64_t unreadable, std::ostream& out) {
  int const most = matrix.highest();
  std::vector<align> columns(static_cast<std::size_t>(most) + 3, align::right);
  columns.front() = align::left;
  text_table table(columns);
  std::vector<std::string> head{"Đã ghi → nay / recorded → now"};
  for (int to = most; to >= 1; --to) head.push_back(std::to_string(to) + "★");
  head.insert(head.end(), {"không hạng / none", "chưa rõ / open"});
  table.add(head);
  for (int from = most; from >= 0; --from) {
    std::vector<std::string> row{from == 0 ? std::string("không hạng / none") : std::to_string(from) + "★"};
    for (int to = most; to >= star_matrix::not_decided; --to) row.push_back(grouped(matrix.count(from, to)));
    table.add(row);
  }
  out << table.take();
  if (unreadable > 0) out << "Không xếp lại được / not ranked again: " << grouped(unreadable) << '\n';
}

int rank_again(rule_catalog const& catalog, common_options const& common, replay_command const& o) {
  auto const other = catalog.find(o.under);
  if (!other) throw CLI::ValidationError("--under", other.error().message);
  auto const readings = readings_of(common, catalog);
  star_matrix matrix;
  std::uint64_t unreadable = 0;
  // A seal is no decision.
  using maybe = std::optional<counterfactual>;
  auto const of_seal = [](std::string_view text) -> maybe {
    auto const seal = read_seal(text);
    if (seal && seal->is_intact) return std::nullopt;
    counterfactual wrong;
    wrong.status = counterfactual_status::unreadable;
    wrong.message = seal ? "the seal was altered." : seal.error().message;
    return wrong;
  };
  int const code = each_line<maybe>(
      o, "Đã xếp lại / ranked again",
      [&](std::string_view text) {
        return is_seal(text) ? of_seal(text) : maybe(rank_under(catalog, *other, text, readings));
      },
      [] {},
      [&](std::size_t line, maybe const& made) {
        if (!made) return;
        add(matrix, *made);
        unreadable += made->status == counterfactual_status::unreadable ? 1 : 0;
        bool const is_same = made->status == counterfactual_status::decided && made->lowest == made->then;
        if (o.format == "table") {
          bool const fell = !made->costs.empty();
          if (fell || made->status != counterfactual_status::decided) print_row(*made, line);
        } else if (!o.only_differences || !is_same) {
          std::cout << write_counterfactual(*made, line) << '\n';
        }
      },
      [](std::string const&) {});
  print_matrix(matrix, unreadable, o.format == "table" ? std::cout : std::cerr);
  return code == done && unreadable > 0 ? incomplete : code;
}

int run(common_options const& common, replay_command const& o) {
  if (!o.under.empty() && (!o.keys.empty() || o.must_be_sealed || o.previous))
    throw CLI::ValidationError("--under",
                               "it ranks intact records again and does not verify the archive; replay it "
                               "without --under for --key, --sealed and --previous");
  if (o.only_differences && o.format == "table")
    throw CLI::ValidationError("--differences", "the page shows only those that fell or are open; leave it out");
  if (o.under.empty() && (!common.readings.empty() || o.format != "jsonl"))
    throw CLI::ValidationError("replay",
                               "a record is replayed by its own readings, as JSON lines; give --under EDITION "
                               "to see it under another edition or reading");
  replay_options options;
  if (!read_verifying_keys(o.keys, options.keys)) return incomplete;
  auto const catalog = load_rules_for(common);
  if (!catalog) return incomplete;
  return o.under.empty() ? derive_again(*catalog, o, options) : rank_again(*catalog, common, o);
}

}  // namespace

void add_replay(CLI::App& app, common_options const& common, int& code) {
  auto const o = std::make_shared<replay_command>();
  auto* const command = app.add_subcommand(
      "replay",
      "Derive decision records again and show every difference\nTính lại quyết định đã ghi và nêu mọi khác biệt");
  command->add_option("FILE", o->files, "Files of records, one per line; - for standard input")->capture_default_str();
  add_verifying_keys(*command, o->keys, "every record and seal");
  command
      ->add_option("--previous", o->previous,
                   "SHA-256 of the record before the first, where it is not the first of all")
      ->type_name("SHA-256")
      ->check(sha256_text());
  command->add_flag("--sealed", o->must_be_sealed, "Every file must end with the seal of ocop ledger export");
  command->add_option("--threads", o->threads, "Threads to use; all cores if not given")->check(CLI::Range(1U, 256U));
  command->add_flag("--differences", o->only_differences, "Print only records that are not as recorded");
  command
      ->add_option("--under", o->under,
                   "Rank the products again under this edition, or one revision of it (qd-26-2026#1), with --reading "
                   "by another reading: who keeps the stars, "
                   "what costs the others theirs, what must be judged again")
      ->type_name("EDITION");
  command
      ->add_option("--format", o->format,
                   "With --under: a JSON line per record, or a page of those that fell or are open")
      ->check(CLI::IsMember({"jsonl", "table"}))
      ->capture_default_str();
  command->footer(
      "Example: ocop replay records.jsonl --differences\n"
      "         ocop replay records.jsonl --under qd-26-2026 --format table");
  command->callback([&common, &code, o] { code = run(common, *o); });
}

}  // namespace ocop::cli
