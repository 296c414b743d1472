#include "ocop/ledger/anchor.hpp"
#include "ocop/ledger/ledger.hpp"

#include "command.hpp"

#include "ocop/base/text.hpp"
#include "ocop/exchange/result_document.hpp"
#include "ocop/stream/stream.hpp"
#include "ocop/record/checkpoint.hpp"
#include "ocop/record/record_seal.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <span>
#include <system_error>
#include <thread>
#include <utility>

namespace ocop::cli {
namespace {

struct ledger_command {
  std::string ledger;
  std::vector<std::string> files{"-"};
  recording_options recording;
  signing_options signing;
  std::optional<std::string> name;
  std::vector<std::string> keys;  ///< public ones
  std::vector<std::string> head_keys;
  std::optional<std::string> head;  ///< file of a checkpoint
  std::string id;                   ///< SHA-256 of a record, or id of a submission
  std::int64_t from = 1;
  std::int64_t most = 20;
  int patience_ms = 10'000;

  [[nodiscard]] ledger_options options() const { return {patience_ms, name}; }
};

int say(issue const& why) {
  print_issues(std::cerr, {why});
  return incomplete;
}

/// A line that waits for its group.
struct waiting_line {
  std::string text;
  std::size_t line = 0;
};

/// Answers the lines of a group, one answer each.
using group_answerer = std::function<std::vector<line_answer>(std::span<waiting_line const>)>;

/// Lines that are kept together, so that the ledger is written through once for all of them. A group is as large as
/// takes about 50 ms: others that write have their turn, and no acknowledgement is waited for longer than that.
class line_group {
  using clock = std::chrono::steady_clock;
  static constexpr std::size_t most_lines = 1024;
  static constexpr std::size_t most_bytes = std::size_t{512} << 10U;
  static constexpr std::chrono::milliseconds short_time{25}, long_time{75};

  group_answerer const& answer_;
  std::vector<waiting_line> lines_;
  std::size_t bytes_ = 0;
  std::size_t room_ = 32;  ///< lines of the next group
  std::uint64_t untold_ = 0;
  bool any_error_ = false;

 public:
  explicit line_group(group_answerer const& answer) : answer_(answer) {}

  void add(std::string_view text, std::size_t line) {
    lines_.push_back({std::string(text), line});
    bytes_ += text.size();
  }
  [[nodiscard]] bool is_full() const noexcept { return lines_.size() >= room_ || bytes_ >= most_bytes; }

  /// Keeps all lines and writes their answers. Where nobody reads answers any more, nothing more is kept.
  void finish() {
    for (std::span<waiting_line const> rest = lines_; !rest.empty() && goes_on();) {
      auto const next = rest.first(std::min(room_, rest.size()));
      keep(next);
      rest = rest.subspan(next.size());
    }
    lines_.clear();
    bytes_ = 0;
  }
  [[nodiscard]] bool any_error() const noexcept { return any_error_; }
  /// How many were kept and could not be acknowledged.
  [[nodiscard]] std::uint64_t untold() const noexcept { return untold_; }

