#pragma once

#include "ocop/base/citation.hpp"
#include "ocop/base/council_regulation.hpp"
#include "ocop/base/filing.hpp"
#include "ocop/base/label.hpp"
#include "ocop/base/note_effect.hpp"

#include <type_traits>

namespace ocop {

/// The last enumerator of an enumeration that counts from 0 without a gap. Each room names those of its own.
template <class Enum>
inline constexpr Enum last_enumerator = Enum::no_last_enumerator_is_named;
template <>
inline constexpr basis last_enumerator<basis> = basis::unverified;
template <>
inline constexpr note_effect last_enumerator<note_effect> = note_effect::maximum;
template <>
inline constexpr filing_kind last_enumerator<filing_kind> = filing_kind::renewal;
template <>
inline constexpr language last_enumerator<language> = language::en;
template <>
inline constexpr aggregation last_enumerator<aggregation> = aggregation::trimmed_mean;
template <>
inline constexpr tie_rule last_enumerator<tie_rule> = tie_rule::chair;
template <>
inline constexpr points_scope last_enumerator<points_scope> = points_scope::criterion;

/// Is a value one of its enumeration, and not a number cast to it?
template <class Enum>
requires std::is_enum_v<Enum>
[[nodiscard]] constexpr bool is_enumerator(Enum e) noexcept {
  using number = std::underlying_type_t<Enum>;
  return static_cast<number>(e) >= 0 && static_cast<number>(e) <= static_cast<number>(last_enumerator<Enum>);
}

}  // namespace ocop
