#include "ocop/base/points.hpp"

// There are no fractions on a score sheet.
#ifdef OCOP_MUST_FAIL
ocop::points const p{4.5};
#else
ocop::points const p{4};
#endif
