#pragma once

#include "ocop/ledger/ledger.hpp"

#include <sqlite3.h>

#include <system_error>
#include <utility>

namespace ocop {
namespace detail {

/// Marks a SQLite file as a ledger: "ocop" in ASCII, and the version of its table.
inline constexpr int ledger_application = 0x6F636F70;
inline constexpr int ledger_version = 1;

/// A prepared statement.
class statement {
  sqlite3_stmt* at_ = nullptr;
  int code_;

 public:
  statement(sqlite3* db, char const* sql) : code_(sqlite3_prepare_v2(db, sql, -1, &at_, nullptr)) {}
  statement(statement const&) = delete;
  statement& operator=(statement const&) = delete;
  ~statement() { sqlite3_finalize(at_); }

  void bind(int index, std::string_view text) {
    if (code_ == SQLITE_OK)
      code_ = sqlite3_bind_text(at_, index, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
  }
  void bind(int index, std::int64_t number) {
    if (code_ == SQLITE_OK) code_ = sqlite3_bind_int64(at_, index, number);
  }
  /// Is there a row? `code` tells an error from an end.
  bool step() {
    if (code_ != SQLITE_OK && code_ != SQLITE_ROW) return false;
    code_ = sqlite3_step(at_);
    return code_ == SQLITE_ROW;
  }
  [[nodiscard]] bool is_done() const noexcept { return code_ == SQLITE_DONE; }
  [[nodiscard]] std::int64_t number(int column) const { return sqlite3_column_int64(at_, column); }
  [[nodiscard]] std::string text(int column) const {
    auto const* const data = reinterpret_cast<char const*>(sqlite3_column_text(at_, column));
    return data ? std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(at_, column))) : std::string();
  }
};

/// What SQLite's last error means for the person who runs the ledger.
inline issue ledger_issue(sqlite3* db, std::string const& path) {
  int const code = db ? sqlite3_errcode(db) : SQLITE_CANTOPEN;
  std::string how = "Look at the file and its folder.";
  switch (code) {
    case SQLITE_NOTADB: how = "It is no ledger. Name a file that ocop ledger append made."; break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: how = "Another process holds it. Try again when that has ended."; break;
    case SQLITE_READONLY: how = "It may be read only. Give the right to write to it and to its folder."; break;
    case SQLITE_FULL: how = "The disk is full; nothing was lost. Make room and try again."; break;
    case SQLITE_CANTOPEN: how = "It cannot be opened. Does its folder exist, and may you read it?"; break;
    case SQLITE_CORRUPT: how = "The file is damaged. Import an export of it into a new ledger."; break;
    default: break;
  }
  return {errc::unreadable, path, std::string(db ? sqlite3_errmsg(db) : "cannot be opened") + ". " + how};
}

inline bool run_sql(sqlite3* db, char const* sql) {
  return sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

inline std::int64_t pragma(sqlite3* db, char const* sql) {
  statement s(db, sql);
  return s.step() ? s.number(0) : -1;
}

/// A transaction that is taken back unless it is kept.
class transaction {
  sqlite3* db_;
  bool open_;

 public:
  explicit transaction(sqlite3* db) : db_(db), open_(run_sql(db, "BEGIN IMMEDIATE")) {}
  transaction(transaction const&) = delete;
  transaction& operator=(transaction const&) = delete;
  ~transaction() {
    if (open_) run_sql(db_, "ROLLBACK");
  }
  [[nodiscard]] bool is_open() const noexcept { return open_; }
  [[nodiscard]] bool keep() {
    if (!run_sql(db_, "COMMIT")) return false;
    open_ = false;
    return true;
  }
};

}  // namespace detail

OCOP_INLINE void ledger::closer::operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }

