#pragma once

#include "ocop/base/day.hpp"
#include "ocop/base/result.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/config.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ocop {

/// A round of evaluation (đợt đánh giá) into which a proposal falls.
struct evaluation_round {
  int number = 0;
  day proposed_before;  ///< excluded
  day held_before;      ///< excluded
  std::string cite;
};

/// The first round of a level for which a file proposed on a day is in time. "Before" a day excludes it.
/// Source: procedure.json, `rounds`, e.g. 26/2026 article 5. Nothing where the edition has no rounds at that level.
/// Errors: errc::bad_value (`level` has no council in the edition, and is not empty), errc::bad_date (no day that is
/// written YYYY-MM-DD).
[[nodiscard]] OCOP_INLINE result<std::optional<evaluation_round>> round_of(compiled_rule_set const& rules,
                                                                           std::string_view level, day proposed_on);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/dossier/impl/evaluation_round.ipp"
#endif
