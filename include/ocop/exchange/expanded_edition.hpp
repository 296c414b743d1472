#pragma once

#include "ocop/base/layout.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/config.hpp"

#include <string>

namespace ocop {

/// An edition with its wordings filled in, `ocop-edition/1`: every product set with its criteria, options, points and
/// marks, each set and criterion with its SHA-256. What a reader needs to compare an edition with the printed law.
[[nodiscard]] OCOP_INLINE std::string write_expanded(compiled_rule_set const& rules, layout how = layout::indented);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/exchange/impl/expanded_edition.ipp"
#endif
