#pragma once

#include "ocop/base/result.hpp"
#include "ocop/base/value.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/config.hpp"
#include "ocop/score/council_result.hpp"
#include "ocop/score/findings.hpp"
#include "ocop/score/score_sheet.hpp"
#include "ocop/score/ranking.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ocop {

/// One product's way from facts and sheets to its stars, with all that was decided on it.
struct assessment {
  std::shared_ptr<compiled_rule_set const> rules;
  compiled_product_set const* set = nullptr;  ///< lives as long as `rules`
  reading_choices readings;
  findings facts;
  std::vector<score_sheet> sheets;
  council_session session;
  std::string level;  ///< of the council; empty for a self-assessment
  council_result council;
  ocop::ranking ranking;
};

/// Judges the facts, evaluates the sheets, takes them together under the council's regulation and ranks the result.
///
/// `facts` is an object of declared facts, or null; `level` is that of the council, empty for a
/// self-assessment. Errors: those of product_set, judge_facts (below `/facts`), tally (below `/sheets`; a round that
/// the regulation does not have at `/council/round`) and rank; errc::bad_value where `rules` is null.
[[nodiscard]] OCOP_INLINE result<assessment> assess(std::shared_ptr<compiled_rule_set const> rules, std::int64_t set,
                                                    std::vector<score_sheet> sheets, value const& facts,
                                                    reading_choices readings, std::string_view level = {},
                                                    council_session session = {});

/// Readings that mattered: those whose question came up, and every alternative that is not the rule
/// set's own, as `R-05` or `R-07=mean`, by id. A fact assumed under R-20 shows in `findings::assumed`. Throws
/// ocop::error (errc::bad_value, or those of check_readings()) where it is none that assess() gave.
[[nodiscard]] OCOP_INLINE std::vector<std::string> readings_that_mattered(assessment const& a);

/// Topics that an assessment needs and the sources lack: those of its edition, and of the council's regulation
/// (`council-quorum`, `council-spread`). Throws ocop::error (errc::bad_value) where it is none that assess() gave.
[[nodiscard]] OCOP_INLINE std::vector<std::string> missing_law(assessment const& a);

/// Topics that a ranking needs and the edition's data lacks or has in part: `gates`, `bands`. Empty: the result is
/// final. (Criteria are not among them: a set without its criteria ranks nobody.)
[[nodiscard]] OCOP_INLINE std::vector<std::string> missing_law(compiled_rule_set const& rules);

/// The option that a gate asks for, numbered from 1: the marked one; for a mark on the heading the first with points
/// above 0, or under R-04=highest-option the last. Errors: errc::other_rules where the gate stands at no list or option
/// of the set, or the readings were made by default; errc::unknown_alternative where R-04 is none of its enumerators.
[[nodiscard]] OCOP_INLINE result<int> needed_option(compiled_product_set const& set, compiled_gate const& gate,
                                                    reading_choices const& readings);

namespace detail {

/// The same without looking at the arguments. Precondition: the gate is one of the set, and the readings are those of
/// its rules.
[[nodiscard]] OCOP_INLINE int needed_option_unchecked(compiled_product_set const& set, compiled_gate const& gate,
                                                      reading_choices const& readings);

/// Is it an assessment as assess() gives it: rules, set, facts, readings, sheets and session that belong together?
[[nodiscard]] OCOP_INLINE std::optional<issue> check_assessment(assessment const& a);

}  // namespace detail

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/score/impl/assessment.ipp"
#endif
