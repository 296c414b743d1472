#include "command.hpp"

#include "ocop/base/text.hpp"
#include "ocop/exchange/json.hpp"
#include "ocop/load/rule_files.hpp"
#include "ocop/record/decision_record.hpp"
#include "ocop/version.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <exception>
#include <iostream>
#include <new>
#include <span>
#include <system_error>
#include <utility>

namespace ocop::cli {

void print_issues(std::ostream& out, std::vector<issue> const& issues) {
  for (auto const& i : issues) out << one_line(i.where) << ": " << i.message << " (" << to_string(i.code) << ")\n";
  out << issues.size() << (issues.size() == 1 ? " issue\n" : " issues\n");
}

std::optional<rule_catalog> load_rules_for(common_options const& common) {
  if (!common.rules) return builtin_catalog();
  auto files = read_rule_files(*common.rules);
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
    if (std::all_of(catalog.revisions().begin(), catalog.revisions().end(), unknown_to))
      throw CLI::ValidationError("--reading", catalog.editions().back()->choose({&wanted.back(), 1}).error().message);
  }
  return wanted;
}

std::unique_ptr<input> open_input(std::string const& name) {
  if (name == "-") return std::make_unique<input>(STDIN_FILENO, name);
  int const opened = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
  int error = opened < 0 ? errno : 0;
  struct stat about {};
  if (error == 0 && ::fstat(opened, &about) == 0 && S_ISDIR(about.st_mode)) error = EISDIR;
  if (error == 0) return std::make_unique<input>(opened, name);
  if (opened >= 0) ::close(opened);
  std::cerr << name << ": cannot be read (" << std::generic_category().message(error)
            << "). Name a file that exists, or - for standard input.\n";
  return nullptr;
}

CLI::Validator sha256_text() {
  return {[](std::string const& text) {
            return is_sha256(text) ? std::string() : "found \"" + text + "\"; a SHA-256 is 64 hex digits, lower case";
          },
          ""};
}

bool goes_on() { return std::cout.good() && stop::asked() == 0; }

bool write_line(std::string_view text, std::uint64_t) {
  std::cout << text << '\n';
  return std::cout.good();
}

int each_file(std::vector<std::string> const& files, std::string const& what,
              std::function<stream_counts(input& in, stream_shape shape, progress& bar)> const& read) {
  stop::hold const until_lines_are_whole;
  int code = done;
  progress bar(what);
  for (auto const& name : files) {
    if (!goes_on()) break;
    auto const in = open_input(name);
    if (!in) {
      code = std::max<int>(code, incomplete);
      continue;
    }
    bool const are_lines = name.ends_with(".jsonl") || name.ends_with(".ndjson");
    auto const counts = read(*in, are_lines ? stream_shape::lines : stream_shape::guess, bar);
    bar.clear();
    if (counts.failed > 0) code = std::max<int>(code, incomplete);
    if (!in->was_read_to_its_end()) code = fault;
  }
  std::cout.flush();
  return code;
}

int answer_files(std::vector<std::string> const& files, std::string const& what, line_answerer const& answer,
                 line_writer const& write, line_rules const& rules) {
  return each_file(files, what, [&](input& in, stream_shape shape, progress& bar) {
    bool const are_passed_over = rules.blanks == blank_lines::passed_over;
    blank_line_notes blanks(in.shown());
    std::uint64_t answered = 0;
    auto counts = answer_stream(
        in, rules.shape.value_or(shape), 1,
        [&](std::string_view text, std::size_t line) {
          // What is behind the last answer that is written is not answered: it may be half a line.
          if (!goes_on()) return line_answer{};
          if (are_passed_over && blank_line_notes::is_blank(text)) {
            blanks.pass_over(line);
            return line_answer{};
          }
          blanks.note_before_other_line();
          return answer(text, line);
        },
        [&](std::string_view text, std::uint64_t bytes) {
          bar.show(++answered, bytes, 0);
          return goes_on() && write(text, bytes);
        },
        rules.longest_line);
    if (are_passed_over && blanks.was_all_blank() && goes_on()) {
      auto const made = answer({}, 1);
      if (made.is_error) ++counts.failed;
      static_cast<void>(write(made.text, 0));
    }
    return counts;
  });
}

bool blank_line_notes::is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

void blank_line_notes::pass_over(std::size_t line) {
  if (first_ == 0) first_ = line;
  last_ = line;
}

void blank_line_notes::note_before_other_line() {
  any_other_ = true;
  if (first_ == 0) return;
  std::cerr << file_ << ": ";
  if (first_ == last_) std::cerr << "line " << first_ << " is blank and was passed over.\n";
  else std::cerr << "lines " << first_ << " to " << last_ << " are blank and were passed over.\n";
  first_ = 0;
}

std::string submission_id_of(std::string_view text) { return read_submission(text).id; }

