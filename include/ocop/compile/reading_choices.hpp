#pragma once

#include "ocop/base/id.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace ocop {

/// An alternative asked for: `R-07`, `mean`.
struct reading_choice {
  reading_id reading;
  std::string alternative;

  friend bool operator==(reading_choice const&, reading_choice const&) = default;
};

/// The readings in force for one evaluation. The enumerators stand in the order of
/// model::engine_readings; `chosen` holds, for each reading of the rule set in order, the index of
/// the alternative taken, which is what steers the effect of notes.
struct reading_choices {
  enum class levels_rule { cumulative, own_marks } levels{};         ///< R-01
  enum class mark_rule { points, printed_order } mark{};             ///< R-03
  enum class heading_rule { any_points, highest_option } heading{};  ///< R-04
  enum class minimum_rule { cap, reject } minimum{};                 ///< R-05
  enum class members_rule { majority, all, mean } members{};         ///< R-07
  enum class band_rule { exact, rounded } band{};                    ///< R-08
  enum class gap_rule { thresholds, undetermined } gap{};            ///< R-09
  enum class cases_rule { independent, same_case } cases{};          ///< R-17
  enum class facts_rule { assume_not, error } facts{};               ///< R-20
  enum class zero_stop_rule { majority, all, any } zero_stop{};      ///< R-25
  enum class forward_rule { marks_met, points_alone } forward{};     ///< R-26
  std::vector<std::size_t> chosen;

  friend bool operator==(reading_choices const&, reading_choices const&) = default;
};

}  // namespace ocop
