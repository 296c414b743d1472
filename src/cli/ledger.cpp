#include "ocop/ledger/ledger.hpp"

#include "command.hpp"

#include "ocop/exchange/result_document.hpp"
#include "ocop/exchange/stream.hpp"
#include "ocop/record/record_seal.hpp"

#include <iostream>
#include <memory>
#include <utility>

namespace ocop::cli {
namespace {

struct ledger_command {
  std::string ledger;
  std::vector<std::string> files{"-"};
  std::optional<std::string> recorded_on;
  std::string key;
  std::int64_t from = 1;
  std::int64_t most = 20;
  int patience_ms = 10'000;
};

int say(issue const& why) {
  print_issues(std::cerr, {why});
  return incomplete;
}

/// Answers every line of the files in order. An acknowledgement is not held back: it is written as soon as its record
/// is kept.
int each_line(ledger_command const& o, line_rules const& rules, line_answerer const& answer) {
  std::uint64_t untold = 0;
  int const code = answer_files(
      o.files, "Đã giữ / kept",
      [&](std::string_view text, std::size_t line) {
        line_answer made = answer(text, line);
        std::cout << made.text << '\n' << std::flush;
        if (!std::cout && !made.is_error) ++untold;
        return line_answer{{}, made.is_error};
      },
      [](std::string_view, std::uint64_t) { return std::cout.good(); }, rules);
  if (untold > 0)
    std::cerr << o.ledger << ": kept and not acknowledged: " << grouped(untold)
              << ". See them by ocop ledger show before you append the rest.\n";
  return code;
}

std::string acknowledged(ledger_entry const& e) { return std::to_string(e.position) + ' ' + e.sha256; }

int append(common_options const& common, ledger_command const& o) {
  std::optional<day> const recorded_on = day_if_given("--on", o.recorded_on);
  std::optional<std::string> const key = read_whole(o.key);
  if (!key) return incomplete;
  auto const catalog = load_rules_for(common);
  if (!catalog) return incomplete;
  auto const readings = readings_of(common, *catalog);
  auto kept = ledger::open(o.ledger, ledger::access::create, o.patience_ms);
  if (!kept) return say(kept.error());
  return each_line(o, {}, [&](std::string_view text, std::size_t line) {
    auto const entry = kept->append(*catalog, text, {readings, recorded_on, {}, *key});
    if (!entry) return line_answer{write_error(entry.error(), submission_id_of(text), line), true};
    return line_answer{acknowledged(*entry), false};
  });
}

/// Does the seal of an export fit the ledger into which it was read?
line_answer check_seal(ledger const& kept, std::uint64_t records, std::string_view text, std::size_t line) {
  auto const seal = read_seal(text);
  if (!seal) return {write_error(seal.error(), {}, line), true};
  auto const last = kept.last();
  if (!last) return {write_error(last.error(), {}, line), true};
  if (seal->is_intact && seal->records == records && (records == 0 || seal->last == *last))
    return {"sealed " + *last, false};
  return {write_error({errc::bad_value, "/last",
                       "the seal does not fit: " + std::to_string(records) +
                           " records stand before it, and the last one kept is " + (last->empty() ? "none" : *last) +
                           ". Records were taken off, or the seal was altered."},
                      {}, line),
          true};
}

int import(ledger_command const& o) {
  auto kept = ledger::open(o.ledger, ledger::access::create, o.patience_ms);
  if (!kept) return say(kept.error());
  std::uint64_t records = 0;  // since the last seal
  bool is_sealed = false;
  line_rules const of_records{max_record_bytes, blank_lines::passed_over, {}};
  int const code = each_line(o, of_records, [&](std::string_view text, std::size_t line) {
    is_sealed = is_seal(text);
    if (is_sealed) return check_seal(*kept, std::exchange(records, 0), text, line);
    ++records;
    auto const entry = kept->append_record(text);
    if (!entry) return line_answer{write_error(entry.error(), {}, line), true};
    return line_answer{acknowledged(*entry), false};
  });
  if (!is_sealed) std::cerr << "not sealed, so records taken off the end would not show.\n";
  return code;
}

int verify(ledger_command const& o) {
  auto const kept = ledger::open(o.ledger, ledger::access::read);
  if (!kept) return say(kept.error());
  std::uint64_t faults = 0;
  progress bar("Đã kiểm tra / verified");
  auto const count = kept->verify(
      [&](ledger_fault const& f) {
        ++faults;
        bar.clear();
        std::cout << f.position << ' ' << f.what << ": " << f.message << '\n';
      },
      [&](std::int64_t position) { bar.show(static_cast<std::uint64_t>(position), 0, 0); });
  bar.clear();
  if (!count) return say(count.error());
  std::cerr << grouped(static_cast<unsigned long long>(*count)) << " biên bản / records, " << grouped(faults)
            << " lỗi / faults\n";
  return faults == 0 ? done : difference;
}

int write_out(ledger_command const& o) {
  auto const kept = ledger::open(o.ledger, ledger::access::read);
  if (!kept) return say(kept.error());
  std::optional<std::string> const key = read_whole(o.key);
  if (!key) return incomplete;
  std::string last;
  auto const count = kept->read(o.from, [&](ledger_entry const& e) {
    std::cout << e.json << '\n';
    last = e.sha256;
    return std::cout.good();
  });
  if (!count) return say(count.error());
  auto const seal = write_seal(static_cast<std::uint64_t>(*count), last, *key);
  if (!seal) return say(seal.error());
  std::cout << *seal << '\n';
  return done;
}

int show(ledger_command const& o) {
  auto const kept = ledger::open(o.ledger, ledger::access::read);
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
    command->footer(std::string("Example: ocop ledger ") + example);
    command->callback([&common, &code, o, run] { code = run(common, *o); });
    return command;
  };
  auto* const appending =
      add("append", "Score submissions and keep their records; prints position and SHA-256 of each",
          "append ledger.db dossiers.jsonl", [](auto const& c, auto const& opts) { return append(c, opts); });
  appending->add_option("FILE", o->files, "Files of submissions, - for standard input")->capture_default_str();
  appending->add_option("--on", o->recorded_on, "Day of the records")->type_name("DAY");
  appending->add_option("--key", o->key, "Private Ed25519 key to sign with, a PEM file")->type_name("FILE");
  auto const add_patience = [&](CLI::App* command) {
    command
        ->add_option("--patience", o->patience_ms, "How long to wait for another process that writes, in milliseconds")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
  };
  add_patience(appending);
  add("verify", "Look at every record: its hash, its place, the one before it; exit 4 on a fault", "verify ledger.db",
      [](auto const&, auto const& opts) { return verify(opts); });
  auto* const exporting =
      add("export", "Write the records, one per line, and a seal that tells how many they are",
          "export ledger.db > records.jsonl", [](auto const&, auto const& opts) { return write_out(opts); });
  exporting->add_option("--from", o->from, "First position")->check(CLI::PositiveNumber);
  exporting->add_option("--key", o->key, "Private Ed25519 key to sign the seal with, a PEM file")->type_name("FILE");
  auto* const importing =
      add("import", "Keep records that were exported, in their order", "import ledger.db records.jsonl",
          [](auto const&, auto const& opts) { return import(opts); });
  add_patience(importing);
  importing->add_option("FILE", o->files, "Files of records, - for standard input")->capture_default_str();
  auto* const showing = add("show", "What is in the ledger, a row each", "show ledger.db --from 100",
                            [](auto const&, auto const& opts) { return show(opts); });
  showing->add_option("--from", o->from, "First position")->check(CLI::PositiveNumber);
  showing->add_option("--most", o->most, "Rows at most")->check(CLI::PositiveNumber)->capture_default_str();
}

}  // namespace ocop::cli
