#pragma once

#include "ocop/base/result.hpp"
#include "ocop/compile/compiled_product_set.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/config.hpp"

#include <cstddef>
#include <string>

namespace ocop {

/// SHA-256 of the readings of an edition: questions, alternatives, choices. They stand beside the digest of the edition
/// itself, because a record holds the alternative taken of each: a reading that is added later changes no record.
[[nodiscard]] OCOP_INLINE std::string readings_sha256(compiled_rule_set const& rules);

/// SHA-256 of everything one criterion means in its set: title, maximum, options, points, marks, citations. Tells which
/// criterion moved where the digest of a set is another one. Errors: errc::unknown_criterion where the set has none of
/// that index.
[[nodiscard]] OCOP_INLINE result<std::string> criterion_sha256(compiled_product_set const& set, std::size_t criterion);

/// SHA-256 of what a product set decides: codes, points, options, marks, notes and their conditions, without labels and
/// clauses. Two revisions of a set of which it is the same differ in words alone; for whole editions that is
/// compiled_rule_set::wordless_sha256, which holds the choice of readings too. `rules` are those of the set.
[[nodiscard]] OCOP_INLINE std::string wordless_sha256(compiled_rule_set const& rules, compiled_product_set const& set);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/compile/impl/digest.ipp"
#endif
