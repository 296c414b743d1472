#pragma once

#include "ocop/detail/crypto/bytes.hpp"
#include "ocop/ledger/detail/ledger_store.hpp"
#include "ocop/ledger/ledger.hpp"
#include "ocop/record/canonical_json.hpp"
#include "ocop/record/checkpoint.hpp"
#include "ocop/record/record_seal.hpp"
#include "ocop/record/signature.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace ocop {

OCOP_INLINE void ledger::closer::operator()(detail::ledger_store* store) const noexcept { delete store; }

namespace detail {

/// The name that a ledger keeps.
inline result<std::optional<std::string>> stored_name(ledger_store const& store) {
  auto const version = store.known_version();
  if (!version) return version.error();
  if (*version < 2) return std::optional<std::string>();
  statement s(store.db(), "SELECT origin FROM name");
  std::optional<std::string> name;
  while (s.step()) {
    if (name || !s.is_text(0) || check_origin(s.text(0)))
      return store.failure(
          "what it keeps as its name is none. Somebody changed it; import an export into a new ledger.");
    name = std::string(s.text(0));
  }
  if (!s.is_done()) return store.failure();
  return name;
}

inline issue other_name(ledger_store const& store, std::string const& has) {
  return store.failure("it is called " + in_quotes(has) +
                           ". A ledger has one name for ever; leave the name out, or name "
                           "the other ledger.",
                       errc::inconsistent);
}

inline issue no_name(ledger_store const& store) {
  return store.failure(
      "it has no name, and a checkpoint needs one. Give it one, once: ocop ledger name LEDGER NAME, as "
      "in example.org/ocop/tay-ninh.",
      errc::missing_key);
}

/// A row as it is kept.
struct stored_row {
  ledger_entry entry;
  bool is_text = true;  ///< both columns hold texts
};

/// How far reading came.
struct reading_end {
  std::int64_t count = 0;  ///< rows that were taken
  std::optional<issue> failure{};
  bool is_damaged = false;  ///< the failure is damage to the file
};

/// Reads rows from a position on, some at a time, so that no lock is held while one is taken.
template <class Take>
reading_end read_rows(ledger_store const& store, std::int64_t from, char const* sql, Take const& take) {
  constexpr std::size_t most_rows = 256;
  constexpr std::size_t most_bytes = std::size_t{1} << 20U;
  reading_end end;
  for (bool more = true; more;) {
    std::vector<stored_row> rows;
    {
      statement s(store.db(), sql);
      s.bind(1, from);
      std::size_t bytes = 0;
      while (rows.size() < most_rows && bytes < most_bytes && s.step()) {
        bool const is_text = s.is_text(1) && s.is_text(2);  // before they are asked for as texts
        rows.push_back({{s.number(0), std::string(s.text(1)), std::string(s.text(2))}, is_text});
        bytes += rows.back().entry.json.size();
      }
      more = !s.is_done();
      if (more && (rows.empty() || (rows.size() < most_rows && bytes < most_bytes))) {
        end.failure = store.failure();
        int const code = sqlite3_errcode(store.db());
        end.is_damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_TOOBIG;
      }
    }
    if (auto const changed = store.check_unchanged()) {
      end.failure = changed;
      end.is_damaged = false;
      return end;
    }
    for (auto const& row : rows) {
      ++end.count;
      if (!take(row)) {
        end.failure.reset();
        return end;
      }
      from = row.entry.position;
    }
    if (end.failure || from == std::numeric_limits<std::int64_t>::max()) return end;
    ++from;
  }
  return end;
}

inline constexpr char whole_rows[] = "SELECT position,sha256,json FROM records WHERE position>=?1 ORDER BY position";

/// The last record: its position and SHA-256; 0 and an empty text where there is none.
inline result<std::pair<std::int64_t, std::string>> last_row(ledger_store const& store) {
  statement s(store.db(), "SELECT position,sha256 FROM records ORDER BY position DESC LIMIT 1");
  if (s.step()) return std::pair(s.number(0), std::string(s.text(1)));
  if (!s.is_done()) return store.failure();
  return std::pair(std::int64_t{0}, std::string());
}

/// A record that is to be kept.
struct made_row {
  std::string sha256;
  std::string json;
};

/// One transaction that puts records behind the last one. What is not kept in the end is answered by an error.
class group {
  ledger_store const& store_;
  std::vector<result<ledger_entry>> answers_;

