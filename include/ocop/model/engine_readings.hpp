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
inline constexpr std::array<std::string_view, 2> r10{"same-day", "next-day"};
inline constexpr std::array<std::string_view, 2> r11{"inclusive", "exclusive"};
inline constexpr std::array<std::string_view, 2> r13{"stays", "next-working-day"};
inline constexpr std::array<std::string_view, 2> r14{"any-late", "closed-windows"};
inline constexpr std::array<std::string_view, 2> r17{"independent", "same-case"};
inline constexpr std::array<std::string_view, 2> r18{"new-decision", "old-end"};
inline constexpr std::array<std::string_view, 2> r19{"accepted", "refused"};
inline constexpr std::array<std::string_view, 2> r20{"assume-not", "error"};
inline constexpr std::array<std::string_view, 3> r25{"majority", "all", "any"};
inline constexpr std::array<std::string_view, 2> r26{"marks-met", "points-alone"};
inline constexpr std::array<std::string_view, 2> r27{"before-end", "within-extension"};
inline constexpr std::array<std::string_view, 2> r28{"late-only", "undecided-too"};
inline constexpr std::array<std::string_view, 2> r29{"decided", "filed"};
inline constexpr std::array<std::string_view, 2> r30{"last-day", "day-asked"};
}  // namespace detail

/// Alternatives stand in the order of the enumerators in compile/reading_choices.hpp.
inline constexpr std::array<engine_reading, 21> engine_readings{{
    {"R-01", detail::r01}, {"R-03", detail::r03}, {"R-04", detail::r04}, {"R-05", detail::r05}, {"R-07", detail::r07},
    {"R-08", detail::r08}, {"R-09", detail::r09}, {"R-10", detail::r10}, {"R-11", detail::r11}, {"R-13", detail::r13},
    {"R-14", detail::r14}, {"R-17", detail::r17}, {"R-18", detail::r18}, {"R-19", detail::r19}, {"R-20", detail::r20},
    {"R-25", detail::r25}, {"R-26", detail::r26}, {"R-27", detail::r27}, {"R-28", detail::r28}, {"R-29", detail::r29},
    {"R-30", detail::r30},
}};

}  // namespace ocop::model
