#include "ocop/compile/rule_catalog.hpp"

// Rules that are shared are constant.
void look(ocop::rule_catalog const& catalog) {
#ifdef OCOP_MUST_FAIL
  catalog.editions().front()->bands.clear();
#else
  (void)catalog.editions().front()->bands.size();
#endif
}
