#pragma once

#include <array>
#include <span>
#include <string_view>

namespace ocop::model {

/// A reading on which the engine itself branches, and the alternatives that it knows. What a rule
/// set chooses is data; readings that only steer the effect of a note are data altogether.
struct engine_reading {
  std::string_view id;
  std::span<std::string_view const> alternatives;
};

namespace detail {
inline constexpr std::array<std::string_view, 2> r01{"cumulative", "own-marks"};
inline constexpr std::array<std::string_view, 2> r03{"points", "printed-order"};
inline constexpr std::array<std::string_view, 2> r04{"any-points", "highest-option"};
inline constexpr std::array<std::string_view, 2> r05{"cap", "reject"};
inline constexpr std::array<std::string_view, 3> r07{"majority", "all", "mean"};
inline constexpr std::array<std::string_view, 2> r08{"exact", "rounded"};
inline constexpr std::array<std::string_view, 2> r09{"thresholds", "undetermined"};
inline constexpr std::array<std::string_view, 2> r17{"independent", "same-case"};
inline constexpr std::array<std::string_view, 2> r20{"assume-not", "error"};
inline constexpr std::array<std::string_view, 3> r25{"majority", "all", "any"};
inline constexpr std::array<std::string_view, 2> r26{"marks-met", "points-alone"};
}  // namespace detail

/// Alternatives stand in the order of the enumerators in compile/reading_choices.hpp.
inline constexpr std::array<engine_reading, 11> engine_readings{{
    {"R-01", detail::r01},
    {"R-03", detail::r03},
    {"R-04", detail::r04},
    {"R-05", detail::r05},
    {"R-07", detail::r07},
    {"R-08", detail::r08},
    {"R-09", detail::r09},
    {"R-17", detail::r17},
    {"R-20", detail::r20},
    {"R-25", detail::r25},
    {"R-26", detail::r26},
}};

}  // namespace ocop::model