 public:
  explicit group(ledger_store const& store) : store_(store) {}

  /// Keeps `count` records; `make` makes each by its number and the SHA-256 of the one before it.
  template <class Make>
  std::vector<result<ledger_entry>> keep(std::size_t count, Make const& make) && {
    answers_.reserve(count);
    if (count == 0) return std::move(answers_);
    if (auto const wrong = run(count, make)) {
      // What has an error of its own keeps it.
      for (auto& a : answers_)
        if (a) a = *wrong;
      answers_.resize(count, *wrong);
    }
    return std::move(answers_);
  }

 private:
  template <class Make>
  std::optional<issue> run(std::size_t count, Make const& make) {
    sqlite3* const db = store_.db();
    if (sqlite3_db_readonly(db, "main") != 0) return store_.failure("it is open to be read only. Open it to write.");
    transaction work(db);
    if (!work.is_open()) return store_.failure();
    if (auto wrong = store_.check_place()) return wrong;
    if (auto wrong = store_.check_schema(ledger_version)) return wrong;
    auto last = last_row(store_);
    if (!last) return last.error();
    std::int64_t const before = last->first;
    if (before < 0 || before > std::numeric_limits<std::int64_t>::max() - static_cast<std::int64_t>(count))
      return store_.failure("its last record stands at position " + std::to_string(before) +
                            ", where none can be. Look at it by ocop ledger verify.");
    {
      statement insert(db, "INSERT INTO records(position,sha256,json) VALUES(?1,?2,?3)");
      statement look(db, "SELECT position,sha256,json FROM records WHERE position=?1");
      for (std::size_t i = 0; i < count; ++i) {
        result<made_row> made = make(i, std::as_const(last->second));
        if (!made) {
          answers_.push_back(made.error());
          continue;
        }
        insert.bind(1, ++last->first);
        insert.bind(2, made->sha256);
        insert.bind(3, made->json);
        insert.step();
        if (!insert.is_done()) return store_.failure();
        insert.reset();
        // Read back before anything is said.
        look.bind(1, last->first);
        bool const is_there = look.step() && look.is_text(1) && look.is_text(2) && look.number(0) == last->first &&
                              look.text(1) == made->sha256 && look.text(2) == made->json;
        if (!is_there) return not_there(last->first);
        look.reset();
        last->second = made->sha256;
        answers_.push_back(ledger_entry{last->first, std::move(made->sha256), std::move(made->json)});
      }
    }
    if (last->first == before) return std::nullopt;  // nothing to keep
    if (!work.keep()) return store_.failure();
    return check_kept(before + 1, last->first, last->second);
  }

  /// After the transaction: as many records as were put in, the last one among them, in the file that was named.
  std::optional<issue> check_kept(std::int64_t first, std::int64_t last, std::string const& sha256) const {
    statement s(store_.db(),
                "SELECT count(*),(SELECT sha256 FROM records WHERE position=?2) FROM records WHERE position BETWEEN ?1 "
                "AND ?2");
    s.bind(1, first);
    s.bind(2, last);
    if (!s.step()) return store_.failure();
    if (s.number(0) != last - first + 1 || s.text(1) != sha256) return not_there(last);
    return store_.check_place();
  }

  [[nodiscard]] issue not_there(std::int64_t position) const {
    return store_.failure("what was written at position " + std::to_string(position) +
                          " is not there as it was written. Look at the file by ocop ledger verify.");
  }
};

}  // namespace detail

OCOP_INLINE result<ledger> ledger::open(std::filesystem::path const& file, access how, ledger_options const& options) {
  if (options.name)
    if (auto wrong = check_origin(*options.name)) return std::move(*wrong);
  auto plain = detail::plain_file::of(file);
  if (!plain) return plain.error();
  ledger made;
  made.store_.reset(
      new detail::ledger_store(std::move(*plain), one_line(file.native()), std::max(0, options.patience_ms)));
  auto wrong = how == access::read ? made.store_->open_to_read() : made.store_->open_to_write(how == access::create);
  if (wrong) return std::move(*wrong);
  if (options.name) {
    auto const has = made.name();
    if (!has) return has.error();
    if (*has && **has != *options.name) return detail::other_name(*made.store_, **has);
    if (!*has && how == access::read) return detail::no_name(*made.store_);
    if (!*has)
      if (auto const given = made.give_name(*options.name); !given) return given.error();
  }
  return made;
}

