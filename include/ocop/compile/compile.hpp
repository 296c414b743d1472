#pragma once

#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/config.hpp"
#include "ocop/model/rule_set.hpp"

#include <memory>
#include <vector>

namespace ocop {

/// Turns a rule set that loaded without issues into its editions, oldest first.
///
/// Precondition: `load_rules` found nothing wrong with it; unresolved names are not looked for again.
[[nodiscard]] OCOP_INLINE std::vector<std::shared_ptr<compiled_rule_set const>> compile(model::rule_set const& rules);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/compile/impl/compile.ipp"
#endif
