#pragma once

#include "ocop/base/filing.hpp"
#include "ocop/base/result.hpp"
#include "ocop/base/value.hpp"
#include "ocop/compile/reading_choices.hpp"
#include "ocop/config.hpp"
#include "ocop/score/score_sheet.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ocop {

/// A submission, `ocop-submission/1`, as it is written: codes are not looked up yet.
struct submission {
  struct product_part {
    std::string name;
    std::int64_t set = 0;
    std::string code;
  };
  struct council_part {
    std::string regulation;
    std::string level;
    std::optional<std::int64_t> members;
    std::optional<std::int64_t> round;  ///< of scoring, from 1; `ocop-submission/1` does not say it
  };
  struct sheet_part {
    std::string member;
    std::string role;
    std::vector<answer> choices;
  };

  std::string id;
  product_part product;
  std::optional<ocop::filing> filing;
  std::optional<std::string> rules;  ///< rule set or edition that overrides the filing
  value facts;                       ///< an object, or null
  std::optional<council_part> council;
  std::vector<reading_choice> readings;
  std::vector<sheet_part> sheets;
};

/// Largest submission that is read, in bytes.
inline constexpr std::size_t max_submission_bytes = std::size_t{8} << 20U;

/// What came of reading: the submission, or the issue; the id, where one was read, stays in either case.
struct read_submission_result {
  std::string id;
  result<submission> content;
};

/// Reads one submission. Strict: unknown and duplicate keys, wrong types, missing keys, an id that is blank, more than
/// max_submission_bytes, deep nesting and invalid UTF-8 are errors, with the JSON pointer in `where`. Text that is no
/// UTF-8, and half a surrogate pair that is escaped, are told before all else that is wrong.
[[nodiscard]] OCOP_INLINE read_submission_result read_submission(std::string_view json);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/exchange/impl/submission.ipp"
#endif
