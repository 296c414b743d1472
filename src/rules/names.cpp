// The names by which a program sees that the rule data was built as it is itself.

#include "ocop/detail/linking.hpp"

OCOP_DETAIL_DECLARE_NAMES(rules_library)
OCOP_DETAIL_PROVIDE(rules_library)
