#pragma once

#include "ocop/base/result.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/config.hpp"
#include "ocop/exchange/submission.hpp"
#include "ocop/rank/assessment.hpp"

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

  /// Was it decided after the last day of its transition clause? No source says what follows.
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

/// The same under a given edition, whatever the filing or `rules` would choose: for replaying a decision. `because` is
/// the clause that the result names; `wanted` win over the submission's own alternatives too.
[[nodiscard]] OCOP_INLINE result<scored_submission> score_under(rule_catalog const& catalog,
                                                                std::shared_ptr<compiled_rule_set const> rules,
                                                                std::string because, submission from,
                                                                std::span<reading_choice const> wanted = {});

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/exchange/impl/scoring.ipp"
#endif
