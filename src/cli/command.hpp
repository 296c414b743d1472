#pragma once

#include "ocop/base/calendar.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/exchange/stream.hpp"
#include "ocop/explain/text_table.hpp"
#include "ocop/record/decision_record.hpp"
#include "ocop/record/keys.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ocop::cli {

using align = text_table::align;

/// Exit codes of the command.
enum exit_code : int {
  done = 0,
  usage = 2,       ///< the command line is wrong
  incomplete = 3,  ///< some input could not be evaluated
  difference = 4,  ///< a record is not as it was
  fault = 70,      ///< a fault of ours
};

/// Options that every subcommand takes.
struct common_options {
  std::string rules;                  ///< folder of rule data; empty: built in
  std::vector<std::string> readings;  ///< `R-07=mean`
};

/// The rules asked for. Prints every issue and gives nothing where the folder has some.
[[nodiscard]] std::optional<rule_catalog> load_rules_for(common_options const& common);

/// The alternatives asked for. Throws CLI::ValidationError where one is not written `R-07=mean`, or where no
/// edition of the catalog knows it.
[[nodiscard]] std::vector<reading_choice> readings_of(common_options const& common, rule_catalog const& catalog);

/// Refuses what is not written as a SHA-256.
[[nodiscard]] CLI::Validator sha256_text();

/// Prints issues one per line, `where: message`, and how many there are.
void print_issues(std::ostream& out, std::vector<issue> const& issues);

/// An input by name; `-` is standard input. Nothing, with a message, where it cannot be read.
[[nodiscard]] std::unique_ptr<std::istream> open_input(std::string const& name);

/// Answers the lines of files one after the other, with a progress line that begins with `what`. Incomplete where a
/// file cannot be read or a line was answered by an error.
[[nodiscard]] int answer_files(std::vector<std::string> const& files, std::string const& what,
                               line_answerer const& answer, line_writer const& write,
                               std::size_t longest_line = max_submission_bytes);

/// A whole file. Nothing, with a message, where it cannot be read.
[[nodiscard]] std::optional<std::string> read_whole(std::string const& name);

/// A private key that a subcommand signs with.
struct signing_options {
  std::optional<std::string> key;          ///< file
  std::optional<std::string> phrase_file;  ///< whose first line is the phrase of an encrypted key
};
/// Adds --key and --phrase-file. `what` says what is signed.
void add_signing_options(CLI::App& command, signing_options& to, std::string const& what);
/// Reads the private key of --key, if it is named, to `to`. The phrase of an encrypted one comes from its file, or is
/// asked for once where standard input is a terminal. False, with a message, where there is no such key.
[[nodiscard]] bool read_signing_key(signing_options const& from, std::optional<signing_key>& to);

/// Adds --key FILE[,from=DAY][,until=DAY], which may be repeated.
void add_verifying_keys(CLI::App& command, std::vector<std::string>& to, std::string const& what);
/// Reads public keys as they are named on the command line. False, with a message, where one cannot be read; throws
/// CLI::ValidationError where a period is not written as it must be.
[[nodiscard]] bool read_verifying_keys(std::vector<std::string> const& texts, std::vector<dated_key>& to);

/// What the records of a subcommand are made with, as its options name it.
struct recording_options {
  std::string format{"record/2"};
  std::optional<std::string> recorded_on, recorded_at;
  std::optional<std::string> decision_number, decision_day, decision_authority;
  std::optional<std::string> office, by;
  signing_options signing;
};
/// Adds --format, --at, --on, --decision-number and the like, --key and --phrase-file.
void add_recording_options(CLI::App& command, recording_options& to);
/// What these options come to; readings and the record before the first are left to the caller. Nothing, with a
/// message, where the key cannot be read; throws CLI::ValidationError where an option is wrong.
[[nodiscard]] std::optional<record_options> record_options_of(recording_options const& from);

/// A line on the terminal that is rewritten while long work goes on.
class progress {
  using clock = std::chrono::steady_clock;
  std::string what_;
  bool on_;
  bool shown_ = false;
  clock::time_point next_ = clock::now() + std::chrono::seconds(1);

 public:
  explicit progress(std::string what);
  /// \param size bytes in all; 0: not known
  void show(std::uint64_t answered, std::uint64_t bytes, std::uint64_t size);
  void clear();
};

/// The name that a JSON document gives itself under a key, where it can be read; for messages.
[[nodiscard]] std::string name_of(std::string_view json, std::string_view key);

/// A day of the command line. Throws CLI::ValidationError where it is none.
[[nodiscard]] day day_of(std::string const& option, std::string const& text);
[[nodiscard]] std::optional<day> day_if_given(std::string const& option, std::string const& text);

/// Weekends and the holidays given by --day-off.
[[nodiscard]] working_calendar calendar_of(std::vector<std::string> const& holidays);

/// 1234567 as 1,234,567.
[[nodiscard]] std::string grouped(unsigned long long n);

/// Each adds its subcommand; the command runs in the callback and leaves its exit code in `code`.
void add_score(CLI::App& app, common_options const& common, int& code);
void add_explain(CLI::App& app, common_options const& common, int& code);
void add_govern(CLI::App& app, common_options const& common, int& code);
void add_dossier(CLI::App& app, common_options const& common, int& code);
void add_certificate(CLI::App& app, common_options const& common, int& code);
void add_programme(CLI::App& app, common_options const& common, int& code);
void add_record(CLI::App& app, common_options const& common, int& code);
void add_replay(CLI::App& app, common_options const& common, int& code);
void add_ledger(CLI::App& app, common_options const& common, int& code);
void add_rules(CLI::App& app, common_options const& common, int& code);
void add_logic(CLI::App& app, int& code);

}  // namespace ocop::cli
