#pragma once

#include "ocop/base/day.hpp"
#include "ocop/base/moment.hpp"
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

/// The formats of records. A new one is written unless the caller asks for another; each is read for ever.
enum class record_format {
  record_1,  ///< `ocop-record/1`
  record_2,  ///< `ocop-record/2`
};

[[nodiscard]] constexpr std::string_view to_string(record_format f) noexcept {
  switch (f) {
    case record_format::record_1: return "ocop-record/1";
    case record_format::record_2: return "ocop-record/2";
  }
  return {};
}

/// The decision (quyết định) by which an authority recognises a product. No part may be blank.
struct decision_reference {
  std::string number;
  day on;
  std::string authority;
};

/// Who decided. Neither may be blank.
struct deciding_office {
  std::string office;
  std::optional<std::string> name{};  ///< of a person; only where the caller gives one
};

/// What a record is made with, besides the submission. What is absent is not given; a text that is there is never
/// empty.
struct record_options {
  std::span<reading_choice const> readings{};  ///< preferred alternatives, as in score()
  std::optional<day> recorded_on{};            ///< day of an `ocop-record/1`
  std::optional<std::string> previous{};       ///< SHA-256 of the record before it; none: it is the first
  std::optional<signing_key> key{};            ///< to sign with; none: not signed
  record_format format = record_format::record_2;
  std::optional<std::string> recorded_at{};  ///< when it is recorded, as parse_moment reads it; nothing reads a clock
  std::optional<decision_reference> decision{};
  std::optional<deciding_office> decided_by{};
};

/// A decision record (biên bản quyết định): all that is needed to derive a decision again.
///
/// | key | format | holds |
/// | --- | --- | --- |
/// | `format` | | `ocop-record/1` or `ocop-record/2` |
/// | `engine` | | `version` of the library, and `semantics`: the number of how it decides, raised when that changes |
/// | `recorded_on` | 1 | the day given, `YYYY-MM-DD`, or null |
/// | `recorded_at` | 2 | the moment given, by RFC 3339 with its offset, or null |
/// | `decision` | 2 | null, or `number`, `day` and `authority` of the decision, as given |
/// | `decided_by` | 2 | null, or `office`, and `name` where one was given |
/// | `submission` | | the submission as it was read, an `ocop-submission/1` |
/// | `edition`, `rules_sha256` | | the edition and the SHA-256 of everything it means (compile/digest.hpp) |
/// | `council` | | null, or the `regulation` and its `sha256` |
/// | `preferences` | 2 | the alternatives that the caller preferred, by reading; those of the submission stand in it |
/// | `readings` | | the alternative taken of every reading, by id |
/// | `points` | | per sheet the points of every criterion that count, in printed order |
/// | `result` | | the result, an `ocop-result/1` |
/// | `previous` | | `sha256` of the record before it, of either format; null: it is the first |
/// | `key` | 2 | verifying_key::sha256() of the key that verifies the signature; null: it is not signed |
/// | `sha256` | | of the canonical JSON (RFC 8785) of everything but `sha256` and `signature`, 64 hex digits |
/// | `signature` | | only where a key was given: Ed25519 over the 64 digits of `sha256`, hex |
///
/// The promise: every later version reads both formats and derives them again; no key changes its meaning, none is
/// added. What a later version has to add gets another number. `tests/records/` holds records of every released
/// version, replayed in each run of the tests.
struct decision_record {
  std::string submission;  ///< id
  std::string sha256;
  std::string json;  ///< the whole record as canonical JSON, one line
};

/// Scores a submission and records it. Errors: those of read_submission and score; of the options errc::bad_date and
/// errc::bad_value, with `/recorded_at` and the like in `where`: a text that is blank or not written as it must be, or
/// an option that the format has no key for.
[[nodiscard]] OCOP_INLINE result<decision_record> make_record(rule_catalog const& rules, std::string_view submission,
                                                              record_options const& options = {});

/// A record as it was read: its document, and whether its hash is right.
struct read_record {
  record_format format = record_format::record_2;
  std::string submission;
  std::string sha256;                 ///< as it says
  std::string previous;               ///< empty: it is the first
  bool is_intact = false;             ///< it is canonical JSON, and its hash is that of what it holds
  std::optional<moment> recorded_at;  ///< as it says; of an `ocop-record/1` never
  std::optional<day> recorded_on;     ///< the day of the record in Vietnam, as it says
  std::string_view json;              ///< the text that was read, without the end of its line
  value document;
};

/// Largest record that is read, in bytes.
inline constexpr std::size_t max_record_bytes = std::size_t{32} << 20U;

/// Is it written as a SHA-256: 64 hex digits, lower case?
[[nodiscard]] OCOP_INLINE bool is_sha256(std::string_view text) noexcept;

/// Reads a record of either format without deriving anything. Errors: those of JSON, errc::unknown_format,
/// errc::missing_key, errc::unknown_key, errc::wrong_type, errc::bad_value, errc::bad_date, errc::too_large.
[[nodiscard]] OCOP_INLINE result<read_record> read_decision_record(std::string_view json);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/record/impl/decision_record.ipp"
#endif
