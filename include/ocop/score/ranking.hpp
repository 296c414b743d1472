#pragma once

#include "ocop/base/enumerators.hpp"
#include "ocop/base/result.hpp"
#include "ocop/base/stars.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/config.hpp"
#include "ocop/score/council_result.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace ocop {

/// How an evaluation ends. Only `ranked` carries stars.
enum class outcome {
  ranked,     ///< xếp hạng
  rejected,   ///< bị loại
  stopped,    ///< dừng đánh giá
  rescore,    ///< members must score again (council regulation)
  no_quorum,  ///< the session is not valid (council regulation)
};

template <>
inline constexpr outcome last_enumerator<outcome> = outcome::no_quorum;

/// The outcome as documents print it: `no-quorum`.
[[nodiscard]] constexpr std::string_view to_string(outcome o) noexcept {
  switch (o) {
    case outcome::ranked: return "ranked";
    case outcome::rejected: return "rejected";
    case outcome::stopped: return "stopped";
    case outcome::rescore: return "rescore";
    case outcome::no_quorum: return "no-quorum";
  }
  return {};
}

/// Where a product stands (phân hạng), and what decided it. Indices point into the rules.
struct ranking {
  outcome how = outcome::ranked;
  std::optional<stars> by_points;  ///< level of the band; absent unless ranked
  std::optional<stars> final_stars;
  std::vector<std::size_t> unmet_gates;       ///< of every level, in printed order
  std::vector<std::size_t> unmet_minimums{};  ///< of every level, in printed order
  std::optional<std::size_t>
      capped_by;  ///< the unmet gate that holds it below the band: of the lowest level, the first printed
  std::optional<std::size_t> capped_by_minimum{};     ///< the unmet minimum that does, where no mark stands before it
  compiled_recognition const* recognition = nullptr;  ///< absent unless ranked
  compiled_forwarding const* forward = nullptr;       ///< where the result is sent on, if anywhere
  return_rule const* returned = nullptr;              ///< what a lower level may do with too few points, if anything
  bool minimum_rejects = false;                       ///< rejected for an unmet minimum (reading R-05=reject)
  bool gap_stops = false;                             ///< the mean is in a printed gap (reading R-09=undetermined)
  std::optional<int> next_round{};  ///< `rescore`: the round that must follow; absent: the regulation has no more
  open_questions questions;
};

/// The number of points that is put into a band: the exact mean, or under R-08=rounded the mean as the council's
/// regulation rounds it, else half up to two decimals. Errors: errc::other_rules where the readings were made by
/// default, errc::unknown_alternative where R-08 is none of its enumerators.
[[nodiscard]] OCOP_INLINE result<mean_points> mean_for_band(council_result const& council,
                                                            reading_choices const& readings);

/// Index of the band of a number of points, by its floor: bands are lowest first, and the lowest begins at 0 points.
/// Errors: errc::bad_value where there is no band.
[[nodiscard]] OCOP_INLINE result<std::size_t> band_of(std::vector<compiled_band> const& bands, mean_points m);

/// What the lower level may do with a product that is sent back at this level. `back` is a rule of these rules. Errors:
/// errc::bad_value where there is no such level.
[[nodiscard]] OCOP_INLINE result<std::vector<return_rule::choice const*>> choices_of(compiled_rule_set const& rules,
                                                                                     return_rule const& back,
                                                                                     stars level);

/// Unmet gates that stand between a ranked product and a star level: marks of that level and, where
/// marks are cumulative, of those below. Errors: errc::bad_value where there is no such level;
/// errc::other_rules where set, readings or ranking are those of other rules, and the others of check_set() and
/// check_readings().
[[nodiscard]] OCOP_INLINE result<std::vector<std::size_t>> gates_below(compiled_rule_set const& rules,
                                                                       compiled_product_set const& set,
                                                                       ranking const& r, stars level,
                                                                       reading_choices const& readings);

/// The same of its unmet minimums.
[[nodiscard]] OCOP_INLINE result<std::vector<std::size_t>> minimums_below(compiled_rule_set const& rules,
                                                                          compiled_product_set const& set,
                                                                          ranking const& r, stars level,
                                                                          reading_choices const& readings);

namespace detail {

/// Is it of the set? Gives errc::other_rules.
[[nodiscard]] OCOP_INLINE std::optional<issue> check_council_result(compiled_product_set const& set,
                                                                    council_result const& council);

/// Is its outcome one? Gives errc::bad_value.
[[nodiscard]] OCOP_INLINE std::optional<issue> check_outcome(ranking const& r);

/// Are its notes those of the set? Gives errc::other_rules.
[[nodiscard]] OCOP_INLINE std::optional<issue> check_notes(compiled_product_set const& set,
                                                           council_result const& council);

/// As choices_of(), whatever the level.
[[nodiscard]] OCOP_INLINE std::vector<return_rule::choice const*> choices_of_unchecked(return_rule const& back,
                                                                                       stars level);

/// As band_of(). Precondition: there is a band.
[[nodiscard]] OCOP_INLINE std::size_t band_of_unchecked(std::vector<compiled_band> const& bands, mean_points m);

/// Is the mean above the printed end of its band, and below the next one?
[[nodiscard]] OCOP_INLINE bool in_gap(std::vector<compiled_band> const& bands, std::size_t at, mean_points m);

/// The mean as the regulation rounds it, else half up to two decimals.
[[nodiscard]] OCOP_INLINE mean_points rounded_mean(mean_points total, std::optional<mean_points> const& by_regulation,
                                                   points_unit unit);

/// Which of the two is put into a band?
[[nodiscard]] OCOP_INLINE mean_points mean_for_band_unchecked(mean_points total, mean_points rounded,
                                                              reading_choices const& readings);

/// Does a mark of a level stand before another level: that of its own, and where marks are cumulative those above?
///
[[nodiscard]] OCOP_INLINE bool stands_before(stars mark, stars level, reading_choices const& readings);

}  // namespace detail

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/score/impl/ranking.ipp"
#endif
