#pragma once

#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/config.hpp"

#include <string>

namespace ocop {

/// An edition on a page for a person, in both languages: bands and who recognises, what is sent on or back, rounds and
/// limits, the dossier, the certificate, transition, product sets, readings and how complete it is. A clause that was
/// not read in the decision itself says how it is known: `[qd-148-2023/annex-2, secondary]`.
[[nodiscard]] OCOP_INLINE std::string edition_page(compiled_rule_set const& rules);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/explain/impl/edition_page.ipp"
#endif
