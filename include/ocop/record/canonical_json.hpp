#pragma once

#include "ocop/base/result.hpp"
#include "ocop/base/value.hpp"
#include "ocop/config.hpp"

#include <string>

namespace ocop {

/// A value as canonical JSON (RFC 8785): no white space, members sorted by the UTF-16 code units of their names,
/// numbers as ECMAScript writes them, only what must be escaped escaped. Equal values give equal bytes.
///
/// Numbers are IEEE doubles there: an integer beyond 2^53 is written as the double nearest to it.
/// Errors: errc::bad_value for a number that JSON does not have (NaN, infinity) and for a text or a key that is no
/// UTF-8, with its JSON pointer.
[[nodiscard]] OCOP_INLINE result<std::string> canonical_json(value const& v);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/record/impl/canonical_json.ipp"
#endif
