#pragma once

#include "ocop/base/issue.hpp"
#include "ocop/config.hpp"
#include "ocop/model/rule_set.hpp"

#include <vector>

namespace ocop {

/// Is a rule set sensible: do options, criteria, groups, sections, parts and bands add up, do points
/// never fall and marks never go backwards, is every level recognised once, does every reading that
/// the engine asks for have an answer? Every finding is an issue with its file and place.
[[nodiscard]] OCOP_INLINE std::vector<issue> lint(model::rule_set const& rules);

/// Do the rule sets follow each other: is one in force on every day, and where two are, does a transition clause of the
/// later one say which governs?
[[nodiscard]] OCOP_INLINE std::vector<issue> lint_succession(std::vector<model::rule_set> const& all);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/load/impl/lint.ipp"
#endif
