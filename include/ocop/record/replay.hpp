#pragma once

#include "ocop/base/day.hpp"
#include "ocop/base/layout.hpp"
#include "ocop/base/result.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/config.hpp"
#include "ocop/record/decision_record.hpp"
#include "ocop/record/keys.hpp"
#include "ocop/record/record_seal.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ocop {

/// What came of deriving a record again.
enum class replay_status {
  same,             ///< every byte of the result is as recorded
  differs,          ///< something is not as recorded
  unknown_edition,  ///< the edition of the record is not loaded
  unreadable,       ///< it is no record, or what it holds cannot be evaluated any more
};

[[nodiscard]] constexpr std::string_view to_string(replay_status s) noexcept {
  switch (s) {
    case replay_status::same: return "same";
    case replay_status::differs: return "differs";
    case replay_status::unknown_edition: return "unknown-edition";
    case replay_status::unreadable: return "unreadable";
  }
  return {};
}

/// One place where the record and what is derived now are not the same; values as canonical JSON, empty where absent.
struct replay_difference {
  std::string pointer;
  std::string then;
  std::string now;

  friend bool operator==(replay_difference const&, replay_difference const&) = default;
};

/// What a record comes to under the newest revision, where that is something else. No fault of the record: its own
/// revision is kept, and it is derived under that one.
struct replay_today {
  std::string edition;                                       ///< full name of the revision: `qd-1048-2019@2020-06-08#2`
  std::vector<std::shared_ptr<compiled_rule_set const>> by;  ///< later revisions that it comes from, in their order
  std::vector<replay_difference> differences;                ///< `then` by the record's revision, `now` by the newest
  std::string message;                                       ///< why it cannot be evaluated there; else empty
};

/// What is to be said of one record.
struct replay_report {
  std::string submission;
  std::string edition;
  replay_status status = replay_status::same;
  /// Why it probably differs: `input-altered`, `chain-broken`, `seal-broken`, `signature-wrong`, `rules-changed`,
  /// `semantics-changed`, `edition-not-governing`, `because-differs`, `readings-not-asked`, `regulation-changed`,
  /// `result-altered`; empty where it does not. Where there are several, the first: it may explain the others.
  std::string cause;
  std::string first_criterion;                 ///< the first whose points are not as recorded, `1.5 on sheet 0`
  std::vector<replay_difference> differences;  ///< in the order of the document
  std::string message;                ///< of the cause; where nothing differs, of days that go together ill, else empty
  std::string sha256;                 ///< of the record or seal, as it says
  std::string previous;               ///< as it says
  std::optional<day> recorded_on;     ///< the day of the record in Vietnam, as it says
  std::vector<dated_key> signed_by;   ///< of the keys given those that the signature fits, whenever they hold
  std::optional<record_seal> seal;    ///< where the line is a seal and no record
  std::optional<replay_today> today;  ///< only where the newest revision comes to something else

  void differ(std::string why, std::string text) {
    status = replay_status::differs;
    if (!cause.empty()) return;  // the first cause explains what follows
    cause = std::move(why);
    message = std::move(text);
  }
};

/// What a record is replayed with.
struct replay_options {
  /// None: signatures are not looked at. With some, every record must be signed by one of them that held on the day of
  /// the record, and every seal by one that held on the day of the last record before it. A record without a day is
  /// signed by a key without a period only.
  std::vector<dated_key> keys{};
};

/// Verifies a record's hash and signature (or those of a seal, of which nothing is derived), derives everything that it
/// says from its filing, its submission and the preferences that it states, and compares.
///
/// Derived are
/// - the edition: the one that governs by the submission (governing()), among the editions loaded. A decree in force
///   on the day of decision counts whether its author knew it or not; one that came into force after the day of the
///   record, where that is earlier, does not. Where `rules` of the submission names a rule set, an edition of it is the
///   right one as long as no newer one was in force on the last of the days that record and filing give;
/// - its clause, by the same editions. A record without a day does not say what its author knew: there the clause may
///   also be the one that names the same edition without the decrees that came between filing and decision;
/// - the readings, by the edition, the council's regulation, the preferences and the submission. Where the preferences
///   are not stated, as in an `ocop-record/1`, what it took otherwise, and the submission does not ask for, counts as
///   preferred. A reading that came after 0.1.0 may be absent where it is as the edition has it;
/// - the digest, `council`, `points`, `result`, and whether `key` is the key of the signature.
///
/// Not derived, and believed only as far as a signature, a seal or an anchor goes: the submission itself, preferences,
/// `engine.version`, the day or moment, `decision` and `decided_by`.
///
/// It is derived under the revision of its edition that has its digest, among the editions as they were known while
/// that revision was the newest. Where the newest revision comes to something else, `today` says so; the status is that
/// of the record's own revision. Where no revision of its digest is loaded, the newest of the same name is taken and
/// the cause is `rules-changed`. Thread-safe.
[[nodiscard]] OCOP_INLINE replay_report replay(rule_catalog const& rules, std::string_view record,
                                               replay_options const& options = {});

/// Follows the chain of records that come one after the other, and their seal. One chain goes over several files: a
/// file begins anew or goes on, and has a seal of its own, which counts its records. Blank lines are no part of it.
class record_chain {
  std::string last_;
  std::optional<day> last_day_;
  std::uint64_t records_ = 0;  // in this file
  bool is_sealed_ = false;
  bool must_go_on_ = false;  // the first record names the one given

 public:
  /// The first record is the first of all.
  record_chain() = default;
  /// The first record names the one before it. Errors: errc::bad_value where `previous` is no SHA-256.
  [[nodiscard]] static OCOP_INLINE result<record_chain> after(std::string previous);

  /// A new file begins. Its first record follows the last one, or is the first of all.
  void begin_file() noexcept {
    records_ = 0;
    is_sealed_ = false;
  }
  /// Does the report's record follow the one before it? Does the seal fit what came before, and did its key hold then?
  /// If not, the report says so.
  OCOP_INLINE void follow(replay_report& report);

  /// Has the seal of this file come?
  [[nodiscard]] bool is_sealed() const noexcept { return is_sealed_; }
};

/// A report, `ocop-replay/1`; one that has a `today`, `ocop-replay/2`.
[[nodiscard]] OCOP_INLINE std::string write_replay(replay_report const& report, std::size_t line,
                                                   layout how = layout::line);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/record/impl/replay.ipp"
#endif