std::optional<std::string> read_whole(std::string const& name, std::size_t most) {
  auto const in = open_input(name);
  if (!in) return std::nullopt;
  std::string text(most + 1, '\0');
  in->read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in->gcount()));
  if (!in->was_read_to_its_end()) return std::nullopt;
  if (text.size() <= most) return text;
  std::cerr << name << ": is larger than " << (most >> 10U) << " KiB, the most that such a file may have.\n";
  return std::nullopt;
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

std::optional<day> day_if_given(std::string const& option, std::optional<std::string> const& text) {
  return text ? std::optional(day_of(option, *text)) : std::nullopt;
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

namespace {

using namespace ocop;
using namespace ocop::cli;

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos; }

constexpr std::string_view is_named_and_empty = "it is named, and its value is empty. Give a value, or leave it out.";

/// Options that are named have a value: what is empty counts as wrong, not as absent. For all options there are and
/// will be.
void refuse_empty_values(CLI::App& app) {
  for (CLI::Option* const o : app.get_options())
    if (o->get_items_expected_max() > 0)
      o->check(CLI::Validator(
          [](std::string const& text) { return is_blank(text) ? std::string(is_named_and_empty) : std::string(); },
          ""));
  for (CLI::App* const command : app.get_subcommands({})) refuse_empty_values(*command);
}

/// What the parser of options would pass over: `--key=` would take the next argument as its value, and `[]` would be a
/// list of nothing.
void refuse_what_vanishes(std::span<char*> arguments) {
  for (std::string_view const argument : arguments) {
    auto const equals = argument.find('=');
    bool const has_value = argument.starts_with("--") && equals != std::string_view::npos;
    std::string const name(has_value ? argument.substr(0, equals) : argument);
    std::string_view const text = has_value ? argument.substr(equals + 1) : argument;
    if (has_value && is_blank(text)) throw CLI::ValidationError(name, std::string(is_named_and_empty));
    if (text.size() > 1 && text.starts_with('[') && text.ends_with(']'))
      throw CLI::ValidationError(name, "found " + std::string(text) +
                                           "; brackets make no list here. Repeat the option; write a file as ./" +
                                           std::string(text));
  }
}

/// Arguments stand in messages and pages, which are UTF-8 and hold nothing that a terminal obeys. So do the names of
/// files that a shell puts there.
void refuse_what_is_no_text(std::span<char*> arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string_view const argument = arguments[i];
    std::size_t const bad = first_not_utf8(argument);
    if (bad != std::string_view::npos || (one_line(argument) != argument && !is_blank(argument)))
      throw CLI::ValidationError(
          "argument " + std::to_string(i + 1),
          "found " + in_quotes(argument) +
              (bad != std::string_view::npos ? "; byte " + std::to_string(bad + 1) + " is no UTF-8"
                                             : std::string("; it holds a control character")) +
              ". Write it in UTF-8 on one line; rename a file, or give it by standard input.");
  }
}

int run_command(int argc, char** argv) {
  CLI::App app(
      "Rules engine of Vietnam's OCOP programme: scores, ranks and explains product dossiers.\n"
      "Công cụ chấm điểm, phân hạng và giải thích hồ sơ sản phẩm OCOP.");
  app.name("ocop");
  app.footer(
      "Example: ocop score dossiers.jsonl --format table\nExit: 0 done, 2 usage, 3 some input could not be evaluated, "
      "4 a record is not as it was, 70 internal error, or reading or writing failed");
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
  add_receipt(app, code);
  add_rules(app, common, code);
  add_logic(app, code);
  refuse_empty_values(app);
  try {
    auto const arguments = std::span(argv, static_cast<std::size_t>(argc)).subspan(argc > 0 ? 1 : 0);
    refuse_what_is_no_text(arguments);
    refuse_what_vanishes(arguments);
    app.parse(argc, argv);
  } catch (CLI::ParseError const& e) {
    return app.exit(e, std::cout, std::cerr) == 0 ? done : usage;
  }
  return code;
}

/// Runs the command with std::cout writing whole lines. An exception leaves them whole too.
int run_with(line_buffer& out, int argc, char** argv) {
  try {
    int const code = run_command(argc, argv);
    if (out.finish()) return code;
  } catch (std::bad_alloc const&) {
    std::cout.flush();
    std::cerr << "ocop: there is not enough memory. Every line that was written is whole; the rest is missing. Allow "
                 "more memory, or fewer --threads.\n";
    return fault;
  } catch (std::exception const& e) {
    std::cout.flush();
    std::cerr << "ocop: " << e.what() << ". Every line that was written is whole; the rest is missing.\n";
    return fault;
  }
  std::cerr << "ocop: the results could not be written: "
            << (out.error() == EPIPE ? "whoever reads them has stopped" : std::generic_category().message(out.error()))
            << ". Every line that was written is whole; the rest is missing.\n";
  return fault;
}

}  // namespace

int main(int argc, char** argv) {
  open_standard_streams();
  // Writing that fails says so.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  stop::listen();
  static line_buffer out(STDOUT_FILENO);
  std::streambuf* const before = std::cout.rdbuf(&out);
  int const code = run_with(out, argc, argv);
  std::cout.rdbuf(before);
  return code;
}
