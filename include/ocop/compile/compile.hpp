#pragma once

#include "ocop/base/result.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/config.hpp"
#include "ocop/model/rule_set.hpp"

#include <memory>
#include <vector>

namespace ocop {

/// Turns a rule set that loaded without issues into its editions, oldest first; of a later revision, into those that
/// have it.
///
/// Errors: errc::inconsistent for what load_rules() would have told better: a name that nothing defines, a level of
/// stars without a band, numbers beyond what the engine adds up.
[[nodiscard]] OCOP_INLINE result<std::vector<std::shared_ptr<compiled_rule_set const>>> compile(
    model::rule_set const& rules);

namespace detail {

class set_pool;

/// The same; sets that are in the pool already are shared.
[[nodiscard]] OCOP_INLINE result<std::vector<std::shared_ptr<compiled_rule_set const>>> compiled(
    model::rule_set const& rules, set_pool& sets);

}  // namespace detail
}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/compile/impl/compile.ipp"
#endif