OCOP_INLINE result<std::int64_t> ledger::size() const {
  detail::statement s(store_->db(), "SELECT count(*) FROM records");
  if (!s.step()) return store_->failure();
  if (auto const changed = store_->check_unchanged()) return *changed;
  return s.number(0);
}

OCOP_INLINE result<std::string> ledger::last() const {
  auto row = detail::last_row(*store_);
  if (!row) return row.error();
  if (auto const changed = store_->check_unchanged()) return *changed;
  return std::move(row->second);
}

OCOP_INLINE result<std::optional<std::string>> ledger::name() const { return detail::stored_name(*store_); }

OCOP_INLINE result<std::string> ledger::origin() const {
  auto const has = name();
  if (!has) return has.error();
  if (!*has) return detail::no_name(*store_);
  return **has;
}

OCOP_INLINE result<void> ledger::give_name(std::string_view name) {
  if (auto wrong = check_origin(name)) return std::move(*wrong);
  if (sqlite3_db_readonly(store_->db(), "main") != 0)
    return store_->failure("it is open to be read only. Open it to write.");
  detail::transaction work(store_->db());
  if (!work.is_open()) return store_->failure();
  if (auto wrong = store_->check_place()) return std::move(*wrong);
  if (auto wrong = store_->check_schema(detail::ledger_version)) return std::move(*wrong);
  auto const has = detail::stored_name(*store_);
  if (!has) return has.error();
  if (*has && **has == name) return {};
  if (*has) return detail::other_name(*store_, **has);
  {
    detail::statement s(store_->db(), "INSERT INTO name(origin) VALUES(?1)");
    s.bind(1, name);
    s.step();
    if (!s.is_done()) return store_->failure();
  }
  auto const kept = detail::stored_name(*store_);
  if (!kept) return kept.error();
  if (*kept != name) return store_->failure("the name that was written is not there as it was written.");
  if (!work.keep()) return store_->failure();
  if (auto wrong = store_->check_place()) return std::move(*wrong);
  return {};
}

OCOP_INLINE std::vector<result<ledger_entry>> ledger::append_all(rule_catalog const& rules,
                                                                 std::span<std::string_view const> submissions,
                                                                 record_options const& options) {
  record_options own = options;
  return detail::group(*store_).keep(
      submissions.size(), [&](std::size_t i, std::string const& previous) -> result<detail::made_row> {
        own.previous = previous.empty() ? std::nullopt : std::optional(previous);
        auto made = make_record(rules, submissions[i], own);
        if (!made) return made.error();
        if (made->json.size() > max_record_bytes)
          return issue{errc::too_large, {}, "its record is larger than 32 MiB. Send fewer sheets at a time."};
        return detail::made_row{std::move(made->sha256), std::move(made->json)};
      });
}

OCOP_INLINE result<ledger_entry> ledger::append(rule_catalog const& rules, std::string_view submission,
                                                record_options const& options) {
  return std::move(append_all(rules, {&submission, 1}, options).front());
}

OCOP_INLINE std::vector<result<ledger_entry>> ledger::append_records(std::span<std::string_view const> records,
                                                                     std::span<dated_key const> keys) {
  return detail::group(*store_).keep(
      records.size(), [&](std::size_t i, std::string const& last) -> result<detail::made_row> {
        auto const read = read_decision_record(records[i]);
        if (!read) return read.error();
        if (!read->is_intact)
          return issue{errc::bad_value, "/sha256", "the record is not intact: its hash is not that of what it holds."};
        if (auto const fault = check_signature(*read, keys).fault)
          return issue{errc::bad_value, "/signature",
                       *fault + ". Import records as they were signed, with the keys that they were signed by."};
        if (read->previous != last)
          return issue{errc::bad_value, "/previous",
                       "the record follows " + (read->previous.empty() ? std::string("none") : read->previous) +
                           ", the last one here is " + (last.empty() ? std::string("none") : last) +
                           ". Import records in their order."};
        return detail::made_row{read->sha256, std::string(read->json)};
      });
}

OCOP_INLINE result<ledger_entry> ledger::append_record(std::string_view record, std::span<dated_key const> keys) {
  return std::move(append_records({&record, 1}, keys).front());
}

