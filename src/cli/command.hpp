#pragma once

#include "ocop/base/calendar.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/stream/stream.hpp"
#include "ocop/explain/text_table.hpp"
#include "ocop/record/decision_record.hpp"
#include "ocop/record/keys.hpp"
#include "streams.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
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
  fault = 70,      ///< internal error, or input and output failed
};

/// Options that every subcommand takes.
struct common_options {
  std::optional<std::string> rules;   ///< folder of rule data; absent: built in
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

/// An input by name; `-` is standard input. Nothing, with a message, where it cannot be opened.
[[nodiscard]] std::unique_ptr<input> open_input(std::string const& name);

/// A whole file of at most `most` bytes. Nothing, with a message, where it cannot be read or is larger.
[[nodiscard]] std::optional<std::string> read_whole(std::string const& name, std::size_t most = std::size_t{1} << 20U);

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

/// What becomes of lines that hold nothing.
enum class blank_lines {
  answered,     ///< as every line is
  passed_over,  ///< with a note where something follows; a file of nothing else is answered once
};

/// How the lines of files are read.
struct line_rules {
  std::size_t longest_line = max_submission_bytes;
  blank_lines blanks = blank_lines::answered;
  std::optional<stream_shape> shape{};  ///< absent: lines where the name ends in .jsonl or .ndjson, or as it looks
};

/// Opens files one after the other and hands each to `read`, which answers its lines. Stops where the results cannot be
/// written or a signal asks for it. Incomplete where a file cannot be opened or a line was answered by an error; fault
/// where one could not be read to its end.
[[nodiscard]] int each_file(std::vector<std::string> const& files, std::string const& what,
                            std::function<stream_counts(input& in, stream_shape shape, progress& bar)> const& read);

/// Answers the lines of files one after the other, with a progress line that begins with `what`; the exit code is that
/// of each_file().
[[nodiscard]] int answer_files(std::vector<std::string> const& files, std::string const& what,
                               line_answerer const& answer, line_writer const& write, line_rules const& rules = {});

/// May more answers be written? Not where the results cannot be, or a signal asks the command to stop.
[[nodiscard]] bool goes_on();

/// Writes an answer as a line of the results; a line_writer.
[[nodiscard]] bool write_line(std::string_view text, std::uint64_t bytes_read);

/// Lines of a file that hold nothing: those at its end count for nothing, those before something else are noted.
class blank_line_notes {
  std::string file_;
  std::size_t first_ = 0, last_ = 0;  ///< of the run that is not noted yet; 0: none
  bool any_other_ = false;

 public:
  explicit blank_line_notes(std::string file) : file_(std::move(file)) {}
  [[nodiscard]] static bool is_blank(std::string_view text);
  /// Takes the lines in order, as far as there is something to say of them.
  void pass_over(std::size_t line);
  void note_before_other_line();
  [[nodiscard]] bool was_all_blank() const noexcept { return !any_other_; }
};

/// The id of a submission, as read_submission() finds it, also in one that is otherwise wrong; empty: there is none.
[[nodiscard]] std::string submission_id_of(std::string_view text);

/// The name that a JSON document gives itself under a key, where it can be read; for messages.
[[nodiscard]] std::string name_of(std::string_view json, std::string_view key);

/// A day of the command line. Throws CLI::ValidationError where it is none.
[[nodiscard]] day day_of(std::string const& option, std::string const& text);
[[nodiscard]] std::optional<day> day_if_given(std::string const& option, std::optional<std::string> const& text);

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
void add_receipt(CLI::App& app, int& code);
void add_rules(CLI::App& app, common_options const& common, int& code);
void add_logic(CLI::App& app, int& code);

}  // namespace ocop::cli
