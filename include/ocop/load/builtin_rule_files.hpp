#pragma once

#include "ocop/detail/linking.hpp"

#include <map>
#include <string>

OCOP_DETAIL_DECLARE_NAMES(rules_library)

namespace ocop {

/// The JSON files of a rule folder: path relative to the folder, with `/`, to its text.
using rule_files = std::map<std::string, std::string>;

namespace detail {
/// Defined by the target `ocop::rules`; the names are those of a library that was built in the same way.
[[nodiscard]] rule_files const& builtin_rule_files(char const* const (&names)[3]);
}  // namespace detail

/// The rule data and the JSON Schemas built into the program; from the target `ocop::rules`.
[[nodiscard]] inline rule_files const& builtin_rule_files() {
  using namespace detail;
  return detail::builtin_rule_files(OCOP_DETAIL_NAMES(rules_library));
}

}  // namespace ocop
