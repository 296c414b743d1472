#pragma once

#include "ocop/base/label.hpp"
#include "ocop/compile/comparison.hpp"
#include "ocop/config.hpp"

#include <string>

namespace ocop {

/// What changed between two editions of a product set, as aligned rows under headings in both languages: points are
/// written `maximum: points of the options in order`, with the mark in brackets; `>=2` means that a mark stands on the
/// option of 2 points. Throws ocop::error (errc::bad_value) where the language is none, or it is no comparison that
/// compare() gave.
[[nodiscard]] OCOP_INLINE std::string explain(set_comparison const& compared, language l);

/// The same for whole editions: the parts, then how the sets follow each other. Throws ocop::error (errc::bad_value)
/// where the language is none.
[[nodiscard]] OCOP_INLINE std::string explain_succession(compiled_rule_set const& from, compiled_rule_set const& to,
                                                         language l);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/explain/impl/comparison_page.ipp"
#endif
