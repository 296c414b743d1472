#pragma once

#include "ocop/base/label.hpp"
#include "ocop/base/result.hpp"
#include "ocop/config.hpp"
#include "ocop/programme/programme.hpp"

#include <span>
#include <string>

namespace ocop {

/// A plan over its results, on a page: targets, awards due, order for national evaluation, report of the plan's time.
/// Without amounts the awards are left out. Errors: those of progress, awards and national_order; errc::bad_value where
/// the language is none.
[[nodiscard]] OCOP_INLINE result<std::string> explain(programme_plan const& plan,
                                                      std::span<programme_entry const> entries,
                                                      award_amounts const& amounts, language l);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/explain/impl/programme_page.ipp"
#endif