OCOP_INLINE result<ledger> ledger::open(std::filesystem::path const& file, access how, int patience_ms) {
  ledger made;
  made.path_ = file.generic_string();
  int const flags = how == access::read    ? SQLITE_OPEN_READONLY
                    : how == access::write ? SQLITE_OPEN_READWRITE
                                           : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  sqlite3* db = nullptr;
  int const code = sqlite3_open_v2(made.path_.c_str(), &db, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  made.db_.reset(db);
  if (code != SQLITE_OK) return detail::ledger_issue(db, made.path_);
  sqlite3_busy_timeout(db, patience_ms);
  if (how != access::read &&
      !(detail::run_sql(db, "PRAGMA journal_mode=WAL") && detail::run_sql(db, "PRAGMA synchronous=FULL")))
    return detail::ledger_issue(db, made.path_);

  std::int64_t application = detail::pragma(db, "PRAGMA application_id");
  if (application < 0) return detail::ledger_issue(db, made.path_);
  bool const is_new = application == 0 && detail::pragma(db, "SELECT count(*) FROM sqlite_master") == 0;
  if (is_new && how == access::create) {
    detail::transaction work(db);
    // Another process may have been quicker.
    bool const is_made =
        work.is_open() && (detail::pragma(db, "PRAGMA application_id") == detail::ledger_application ||
                           detail::run_sql(db,
                                           "CREATE TABLE records(position INTEGER PRIMARY KEY, sha256 TEXT "
                                           "NOT NULL UNIQUE, json TEXT NOT NULL);"
                                           "PRAGMA application_id=1868787568; PRAGMA user_version=1"));
    if (!is_made || !work.keep()) return detail::ledger_issue(db, made.path_);
    application = detail::ledger_application;
  }
  if (application != detail::ledger_application)
    return issue{errc::unreadable, made.path_, "it is no ledger. Name a file that ocop ledger append made."};
  if (auto const found = detail::pragma(db, "PRAGMA user_version"); found != detail::ledger_version)
    return issue{errc::unreadable, made.path_,
                 "it is a ledger of version " + std::to_string(found) + "; this program knows version " +
                     std::to_string(detail::ledger_version) + "."};
  return made;
}

OCOP_INLINE result<std::int64_t> ledger::size() const {
  detail::statement s(db_.get(), "SELECT count(*) FROM records");
  if (!s.step()) return detail::ledger_issue(db_.get(), path_);
  return s.number(0);
}

OCOP_INLINE result<std::string> ledger::last() const {
  detail::statement s(db_.get(), "SELECT sha256 FROM records ORDER BY position DESC LIMIT 1");
  if (s.step()) return s.text(0);
  if (!s.is_done()) return detail::ledger_issue(db_.get(), path_);
  return std::string();
}

namespace detail {

/// Puts a record after the last one, inside a transaction.
inline result<ledger_entry> insert(sqlite3* db, std::string const& path, std::string sha256, std::string json) {
  statement s(
      db, "INSERT INTO records(position,sha256,json) VALUES((SELECT coalesce(max(position),0)+1 FROM records),?1,?2)");
  s.bind(1, sha256);
  s.bind(2, json);
  s.step();
  if (!s.is_done()) return ledger_issue(db, path);
  return ledger_entry{sqlite3_last_insert_rowid(db), std::move(sha256), std::move(json)};
}

}  // namespace detail

OCOP_INLINE result<ledger_entry> ledger::append(rule_catalog const& rules, std::string_view submission,
                                                record_options options) {
  detail::transaction work(db_.get());
  if (!work.is_open()) return detail::ledger_issue(db_.get(), path_);
  auto const before = last();
  if (!before) return before.error();
  options.previous = before->empty() ? std::nullopt : std::optional(*before);
  auto made = make_record(rules, submission, options);
  if (!made) return made.error();
  auto entry = detail::insert(db_.get(), path_, std::move(made->sha256), std::move(made->json));
  if (entry && !work.keep()) return detail::ledger_issue(db_.get(), path_);
  return entry;
}

OCOP_INLINE result<ledger_entry> ledger::append_record(std::string_view record) {
  auto const read = read_decision_record(record);
  if (!read) return read.error();
  if (!read->is_intact)
    return issue{errc::bad_value, "/sha256", "the record is not intact: its hash is not that of what it holds."};
  detail::transaction work(db_.get());
  if (!work.is_open()) return detail::ledger_issue(db_.get(), path_);
  auto const before = last();
  if (!before) return before.error();
  if (read->previous != *before)
    return issue{errc::bad_value, "/previous",
                 "the record follows " + (read->previous.empty() ? std::string("none") : read->previous) +
                     ", the last one here is " + (before->empty() ? std::string("none") : *before) +
                     ". Import records in their order."};
  auto entry = detail::insert(db_.get(), path_, read->sha256, std::string(read->json));
  if (entry && !work.keep()) return detail::ledger_issue(db_.get(), path_);
  return entry;
}

OCOP_INLINE result<std::int64_t> ledger::read(std::int64_t from,
                                              std::function<bool(ledger_entry const&)> const& take) const {
  detail::statement s(db_.get(), "SELECT position,sha256,json FROM records WHERE position>=?1 ORDER BY position");
  s.bind(1, from);
  std::int64_t count = 0;
  while (s.step()) {
    ++count;
    if (!take({s.number(0), s.text(1), s.text(2)})) return count;
  }
  if (!s.is_done()) return detail::ledger_issue(db_.get(), path_);
  return count;
}

OCOP_INLINE result<std::int64_t> ledger::verify(std::function<void(ledger_fault const&)> const& report,
                                                std::function<void(std::int64_t)> const& looked_at) const {
  std::string last;
  std::int64_t position = 0;
  return read(1, [&](ledger_entry const& entry) {
    if (entry.position != position + 1)
      report({position, "gap",
              "positions " + std::to_string(position + 1) + " to " + std::to_string(entry.position - 1) +
                  " are not there"});
    position = entry.position;
    if (looked_at) looked_at(position);
    auto const record = read_decision_record(entry.json);
    if (!record) {
      report({position, "unreadable", record.error().message});
      last = entry.sha256;
      return true;
    }
    if (!record->is_intact) report({position, "altered", "its hash is not that of what it holds"});
    if (record->sha256 != entry.sha256) report({position, "hash-column", "the ledger keeps it under another hash"});
    if (record->previous != last)
      report({position, "chain-broken", "the record before it is not the one that it names"});
    last = record->sha256;
    return true;
  });
}

}  // namespace ocop