OCOP_INLINE result<void> ledger::check_seal(std::string_view line, std::uint64_t records) const {
  auto const seal = read_seal(line);
  if (!seal) return seal.error();
  auto const kept = last();
  if (!kept) return kept.error();
  if (seal->is_intact && seal->records == records && (records == 0 || seal->last == *kept)) return {};
  return issue{errc::bad_value, "/last",
               "the seal does not fit: " + std::to_string(records) +
                   " records stand before it, and the last one kept is " + (kept->empty() ? "none" : *kept) +
                   ". Records were taken off, or the seal was altered."};
}

OCOP_INLINE result<std::int64_t> ledger::read(std::int64_t from,
                                              std::function<bool(ledger_entry const&)> const& take) const {
  auto end = detail::read_rows(*store_, from, detail::whole_rows,
                               [&](detail::stored_row const& row) { return take(row.entry); });
  if (end.failure) return std::move(*end.failure);
  return end.count;
}

OCOP_INLINE result<std::int64_t> ledger::hashes(
    std::int64_t from, std::function<bool(std::int64_t position, std::string_view sha256)> const& take) const {
  auto end =
      detail::read_rows(*store_, from, "SELECT position,sha256,'' FROM records WHERE position>=?1 ORDER BY position",
                        [&](detail::stored_row const& row) { return take(row.entry.position, row.entry.sha256); });
  if (end.failure) return std::move(*end.failure);
  return end.count;
}

OCOP_INLINE result<std::optional<ledger_entry>> ledger::at(std::int64_t position) const {
  detail::statement s(store_->db(), "SELECT position,sha256,json FROM records WHERE position=?1");
  s.bind(1, position);
  bool const is_there = s.step();
  if (!is_there && !s.is_done()) return store_->failure();
  std::optional<ledger_entry> found;
  if (is_there) found = {s.number(0), std::string(s.text(1)), std::string(s.text(2))};
  if (auto const changed = store_->check_unchanged()) return *changed;
  return found;
}

OCOP_INLINE result<std::vector<ledger_entry>> ledger::find(std::string_view sha256_or_submission) const {
  std::vector<ledger_entry> found;
  if (is_sha256(sha256_or_submission)) {
    detail::statement s(store_->db(), "SELECT position,sha256,json FROM records WHERE sha256=?1");
    s.bind(1, sha256_or_submission);
    while (s.step()) found.push_back({s.number(0), std::string(s.text(1)), std::string(s.text(2))});
    if (!s.is_done()) return store_->failure();
    if (auto const changed = store_->check_unchanged()) return *changed;
    return found;
  }
  auto const written = canonical_json(value(sha256_or_submission));
  if (!written) return written.error();
  // Few records hold the text at all; those are read.
  std::string const needle = R"("submission":)" + *written;
  auto const count = read(1, [&](ledger_entry const& e) {
    if (e.json.find(needle) == std::string::npos) return true;
    auto const record = read_decision_record(e.json);
    if (record && record->submission == sha256_or_submission) found.push_back(e);
    return true;
  });
  if (!count) return count.error();
  return found;
}

namespace detail {

/// Looks at the records of a ledger one after the other.
class ledger_verifier {
  ledger_store const& store_;
  std::function<void(ledger_fault const&)> const& report_;
  ledger_verification const& also_;
  std::string last_;
  std::int64_t position_ = 0;
  std::optional<day> latest_;
  std::int64_t latest_at_ = 0;
  std::vector<std::pair<std::size_t, std::int64_t>> ids_;  // hash of a submission's id, position
  std::vector<ledger_fault> warnings_;

 public:
  ledger_verifier(ledger_store const& store, std::function<void(ledger_fault const&)> const& report,
                  ledger_verification const& also)
      : store_(store), report_(report), also_(also) {}

  result<std::int64_t> run() {
    auto end = read_rows(store_, std::numeric_limits<std::int64_t>::min(), whole_rows, [&](stored_row const& row) {
      look_at(row);
      return true;
    });
    if (end.failure && !end.is_damaged) return std::move(*end.failure);
    if (end.failure) report_({position_, "damaged", end.failure->message});
    if (auto failure = look_at_file()) return std::move(*failure);
    if (also_.warn) {
      if (auto failure = find_repeated()) return std::move(*failure);
      std::stable_sort(warnings_.begin(), warnings_.end(),
                       [](auto const& a, auto const& b) { return a.position < b.position; });
      for (auto const& w : warnings_) also_.warn(w);
    }
    return end.count;
  }