 private:
  void keep(std::span<waiting_line const> lines) {
    auto const start = clock::now();
    auto const answers = answer_(lines);
    auto const took = clock::now() - start;
    if (took < short_time && lines.size() == room_) room_ = std::min(most_lines, 2 * room_);
    if (took > long_time) room_ = std::max<std::size_t>(1, room_ / 2);
    std::uint64_t kept = 0;
    for (auto const& a : answers) {
      std::cout << a.text << '\n';
      any_error_ = any_error_ || a.is_error;
      kept += a.is_error ? 0 : 1;
    }
    std::cout << std::flush;
    if (!std::cout) untold_ += kept;
    // Another process that waits for the ledger gets its turn.
    if (lines.size() > 1) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
};

/// Does an input go on without a pause until its end? A plain file does.
bool has_no_pause(std::string const& name) {
  std::error_code error;
  return std::filesystem::is_regular_file(name == "-" ? "/dev/stdin" : name, error);
}

/// Answers every line of the files in order, in groups. A line waits for others of its group only where they are there
/// already: of a pipe, what was read at once is a group.
int each_group(ledger_command const& o, line_rules const& rules, group_answerer const& answer) {
  int code = done;
  line_group group(answer);
  for (auto const& name : o.files) {
    if (!goes_on()) break;
    bool const is_file = has_no_pause(name);
    int const of_file = answer_files(
        {name}, "Đã giữ / kept",
        [&](std::string_view text, std::size_t line) {
          group.add(text, line);
          return line_answer{};
        },
        [&](std::string_view, std::uint64_t) {
          if (!is_file || group.is_full()) group.finish();
          return goes_on();
        },
        rules);
    group.finish();
    code = std::max(code, of_file);
  }
  if (group.untold() > 0)
    std::cerr << o.ledger << ": kept and not acknowledged: " << grouped(group.untold())
              << ". See them by ocop ledger show before you append the rest.\n";
  return std::max<int>(code, group.any_error() ? incomplete : done);
}

std::string acknowledged(ledger_entry const& e) { return std::to_string(e.position) + ' ' + e.sha256; }

std::vector<std::string_view> texts_of(std::span<waiting_line const> lines) {
  std::vector<std::string_view> texts;
  for (auto const& l : lines) texts.emplace_back(l.text);
  return texts;
}

int append(common_options const& common, ledger_command const& o) {
  auto options = record_options_of(o.recording);
  if (!options) return incomplete;
  auto const catalog = load_rules_for(common);
  if (!catalog) return incomplete;
  auto const readings = readings_of(common, *catalog);
  options->readings = readings;
  auto kept = ledger::open(o.ledger, ledger::access::create, o.options());
  if (!kept) return say(kept.error());
  return each_group(o, {}, [&](std::span<waiting_line const> lines) {
    auto const entries = kept->append_all(*catalog, texts_of(lines), *options);
    std::vector<line_answer> answers;
    for (std::size_t i = 0; i < entries.size(); ++i)
      answers.push_back(
          entries[i]
              ? line_answer{acknowledged(*entries[i]), false}
              : line_answer{write_error(entries[i].error(), submission_id_of(lines[i].text), lines[i].line), true});
    return answers;
  });
}

int import(ledger_command const& o) {
  std::vector<dated_key> keys;
  if (!read_verifying_keys(o.keys, keys)) return incomplete;
  auto kept = ledger::open(o.ledger, ledger::access::create, o.options());
  if (!kept) return say(kept.error());
  std::uint64_t records = 0;  // since the last seal
  bool is_sealed = false;
  line_rules const of_records{max_record_bytes, blank_lines::passed_over, {}};
  int const code = each_group(o, of_records, [&](std::span<waiting_line const> lines) {
    std::vector<line_answer> answers;
    while (!lines.empty()) {
      is_sealed = is_seal(lines.front().text);
      if (is_sealed) {
        auto const fits = kept->check_seal(lines.front().text, std::exchange(records, 0));
        answers.push_back(fits ? line_answer{"sealed " + kept->last().value(), false}
                               : line_answer{write_error(fits.error(), {}, lines.front().line), true});
        lines = lines.subspan(1);
        continue;
      }
      auto const next_seal =
          std::find_if(lines.begin(), lines.end(), [](waiting_line const& l) { return is_seal(l.text); });
      auto const until = lines.first(static_cast<std::size_t>(next_seal - lines.begin()));
      auto const entries = kept->append_records(texts_of(until), keys);
      for (std::size_t i = 0; i < entries.size(); ++i)
        answers.push_back(entries[i] ? line_answer{acknowledged(*entries[i]), false}
                                     : line_answer{write_error(entries[i].error(), {}, until[i].line), true});
      records += until.size();
      lines = lines.subspan(until.size());
    }
    return answers;
  });
  if (!is_sealed) std::cerr << "not sealed, so records taken off the end would not show.\n";
  return code;
}

int give_name(ledger_command const& o) {
  auto kept = ledger::open(o.ledger, ledger::access::write, {o.patience_ms, {}});
  if (!kept) return say(kept.error());
  if (auto const given = kept->give_name(*o.name); !given) return say(given.error());
  std::cout << *o.name << '\n';
  return done;
}

/// A checkpoint from a file, with its text. Nothing, with a message, where the file holds none.
std::optional<signed_checkpoint> read_head(std::string const& file, std::string& note) {
  auto text = read_whole(file, max_checkpoint_bytes);
  if (!text) return std::nullopt;
  auto head = read_checkpoint(*text);
  if (!head) {
    print_issues(std::cerr, {{head.error().code, file + head.error().where, head.error().message}});
    return std::nullopt;
  }
  note = std::move(*text);
  return std::move(*head);
}

int verify(ledger_command const& o) {
  ledger_verification also;
  if (!read_verifying_keys(o.keys, also.keys)) return incomplete;
  std::vector<dated_key> head_keys;
  if (!read_verifying_keys(o.head_keys, head_keys)) return incomplete;
  if (head_keys.empty()) head_keys = also.keys;
  std::optional<signed_checkpoint> head;
  if (o.head) {
    std::string note;
    head = read_head(*o.head, note);
    if (!head) return incomplete;
  } else if (!o.head_keys.empty()) {
    throw CLI::ValidationError("--head-key", "it verifies a checkpoint; name its file by --head");
  }
  auto const kept = ledger::open(o.ledger, ledger::access::read, o.options());
  if (!kept) return say(kept.error());
  std::uint64_t faults = 0;
  std::uint64_t warnings = 0;
  progress bar("Đã kiểm tra / verified");
  also.looked_at = [&](std::int64_t position) { bar.show(static_cast<std::uint64_t>(position), 0, 0); };
  also.warn = [&](ledger_fault const& w) {
    ++warnings;
    bar.clear();
    std::cout << "warning " << w.position << ' ' << w.what << ": " << w.message << '\n';
  };
  auto const report = [&](ledger_fault const& f) {
    ++faults;
    bar.clear();
    std::cout << f.position << ' ' << f.what << ": " << f.message << '\n';
  };
  auto const count = kept->verify(report, also);
  bar.clear();
  if (!count) return say(count.error());
  if (head) {
    if (head_keys.empty())
      std::cerr << "the signature of the checkpoint was not looked at; give --head-key, or --key where the records are "
                   "signed by the same key.\n";
    if (auto const compared = verify_head(*kept, *head, head_keys, report); !compared) return say(compared.error());
  }
  std::cerr << grouped(static_cast<unsigned long long>(*count)) << " biên bản / records, " << grouped(faults)
            << " lỗi / faults";
  if (warnings > 0) std::cerr << ", " << grouped(warnings) << " lưu ý / warnings";
  std::cerr << '\n';
  return faults == 0 ? done : difference;
}

int write_head(ledger_command const& o) {
  std::optional<signing_key> key;
  if (!read_signing_key(o.signing, key)) return incomplete;
  auto const kept = ledger::open(o.ledger, ledger::access::read, o.options());
  if (!kept) return say(kept.error());
  auto const head = head_of(*kept);
  if (!head) return say(head.error());
  auto const text = key ? write_checkpoint(*head, *key) : checkpoint_text(*head);
  if (!text) return say(text.error());
  std::cout << *text;
  if (!key) std::cerr << "not signed: it proves something only to whoever keeps it. Give --key to sign it.\n";
  return done;
}

/// The one record of that id. Nothing, with a message, where there is none or several.
std::optional<ledger_entry> find_one(ledger const& kept, std::string const& id) {
  auto const found = kept.find(id);
  if (!found) {
    say(found.error());
    return std::nullopt;
  }
  if (found->size() == 1) return found->front();
  std::cerr << one_line(id) << ": "
            << (found->empty() ? "no record of this SHA-256 or submission is in the ledger.\n"
                               : "several records are of this submission; name one by its SHA-256:\n");
  for (auto const& e : *found) std::cerr << acknowledged(e) << '\n';
  return std::nullopt;
}

int find(ledger_command const& o) {
  auto const kept = ledger::open(o.ledger, ledger::access::read, o.options());
  if (!kept) return say(kept.error());
  auto const found = kept->find(o.id);
  if (!found) return say(found.error());
  for (auto const& e : *found) std::cout << acknowledged(e) << '\n';
  if (!found->empty()) return done;
  std::cerr << one_line(o.id) << ": no record of this SHA-256 or submission is in the ledger.\n";
  return incomplete;
}

int prove(ledger_command const& o) {
  std::optional<signing_key> key;
  if (!read_signing_key(o.signing, key)) return incomplete;
  std::optional<std::string> note;
  if (o.head && !read_head(*o.head, note.emplace())) return incomplete;
  auto const kept = ledger::open(o.ledger, ledger::access::read, o.options());
  if (!kept) return say(kept.error());
  auto const entry = find_one(*kept, o.id);
  if (!entry) return incomplete;
  auto const receipt = receipt_of(*kept, entry->position, *key, note);
  if (!receipt) return say(receipt.error());
  std::cout << *receipt;
  return done;
}

/// The ledger's name and public key in one line, as programs of others take it.
int write_note_key(ledger_command const& o) {
  std::vector<dated_key> keys;
  if (!read_verifying_keys(o.keys, keys)) return incomplete;
  auto const kept = ledger::open(o.ledger, ledger::access::read, o.options());
  if (!kept) return say(kept.error());
  auto const origin = kept->origin();
  if (!origin) return say(origin.error());
  for (auto const& one : keys) {
    auto const text = note_key(*origin, one.key);
    if (!text) return say(text.error());
    std::cout << *text << '\n';
  }
  return done;
}

int write_out(ledger_command const& o) {
  auto const kept = ledger::open(o.ledger, ledger::access::read, o.options());
  if (!kept) return say(kept.error());
  std::optional<signing_key> key;
  if (!read_signing_key(o.signing, key)) return incomplete;
  std::string last;
  auto const count = kept->read(o.from, [&](ledger_entry const& e) {
    std::cout << e.json << '\n';
    last = e.sha256;
    return std::cout.good();
  });
  if (!count) return say(count.error());
  auto const seal = write_seal(static_cast<std::uint64_t>(*count), last, key);
  if (!seal) return say(seal.error());
  std::cout << *seal << '\n';
  return done;
}

int show(ledger_command const& o) {
  auto const kept = ledger::open(o.ledger, ledger::access::read, o.options());
  if (!kept) return say(kept.error());
  text_table table({align::right, align::left, align::left, align::left, align::left, align::left});
  table.add({"Số", "Hồ sơ", "Bản", "Kết quả", "Hạng", "SHA-256"});
  table.add({"No", "Dossier", "Edition", "Outcome", "Stars", "SHA-256"});
  std::int64_t shown = 0;
  auto const count = kept->read(o.from, [&](ledger_entry const& e) {
    auto const record = read_decision_record(e.json);
    value const* const made = record ? record->document.find("result") : nullptr;
    auto const text = [&](std::string_view key) {
      value const* const v = made ? made->find(key) : nullptr;
      if (!v || v->is_null()) return std::string("-");
      return v->is_integer() ? std::to_string(v->as_integer()) : v->is_string() ? v->as_string() : std::string("?");
    };
    table.add({std::to_string(e.position), text("submission"), text("edition"), text("outcome"), text("stars"),
               e.sha256.substr(0, 16)});
    return ++shown < o.most;
  });
  if (!count) return say(count.error());
  std::cout << table.take();
  return done;
}

}  // namespace

void add_ledger(CLI::App& app, common_options const& common, int& code) {
  auto const o = std::make_shared<ledger_command>();
  auto* const group =
      app.add_subcommand("ledger", "Decision records kept in one file\nSổ biên bản quyết định trong một tệp");
  group->require_subcommand(1);
  group->footer("Example: ocop ledger append ledger.db dossiers.jsonl");
  auto const add = [&](char const* name, char const* what, char const* example, auto run) {
    auto* const command = group->add_subcommand(name, what);
    command->add_option("LEDGER", o->ledger, "The ledger, a SQLite file")->required();
    command
        ->add_option("--patience", o->patience_ms,
                     "How long to wait for another process that reads or writes, in milliseconds")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command->footer(std::string("Example: ocop ledger ") + example);
    command->callback([&common, &code, o, run] { code = run(common, *o); });
    return command;
  };
  auto* const appending =
      add("append", "Score submissions and keep their records; prints position and SHA-256 of each",
          "append ledger.db dossiers.jsonl", [](auto const& c, auto const& opts) { return append(c, opts); });
  appending->add_option("FILE", o->files, "Files of submissions, - for standard input")->capture_default_str();
  add_recording_options(*appending, o->recording);
  auto const add_name = [&](CLI::App* command) {
    command
        ->add_option("--name", o->name,
                     "Name of the ledger, for one that has none: a host and a path of yours, as in "
                     "example.org/ocop/tay-ninh")
        ->type_name("NAME");
  };
  add_name(appending);
  auto* const verifying = add("verify",
                              "Look at every record: its hash, its place, the one before it; exit 4 on a fault. "
                              "Warnings, of days and of submissions recorded twice, are no faults",
                              "verify ledger.db", [](auto const&, auto const& opts) { return verify(opts); });
  add_verifying_keys(*verifying, o->keys, "every record");
  verifying
      ->add_option("--head", o->head,
                   "A checkpoint that ocop ledger head wrote before: does the ledger still begin with its records?")
      ->type_name("FILE");
  verifying
      ->add_option("--head-key", o->head_keys,
                   "Public Ed25519 key of the checkpoint, where it is not --key; a PEM file; may be repeated")
      ->type_name("FILE");
  auto* const heading =
      add("head", "Write a checkpoint of the ledger, a signed note of its name, size and root, to be kept elsewhere",
          "head ledger.db --key ledger.pem > 2026-12-01.checkpoint",
          [](auto const&, auto const& opts) { return write_head(opts); });
  add_signing_options(*heading, o->signing, "the checkpoint");
  auto const add_id = [&](CLI::App* command) {
    command->add_option("ID", o->id, "SHA-256 of a record, or id of a submission")->required();
  };
  auto* const proving = add("prove", "Write a receipt of one record: a proof that it stands in the ledger",
                            "prove ledger.db DN-2026-0001 --key ledger.pem > DN-2026-0001.tlog-proof",
                            [](auto const&, auto const& opts) { return prove(opts); });
  add_id(proving);
  add_signing_options(*proving, o->signing, "the receipt");
  proving->get_option("--key")->required();
  proving
      ->add_option("--head", o->head,
                   "Prove by this checkpoint, signed and perhaps witnessed before; else by one of now")
      ->type_name("FILE");
  add_id(add("find", "Is a record in the ledger? Prints position and SHA-256; exit 3 if it is not",
             "find ledger.db DN-2026-0001", [](auto const&, auto const& opts) { return find(opts); }));
  auto* const keyed = add("note-key", "Print the ledger's name and public key as other programs take them to verify",
                          "note-key ledger.db --key ledger-public.pem",
                          [](auto const&, auto const& opts) { return write_note_key(opts); });
  keyed->add_option("--key", o->keys, "Public Ed25519 key, a PEM file; may be repeated")->type_name("FILE")->required();
  auto* const exporting =
      add("export", "Write the records, one per line, and a seal that tells how many they are",
          "export ledger.db > records.jsonl", [](auto const&, auto const& opts) { return write_out(opts); });
  exporting->add_option("--from", o->from, "First position")->check(CLI::PositiveNumber);
  add_signing_options(*exporting, o->signing, "the seal");
  auto* const importing =
      add("import", "Keep records that were exported, in their order", "import ledger.db records.jsonl",
          [](auto const&, auto const& opts) { return import(opts); });
  add_name(importing);
  add_verifying_keys(*importing, o->keys, "every record");
  importing->add_option("FILE", o->files, "Files of records, - for standard input")->capture_default_str();
  auto* const naming =
      add("name", "Give a ledger its name, once and for all; its checkpoints carry it",
          "name ledger.db example.org/ocop/tay-ninh", [](auto const&, auto const& opts) { return give_name(opts); });
  naming->add_option("NAME", o->name, "UTF-8 of 1 to 255 bytes without white space and +")->required();
  auto* const showing = add("show", "What is in the ledger, a row each", "show ledger.db --from 100",
                            [](auto const&, auto const& opts) { return show(opts); });
  showing->add_option("--from", o->from, "First position")->check(CLI::PositiveNumber);
  showing->add_option("--most", o->most, "Rows at most")->check(CLI::PositiveNumber)->capture_default_str();
}

}  // namespace ocop::cli
