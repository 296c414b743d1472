#pragma once

#include "ocop/base/council_regulation.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/config.hpp"

#include <memory>
#include <span>
#include <string>

namespace ocop {

/// An edition on a page for a person, in both languages: of a later revision when and why it was made, then bands and
/// who recognises, what is sent on or back, rounds and limits, the dossier, the certificate, transition, product sets
/// and when each was checked, readings with their reasons, the council regulations that are given
/// (rule_catalog::regulations), and how complete it is. A clause that was not read in the decision itself says how it
/// is known: `[qd-148-2023/annex-2, secondary]`.
[[nodiscard]] OCOP_INLINE std::string edition_page(
    compiled_rule_set const& rules, std::span<std::shared_ptr<council_regulation const> const> regulations = {});

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/explain/impl/edition_page.ipp"
#endif
