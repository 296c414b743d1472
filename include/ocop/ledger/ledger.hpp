#pragma once

#include "ocop/base/result.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/config.hpp"
#include "ocop/record/decision_record.hpp"
#include "ocop/record/keys.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#ifndef OCOP_HEADER_ONLY
OCOP_DETAIL_REQUIRE(ledger_library)
#endif

namespace ocop {

namespace detail {
class ledger_store;
}

/// One record of a ledger.
struct ledger_entry {
  std::int64_t position = 0;  ///< from 1, without gaps
  std::string sha256;
  std::string json;  ///< canonical, one line

  friend bool operator==(ledger_entry const&, ledger_entry const&) = default;
};

/// Something that is wrong with a ledger, or to be looked at, and where.
///
/// | what | a fault: the ledger is not as it was written |
/// | --- | --- |
/// | `altered` | the hash of a record is not that of what it holds |
/// | `chain-broken` | a record does not name the one before it |
/// | `gap` | positions are missing; `position` is the one before |
/// | `extra` | a record stands before position 1 |
/// | `hash-column` | a record is kept under another hash than its own |
/// | `unreadable` | it is no record |
/// | `signature-wrong` | a record lost its signature; with keys: it is not signed by one of them that held on its day |
/// | `damaged` | SQLite finds the file damaged; `position` is the last record before that, 0: not known |
///
/// | what | a warning: nothing is wrong with the ledger, somebody should know |
/// | --- | --- |
/// | `repeated` | a submission of the same id is recorded before |
/// | `day-goes-back` | a record is dated before one that stands before it |
/// | `before-decision` | a record is dated before the day on which its submission was decided |
struct ledger_fault {
  std::int64_t position = 0;
  std::string what;
  std::string message;

  friend bool operator==(ledger_fault const&, ledger_fault const&) = default;
};

/// How a ledger is opened.
struct ledger_options {
  int patience_ms = 10'000;  ///< how long to wait for another process that reads or writes, in milliseconds
  /// Name of the ledger, the origin of its checkpoints; for one that has none yet. One that has this name already is
  /// opened, one that has another is an error. See check_origin().
  std::optional<std::string> name{};
};

/// What ledger::verify() does besides looking for faults.
struct ledger_verification {
  std::vector<dated_key> keys{};                    ///< some: every record must be signed by one that held on its day
  std::function<void(ledger_fault const&)> warn{};  ///< gets the warnings, after all faults
  std::function<void(std::int64_t)> looked_at{};    ///< gets the position of each record
};

/// Decision records in one SQLite file, each naming the one before it. Several processes may append and read at once:
/// an append is one transaction, written through and read back before it is acknowledged, so that a crash loses no
/// acknowledged record and leaves no half one. One object is for one thread.
///
/// **File.** A ledger is the plain file that was named. A symbolic link to a plain file is followed; a name that SQLite
/// reads as something else (`:memory:`, `file:…`), a folder, a device, a pipe, a socket and a link to nowhere are
/// errors. A file with several names (hard links) can be read and not written. A new one gets the rights 0640 less the
/// umask. Whoever appends needs the right to write to the file and to its folder; whoever reads needs to read the file.
///
/// **Journal.** Writing goes by a rollback journal (`-journal`), which is gone when the transaction is over, and not by
/// SQLite's write-ahead log: a log leaves two side files beside the ledger, which a reader must be able to write, so
/// evidence on read-only media could not be read, and a reader's side files could stop the writer. What a log would
/// save, appending in groups saves too. Reading takes a lock for some records at a time, and never stops a writer for
/// long. Where a writer was killed, the next opening with the right to write takes back what it had begun; without that
/// right it is an error that says so.
///
/// **Tables.** They are compared exactly at every opening and in every transaction that writes; a ledger with a
/// trigger, a view, another table or another column is an error. Ledgers of 0.1.0 are read as they are; opening one to
/// write brings it forward, without changing a byte of a record, and 0.1.0 refuses it from then on.
///
/// Errors of every member: errc::unreadable (no such file, not a ledger, locked for longer than the patience given,
/// disk full, read-only, replaced or removed since it was opened), with what to do.
class ledger {
  struct closer {
    OCOP_INLINE void operator()(detail::ledger_store* store) const noexcept;
  };
  std::unique_ptr<detail::ledger_store, closer> store_;

