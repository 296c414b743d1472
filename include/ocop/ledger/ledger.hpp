#pragma once

#include "ocop/base/result.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/config.hpp"
#include "ocop/record/decision_record.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>

#ifndef OCOP_HEADER_ONLY
OCOP_DETAIL_REQUIRE(ledger_library)
#endif

struct sqlite3;

namespace ocop {

/// One record of a ledger.
struct ledger_entry {
  std::int64_t position = 0;  ///< from 1, without gaps
  std::string sha256;
  std::string json;  ///< canonical, one line
};

/// Something that is wrong with a ledger, and where.
struct ledger_fault {
  std::int64_t position = 0;  ///< of the record; of the one before a gap
  std::string what;           ///< `altered`, `chain-broken`, `gap`, `hash-column`, `unreadable`
  std::string message;

  friend bool operator==(ledger_fault const&, ledger_fault const&) = default;
};

/// Decision records in one SQLite file, each naming the one before it. Several processes may append and read at once:
/// an append is one transaction, written through before it is acknowledged, so that a crash loses no acknowledged
/// record and leaves no half one. One object is for one thread.
///
/// Errors of every member: errc::unreadable (no such file, not a ledger, locked for longer than the patience given,
/// disk full, read-only), with what to do.
class ledger {
  struct closer {
    OCOP_INLINE void operator()(sqlite3* db) const noexcept;
  };
  std::unique_ptr<sqlite3, closer> db_;
  std::string path_;

 public:
  enum class access { read, write, create };

  /// Opens a ledger. `create` makes the file where there is none.
  /// \param patience_ms how long to wait for another process that writes
  [[nodiscard]] static OCOP_INLINE result<ledger> open(std::filesystem::path const& file, access how,
                                                       int patience_ms = 10'000);

  /// How many records there are.
  [[nodiscard]] OCOP_INLINE result<std::int64_t> size() const;

  /// SHA-256 of the last record; empty where there is none.
  [[nodiscard]] OCOP_INLINE result<std::string> last() const;

  /// Scores a submission, records it after the last record and keeps it. The chain is `options.previous` in place of
  /// whatever that says. Errors: those of make_record, and none of them changes the ledger.
  [[nodiscard]] OCOP_INLINE result<ledger_entry> append(rule_catalog const& rules, std::string_view submission,
                                                        record_options options = {});

  /// Keeps a record that was made elsewhere. It must be intact and follow the last one. Errors: errc::bad_value.
  [[nodiscard]] OCOP_INLINE result<ledger_entry> append_record(std::string_view record);

  /// Every record from a position on, in order, until `take` returns false.
  [[nodiscard]] OCOP_INLINE result<std::int64_t> read(std::int64_t from,
                                                      std::function<bool(ledger_entry const&)> const& take) const;

  /// Looks at every record: its hash, its place, the one before it. Calls `report` for each fault and, where it is
  /// given, `looked_at` with the position of each record; gives how many records were looked at. Nothing is derived:
  /// replay does that.
  [[nodiscard]] OCOP_INLINE result<std::int64_t> verify(std::function<void(ledger_fault const&)> const& report,
                                                        std::function<void(std::int64_t)> const& looked_at = {}) const;
};

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/ledger/impl/ledger.ipp"
#endif
