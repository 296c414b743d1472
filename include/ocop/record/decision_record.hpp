#pragma once

#include "ocop/base/day.hpp"
#include "ocop/base/result.hpp"
#include "ocop/base/value.hpp"
#include "ocop/compile/reading_choices.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/config.hpp"
#include "ocop/record/keys.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ocop {

/// What a record is made with, besides the submission.
struct record_options {
  std::span<reading_choice const> readings{};  ///< preferred alternatives, as in score()
  std::optional<day> recorded_on{};            ///< day of the record; nothing reads a clock
  std::string_view previous{};                 ///< SHA-256 of the record before it; empty: it is the first
  std::optional<signing_key> key{};            ///< to sign with; none: not signed
};

/// A decision record (biên bản quyết định), `ocop-record/1`: all that is needed to derive a decision again.
///
/// | key | holds |
/// | --- | --- |
/// | `format` | `ocop-record/1` |
/// | `engine` | `version` of the library, and `semantics`: the number of how it decides, raised when that changes |
/// | `recorded_on` | the day given, `YYYY-MM-DD`, or null |
/// | `submission` | the submission as it was read, an `ocop-submission/1` |
/// | `edition`, `rules_sha256` | the edition and the SHA-256 of everything it means (compile/digest.hpp) |
/// | `council` | null, or the `regulation` and its `sha256` |
/// | `readings` | the alternative taken of every reading, by id |
/// | `points` | per sheet the points of every criterion that count, in printed order |
/// | `result` | the result, an `ocop-result/1` |
/// | `previous` | `sha256` of the record before it; null: it is the first |
/// | `sha256` | of the canonical JSON (RFC 8785) of everything but `sha256` and `signature`, 64 hex digits |
/// | `signature` | only where a key was given: Ed25519 over the 64 digits of `sha256`, hex |
///
/// The promise: every later version reads `ocop-record/1` and derives it again; no key changes its meaning, none is
/// added. What a later version has to add gets another number, and this one stays readable. `tests/records/` holds
/// records of every released version, replayed in each run of the tests.
struct decision_record {
  std::string submission;  ///< id
  std::string sha256;
  std::string json;  ///< the whole record as canonical JSON, one line
};

/// Scores a submission and records it. Errors: those of read_submission and score.
[[nodiscard]] OCOP_INLINE result<decision_record> make_record(rule_catalog const& rules, std::string_view submission,
                                                              record_options const& options = {});

/// A record as it was read: its document, and whether its hash is right.
struct read_record {
  std::string submission;
  std::string sha256;      ///< as it says
  std::string previous;    ///< empty: it is the first
  bool is_intact = false;  ///< it is canonical JSON, and its hash is that of what it holds
  std::string_view json;   ///< the text that was read, without the end of its line
  value document;
};

/// Largest record that is read, in bytes.
inline constexpr std::size_t max_record_bytes = std::size_t{32} << 20U;

/// Is it written as a SHA-256: 64 hex digits, lower case?
[[nodiscard]] OCOP_INLINE bool is_sha256(std::string_view text) noexcept;

/// Reads a record without deriving anything. Errors: those of JSON, errc::unknown_format, errc::missing_key,
/// errc::unknown_key, errc::wrong_type, errc::too_large.
[[nodiscard]] OCOP_INLINE result<read_record> read_decision_record(std::string_view json);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/record/impl/decision_record.ipp"
#endif
