#pragma once

#include "ocop/base/issue.hpp"
#include "ocop/config.hpp"
#include "ocop/base/layout.hpp"
#include "ocop/exchange/scoring.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace ocop {

/// A result: `ocop-result/1`, or `ocop-result/2` where the rules, the regulation or the transition say what that
/// cannot: `points_unit` and `unmet_minimums` stand in it besides, and points that are not whole are text (`"72.5"`).
/// Throws ocop::error (errc::bad_value) where the outcome is none.
[[nodiscard]] OCOP_INLINE std::string write_result(scored_submission const& s, layout how = layout::line);

/// An error in place of a result, `ocop-error/1`. `submission` is empty where no id could be read;
/// `line` counts from 1. Always UTF-8, whatever the texts hold: see as_utf8().
[[nodiscard]] OCOP_INLINE std::string write_error(issue const& why, std::string_view submission, std::size_t line,
                                                  layout how = layout::line);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/exchange/impl/result_document.ipp"
#endif
