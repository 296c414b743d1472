#include "targets.hpp"

#include <cstdlib>
#include <iostream>

namespace ocop::fuzz {

void broken(char const* promise, std::string_view one, std::string_view other) {
  std::cerr << "broken: " << promise << '\n' << one << '\n' << other << std::endl;
  std::abort();
}

rule_catalog const& builtin() {
  static rule_catalog const catalog = builtin_catalog();
  return catalog;
}

ocop::rule_files const& made_up_files() {
  static ocop::rule_files const files = with_schemas_of(read_rule_files(OCOP_FUZZ_RULES).value(), builtin_rule_files());
  return files;
}

}  // namespace ocop::fuzz
