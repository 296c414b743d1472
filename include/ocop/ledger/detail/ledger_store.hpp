#pragma once

#include "ocop/base/result.hpp"
#include "ocop/ledger/detail/database.hpp"
#include "ocop/ledger/detail/plain_file.hpp"
#include "ocop/record/decision_record.hpp"

#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <utility>

namespace ocop::detail {

/// Marks a SQLite file as a ledger: "ocop" in ASCII, and the version of its tables. Version 1, of 0.1.0, has no name.
inline constexpr std::int64_t ledger_application = 0x6F636F70;
inline constexpr std::int64_t ledger_version = 2;

/// The statement that makes the table of records, byte for byte as SQLite keeps it.
inline constexpr char records_table[] =
    "CREATE TABLE records(position INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, json TEXT NOT NULL)";
inline constexpr char name_table[] = "CREATE TABLE name(origin TEXT NOT NULL)";

/// A row of sqlite_schema: type, name, table, statement.
using schema_row = std::tuple<std::string, std::string, std::string, std::string>;

/// The tables of a version, and nothing else.
inline std::set<schema_row> schema_of(std::int64_t version) {
  std::set<schema_row> rows{{"table", "records", "records", records_table},
                            {"index", "sqlite_autoindex_records_1", "records", ""}};
  if (version >= 2) rows.insert({"table", "name", "name", name_table});
  return rows;
}

/// An open ledger: the file that was named, and SQLite's connection to it.
class ledger_store {
  enum class way { reading, writing, immutable };

  struct closer {
    void operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }
  };

  plain_file file_;
  std::string shown_;  // the file as it was named, for messages
  file_state opened_{};
  way how_ = way::reading;
  patience patience_;  // before the connection, which uses it
  std::unique_ptr<sqlite3, closer> db_;

 public:
  ledger_store(plain_file file, std::string shown, int patience_ms)
      : file_(std::move(file)), shown_(std::move(shown)), patience_(patience_ms) {}
  ledger_store(ledger_store const&) = delete;
  ledger_store& operator=(ledger_store const&) = delete;

  [[nodiscard]] sqlite3* db() const noexcept { return db_.get(); }
  [[nodiscard]] issue failure() const { return database_issue(db_.get(), shown_); }
  [[nodiscard]] issue failure(std::string message, errc code = errc::unreadable) const {
    return {code, shown_, std::move(message)};
  }

  /// Opens to read. Nothing, or what is wrong.
  std::optional<issue> open_to_read() {
    if (!file_.look()) return failure("it cannot be opened: there is no such file. Name a ledger.");
    if (auto wrong = connect(way::reading)) return wrong;
    if (uses_log() && !file_.has_side_file("-journal")) {
      // A reader of a write-ahead log writes side files, unless the log is empty and nobody is asked.
      bool const has_log = file_.has_side_file("-wal");
      if (!has_log) {
        if (auto wrong = connect(way::immutable)) return wrong;
      } else if (file_.may_be_written()) {
        if (auto wrong = connect(way::writing)) return wrong;
      }
      if (!begin_to_read())
        return has_log ? failure("its last records stand in " + one_line(file_.path()) +
                                 "-wal, and without the right to write they cannot be read. Copy both files to a "
                                 "folder where you may write.")
                       : failure();
    } else if (!begin_to_read()) {
      if (sqlite3_extended_errcode(db()) != SQLITE_READONLY_ROLLBACK) return failure();
      // A writer was killed. Opened to write, SQLite takes back what it had begun.
      if (!file_.may_be_written())
        return failure("a writer was interrupted, and what it had begun stands in " + one_line(file_.path()) +
                       "-journal. Without the right to write it cannot be taken back. Copy both files to a folder "
                       "where you may write.");
      if (auto wrong = connect(way::writing)) return wrong;
      if (!begin_to_read()) return failure();
    }
    if (!run_sql(db(), "PRAGMA query_only=ON")) return failure();
    auto const version = checked_version();
    return version ? std::nullopt : std::optional(version.error());
  }

