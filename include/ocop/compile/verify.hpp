#pragma once

#include "ocop/base/issue.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/config.hpp"

#include <vector>

namespace ocop {

/// Computes the digests of everything in a catalog again, from what was read: of each product set, edition and council
/// regulation. Gives what does not agree, with the edition in `where`: errc::inconsistent where a digest is another one
/// than the one that stands there, where a condition is not the one whose text is digested, or where a product set
/// cannot be read. Nothing: all of it means what its digests say. Makes every product set.
[[nodiscard]] OCOP_INLINE std::vector<issue> verify_digests(rule_catalog const& catalog);

/// The same, and besides compares with a catalog of the same rules that was made in another way: an image with the JSON
/// files that it was made of, compiled afresh. Gives too errc::inconsistent for each edition, product set, regulation
/// and plan that is another one, that lacks, or that is there besides, and for what no digest covers (readings, names
/// of concepts, days on which editions end, plans).
[[nodiscard]] OCOP_INLINE std::vector<issue> verify_digests(rule_catalog const& catalog, rule_catalog const& afresh);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/compile/impl/verify.ipp"
#endif
