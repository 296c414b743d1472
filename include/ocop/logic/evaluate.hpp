#pragma once

#include "ocop/base/result.hpp"
#include "ocop/base/value.hpp"
#include "ocop/config.hpp"
#include "ocop/logic/expression.hpp"

#include <string>
#include <vector>

namespace ocop {

/// Whether JsonLogic takes the value for true. False are null, false, 0, NaN, "" and []; all else is
/// true, "0" and {} included.
[[nodiscard]] OCOP_INLINE bool is_truthy(value const& v) noexcept;

/// Evaluates a condition over data, as json-logic-js does: JavaScript's doubles, coercions and equality.
///
/// \param data     what `var` looks into. Paths are keys and array indexes joined by dots; `length` of an
///                 array is known, names that JavaScript inherits (`constructor`) are not.
/// \param missing  when given, receives the paths that `var` looked up in `data` and found absent or null:
///                 appended unless already there, in order of lookup. A default of `var` is evaluated only
///                 where it is needed, so paths in it are listed only then.
/// \return the value; a whole number below 2^53 is an integer value (3, not 3.0), `undefined` is null, NaN
///         and infinities stay numbers and are written as null.
///
/// Departures from the reference: a string has no items and no length for `var`; `substr` counts UTF-16
/// code units and leaves out a character of which it would cut one half; an object from the data is never
/// taken for a rule (the reference does that for keys given to `missing` and `missing_some`).
/// Comparisons, and/or/if, `var` and arithmetic on numbers allocate no memory.
/// Errors, with the JSON pointer into the rule in `where`: errc::rule_limit (steps or bytes), errc::too_deep
/// (a value nests more than 512 deep), errc::invalid_rule (the list of `missing_some` is null).
/// Thread-safe.
[[nodiscard]] OCOP_INLINE result<value> evaluate(expression const& condition, value const& data,
                                                 std::vector<std::string>* missing = nullptr);

/// Whether the condition evaluates to something truthy. As `evaluate`, without building the value.
[[nodiscard]] OCOP_INLINE result<bool> holds(expression const& condition, value const& data,
                                             std::vector<std::string>* missing = nullptr);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/logic/impl/evaluate.ipp"
#endif