  /// Opens to write: makes the ledger where it may and none is there, and brings one of an earlier version forward.
  std::optional<issue> open_to_write(bool may_make) {
    if (!file_.look()) {
      if (!may_make) return failure("it cannot be opened: there is no such file. Name a ledger.");
      if (!file_.make())
        return failure("it cannot be opened (" + std::generic_category().message(errno) +
                       "). Does its folder exist, and may you write to it?");
    }
    if (file_.has_other_names())
      return failure(
          "the file has other names (hard links), and a writer that is interrupted leaves its journal beside "
          "one of them only. Copy it to a file of its own.");
    if (!file_.may_be_written())
      return failure("it may be read only. Give the right to write to it and to its folder.");
    if (auto wrong = connect(way::writing)) return wrong;
    if (sqlite3_db_readonly(db(), "main") != 0)
      return failure("it may be read only. Give the right to write to it and to its folder.");
    if (!begin_to_read()) return failure();
    // Whose it is, is told before anything is written.
    auto const version = is_new() && may_make ? result<std::int64_t>(0) : checked_version();
    if (!version) return version.error();
    if (auto wrong = leave_log()) return wrong;
    if (!(run_sql(db(), "PRAGMA synchronous=EXTRA") && run_sql(db(), "PRAGMA cache_size=-16384"))) return failure();
    return *version == ledger_version ? std::nullopt : bring_forward();
  }

  /// Is the opened file still the one that the name leads to? An acknowledgement is given for no other.
  [[nodiscard]] std::optional<issue> check_place() const {
    int has_moved = 0;
    int const code = sqlite3_file_control(db(), "main", SQLITE_FCNTL_HAS_MOVED, &has_moved);
    if (code == SQLITE_OK && has_moved == 0 && file_.leads_to(opened_)) return std::nullopt;
    return failure(
        "the file was replaced, moved or removed since it was opened; what is written to it now would be lost. Look "
        "what stands there, and open the ledger again.");
  }

  /// Has a file that is read without locks stayed as it is? For all others locks see to that.
  [[nodiscard]] std::optional<issue> check_unchanged() const {
    if (how_ != way::immutable) return std::nullopt;
    auto const now = file_.look();
    if (now && now->is_unchanged(opened_) && !file_.has_side_file("-wal")) return std::nullopt;
    return failure("it was written while it was read. Try again.");
  }

  /// The version, of which the tables are exactly those. Another writer may bring the ledger forward between the look
  /// at the one and the look at the others; then both are looked at again.
  [[nodiscard]] result<std::int64_t> checked_version() const {
    auto version = known_version();
    while (version) {
      auto wrong = check_schema(*version);
      if (!wrong) break;
      auto now = known_version();
      if (now && *now <= *version) return std::move(*wrong);
      version = std::move(now);
    }
    return version;
  }

  /// Are the tables exactly those of a version?
  [[nodiscard]] std::optional<issue> check_schema(std::int64_t version) const {
    auto missing = schema_of(version);
    statement s(db(), "SELECT type,name,tbl_name,sql FROM sqlite_schema");
    while (s.step()) {
      schema_row row{s.text(0), s.text(1), s.text(2), s.text(3)};
      if (missing.erase(row) > 0) continue;
      auto const& [type, name, table, sql] = row;
      bool const is_known = name == "records" || name == "name";
      return failure(
          "it holds " + (type == "index" ? std::string("an ") : std::string("a ")) + one_line(type) + ' ' +
          in_quotes(name) +
          (is_known ? std::string(" that is not the table of a ledger") : std::string(" that no ledger has")) +
          ", so what it keeps cannot be relied on. Somebody changed it; import an export into a new ledger.");
    }
    if (!s.is_done()) return failure();
    if (missing.empty()) return std::nullopt;
    return failure("its " + std::get<0>(*missing.begin()) + ' ' + in_quotes(std::get<1>(*missing.begin())) +
                   " is missing. Somebody changed it; import an export into a new ledger.");
  }

  /// The version of the tables, where this program knows it.
  [[nodiscard]] result<std::int64_t> known_version() const {
    std::int64_t const application = number_of(db(), "PRAGMA application_id");
    if (application != ledger_application)
      return application < 0 && sqlite3_errcode(db()) != SQLITE_ROW && sqlite3_errcode(db()) != SQLITE_OK
                 ? failure()
                 : failure("it is no ledger. Name a file that ocop ledger append made.");
    std::int64_t const version = number_of(db(), "PRAGMA user_version");
    if (version < 1 || version > ledger_version)
      return failure("it is a ledger of version " + std::to_string(version) + "; this program knows versions 1 to " +
                     std::to_string(ledger_version) + ".");
    statement encoding(db(), "PRAGMA encoding");
    if (!encoding.step()) return failure();
    if (encoding.text(0) != "UTF-8")
      return failure("its texts are no UTF-8, which those of a ledger are. Import an export into a new ledger.");
    return version;
  }