 private:
  void look_at(stored_row const& row) {
    ledger_entry const& entry = row.entry;
    if (entry.position < 1) {
      report_({entry.position, "extra", "it stands before position 1, where no record can be"});
      return;
    }
    if (entry.position != position_ + 1)
      report_({position_, "gap",
               "positions " + std::to_string(position_ + 1) + " to " + std::to_string(entry.position - 1) +
                   " are not there"});
    position_ = entry.position;
    if (also_.looked_at) also_.looked_at(position_);
    auto const record = row.is_text ? read_decision_record(entry.json)
                                    : result<read_record>(issue{errc::wrong_type, {}, "it is kept as no text"});
    if (!record) {
      report_({position_, "unreadable", record.error().message});
      last_ = entry.sha256;
      return;
    }
    if (!record->is_intact) report_({position_, "altered", "its hash is not that of what it holds"});
    if (record->sha256 != entry.sha256) report_({position_, "hash-column", "the ledger keeps it under another hash"});
    if (record->previous != last_)
      report_({position_, "chain-broken", "the record before it is not the one that it names"});
    last_ = record->sha256;
    if (auto const fault = check_signature(*record, also_.keys).fault) report_({position_, "signature-wrong", *fault});
    if (also_.warn) look_for_warnings(*record);
  }

  void look_for_warnings(read_record const& record) {
    ids_.emplace_back(std::hash<std::string_view>()(record.submission), position_);
    auto const on = record.recorded_on;
    if (!on) return;
    if (latest_ && *on < *latest_)
      warnings_.push_back({position_, "day-goes-back",
                           "it is dated " + to_string(*on) + ", and the record at position " +
                               std::to_string(latest_at_) + " is dated " + to_string(*latest_)});
    if (!latest_ || *on >= *latest_) {
      latest_ = on;
      latest_at_ = position_;
    }
    value const* const submission = record.document.find("submission");
    value const* const filing = submission ? submission->find("filing") : nullptr;
    value const* const decided = filing ? filing->find("decided_on") : nullptr;
    auto const decided_on =
        decided && decided->is_string() ? parse_day(decided->as_string()) : result<day>(issue{errc::bad_date, {}, {}});
    if (decided_on && *on < *decided_on)
      warnings_.push_back(
          {position_, "before-decision",
           "it is dated " + to_string(*on) + ", and its submission was decided on " + to_string(*decided_on)});
  }

  /// Two ids of one hash are compared as they stand in the ledger.
  std::optional<issue> find_repeated() {
    std::sort(ids_.begin(), ids_.end());
    for (auto from = ids_.begin(), end = from; from != ids_.end(); from = end) {
      end = std::find_if(from, ids_.end(), [&](auto const& id) { return id.first != from->first; });
      if (end - from == 1) continue;
      std::vector<std::pair<std::string, std::int64_t>> seen;  // id, position
      for (auto one = from; one != end; ++one) {
        auto id = submission_at(one->second);
        if (!id) return id.error();
        auto const first = std::find_if(seen.begin(), seen.end(), [&](auto const& s) { return s.first == *id; });
        if (first == seen.end()) seen.emplace_back(std::move(*id), one->second);
        else
          warnings_.push_back(
              {one->second, "repeated",
               "submission " + in_quotes(*id) + " is recorded at position " + std::to_string(first->second) + " too"});
      }
    }
    return std::nullopt;
  }

  result<std::string> submission_at(std::int64_t position) {
    statement s(store_.db(), "SELECT json FROM records WHERE position=?1");
    s.bind(1, position);
    if (!s.step()) return store_.failure();
    auto const record = read_decision_record(s.text(0));
    return record ? record->submission : std::string();
  }

  /// Is the index of hashes that of the table, is every page in its place?
  std::optional<issue> look_at_file() {
    statement s(store_.db(), "PRAGMA integrity_check(20)");
    bool is_damaged = false;
    while (s.step()) {
      if (s.text(0) == "ok") continue;
      is_damaged = true;
      report_({0, "damaged", one_line(s.text(0))});
    }
    if (s.is_done()) return std::nullopt;
    int const code = sqlite3_errcode(store_.db());
    if (code != SQLITE_CORRUPT && code != SQLITE_NOTADB) return store_.failure();
    if (!is_damaged) report_({0, "damaged", store_.failure().message});
    return std::nullopt;
  }
};

}  // namespace detail

OCOP_INLINE result<std::int64_t> ledger::verify(std::function<void(ledger_fault const&)> const& report,
                                                ledger_verification const& also) const {
  return detail::ledger_verifier(*store_, report, also).run();
}

}  // namespace ocop
