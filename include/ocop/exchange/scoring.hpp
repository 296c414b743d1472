#pragma once

#include "ocop/base/result.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/config.hpp"
#include "ocop/exchange/submission.hpp"
#include "ocop/score/assessment.hpp"

#include <memory>
#include <span>
#include <string>

namespace ocop {

/// A submission and everything that its evaluation came to.
struct scored_submission {
  submission from;
  std::string because;           ///< clause that makes the edition govern, or `submission#/rules`
  std::optional<day> finish_by;  ///< last day to finish under a transition clause, where there is one
  assessment assessed;
  bool by_else = false;  ///< it was decided after that day, and the clause says what governs then

  /// Was it decided after the last day of its transition clause? What follows, the clause may say (`by_else`).
  [[nodiscard]] bool is_late() const noexcept {
    return finish_by && from.filing && from.filing->decided_on && *finish_by < *from.filing->decided_on;
  }
};

/// From a submission to its ranking: governing edition, facts, sheets, council, rank.
///
/// `wanted` are alternatives of readings that the caller prefers: they win over the rule set's and the council
/// regulation's own, those of the submission itself over them. Errors: every one that a submission can have, with the
/// JSON pointer in `where`; text that is no UTF-8 and a blank id (errc::bad_value) also in one that was never read.
[[nodiscard]] OCOP_INLINE result<scored_submission> score(rule_catalog const& catalog, submission from,
                                                          std::span<reading_choice const> wanted = {});

/// The edition that governs a submission, by its own `rules` (`because` is `submission#/rules`) or by its filing, for
/// which reading R-29 counts; `wanted` as in score(). Errors: errc::no_rules_named, errc::unknown_rule_set,
/// errc::no_governing_rules, those of compiled_rule_set::choose.
[[nodiscard]] OCOP_INLINE result<governing_edition> governing(rule_catalog const& catalog, submission const& from,
                                                              std::span<reading_choice const> wanted = {});

/// As score(), under an edition that the caller says governs: for deriving a decision again under the law of its day.
[[nodiscard]] OCOP_INLINE result<scored_submission> score_under(rule_catalog const& catalog,
                                                                governing_edition governing, submission from,
                                                                std::span<reading_choice const> wanted = {});

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/exchange/impl/scoring.ipp"
#endif
