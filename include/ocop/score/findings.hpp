#pragma once

#include "ocop/base/result.hpp"
#include "ocop/base/value.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/config.hpp"

#include <string>
#include <vector>

namespace ocop {

/// What the facts of a dossier say of the notes of its product set.
struct findings {
  std::vector<char> note_holds;      ///< per note of the set: does its condition hold?
  std::vector<std::string> assumed;  ///< facts that a condition asked for and nobody gave, sorted
  std::vector<std::string>
      unread;  ///< given and not false, and no rule of the edition asks for them in this set; sorted
};

/// Evaluates the conditions of all notes over the facts (null: no facts given).
///
/// A fact not given is assumed not to hold and listed, or an error (reading R-20).
/// Errors: those of check_facts, errc::missing_fact, errc::rule_limit; `where` relative to the facts; those of
/// check_set() and check_readings().
[[nodiscard]] OCOP_INLINE result<findings> judge_facts(compiled_rule_set const& rules, compiled_product_set const& set,
                                                       value const& facts, reading_choices const& choices);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/score/impl/findings.ipp"
#endif
