#pragma once

#include "ocop/base/text.hpp"
#include "ocop/score/member_names.hpp"

#include <string>

namespace ocop {

OCOP_INLINE std::optional<issue> member_names::add(std::string_view name) {
  if (auto wrong = check_name(name, "a member's name")) return wrong;
  auto const first = known_.add(name);
  if (!first) return std::nullopt;
  std::string message = "member " + in_quotes(name) + " already has sheet " + std::to_string(first->place);
  if (!first->differ.empty()) message += ", where the same name is written otherwise: " + first->differ + " here";
  return issue{errc::repeated_member, {}, message + ". One member gives one sheet."};
}

}  // namespace ocop