 private:
  std::optional<issue> connect(way how) {
    auto const before = file_.look();
    if (!before) return failure("it cannot be opened: there is no such file. Name a ledger.");
    db_.reset();
    how_ = how;
    sqlite3* db = nullptr;
    std::string const name = how == way::immutable ? file_.immutable_uri() : file_.path();
    int const flags = (how == way::writing ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) |
                      (how == way::immutable ? SQLITE_OPEN_URI : 0) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW |
                      SQLITE_OPEN_PRIVATECACHE;
    int const code = sqlite3_open_v2(name.c_str(), &db, flags, nullptr);
    db_.reset(db);
    if (code != SQLITE_OK) return failure();
    sqlite3_extended_result_codes(db, 0);
    sqlite3_busy_handler(db, &patience::wait, &patience_);
    opened_ = *before;
    if (auto wrong = check_place()) return wrong;
    return protect() ? std::nullopt : std::optional(failure());
  }

  /// Nothing that a file brings along is run, and its damage shows.
  bool protect() {
    struct setting {
      int what, to;
    };
    constexpr std::array settings{
        setting{SQLITE_DBCONFIG_DEFENSIVE, 1},      setting{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        setting{SQLITE_DBCONFIG_ENABLE_TRIGGER, 0}, setting{SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        setting{SQLITE_DBCONFIG_DQS_DDL, 0},        setting{SQLITE_DBCONFIG_DQS_DML, 0}};
    for (auto const& s : settings)
      if (int is = -1; sqlite3_db_config(db(), s.what, s.to, &is) != SQLITE_OK || is != s.to) return false;
    sqlite3_limit(db(), SQLITE_LIMIT_LENGTH, static_cast<int>(max_record_bytes + (std::size_t{1} << 20U)));
    sqlite3_limit(db(), SQLITE_LIMIT_SQL_LENGTH, 10'000);
    sqlite3_limit(db(), SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(db(), SQLITE_LIMIT_TRIGGER_DEPTH, 1);
    return run_sql(db(), "PRAGMA cell_size_check=ON") && run_sql(db(), "PRAGMA mmap_size=0");
  }

  /// Reads for the first time: what was interrupted is taken back, or shows.
  bool begin_to_read() { return number_of(db(), "SELECT count(*) FROM sqlite_schema") >= 0; }

  [[nodiscard]] bool is_new() const {
    return number_of(db(), "PRAGMA application_id") == 0 && number_of(db(), "PRAGMA user_version") == 0 &&
           number_of(db(), "SELECT count(*) FROM sqlite_schema") == 0;
  }

  /// Does the file say that it is written by a write-ahead log? Two bytes of its header do.
  [[nodiscard]] bool uses_log() const {
    sqlite3_file* file = nullptr;
    std::array<unsigned char, 2> versions{};
    return sqlite3_file_control(db(), "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK && file != nullptr &&
           file->pMethods != nullptr && file->pMethods->xRead(file, versions.data(), 2, 18) == SQLITE_OK &&
           versions[1] == 2;
  }

  /// Turns a write-ahead log, with which 0.1.0 wrote, into a rollback journal.
  bool uses_journal() {
    statement s(db(), "PRAGMA journal_mode=DELETE");
    return s.step() && s.text(0) == "delete";
  }

  /// The same, waiting for others. Only a connection that is alone can do it, so each that is not closes its own for a
  /// moment, for another moment each time: two that try at once do not stop each other.
  std::optional<issue> leave_log() {
    patience_.begin();
    for (unsigned tries = 0; !uses_journal(); ++tries) {
      bool const is_held = (sqlite3_errcode(db()) & 0xFF) == SQLITE_BUSY;
      if (!is_held || patience_.is_over()) return failure();
      db_.reset();
      std::this_thread::sleep_for(std::chrono::microseconds(500 + 97 * ((own_number() + tries * 7) % 31)));
      if (auto wrong = connect(way::writing)) return wrong;
      if (!begin_to_read()) return failure();
    }
    return std::nullopt;
  }

  /// A number that differs between connections.
  [[nodiscard]] std::size_t own_number() const noexcept {
    return std::hash<std::thread::id>()(std::this_thread::get_id()) + static_cast<std::size_t>(::getpid());
  }

  std::optional<issue> bring_forward() {
    transaction work(db());
    if (!work.is_open()) return failure();
    // Another process may have been quicker.
    if (is_new()) {
      if (!run_sql(db(), records_table) || !run_sql(db(), "PRAGMA application_id=1868787568")) return failure();
    } else if (auto const version = known_version(); !version) {
      return version.error();
    } else if (auto wrong = check_schema(*version)) {
      return wrong;
    } else if (*version == ledger_version) {
      return std::nullopt;
    }
    if (!run_sql(db(), name_table) || !run_sql(db(), "PRAGMA user_version=2")) return failure();
    if (auto wrong = check_schema(ledger_version)) return wrong;
    if (!work.keep()) return failure();
    return check_place();
  }
};

}  // namespace ocop::detail
