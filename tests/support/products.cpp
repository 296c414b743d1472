#include "support/products.hpp"

#include "support/patched_rules.hpp"

namespace ocop::test {

rule_catalog const& builtin() {
  static rule_catalog const catalog = builtin_catalog();
  return catalog;
}

rule_catalog const& made_up() {
  static rule_catalog const catalog = load_catalog(made_up_decree()).catalog.value();
  return catalog;
}

catalog_report load(rule_files const& files) { return load_catalog(files); }

}  // namespace ocop::test
