#pragma once

#include "ocop/detail/json/value_builder.hpp"
#include "ocop/load/condition.hpp"

namespace ocop {

OCOP_INLINE result<expression> parse_condition(std::string_view json) {
  auto const rule = detail::json::parse(json);
  if (!rule) return rule.error();
  return expression::parse(*rule);
}

}  // namespace ocop
