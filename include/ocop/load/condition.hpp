#pragma once

#include "ocop/base/result.hpp"
#include "ocop/config.hpp"
#include "ocop/logic/expression.hpp"

#include <string_view>

namespace ocop {

/// Reads a condition from its JSON, as rule data and documents hold it. Errors: those of parse_json and of
/// expression::parse.
[[nodiscard]] OCOP_INLINE result<expression> parse_condition(std::string_view json);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/load/impl/condition.ipp"
#endif