 public:
  /// `create` makes the file where there is none.
  enum class access { read, write, create };

  /// Opens a ledger. Errors: also errc::bad_value for a name that no ledger can have, errc::inconsistent where it has
  /// another name than the one given.
  [[nodiscard]] static OCOP_INLINE result<ledger> open(std::filesystem::path const& file, access how,
                                                       ledger_options const& options = {});

  /// How many records there are.
  [[nodiscard]] OCOP_INLINE result<std::int64_t> size() const;

  /// SHA-256 of the last record; empty where there is none.
  [[nodiscard]] OCOP_INLINE result<std::string> last() const;

  /// Its name, the origin of its checkpoints; nothing where it has none.
  [[nodiscard]] OCOP_INLINE result<std::optional<std::string>> name() const;

  /// The same; where it has none, errc::missing_key, which says how to give one.
  [[nodiscard]] OCOP_INLINE result<std::string> origin() const;

  /// Gives a ledger its name, once and for all. Errors: errc::bad_value for what is no name, errc::inconsistent where
  /// it has another one.
  [[nodiscard]] OCOP_INLINE result<void> give_name(std::string_view name);

  /// Scores a submission, records it after the last record and keeps it. The chain is `options.previous` in place of
  /// whatever that says. Errors: those of make_record, and none of them changes the ledger.
  [[nodiscard]] OCOP_INLINE result<ledger_entry> append(rule_catalog const& rules, std::string_view submission,
                                                        record_options const& options = {});

  /// The same for many, in one transaction: there are as many answers as submissions, in their order. One that cannot
  /// be recorded is answered by its error, and the others are kept. Where the transaction fails, nothing is kept, and
  /// each is answered by an error. Much faster than one after the other: a group is written through once.
  [[nodiscard]] OCOP_INLINE std::vector<result<ledger_entry>> append_all(rule_catalog const& rules,
                                                                         std::span<std::string_view const> submissions,
                                                                         record_options const& options = {});

  /// Keeps a record that was made elsewhere. It must be intact and follow the last one, and be signed where it names a
  /// key. With keys, it must be signed by one of them that held on its day. Errors: errc::bad_value.
  [[nodiscard]] OCOP_INLINE result<ledger_entry> append_record(std::string_view record,
                                                               std::span<dated_key const> keys = {});

  /// The same for many, as append_all() does.
  [[nodiscard]] OCOP_INLINE std::vector<result<ledger_entry>> append_records(std::span<std::string_view const> records,
                                                                             std::span<dated_key const> keys = {});

  /// Does the seal of an export fit what was kept of it: so many records stand before it, and the last one here is the
  /// last one there? Errors: those of read_seal(), errc::bad_value.
  [[nodiscard]] OCOP_INLINE result<void> check_seal(std::string_view line, std::uint64_t records) const;

  /// Every record from a position on, in order, until `take` returns false; gives how many were taken. No lock is held
  /// while `take` runs.
  [[nodiscard]] OCOP_INLINE result<std::int64_t> read(std::int64_t from,
                                                      std::function<bool(ledger_entry const&)> const& take) const;

  /// The SHA-256 of every record from a position on, 64 hex digits, as the ledger keeps it beside the record (verify()
  /// compares the two); otherwise as read().
  [[nodiscard]] OCOP_INLINE result<std::int64_t> hashes(
      std::int64_t from, std::function<bool(std::int64_t position, std::string_view sha256)> const& take) const;

  /// The record at a position; nothing where there is none.
  [[nodiscard]] OCOP_INLINE result<std::optional<ledger_entry>> at(std::int64_t position) const;

  /// The records of that SHA-256, if it is written as one, or else of that id of a submission, in order. An id is
  /// looked for in every record.
  [[nodiscard]] OCOP_INLINE result<std::vector<ledger_entry>> find(std::string_view sha256_or_submission) const;

  /// Looks at every record: its hash, its place, the one before it, with keys its signature; then at the file, as
  /// SQLite does. Calls `report` for each fault and gives how many records were looked at. Nothing is derived: replay
  /// does that. Records taken off the end do not show here.
  [[nodiscard]] OCOP_INLINE result<std::int64_t> verify(std::function<void(ledger_fault const&)> const& report,
                                                        ledger_verification const& also = {}) const;
};

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/ledger/impl/ledger.ipp"
#endif
