#pragma once

#include "ocop/base/council_regulation.hpp"
#include "ocop/base/mean_points.hpp"
#include "ocop/base/points_text.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/config.hpp"
#include "ocop/score/evaluation.hpp"
#include "ocop/score/findings.hpp"
#include "ocop/score/score_sheet.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace ocop {

/// A note that applies to the product, and what it does.
struct applied_note {
  std::size_t note = 0;  ///< index in the product set
  note_effect effect = note_effect::none;
};

/// How a council sat: its regulation and its size.
struct council_session {
  std::shared_ptr<council_regulation const> regulation;  ///< none: no council, a self-assessment
  std::optional<std::int64_t> members;                   ///< of the council, present or not
  std::optional<std::int64_t> round{};  ///< of scoring, from 1 to the regulation's `rounds`; not given: the first
};

/// Did enough members give a sheet?
struct quorum_finding {
  std::size_t present = 0;
  std::size_t needed = 0;
  std::int64_t members = 0;
  bool chair_missing = false;
  bool is_met = true;
};

/// How far the highest sheet is above the lowest, in the whole, the part or the criterion where that is most.
struct spread_finding {
  points_scope scope = points_scope::total;
  std::size_t at = 0;  ///< index of the part or criterion
  points spread;
  points limit;
  std::vector<std::size_t> lowest;   ///< sheets
  std::vector<std::size_t> highest;  ///< sheets
  bool is_accepted = true;
};

/// What the sheets of a council (Hội đồng) come to together.
struct council_result {
  std::vector<evaluation> evaluations;     ///< one per sheet, in order
  points_unit unit{};                      ///< of all points below
  std::vector<mean_points> by_part;        ///< exact
  mean_points total{0, 1};                 ///< exact, whatever the regulation rounds
  std::optional<mean_points> rounded;      ///< total as the regulation rounds it, where it does
  std::vector<char> gate_met;              ///< per gate, by reading R-07
  std::vector<char> minimum_met{};         ///< per minimum of the set
  std::vector<mean_points> at_minimums{};  ///< per minimum of the set: what the council comes to there
  std::vector<applied_note> notes;         ///< that apply, in printed order
  std::optional<quorum_finding>
      quorum;  ///< where the regulation asks for one; without a number of members those with a sheet are all
  std::optional<spread_finding> spread;  ///< where the regulation limits it
  int round = 1;                         ///< of scoring, from 1
  int rounds = 1;                        ///< most rounds of scoring, by the regulation
  open_questions questions;
};

namespace detail {

/// Is there one answer per criterion on each sheet? The sheet's index stands before `where`.
[[nodiscard]] OCOP_INLINE std::optional<issue> check_sheets(compiled_product_set const& set,
                                                            std::span<score_sheet const> sheets);

/// Is the round of a session one that its regulation has?
[[nodiscard]] OCOP_INLINE std::optional<issue> check_round(council_session const& session);

/// Is it a regulation that the engine knows? None is one too.
[[nodiscard]] OCOP_INLINE std::optional<issue> check_regulation(council_regulation const* regulation);

/// Can a session have so many sheets? Gives errc::too_many_sheets or errc::members_unknown.
[[nodiscard]] OCOP_INLINE std::optional<issue> check_session(std::size_t sheets, council_session const& session);

/// Can a council of this session give these sheets? Errors: errc::no_sheets, errc::too_many_sheets (more than members,
/// or than one where the score is agreed), errc::members_unknown, at `/1/member` errc::bad_value and
/// errc::repeated_member, and those of check_round() and check_regulation(). Several sheets need names of their members
/// that differ by name_key() and are not blank; a single one, such as a self-assessment, may have an empty name.
[[nodiscard]] OCOP_INLINE std::optional<issue> check_council(std::span<score_sheet const> sheets,
                                                             council_session const& session);

}  // namespace detail
}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/score/impl/council_result.ipp"
#endif
