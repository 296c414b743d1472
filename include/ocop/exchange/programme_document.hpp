#pragma once

#include "ocop/base/result.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/config.hpp"
#include "ocop/exchange/scoring.hpp"
#include "ocop/programme/programme.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace ocop {

/// Largest result for a plan that is read, in bytes.
inline constexpr std::size_t max_programme_entry_bytes = std::size_t{1} << 20U;

/// Reads one result for a plan, `ocop-programme-entry/1`: `{ "format", "product", "group", "unit", "kind", "decided_on"
/// }` and, where there are, `stars`, `stars_before` (which an upgrade and a renewal must have), `registered`, `facts`.
/// Strict as submissions are; the facts must be declared by `rules`.
[[nodiscard]] OCOP_INLINE result<programme_entry> read_programme_entry(std::string_view json,
                                                                       compiled_rule_set const& rules);

/// A scored submission as a plan counts it. The group is the industry of its product set, or its name; a product
/// without filing, or without the day of the decision, is no entry: errc::missing_key.
[[nodiscard]] OCOP_INLINE result<programme_entry> entry_of(scored_submission const& scored, std::string_view unit,
                                                           std::optional<stars> before = std::nullopt);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/exchange/impl/programme_document.ipp"
#endif
