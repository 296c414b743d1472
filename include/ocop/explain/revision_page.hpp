#pragma once

#include "ocop/base/label.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/config.hpp"

#include <memory>
#include <span>
#include <string>

namespace ocop {

/// What differs between two revisions of an edition, on a page: why, by the revisions that are given (those of
/// rule_catalog::revisions() between the two); whether words alone differ; lines of the edition's page; then each
/// product set that was added, taken away or changed, with its points and marks as explain() has them and every word
/// before and after. Throws ocop::error (errc::bad_value) where the language is none, or a pointer is null.
[[nodiscard]] OCOP_INLINE std::string explain_revisions(
    compiled_rule_set const& from, compiled_rule_set const& to,
    std::span<std::shared_ptr<compiled_rule_set const> const> between, language l);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/explain/impl/revision_page.ipp"
#endif
