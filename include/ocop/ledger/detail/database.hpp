#pragma once

#include "ocop/base/result.hpp"

#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>

namespace ocop::detail {

/// A prepared statement. Bound texts must outlive the next step().
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
      code_ = sqlite3_bind_text64(at_, index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  void bind(int index, std::int64_t number) {
    if (code_ == SQLITE_OK) code_ = sqlite3_bind_int64(at_, index, number);
  }
  /// Is there a row? is_done() tells an error from an end.
  bool step() {
    if (code_ != SQLITE_OK && code_ != SQLITE_ROW) return false;
    code_ = sqlite3_step(at_);
    return code_ == SQLITE_ROW;
  }
  /// Begins anew, with nothing bound.
  void reset() {
    code_ = sqlite3_reset(at_);
    sqlite3_clear_bindings(at_);
  }
  [[nodiscard]] bool is_done() const noexcept { return code_ == SQLITE_DONE; }
  [[nodiscard]] bool is_text(int column) const { return sqlite3_column_type(at_, column) == SQLITE_TEXT; }
  [[nodiscard]] std::int64_t number(int column) const { return sqlite3_column_int64(at_, column); }
  /// Lives until the next step.
  [[nodiscard]] std::string_view text(int column) const {
    auto const* const data = reinterpret_cast<char const*>(sqlite3_column_text(at_, column));
    return data ? std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(at_, column)))
                : std::string_view();
  }
};

/// What SQLite's last error means for the person who runs the ledger.
inline issue database_issue(sqlite3* db, std::string const& path) {
  int const code = db ? sqlite3_errcode(db) : SQLITE_NOMEM;
  std::string how = "Look at the file and its folder.";
  switch (code) {
    case SQLITE_NOTADB: how = "It is no ledger. Name a file that ocop ledger append made."; break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: how = "Another process holds it. Try again when that has ended."; break;
    case SQLITE_READONLY: how = "It may be read only. Give the right to write to it and to its folder."; break;
    case SQLITE_FULL: how = "The disk is full; nothing was lost. Make room and try again."; break;
    case SQLITE_CANTOPEN: how = "It cannot be opened. Does its folder exist, and may you read and write it?"; break;
    case SQLITE_CORRUPT: how = "The file is damaged. Import an export of it into a new ledger."; break;
    case SQLITE_NOMEM: how = "There is not enough memory; nothing was lost. Allow more and try again."; break;
    case SQLITE_IOERR: how = "Reading or writing failed. Look at the disk; what was acknowledged is kept."; break;
    case SQLITE_TOOBIG: how = "It holds a text that is larger than any record."; break;
    default: break;
  }
  return {errc::unreadable, path, std::string(db ? sqlite3_errmsg(db) : "out of memory") + ". " + how};
}

inline bool run_sql(sqlite3* db, char const* sql) {
  return sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

/// The number that a statement gives; -1 where it fails.
inline std::int64_t number_of(sqlite3* db, char const* sql) {
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

/// How long another process is waited for, and since when.
///
/// It is asked often: writers take the ledger in turn, and each leaves it for a moment only.
class patience {
  using clock = std::chrono::steady_clock;
  std::chrono::milliseconds most_;
  clock::time_point since_{};

 public:
  explicit patience(int milliseconds) : most_(milliseconds) {}
  void begin() { since_ = clock::now(); }
  [[nodiscard]] bool is_over() const { return clock::now() - since_ >= most_; }
  static int wait(void* self, int tries) {
    auto& p = *static_cast<patience*>(self);
    if (tries == 0) p.begin();
    if (p.is_over()) return 0;
    std::this_thread::sleep_for(std::chrono::microseconds(500));
    return 1;
  }
};

}  // namespace ocop::detail
