#include "ocop/base/points.hpp"
#include "ocop/base/stars.hpp"

// 4 points are not 4 stars.
#ifdef OCOP_MUST_FAIL
bool const same = ocop::points{4} == ocop::stars{4};
#else
bool const same = ocop::points{4} == ocop::points{4};
#endif
