#include "command.hpp"

#include "ocop/base/text.hpp"
#include "ocop/exchange/json.hpp"
#include "ocop/load/rule_files.hpp"
#include "ocop/record/decision_record.hpp"
#include "ocop/version.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <utility>

namespace ocop::cli {

void print_issues(std::ostream& out, std::vector<issue> const& issues) {
  for (auto const& i : issues) out << one_line(i.where) << ": " << i.message << " (" << to_string(i.code) << ")\n";
  out << issues.size() << (issues.size() == 1 ? " issue\n" : " issues\n");
}

std::optional<rule_catalog> load_rules_for(common_options const& common) {
  if (common.rules.empty()) return builtin_catalog();
  auto files = read_rule_files(common.rules);
  if (!files) {
    print_issues(std::cerr, {files.error()});
    return std::nullopt;
  }
  auto report = load_catalog(with_schemas_of(std::move(*files), builtin_rule_files()));
  if (!report.catalog) print_issues(std::cerr, report.issues);
  return std::move(report.catalog);
}

std::vector<reading_choice> readings_of(common_options const& common, rule_catalog const& catalog) {
  std::vector<reading_choice> wanted;
  for (auto const& text : common.readings) {
    auto const equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
      throw CLI::ValidationError("--reading",
                                 "found \"" + text + "\"; write a reading and its alternative, e.g. R-07=mean");
    wanted.push_back({reading_id(text.substr(0, equals)), text.substr(equals + 1)});
    auto const unknown_to = [&](auto const& edition) { return !edition->choose({&wanted.back(), 1}); };
    if (std::all_of(catalog.editions().begin(), catalog.editions().end(), unknown_to))
      throw CLI::ValidationError("--reading", catalog.editions().back()->choose({&wanted.back(), 1}).error().message);
  }
  return wanted;
}

std::unique_ptr<std::istream> open_input(std::string const& name) {
  if (name == "-") return std::make_unique<std::istream>(std::cin.rdbuf());
  auto file = std::make_unique<std::ifstream>(name, std::ios::binary);
  // A folder opens and gives nothing; peeking tells.
  if (*file && (file->peek() != std::ifstream::traits_type::eof() || !file->bad())) {
    file->clear();
    return file;
  }
  std::cerr << name << ": cannot be read. Name a file that exists, or - for standard input.\n";
  return nullptr;
}

CLI::Validator sha256_text() {
  return {[](std::string const& text) {
            return is_sha256(text) ? std::string() : "found \"" + text + "\"; a SHA-256 is 64 hex digits, lower case";
          },
          ""};
}

int answer_files(std::vector<std::string> const& files, std::string const& what, line_answerer const& answer,
                 line_writer const& write, std::size_t longest_line) {
  bool all_well = true;
  std::uint64_t answered = 0;
  progress bar(what);
  for (auto const& name : files) {
    auto const in = open_input(name);
    if (!in) {
      all_well = false;
      continue;
    }
    auto const shape = name.ends_with(".jsonl") ? stream_shape::lines : stream_shape::guess;
    auto const counts = answer_stream(
        *in, shape, 1, answer,
        [&](std::string_view text, std::uint64_t bytes) {
          bar.show(++answered, bytes, 0);
          return write(text, bytes);
        },
        longest_line);
    bar.clear();
    all_well = all_well && counts.failed == 0;
  }
  return all_well ? done : incomplete;
}

std::optional<std::string> read_whole(std::string const& name) {
  auto const in = open_input(name);
  if (!in) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(*in), {}};
}

progress::progress(std::string what) : what_(std::move(what)), on_(::isatty(STDERR_FILENO) == 1) {}

void progress::show(std::uint64_t answered, std::uint64_t bytes, std::uint64_t size) {
  if (!on_ || clock::now() < next_) return;
  next_ = clock::now() + std::chrono::milliseconds(200);
  shown_ = true;
  std::cerr << '\r' << what_ << ": " << grouped(answered);
  if (size > 0) std::cerr << "  " << std::min<std::uint64_t>(100, bytes * 100 / size) << " %";
  std::cerr << "   " << std::flush;
}

void progress::clear() {
  if (shown_) std::cerr << "\r\033[K" << std::flush;
  shown_ = false;
}

std::string name_of(std::string_view json, std::string_view key) {
  auto const tree = parse_json(json);
  value const* const name = tree ? tree->find(key) : nullptr;
  return name && name->is_string() ? name->as_string() : std::string();
}

day day_of(std::string const& option, std::string const& text) {
  auto const d = parse_day(text);
  if (!d) throw CLI::ValidationError(option, d.error().message);
  return *d;
}

std::optional<day> day_if_given(std::string const& option, std::string const& text) {
  return text.empty() ? std::nullopt : std::optional(day_of(option, text));
}

working_calendar calendar_of(std::vector<std::string> const& holidays) {
  working_calendar calendar;
  for (auto const& d : holidays) calendar.holidays.insert(day_of("--day-off", d));
  return calendar;
}

std::string grouped(unsigned long long n) {
  std::string text = std::to_string(n);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), 1, ',');
  return text;
}

}  // namespace ocop::cli

int main(int argc, char** argv) {
  using namespace ocop::cli;
  // std::cout goes by the buffer of C, which takes texts of any size; one of its own would write each long text by
  // itself.
  static std::array<char, std::size_t{128} << 10U> buffer;
  std::setvbuf(stdout, buffer.data(), _IOFBF, buffer.size());
  CLI::App app(
      "Rules engine of Vietnam's OCOP programme: scores, ranks and explains product dossiers.\n"
      "Công cụ chấm điểm, phân hạng và giải thích hồ sơ sản phẩm OCOP.");
  app.name("ocop");
  app.footer(
      "Example: ocop score dossiers.jsonl --format table\nExit: 0 done, 2 usage, 3 some input could not be evaluated, "
      "4 a record is not as it was, "
      "70 a fault of ours");
  app.set_version_flag("--version", std::string(ocop::version));
  app.require_subcommand(1);
  app.fallthrough();
  common_options common;
  app.add_option("--rules", common.rules, "Folder of rule data to use in place of the built-in rules")
      ->type_name("DIR");
  app.add_option("--reading", common.readings, "Alternative of a reading, e.g. R-07=mean; may be repeated")
      ->type_name("R=A");
  int code = done;
  add_score(app, common, code);
  add_explain(app, common, code);
  add_govern(app, common, code);
  add_dossier(app, common, code);
  add_certificate(app, common, code);
  add_programme(app, common, code);
  add_record(app, common, code);
  add_replay(app, common, code);
#ifdef OCOP_HAS_LEDGER
  add_ledger(app, common, code);
#endif
  add_rules(app, common, code);
  add_logic(app, code);
  try {
    app.parse(argc, argv);
    std::cout.flush();
    if (!std::cout) {
      std::cerr << "ocop: the results could not be written\n";
      return fault;
    }
    if (std::ferror(stdin) != 0) {
      std::cerr
          << "ocop: standard input could not be read to its end; only what was read is answered. Give a file or a "
             "pipe that can be read.\n";
      return fault;
    }
  } catch (CLI::ParseError const& e) {
    return app.exit(e, std::cout, std::cerr) == 0 ? done : usage;
  } catch (std::exception const& e) {
    std::cerr << "ocop: " << e.what() << '\n';
    return fault;
  }
  return code;
}
