#pragma once

#include "ocop/base/id.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ocop {

/// An alternative asked for: `R-07`, `mean`.
struct reading_choice {
  reading_id reading;
  std::string alternative;

  friend bool operator==(reading_choice const&, reading_choice const&) = default;
};

/// The readings in force for one evaluation, as compiled_rule_set::choose gives them. The enumerators stand in the
/// order of model::engine_readings; `chosen` holds, for each reading of the rule set in order, the index of the
/// alternative taken, which is what steers the effect of notes.
///
/// Choices know the rules they were made for: whoever takes them refuses those of another rule set, those made by
/// default, and those of which the enumerators and `chosen` say different things (compiled_rule_set::check_readings).
struct reading_choices {
  enum class levels_rule { cumulative, own_marks } levels{};              ///< R-01
  enum class mark_rule { points, printed_order } mark{};                  ///< R-03
  enum class heading_rule { any_points, highest_option } heading{};       ///< R-04
  enum class minimum_rule { cap, reject } minimum{};                      ///< R-05
  enum class members_rule { majority, all, mean } members{};              ///< R-07
  enum class band_rule { exact, rounded } band{};                         ///< R-08
  enum class gap_rule { thresholds, undetermined } gap{};                 ///< R-09
  enum class end_rule { same_day, next_day } end{};                       ///< R-10
  enum class window_rule { inclusive, exclusive } window{};               ///< R-11
  enum class day_off_rule { stays, next_working_day } day_off{};          ///< R-13
  enum class extension_rule { any_late, closed_windows } extension{};     ///< R-14
  enum class cases_rule { independent, same_case } cases{};               ///< R-17
  enum class renewed_term_rule { new_decision, old_end } renewed_term{};  ///< R-18
  enum class limit_rule { accepted, refused } spread_limit{};             ///< R-19
  enum class facts_rule { assume_not, error } facts{};                    ///< R-20
  enum class zero_stop_rule { majority, all, any } zero_stop{};           ///< R-25
  enum class forward_rule { marks_met, points_alone } forward{};          ///< R-26
  enum class ended_rule { before_end, within_extension } ended{};         ///< R-27
  enum class undecided_rule { late_only, undecided_too } undecided{};     ///< R-28
  enum class amendment_rule { decided, filed } amendment{};               ///< R-29
  enum class window_law_rule { last_day, day_asked } window_law{};        ///< R-30
  std::vector<std::size_t> chosen;
  rule_set_id of;             ///< rule set whose readings these are; empty: made by default, valid for no rules
  std::uint64_t offered = 0;  ///< tells the readings and alternatives of that rule set from those of other rules

  friend bool operator==(reading_choices const&, reading_choices const&) = default;
};

}  // namespace ocop
