#pragma once

#include "ocop/detail/linking.hpp"

#include <string_view>

OCOP_DETAIL_DECLARE_NAMES(rules_library)

namespace ocop {

namespace detail {
/// Defined by the target `ocop::rules`; the names are those of a library that was built in the same way.
[[nodiscard]] std::string_view builtin_rule_image(char const* const (&names)[3]);
}  // namespace detail

/// The image (see write_image) of the rules built into the program; from the target `ocop::rules`.
[[nodiscard]] inline std::string_view builtin_rule_image() {
  using namespace detail;
  return detail::builtin_rule_image(OCOP_DETAIL_NAMES(rules_library));
}

}  // namespace ocop
