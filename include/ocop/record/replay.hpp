#pragma once

#include "ocop/base/layout.hpp"
#include "ocop/base/result.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/config.hpp"
#include "ocop/record/decision_record.hpp"
#include "ocop/record/keys.hpp"
#include "ocop/record/record_seal.hpp"

#include <cstddef>
#include <cstdint>
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

/// What is to be said of one record.
struct replay_report {
  std::string submission;
  std::string edition;
  replay_status status = replay_status::same;
  /// Why it probably differs: `input-altered`, `chain-broken`, `seal-broken`, `signature-wrong`, `rules-changed`,
  /// `regulation-changed`, `reading-changed`, `semantics-changed`, `result-altered`; empty where it does not.
  std::string cause;
  std::string first_criterion;                 ///< the first whose points are not as recorded, `1.5 on sheet 0`
  std::vector<replay_difference> differences;  ///< in the order of the document
  std::string message;
  std::string sha256;               ///< of the record or seal, as it says
  std::string previous;             ///< as it says
  std::optional<record_seal> seal;  ///< where the line is a seal and no record

  void differ(std::string why, std::string text) {
    status = replay_status::differs;
    if (!cause.empty()) return;  // the first cause explains what follows
    cause = std::move(why);
    message = std::move(text);
  }
};

/// What a record is replayed with.
struct replay_options {
  /// None: signatures are not looked at. With some, every record must be signed by one of them.
  std::vector<dated_key> keys{};
};

/// Verifies a record's hash and signature (or those of a seal, of which nothing is derived), finds its edition by
/// digest, derives everything again and compares.
///
/// Where no edition of that digest is loaded, the one of the same name is taken and the cause is `rules-changed`.
/// Thread-safe.
[[nodiscard]] OCOP_INLINE replay_report replay(rule_catalog const& rules, std::string_view record,
                                               replay_options const& options = {});

/// Follows the chain of records that come one after the other, and their seal. One chain goes over several files: a
/// file begins anew or goes on.
class record_chain {
  std::string last_;
  std::uint64_t records_ = 0;  // in this file
  bool is_sealed_ = false;
  bool must_go_on_;  // the first record names the one given

 public:
  /// \param previous SHA-256 of the record before the first, which must name it; empty: the first is the first of all
  explicit record_chain(std::string previous = {}) : last_(std::move(previous)), must_go_on_(!last_.empty()) {}

  /// A new file begins. Its first record follows the last one, or is the first of all.
  void begin_file() noexcept {
    records_ = 0;
    is_sealed_ = false;
  }
  /// Does the report's record follow the one before it? Does the seal fit what came before? If not, the report says so.
  OCOP_INLINE void follow(replay_report& report);

  /// Has the seal of this file come?
  [[nodiscard]] bool is_sealed() const noexcept { return is_sealed_; }
};

/// A report, `ocop-replay/1`.
[[nodiscard]] OCOP_INLINE std::string write_replay(replay_report const& report, std::size_t line,
                                                   layout how = layout::line);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/record/impl/replay.ipp"
#endif
